//! Events of peer review rounds and of the training of reviewers. They belong to the charter and to no organisation, so that no organisation's activity log has them.

mod active_review;
mod allocation;
mod panel;
mod review;
mod reviewer;
mod round;
#[cfg(test)]
mod tests;

pub use active_review::ActiveReviewEvent;
pub use allocation::AllocationEvent;
pub use panel::PanelEvent;
pub use review::ReviewEvent;
pub use reviewer::ReviewerEvent;
pub use round::RoundEvent;

use crate::work::event::{EventKind, NamedPerson};
use serde::{Deserialize, Serialize};

/// What happened in such an event. In each, `round` is the name of the round, `organisation` that of the organisation whose submission it is about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
#[expect(missing_docs, reason = "each has the events that its type names")]
pub enum PeerReviewEvent {
    Round(RoundEvent),
    ActiveReview(ActiveReviewEvent),
    Allocation(AllocationEvent),
    Panel(PanelEvent),
    Reviewer(ReviewerEvent),
    Review(ReviewEvent),
}

impl PeerReviewEvent {
    /// What happened, as a sentence without its subject.
    #[must_use]
    pub fn sentence(&self) -> String {
        match self {
            Self::Round(event) => event.sentence(),
            Self::ActiveReview(event) => event.sentence(),
            Self::Allocation(event) => event.sentence(),
            Self::Panel(event) => event.sentence(),
            Self::Reviewer(event) => event.sentence(),
            Self::Review(event) => event.sentence(),
        }
    }

    /// The people whom it names, to replace their names.
    pub(crate) fn people_mut(&mut self) -> Vec<&mut NamedPerson> {
        match self {
            Self::Reviewer(event) => event.people_mut(),
            Self::Round(_) | Self::ActiveReview(_) | Self::Allocation(_) | Self::Panel(_) | Self::Review(_) => {
                Vec::new()
            }
        }
    }

    /// Whether everyone may read it: never.
    #[must_use]
    pub fn may_be_public(&self) -> bool {
        false
    }
}

/// Each of them is an event of the activity log, whichever noun it is about.
macro_rules! into_event { ($($event:ident $kind:ident)*) => {$(
    impl From<$event> for EventKind {
        fn from(event: $event) -> Self {
            Self::PeerReview(PeerReviewEvent::$kind(event))
        }
    }
)*} }
into_event! {
    RoundEvent Round
    ActiveReviewEvent ActiveReview
    AllocationEvent Allocation
    PanelEvent Panel
    ReviewerEvent Reviewer
    ReviewEvent Review
}
