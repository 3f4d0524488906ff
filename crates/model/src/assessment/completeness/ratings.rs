//! Checks the previous plan: each action has a rating and a next step.
//!
//! The explanation of a red rating is not checked here: one without cannot be constructed ([`crate::charter::rating::Rating`]).

use super::{CompletenessItem, CompletenessPlace, quoted};
use crate::{
    assessment::contents::AssessmentContents,
    charter::{Edition, rating::Rating},
    plan::{Origin, Outcome, action::Action},
};

pub(super) fn check(contents: &AssessmentContents, edition: &Edition) -> Vec<CompletenessItem> {
    // A stage that does not ask for ratings needs none, even if there is a previous plan.
    if edition.rates_plan_of_months.is_none() {
        return Vec::new();
    }
    let Some(plan) = &contents.rated else {
        let message = "No previous action plan to rate. Import its document, or answer in text";
        return vec![CompletenessItem::warning("no-last-plan", CompletenessPlace::Ratings, message)];
    };
    plan.live().flat_map(|action| of_action(contents, action)).collect()
}

fn of_action(contents: &AssessmentContents, action: &Action) -> Vec<CompletenessItem> {
    let (name, place) = (quoted(&action.details.text), CompletenessPlace::Rated(action.id));
    let mut items = Vec::new();
    if action.progress_update.is_none() {
        items.push(CompletenessItem::missing("unrated", place.clone(), format!("Select a RAG rating for {name}")));
    }
    items.extend(next_step(contents, action, &name, place));
    items
}

/// Checks the next step of an action, and that the new plan agrees with it. A completed action needs none.
fn next_step(
    contents: &AssessmentContents,
    action: &Action,
    name: &str,
    place: CompletenessPlace,
) -> Option<CompletenessItem> {
    let is_done = action.progress_update.as_ref().is_some_and(|update| update.rating == Rating::Green);
    let is_continued = contents.plan.live().any(|new| new.id == action.id);
    let has_related = contents
        .plan
        .actions
        .iter()
        .any(|placed| placed.ended.is_none() && placed.origin == Origin::Related(action.id));
    match contents.outcomes.get(&action.id) {
        None if is_done => None,
        None => {
            let message = format!("Select a next step for {name}");
            Some(CompletenessItem::missing("undecided", place, message))
        }
        Some(Outcome::Continued) if !is_continued => {
            let message = format!("{name} is to continue, but is not in the new plan. Add it, or change its next step");
            Some(CompletenessItem::missing("not-carried-on", place, message))
        }
        Some(Outcome::Related) if !has_related => {
            let message = format!(
                "{name} is to be replaced by a related action, but the new plan has none. Add it, or change its next step"
            );
            Some(CompletenessItem::missing("not-followed", place, message))
        }
        Some(Outcome::Stopped { reason }) if reason.trim().is_empty() && !is_done => {
            Some(CompletenessItem::warning("stopped-unexplained", place, format!("Enter why {name} is being stopped")))
        }
        Some(_) => None,
    }
}
