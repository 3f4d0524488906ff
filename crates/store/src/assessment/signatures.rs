//! Two signatures on one version: the institutional lead's, then the leader's by a link of their own; and what voids them.
//!
//! The SQL of each change names the step that it starts from: of two simultaneous changes, the second does nothing and
//! returns `false`.

use crate::{
    assessment::locked_versions::parse_hash,
    core::{
        db::{Error, Tx},
        events::{self, Subject},
        ids, secrets,
        values::{At, Text},
        write_permit::WritePermit,
    },
};
use jiff::SignedDuration;
use model::{
    Timestamp,
    assessment::verify::Signatory,
    core::{
        canonical::Hash,
        permit::{
            AtAssessment, Author, Permit, ReadAsLeader, RequestLeaderSignature, SignAsLead, SignAsLeader,
            UnlockAssessment,
        },
        short::{Email, Line},
    },
    work::event::EventKind,
};
use uuid::Uuid;

/// How long the leader's link is valid.
pub const LEADER_LINK: SignedDuration = SignedDuration::from_hours(30 * 24);

/// A signature to give: the name and job title of who signs, and the version that they saw.
#[derive(Debug, Clone)]
pub struct Signing {
    /// Their name.
    pub name: Line,
    /// Their job title.
    pub post: Line,
    /// The hash of the version that the form showed.
    pub shown: Hash,
}

/// Signs as the institutional lead. False, and nothing is changed, if another lead was faster or the version that was shown
/// is not the one that is locked.
pub async fn sign_as_lead(
    tx: &mut Tx,
    may: &WritePermit<SignAsLead>,
    signing: &Signing,
    now: Timestamp,
) -> Result<bool, Error> {
    sign(tx, may.place(), may.author(), Signatory::Lead, signing, now).await
}

/// Signs as the leader, by the link with this secret, which is then used. False, and nothing is changed, if the version
/// that was shown does not await their signature.
pub async fn sign_as_leader(
    tx: &mut Tx,
    may: &WritePermit<SignAsLeader>,
    secret: &str,
    signing: &Signing,
    now: Timestamp,
) -> Result<bool, Error> {
    let signed = sign(tx, may.place(), may.author(), Signatory::Leader, signing, now).await?;
    if signed {
        tx.query("update leader_link set used_at = $2 where token_hash = $1")
            .bind(secrets::hash(secret))
            .bind(At(now))
            .run()
            .await?;
    }
    Ok(signed)
}

async fn sign(
    tx: &mut Tx,
    place: AtAssessment,
    author: Author,
    signatory: Signatory,
    signing: &Signing,
    now: Timestamp,
) -> Result<bool, Error> {
    let (from, to) = match signatory {
        Signatory::Lead => ("ready", "lead-signed"),
        Signatory::Leader => ("lead-signed", "signed"),
    };
    let (name, post, version) =
        (signing.name.as_str().to_owned(), signing.post.as_str().to_owned(), signing.shown.to_string());
    let changed = tx
        .query(
            "update assessment set step = $4 where id = $1 and organisation_id = $2 and step = $3 and locked_version_hash = $5",
        )
        .bind(place.assessment.0)
        .bind(place.organisation.0)
        .bind(from)
        .bind(to)
        .bind(&version)
        .run()
        .await?;
    if changed == 0 {
        return Ok(false);
    }
    tx.query(
        "insert into signature (id, assessment_id, role, person_id, name, post, locked_version_hash, signed_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8)",
    )
    .bind(ids::new(now))
    .bind(place.assessment.0)
    .bind(signatory.as_str())
    .bind(author.person().map(|person| person.0))
    .bind(&name)
    .bind(&post)
    .bind(&version)
    .bind(At(now))
    .run()
    .await?;
    let what = match signatory {
        Signatory::Lead => EventKind::LeadSigned { name, post, version },
        Signatory::Leader => EventKind::LeaderSigned { name, post, version },
    };
    events::record(tx, author, subject(place), &what, now).await?;
    Ok(true)
}

/// The leader to whom a link to sign is sent.
#[derive(Debug, Clone)]
pub struct LeaderRequest {
    /// The leader's name.
    pub name: Line,
    /// Their job title.
    pub post: Line,
    /// Their email address.
    pub email: Email,
}

/// Makes a link for the leader to sign the version that the lead signed, and ends earlier links. Returns its secret,
/// for the email alone. None, and nothing is changed, if no signature of the leader is awaited any more.
pub async fn ask_leader(
    tx: &mut Tx,
    may: &WritePermit<RequestLeaderSignature>,
    asked: &LeaderRequest,
    now: Timestamp,
) -> Result<Option<String>, Error> {
    let place = may.place();
    // Checks that the leader's signature is awaited, and locks the row, so that it still is when the transaction ends.
    let waiting: Option<(String,)> = tx
        .query(
            "update assessment set step = 'lead-signed' where id = $1 and organisation_id = $2 and step = 'lead-signed'
             returning locked_version_hash",
        )
        .bind(place.assessment.0)
        .bind(place.organisation.0)
        .optional()
        .await?;
    let Some((version,)) = waiting else { return Ok(None) };
    end_links(tx, place, now).await?;
    let secret = secrets::new();
    tx.query(
        "insert into leader_link (token_hash, assessment_id, locked_version_hash, name, post, email, created_at, expires_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8)",
    )
    .bind(secrets::hash(&secret))
    .bind(place.assessment.0)
    .bind(version)
    .bind(asked.name.as_str())
    .bind(asked.post.as_str())
    .bind(asked.email.as_str())
    .bind(At(now))
    .bind(At(now + LEADER_LINK))
    .run()
    .await?;
    let what = EventKind::LeaderAsked { name: asked.name.as_str().to_owned() };
    events::record(tx, may.author(), subject(place), &what, now).await?;
    Ok(Some(secret))
}

