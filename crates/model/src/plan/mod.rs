//! A plan: 24 or 36 months of actions under the themes.

pub mod action;
pub mod evidence;
pub mod owner;
pub mod paste;
pub mod progress;
pub mod progress_review;
pub mod timescale;
pub mod update_request;

mod order;
mod sum;
mod term;

pub use order::{Group, To};
pub use sum::Tally;
pub use term::{Term, next_span};

use crate::{ActionId, Date, OrganisationId, PlanId, charter::rating::Colour, plan::action::Action};
use serde::{Deserialize, Serialize};

/// A plan with everything in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plan {
    /// Its identity.
    pub id: PlanId,
    /// Whose it is.
    pub organisation: OrganisationId,
    /// How long it says it is, in months.
    pub months: u16,
    /// Its first day.
    pub starts: Date,
    /// Its last day.
    pub ends: Date,
    /// Its actions, in its order, with those that ended.
    pub actions: Vec<Placed>,
}

/// An action in its place in a plan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Placed {
    /// The action.
    pub action: Action,
    /// How it came into this plan.
    pub origin: Origin,
    /// How it left it before its time, if it did.
    pub ended: Option<Ended>,
}

/// How an action came into a plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "origin", content = "follows")]
pub enum Origin {
    /// It is new.
    New,
    /// It goes on from the plan before: the same action.
    Continued,
    /// It is another action that goes on from one of the plan before, or from one that was split.
    Related(ActionId),
}

/// How an action left a plan before its time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "ended")]
pub enum Ended {
    /// It was withdrawn.
    Withdrawn {
        /// Why.
        reason: String,
    },
    /// It was merged into another.
    Merged {
        /// Into which.
        into: ActionId,
        /// Why.
        reason: String,
    },
}

impl Ended {
    /// The longest reason, in characters.
    pub const LONGEST_REASON: usize = 2_000;

    /// Read why an action leaves its plan: a few words that are not blank.
    ///
    /// # Errors
    /// A sentence.
    pub fn reason(text: &str) -> Result<String, &'static str> {
        match text.trim() {
            "" => Err("Enter a reason"),
            words if words.chars().count() > Self::LONGEST_REASON => Err("Reason must be 2,000 characters or fewer"),
            words => Ok(words.replace("\r\n", "\n")),
        }
    }
    /// Why it left.
    #[must_use]
    pub fn why(&self) -> &str {
        match self {
            Self::Withdrawn { reason } | Self::Merged { reason, .. } => reason,
        }
    }
}

/// What becomes of an action of the last plan (`domain.md`: continued, related, stopped; what is none of these in the new
/// plan is new).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "outcome")]
pub enum Outcome {
    /// It goes on as it is.
    Continued,
    /// Another action goes on from it.
    Related,
    /// It stops.
    Stopped {
        /// Why; a completed one needs none.
        reason: String,
    },
}

impl Outcome {
    /// The longest reason, in characters.
    pub const LONGEST_REASON: usize = 2_000;

    /// Read what was chosen in a form. What is stopped before it is completed needs a reason.
    ///
    /// # Errors
    /// A sentence: nothing was chosen, or no reason was given.
    pub fn parse(word: &str, reason: &str, colour: Option<Colour>) -> Result<Self, &'static str> {
        let reason = reason.trim();
        match word {
            "continued" => Ok(Self::Continued),
            "related" => Ok(Self::Related),
            "stopped" if reason.chars().count() > Self::LONGEST_REASON => {
                Err("Reason must be 2,000 characters or fewer")
            }
            "stopped" if reason.is_empty() && colour != Some(Colour::Green) => {
                Err("Enter why this action is being stopped")
            }
            "stopped" => Ok(Self::Stopped { reason: reason.to_owned() }),
            _ => Err("Select a next step"),
        }
    }
    /// The word in the database and in forms.
    #[must_use]
    pub fn as_str(&self) -> &'static str {
        match self {
            Self::Continued => "continued",
            Self::Related => "related",
            Self::Stopped { .. } => "stopped",
        }
    }
    /// The words on screen.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Self::Continued => "Continued",
            Self::Related => "Replaced by a related action",
            Self::Stopped { .. } => "Stopped",
        }
    }
}

impl Plan {
    /// Its live and ended actions by identity.
    #[must_use]
    pub fn placed(&self, action: ActionId) -> Option<&Placed> {
        self.actions.iter().find(|placed| placed.action.id == action)
    }
    /// How many of its live actions stand how.
    #[must_use]
    pub fn tally(&self) -> Tally {
        self.live().map(Action::colour).collect()
    }
    /// The actions that still count: neither withdrawn nor merged.
    pub fn live(&self) -> impl Iterator<Item = &Action> {
        self.actions.iter().filter(|placed| placed.ended.is_none()).map(|placed| &placed.action)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_stops_before_it_is_completed_says_why() {
        assert!(Outcome::parse("stopped", " ", Some(Colour::Red)).is_err());
        assert!(Outcome::parse("stopped", "", None).is_err());
        assert_eq!(Outcome::parse("stopped", "", Some(Colour::Green)), Ok(Outcome::Stopped { reason: String::new() }));
        assert_eq!(Outcome::parse("continued", "", None), Ok(Outcome::Continued));
        assert!(Outcome::parse("", "", None).is_err());
    }
}
