//! An ask: one owner is asked how one action stands, by a link that needs no account.

use crate::{
    ActionId, AskId, OwnerId, Timestamp,
    core::{
        address::{Address, NotAnAddress},
        dates::day,
    },
    plan::action::News,
};
use jiff::SignedDuration;

/// How long the links of a letter are good.
pub const LINK: SignedDuration = SignedDuration::from_hours(60 * 24);
/// How many days an organisation waits for an owner before its leads are told, unless it says otherwise.
pub const PATIENCE: i64 = 14;

/// Whether an ask still takes an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Stage {
    /// Nobody has answered.
    Waiting,
    /// It was answered, and the answer can be amended.
    Answered,
    /// It takes no answer any more: it was withdrawn, its review is closed, or its action has left the plan.
    Over,
}

/// What became of the last letter to an owner.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Delivery {
    /// There is no address to write to.
    NoAddress,
    /// No letter was written yet.
    NotWritten,
    /// It waits to be sent or is being tried again.
    OnItsWay,
    /// Their server of mail took it.
    Sent,
    /// It could not be delivered, and why, in the words of the server.
    Failed(String),
}

/// An ask as the lead sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ask {
    /// Its identity.
    pub id: AskId,
    /// The action.
    pub action: ActionId,
    /// Its promise, cut short.
    pub title: String,
    /// Who is asked.
    pub owner: OwnerId,
    /// Their name.
    pub name: String,
    /// When they were first asked.
    pub asked: Timestamp,
    /// How often they were written to, and when last.
    pub letters: (u32, Option<Timestamp>),
    /// What became of the last letter.
    pub delivery: Delivery,
    /// How it stands.
    pub stage: Stage,
    /// What was answered.
    pub answer: Option<News>,
}

impl Ask {
    /// Whether an answer is owed.
    #[must_use]
    pub fn is_owed(&self) -> bool {
        self.stage == Stage::Waiting
    }
    /// Whether the owner can be written to now: an answer is owed, there is an address, and the last letter is of another day.
    #[must_use]
    pub fn may_be_chased(&self, now: Timestamp) -> bool {
        self.is_owed() && self.delivery != Delivery::NoAddress && may_be_written(self.letters.1, now)
    }
}

/// Whether somebody may be written to who was last written to then: not more than once a day, and a day ends at midnight.
#[must_use]
pub fn may_be_written(last: Option<Timestamp>, now: Timestamp) -> bool {
    last.is_none_or(|last| day(last) < day(now))
}

/// Read how many days an organisation waits for an answer.
///
/// # Errors
/// A sentence: it is no whole number of days from 1 to 90.
pub fn patience(text: &str) -> Result<i64, &'static str> {
    let days = text.trim().parse().ok().filter(|days| (1..=90).contains(days));
    days.ok_or("Days must be a number from 1 to 90")
}

/// Read the address of a page that shows what was done; blank is none. It is opened by others, so that it has to be safe on the way.
///
/// # Errors
/// It is no address of a public page, or does not begin with `https://`.
pub fn proof(text: &str) -> Result<Option<Address>, String> {
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
    fn nobody_is_written_to_twice_a_day() {
        let at = |text: &str| text.parse::<Timestamp>().unwrap();
        assert!(may_be_written(None, at("2026-06-30T12:00:00Z")));
        assert!(!may_be_written(Some(at("2026-06-30T07:00:00Z")), at("2026-06-30T12:00:00Z")));
        // In June the British day ends an hour before Greenwich's.
        assert!(may_be_written(Some(at("2026-06-30T22:00:00Z")), at("2026-06-30T23:10:00Z")));
    }

    #[test]
    fn a_proof_is_a_public_page_that_is_safe_on_the_way() {
        assert_eq!(proof("  "), Ok(None));
        assert_eq!(
            proof("www.northmoor.example/news").unwrap().unwrap().as_str(),
            "https://www.northmoor.example/news"
        );
        for wrong in ["http://northmoor.example", "https://127.0.0.1/", "javascript:alert(1)", "In progress"] {
            assert!(proof(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn patience_is_days() {
        assert_eq!(patience(" 21 "), Ok(21));
        for wrong in ["", "0", "91", "two weeks", "-3"] {
            assert!(patience(wrong).is_err(), "{wrong}");
        }
    }
}
