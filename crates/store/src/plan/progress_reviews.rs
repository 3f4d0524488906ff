//! Progress reviews of a plan: opened, minuted, closed with a record of the ratings, and published if the organisation
//! wishes.

mod closing;
mod with_plan;

pub use closing::{MinutesSaved, close, conflicting_edit, publish, versions, write_minutes};
pub use with_plan::{ReviewWithPlan, read};

use crate::core::{
    db::{Error, Tx},
    events::{self, Subject},
    ids,
    values::{At, Day},
    write_permit::WritePermit,
};
use model::{
    Date, OrganisationId, PlanId, ProgressReviewId, Timestamp,
    core::{
        dates::day,
        permit::{Author, OpenProgressReview, Permit, ReadInternal},
    },
    plan::progress_review::{ProgressReview, ProgressReviewState, Published, RatingsRecord},
    work::event::{EventKind, progress_review::ProgressReviewEvent},
};
use sqlx::types::Json;
use uuid::Uuid;

#[derive(sqlx::FromRow)]
struct Row {
    id: Uuid,
    plan_id: Uuid,
    meets_on: Option<Day>,
    note: String,
    minutes: String,
    revision: i64,
    opened_at: At,
    closed_at: Option<At>,
    record: Option<Json<RatingsRecord>>,
    published_at: Option<At>,
    shows_minutes: bool,
}

impl From<Row> for ProgressReview {
    fn from(row: Row) -> Self {
        let state = match row.closed_at.zip(row.record) {
            None => ProgressReviewState::Open,
            Some((at, record)) => ProgressReviewState::Closed {
                at: at.0,
                record: record.0,
                published: row.published_at.map(|at| Published { at: at.0, minutes: row.shows_minutes }),
            },
        };
        Self {
            id: ProgressReviewId(row.id),
            plan: PlanId(row.plan_id),
            meets: row.meets_on.map(|day| day.0),
            note: row.note,
            minutes: row.minutes,
            revision: row.revision,
            opened: row.opened_at.0,
            state,
        }
    }
}

/// The reviews of an organisation, the newest first.
pub async fn list(tx: &mut Tx, may: &Permit<ReadInternal>) -> Result<Vec<ProgressReview>, Error> {
    of_organisation(tx, may.place().organisation).await
}

async fn of_organisation(tx: &mut Tx, organisation: OrganisationId) -> Result<Vec<ProgressReview>, Error> {
    let rows: Vec<Row> = tx
        .query(
            "select id, plan_id, meets_on, note, minutes, revision, opened_at, closed_at, record, published_at, shows_minutes
             from progress_review where organisation_id = $1 order by opened_at desc, id desc limit 100",
        )
        .bind(organisation.0)
        .all()
        .await?;
    Ok(rows.into_iter().map(ProgressReview::from).collect())
}

/// When the last review was closed, and which one is open, for pages about something else.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct ReviewSummary {
    /// The day on which the last one was closed.
    pub last: Option<Date>,
    /// The review that is open.
    pub open: Option<ProgressReviewId>,
}

/// Returns when the last review of an organisation was closed, and which one is open: one query.
pub async fn brief(tx: &mut Tx, organisation: OrganisationId) -> Result<ReviewSummary, Error> {
    let rows: Vec<(Uuid, Option<At>)> = tx
        .query("select id, closed_at from progress_review where organisation_id = $1")
        .bind(organisation.0)
        .all()
        .await?;
    Ok(ReviewSummary {
        last: rows.iter().filter_map(|(_, closed)| closed.map(|at| day(at.0))).max(),
        open: rows.iter().find(|(_, closed)| closed.is_none()).map(|(id, _)| ProgressReviewId(*id)),
    })
}

/// A published review as it was recorded, from which [`crate::public`] makes what everyone may read.
pub(crate) async fn published(
    tx: &mut Tx,
    organisation: OrganisationId,
    review: ProgressReviewId,
) -> Result<Option<ProgressReview>, Error> {
    let row: Option<Row> = tx
        .query(
            "select id, plan_id, meets_on, note, minutes, revision, opened_at, closed_at, record, published_at, shows_minutes
             from progress_review where id = $1 and organisation_id = $2 and closed_at is not null and published_at is not null",
        )
        .bind(review.0)
        .bind(organisation.0)
        .optional()
        .await?;
    Ok(row.map(ProgressReview::from))
}

/// Opens a review of the plan in force. None, and nothing is changed, if one is open already or no plan is in force.
pub async fn open(
    tx: &mut Tx,
    may: &WritePermit<OpenProgressReview>,
    meets: Option<Date>,
    note: &str,
    now: Timestamp,
) -> Result<Option<ProgressReviewId>, Error> {
    let organisation = may.place().organisation;
    let plan: Option<(Uuid,)> = tx
        .query(
            "select q.id from plan q left join assessment b on b.plan_id = q.id
             where q.organisation_id = $1 and (b.id is null or b.step = 'submitted')
             order by q.starts_on desc, q.created_at desc limit 1",
        )
        .bind(organisation.0)
        .optional()
        .await?;
    let Some((plan,)) = plan else { return Ok(None) };
    let id = ProgressReviewId(ids::new(now));
    let inserted = tx
        .query(
            "insert into progress_review (id, organisation_id, plan_id, meets_on, note, minutes, opened_by, opened_at)
             values ($1, $2, $3, $4, $5, '', $6, $7) on conflict (organisation_id) where closed_at is null do nothing",
        )
        .bind(id.0)
        .bind(organisation.0)
        .bind(plan)
        .bind(meets.map(Day))
        .bind(note)
        .bind(may.author().person().map(|person| person.0))
        .bind(At(now))
        .run()
        .await?;
    if inserted == 0 {
        return Ok(None);
    }
    record_event(tx, may.author(), organisation, ProgressReviewEvent::PlanReviewOpened { meets }, false, now).await?;
    Ok(Some(id))
}

pub(crate) async fn record_event(
    tx: &mut Tx,
    author: Author,
    organisation: OrganisationId,
    event: ProgressReviewEvent,
    is_public: bool,
    now: Timestamp,
) -> Result<(), Error> {
    let subject = Subject::organisation(organisation).public(is_public);
    events::record(tx, author, subject, &EventKind::ProgressReview(event), now).await
}
