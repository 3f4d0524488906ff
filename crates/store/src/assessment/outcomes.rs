//! The next step of each action of the previous plan: it is continued, replaced by a related action, or stopped.

use crate::{
    assessment::assessments::OpenDraft,
    core::{
        db::{Error, Tx},
        events::{self, Subject},
        values::At,
        write_permit::WritePermit,
    },
    plan::{
        actions::{self, Destination, NewAction},
        plans, versions,
    },
};
use model::{
    ActionId, PlanId, Timestamp,
    core::permit::{Audience, Permit, ReadAssessment, WriteAssessment},
    plan::{Origin, Outcome, action::Action},
    work::event::EventKind,
};
use std::collections::BTreeMap;
use uuid::Uuid;

/// The next steps that were decided, by action of the previous plan.
pub async fn read(tx: &mut Tx, may: &Permit<ReadAssessment>) -> Result<BTreeMap<ActionId, Outcome>, Error> {
    load(tx, may.place().assessment.0).await
}

/// Does the same as [`read`], for callers in this crate that hold a permit.
pub(crate) async fn load(tx: &mut Tx, assessment: Uuid) -> Result<BTreeMap<ActionId, Outcome>, Error> {
    let rows: Vec<(Uuid, String, String)> = tx
        .query("select action_id, outcome, reason from outcome where assessment_id = $1")
        .bind(assessment)
        .all()
        .await?;
    let outcome = |word: &str, reason| match word {
        "continued" => Outcome::Continued,
        "related" => Outcome::Related,
        _ => Outcome::Stopped { reason },
    };
    Ok(rows.into_iter().map(|(id, word, reason)| (ActionId(id), outcome(&word, reason))).collect())
}

/// The two plans of a self-assessment.
#[derive(Debug, Clone, Copy)]
struct Plans {
    rated: PlanId,
    new: PlanId,
}

async fn plans_of(tx: &mut Tx, draft: OpenDraft) -> Result<Option<Plans>, Error> {
    let row: Option<(Option<Uuid>, Uuid)> = tx
        .query("select rated_plan_id, plan_id from assessment where id = $1 and organisation_id = $2")
        .bind(draft.assessment.0)
        .bind(draft.organisation.0)
        .optional()
        .await?;
    Ok(row.and_then(|(rated, new)| Some(Plans { rated: PlanId(rated?), new: PlanId(new) })))
}

/// Sets the next step of one action; `None` clears it. False if it is not a live action of the previous plan.
pub async fn decide(
    tx: &mut Tx,
    may: &WritePermit<WriteAssessment>,
    action: ActionId,
    outcome: Option<&Outcome>,
    now: Timestamp,
) -> Result<bool, Error> {
    decide_in(tx, may.into(), action, outcome, now).await
}

/// Does the same as [`decide`] in a self-assessment that is being drafted.
pub(crate) async fn decide_in(
    tx: &mut Tx,
    draft: OpenDraft,
    action: ActionId,
    outcome: Option<&Outcome>,
    now: Timestamp,
) -> Result<bool, Error> {
    let Some(plans) = plans_of(tx, draft).await? else { return Ok(false) };
    let placed = plans::placed(tx, plans.rated, Some(action), Audience::Members).await?.pop();
    let Some(placed) = placed.filter(|placed| placed.ended.is_none()) else { return Ok(false) };
    let before = load(tx, draft.assessment.0).await?.remove(&action);
    if before.as_ref() == outcome {
        return Ok(true);
    }
    match (&before, outcome) {
        // Only the reason changes, and nothing in the new plan.
        (Some(Outcome::Stopped { .. }), Some(Outcome::Stopped { .. })) | (None, _) => {}
        (Some(before), _) => undo(tx, draft, plans, &placed.action, before, now).await?,
    }
    if let Some(outcome) = outcome {
        apply(tx, draft, plans, &placed.action, outcome, now).await?;
    } else {
        let what = EventKind::ActionUndecided { action: placed.action.details.title() };
        events::record(tx, draft.author, subject(draft, action), &what, now).await?;
    }
    Ok(true)
}

/// Sets the same next step for every live action of the previous plan that has none and for which `wanted` is true.
/// Returns how many there were.
pub async fn decide_all(
    tx: &mut Tx,
    may: &WritePermit<WriteAssessment>,
    wanted: impl Fn(&Action) -> bool,
    outcome: &Outcome,
    now: Timestamp,
) -> Result<usize, Error> {
    let draft = OpenDraft::from(may);
    let Some(plans) = plans_of(tx, draft).await? else { return Ok(0) };
    let decided = load(tx, draft.assessment.0).await?;
    let mut count = 0;
    for placed in plans::placed(tx, plans.rated, None, Audience::Members).await? {
        let action = &placed.action;
        if placed.ended.is_none() && !decided.contains_key(&action.id) && wanted(action) {
            apply(tx, draft, plans, action, outcome, now).await?;
            count += 1;
        }
    }
    Ok(count)
}

