//! Writes the minutes of a progress review, closes it with a record of the ratings, and publishes it.

use super::{Row, record_event, with_plan::load};
use crate::{
    core::{
        db::{Error, Tx},
        events::{self, Subject},
        values::At,
        write_permit::WritePermit,
    },
    plan::update_requests::ending::{self, Ending},
    team::minutes::{self, ConflictingEdit, MinutesOf, Version},
};
use model::{
    Timestamp,
    charter::Charter,
    core::{
        dates::day,
        permit::{
            AtProgressReview, Audience, CloseProgressReview, Permit, PublishProgressReview, ReadProgressReview,
            WriteMinutes,
        },
        saving::{Draft, SaveDecision},
        versions,
    },
    plan::progress_review::{ProgressReview, RatingsRecord},
    work::event::{EventKind, progress_review::ProgressReviewEvent, update_request::UpdateRequestEvent},
};
use sqlx::types::Json;

/// The result of an edit of the minutes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum MinutesSaved {
    /// They are saved under this revision.
    Saved(i64),
    /// A newer revision exists: the text was kept as a version aside, and this is the current review.
    Stale(Box<ProgressReview>),
}

/// Writes the minutes. Only the first text is an event of the activity log.
pub async fn write_minutes(
    tx: &mut Tx,
    may: &WritePermit<WriteMinutes>,
    draft: &Draft<'_>,
    now: Timestamp,
) -> Result<MinutesSaved, Error> {
    let at = may.place();
    let before = one(tx, at).await?;
    let (words, tab, revision) = (draft.text, draft.tab, before.revision);
    let version = |revision, aside| Version {
        organisation: at.organisation,
        of: MinutesOf::Review(at.review),
        revision,
        words,
        tab,
        aside,
    };
    if before.is_open() && draft.base <= revision && before.minutes == words {
        return Ok(MinutesSaved::Saved(revision));
    }
    let decision = if before.is_open() {
        minutes::decision(tx, may.author(), MinutesOf::Review(at.review), draft, revision).await?
    } else {
        SaveDecision::Conflict
    };
    match decision {
        SaveDecision::Save => {}
        SaveDecision::Overtaken => return Ok(MinutesSaved::Saved(revision)),
        SaveDecision::Conflict => {
            minutes::keep(tx, may.author(), version(draft.base, true), now).await?;
            return Ok(MinutesSaved::Stale(Box::new(before)));
        }
    }
    tx.query("update progress_review set minutes = $2, revision = revision + 1 where id = $1")
        .bind(at.review.0)
        .bind(words)
        .run()
        .await?;
    minutes::keep(tx, may.author(), version(revision + 1, false), now).await?;
    if before.minutes.is_empty() {
        record_event(tx, may.author(), at.organisation, ProgressReviewEvent::MinutesWritten {}, false, now).await?;
    }
    Ok(MinutesSaved::Saved(revision + 1))
}

/// The text that two simultaneous edits of the minutes began from, and who saved first. `now` is the current review.
pub async fn conflicting_edit(
    tx: &mut Tx,
    may: &Permit<WriteMinutes>,
    base: i64,
    now: &ProgressReview,
) -> Result<ConflictingEdit, Error> {
    minutes::conflicting_edit(
        tx,
        may.place().organisation,
        MinutesOf::Review(now.id),
        may.author(),
        [base, now.revision],
    )
    .await
}

/// Every version of the minutes of a review, oldest first.
pub async fn versions(tx: &mut Tx, may: &Permit<ReadProgressReview>) -> Result<Vec<versions::Version>, Error> {
    minutes::versions(tx, may.place().organisation, MinutesOf::Review(may.place().review)).await
}

async fn one(tx: &mut Tx, at: AtProgressReview) -> Result<ProgressReview, Error> {
    let row: Row = tx
        .query(
            "select id, plan_id, meets_on, note, minutes, revision, opened_at, closed_at, record, published_at, shows_minutes
             from progress_review where id = $1 and organisation_id = $2",
        )
        .bind(at.review.0)
        .bind(at.organisation.0)
        .one()
        .await?;
    Ok(row.into())
}

/// Closes a review: the current ratings are kept as its record, which does not change afterwards, and its update requests end, so
/// that owners who did not reply can be asked again. None if it was closed already.
pub async fn close(
    tx: &mut Tx,
    may: &WritePermit<CloseProgressReview>,
    charter: &Charter,
    now: Timestamp,
) -> Result<Option<RatingsRecord>, Error> {
    let at = may.place();
    let Some(whole) = load(tx, at, Audience::Members).await?.filter(|whole| whole.review.is_open()) else {
        return Ok(None);
    };
    let record = whole.record(charter, day(now));
    tx.query(
        "update progress_review set closed_at = $3, closed_by = $4, record = $5 where id = $1 and organisation_id = $2",
    )
    .bind(at.review.0)
    .bind(at.organisation.0)
    .bind(At(now))
    .bind(may.author().person().map(|person| person.0))
    .bind(Json(&record))
    .run()
    .await?;
    let event = ProgressReviewEvent::PlanReviewClosed { sentence: record.sentence(charter) };
    record_event(tx, may.author(), at.organisation, event, false, now).await?;
    let ended = ending::end(tx, Ending::ReviewClosed(at.review), now).await?;
    let unanswered = ended.iter().filter(|request| !request.was_answered).count();
    if unanswered > 0 {
        let actions = u32::try_from(unanswered).unwrap_or(u32::MAX);
        let what = EventKind::UpdateRequest(UpdateRequestEvent::EndedWithoutReply { actions });
        events::record(tx, may.author(), Subject::organisation(at.organisation), &what, now).await?;
    }
    Ok(Some(record))
}

/// Makes a closed review public, with its minutes or without, or internal again.
pub async fn publish(
    tx: &mut Tx,
    may: &WritePermit<PublishProgressReview>,
    what: Option<bool>,
    now: Timestamp,
) -> Result<(), Error> {
    let at = may.place();
    tx.query(
        "update progress_review set published_at = $3, shows_minutes = $4
         where id = $1 and organisation_id = $2 and closed_at is not null",
    )
    .bind(at.review.0)
    .bind(at.organisation.0)
    .bind(what.map(|_| At(now)))
    .bind(what == Some(true))
    .run()
    .await?;
    let event = match what {
        Some(minutes) => ProgressReviewEvent::PlanReviewPublished { minutes },
        None => ProgressReviewEvent::PlanReviewUnpublished {},
    };
    record_event(tx, may.author(), at.organisation, event, what.is_some(), now).await
}
