//! Checks the new plan: actions for every theme, each with an owner, a date and a success measure, within the term of the plan.
//!
//! A missing owner, date or measure is a warning: every edition asks for them in its guidance and none requires them, and a plan that
//! leaves open what is not known yet is better than one with invented details.

use super::{CompletenessItem, CompletenessPlace, quoted};
use crate::{
    ActionId, Date, ThemeKey,
    assessment::contents::AssessmentContents,
    charter::{Charter, Edition},
    core::dates::long_date,
    plan::{Origin, Plan, action::Action},
};
use jiff::ToSpan as _;

/// A plan whose last action is due this many months before its end is in fact shorter.
const EMPTY_MONTHS: i32 = 12;

pub(super) fn check(
    contents: &AssessmentContents,
    edition: &Edition,
    charter: &Charter,
    today: Date,
) -> Vec<CompletenessItem> {
    let plan = &contents.plan;
    let mut items = Vec::new();
    if plan.live().next().is_none() {
        items.push(CompletenessItem::missing(
            "empty-plan",
            CompletenessPlace::Plan,
            "The new action plan has no actions yet",
        ));
    } else {
        items.extend(themes(plan, charter));
    }
    items.extend(length(plan, edition));
    for placed in plan.actions.iter().filter(|placed| placed.ended.is_none()) {
        items.extend(of_action(&placed.action));
        items.extend(dates(&placed.action, placed.origin, plan, today));
    }
    items
}

fn themes(plan: &Plan, charter: &Charter) -> Vec<CompletenessItem> {
    bare_themes(charter, |theme| plan.live().any(|action| action.details.themes.contains(theme)))
}

pub(super) fn bare_themes(charter: &Charter, is_covered: impl Fn(&ThemeKey) -> bool) -> Vec<CompletenessItem> {
    let uncovered = charter.themes.iter().filter(|theme| !is_covered(&theme.id));
    let item = |name: &str| {
        CompletenessItem::warning(
            "bare-theme",
            CompletenessPlace::Plan,
            format!("No action in the new plan has the theme “{name}”"),
        )
    };
    uncovered.map(|theme| item(&theme.name)).collect()
}

fn length(plan: &Plan, edition: &Edition) -> Vec<CompletenessItem> {
    let mut items = Vec::new();
    if plan.months != edition.plan_months {
        let message =
            format!("The plan covers {} months, but this stage requires {}", plan.months, edition.plan_months);
        items.push(CompletenessItem::warning("other-length", CompletenessPlace::Plan, message));
    }
    let due: Vec<Date> = plan.live().filter_map(|action| action.details.due).collect();
    let Some(last) = due.iter().max() else { return items };
    let all_are_dated = due.len() == plan.live().count();
    if all_are_dated && *last < plan.ends.saturating_sub(EMPTY_MONTHS.months()) {
        let message =
            format!("The plan ends on {}, but its last action is due on {}", long_date(plan.ends), long_date(*last));
        items.push(CompletenessItem::warning("shorter", CompletenessPlace::Plan, message));
    }
    items
}

fn of_action(action: &Action) -> Vec<CompletenessItem> {
    let details = &action.details;
    let has_date = details.due.is_some() || !details.timescale.trim().is_empty();
    gaps(action.id, &details.text, [&details.owner, &details.measure], has_date)
}

/// What an action lacks, by its text, its owner and success measure, and whether it has a date.
pub(super) fn gaps(action: ActionId, text: &str, [owner, measure]: [&str; 2], has_date: bool) -> Vec<CompletenessItem> {
    let checks = [
        (owner.trim().is_empty(), "no-owner", "owner"),
        (!has_date, "no-date", "due date"),
        (measure.trim().is_empty(), "no-measure", "success measure"),
    ];
    let missing = checks.into_iter().filter(|(is_missing, ..)| *is_missing);
    let item = |(_, code, what)| {
        let message = format!("{} has no {what}", quoted(text));
        CompletenessItem::warning(code, CompletenessPlace::Action(action), message)
    };
    missing.map(item).collect()
}

/// Warns of a due date before the start, after the end of the plan or in the past. A continued action needs a new date once its date
/// has passed; a new action may be overdue if its date is within the plan.
fn dates(action: &Action, origin: Origin, plan: &Plan, today: Date) -> Option<CompletenessItem> {
    let due = action.details.due?;
    let named = || (quoted(&action.details.text), long_date(due));
    let (code, message) = if action.details.starts.is_some_and(|starts| starts > due) {
        let (name, day) = named();
        ("due-before-start", format!("{name} is due on {day}, before it starts"))
    } else if due > plan.ends {
        let (name, day) = named();
        ("due-after-plan", format!("{name} is due on {day}, after the plan ends on {}", long_date(plan.ends)))
    } else if due < today && origin == Origin::Continued {
        let (name, day) = named();
        ("due-passed", format!("{name} is continued, but was due on {day}. Enter a new due date"))
    } else if due < plan.starts && due < today {
        let (name, day) = named();
        ("due-passed", format!("{name} was due on {day}, before the plan starts"))
    } else {
        return None;
    };
    Some(CompletenessItem::warning(code, CompletenessPlace::Action(action.id), message))
}
