//! The number of actions by rating, and summaries of it.

use super::{Outcome, Plan};
use crate::{
    ActionId,
    charter::{Charter, rating::Colour},
};
use std::collections::BTreeMap;

/// The number of actions by rating. Actions without a rating are counted separately.
///
/// ```
/// use model::{charter::rating::Colour, plan::Tally};
///
/// let tally: Tally = [Some(Colour::Green), Some(Colour::Red), None].into_iter().collect();
/// assert_eq!((tally.all(), tally.rated(), tally.green), (3, 2, 1));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Tally {
    /// Completed.
    pub green: usize,
    /// In progress.
    pub amber: usize,
    /// Still to be carried out.
    pub red: usize,
    /// Not rated.
    pub unknown: usize,
}

impl FromIterator<Option<Colour>> for Tally {
    fn from_iter<T: IntoIterator<Item = Option<Colour>>>(colours: T) -> Self {
        let mut tally = Self::default();
        for colour in colours {
            match colour {
                Some(Colour::Green) => tally.green += 1,
                Some(Colour::Amber) => tally.amber += 1,
                Some(Colour::Red) => tally.red += 1,
                None => tally.unknown += 1,
            }
        }
        tally
    }
}

impl Tally {
    /// The number of actions.
    #[must_use]
    pub fn all(&self) -> usize {
        self.rated() + self.unknown
    }
    /// The number of rated actions.
    #[must_use]
    pub fn rated(&self) -> usize {
        self.green + self.amber + self.red
    }
    /// A summary without a full stop: "15 of 35 actions are completed".
    #[must_use]
    pub fn sentence(&self, charter: &Charter) -> String {
        match (self.green, self.all()) {
            (_, 0) => "No actions yet".to_owned(),
            (0, 1) => format!("The action is not {} yet", word(charter, Colour::Green)),
            (1, 1) => format!("The action is {}", word(charter, Colour::Green)),
            (0, all) => format!("0 of {all} actions are {} so far", word(charter, Colour::Green)),
            (green, all) if green == all => format!("All {all} actions are {}", word(charter, Colour::Green)),
            (green, all) => {
                format!("{green} of {all} actions {} {}", is_or_are(green), word(charter, Colour::Green))
            }
        }
    }
    /// The other ratings: "14 are in progress, 5 are still to be carried out, 1 without a progress update". Empty if there are none.
    #[must_use]
    pub fn rest(&self, charter: &Charter) -> String {
        let mut parts = Vec::new();
        for (number, colour) in [(self.amber, Colour::Amber), (self.red, Colour::Red)] {
            if number > 0 {
                parts.push(format!("{number} {} {}", is_or_are(number), word(charter, colour)));
            }
        }
        if self.unknown > 0 {
            parts.push(format!("{} without a progress update", self.unknown));
        }
        parts.join(", ")
    }
}

impl Plan {
    /// The state of rating a previous plan: "12 of 34 actions are rated; 5 need a next step".
    #[must_use]
    pub fn rating_sentence(&self, outcomes: &BTreeMap<ActionId, Outcome>) -> String {
        let tally = self.tally();
        let (rated, all) = (tally.rated(), tally.all());
        let open = self.live().filter(|action| !outcomes.contains_key(&action.id)).count();
        let first = match (rated, all) {
            (_, 0) => return "The previous action plan has no actions".to_owned(),
            (1, 1) => "The action is rated".to_owned(),
            (rated, all) if rated == all => format!("All {all} actions are rated"),
            (rated, all) => format!("{rated} of {all} actions {} rated", is_or_are(rated)),
        };
        match open {
            0 if rated == all => format!("{first} and {} a next step", if all == 1 { "has" } else { "have" }),
            0 => first,
            1 => format!("{first}; 1 needs a next step"),
            open => format!("{first}; {open} need a next step"),
        }
    }
}

fn is_or_are(number: usize) -> &'static str {
    if number == 1 { "is" } else { "are" }
}

fn word(charter: &Charter, colour: Colour) -> String {
    charter.word(Some(colour)).to_lowercase()
}
