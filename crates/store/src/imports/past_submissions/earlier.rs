//! Submissions made outside Assay that were imported before the secretariat confirmed them.

use crate::core::{
    db::{Error, Tx},
    events::{self, Subject},
    values::{At, Day},
    write_permit::WritePermit,
};
use model::{
    Timestamp,
    charter::Charter,
    core::permit::ConfirmEarlierImport,
    work::event::{EventKind, past_submission::PastSubmissionEvent},
};

/// What became of the confirmation of an earlier import.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EarlierConfirmation {
    /// It is confirmed.
    Confirmed,
    /// It was confirmed before, or was not made outside Assay.
    NotWaiting,
    /// The same person imported it, and so does not confirm it.
    OwnImport,
}

/// Confirms a submission made outside Assay that was imported before confirmations existed.
pub async fn confirm_earlier(
    tx: &mut Tx,
    may: &WritePermit<ConfirmEarlierImport>,
    charter: &Charter,
    now: Timestamp,
) -> Result<EarlierConfirmation, Error> {
    let (place, person) = (may.place(), may.author().person().map(|person| person.0));
    let (own,): (i64,) = tx
        .query("select cast(count(*) as bigint) from import where assessment_id = $1 and person_id = $2")
        .bind(place.assessment.0)
        .bind(person)
        .one()
        .await?;
    if own > 0 {
        return Ok(EarlierConfirmation::OwnImport);
    }
    let confirmed: Option<(String, Day)> = tx
        .query(
            "update assessment set confirmed_by = $3, confirmed_at = $4
             where id = $1 and organisation_id = $2 and step = 'submitted' and paper is not null and confirmed_at is null
             returning edition, paper_on",
        )
        .bind(place.assessment.0)
        .bind(place.organisation.0)
        .bind(person)
        .bind(At(now))
        .optional()
        .await?;
    let Some((edition, on)) = confirmed else { return Ok(EarlierConfirmation::NotWaiting) };
    let title = charter.edition(&edition.as_str().into()).map_or(edition, |edition| edition.title.clone());
    let what = EventKind::PastSubmission(PastSubmissionEvent::PastSubmissionConfirmed { title, on: on.0 });
    let subject = Subject::organisation(place.organisation).assessment(place.assessment);
    events::record(tx, may.author(), subject, &what, now).await?;
    Ok(EarlierConfirmation::Confirmed)
}
