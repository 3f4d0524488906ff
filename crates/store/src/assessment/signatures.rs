//! Two signatures on one version: the institutional lead's, then the leader's or their deputy's by a link of their own; and what voids them.
//!
//! Each change names the step that it starts from in its SQL. Who comes second changes nothing and is told `false`.

use crate::{
    assessment::{
        leader_links::{self, LiveLink, subject},
        locked_versions::parsed,
        signatory_addresses,
    },
    core::{
        db::{Error, Tx},
        events, ids, secrets,
        values::{At, Text},
        write_permit::WritePermit,
    },
};
use model::{
    Timestamp,
    assessment::{deputy, verify::Signatory},
    core::{
        canonical::Hash,
        permit::{
            AtAssessment, Author, Permit, ReadAsLeader, ReadSignatureDetails, SignAsLead, SignAsLeader,
            UnlockAssessment,
        },
        short::Line,
    },
    register::signatory_address::{AddressBasis, Capacity},
    work::event::EventKind,
};
use uuid::Uuid;

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
    let own: Option<(String,)> = tx
        .query("select email from person where id = $1")
        .bind(may.author().person().map(|person| person.0))
        .optional()
        .await?;
    let email = own.map(|(email,)| email).unwrap_or_default();
    let origin = SignatureOrigin { email, leader_name: None, basis: None, confirmed: None };
    sign(tx, may.place(), may.author(), Signatory::Lead, (signing, &origin), now).await
}

/// The leader or their deputy signs by the link whose secret this is, which is then used. A deputy's job title says that they sign for
/// the leader. False, and nothing is changed, if the version that was shown does not wait for their signature, or the link does not
/// sign any more.
pub async fn sign_as_leader(
    tx: &mut Tx,
    may: &WritePermit<SignAsLeader>,
    secret: &str,
    signing: &Signing,
    now: Timestamp,
) -> Result<bool, Error> {
    let Some(LiveLink { link, confirmed }) = leader_links::live(tx, may.place(), secret, now).await? else {
        return Ok(false);
    };
    let post = match link.capacity {
        Capacity::Leader => signing.post.clone(),
        Capacity::Deputy => deputy::post(&signing.post),
    };
    let signing = Signing { post, ..signing.clone() };
    let origin = SignatureOrigin {
        email: link.email,
        leader_name: link.leader,
        basis: Some(if confirmed.is_some() { "confirmed" } else { "domain" }),
        confirmed,
    };
    let signed = sign(tx, may.place(), may.author(), Signatory::Leader, (&signing, &origin), now).await?;
    if signed {
        tx.query("update leader_link set used_at = $2 where token_hash = $1")
            .bind(secrets::hash(secret))
            .bind(At(now))
            .run()
            .await?;
        signatory_addresses::replace(tx, may.place(), None, now).await?;
    }
    Ok(signed)
}

/// How a signature came about.
struct SignatureOrigin {
    /// By which address.
    email: String,
    /// For whom, if a deputy signs.
    leader_name: Option<String>,
    /// Why that address was accepted; none for a lead, who is signed in.
    basis: Option<&'static str>,
    /// Which member of the secretariat confirmed it, and when.
    confirmed: Option<(Option<Uuid>, Timestamp)>,
}

async fn sign(
    tx: &mut Tx,
    place: AtAssessment,
    author: Author,
    signatory: Signatory,
    (signing, origin): (&Signing, &SignatureOrigin),
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
        "insert into signature (id, assessment_id, role, person_id, name, post, locked_version_hash, signed_at, email, leader_name,
             basis, confirmed_by, confirmed_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)",
    )
    .bind(ids::new(now))
    .bind(place.assessment.0)
    .bind(signatory.as_str())
    .bind(author.person().map(|person| person.0))
    .bind(&name)
    .bind(&post)
    .bind(&version)
    .bind(At(now))
    .bind(origin.email.as_str())
    .bind(origin.leader_name.as_deref())
    .bind(origin.basis)
    .bind(origin.confirmed.and_then(|(by, _)| by))
    .bind(origin.confirmed.map(|(_, at)| At(at)))
    .run()
    .await?;
    let what = match signatory {
        Signatory::Lead => EventKind::LeadSigned { name, post, version },
        Signatory::Leader => EventKind::LeaderSigned { name, post, version },
    };
    events::record(tx, author, subject(place), &what, now).await?;
    Ok(true)
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

/// How a signature that holds came about, for those who may see it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignatureDetails {
    /// For whom.
    pub signatory: Signatory,
    /// By which address; empty once its account was deleted, and for signatures from before addresses were kept.
    pub email: String,
    /// The leader for whom a deputy signed.
    pub leader: Option<String>,
    /// Why the address was accepted; none for a lead.
    pub basis: Option<AddressBasis>,
}

/// How the signatures that hold came about, in order.
pub async fn details(tx: &mut Tx, may: &Permit<ReadSignatureDetails>) -> Result<Vec<SignatureDetails>, Error> {
    type Row = (Text<Signatory>, String, Option<String>, Option<String>, Option<String>, Option<At>);
    let rows: Vec<Row> = tx
        .query(
            "select s.role, s.email, s.leader_name, s.basis, p.name, s.confirmed_at
             from signature s join assessment a on a.id = s.assessment_id and a.locked_version_hash = s.locked_version_hash
             left join person p on p.id = s.confirmed_by
             where a.id = $1 and a.organisation_id = $2 and s.voided_at is null order by s.signed_at, s.id",
        )
        .bind(may.place().assessment.0)
        .bind(may.place().organisation.0)
        .all()
        .await?;
    let read = |(Text(signatory), email, leader, basis, by, at): Row| SignatureDetails {
        signatory,
        email,
        leader,
        basis: match (basis.as_deref(), at) {
            (Some("confirmed"), Some(At(at))) => Some(AddressBasis::Confirmed { by, at }),
            (Some("domain"), _) => Some(AddressBasis::Domain),
            _ => None,
        },
    };
    Ok(rows.into_iter().map(read).collect())
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
    leader_links::end(tx, place, now).await?;
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
