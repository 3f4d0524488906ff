//! Action plans: actions for 24 or 36 months, grouped by theme.

pub mod action;
pub mod evidence;
pub mod field;
pub mod owner;
pub mod paste;
pub mod progress;
pub mod progress_review;
pub mod published_change;
pub mod timeline;
pub mod timescale;
pub mod update_approval;
pub mod update_request;

mod order;
mod sum;
mod term;

pub use order::{MoveTo, ThemeActions};
pub use sum::Tally;
pub use term::{Term, next_span};

use crate::{ActionId, Date, OrganisationId, PlanId, charter::rating::Colour, plan::action::Action};
use serde::{Deserialize, Serialize};

/// An action plan with its actions.
///
/// ```
/// use jiff::civil::date;
/// use model::plan::Plan;
///
/// let plan = Plan {
///     id: model::PlanId(uuid::Uuid::nil()),
///     organisation: model::OrganisationId(uuid::Uuid::nil()),
///     months: 24,
///     starts: date(2024, 10, 1),
///     ends: date(2026, 9, 30),
///     actions: Vec::new(),
/// };
/// assert_eq!(plan.live().count(), 0);
/// assert_eq!(plan.tally().all(), 0);
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plan {
    /// The id.
    pub id: PlanId,
    /// The organisation.
    pub organisation: OrganisationId,
    /// Its length in months.
    pub months: u16,
    /// Its first day.
    pub starts: Date,
    /// Its last day.
    pub ends: Date,
    /// All actions in order, including withdrawn and merged ones.
    pub actions: Vec<Placed>,
}

/// An action as part of a plan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Placed {
    /// The action.
    pub action: Action,
    /// How it came into this plan.
    pub origin: Origin,
    /// Why it is no longer part of the plan, if it was withdrawn or merged.
    pub ended: Option<Ended>,
}

/// How an action came into a plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "origin", content = "follows")]
pub enum Origin {
    /// It is new.
    New,
    /// Continued from the previous plan: the same action.
    Continued,
    /// Follows on from another action of the previous plan, or from one that was split.
    Related(ActionId),
}

/// How an action left a plan.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "ended")]
pub enum Ended {
    /// It was withdrawn.
    Withdrawn {
        /// The reason.
        reason: String,
    },
    /// It was merged into another.
    Merged {
        /// The other action.
        into: ActionId,
        /// The reason.
        reason: String,
    },
}

impl Ended {
    /// The longest reason, in characters.
    pub const MAX_REASON_CHARACTERS: usize = 2_000;

    /// Parses the reason why an action leaves its plan.
    ///
    /// # Errors
    /// Returns a message if the reason is blank or too long.
    pub fn reason(text: &str) -> Result<String, &'static str> {
        match text.trim() {
            "" => Err("Enter a reason"),
            words if words.chars().count() > Self::MAX_REASON_CHARACTERS => {
                Err("Reason must be 2,000 characters or fewer")
            }
            words => Ok(words.replace("\r\n", "\n")),
        }
    }
    /// The reason.
    #[must_use]
    pub fn why(&self) -> &str {
        match self {
            Self::Withdrawn { reason } | Self::Merged { reason, .. } => reason,
        }
    }
}

/// The next step for an action of the previous plan (`domain.md`: continued, related, stopped; any other action of the
/// plan is new).
///
/// ```
/// use model::{charter::rating::Colour, plan::Outcome};
///
/// assert_eq!(Outcome::parse("continued", "", None), Ok(Outcome::Continued));
/// // Stopping an action that is not completed needs a reason.
/// assert!(Outcome::parse("stopped", "", Some(Colour::Amber)).is_err());
/// assert!(Outcome::parse("stopped", "", Some(Colour::Green)).is_ok());
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "outcome")]
pub enum Outcome {
    /// Continued unchanged in the new plan.
    Continued,
    /// Replaced by a related action.
    Related,
    /// Stopped.
    Stopped {
        /// The reason; optional for a completed action.
        reason: String,
    },
}

impl Outcome {
    /// The longest reason, in characters.
    pub const MAX_REASON_CHARACTERS: usize = 2_000;

    /// Parses the fields of a form. Stopping an action that is not completed needs a reason.
    ///
    /// # Errors
    /// Returns a message if nothing was selected or the reason is missing or too long.
    pub fn parse(word: &str, reason: &str, colour: Option<Colour>) -> Result<Self, &'static str> {
        let reason = reason.trim();
        match word {
            "continued" => Ok(Self::Continued),
            "related" => Ok(Self::Related),
            "stopped" if reason.chars().count() > Self::MAX_REASON_CHARACTERS => {
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
    /// Finds an action by id, also if it was withdrawn or merged.
    #[must_use]
    pub fn placed(&self, action: ActionId) -> Option<&Placed> {
        self.actions.iter().find(|placed| placed.action.id == action)
    }
    /// The number of live actions by rating.
    #[must_use]
    pub fn tally(&self) -> Tally {
        self.live().map(Action::colour).collect()
    }
    /// The actions that are neither withdrawn nor merged.
    pub fn live(&self) -> impl Iterator<Item = &Action> {
        self.actions.iter().filter(|placed| placed.ended.is_none()).map(|placed| &placed.action)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stopping_an_action_before_it_is_completed_needs_a_reason() {
        assert!(Outcome::parse("stopped", " ", Some(Colour::Red)).is_err());
        assert!(Outcome::parse("stopped", "", None).is_err());
        assert_eq!(Outcome::parse("stopped", "", Some(Colour::Green)), Ok(Outcome::Stopped { reason: String::new() }));
        assert_eq!(Outcome::parse("continued", "", None), Ok(Outcome::Continued));
        assert!(Outcome::parse("", "", None).is_err());
    }
}
