//! Two signatures on one version: the institutional lead's, then the leader's or their deputy's by a link of their own; and what voids them.
//!
//! The SQL of each change names the step that it starts from: of two simultaneous changes, the second does nothing and
//! returns `false`.

mod signing;

pub use signing::{Signing, namesake, sign_as_lead, sign_as_leader};

use crate::{
    assessment::{
        leader_links::{self, subject},
        locked_versions::parse_hash,
    },
    core::{
        db::{Error, Tx},
        events, identities,
        values::{At, Text},
        write_permit::WritePermit,
    },
};
use model::{
    Timestamp,
    assessment::verify::Signatory,
    core::{
        canonical::Hash,
        permit::{AtAssessment, Permit, ReadAsLeader, ReadSignatureDetails, UnlockAssessment},
    },
    register::signatory_address::AddressBasis,
    work::event::{EventKind, NamedPerson},
};
use uuid::Uuid;

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

/// How a signature that is not voided came about, for those who may see it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignatureDetails {
    /// Whose signature it is.
    pub signatory: Signatory,
    /// The email address of who signed; empty once their personal data is deleted, and if they signed before addresses were stored.
    pub email: String,
    /// The leader for whom a deputy signed.
    pub leader: Option<String>,
    /// Why the address was accepted; `None` for a lead.
    pub basis: Option<AddressBasis>,
}

/// How the signatures that are not voided came about, in the order in which they were given.
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

/// Unlocks an assessment for editing: its signatures are voided and its links end. Returns the names of those whose
/// signatures were voided; none, and nothing is changed, if it is not locked or was submitted.
pub async fn unlock(
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
    let names = voided.iter().map(|signed| signed.name.clone()).collect();
    let what = EventKind::AssessmentReopened { voided };
    events::record(tx, may.author(), subject(place), &what, now).await?;
    Ok(Some(names))
}

/// Voids the signatures of an assessment and ends its links. Returns who had signed, in that order.
pub(crate) async fn void(tx: &mut Tx, place: AtAssessment, now: Timestamp) -> Result<Vec<NamedPerson>, Error> {
    leader_links::end(tx, place, now).await?;
    let mut voided: Vec<(Uuid, String, String)> = tx
        .query(
            "update signature set voided_at = $2 where assessment_id = $1 and voided_at is null returning id, name, email",
        )
        .bind(place.assessment.0)
        .bind(At(now))
        .all()
        .await?;
    // Identities are in order of time, and the lead signs first.
    voided.sort_unstable();
    let mut signed = Vec::new();
    for (_, name, email) in voided {
        signed.push(identities::named(tx, name, Some(&email), now).await?);
    }
    Ok(signed)
}
