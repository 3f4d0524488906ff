//! Addresses of signatories that are in none of the organisation's domains: the secretariat confirms each before its link is created.

use crate::{
    assessment::leader_links::{LeaderRequest, NewLink, subject},
    core::{
        db::{Error, Tx},
        events, identities, ids,
        values::{At, Text},
        write_permit::WritePermit,
    },
    register::signatories::{self, AddressState},
};
use model::{
    AssessmentId, SignatoryAddressId, Timestamp,
    core::{
        permit::{AtAssessment, Author, ConfirmSignatoryAddress, Permit, ReadOrganisation, ReadRegister},
        short::{Email, Line},
    },
    register::{organisation::Leader, signatory_address::Capacity},
    work::event::{EventKind, leader::LeaderEvent},
};
use uuid::Uuid;

/// Proposes the address of a signatory to the secretariat. Nothing is sent to it yet.
pub(crate) async fn propose(tx: &mut Tx, new: &NewLink<'_>, author: Author, now: Timestamp) -> Result<(), Error> {
    tx.query(
        "insert into signatory_address (id, organisation_id, assessment_id, locked_version_hash, capacity, name, post, email,
             person_id, requested_at, reason)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, '')",
    )
    .bind(ids::new(now))
    .bind(new.place.organisation.0)
    .bind(new.place.assessment.0)
    .bind(new.version.as_str())
    .bind(new.capacity.as_str())
    .bind(new.asked.name.as_str())
    .bind(new.asked.post.as_str())
    .bind(new.asked.email.as_str())
    .bind(author.person().map(|person| person.0))
    .bind(At(now))
    .run()
    .await?;
    let name = identities::named(tx, new.asked.name.as_str(), Some(new.asked.email.as_str()), now).await?;
    let what = LeaderEvent::LeaderAddressProposed { name };
    events::record(tx, author, subject(new.place), &EventKind::Leader(what), now).await
}

/// Ends the proposals for an assessment that have not been decided: those of one capacity, or of both.
pub(crate) async fn replace(
    tx: &mut Tx,
    place: AtAssessment,
    capacity: Option<Capacity>,
    now: Timestamp,
) -> Result<(), Error> {
    tx.query(
        "update signatory_address set outcome = 'replaced', decided_at = $2
         where assessment_id = $1 and outcome is null and ($3 is null or capacity = $3)",
    )
    .bind(place.assessment.0)
    .bind(At(now))
    .bind(capacity.map(Capacity::as_str))
    .run()
    .await?;
    Ok(())
}

/// An address that the secretariat has to confirm.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProposedAddress {
    /// The id, so that what is decided is what was shown.
    pub id: SignatoryAddressId,
    /// The capacity in which its owner signs.
    pub capacity: Capacity,
    /// Their name.
    pub name: Line,
    /// Their job title.
    pub post: Line,
    /// The address.
    pub email: Email,
    /// The name of the lead who asked; `None` if the leader named a deputy.
    pub requested_by: Option<String>,
    /// When it was proposed.
    pub requested: Timestamp,
}

#[derive(sqlx::FromRow)]
struct Row {
    id: Uuid,
    capacity: Text<Capacity>,
    name: Text<Line>,
    post: Text<Line>,
    email: Text<Email>,
    requested_by: Option<String>,
    requested_at: At,
    locked_version_hash: String,
}

/// The address that awaits confirmation for this assessment, and the hash of the version that it would sign.
async fn waiting_row(tx: &mut Tx, place: AtAssessment) -> Result<Option<(ProposedAddress, String)>, Error> {
    let row: Option<Row> = tx
        .query(
            "select s.id, s.capacity, s.name, s.post, s.email, p.name as requested_by, s.requested_at,
                    s.locked_version_hash
             from signatory_address s
             join assessment a on a.id = s.assessment_id and a.locked_version_hash = s.locked_version_hash
             left join person p on p.id = s.person_id
             where a.id = $1 and a.organisation_id = $2 and a.step = 'lead-signed' and s.outcome is null",
        )
        .bind(place.assessment.0)
        .bind(place.organisation.0)
        .optional()
        .await?;
    Ok(row.map(|row| {
        let address = ProposedAddress {
            id: SignatoryAddressId(row.id),
            capacity: row.capacity.0,
            name: row.name.0,
            post: row.post.0,
            email: row.email.0,
            requested_by: row.requested_by,
            requested: row.requested_at.0,
        };
        (address, row.locked_version_hash)
    }))
}

/// The address that awaits confirmation for this assessment.
pub async fn waiting(tx: &mut Tx, may: &Permit<ConfirmSignatoryAddress>) -> Result<Option<ProposedAddress>, Error> {
    Ok(waiting_row(tx, may.place()).await?.map(|(address, _)| address))
}

