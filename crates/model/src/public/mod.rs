//! The public view of an action plan: the actions as they were signed, with the changes that were published since and their RAG ratings.
//!
//! An action has one identity for life, so a draft of the next plan may already have changed its text. The public
//! sees what was signed, and what a lead has published.

mod published_actions;
mod review;

pub use published_actions::PublishedActions;
pub use review::PublicReview;

use crate::{
    ActionId, Timestamp,
    assessment::locked_version::{RatedAction, Submission},
    charter::rating::Rating,
    plan::{
        Plan,
        action::{PublicPlan, PublicProgress},
        published_change::PublishedChange,
    },
};
use std::collections::BTreeMap;

/// Returns what is public of a plan.
///
/// * `submission` is the submission of the plan, with the changes that were published since, oldest first: the actions and their texts
///   are taken from it. A plan that is known only because a later submission rated it has none, and shows what was imported, without
///   the actions that have left it.
/// * `rated` is the later submission that rated it, and when: it has the final rating of each action. A current plan has none, and
///   shows the latest progress updates.
///
/// Authors of progress updates are left out.
#[must_use]
pub fn public_plan(
    plan: Plan,
    submission: Option<(&Submission, &[PublishedChange])>,
    rated: Option<(&Submission, Timestamp)>,
) -> PublicPlan {
    let mut plan = PublicPlan::from(plan);
    if let Some((submission, published)) = submission {
        let PublishedActions(mut public) = PublishedActions::new(&submission.plan, published);
        plan.actions.retain_mut(|action| {
            let Some(public) = public.remove(&action.id) else { return false };
            action.since = public.since();
            action.details = public.details;
            action.open_since = public.open_since;
            action.origin = public.origin;
            // That an action has left the plan is public only when it is published.
            action.ended = public.ended;
            true
        });
        plan.changes = published.to_vec();
    } else {
        plan.actions.retain(|action| action.ended.is_none());
    }
    if let Some((plan_then, at)) = rated.and_then(|(submission, at)| Some((submission.rated.as_ref()?, at))) {
        let rated: BTreeMap<ActionId, _> = plan_then.actions.iter().map(|one| (one.id, one)).collect();
        for action in &mut plan.actions {
            if let Some(one) = rated.get(&action.id) {
                action.progress = progress(one, at);
            }
        }
    }
    plan
}

/// The rating of an action in a submission.
fn progress(rated: &RatedAction, at: Timestamp) -> Option<PublicProgress> {
    // A signed red rating has its explanation; one without would be shown as not rated.
    let rating = Rating::parse(rated.rating?, &rated.explanation).ok()?;
    let comment = if matches!(rating, Rating::Red(_)) { String::new() } else { rated.explanation.clone() };
    Some(PublicProgress { rating, comment, learning: rated.learning.clone(), at })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        assessment::locked_version::tests::{contents, locked},
        charter::rating::Colour,
        plan::action::ProgressUpdate,
    };

    fn signed() -> (Plan, Submission) {
        let contents = contents();
        (contents.plan.clone(), Submission::parse(&locked(&contents).canonical).unwrap())
    }

    #[test]
    fn the_texts_are_those_that_were_signed() {
        let (mut plan, submission) = signed();
        let before = submission.plan.actions[0].details.text.clone();
        plan.actions[0].action.details.text = "What a draft makes of it".into();
        let seen = public_plan(plan, Some((&submission, &[])), None);
        assert_eq!(seen.actions[0].details.text, before);
    }

    #[test]
    fn actions_that_were_not_signed_are_not_shown() {
        let (mut plan, submission) = signed();
        let mut unsigned = plan.actions[0].clone();
        unsigned.action.id = ActionId(uuid::Uuid::from_u128(99));
        plan.actions.push(unsigned);
        let seen = public_plan(plan, Some((&submission, &[])), None);
        assert_eq!(seen.actions.len(), submission.plan.actions.len());
    }

    #[test]
    fn that_an_action_has_left_is_public_only_when_it_is_published() {
        let (mut plan, submission) = signed();
        plan.actions[0].ended = Some(crate::plan::Ended::Withdrawn { reason: "Between us: no funds".into() });
        let seen = public_plan(plan, Some((&submission, &[])), None);
        assert_eq!(seen.actions[0].ended, None);
    }

    #[test]
    fn a_previous_plan_shows_the_submitted_ratings_without_names() {
        let (_, submission) = signed();
        let mut past = contents().rated.unwrap();
        let at: Timestamp = "2026-11-20T10:00:00Z".parse().unwrap();
        for placed in &mut past.actions {
            placed.action.progress_update = Some(ProgressUpdate {
                rating: Rating::Amber,
                comment: "A later update".into(),
                learning: String::new(),
                at,
                who: Some("P. Example".into()),
            });
        }
        let seen = public_plan(past, None, Some((&submission, at)));
        let rated = &submission.rated.as_ref().unwrap().actions;
        for action in &seen.actions {
            let then = rated.iter().find(|one| one.id == action.id).unwrap();
            let progress = action.progress.as_ref();
            assert_eq!(progress.map(|progress| progress.rating.colour()), then.rating.filter(|_| progress.is_some()));
            assert_ne!(progress.map(|progress| progress.comment.as_str()), Some("A later update"));
        }
        assert!(rated.iter().any(|one| one.rating == Some(Colour::Red)), "the contents have a red one to test with");
    }
}
