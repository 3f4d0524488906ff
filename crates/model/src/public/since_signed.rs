//! In which actions a plan differs from what was signed of it. Everyone reads what was signed; its members are told what differs.

use crate::{
    ActionId,
    assessment::locked_version::Submission,
    plan::{Plan, action::PublicDetails},
};
use std::collections::BTreeMap;

/// How an action differs from what was signed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Difference {
    /// It was added.
    Added,
    /// A detail that everyone would read was changed.
    Changed,
    /// It was withdrawn or merged.
    Left,
}

/// An action that differs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChangedAction {
    /// Which.
    pub id: ActionId,
    /// Its title, as it is now.
    pub title: String,
    /// How it differs.
    pub difference: Difference,
}

/// The actions of `plan` that differ from `submission`, in the order of the plan. Progress updates are public at once and
/// are no difference.
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
    fn what_is_as_it_was_signed_is_no_change_and_the_rest_is_told() {
        let contents = contents();
        let (mut plan, submission) = (contents.plan.clone(), Submission::parse(&locked(&contents).canonical).unwrap());
        assert_eq!(since_signed(&plan, &submission), []);
        let mut added = plan.actions[0].clone();
        added.action.id = ActionId(uuid::Uuid::from_u128(99));
        plan.actions[0].action.details.text = "Another text".into();
        plan.actions.push(added.clone());
        let told =
            |plan: &Plan| since_signed(plan, &submission).into_iter().map(|one| one.difference).collect::<Vec<_>>();
        assert_eq!(told(&plan), [Difference::Changed, Difference::Added]);
        // What was added and has left again was never public.
        for placed in &mut plan.actions {
            placed.ended = Some(Ended::Withdrawn { reason: "No funds".into() });
        }
        assert!(told(&plan).iter().all(|difference| *difference == Difference::Left));
        assert_eq!(told(&plan).len(), submission.plan.actions.len());
    }
}