/// Confirms an address and creates its link. Returns what was confirmed and the secret of the link, for the email alone; none, and
/// nothing is changed, if that address does not await confirmation any more.
pub async fn confirm(
    tx: &mut Tx,
    may: &WritePermit<ConfirmSignatoryAddress>,
    id: SignatoryAddressId,
    now: Timestamp,
) -> Result<Option<(ProposedAddress, String)>, Error> {
    let (place, author) = (may.place(), may.author());
    let Some((address, version)) = decide(tx, may, id, ("confirmed", ""), now).await? else { return Ok(None) };
    let asked = LeaderRequest { name: address.name.clone(), post: address.post.clone(), email: address.email.clone() };
    let new = NewLink { place, version, capacity: address.capacity, asked: &asked };
    let state = AddressState::Confirmed(author.person().map(|person| person.0), now);
    let secret = new.insert(tx, state, now).await?;
    let name = identities::named(tx, address.name.as_str(), Some(address.email.as_str()), now).await?;
    let what = LeaderEvent::LeaderAddressConfirmed { name };
    events::record(tx, author, subject(place), &EventKind::Leader(what), now).await?;
    Ok(Some((address, secret)))
}

/// An address that was refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RefusedAddress {
    /// The address.
    pub address: ProposedAddress,
    /// The leader in the organisation's profile who had it, and is not there any more. None for a deputy.
    pub former_leader: Option<Leader>,
}

/// Refuses an address, with a reason, and removes the person from the organisation's profile if they are its leader there: asking them to
/// sign had made them. None, and nothing is changed, if that address does not await confirmation any more.
pub async fn refuse(
    tx: &mut Tx,
    may: &WritePermit<ConfirmSignatoryAddress>,
    id: SignatoryAddressId,
    reason: &str,
    now: Timestamp,
) -> Result<Option<RefusedAddress>, Error> {
    let Some((address, _)) = decide(tx, may, id, ("refused", reason), now).await? else { return Ok(None) };
    let name = identities::named(tx, address.name.as_str(), Some(address.email.as_str()), now).await?;
    let what = LeaderEvent::LeaderAddressDeclined { name, reason: reason.to_owned() };
    events::record(tx, may.author(), subject(may.place()), &EventKind::Leader(what), now).await?;
    let former_leader = if address.capacity == Capacity::Leader {
        signatories::remove_leader(tx, may.place().organisation, may.author(), &address.email, now).await?
    } else {
        None
    };
    Ok(Some(RefusedAddress { address, former_leader }))
}

async fn decide(
    tx: &mut Tx,
    may: &WritePermit<ConfirmSignatoryAddress>,
    id: SignatoryAddressId,
    (outcome, reason): (&str, &str),
    now: Timestamp,
) -> Result<Option<(ProposedAddress, String)>, Error> {
    let waiting = waiting_row(tx, may.place()).await?.filter(|(address, _)| address.id == id);
    if waiting.is_some() {
        tx.query(
            "update signatory_address set outcome = $2, decided_by = $3, decided_at = $4, reason = $5 where id = $1",
        )
        .bind(id.0)
        .bind(outcome)
        .bind(may.author().person().map(|person| person.0))
        .bind(At(now))
        .bind(reason)
        .run()
        .await?;
    }
    Ok(waiting)
}

/// An address in the list of those that await confirmation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListedAddress {
    /// The assessment.
    pub assessment: AssessmentId,
    /// The name of the organisation.
    pub organisation: String,
    /// The name of the person.
    pub name: String,
}

/// The addresses that await confirmation in all organisations, the oldest first.
pub async fn all_waiting(tx: &mut Tx, _: &Permit<ReadRegister>) -> Result<Vec<ListedAddress>, Error> {
    let rows: Vec<(Uuid, String, String)> = tx
        .query(
            "select a.id, o.name, s.name from signatory_address s join assessment a on a.id = s.assessment_id
             join organisation o on o.id = a.organisation_id
             where s.outcome is null and a.step = 'lead-signed' order by s.requested_at, s.id",
        )
        .all()
        .await?;
    let read =
        |(assessment, organisation, name)| ListedAddress { assessment: AssessmentId(assessment), organisation, name };
    Ok(rows.into_iter().map(read).collect())
}

/// The name of the person whose address awaits confirmation for this assessment of the organisation.
pub async fn waiting_for(
    tx: &mut Tx,
    may: &Permit<ReadOrganisation>,
    assessment: AssessmentId,
) -> Result<Option<String>, Error> {
    let row: Option<(String,)> = tx
        .query(
            "select name from signatory_address where assessment_id = $1 and organisation_id = $2 and outcome is null",
        )
        .bind(assessment.0)
        .bind(may.place().organisation.0)
        .optional()
        .await?;
    Ok(row.map(|(name,)| name))
}
