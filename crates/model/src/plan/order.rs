//! The order of a plan's actions by theme.
//!
//! An action with several themes is listed under the first one *in the charter's order*, so that each action is counted
//! once and the totals of the themes add up to the total of the plan.

use super::{Placed, Plan};
use crate::{
    ActionId,
    charter::{Charter, Theme},
};

/// A theme and its actions.
#[derive(Debug, Clone)]
pub struct ThemeActions<'p> {
    /// The theme; `None` for actions whose themes this charter does not have.
    pub theme: Option<&'p Theme>,
    /// Its live actions, in the plan's order.
    pub actions: Vec<&'p Placed>,
}

/// Where to move an action within its theme.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MoveTo {
    /// Before the one above it.
    Up,
    /// After the one below it.
    Down,
    /// To that position, counted from 1; the end if it is beyond.
    Place(usize),
}

impl MoveTo {
    /// Parses `up`, `down` or a position.
    ///
    /// # Errors
    /// Returns a message if it is none of these.
    pub fn parse(word: &str) -> Result<Self, &'static str> {
        match (word.trim(), word.trim().parse()) {
            ("up", _) => Ok(Self::Up),
            ("down", _) => Ok(Self::Down),
            (_, Ok(place)) if place > 0 => Ok(Self::Place(place)),
            _ => Err("Position must be a number, 1 or higher"),
        }
    }
}

/// The theme under which an action is listed.
fn listed_under<'c>(placed: &Placed, charter: &'c Charter) -> Option<&'c Theme> {
    charter.themes.iter().find(|theme| placed.action.details.themes.contains(&theme.id))
}

impl Plan {
    /// The live actions by theme, in the charter's order. Themes without actions are included.
    #[must_use]
    pub fn by_theme<'p>(&'p self, charter: &'p Charter) -> Vec<ThemeActions<'p>> {
        let live: Vec<&Placed> = self.actions.iter().filter(|placed| placed.ended.is_none()).collect();
        let under = |theme: Option<&'p Theme>| {
            let key = theme.map(|theme| &theme.id);
            let actions = live.iter().filter(|placed| listed_under(placed, charter).map(|theme| &theme.id) == key);
            ThemeActions { theme, actions: actions.copied().collect() }
        };
        let mut groups: Vec<_> = charter.themes.iter().map(|theme| under(Some(theme))).collect();
        let others = under(None);
        if !others.actions.is_empty() {
            groups.push(others);
        }
        groups
    }

    /// The ids of all actions in order after `action` is moved; `None` if it is not live in this plan.
    #[must_use]
    pub fn reordered(&self, charter: &Charter, action: ActionId, to: MoveTo) -> Option<Vec<ActionId>> {
        let groups = self.by_theme(charter);
        let group = groups.iter().find(|group| group.actions.iter().any(|placed| placed.action.id == action))?;
        let mut ids: Vec<ActionId> = group.actions.iter().map(|placed| placed.action.id).collect();
        let at = ids.iter().position(|id| *id == action)?;
        let last = ids.len() - 1;
        let new = match to {
            MoveTo::Up => at.saturating_sub(1),
            MoveTo::Down => (at + 1).min(last),
            MoveTo::Place(place) => (place - 1).min(last),
        };
        let moved = ids.remove(at);
        ids.insert(new, moved);
        // The positions of this theme's actions in the plan stay the same; only their order changes.
        let mut next = ids.iter();
        let in_theme = |id: &ActionId| group.actions.iter().any(|placed| placed.action.id == *id);
        let all = self.actions.iter().map(|placed| placed.action.id);
        Some(all.map(|id| if in_theme(&id) { *next.next().expect("an id for each position") } else { id }).collect())
    }
}
