//! The statements that the register signs: of each signature when it is given, and of a submission when it is made.

use crate::core::{
    db::{Error, Tx},
    ids, secrets, signing_keys,
    tampering::{self, Tampered},
    values::{At, Text},
};
use model::{
    Date, Timestamp,
    assessment::{
        locked_version::Submission,
        receipt::{
            Attestation, Attested, Basis, NotAttested, SignatureStatement, SignedAs, StatedOrganisation,
            StatedSignature, SubmissionStatement, VERSION,
        },
        verify::Signatory,
    },
    core::{
        canonical::Hash,
        dates::to_the_microsecond,
        keys::{KnownKey, SigningKeys},
        permit::AtAssessment,
    },
};
use uuid::Uuid;

/// A signature that is given now.
pub(crate) struct GivenSignature<'s> {
    pub(crate) id: Uuid,
    pub(crate) signed_as: SignedAs,
    pub(crate) name: &'s str,
    pub(crate) post: &'s str,
    pub(crate) for_leader: Option<&'s str>,
    pub(crate) email: &'s str,
    pub(crate) basis: Basis,
    pub(crate) version: Hash,
}

/// Signs and stores the statement of a signature. Its text must be the one of its hash, so that no one signs a text that was changed in the
/// database.
pub(crate) async fn of_signature(
    tx: &mut Tx,
    keys: &SigningKeys,
    place: AtAssessment,
    given: &GivenSignature<'_>,
    now: Timestamp,
) -> Result<(), Error> {
    signing_keys::may_sign(tx, keys, now).await?;
    let (submission, salt) = (submission(tx, given.version).await?, secrets::new());
    let statement = SignatureStatement {
        format: SignatureStatement::FORMAT.to_owned(),
        version: VERSION,
        id: given.id,
        assessment: place.assessment,
        organisation: StatedOrganisation::of(&submission),
        edition: submission.edition.key.clone(),
        stage: submission.edition.stage,
        sha256: given.version,
        signed_as: given.signed_as,
        name: given.name.to_owned(),
        post: given.post.to_owned(),
        for_leader: given.for_leader.map(str::to_owned),
        identity: Some(SignatureStatement::identity_of(&salt, given.email)),
        basis: given.basis,
        at: to_the_microsecond(now),
    };
    tx.query("update signature set identity_salt = $2 where id = $1").bind(given.id).bind(salt).run().await?;
    save(tx, place, given.version, Some(given.id), &Attested::new(&statement, keys.current()), now).await
}

/// Signs and stores the statement of a submission, with its signatures, which must be as they were given.
pub(crate) async fn of_submission(
    tx: &mut Tx,
    keys: &SigningKeys,
    place: AtAssessment,
    (version, due): (Hash, Option<Date>),
    now: Timestamp,
) -> Result<(), Error> {
    signing_keys::may_sign(tx, keys, now).await?;
    let submission = submission(tx, version).await?;
    let signatures = stated(tx, place, &submission, version, &keys.known()).await?;
    let statement = SubmissionStatement::new(&submission, version, signatures, now, due);
    save(tx, place, version, None, &Attested::new(&statement, keys.current()), now).await
}

async fn submission(tx: &mut Tx, version: Hash) -> Result<Submission, Error> {
    let hash = version.to_string();
    let (text,): (String,) = tx.query("select canonical from locked_version where hash = $1").bind(&hash).one().await?;
    let text = tampering::genuine(tx, &hash, text)?;
    Submission::parse(&text).map_err(|error| Error::Decode(Box::new(error)))
}

async fn save(
    tx: &mut Tx,
    place: AtAssessment,
    version: Hash,
    signature: Option<Uuid>,
    statement: &Attested,
    now: Timestamp,
) -> Result<(), Error> {
    tx.query(
        "insert into statement (id, assessment_id, locked_version_hash, signature_id, body, public_key, digital_signature, stated_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8)",
    )
    .bind(ids::new(now))
    .bind(place.assessment.0)
    .bind(version.to_string())
    .bind(signature)
    .bind(&statement.canonical)
    .bind(statement.by.key.to_string())
    .bind(statement.by.signature.to_string())
    .bind(At(now))
    .run()
    .await?;
    Ok(())
}

#[derive(sqlx::FromRow)]
struct SignatureRow {
    id: Uuid,
    role: Text<Signatory>,
    name: String,
    post: String,
    signed_at: At,
    leader_name: Option<String>,
    basis: Option<String>,
    body: Option<String>,
    public_key: Option<String>,
    digital_signature: Option<String>,
}

/// The signatures of a version that are not voided. Each must agree with its statement; only one from before the first key has none.
async fn stated(
    tx: &mut Tx,
    place: AtAssessment,
    submission: &Submission,
    version: Hash,
    keys: &[KnownKey],
) -> Result<Vec<StatedSignature>, Error> {
    let rows: Vec<SignatureRow> = tx
        .query(
            "select s.id, s.role, s.name, s.post, s.signed_at, s.leader_name, s.basis, t.body, t.public_key, t.digital_signature
             from signature s left join statement t on t.signature_id = s.id
             where s.assessment_id = $1 and s.locked_version_hash = $2 and s.voided_at is null order by s.signed_at, s.id",
        )
        .bind(place.assessment.0)
        .bind(version.to_string())
        .all()
        .await?;
    rows.into_iter().map(|row| row.stated(tx, submission, version, keys)).collect()
}

