//! A progress review with its plan.

use super::of_organisation;
use crate::{
    core::db::{Error, Tx},
    plan::plans,
};
use model::{
    ActionId, Date, PlanId, ProgressReviewId,
    charter::Charter,
    core::permit::{AtProgressReview, Audience, Permit, ReadProgressReview},
    plan::{
        Plan,
        progress_review::{Baseline, ProgressReview, RatingsRecord, RecordedAction, findings},
    },
};
use std::collections::BTreeSet;
use uuid::Uuid;

/// A review, its plan with its actions, and the review that was closed before it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReviewWithPlan {
    /// The review.
    pub review: ProgressReview,
    /// The current plan.
    pub plan: Plan,
    /// The last review that was closed before this one was opened.
    pub before: Option<ProgressReview>,
    /// Those of its actions that are in a newer plan which is locked for sign-off: they cannot be changed until it is submitted
    /// or unlocked.
    pub locked: BTreeSet<ActionId>,
}

impl ReviewWithPlan {
    /// What the plan is compared with.
    #[must_use]
    pub fn since(&self) -> Baseline<'_> {
        let last = self.before.as_ref();
        let day = last.and_then(ProgressReview::closed_on).unwrap_or(self.plan.starts);
        Baseline { day, record: last.and_then(ProgressReview::record) }
    }
    /// The current ratings of the plan, as the record of a review that is closed now.
    #[must_use]
    pub fn record(&self, charter: &Charter, today: Date) -> RatingsRecord {
        let ordered = self.plan.by_theme(charter);
        let actions = ordered.iter().flat_map(|group| group.actions.iter().map(|placed| &placed.action));
        let found = findings(actions, self.since(), today);
        RatingsRecord {
            actions: found.into_iter().map(|one| RecordedAction::of(one.action, one.finding, today)).collect(),
        }
    }
}

/// A review with its plan.
pub async fn read(tx: &mut Tx, may: &Permit<ReadProgressReview>) -> Result<Option<ReviewWithPlan>, Error> {
    load(tx, may.place(), may.audience()).await
}

pub(super) async fn load(
    tx: &mut Tx,
    at: AtProgressReview,
    audience: Audience,
) -> Result<Option<ReviewWithPlan>, Error> {
    let all = of_organisation(tx, at.organisation).await?;
    let Some((review, before)) = with_previous(all, at.review) else { return Ok(None) };
    let plan = plans::load(tx, at.organisation, at.plan, audience).await?;
    let locked = locked(tx, at.plan).await?;
    Ok(plan.map(|plan| ReviewWithPlan { review, plan, before, locked }))
}

/// The wanted one of an organisation's reviews, which are sorted newest first, and the last that was closed before it.
fn with_previous(
    all: Vec<ProgressReview>,
    wanted: ProgressReviewId,
) -> Option<(ProgressReview, Option<ProgressReview>)> {
    let mut from_there = all.into_iter().skip_while(|review| review.id != wanted);
    let review = from_there.next()?;
    Some((review, from_there.find(|earlier| !earlier.is_open())))
}

async fn locked(tx: &mut Tx, plan: PlanId) -> Result<BTreeSet<ActionId>, Error> {
    let rows: Vec<(Uuid,)> = tx
        .query(
            "select x.action_id from plan_action x join assessment a on a.plan_id = x.plan_id
             join plan_action here on here.action_id = x.action_id and here.plan_id = $1
             where a.step in ('ready', 'lead-signed', 'signed')",
        )
        .bind(plan.0)
        .all()
        .await?;
    Ok(rows.into_iter().map(|(id,)| ActionId(id)).collect())
}
