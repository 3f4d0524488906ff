//! The plan and the self-assessment on the overview of an organisation: one query each, since that page makes many.

use crate::{
    core::{
        db::{Error, Tx},
        values::{At, Day, Number, Text},
    },
    peer_review::good_practice,
    plan::progress_reviews::ReviewSummary,
};
use model::{
    ActionId, AssessmentId, Date, PlanId, ProgressReviewId, QuestionKey, ThemeKey,
    charter::rating::Colour,
    core::{
        dates::day,
        permit::{CheckNames, Permit, ReadInternal},
    },
    plan::action::first_included,
    work::todo::CurrentAction,
};
use sqlx::types::Json;
use uuid::Uuid;

/// A plan at a glance.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlanGlance {
    /// Its first day.
    pub starts: Date,
    /// Its last day.
    pub ends: Date,
    /// The last and the open review of the organisation's plans.
    pub reviews: ReviewSummary,
    /// The live actions, in their order, with the themes of each.
    pub actions: Vec<(CurrentAction, Vec<ThemeKey>)>,
}

#[derive(sqlx::FromRow)]
struct Row {
    starts_on: Day,
    ends_on: Day,
    id: Option<Uuid>,
    text: Option<String>,
    themes: Option<Json<Vec<ThemeKey>>>,
    due_on: Option<Day>,
    open_since: Option<Day>,
    first_planned: Option<Day>,
    colour: Option<Text<Colour>>,
    recorded_at: Option<At>,
    last_review: Option<At>,
    open_review: Option<Uuid>,
}

/// What waits for a lead's decision.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct AwaitingLead {
    /// How many updates of owners.
    pub updates: usize,
    /// How many names of deleted accounts.
    pub names: usize,
    /// How many passages that were marked as good practice, and a submission that has some.
    pub passages: Option<(AssessmentId, usize)>,
}

/// What waits for a lead's decision. Marked passages wait once the feedback is sent.
pub async fn awaiting_lead(tx: &mut Tx, may: &Permit<CheckNames>) -> Result<AwaitingLead, Error> {
    let (Number(updates), Number(names)): (Number<usize>, Number<usize>) = tx
        .query(
            "select (select cast(count(*) as bigint) from update_approval where organisation_id = $1 and decision is null),
                 (select cast(count(*) as bigint) from name_check where organisation_id = $1 and outcome is null)",
        )
        .bind(may.place().organisation.0)
        .one()
        .await?;
    Ok(AwaitingLead { updates, names, passages: good_practice::waiting(tx, may).await? })
}

/// A plan of the organisation at a glance; none if it has no such plan.
pub async fn plan(tx: &mut Tx, may: &Permit<ReadInternal>, plan: PlanId) -> Result<Option<PlanGlance>, Error> {
    let rows: Vec<Row> = tx
        .query(
            "select l.starts_on, l.ends_on, c.id, c.text, c.themes, c.due_on, c.open_since, g.colour, g.recorded_at,
                 (select min(q.starts_on) from plan_action y join plan q on q.id = y.plan_id
                  where y.action_id = c.id) as first_planned,
                 (select max(r.closed_at) from progress_review r where r.organisation_id = l.organisation_id) as last_review,
                 (select r.id from progress_review r
                  where r.organisation_id = l.organisation_id and r.closed_at is null) as open_review
             from plan l
             left join plan_action x on x.plan_id = l.id and x.ended is null
             left join action c on c.id = x.action_id
             left join progress_update g on g.id = c.progress_update_id
             where l.id = $1 and l.organisation_id = $2 order by x.position, x.added_at, c.id",
        )
        .bind(plan.0)
        .bind(may.place().organisation.0)
        .all()
        .await?;
    let Some(first) = rows.first() else { return Ok(None) };
    let (starts, ends) = (first.starts_on.0, first.ends_on.0);
    let reviews =
        ReviewSummary { last: first.last_review.map(|at| day(at.0)), open: first.open_review.map(ProgressReviewId) };
    Ok(Some(PlanGlance { starts, ends, reviews, actions: rows.into_iter().filter_map(Row::action).collect() }))
}

impl Row {
    fn action(self) -> Option<(CurrentAction, Vec<ThemeKey>)> {
        let action = CurrentAction {
            id: ActionId(self.id?),
            text: self.text?,
            due: self.due_on.map(|day| day.0),
            since: self.first_planned.map(|first| first_included(self.open_since.map(|day| day.0), first.0)),
            progress_update: self.colour.map(|colour| colour.0).zip(self.recorded_at.map(|at| at.0)),
        };
        Some((action, self.themes?.0))
    }
}

/// The questions that have an answer in one of the organisation's self-assessments.
pub async fn answered(
    tx: &mut Tx,
    may: &Permit<ReadInternal>,
    assessment: AssessmentId,
) -> Result<Vec<QuestionKey>, Error> {
    let rows: Vec<(String,)> = tx
        .query(
            "select w.question from answer w join assessment a on a.id = w.assessment_id
             where a.id = $1 and a.organisation_id = $2 and w.body <> '' order by w.question",
        )
        .bind(assessment.0)
        .bind(may.place().organisation.0)
        .all()
        .await?;
    Ok(rows.into_iter().map(|(question,)| QuestionKey::from(question.as_str())).collect())
}
