//! The actions of a submitted plan as they are public: the signed text with the published changes.

use crate::{
    ActionId, Date, Timestamp,
    assessment::locked_version::SubmittedPlan,
    plan::{
        Ended, Origin, Placed, Plan,
        action::PublicDetails,
        published_change::{PlanChange, PublishedChange, SinceSubmission},
    },
};
use std::collections::{BTreeMap, BTreeSet};

/// What is public of one action.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct PublishedAction {
    pub(super) details: PublicDetails,
    pub(super) open_since: Option<Date>,
    pub(super) origin: Origin,
    pub(super) ended: Option<Ended>,
    signed: Option<PublicDetails>,
    changed: Option<Timestamp>,
}

impl PublishedAction {
    pub(super) fn since(&self) -> SinceSubmission {
        match (&self.signed, self.changed) {
            (None, Some(at)) => SinceSubmission::Added { at },
            (Some(signed), Some(at)) if *signed != self.details || self.ended.is_some() => {
                SinceSubmission::Changed { at, signed: Box::new(signed.clone()) }
            }
            // Changed and changed back.
            _ => SinceSubmission::Unchanged,
        }
    }
}

/// What is public of a plan's actions: the signed text with the published changes, in the order in which they were published.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublishedActions(pub(super) BTreeMap<ActionId, PublishedAction>);

impl PublishedActions {
    /// The actions of the plan of a submission after these changes, oldest first.
    #[must_use]
    pub fn new(plan: &SubmittedPlan, published: &[PublishedChange]) -> Self {
        let signed = plan.actions.iter().map(|one| {
            let action = PublishedAction {
                details: one.details.clone(),
                open_since: one.open_since,
                origin: one.origin,
                ended: None,
                signed: Some(one.details.clone()),
                changed: None,
            };
            (one.id, action)
        });
        let mut all = Self(signed.collect());
        for PublishedChange { changes, reason, at, .. } in published {
            for change in changes {
                all.apply(change, reason, *at);
            }
        }
        all
    }

    fn apply(&mut self, change: &PlanChange, reason: &str, at: Timestamp) {
        if let PlanChange::Added { action, details, open_since, origin } = change {
            let added = PublishedAction {
                details: details.clone(),
                open_since: *open_since,
                origin: *origin,
                ended: None,
                signed: None,
                changed: Some(at),
            };
            self.0.entry(*action).or_insert(added);
            return;
        }
        let Some(action) = self.0.get_mut(&change.action()) else { return };
        action.changed = Some(at);
        match change {
            PlanChange::Added { .. } => {}
            PlanChange::Changed { after, .. } => action.details = after.as_ref().clone(),
            PlanChange::Left { into, .. } => {
                let reason = reason.to_owned();
                action.ended = Some(match into {
                    None => Ended::Withdrawn { reason },
                    Some(into) => Ended::Merged { into: *into, reason },
                });
            }
            PlanChange::Restored { details, .. } => {
                action.details = details.clone();
                action.ended = None;
            }
        }
    }

    /// What has changed in `plan` and is not public, in its order. Progress updates are public without this. Actions in `next` are left
    /// out: they are continued in the draft of the next plan, whose text becomes public when it is submitted.
    #[must_use]
    pub fn unpublished(&self, plan: &Plan, next: &BTreeSet<ActionId>) -> Vec<PlanChange> {
        let change = |placed: &Placed| {
            let action = placed.action.id;
            let details = PublicDetails::from(placed.action.details.clone());
            let Some(public) = self.0.get(&action) else {
                let (open_since, origin) = (placed.action.open_since, placed.origin);
                // An action that was added and has left the plan again was never public.
                return placed.ended.is_none().then_some(PlanChange::Added { action, details, open_since, origin });
            };
            match (&public.ended, &placed.ended) {
                (Some(_), Some(_)) => None,
                (Some(_), None) => Some(PlanChange::Restored { action, details }),
                (None, Some(ended)) => {
                    let into = match ended {
                        Ended::Withdrawn { .. } => None,
                        Ended::Merged { into, .. } => Some(*into),
                    };
                    Some(PlanChange::Left { action, before: public.details.clone(), into })
                }
                (None, None) if public.details == details => None,
                (None, None) => {
                    let (before, after) = (Box::new(public.details.clone()), Box::new(details));
                    Some(PlanChange::Changed { action, before, after })
                }
            }
        };
        plan.actions.iter().filter(|placed| !next.contains(&placed.action.id)).filter_map(change).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        PublishedChangeId,
        assessment::locked_version::{
            Submission,
            tests::{contents, locked},
        },
    };

