//! Update requests: an owner is asked for progress on an action and replies with a link, without an account.

mod state;

pub use state::{EndReason, LatestReview, RequestChange, RequestState, period_start};

use crate::{
    ActionId, OwnerId, Timestamp, UpdateRequestId,
    core::{
        address::{Address, NotAnAddress},
        dates::day,
    },
    plan::{action::ProgressUpdate, update_approval::Approval},
};
use jiff::SignedDuration;

/// How long the links in an email are valid.
pub const LINK_VALIDITY: SignedDuration = SignedDuration::from_hours(60 * 24);

/// The delivery status of the latest email to an owner.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Delivery {
    /// There is no email address.
    NoAddress,
    /// Not sent yet.
    NotSent,
    /// Queued, or being retried.
    Queued,
    /// Accepted by the recipient's mail server.
    Sent,
    /// Not delivered, with the server's reason.
    Failed(String),
}

/// An update request as shown to a lead.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UpdateRequest {
    /// The id.
    pub id: UpdateRequestId,
    /// The action.
    pub action: ActionId,
    /// The title of the action.
    pub title: String,
    /// The owner.
    pub owner: OwnerId,
    /// Their name.
    pub name: String,
    /// When it was first sent.
    pub asked: Timestamp,
    /// The number of emails, and when the latest was sent.
    pub emails: (u32, Option<Timestamp>),
    /// The delivery status of the latest email.
    pub delivery: Delivery,
    /// Whether it is awaiting reply, answered, or has ended and why.
    pub state: RequestState,
    /// The reply, and whether it counts or waits for a lead.
    pub answer: Option<(ProgressUpdate, Approval)>,
}

impl UpdateRequest {
    /// Whether it is awaiting reply.
    #[must_use]
    pub fn is_awaiting_reply(&self) -> bool {
        self.state == RequestState::Waiting
    }
    /// Whether a reminder can be sent now: it is awaiting reply, there is an address, and no email was sent today.
    #[must_use]
    pub fn may_be_reminded(&self, now: Timestamp) -> bool {
        self.is_awaiting_reply() && self.delivery != Delivery::NoAddress && may_be_emailed(self.emails.1, now)
    }
}

/// Whether an email can be sent, given when the latest was: at most one a calendar day.
#[must_use]
pub fn may_be_emailed(last: Option<Timestamp>, now: Timestamp) -> bool {
    last.is_none_or(|last| day(last) < day(now))
}

/// Parses the number of days after which leads are emailed.
///
/// # Errors
/// Returns a message if it is not a whole number from 1 to 90.
pub fn parse_escalation_days(text: &str) -> Result<i64, &'static str> {
    let days = text.trim().parse().ok().filter(|days| (1..=90).contains(days));
    days.ok_or("Days must be a number from 1 to 90")
}

/// Parses the optional link to evidence. Others open it, so it must use https.
///
/// # Errors
/// Returns a message if it is not a public address that starts with `https://`.
pub fn evidence_link(text: &str) -> Result<Option<Address>, String> {
    if text.trim().is_empty() {
        return Ok(None);
    }
    let address = Address::parse(text).map_err(|wrong: NotAnAddress| wrong.to_string())?;
    if address.as_str().starts_with("https://") {
        Ok(Some(address))
    } else {
        Err("Enter a web address that starts with https://".to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_owner_is_emailed_at_most_once_a_day() {
        let at = |text: &str| text.parse::<Timestamp>().unwrap();
        assert!(may_be_emailed(None, at("2026-06-30T12:00:00Z")));
        assert!(!may_be_emailed(Some(at("2026-06-30T07:00:00Z")), at("2026-06-30T12:00:00Z")));
        // In June, the day in London ends an hour before that in UTC.
        assert!(may_be_emailed(Some(at("2026-06-30T22:00:00Z")), at("2026-06-30T23:10:00Z")));
    }

    #[test]
    fn a_link_to_evidence_is_a_public_address_with_https() {
        assert_eq!(evidence_link("  "), Ok(None));
        assert_eq!(
            evidence_link("www.northmoor.example/news").unwrap().unwrap().as_str(),
            "https://www.northmoor.example/news"
        );
        for wrong in ["http://northmoor.example", "https://127.0.0.1/", "javascript:alert(1)", "In progress"] {
            assert!(evidence_link(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn escalation_is_a_number_of_days() {
        assert_eq!(parse_escalation_days(" 21 "), Ok(21));
        for wrong in ["", "0", "91", "two weeks", "-3"] {
            assert!(parse_escalation_days(wrong).is_err(), "{wrong}");
        }
    }
}
