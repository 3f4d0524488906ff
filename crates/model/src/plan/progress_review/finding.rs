//! Findings of a progress review: each action has exactly one, so that it is listed once.

use super::RatingsRecord;
use crate::{Date, charter::rating::Colour, core::dates::day, plan::action::Action};
use serde::{Deserialize, Serialize};

/// The finding of a progress review about an action.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Finding {
    /// No progress: the same amber or red rating as in the last review, or no update since.
    Stuck,
    /// Never updated.
    Untouched,
    /// Updated since the last review, and not completed.
    Moved,
    /// Completed since the last review.
    Completed,
    /// Completed before the last review.
    Done,
}

impl Finding {
    /// All findings in the order in which they are shown.
    pub const ALL: [Self; 5] = [Self::Stuck, Self::Untouched, Self::Moved, Self::Completed, Self::Done];

    /// The heading of the list.
    #[must_use]
    pub fn heading(self) -> &'static str {
        match self {
            Self::Stuck => "No progress since last review",
            Self::Untouched => "Never updated",
            Self::Moved => "Updated",
            Self::Completed => "Newly completed",
            Self::Done => "Completed earlier",
        }
    }

    /// The label beside an action.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Stuck => "No progress since last review",
            Self::Untouched => "Never updated",
            Self::Moved => "Updated",
            Self::Completed => "Newly completed",
            Self::Done => "Completed earlier",
        }
    }
}

/// The state with which actions are compared.
#[derive(Debug, Clone, Copy)]
pub struct Baseline<'r> {
    /// The day of the last review or, before the first, the first day of the plan.
    pub day: Date,
    /// The ratings on that day; `None` before the first review.
    pub record: Option<&'r RatingsRecord>,
}

/// An action and its finding.
#[derive(Debug, Clone, Copy)]
pub struct ActionFinding<'a> {
    /// The action.
    pub action: &'a Action,
    /// The finding.
    pub finding: Finding,
    /// Whether it is overdue.
    pub overdue: bool,
}

/// The finding for each action.
#[must_use]
pub fn findings<'a>(
    actions: impl Iterator<Item = &'a Action>,
    since: Baseline<'_>,
    today: Date,
) -> Vec<ActionFinding<'a>> {
    let found =
        |action: &'a Action| ActionFinding { action, finding: find(action, since), overdue: action.is_overdue(today) };
    actions.map(found).collect()
}

fn find(action: &Action, since: Baseline<'_>) -> Finding {
    let Some(update) = &action.progress_update else { return Finding::Untouched };
    let colour = update.rating.colour();
    let before = since.record.and_then(|record| record.colour(action.id));
    let is_new = day(update.at) >= since.day;
    match (colour, before) {
        (Colour::Green, Some(Some(Colour::Green))) => Finding::Done,
        (Colour::Green, None) if !is_new => Finding::Done,
        (Colour::Green, _) => Finding::Completed,
        // The same rating twice needs discussion, whatever the explanation.
        (colour, Some(Some(then))) if colour == then => Finding::Stuck,
        (_, Some(_)) => Finding::Moved,
        (_, None) => {
            if is_new {
                Finding::Moved
            } else {
                Finding::Stuck
            }
        }
    }
}

