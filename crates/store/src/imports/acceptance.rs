//! Accepting a document: what is taken of it becomes a self-assessment like any other, with its plans and its history.

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
    core::permit::{AcceptImport, AtOrganisation, EditOrganisation, ReadOrganisation, Refused},
    imports::import::{Becomes, CannotTake, Taken},
    register::organisation::Contact,
    work::event::EventKind,
};

/// Applies the selected items of a document. It is `today`.
///
/// A person who may apply an import writes all that is in it, as an institutional lead would: that is the meaning of
/// [`AcceptIntoAssessment`](model::core::permit::AcceptIntoAssessment).
///
/// A reason against it may be found after a part of the document was written: `tx` must not be committed then.
pub async fn accept(
    tx: &mut Tx,
    may: &WritePermit<AcceptImport>,
    charter: &Charter,
    taken: &Taken,
    today: Date,
    now: Timestamp,
) -> Result<Result<AssessmentId, CannotTake>, Error> {
    match write(tx, may, charter, taken, today, now).await {
        Ok(assessment) => Ok(Ok(assessment)),
        Err(NotAccepted::Domain(reason)) => Ok(Err(reason)),
        Err(NotAccepted::Database(error)) => Err(error),
    }
}

/// Why nothing is taken of a document.
#[derive(Debug)]
pub(super) enum NotAccepted {
    Domain(CannotTake),
    Database(Error),
}

impl From<CannotTake> for NotAccepted {
    fn from(reason: CannotTake) -> Self {
        Self::Domain(reason)
    }
}

impl From<Error> for NotAccepted {
    fn from(error: Error) -> Self {
        Self::Database(error)
    }
}

/// A person who may apply the import may do each step of it, except where a self-assessment has been locked for
/// sign-off since.
impl From<NotLocked> for NotAccepted {
    fn from(error: NotLocked) -> Self {
        match error {
            NotLocked::Refused(_) => Self::Domain(CannotTake::NotOpen),
            NotLocked::Database(error) => Self::Database(error),
        }
    }
}

impl From<Refused> for NotAccepted {
    fn from(_: Refused) -> Self {
        Self::Domain(CannotTake::NotOpen)
    }
}

async fn write(
    tx: &mut Tx,
    may: &WritePermit<AcceptImport>,
    charter: &Charter,
    taken: &Taken,
    today: Date,
    now: Timestamp,
) -> Result<AssessmentId, NotAccepted> {
    let place = may.place();
    let waiting: Option<(String, String)> = tx
        .query(
            "select file, sha256 from import where id = $1 and organisation_id = $2 and not discarded and assessment_id is null",
        )
        .bind(place.import.0)
        .bind(place.organisation.0)
        .optional()
        .await?;
    let (file, sha256) = waiting.ok_or(CannotTake::Decided)?;
    let reader = may.read::<ReadOrganisation>(AtOrganisation { organisation: place.organisation })?;
    if super::accepted_before(tx, &reader, &sha256).await?.is_some() {
        return Err(CannotTake::AcceptedBefore.into());
    }
    let before = assessments::list(tx, &reader).await?;
    taken.check(before.iter().map(|one| (one.id, one.stage, &one.state)))?;
    let edition = charter.edition(&taken.edition).ok_or(Error::RowNotFound)?;
    let entry = ImportWriter { may, organisation: place.organisation, charter, edition, taken, now };
    let id = match taken.becomes {
        Becomes::PartOf(assessment) => entry.add_to(tx, assessment).await?,
        Becomes::OnPaper(_) | Becomes::Draft => entry.begin(tx, today).await?,
    };
    describe(tx, may, &taken.contact, &taken.page, now).await?;
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

/// What the organisation says of itself is filled in where it said nothing yet.
async fn describe(
    tx: &mut Tx,
    may: &WritePermit<AcceptImport>,
    contact: &Contact,
    page: &str,
    now: Timestamp,
) -> Result<(), NotAccepted> {
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
