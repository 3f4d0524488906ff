//! Decides about a proposed submission. What is decided is named by its id, and a proposal never changes, so that it is what was read.

use super::{date_facts, newest, record, waiting_dates};
use crate::{
    core::{
        db::{Error, Tx},
        values::At,
        write_permit::WritePermit,
    },
    imports::acceptance,
};
use model::{
    AssessmentId, Date, PastSubmissionId, Timestamp,
    charter::Charter,
    core::permit::{
        AtImport, AtOrganisation, DecidePastSubmission, Permission, ReadOrganisation, TakeBackPastSubmission,
    },
    imports::past_submission::{CannotConfirm, PastSubmission, ProposalOutcome, ProposalState},
    work::event::past_submission::PastSubmissionEvent,
};

/// Confirms a proposed submission on the day `today`: it is written as a self-assessment that was submitted outside Assay.
///
/// A part of it may be written before a reason against it is found: `tx` must not be committed then.
pub async fn confirm(
    tx: &mut Tx,
    may: &WritePermit<DecidePastSubmission>,
    charter: &Charter,
    id: PastSubmissionId,
    today: Date,
    now: Timestamp,
) -> Result<Result<AssessmentId, CannotConfirm>, Error> {
    let Some(proposal) = waiting(tx, may, id).await? else { return Ok(Err(CannotConfirm::Stale)) };
    let organisation = may.place().organisation;
    let edition = charter.edition(&proposal.content.edition).ok_or(Error::RowNotFound)?;
    let Ok(reader) = may.read::<ReadOrganisation>(AtOrganisation { organisation }) else {
        return Ok(Err(CannotConfirm::Stale));
    };
    let mut others = waiting_dates(tx, organisation).await?;
    others.retain(|(stage, _)| *stage != edition.stage);
    let facts = date_facts(tx, &reader, others, today).await?;
    if facts.signed.is_none() {
        return Ok(Err(CannotConfirm::SigningDateUnknown));
    }
    if let Err(flaw) = facts.check(proposal.on, edition) {
        return Ok(Err(flaw.into()));
    }
    decide(tx, may, &proposal, (ProposalOutcome::Confirmed, ""), now).await?;
    let written = acceptance::write_past_submission(tx, may, charter, &proposal.content, today, now).await?;
    let assessment = match written {
        Ok(assessment) => assessment,
        Err(reason) => return Ok(Err(reason.into())),
    };
    let what = PastSubmissionEvent::PastSubmissionConfirmed { title: edition.title.clone(), on: proposal.on };
    record(tx, may, what, now).await?;
    Ok(Ok(assessment))
}

/// Refuses a proposed submission with a reason: it can be corrected and proposed again. None, and nothing is changed, if that proposal does not
/// wait any more.
pub async fn refuse(
    tx: &mut Tx,
    may: &WritePermit<DecidePastSubmission>,
    charter: &Charter,
    (id, reason): (PastSubmissionId, &str),
    now: Timestamp,
) -> Result<Option<PastSubmission>, Error> {
    let Some(proposal) = waiting(tx, may, id).await? else { return Ok(None) };
    decide(tx, may, &proposal, (ProposalOutcome::Refused, reason), now).await?;
    let what =
        PastSubmissionEvent::PastSubmissionRefused { title: title(charter, &proposal), reason: reason.to_owned() };
    record(tx, may, what, now).await?;
    Ok(Some(proposal))
}

/// Takes back a proposed submission: its import is open again. False, and nothing is changed, if that proposal does not wait any more.
pub async fn take_back(
    tx: &mut Tx,
    may: &WritePermit<TakeBackPastSubmission>,
    charter: &Charter,
    id: PastSubmissionId,
    now: Timestamp,
) -> Result<bool, Error> {
    let Some(proposal) = waiting(tx, may, id).await? else { return Ok(false) };
    decide(tx, may, &proposal, (ProposalOutcome::TakenBack, ""), now).await?;
    let what = PastSubmissionEvent::PastSubmissionTakenBack { title: title(charter, &proposal) };
    record(tx, may, what, now).await?;
    Ok(true)
}

fn title(charter: &Charter, proposal: &PastSubmission) -> String {
    let edition = &proposal.content.edition;
    charter.edition(edition).map_or_else(|| edition.to_string(), |edition| edition.title.clone())
}

/// The proposal with that id, if it waits and is from the import of the permit.
async fn waiting<P>(tx: &mut Tx, may: &WritePermit<P>, id: PastSubmissionId) -> Result<Option<PastSubmission>, Error>
where
    P: Permission<Place = AtImport>,
{
    let newest = newest(tx, may).await?;
    Ok(newest.filter(|one| one.id == id && one.state == ProposalState::Proposed))
}

async fn decide<P>(
    tx: &mut Tx,
    may: &WritePermit<P>,
    proposal: &PastSubmission,
    (outcome, reason): (ProposalOutcome, &str),
    now: Timestamp,
) -> Result<(), Error>
where
    P: Permission<Place = AtImport>,
{
    tx.query(
        "update past_submission set outcome = $2, decided_by = $3, decided_at = $4, reason = $5
         where id = $1 and outcome is null",
    )
    .bind(proposal.id.0)
    .bind(outcome.as_str())
    .bind(may.author().person().map(|person| person.0))
    .bind(At(now))
    .bind(reason)
    .run()
    .await?;
    Ok(())
}
