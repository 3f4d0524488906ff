//! Moderation: the step of each submission of a round as its moderators see it, and what they look at in the texts.

pub mod contradictions;
pub mod email;
pub mod pointers;
mod stop_words;
mod words;

use crate::Date;
use crate::peer_review::{
    review::ReviewStep,
    round::{ReviewRound, RoundStep},
};

/// The step of the feedback about a submission.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum ModerationStep {
    /// Reviewers write their own reviews.
    Reading,
    /// The panel writes its draft.
    Drafting,
    /// A moderator returned the draft, and the panel has not agreed again.
    Returned,
    /// The panel has agreed, and a moderator decides.
    Agreed,
    /// It is approved, and not sent yet.
    Approved,
    /// It is sent.
    Sent,
}

impl ModerationStep {
    /// All steps, in order.
    pub const ALL: [Self; 6] =
        [Self::Reading, Self::Drafting, Self::Returned, Self::Agreed, Self::Approved, Self::Sent];

    /// The step of a review, whose draft was returned last or not; none for a review that ended.
    #[must_use]
    pub fn of(step: ReviewStep, is_returned: bool) -> Option<Self> {
        match step {
            ReviewStep::Reading => Some(Self::Reading),
            ReviewStep::Drafting if is_returned => Some(Self::Returned),
            ReviewStep::Drafting => Some(Self::Drafting),
            ReviewStep::Agreed => Some(Self::Agreed),
            ReviewStep::Approved => Some(Self::Approved),
            ReviewStep::Sent => Some(Self::Sent),
            ReviewStep::Ended => None,
        }
    }
    /// The word in addresses.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Reading => "reading",
            Self::Drafting => "drafting",
            Self::Returned => "returned",
            Self::Agreed => "agreed",
            Self::Approved => "approved",
            Self::Sent => "sent",
        }
    }
    /// Parses that word.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|step| step.as_str() == word)
    }
    /// The name on screen.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Reading => "Reading",
            Self::Drafting => "Agreeing feedback",
            Self::Returned => "Returned to panel",
            Self::Agreed => "Agreed: to moderate",
            Self::Approved => "Approved: not sent",
            Self::Sent => "Sent",
        }
    }
    /// Whose turn it is, as on screen; none once it is sent.
    #[must_use]
    pub fn turn(self) -> Option<&'static str> {
        match self {
            Self::Reading => Some("Reviewers"),
            Self::Drafting | Self::Returned => Some("Panel"),
            Self::Agreed => Some("Moderators"),
            Self::Approved => Some("Secretariat"),
            Self::Sent => None,
        }
    }
    /// The last day of this step in a round; none once it is sent.
    #[must_use]
    pub fn due(self, round: &ReviewRound) -> Option<Date> {
        let step = match self {
            Self::Reading => RoundStep::Read,
            Self::Drafting | Self::Returned => RoundStep::Agree,
            Self::Agreed => RoundStep::Moderate,
            Self::Approved => RoundStep::Send,
            Self::Sent => return None,
        };
        Some(round.dates.of(step))
    }
    /// Whether the step is late on a day.
    #[must_use]
    pub fn is_late(self, round: &ReviewRound, today: Date) -> bool {
        self.due(round).is_some_and(|due| due < today)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_draft_that_was_returned_is_of_its_panel_until_it_agrees_again() {
        assert_eq!(ModerationStep::of(ReviewStep::Drafting, true), Some(ModerationStep::Returned));
        assert_eq!(ModerationStep::of(ReviewStep::Agreed, true), Some(ModerationStep::Agreed));
        assert_eq!(ModerationStep::of(ReviewStep::Ended, false), None);
        assert_eq!(ModerationStep::Returned.turn(), Some("Panel"));
    }

    #[test]
    fn words_of_steps_are_read_back() {
        for step in ModerationStep::ALL {
            assert_eq!(ModerationStep::parse(step.as_str()), Some(step));
        }
        assert_eq!(ModerationStep::parse("sending"), None);
    }
}