/// A valid link to sign.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LeaderLink {
    /// The leader's name.
    pub name: String,
    /// Their job title.
    pub post: String,
    /// The address that it was sent to.
    pub email: String,
    /// When it was sent.
    pub sent: Timestamp,
    /// When it expires.
    pub expires: Timestamp,
}

/// The unused link of the leader, for the leads to see who was asked and when.
pub async fn waiting(
    tx: &mut Tx,
    may: &Permit<RequestLeaderSignature>,
    now: Timestamp,
) -> Result<Option<LeaderLink>, Error> {
    let row: Option<(String, String, String, At, At)> = tx
        .query(
            "select name, post, email, created_at, expires_at from leader_link
             where assessment_id = $1 and expires_at > $2 and used_at is null order by created_at desc limit 1",
        )
        .bind(may.place().assessment.0)
        .bind(At(now))
        .optional()
        .await?;
    Ok(row.map(link))
}

/// The leader's link with this secret.
pub async fn leader_link(tx: &mut Tx, may: &Permit<ReadAsLeader>, secret: &str) -> Result<LeaderLink, Error> {
    let row = tx
        .query(
            "select name, post, email, created_at, expires_at from leader_link where token_hash = $1 and assessment_id = $2",
        )
        .bind(secrets::hash(secret))
        .bind(may.place().assessment.0)
        .one()
        .await?;
    Ok(link(row))
}

fn link((name, post, email, sent, expires): (String, String, String, At, At)) -> LeaderLink {
    LeaderLink { name, post, email, sent: sent.0, expires: expires.0 }
}

/// A signature that is not voided.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CurrentSignature {
    /// Which of the two signatories it is of.
    pub signatory: Signatory,
    /// The name of who signed.
    pub name: String,
    /// Their job title.
    pub post: String,
    /// When it was given.
    pub at: Timestamp,
    /// The hash of the version that was signed.
    pub hash: Hash,
}

/// The signatures of the locked version of an assessment that are not voided, in order.
pub(crate) async fn current(tx: &mut Tx, place: AtAssessment) -> Result<Vec<CurrentSignature>, Error> {
    let rows: Vec<(Text<Signatory>, String, String, At, String)> = tx
        .query(
            "select s.role, s.name, s.post, s.signed_at, s.locked_version_hash
             from signature s join assessment a on a.id = s.assessment_id and a.locked_version_hash = s.locked_version_hash
             where a.id = $1 and a.organisation_id = $2 and s.voided_at is null order by s.signed_at, s.id",
        )
        .bind(place.assessment.0)
        .bind(place.organisation.0)
        .all()
        .await?;
    rows.into_iter()
        .map(|(Text(signatory), name, post, at, hash)| {
            Ok(CurrentSignature { signatory, name, post, at: at.0, hash: parse_hash(&hash)? })
        })
        .collect()
}

/// The signatures that the leader sees: the lead's, and their own once it is given.
pub async fn for_leader(tx: &mut Tx, may: &Permit<ReadAsLeader>) -> Result<Vec<CurrentSignature>, Error> {
    current(tx, may.place()).await
}

/// Unlocks an assessment for editing: its signatures are voided and its links end. Returns the names of those whose
/// signatures were voided; none, and nothing is changed, if it is not locked or was submitted.
pub async fn reopen(
    tx: &mut Tx,
    may: &WritePermit<UnlockAssessment>,
    now: Timestamp,
) -> Result<Option<Vec<String>>, Error> {
    let place = may.place();
    let opened = tx
        .query(
            "update assessment set step = 'drafting', locked_version_hash = null, locked_at = null
             where id = $1 and organisation_id = $2 and step in ('ready', 'lead-signed', 'signed')",
        )
        .bind(place.assessment.0)
        .bind(place.organisation.0)
        .run()
        .await?;
    if opened == 0 {
        return Ok(None);
    }
    let voided = void(tx, place, now).await?;
    let what = EventKind::AssessmentReopened { voided: voided.clone() };
    events::record(tx, may.author(), subject(place), &what, now).await?;
    Ok(Some(voided))
}

/// Voids the signatures of an assessment and ends its links. Returns the names, in the order in which they had signed.
pub(crate) async fn void(tx: &mut Tx, place: AtAssessment, now: Timestamp) -> Result<Vec<String>, Error> {
    end_links(tx, place, now).await?;
    let mut voided: Vec<(Uuid, String)> = tx
        .query("update signature set voided_at = $2 where assessment_id = $1 and voided_at is null returning id, name")
        .bind(place.assessment.0)
        .bind(At(now))
        .all()
        .await?;
    // Identities are in order of time, and the lead signs first.
    voided.sort_unstable();
    Ok(voided.into_iter().map(|(_, name)| name).collect())
}

async fn end_links(tx: &mut Tx, place: AtAssessment, now: Timestamp) -> Result<(), Error> {
    tx.query("update leader_link set expires_at = $2 where assessment_id = $1 and expires_at > $2")
        .bind(place.assessment.0)
        .bind(At(now))
        .run()
        .await?;
    Ok(())
}

fn subject(place: AtAssessment) -> Subject {
    Subject::organisation(place.organisation).assessment(place.assessment)
}
