//! Two signatures on one version: the institutional lead's, then the leader's by a link of their own; and what voids them.
//!
//! Each change names the step that it starts from in its SQL. Who comes second changes nothing and is told `false`.

use crate::{
    assessment::locked_versions::parsed,
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

/// How long the leader's link is good.
pub const LEADER_LINK: SignedDuration = SignedDuration::from_hours(30 * 24);

/// A signature in the making: who signs, as what, and which version they saw.
#[derive(Debug, Clone)]
pub struct Signing {
    /// Their name.
    pub name: Line,
    /// Their post.
    pub post: Line,
    /// The hash of the version that the form showed.
    pub shown: Hash,
}

/// The institutional lead signs. False, and nothing is changed, if another lead was faster or the version that was shown
/// is not the one that is locked.
pub async fn sign_as_lead(
    tx: &mut Tx,
    may: &WritePermit<SignAsLead>,
    signing: &Signing,
    now: Timestamp,
) -> Result<bool, Error> {
    sign(tx, may.place(), may.author(), Signatory::Lead, signing, now).await
}

/// The leader signs by the link whose secret this is, which is then used. False, and nothing is changed, if the version that was
/// shown does not wait for their signature.
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
    let moved = tx
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
    if moved == 0 {
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

/// Whom the link to sign goes to.
#[derive(Debug, Clone)]
pub struct LeaderRequest {
    /// The leader's name.
    pub name: Line,
    /// Their post.
    pub post: Line,
    /// Their address.
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
    // Taking the row says that it waits, and keeps it so until the end of the transaction.
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

/// A link to sign that is still good.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LeaderLink {
    /// For whom: their name.
    pub name: String,
    /// Their post.
    pub post: String,
    /// Where it was sent.
    pub email: String,
    /// When.
    pub sent: Timestamp,
    /// Until when it is good.
    pub expires: Timestamp,
}

/// The link that waits for the leader, for the leads to see whom was asked and when.
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

/// The link by which the leader came.
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

/// A signature that holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CurrentSignature {
    /// For whom.
    pub signatory: Signatory,
    /// Who.
    pub name: String,
    /// As what.
    pub post: String,
    /// When.
    pub at: Timestamp,
    /// The version.
    pub hash: Hash,
}

/// The signatures that hold on an assessment, in order.
pub(crate) async fn held(tx: &mut Tx, place: AtAssessment) -> Result<Vec<CurrentSignature>, Error> {
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
            Ok(CurrentSignature { signatory, name, post, at: at.0, hash: parsed(&hash)? })
        })
        .collect()
}

/// The signatures that the leader sees: the lead's, and their own once it is given.
pub async fn for_leader(tx: &mut Tx, may: &Permit<ReadAsLeader>) -> Result<Vec<CurrentSignature>, Error> {
    held(tx, may.place()).await
}

/// Open a locked assessment again: its signatures are void and its links dead. Gives the names of those whose signatures were
/// voided; none, and nothing is changed, if it is open already or was submitted.
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

/// Void the signatures of an assessment and end its links. Gives the names, in the order in which they had signed.
pub(crate) async fn void(tx: &mut Tx, place: AtAssessment, now: Timestamp) -> Result<Vec<String>, Error> {
    end_links(tx, place, now).await?;
    let mut voided: Vec<(Uuid, String)> = tx
        .query("update signature set voided_at = $2 where assessment_id = $1 and voided_at is null returning id, name")
        .bind(place.assessment.0)
        .bind(At(now))
        .all()
        .await?;
    // Identities follow time, and the lead signs first.
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
