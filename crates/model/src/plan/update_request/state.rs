//! The states of an update request, the changes between them, and the period for which a reply counts.

use crate::Timestamp;
use jiff::{ToSpan as _, tz::TimeZone};

/// The state of an update request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum RequestState {
    /// Awaiting reply.
    Waiting,
    /// Replied; the reply can be changed.
    Answered,
    /// No longer accepts a reply. The owner can be asked again.
    Ended(EndReason),
}

/// Why an update request no longer accepts a reply.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum EndReason {
    /// A lead cancelled it.
    Cancelled,
    /// Its progress review was closed.
    ReviewClosed,
    /// The action was assigned to another owner.
    Reassigned,
    /// The owner's personal data was erased.
    OwnerErased,
    /// A newer request about the same action replaced it.
    AskedAgain,
    /// The action has left its plan. Not stored, because a withdrawn action may be restored.
    LeftPlan,
}

/// What happens to an update request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RequestChange {
    /// The owner or a collaborator replies, or changes the reply.
    Reply,
    /// It ends.
    End(EndReason),
}

impl EndReason {
    /// Every reason.
    pub const ALL: [Self; 6] =
        [Self::Cancelled, Self::ReviewClosed, Self::Reassigned, Self::OwnerErased, Self::AskedAgain, Self::LeftPlan];

    /// The stored word.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Cancelled => "cancelled",
            Self::ReviewClosed => "review-closed",
            Self::Reassigned => "reassigned",
            Self::OwnerErased => "owner-erased",
            Self::AskedAgain => "asked-again",
            Self::LeftPlan => "left-plan",
        }
    }

    /// Whether it also ends requests that have a reply, so that the reply can no longer be changed. Otherwise a reply can still be
    /// corrected.
    #[must_use]
    pub fn ends_answered(self) -> bool {
        matches!(self, Self::ReviewClosed | Self::AskedAgain | Self::LeftPlan)
    }

    /// The reason as a sentence for the owner.
    #[must_use]
    pub fn sentence(self) -> &'static str {
        match self {
            Self::Cancelled => "The request was cancelled.",
            Self::ReviewClosed => "The progress review is closed.",
            Self::Reassigned => "The action now has another owner.",
            Self::OwnerErased => "The owner is no longer recorded.",
            Self::AskedAgain => "A newer request about this action replaced this one.",
            Self::LeftPlan => "The action has left the plan.",
        }
    }

    /// Parses the stored word.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|reason| reason.as_str() == word)
    }
}

impl RequestState {
    /// The state after a change. `None` if the change does not apply: an ended request does not change, and an answered one is
    /// not cancelled.
    #[must_use]
    pub fn after(self, change: RequestChange) -> Option<Self> {
        match (self, change) {
            (Self::Waiting | Self::Answered, RequestChange::Reply) => Some(Self::Answered),
            (Self::Waiting, RequestChange::End(reason)) => Some(Self::Ended(reason)),
            (Self::Answered, RequestChange::End(reason)) if reason.ends_answered() => Some(Self::Ended(reason)),
            (Self::Answered, RequestChange::End(_)) | (Self::Ended(_), _) => None,
        }
    }

    /// Whether it accepts a reply.
    #[must_use]
    pub fn takes_reply(self) -> bool {
        self.after(RequestChange::Reply).is_some()
    }
}

/// The number of months for which a reply counts outside progress reviews, if the charter sets no interval between reviews.
const USUAL_PERIOD: u8 = 6;

/// What the period of a reply depends on in the latest progress review.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LatestReview {
    /// When it was started.
    pub opened: Timestamp,
    /// Whether it is still open.
    pub is_open: bool,
}

/// The start of the current period: owners who replied since then are not asked again when all owners are asked. A period
/// begins when a progress review starts, and lasts until the next one starts, or for the months between two reviews if
/// none is open.
#[must_use]
pub fn period_start(latest: Option<LatestReview>, every_months: Option<u8>, now: Timestamp) -> Timestamp {
    let months = i64::from(every_months.unwrap_or(USUAL_PERIOD));
    let earliest = now.to_zoned(TimeZone::UTC).saturating_sub(months.months()).timestamp();
    match latest {
        Some(review) if review.is_open => review.opened,
        Some(review) => review.opened.max(earliest),
        None => earliest,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_change_leads_to_one_state_or_does_not_apply() {
        use EndReason::{AskedAgain, Cancelled, LeftPlan, OwnerErased, Reassigned, ReviewClosed};
        use RequestState::{Answered, Ended, Waiting};
        assert_eq!(Waiting.after(RequestChange::Reply), Some(Answered));
        assert_eq!(Answered.after(RequestChange::Reply), Some(Answered), "a reply can be changed");
        for reason in EndReason::ALL {
            assert_eq!(Waiting.after(RequestChange::End(reason)), Some(Ended(reason)), "{reason:?}");
            let ended = Ended(reason);
            assert_eq!(ended.after(RequestChange::Reply), None, "{reason:?} accepts no reply");
            for again in EndReason::ALL {
                assert_eq!(ended.after(RequestChange::End(again)), None, "the reason stays {reason:?}");
            }
        }
        for reason in [ReviewClosed, AskedAgain, LeftPlan] {
            assert_eq!(Answered.after(RequestChange::End(reason)), Some(Ended(reason)));
        }
        for reason in [Cancelled, Reassigned, OwnerErased] {
            assert_eq!(Answered.after(RequestChange::End(reason)), None, "a reply stays");
        }
    }

    #[test]
    fn the_word_of_each_reason_is_read_back() {
        for reason in EndReason::ALL {
            assert_eq!(EndReason::parse(reason.as_str()), Some(reason));
        }
        assert_eq!(EndReason::parse("lost"), None);
    }

    #[test]
    fn a_reply_counts_until_the_next_review_starts() {
        let at = |day: &str| format!("{day}T12:00:00Z").parse::<Timestamp>().unwrap();
        let now = at("2028-05-22");
        let review = |day, is_open| Some(LatestReview { opened: at(day), is_open });
        assert_eq!(period_start(review("2028-05-01", true), Some(6), now), at("2028-05-01"));
        assert_eq!(
            period_start(review("2027-01-01", true), Some(6), now),
            at("2027-01-01"),
            "however long the review is open"
        );
        assert_eq!(period_start(review("2028-05-01", false), Some(6), now), at("2028-05-01"));
        assert_eq!(period_start(review("2027-01-01", false), Some(6), now), at("2027-11-22"));
        assert_eq!(period_start(None, Some(12), now), at("2027-05-22"));
        assert_eq!(period_start(None, None, now), at("2027-11-22"));
    }
}