/// The number of actions by finding, as a sentence: "4 were updated, 2 have no progress and 1 was never updated." Empty if there are none.
#[must_use]
pub(super) fn in_words(count: &dyn Fn(Finding) -> usize) -> String {
    let were = |number: usize| if number == 1 { "was" } else { "were" };
    let part = |finding: Finding| {
        let number = count(finding);
        let words = match finding {
            Finding::Completed => format!("{number} {} completed since the last review", were(number)),
            Finding::Moved => format!("{number} {} updated", were(number)),
            Finding::Stuck => format!("{number} {} no progress", if number == 1 { "has" } else { "have" }),
            Finding::Untouched => format!("{number} {} never updated", were(number)),
            Finding::Done => return None,
        };
        (number > 0).then_some(words)
    };
    let order = [Finding::Completed, Finding::Moved, Finding::Stuck, Finding::Untouched];
    let parts: Vec<String> = order.into_iter().filter_map(part).collect();
    match &parts[..] {
        [] => String::new(),
        [one] => format!("{one}."),
        [first @ .., last] => format!("{} and {last}.", first.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        ActionId, Timestamp,
        charter::rating::Rating,
        plan::{
            action::{ActionDetails, ProgressUpdate},
            progress_review::RecordedAction,
        },
    };
    use jiff::civil::date;
    use uuid::Uuid;

    fn action(number: u128, rated: Option<(Rating, &str)>) -> Action {
        let update = |(rating, at): (Rating, &str)| ProgressUpdate {
            rating,
            comment: String::new(),
            learning: String::new(),
            at: at.parse().unwrap(),
            who: None,
        };
        Action {
            id: ActionId(Uuid::from_u128(number)),
            details: ActionDetails { due: Some(date(2026, 6, 1)), ..ActionDetails::default() },
            open_since: None,
            first_planned: date(2025, 1, 1),
            created: Timestamp::UNIX_EPOCH,
            revision: 1,
            progress_update: rated.map(update),
        }
    }

    const OLD: &str = "2025-12-01T10:00:00Z";
    const NEW: &str = "2026-03-01T10:00:00Z";

    #[test]
    fn the_same_colour_as_in_the_last_review_is_stuck_whatever_the_explanation() {
        let (today, last) = (date(2026, 7, 1), date(2026, 1, 10));
        let then = [
            action(1, Some((Rating::Amber, OLD))),
            action(2, Some((Rating::Amber, OLD))),
            action(3, None),
            action(4, Some((Rating::Green, OLD))),
            action(5, None),
            action(6, Some((Rating::Amber, OLD))),
        ];
        let record =
            RatingsRecord { actions: then.iter().map(|one| RecordedAction::of(one, Finding::Moved, last)).collect() };
        let now = [
            action(1, Some((Rating::Amber, NEW))),
            action(2, Some((Rating::Green, NEW))),
            action(3, None),
            action(4, Some((Rating::Green, OLD))),
            action(5, Some((Rating::Amber, NEW))),
            action(6, Some((Rating::Green, NEW))),
        ];
        let since = Baseline { day: last, record: Some(&record) };
        let found = findings(now.iter(), since, today);
        let findings: Vec<_> = found.iter().map(|one| one.finding).collect();
        assert_eq!(
            findings,
            [Finding::Stuck, Finding::Completed, Finding::Untouched, Finding::Done, Finding::Moved, Finding::Completed]
        );
        assert_eq!(found.iter().map(|one| one.overdue).collect::<Vec<_>>(), [true, false, true, false, true, false]);
        let count = |finding| findings.iter().filter(|one| **one == finding).count();
        assert_eq!(
            in_words(&count),
            "2 were completed since the last review, 1 was updated, 1 has no progress and 1 was never updated."
        );
    }

    #[test]
    fn before_the_first_review_an_update_since_the_start_of_the_plan_counts_as_moved() {
        let since = Baseline { day: date(2026, 1, 1), record: None };
        let now = [
            action(1, Some((Rating::Amber, OLD))),
            action(2, Some((Rating::Amber, NEW))),
            action(3, Some((Rating::Green, OLD))),
            action(4, Some((Rating::Green, NEW))),
        ];
        let findings: Vec<_> = findings(now.iter(), since, date(2026, 5, 1)).iter().map(|one| one.finding).collect();
        assert_eq!(findings, [Finding::Stuck, Finding::Moved, Finding::Done, Finding::Completed]);
    }

    #[test]
    fn a_record_reads_back_as_it_was_stored() {
        let stood = RecordedAction::of(&action(1, Some((Rating::Amber, NEW))), Finding::Stuck, date(2026, 7, 1));
        let record = RatingsRecord { actions: vec![stood] };
        let text = serde_json::to_string(&record).unwrap();
        assert!(text.contains(r#""finding":"stuck","overdue":true"#), "{text}");
        assert_eq!(serde_json::from_str::<RatingsRecord>(&text).unwrap(), record);
    }
}
