//! Tracks what the headings above a passage mean for the actions below: theme, period, rating, and sections without actions.

use super::{labels::labelled, non_actions, table::Scope, timescale};
use crate::{
    manuscript::{Marker, Passage, Shape},
    understand::{ratings, themes::Themes},
    words::{bare, words},
};
use model::{ThemeKey, charter::rating::Colour};

/// What a passage opens, if it is a heading or reads like one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Opening {
    Themes(Vec<ThemeKey>),
    Period,
    Colour(Colour),
    /// A section about the past, definitions or measures. It contains no actions, even if it names themes.
    NonActions,
    /// A heading that ends the theme above and opens no known one.
    EndsTheme,
    /// Any other heading, with its level.
    Other(u8),
}

/// The headings above that are still in effect.
pub(super) struct HeadingsAbove<'a> {
    pub(super) known: &'a Themes,
    /// What applies to the next actions.
    pub(super) scope: Scope,
    /// Whether a list here contains actions. It does not below a heading without a theme, or below "We have already:".
    pub(super) holds_lists: bool,
    /// The formatting of the last theme's heading.
    theme: Option<(Shape, bool)>,
    /// The ranks of the headings of the last period and the last rating; `None` if a sentence gave the rating.
    period_rank: Option<u8>,
    colour_rank: Option<u8>,
    /// Whether headings name periods.
    has_period_headings: bool,
    /// The rank of the heading that opened a section without actions.
    non_actions_rank: Option<u8>,
    /// The level of the heading of the whole section.
    level: Option<u8>,
}

impl<'a> HeadingsAbove<'a> {
    pub(super) fn new(known: &'a Themes, level: Option<u8>, has_period_headings: bool) -> Self {
        Self {
            known,
            scope: Scope::default(),
            holds_lists: true,
            theme: None,
            period_rank: None,
            colour_rank: None,
            has_period_headings,
            non_actions_rank: None,
            level,
        }
    }

    /// Whether this is a section without actions.
    pub(super) fn has_no_actions(&self) -> bool {
        self.non_actions_rank.is_some()
    }

    /// What a passage opens. `is_awaited` is true if the line above was only a label, so that the passage is its text.
    pub(super) fn opening(&self, passage: &Passage, is_awaited: bool) -> Option<Opening> {
        let is_labelled = labelled(passage).is_some();
        let is_formatted_as_heading = passage.is_heading() && !is_labelled;
        if !matches!(passage.shape, Shape::Item { marker: Marker::Bullet, .. }) && !is_awaited {
            let themes = self.themes_of(passage, is_formatted_as_heading);
            if !themes.is_empty() {
                return Some(Opening::Themes(themes));
            }
            if self.has_period_headings && !passage.is_item() && !is_labelled && timescale::names_period(&passage.text)
            {
                return Some(Opening::Period);
            }
        }
        let state = if is_formatted_as_heading { ratings::of_heading(&passage.text) } else { None };
        let announced = ratings::of_line(&passage.text).filter(|_| !passage.is_item() && !is_labelled);
        if let Some(colour) = announced.or(state) {
            return Some(Opening::Colour(colour));
        }
        if is_formatted_as_heading && non_actions::is_heading(&passage.text) {
            return Some(Opening::NonActions);
        }
        // A heading that is formatted like those of the themes but names none.
        if passage.strong && self.theme == Some((passage.shape, true)) && !is_labelled {
            return Some(Opening::EndsTheme);
        }
        match passage.shape {
            Shape::Heading(level) if !is_labelled => Some(Opening::Other(level)),
            _ => None,
        }
    }

    /// Ends what is in effect only until the next heading of the same or a higher rank.
    pub(super) fn end(&mut self, passage: &Passage) {
        if !passage.is_heading() || labelled(passage).is_some() {
            return;
        }
        let rank = rank(passage);
        if self.non_actions_rank.is_some_and(|outer| rank <= outer) {
            self.non_actions_rank = None;
        }
        if self.colour_rank.is_some_and(|of_colour| rank <= of_colour) {
            self.scope.colour = None;
            self.colour_rank = None;
        }
    }

    /// Applies what a passage opens. Returns whether it belongs to the actions rather than to the surrounding text.
    pub(super) fn open(&mut self, opening: Opening, passage: &Passage) -> bool {
        let rank = rank(passage);
        match opening {
            Opening::Themes(themes) => {
                self.scope.themes = themes;
                self.theme = Some((passage.shape, passage.strong));
                // A period or rating within the previous theme ends with it; one above the themes continues.
                if self.period_rank.is_some_and(|of_period| rank < of_period) {
                    self.scope.period.clear();
                }
                if self.colour_rank.is_some_and(|of_colour| rank < of_colour) {
                    self.scope.colour = None;
                }
                self.holds_lists = true;
                true
            }
            Opening::Period => {
                passage.text.trim().trim_end_matches(':').clone_into(&mut self.scope.period);
                self.period_rank = Some(rank);
                if self.theme.is_some_and(|(shape, strong)| rank < rank_of(shape, strong)) {
                    self.scope.themes.clear();
                }
                self.holds_lists = true;
                true
            }
            Opening::Colour(colour) => {
                self.scope.colour = Some(colour);
                self.colour_rank = passage.is_heading().then_some(rank);
                // The text stays in the answer unless it is only the colour.
                words(&bare(&passage.text)).count() <= 2
            }
            Opening::NonActions => {
                self.non_actions_rank = Some(self.non_actions_rank.map_or(rank, |outer| outer.min(rank)));
                self.scope.themes.clear();
                false
            }
            Opening::EndsTheme => {
                self.scope.themes.clear();
                false
            }
            Opening::Other(level) => {
                self.holds_lists = self.level.is_none_or(|outer| level > outer);
                if matches!(self.theme, Some((Shape::Heading(of_themes), _)) if level <= of_themes) {
                    self.scope.themes.clear();
                }
                false
            }
        }
    }

    /// Reads a line that introduces a list, such as "We have already:".
    pub(super) fn read_introduction(&mut self, passage: &Passage) {
        if passage.shape == Shape::Paragraph && non_actions::introduces_list(&passage.text) {
            self.holds_lists = !non_actions::introduces_non_actions(&passage.text);
        }
    }

    /// The themes that a passage names as a heading.
    fn themes_of(&self, passage: &Passage, is_formatted_as_heading: bool) -> Vec<ThemeKey> {
        let mut themes = self.known.in_heading(&passage.text);
        if themes.is_empty() && is_formatted_as_heading {
            themes = self.known.at_start_of(&passage.text);
        }
        if themes.is_empty() && is_formatted_as_heading {
            themes = self.known.defined_by(&passage.text);
        }
        themes
    }
}

/// The rank of a heading: by its level, then bold, then plain text.
fn rank(passage: &Passage) -> u8 {
    rank_of(passage.shape, passage.strong)
}

fn rank_of(shape: Shape, strong: bool) -> u8 {
    match shape {
        Shape::Heading(level) => level,
        _ if strong => 10,
        _ => 11,
    }
}
