//! The new plan of a submission as bars on a line of time. The table beside it has the same actions in the order of the plan.

use super::submission_view::anchor;
use model::{
    Date,
    assessment::locked_version::{Submission, SubmittedAction},
    core::dates::{capital, long_date, month_year},
    plan::timeline::{LENGTH, Timeline, TimelineState},
};

/// The line of a plan with its actions, the earliest due date first.
pub(super) struct TimelineView {
    /// The months of the first and the last day.
    pub(super) ends: [String; 2],
    /// What the vertical lines are.
    pub(super) explanation: String,
    pub(super) length: i64,
    pub(super) years: Vec<i64>,
    pub(super) today: Option<i64>,
    pub(super) rows: Vec<TimelineRow>,
}

/// An action on the line.
pub(super) struct TimelineRow {
    pub(super) anchor: String,
    pub(super) title: String,
    pub(super) when: String,
    /// What is to be said about its dates; empty for an action that is due within the plan, and not yet.
    pub(super) state: &'static str,
    pub(super) class: &'static str,
    /// Where the bar begins and how long it is.
    pub(super) bar: Option<(i64, i64)>,
}

impl TimelineView {
    /// None for a plan without actions.
    pub(super) fn new(signed: &Submission, today: Date) -> Option<Self> {
        let plan = &signed.plan;
        let line = Timeline::new(plan.starts, plan.ends, today);
        let mut actions: Vec<&SubmittedAction> = plan.actions.iter().collect();
        actions.sort_by_key(|action| (action.details.due.is_none(), action.details.due, action.details.starts));
        let years = line.years();
        let explanation = match (line.today(), years.is_empty()) {
            (Some(_), true) => format!("The thick vertical line is today, {}.", long_date(today)),
            (Some(_), false) => {
                format!(
                    "The thick vertical line is today, {}. Thin lines are at the start of a year.",
                    long_date(today)
                )
            }
            (None, true) => String::new(),
            (None, false) => "Thin vertical lines are at the start of a year.".to_owned(),
        };
        (!actions.is_empty()).then(|| Self {
            ends: [plan.starts, plan.ends].map(month_year),
            explanation,
            length: LENGTH,
            years,
            today: line.today(),
            rows: actions.into_iter().map(|action| TimelineRow::new(action, &line)).collect(),
        })
    }
}

impl TimelineRow {
    fn new(action: &SubmittedAction, line: &Timeline) -> Self {
        let details = &action.details;
        let when = match (details.starts, details.due) {
            (Some(starts), Some(due)) => format!("{} to {}", long_date(starts), long_date(due)),
            (None, Some(due)) => format!("By {}", long_date(due)),
            (starts, None) => {
                let starts = starts.map(|starts| format!("from {}", long_date(starts)));
                let words = Some(details.timescale.trim().to_owned()).filter(|words| !words.is_empty());
                capital(&starts.into_iter().chain(words).collect::<Vec<_>>().join(", "))
            }
        };
        let (state, class) = match line.state(details.due) {
            TimelineState::Ahead => ("", "ahead"),
            TimelineState::Passed => ("Due date has passed", "passed"),
            TimelineState::Beyond => ("Due after the end of the plan", "beyond"),
            TimelineState::Undated => ("No due date", "undated"),
        };
        Self {
            anchor: anchor("new", action.id),
            title: details.title(),
            when,
            state,
            class,
            bar: line.bar(details.starts, details.due).map(|bar| (bar.from, bar.to - bar.from)),
        }
    }
}
