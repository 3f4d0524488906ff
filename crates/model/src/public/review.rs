//! A published progress review: what it recorded of the actions that were public.

use crate::{
    Date, ProgressReviewId,
    plan::{
        action::PublicPlan,
        progress_review::{ProgressReview, ProgressReviewState, Published, RatingsRecord, RecordedAction},
    },
};
use std::collections::BTreeMap;

/// A published progress review. The record of a review has the plan as members saw it, with actions and texts that may not be public; this
/// has what is public of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublicReview {
    /// Its id.
    pub id: ProgressReviewId,
    /// The day on which it was closed.
    pub closed: Date,
    /// The ratings of the public actions on that day.
    pub record: RatingsRecord,
    /// The minutes; blank if they are not published.
    pub minutes: String,
}

impl PublicReview {
    /// What is public of a review, where `plan` is the plan as it was public when the review was closed: without one, no action is shown.
    /// None if the review is not published.
    #[must_use]
    pub fn new(review: ProgressReview, plan: Option<&PublicPlan>) -> Option<Self> {
        let closed = review.closed_on()?;
        let ProgressReview { id, plan: _, meets: _, note: _, minutes, revision: _, opened: _, state } = review;
        let ProgressReviewState::Closed { record, published: Some(Published { minutes: shows_minutes, .. }), .. } =
            state
        else {
            return None;
        };
        let minutes = if shows_minutes { minutes } else { String::new() };
        Some(Self { id, closed, record: public_record(record, plan, closed), minutes })
    }
}

/// The recorded actions that are public, each with its public text, and overdue by its public due date.
fn public_record(record: RatingsRecord, plan: Option<&PublicPlan>, closed: Date) -> RatingsRecord {
    let public: BTreeMap<_, _> =
        plan.into_iter().flat_map(PublicPlan::live).map(|action| (action.id, action)).collect();
    let shown = |recorded: RecordedAction| {
        let RecordedAction { action, text: _, colour, words, updated_on, finding, overdue: _ } = recorded;
        let details = &public.get(&action)?.details;
        let overdue = details.is_overdue(colour, closed);
        Some(RecordedAction { action, text: details.text.clone(), colour, words, updated_on, finding, overdue })
    };
    RatingsRecord { actions: record.actions.into_iter().filter_map(shown).collect() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        ActionId, Timestamp,
        assessment::locked_version::{Submission, tests::contents, tests::locked},
        charter::rating::Colour,
        plan::{Plan, progress_review::Finding},
        public::public_plan,
    };

    fn closed(plan: &Plan, published: Option<Published>) -> ProgressReview {
        let stood = |placed: &crate::plan::Placed| RecordedAction {
            overdue: true,
            ..RecordedAction::of(&placed.action, Finding::Moved, plan.starts)
        };
        let at: Timestamp = "2027-03-01T10:00:00Z".parse().unwrap();
        ProgressReview {
            id: ProgressReviewId(uuid::Uuid::nil()),
            plan: plan.id,
            meets: None,
            note: "For owners".into(),
            minutes: "We met.".into(),
            revision: 1,
            opened: at,
            state: ProgressReviewState::Closed {
                at,
                record: RatingsRecord { actions: plan.actions.iter().map(stood).collect() },
                published,
            },
        }
    }

    #[test]
    fn only_public_actions_are_shown_with_their_public_text() {
        let contents = contents();
        let submission = Submission::parse(&locked(&contents).canonical).unwrap();
        let mut plan = contents.plan.clone();
        let public = public_plan(plan.clone(), Some((&submission, &[])), None);
        plan.actions[0].action.details.text = "What was changed since".into();
        let mut added = plan.actions[0].clone();
        added.action.id = ActionId(uuid::Uuid::from_u128(99));
        plan.actions.push(added);
        let at: Timestamp = "2027-03-02T10:00:00Z".parse().unwrap();
        let review = closed(&plan, Some(Published { at, minutes: false }));
        let seen = PublicReview::new(review.clone(), Some(&public)).unwrap();
        let texts: Vec<_> = seen.record.actions.iter().map(|one| one.text.as_str()).collect();
        assert_eq!(texts, public.live().map(|action| action.details.text.as_str()).collect::<Vec<_>>());
        for (recorded, action) in seen.record.actions.iter().zip(public.live()) {
            let late =
                action.details.due.is_some_and(|due| due < seen.closed) && recorded.colour != Some(Colour::Green);
            assert_eq!(recorded.overdue, late, "by the public due date");
        }
        assert_eq!(seen.minutes, "");
        assert_eq!(PublicReview::new(review, None).unwrap().record.actions, [], "of a plan that is not public");
        assert_eq!(PublicReview::new(closed(&plan, None), Some(&public)), None);
    }
}