    fn signed() -> (Plan, Submission) {
        let contents = contents();
        (contents.plan.clone(), Submission::parse(&locked(&contents).canonical).unwrap())
    }

    fn at(day: u8) -> Timestamp {
        format!("2027-02-{day:02}T10:00:00Z").parse().unwrap()
    }

    fn published(changes: Vec<PlanChange>, day: u8) -> PublishedChange {
        let id = PublishedChangeId(uuid::Uuid::from_u128(day.into()));
        PublishedChange { id, changes, reason: "The money came later".into(), at: at(day) }
    }

    fn unpublished(plan: &Plan, submission: &Submission, all: &[PublishedChange]) -> Vec<PlanChange> {
        PublishedActions::new(&submission.plan, all).unpublished(plan, &BTreeSet::new())
    }

    fn words(changes: &[PlanChange]) -> Vec<&'static str> {
        changes.iter().map(PlanChange::word).collect()
    }

    #[test]
    fn what_differs_from_what_is_public_is_listed() {
        let (mut plan, submission) = signed();
        assert_eq!(unpublished(&plan, &submission, &[]), []);
        let mut added = plan.actions[0].clone();
        added.action.id = ActionId(uuid::Uuid::from_u128(99));
        plan.actions[0].action.details.text = "Another text".into();
        plan.actions.push(added);
        assert_eq!(words(&unpublished(&plan, &submission, &[])), ["Changed", "Added"]);
        // What is in the draft of the next plan is not.
        let next = BTreeSet::from([plan.actions[0].action.id]);
        assert_eq!(words(&PublishedActions::new(&submission.plan, &[]).unpublished(&plan, &next)), ["Added"]);
        // An action that was added and has left the plan again was never public.
        for placed in &mut plan.actions {
            placed.ended = Some(Ended::Withdrawn { reason: "No funds".into() });
        }
        let left = unpublished(&plan, &submission, &[]);
        assert_eq!(left.len(), submission.plan.actions.len());
        assert!(left.iter().all(|change| change.word() == "Withdrawn"));
        let stored = serde_json::to_string(&left).unwrap();
        assert!(!stored.contains("No funds"), "the internal reason stays inside: {stored}");
    }

    #[test]
    fn what_is_published_is_public_until_it_is_changed_again() {
        let (mut plan, submission) = signed();
        let id = plan.actions[0].action.id;
        let signed_text = plan.actions[0].action.details.text.clone();
        plan.actions[0].action.details.text = "Another text".into();
        let mut all = vec![published(unpublished(&plan, &submission, &[]), 1)];
        assert_eq!(unpublished(&plan, &submission, &all), []);
        let seen = PublishedActions::new(&submission.plan, &all).0.remove(&id).unwrap();
        let SinceSubmission::Changed { at: when, signed } = seen.since() else { panic!("{seen:?}") };
        assert_eq!((seen.details.text.as_str(), when, signed.text), ("Another text", at(1), signed_text.clone()));
        // It leaves the plan, and comes back as it was signed.
        plan.actions[0].ended = Some(Ended::Withdrawn { reason: "Quietly".into() });
        all.push(published(unpublished(&plan, &submission, &all), 2));
        let seen = PublishedActions::new(&submission.plan, &all).0.remove(&id).unwrap();
        assert_eq!(seen.ended, Some(Ended::Withdrawn { reason: "The money came later".into() }));
        plan.actions[0].ended = None;
        plan.actions[0].action.details.text = signed_text;
        all.push(published(unpublished(&plan, &submission, &all), 3));
        assert_eq!(words(&all[2].changes), ["Restored"]);
        let seen = PublishedActions::new(&submission.plan, &all).0.remove(&id).unwrap();
        assert_eq!((seen.ended.as_ref(), seen.since()), (None, SinceSubmission::Unchanged));
        assert_eq!(unpublished(&plan, &submission, &all), []);
    }

    #[test]
    fn a_token_changes_with_the_content() {
        let (mut plan, submission) = signed();
        plan.actions[0].action.details.text = "Another text".into();
        let first = unpublished(&plan, &submission, &[]).remove(0);
        plan.actions[0].action.details.owner = "Another owner".into();
        let second = unpublished(&plan, &submission, &[]).remove(0);
        assert_eq!(first.action(), second.action());
        assert_ne!(first.token(), second.token());
        let stored = serde_json::to_string(&first).unwrap();
        assert_eq!(serde_json::from_str::<PlanChange>(&stored).unwrap(), first);
        assert!(stored.starts_with(r#"{"change":"changed","action":"#), "{stored}");
    }
}
