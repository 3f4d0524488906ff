//! Applies an import: the selected items become a self-assessment like any other, with its plans and its activity log.

use super::entry::ImportWriter;
use crate::{
    assessment::assessments,
    core::{
        db::{Error, Tx},
        events::{self, Subject},
        values::At,
        write_permit::{NotLocked, WritePermit},
    },
    register::organisations,
};
use model::{
    AssessmentId, Date, Timestamp,
    charter::Charter,
    core::permit::{
        AcceptImport, AtImport, AtOrganisation, DecidePastSubmission, EditOrganisation, Permission, ReadOrganisation,
        Refused,
    },
    imports::import::{CannotImport, ImportContent, ImportTarget},
    register::organisation::Contact,
    work::event::EventKind,
};

/// Applies the selected items of an import, on the day `today`.
///
/// A person who may apply an import may write everything in it, as an institutional lead may: that is the meaning of
/// [`AcceptIntoAssessment`](model::core::permit::AcceptIntoAssessment).
///
/// A submission made outside Assay is [proposed](super::past_submissions::propose) instead.
///
/// A part of the items may be written before a reason against it is found: `tx` must not be committed then.
pub async fn apply(
    tx: &mut Tx,
    may: &WritePermit<AcceptImport>,
    charter: &Charter,
    taken: &ImportContent,
    today: Date,
    now: Timestamp,
) -> Result<Result<AssessmentId, CannotImport>, Error> {
    if matches!(taken.becomes, ImportTarget::OnPaper(_)) {
        return Ok(Err(CannotImport::NeedsConfirmation));
    }
    outcome(write(tx, may, charter, taken, today, now).await)
}

/// Writes a submission made outside Assay that the secretariat confirms.
pub(super) async fn write_past_submission(
    tx: &mut Tx,
    may: &WritePermit<DecidePastSubmission>,
    charter: &Charter,
    taken: &ImportContent,
    today: Date,
    now: Timestamp,
) -> Result<Result<AssessmentId, CannotImport>, Error> {
    outcome(write(tx, may, charter, taken, today, now).await)
}

fn outcome(written: Result<AssessmentId, NotApplied>) -> Result<Result<AssessmentId, CannotImport>, Error> {
    match written {
        Ok(assessment) => Ok(Ok(assessment)),
        Err(NotApplied::Domain(reason)) => Ok(Err(reason)),
        Err(NotApplied::Database(error)) => Err(error),
    }
}

/// Why an import was not applied.
#[derive(Debug)]
pub(super) enum NotApplied {
    Domain(CannotImport),
    Database(Error),
}

impl From<CannotImport> for NotApplied {
    fn from(reason: CannotImport) -> Self {
        Self::Domain(reason)
    }
}

impl From<Error> for NotApplied {
    fn from(error: Error) -> Self {
        Self::Database(error)
    }
}

/// A person who may apply the import may do each step of it, except where a self-assessment has been locked for
/// sign-off since.
impl From<NotLocked> for NotApplied {
    fn from(error: NotLocked) -> Self {
        match error {
            NotLocked::Refused(_) => Self::Domain(CannotImport::NotOpen),
            NotLocked::Database(error) => Self::Database(error),
        }
    }
}

impl From<Refused> for NotApplied {
    fn from(_: Refused) -> Self {
        Self::Domain(CannotImport::NotOpen)
    }
}

/// Checks that an import can be applied: it is not decided yet, and the same file was not applied before. Returns the name and the SHA-256 of
/// its file.
pub(super) async fn waiting(tx: &mut Tx, place: AtImport) -> Result<Result<(String, String), CannotImport>, Error> {
    let waiting: Option<(String, String)> = tx
        .query(
            "select file, sha256 from import where id = $1 and organisation_id = $2 and not discarded and assessment_id is null",
        )
        .bind(place.import.0)
        .bind(place.organisation.0)
        .optional()
        .await?;
    let Some((file, sha256)) = waiting else { return Ok(Err(CannotImport::Decided)) };
    if super::applied_as(tx, place.organisation, &sha256).await?.is_some() {
        return Ok(Err(CannotImport::AcceptedBefore));
    }
    Ok(Ok((file, sha256)))
}

async fn write<P>(
    tx: &mut Tx,
    may: &WritePermit<P>,
    charter: &Charter,
    taken: &ImportContent,
    today: Date,
    now: Timestamp,
) -> Result<AssessmentId, NotApplied>
where
    P: Permission<Place = AtImport>,
{
    let place = may.place();
    let reader = may.read::<ReadOrganisation>(AtOrganisation { organisation: place.organisation })?;
    let (file, _) = waiting(tx, place).await??;
    let before = assessments::list(tx, &reader).await?;
    taken.check(before.iter().map(|one| (one.id, one.stage, &one.state)))?;
    let edition = charter.edition(&taken.edition).ok_or(Error::RowNotFound)?;
    let writer = ImportWriter { may, organisation: place.organisation, charter, edition, taken, now };
    let id = match taken.becomes {
        ImportTarget::PartOf(assessment) => writer.add_to(tx, assessment).await?,
        ImportTarget::OnPaper(_) | ImportTarget::Draft => writer.start(tx, today).await?,
    };
    fill_in_profile(tx, may, &taken.contact, &taken.page, now).await?;
    tx.query("update import set assessment_id = $2, decided_at = $3, person_id = $4 where id = $1")
        .bind(place.import.0)
        .bind(id.0)
        .bind(At(now))
        .bind(may.author().person().map(|person| person.0))
        .run()
        .await?;
    let count = |length: usize| u32::try_from(length).unwrap_or(u32::MAX);
    let (answers, actions) = (count(taken.answers.len()), count(taken.rated.len() + taken.new.len()));
    let subject = Subject::organisation(place.organisation).assessment(id);
    events::record(tx, may.author(), subject, &EventKind::DocumentAccepted { file, answers, actions }, now).await?;
    Ok(id)
}

/// Fills in the contact and the page of the organisation's profile, if they are empty.
async fn fill_in_profile<P>(
    tx: &mut Tx,
    may: &WritePermit<P>,
    contact: &Contact,
    page: &str,
    now: Timestamp,
) -> Result<(), NotApplied>
where
    P: Permission<Place = AtImport>,
{
    let organisation = may.place().organisation;
    let may = may.at::<EditOrganisation>(tx, AtOrganisation { organisation }).await?;
    let before = organisations::find(tx, &may).await?;
    let mut details = before.details();
    if details.contact == Contact::default() {
        details.contact = contact.clone();
    }
    if details.page_url.is_empty() {
        page.clone_into(&mut details.page_url);
    }
    organisations::edit(tx, &may, before.revision, &details, now).await?;
    Ok(())
}