impl SignatureRow {
    fn stated(
        mut self,
        tx: &Tx,
        submission: &Submission,
        version: Hash,
        keys: &[KnownKey],
    ) -> Result<StatedSignature, Error> {
        let stored = attested(self.body.take(), self.public_key.take(), self.digital_signature.take())?;
        let from_row = self.statement(submission, version);
        let Some(stored) = stored else {
            // Otherwise, the register would sign whatever the row says once its statement is removed.
            if needs_receipt(from_row.at, keys) {
                return Err(tx.tampered(Tampered::Facts(version.to_string())));
            }
            return Ok(StatedSignature { statement: from_row, attestation: None });
        };
        let wrong = |why| tx.tampered(Tampered::Statement(version.to_string(), why));
        let statement: SignatureStatement = stored.read().map_err(wrong)?;
        stored.by.check(&stored.canonical, statement.at, keys).map_err(wrong)?;
        if statement.signed() == from_row.signed() && statement.id == from_row.id {
            Ok(StatedSignature { statement, attestation: Some(stored.by) })
        } else {
            Err(tx.tampered(Tampered::Facts(version.to_string())))
        }
    }

    /// What the row alone shows, for a signature from before the register signed.
    fn statement(self, submission: &Submission, version: Hash) -> SignatureStatement {
        SignatureStatement {
            format: SignatureStatement::FORMAT.to_owned(),
            version: VERSION,
            id: self.id,
            assessment: submission.assessment,
            organisation: StatedOrganisation::of(submission),
            edition: submission.edition.key.clone(),
            stage: submission.edition.stage,
            sha256: version,
            signed_as: match (self.role.0, &self.leader_name) {
                (Signatory::Lead, _) => SignedAs::Lead,
                (Signatory::Leader, None) => SignedAs::Leader,
                (Signatory::Leader, Some(_)) => SignedAs::Deputy,
            },
            name: self.name,
            post: self.post,
            for_leader: self.leader_name,
            identity: None,
            basis: match (self.role.0, self.basis.as_deref()) {
                (Signatory::Lead, _) => Basis::Account,
                (_, Some("domain")) => Basis::Domain,
                (_, Some("confirmed")) => Basis::Confirmed,
                _ => Basis::Unknown,
            },
            at: self.signed_at.0,
        }
    }
}

/// The columns of a statement; `None` if there is none.
pub(crate) fn attested(
    body: Option<String>,
    key: Option<String>,
    signature: Option<String>,
) -> Result<Option<Attested>, Error> {
    let (Some(canonical), Some(key), Some(signature)) = (body, key, signature) else { return Ok(None) };
    let decode = |error: model::core::keys::NotDigits| Error::Decode(error.into());
    let by = Attestation { key: key.parse().map_err(decode)?, signature: signature.parse().map_err(decode)? };
    Ok(Some(Attested { canonical, by }))
}

/// The statement of the newest submission of a version, if the register signed one; checked.
pub(crate) async fn of_version(
    tx: &mut Tx,
    assessment: Uuid,
    version: Hash,
    keys: &[KnownKey],
) -> Result<Option<(SubmissionStatement, Attested)>, Error> {
    let row: Option<(String, String, String)> = tx
        .query(
            "select body, public_key, digital_signature from statement
             where locked_version_hash = $2 and assessment_id = $1 and signature_id is null order by id desc limit 1",
        )
        .bind(assessment)
        .bind(version.to_string())
        .optional()
        .await?;
    let Some((body, key, signature)) = row else { return Ok(None) };
    let wrong = |tx: &Tx, why| tx.tampered(Tampered::Statement(version.to_string(), why));
    let Ok(Some(stored)) = attested(Some(body), Some(key), Some(signature)) else {
        return Err(wrong(tx, NotAttested::Unreadable));
    };
    let checked = stored.read::<SubmissionStatement>().and_then(|statement| {
        stored.by.check(&stored.canonical, statement.submitted, keys)?;
        statement.check_signatures(keys)?;
        let is_of_this = (statement.sha256, statement.assessment.0) == (version, assessment);
        if is_of_this { Ok(statement) } else { Err(NotAttested::Changed) }
    });
    match checked {
        Ok(statement) => Ok(Some((statement, stored))),
        Err(why) => Err(wrong(tx, why)),
    }
}

/// The register's signatures of its receipts for a version, the oldest first.
pub(crate) async fn receipts(tx: &mut Tx, version: Hash) -> Result<Vec<Attestation>, Error> {
    let rows: Vec<(String, String)> = tx
        .query(
            "select public_key, digital_signature from statement
             where locked_version_hash = $1 and signature_id is null order by id",
        )
        .bind(version.to_string())
        .all()
        .await?;
    let read = |(key, signature)| attested(Some(String::new()), Some(key), Some(signature));
    Ok(rows.into_iter().map(read).collect::<Result<Vec<_>, _>>()?.into_iter().flatten().map(|one| one.by).collect())
}

/// Whether the register signed already when something was signed or submitted, so that it must have a statement.
pub(crate) fn needs_receipt(at: Timestamp, keys: &[KnownKey]) -> bool {
    keys.iter().any(|known| known.from <= at)
}
