//! The actions in which a plan differs from its signed version. The signed version is public; the differences are shown to members.

use crate::{
    ActionId,
    assessment::locked_version::Submission,
    plan::{Plan, action::PublicDetails},
};
use std::collections::BTreeMap;

/// How an action differs from the signed version.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Difference {
    /// It was added.
    Added,
    /// A public detail was changed.
    Changed,
    /// It was withdrawn or merged.
    Left,
}

/// An action that differs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChangedAction {
    /// Its ID.
    pub id: ActionId,
    /// Its title, as it is now.
    pub title: String,
    /// How it differs.
    pub difference: Difference,
}

/// The actions of `plan` that differ from `submission`, in the order of the plan. Progress updates do not count, because they
/// are public at once.
#[must_use]
pub fn since_signed(plan: &Plan, submission: &Submission) -> Vec<ChangedAction> {
    let signed: BTreeMap<ActionId, &PublicDetails> =
        submission.plan.actions.iter().map(|one| (one.id, &one.details)).collect();
    let changed = plan.actions.iter().filter_map(|placed| {
        let action = &placed.action;
        let difference = match (signed.get(&action.id), placed.ended.is_some()) {
            (None, true) => return None,
            (None, false) => Difference::Added,
            (Some(_), true) => Difference::Left,
            (Some(signed), false) if **signed == PublicDetails::from(action.details.clone()) => return None,
            (Some(_), false) => Difference::Changed,
        };
        Some(ChangedAction { id: action.id, title: action.details.title(), difference })
    });
    changed.collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        assessment::locked_version::tests::{contents, locked},
        plan::Ended,
    };

    #[test]
    fn only_actions_that_differ_from_the_signed_version_are_listed() {
        let contents = contents();
        let (mut plan, submission) = (contents.plan.clone(), Submission::parse(&locked(&contents).canonical).unwrap());
        assert_eq!(since_signed(&plan, &submission), []);
        let mut added = plan.actions[0].clone();
        added.action.id = ActionId(uuid::Uuid::from_u128(99));
        plan.actions[0].action.details.text = "Another text".into();
        plan.actions.push(added.clone());
        let differences =
            |plan: &Plan| since_signed(plan, &submission).into_iter().map(|one| one.difference).collect::<Vec<_>>();
        assert_eq!(differences(&plan), [Difference::Changed, Difference::Added]);
        // An action that was added and has left the plan again was never public.
        for placed in &mut plan.actions {
            placed.ended = Some(Ended::Withdrawn { reason: "No funds".into() });
        }
        assert!(differences(&plan).iter().all(|difference| *difference == Difference::Left));
        assert_eq!(differences(&plan).len(), submission.plan.actions.len());
    }
}
