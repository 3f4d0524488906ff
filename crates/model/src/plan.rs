//! A plan: 24 or 36 months of actions under the themes.

use crate::{ActionId, Date, OrganisationId, PlanId, action::Action};
use jiff::ToSpan as _;
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

impl Plan {
    /// The actions that still count: neither withdrawn nor merged.
    pub fn live(&self) -> impl Iterator<Item = &Action> {
        self.actions.iter().filter(|placed| placed.ended.is_none()).map(|placed| &placed.action)
    }
}

/// The first and the last day of a plan of so many months that is begun `today`: it follows the last plan without a gap
/// where that one still runs, and else starts with the next month.
#[must_use]
pub fn next_span(last_ends: Option<Date>, today: Date, months: u16) -> (Date, Date) {
    let next_month = today.first_of_month().saturating_add(1.month());
    let starts = last_ends.filter(|ends| *ends >= today).map_or(next_month, |ends| ends.saturating_add(1.day()));
    (starts, starts.saturating_add(i32::from(months).months()).saturating_sub(1.day()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn a_plan_follows_the_last_without_a_gap() {
        let span = next_span(Some(date(2026, 12, 31)), date(2026, 11, 22), 36);
        assert_eq!(span, (date(2027, 1, 1), date(2029, 12, 31)));
    }

    #[test]
    fn where_no_plan_runs_the_new_one_starts_with_the_next_month() {
        assert_eq!(next_span(None, date(2026, 12, 1), 24), (date(2027, 1, 1), date(2028, 12, 31)));
        assert_eq!(next_span(Some(date(2024, 3, 31)), date(2026, 1, 31), 1), (date(2026, 2, 1), date(2026, 2, 28)));
    }
}
