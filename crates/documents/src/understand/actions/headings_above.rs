//! What the headings above a passage say of the actions below it: theme, band of time, colour, and what stands apart.

use super::{labels::labelled, non_actions, table::Scope, timescale};
use crate::{
    manuscript::{Marker, Passage, Shape},
    understand::{ratings, themes::Themes},
    words::{bare, words},
};
use model::{ThemeKey, charter::rating::Colour};

/// What a passage opens, if it is set as a heading or reads as one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Opening {
    Themes(Vec<ThemeKey>),
    Band,
    Colour(Colour),
    /// A part that speaks of the past, of words or of measures: nothing there is an action, whatever themes it names.
    Apart,
    /// Something that ends the theme above: unknown stays unknown.
    Ends,
    /// Any other heading, of a level.
    Other(u8),
}

/// The headings above, as far as they hold.
pub(super) struct HeadingsAbove<'a> {
    pub(super) known: &'a Themes,
    /// What holds for the actions to come.
    pub(super) standing: Scope,
    /// Whether a list here is one of actions: not under a heading that is no theme, nor below "We have already:".
    pub(super) holds_lists: bool,
    /// How the heading of the last theme was set.
    theme: Option<(Shape, bool)>,
    /// How high the heading of the last band stood, and that of the last colour; none where a sentence said the colour.
    band_rank: Option<u8>,
    colour_rank: Option<u8>,
    /// Whether headings name bands of time.
    has_bands: bool,
    /// How high the heading stood that opened a part apart.
    apart: Option<u8>,
    /// The level of the heading of the whole section.
    level: Option<u8>,
}

impl<'a> HeadingsAbove<'a> {
    pub(super) fn new(known: &'a Themes, level: Option<u8>, has_bands: bool) -> Self {
        Self {
            known,
            standing: Scope::default(),
            holds_lists: true,
            theme: None,
            band_rank: None,
            colour_rank: None,
            has_bands,
            apart: None,
            level,
        }
    }

    /// Whether nothing here is an action.
    pub(super) fn is_apart(&self) -> bool {
        self.apart.is_some()
    }

    /// What a passage opens. `is_awaited` says that a label stood alone above it, so that it is the label's words.
    pub(super) fn opening(&self, passage: &Passage, is_awaited: bool) -> Option<Opening> {
        let is_labelled = labelled(passage).is_some();
        let is_set_as_one = passage.is_heading() && !is_labelled;
        if !matches!(passage.shape, Shape::Item { marker: Marker::Bullet, .. }) && !is_awaited {
            let themes = self.themes_of(passage, is_set_as_one);
            if !themes.is_empty() {
                return Some(Opening::Themes(themes));
            }
            if self.has_bands && !passage.is_item() && !is_labelled && timescale::is_band(&passage.text) {
                return Some(Opening::Band);
            }
        }
        let state = if is_set_as_one { ratings::state(&passage.text) } else { None };
        let announced = ratings::announced(&passage.text).filter(|_| !passage.is_item() && !is_labelled);
        if let Some(colour) = announced.or(state) {
            return Some(Opening::Colour(colour));
        }
        if is_set_as_one && non_actions::is_heading(&passage.text) {
            return Some(Opening::Apart);
        }
        // A heading that looks like those of the themes and names none.
        if passage.strong && self.theme == Some((passage.shape, true)) && !is_labelled {
            return Some(Opening::Ends);
        }
        match passage.shape {
            Shape::Heading(level) if !is_labelled => Some(Opening::Other(level)),
            _ => None,
        }
    }

    /// A passage ends what holds until the next heading of its kind, whatever it opens.
    pub(super) fn end(&mut self, passage: &Passage) {
        if !passage.is_heading() || labelled(passage).is_some() {
            return;
        }
        let rank = rank(passage);
        if self.apart.is_some_and(|outer| rank <= outer) {
            self.apart = None;
        }
        if self.colour_rank.is_some_and(|of_colour| rank <= of_colour) {
            self.standing.colour = None;
            self.colour_rank = None;
        }
    }

    /// Heed what a passage opens: whether it belongs to the actions rather than to the words around them.
    pub(super) fn open(&mut self, opening: Opening, passage: &Passage) -> bool {
        let rank = rank(passage);
        match opening {
            Opening::Themes(themes) => {
                self.standing.themes = themes;
                self.theme = Some((passage.shape, passage.strong));
                // A band or a colour within the theme above ends with it; one around the themes goes on.
                if self.band_rank.is_some_and(|of_band| rank < of_band) {
                    self.standing.band.clear();
                }
                if self.colour_rank.is_some_and(|of_colour| rank < of_colour) {
                    self.standing.colour = None;
                }
                self.holds_lists = true;
                true
            }
            Opening::Band => {
                passage.text.trim().trim_end_matches(':').clone_into(&mut self.standing.band);
                self.band_rank = Some(rank);
                if self.theme.is_some_and(|(shape, strong)| rank < rank_of(shape, strong)) {
                    self.standing.themes.clear();
                }
                self.holds_lists = true;
                true
            }
            Opening::Colour(colour) => {
                self.standing.colour = Some(colour);
                self.colour_rank = passage.is_heading().then_some(rank);
                // The words are worth keeping in the answer unless they are the colour alone.
                words(&bare(&passage.text)).count() <= 2
            }
            Opening::Apart => {
                self.apart = Some(self.apart.map_or(rank, |outer| outer.min(rank)));
                self.standing.themes.clear();
                false
            }
            Opening::Ends => {
                self.standing.themes.clear();
                false
            }
            Opening::Other(level) => {
                self.holds_lists = self.level.is_none_or(|outer| level > outer);
                if matches!(self.theme, Some((Shape::Heading(of_themes), _)) if level <= of_themes) {
                    self.standing.themes.clear();
                }
                false
            }
        }
    }

    /// A line that leads into a list says what the list is of: "We have already:".
    pub(super) fn lead_in(&mut self, passage: &Passage) {
        if passage.shape == Shape::Paragraph && non_actions::leads_in(&passage.text) {
            self.holds_lists = !non_actions::is_led_in(&passage.text);
        }
    }

    /// The themes that a passage names as a heading does.
    fn themes_of(&self, passage: &Passage, is_set_as_one: bool) -> Vec<ThemeKey> {
        let mut themes = self.known.in_heading(&passage.text);
        if themes.is_empty() && is_set_as_one {
            themes = self.known.begun_by(&passage.text);
        }
        if themes.is_empty() && is_set_as_one {
            themes = self.known.defined_by(&passage.text);
        }
        themes
    }
}

/// How high a heading stands: by its level, then in bold, then by nothing but its words.
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
