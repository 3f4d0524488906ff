//! How organisations rate their feedback: each rating for the secretariat, sums for others.

use super::{response::record, sent};
use crate::core::{
    db::{Error, Tx},
    values::At,
    write_permit::WritePermit,
};
use model::{
    FeedbackId, OrganisationId, Timestamp,
    charter::FeedbackRatingRules,
    core::{
        dates::day,
        permit::{AtAssessment, AtRound, Permission, Permit, RateFeedback, ReadFeedbackRatings},
    },
    peer_review::feedback::event::FeedbackEvent,
    peer_review::{
        feedback::rating::{FeedbackRating, RatedFeedback, RatingSums, sums, to_add_up},
        feedback::response::respond_by,
    },
};
use sqlx::types::Json;
use std::collections::BTreeMap;
use uuid::Uuid;

/// For each question, by its key, the number of the level.
type Levels = BTreeMap<String, usize>;

/// A rating that was saved.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SavedRating {
    /// The rating.
    pub rating: FeedbackRating,
    /// The number of its version.
    pub revision: i64,
    /// When it was saved.
    pub at: Timestamp,
}

/// Why a rating was not saved.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RatingNotSaved {
    /// It rates another feedback than the current one.
    OtherFeedback,
    /// The last day is over.
    Closed,
    /// Another lead saved this one since.
    Conflict(SavedRating),
}

/// The own rating of the organisation, if it has rated.
pub async fn own(tx: &mut Tx, may: &Permit<RateFeedback>, feedback: FeedbackId) -> Result<Option<SavedRating>, Error> {
    current(tx, may.place(), feedback).await
}

async fn current(tx: &mut Tx, at: AtAssessment, feedback: FeedbackId) -> Result<Option<SavedRating>, Error> {
    let row: Option<(Json<Levels>, String, i64, At)> = tx
        .query(
            "select g.levels, g.comment, g.revision, g.rated_at from feedback_rating g join feedback f on f.id = g.feedback_id
             where f.id = $1 and f.assessment_id = $2",
        )
        .bind(feedback.0)
        .bind(at.assessment.0)
        .optional()
        .await?;
    Ok(row.map(|(Json(levels), comment, revision, At(at))| SavedRating {
        rating: FeedbackRating { levels, comment },
        revision,
        at,
    }))
}

/// Saves the rating of the organisation, from the version that the lead read; 0 if there was none. It can be changed until the last day of
/// the response. `title` is that of the self-assessment, and `version` names the feedback that the lead read.
///
/// # Errors
/// Returns [`Error::RowNotFound`] if no feedback was sent.
pub async fn save(
    tx: &mut Tx,
    may: &WritePermit<RateFeedback>,
    (weeks, title, version): (u8, &str, &str),
    (rating, base): (&FeedbackRating, i64),
    now: Timestamp,
) -> Result<Result<(), RatingNotSaved>, Error> {
    let feedback = sent(tx, may).await?.ok_or(Error::RowNotFound)?;
    if feedback.version() != version {
        return Ok(Err(RatingNotSaved::OtherFeedback));
    }
    if day(now) > respond_by(feedback.sent, weeks) {
        return Ok(Err(RatingNotSaved::Closed));
    }
    let current = current(tx, may.place(), feedback.id).await?;
    match current {
        Some(saved) if saved.rating == *rating => return Ok(Ok(())),
        Some(saved) if saved.revision != base => return Ok(Err(RatingNotSaved::Conflict(saved))),
        _ => {}
    }
    tx.query(
        "insert into feedback_rating (feedback_id, revision, levels, comment, person_id, rated_at) values ($1, 1, $2, $3, $4, $5)
         on conflict (feedback_id) do update set revision = feedback_rating.revision + 1, levels = excluded.levels,
             comment = excluded.comment, person_id = excluded.person_id, rated_at = excluded.rated_at",
    )
    .bind(feedback.id.0)
    .bind(Json(&rating.levels))
    .bind(&rating.comment)
    .bind(may.author().person().map(|person| person.0))
    .bind(At(now))
    .run()
    .await?;
    record(tx, may, FeedbackEvent::FeedbackRated { title: title.to_owned() }, false, now).await?;
    Ok(Ok(()))
}

/// The rating of each organisation in a round, by its name.
pub async fn of_round(tx: &mut Tx, may: &Permit<ReadFeedbackRatings>) -> Result<Vec<(String, FeedbackRating)>, Error> {
    let rows: Vec<(String, Json<Levels>, String)> = tx
        .query(
            "select o.name, g.levels, g.comment from feedback_rating g join feedback f on f.id = g.feedback_id
                 join assessment a on a.id = f.assessment_id join organisation o on o.id = a.organisation_id
             where f.round_id = $1 order by lower(o.name), o.id",
        )
        .bind(may.place().round.0)
        .all()
        .await?;
    let rating = |(name, Json(levels), comment)| (name, FeedbackRating { levels, comment });
    Ok(rows.into_iter().map(rating).collect())
}

/// The sums of the ratings of a round, for its panels and the Steering Board as well, of those that [`to_add_up`] takes. None for too few
/// organisations.
pub async fn round_sums<P: Permission<Place = AtRound>>(
    tx: &mut Tx,
    may: &Permit<P>,
    (rules, weeks): (&FeedbackRatingRules, u8),
    now: Timestamp,
) -> Result<Option<RatingSums>, Error> {
    let rows: Vec<(Uuid, At, Option<Json<Levels>>)> = tx
        .query(
            "select a.organisation_id, f.sent_at, g.levels from feedback f join assessment a on a.id = f.assessment_id
                 left join feedback_rating g on g.feedback_id = f.id
             where f.round_id = $1 and f.sent_at is not null order by f.sent_at, f.id",
        )
        .bind(may.place().round.0)
        .all()
        .await?;
    let rated = |(organisation, At(sent), levels): (Uuid, At, Option<Json<Levels>>)| RatedFeedback {
        organisation: OrganisationId(organisation),
        last: respond_by(sent, weeks),
        rating: levels.map(|Json(levels)| FeedbackRating { levels, comment: String::new() }),
    };
    Ok(sums(rules, &to_add_up(rows.into_iter().map(rated).collect(), day(now))))
}
