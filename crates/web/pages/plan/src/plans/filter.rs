//! The filters of the action plan page.

use super::view::ThemeView;
use model::{
    ActionId, AlliedKey, Date,
    charter::{Allied, Charter, rating::Colour},
    plan::{Placed, Plan},
};
use serde::Deserialize;
use std::collections::BTreeSet;
use web_shell::core::{form::Choice, rating_chart};

/// The filters; blank ones show everything.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct PlanFilter {
    rag: String,
    theme: String,
    /// The key of another charter.
    charter: String,
    /// The day as at the end of which the plan is shown; blank for now.
    pub(super) on: String,
    /// `change` shows the buttons that reorder actions.
    pub(super) order: String,
}

impl PlanFilter {
    /// The day as at the end of which the plan is shown; `None` for now.
    pub(super) fn day(&self, today: Date) -> Result<Option<Date>, &'static str> {
        match self.on.trim() {
            "" => Ok(None),
            typed => match typed.parse::<Date>() {
                Ok(day) if day > today => Err("“View plan as at” must be today or in the past"),
                Ok(day) => Ok(Some(day)),
                Err(_) => Err("“View plan as at” must be a real date, for example 2025-03-01"),
            },
        }
    }
    /// The selected other charter.
    pub(super) fn other_charter<'c>(&self, charter: &'c Charter) -> Option<&'c Allied> {
        charter.allied.iter().find(|allied| allied.id.as_str() == self.charter)
    }
    /// Keeps the actions that match. Returns "5 of 35 actions shown.", or nothing without a filter.
    pub(super) fn keep(&self, themes: &mut Vec<ThemeView>, plan: &Plan, charter: &Charter) -> String {
        let other_charter = self.other_charter(charter);
        if self.rag.is_empty() && self.theme.is_empty() && other_charter.is_none() {
            return String::new();
        }
        let count = |themes: &[ThemeView]| themes.iter().map(|theme| theme.actions.len()).sum::<usize>();
        let all = count(themes);
        let supporting = other_charter.map(|allied| supporting(plan, &allied.id)).unwrap_or_default();
        for theme in themes.iter_mut() {
            theme.actions.retain(|action| self.rag.is_empty() || action.class == self.rag);
            theme.actions.retain(|action| other_charter.is_none() || supporting.contains(&action.id));
        }
        themes.retain(|theme| !theme.actions.is_empty() && (self.theme.is_empty() || theme.key == self.theme));
        format!("{} of {all} actions shown.", count(themes))
    }
    /// The options for the rating.
    pub(super) fn colours(&self, charter: &Charter) -> Vec<Choice> {
        Choice::all_or("All", colours().map(|colour| (rating_chart::class(colour), charter.word(colour))), &self.rag)
    }
    /// The options for the theme.
    pub(super) fn themes(&self, charter: &Charter) -> Vec<Choice> {
        Choice::all_or("All", charter.themes.iter().map(|theme| (theme.id.as_str(), theme.name.as_str())), &self.theme)
    }
    /// The options for the other charter.
    pub(super) fn charters(&self, charter: &Charter) -> Vec<Choice> {
        Choice::all_or("Any", charter.allied.iter().map(|one| (one.id.as_str(), one.name.as_str())), &self.charter)
    }
}

/// The actions that support another charter.
fn supporting(plan: &Plan, charter: &AlliedKey) -> BTreeSet<ActionId> {
    let supports = |placed: &&Placed| placed.action.details.allied.contains(charter);
    plan.actions.iter().filter(supports).map(|placed| placed.action.id).collect()
}

/// The ratings in order, last "not rated".
pub(super) fn colours() -> [Option<Colour>; 4] {
    [Some(Colour::Green), Some(Colour::Amber), Some(Colour::Red), None]
}
