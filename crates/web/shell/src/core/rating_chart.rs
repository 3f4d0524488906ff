//! The rating chart of a plan: a ring for each action and a row for each theme, also shown as a table.

use model::charter::{Charter, rating::Colour};

/// A theme's row.
#[derive(Debug, Clone)]
pub struct ThemeRings {
    /// The theme's name.
    pub theme: String,
    /// The rating of each action, from completed to not rated.
    pub rings: Vec<Ring>,
    /// The number of each rating: green, amber, red, not rated.
    pub counts: [Count; 4],
}

/// One action's ring.
#[derive(Debug, Clone, Copy)]
pub struct Ring {
    /// `green`, `amber`, `red` or `unknown`: a class of `css/rating-charts.css`.
    pub class: &'static str,
}

/// The number of actions with a rating.
#[derive(Debug, Clone)]
pub struct Count {
    /// Its class.
    pub class: &'static str,
    /// The charter's name of the rating.
    pub word: String,
    /// The number of actions.
    pub number: usize,
}

/// Returns the CSS class of a rating; `unknown` if not rated.
#[must_use]
pub fn class(colour: Option<Colour>) -> &'static str {
    colour.map_or("unknown", Colour::as_str)
}

const ORDER: [Option<Colour>; 4] = [Some(Colour::Green), Some(Colour::Amber), Some(Colour::Red), None];

impl ThemeRings {
    /// Creates the row of a theme from the ratings of its actions, in any order.
    #[must_use]
    pub fn new(charter: &Charter, theme: impl Into<String>, ratings: &[Option<Colour>]) -> Self {
        let number = |colour| ratings.iter().filter(|rating| **rating == colour).count();
        Self {
            theme: theme.into(),
            rings: ORDER.into_iter().flat_map(|colour| vec![Ring { class: class(colour) }; number(colour)]).collect(),
            counts: ORDER.map(|colour| Count {
                class: class(colour),
                word: charter.word(colour).to_owned(),
                number: number(colour),
            }),
        }
    }

    /// Returns the number of completed actions.
    #[must_use]
    pub fn completed(&self) -> usize {
        self.counts[0].number
    }

    /// Returns the row as text, for screen readers: "5 completed, 2 in progress".
    #[must_use]
    pub fn in_words(&self) -> String {
        let present = self.counts.iter().filter(|count| count.number > 0);
        let texts = present.map(|count| format!("{} {}", count.number, count.word.to_lowercase())).collect::<Vec<_>>();
        if texts.is_empty() { "no actions".to_owned() } else { texts.join(", ") }
    }
}
