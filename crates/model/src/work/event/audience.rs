//! What readers other than members see of an event, and which events everyone may read.

use super::EventKind;
use crate::{core::permit::Audience, plan::action::ActionField};

impl EventKind {
    /// The event as that audience sees it. Of the change of an action, fields for members only are left out, with their old content. The
    /// event itself stays, so that a page of the activity log has the same number of events for everyone.
    #[must_use]
    pub fn for_audience(self, audience: Audience) -> Self {
        match (audience, self) {
            (Audience::Others, Self::ActionChanged { action, fields, was }) => {
                let is_shown: Vec<bool> = fields.iter().map(|word| is_read_by_others(word)).collect();
                let shown = |words: Vec<String>| -> Vec<String> {
                    words.into_iter().zip(&is_shown).filter_map(|(word, is_shown)| is_shown.then_some(word)).collect()
                };
                Self::ActionChanged { action, fields: shown(fields), was: shown(was) }
            }
            (Audience::Members | Audience::Others, what) => what,
        }
    }
}

impl EventKind {
    /// Whether everyone may ever read this, whatever the event is marked as. The list is of what may be public, so a new
    /// variant is private until it is added: never a draft, a person who joins or leaves, a reason of the secretariat, or
    /// a number of people.
    #[must_use]
    pub fn may_be_public(&self) -> bool {
        match self {
            Self::OrganisationRegistered { .. }
            | Self::PhaseChanged { .. }
            | Self::StageMoved { .. }
            | Self::AssessmentSubmitted { .. }
            | Self::PlanChangesPublished { .. }
            | Self::ActionRated { .. } => true,
            Self::Owner(event) => event.may_be_public(),
            Self::Consultation(event) => event.may_be_public(),
            Self::UpdateRequest(event) => event.may_be_public(),
            Self::ProgressReview(event) => event.may_be_public(),
            Self::Evidence(event) => event.may_be_public(),
            Self::Group(event) => event.may_be_public(),
            Self::Person(event) => event.may_be_public(),
            Self::Comment(event) => event.may_be_public(),
            Self::Leader(event) => event.may_be_public(),
            Self::Sharing(event) => event.may_be_public(),
            Self::Feedback(event) => event.may_be_public(),
            Self::PastSubmission(event) => event.may_be_public(),
            Self::PeerReview(event) => event.may_be_public(),
            _ => false,
        }
    }
}

/// Whether changes of the field that is stored by this word are for everyone who reads the log. Those of an unknown word are for members.
fn is_read_by_others(word: &str) -> bool {
    ActionField::from_stored(word).is_some_and(|field| field.is_read_by(Audience::Others))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn changed(fields: &[&str], was: &[&str]) -> EventKind {
        let words = |all: &[&str]| all.iter().map(|&word| word.to_owned()).collect();
        EventKind::ActionChanged { action: "Count us".into(), fields: words(fields), was: words(was) }
    }

    #[test]
    fn a_change_of_a_field_for_members_only_is_left_out_for_others() {
        let what = changed(&["owner", "cost", "time"], &["Library", "£12,500", "ongoing"]);
        assert_eq!(what.clone().for_audience(Audience::Members), what);
        assert_eq!(what.for_audience(Audience::Others), changed(&["owner", "time"], &["Library", "ongoing"]));
        // Old events do not have the old content.
        assert_eq!(changed(&["cost", "owner"], &[]).for_audience(Audience::Others), changed(&["owner"], &[]));
    }

    #[test]
    fn reasons_and_exact_figures_are_never_public() {
        let due = EventKind::DueDateSet {
            stage: 1,
            due: jiff::civil::date(2027, 1, 1),
            feedback: None,
            reason: "The lead is ill".into(),
        };
        for what in [
            due,
            EventKind::HeadcountSaved { people: Some(187) },
            EventKind::SubmissionReturned { reason: "No".into() },
        ] {
            assert!(!what.may_be_public(), "{what:?}");
        }
        assert!(EventKind::StageMoved { from: 1, to: 2 }.may_be_public());
    }
}