fn subject(draft: OpenDraft, action: ActionId) -> Subject {
    draft.subject().action(action)
}

async fn apply(
    tx: &mut Tx,
    draft: OpenDraft,
    plans: Plans,
    action: &Action,
    outcome: &Outcome,
    now: Timestamp,
) -> Result<(), Error> {
    let reason = match outcome {
        Outcome::Stopped { reason } => reason.as_str(),
        Outcome::Continued | Outcome::Related => "",
    };
    tx.query(
        "insert into outcome (assessment_id, action_id, outcome, reason, person_id, decided_at)
         values ($1, $2, $3, $4, $5, $6)
         on conflict (assessment_id, action_id) do update
         set outcome = excluded.outcome, reason = excluded.reason, person_id = excluded.person_id,
             decided_at = excluded.decided_at",
    )
    .bind(draft.assessment.0)
    .bind(action.id.0)
    .bind(outcome.as_str())
    .bind(reason)
    .bind(draft.person())
    .bind(At(now))
    .run()
    .await?;
    let title = action.details.title();
    let what = match outcome {
        Outcome::Continued => {
            let position = actions::last_position(tx, plans.new).await? + 1;
            actions::add_to_plan(tx, plans.new, action.id, Origin::Continued, position, now).await?;
            EventKind::ActionContinued { action: title }
        }
        Outcome::Related => {
            add_related(tx, draft, plans.new, action, now).await?;
            EventKind::ActionFollowed { by: title.clone(), action: title }
        }
        Outcome::Stopped { reason } => EventKind::ActionStopped { action: title, reason: reason.clone() },
    };
    events::record(tx, draft.author, subject(draft, action.id), &what, now).await
}

/// Adds a related action to the new plan: the one that replaced this action before its next step was cleared, else a
/// new one that begins with the same text.
async fn add_related(
    tx: &mut Tx,
    draft: OpenDraft,
    plan: PlanId,
    action: &Action,
    now: Timestamp,
) -> Result<(), Error> {
    let restored: Vec<(Uuid,)> = tx
        .query(
            "update plan_action set ended = null, ended_at = null, ended_reason = null
             where plan_id = $1 and follows = $2 and origin = 'related' and ended = 'withdrawn' returning action_id",
        )
        .bind(plan.0)
        .bind(action.id.0)
        .all()
        .await?;
    for (action,) in &restored {
        versions::of_plan_action(tx, plan, ActionId(*action), now).await?;
    }
    if restored.is_empty() {
        let into = Destination {
            author: draft.author,
            organisation: draft.organisation,
            plan,
            is_public: false, // it is being drafted
        };
        let position = actions::last_position(tx, plan).await? + 1;
        let new = NewAction::from(action.details.related());
        actions::insert(tx, into, &new, Origin::Related(action.id), position, now).await?;
    }
    Ok(())
}

/// Undoes a decision: removes what it added to the new plan. A related action that was made for it stays there as
/// withdrawn, so that no text is lost.
async fn undo(
    tx: &mut Tx,
    draft: OpenDraft,
    plans: Plans,
    action: &Action,
    before: &Outcome,
    now: Timestamp,
) -> Result<(), Error> {
    tx.query("delete from outcome where assessment_id = $1 and action_id = $2")
        .bind(draft.assessment.0)
        .bind(action.id.0)
        .run()
        .await?;
    match before {
        Outcome::Continued => {
            versions::of_removal(tx, plans.new, action.id, now).await?;
            tx.query("delete from plan_action where plan_id = $1 and action_id = $2 and origin = 'continued'")
                .bind(plans.new.0)
                .bind(action.id.0)
                .run()
                .await?;
        }
        Outcome::Related => {
            let withdrawn: Vec<(Uuid,)> = tx
                .query(
                    "update plan_action set ended = 'withdrawn', ended_at = $1, ended_reason = $2
                     where plan_id = $3 and follows = $4 and origin = 'related' and ended is null returning action_id",
                )
                .bind(At(now))
                .bind("What becomes of the action before it was decided anew")
                .bind(plans.new.0)
                .bind(action.id.0)
                .all()
                .await?;
            for (action,) in withdrawn {
                versions::of_plan_action(tx, plans.new, ActionId(action), now).await?;
            }
        }
        Outcome::Stopped { .. } => {}
    }
    Ok(())
}
