//! Actions in running text: items below a theme, or paragraphs with labels ("Action:", "Comment:", "Learning:").

use super::{Draft, Field, aside, number, table::Standing, time};
use crate::{
    manuscript::{Marker, Passage, Shape},
    reading::{Plan, Sure},
    understand::{ratings, themes::Themes},
    words::{bare, label, start, words},
};
use model::ThemeKey;

/// Reads the passages of one section, one after the other.
pub(super) struct List<'a> {
    known: &'a Themes,
    plan: Plan,
    /// The theme, the band of time and the colour that hold for what comes.
    pub(super) standing: Standing,
    /// How the last theme's heading was set, and that of the last band.
    theme_shape: Option<(Shape, bool)>,
    band_rank: Option<u8>,
    /// How high the heading stood that said a colour; none where a sentence said it.
    colour_rank: Option<u8>,
    /// Whether headings name bands of time.
    has_bands: bool,
    open: Option<Draft>,
    /// The part that goes on until the next label.
    field: Field,
    /// Whether the open action was told by its label, so that lists below it belong to its parts.
    is_labelled: bool,
    /// The number that the next action would have.
    next_number: u32,
    /// Under a heading that is no theme no list is one of actions.
    is_aside: bool,
    /// Below a line that says that a list is of what was done, or of how success is told.
    is_past: bool,
    /// Under one that speaks of the past, or of words and measures, nothing is, whatever themes are named there.
    apart: Option<u8>,
    level: Option<u8>,
    /// A paragraph of which the next line tells whether it belongs to the action above.
    held: Option<Passage>,
    done: Vec<Draft>,
}

impl<'a> List<'a> {
    /// `level` is the level of the heading above.
    pub(super) fn new(known: &'a Themes, plan: Plan, level: Option<u8>, has_bands: bool) -> Self {
        Self {
            known,
            plan,
            standing: Standing::default(),
            theme_shape: None,
            band_rank: None,
            colour_rank: None,
            has_bands,
            open: None,
            field: Field::Action,
            is_labelled: false,
            next_number: 1,
            is_aside: false,
            is_past: false,
            apart: None,
            level,
            held: None,
            done: Vec::new(),
        }
    }

    /// Read one passage: whether it belongs to the actions, rather than to the words around them.
    pub(super) fn passage(&mut self, passage: &Passage) -> bool {
        if let Some(taken) = self.heading(passage) {
            return taken;
        }
        if self.apart.is_some() {
            return false;
        }
        if passage.text.is_empty() {
            return self.blank(passage);
        }
        if let Some((field, words)) = labelled(passage) {
            self.begin_with_what_was_held(field);
            self.label(field, words, passage);
            return true;
        }
        self.put_held();
        if passage.shape == Shape::Paragraph && aside::leads_in(&passage.text) {
            // "We have already:" above a list, among others above other lists.
            self.is_past = aside::is_led_in(&passage.text);
        }
        match passage.shape {
            Shape::Item { .. } if self.is_past && !self.is_labelled => false,
            Shape::Item { depth, marker } if !self.is_aside => self.item(passage, depth, marker),
            Shape::Paragraph if number::is_of_parts(&passage.text) && !self.is_above_the_first_theme() => {
                self.start(passage);
                self.add(&passage.text.clone(), "\n")
            }
            Shape::Paragraph if self.is_labelled => {
                self.held = Some(passage.clone());
                true
            }
            Shape::Item { .. } if self.is_labelled => self.add(&passage.written(), "\n"),
            Shape::Paragraph if self.open.as_ref().is_some_and(Draft::is_blank) => {
                let words = passage.text.clone();
                self.add(&words, "\n")
            }
            Shape::Paragraph => {
                self.held = Some(passage.clone()).filter(|_| self.open.is_none());
                false
            }
            Shape::Heading(_) | Shape::Item { .. } => false,
        }
    }

    /// A paragraph goes on with the part above it, unless a label follows that this action has had already: then it was the
    /// next action itself, as in "Print a map / Lead: HR / Name a speaker / Lead: HR".
    fn begin_with_what_was_held(&mut self, field: Field) {
        const LONGEST: usize = 400;
        let is_new = self.open.as_mut().is_none_or(|open| open.says(field));
        let is_part = !matches!(field, Field::Action | Field::Theme | Field::Comment | Field::Learning);
        let may_be = is_new && is_part && !self.is_above_the_first_theme();
        let is_promise = |held: &mut Passage| may_be && held.text.len() <= LONGEST && !held.is_heading();
        if let Some(held) = self.held.take_if(is_promise) {
            self.start(&held);
            self.add(&held.text, "\n");
        }
        self.put_held();
    }

    fn put_held(&mut self) {
        if let Some(held) = self.held.take() {
            self.add(&held.text, "\n\n");
        }
    }

    /// What stands above the first theme says how the plan came about.
    fn is_above_the_first_theme(&self) -> bool {
        self.plan == Plan::New && self.standing.themes.is_empty() && self.standing.band.is_empty()
    }

    /// Whether an action is being read.
    pub(super) fn is_open(&self) -> bool {
        self.open.is_some()
    }

    /// The actions so far, with the last one closed.
    pub(super) fn take(&mut self) -> Vec<Draft> {
        self.close();
        std::mem::take(&mut self.done)
    }

    /// Read a table with what stands above it; what stands at its end holds for what comes.
    pub(super) fn table<T>(&mut self, read: impl FnOnce(&mut Standing) -> T) -> T {
        self.close();
        read(&mut self.standing)
    }

    /// A passage where only tables hold actions: whether it names the theme, the band or the colour of the next one.
    pub(super) fn above_a_table(&mut self, passage: &Passage) -> bool {
        !passage.is_item() && self.heading(passage) == Some(true)
    }

    /// Headings of themes, of bands of time and of colours, and of what stands apart.
    fn heading(&mut self, passage: &Passage) -> Option<bool> {
        let may_be_heading = !matches!(passage.shape, Shape::Item { marker: Marker::Bullet, .. });
        let is_set_as_one = passage.is_heading() && labelled(passage).is_none();
        let rank = rank(passage);
        if self.apart.is_some_and(|outer| is_set_as_one && rank <= outer) {
            self.apart = None;
        }
        if may_be_heading && !self.awaits_words() {
            let themes = self.themes_of(passage, is_set_as_one);
            if !themes.is_empty() {
                self.close();
                self.standing.themes = themes;
                self.theme_shape = Some((passage.shape, passage.strong));
                // A band within the theme above ends with it; one around the themes goes on.
                if self.band_rank.is_some_and(|of_band| rank < of_band) {
                    self.standing.band.clear();
                }
                if self.colour_rank.is_some_and(|of_colour| rank < of_colour) {
                    self.standing.colour = None;
                }
                self.next_number = if self.done.is_empty() { 1 } else { self.next_number };
                self.is_aside = false;
                self.is_past = false;
                return Some(true);
            }
            if self.has_bands && !passage.is_item() && labelled(passage).is_none() && time::is_band(&passage.text) {
                self.close();
                passage.text.trim().trim_end_matches(':').clone_into(&mut self.standing.band);
                self.band_rank = Some(rank);
                if self.theme_shape.is_some_and(|(shape, strong)| rank < rank_of(shape, strong)) {
                    self.standing.themes.clear();
                }
                self.is_aside = false;
                return Some(true);
            }
        }
        let state = if is_set_as_one { ratings::state(&passage.text) } else { None };
        let colour = ratings::announced(&passage.text).filter(|_| !passage.is_item() && labelled(passage).is_none());
        if let Some(colour) = colour.or(state) {
            self.close();
            self.standing.colour = Some(colour);
            self.colour_rank = is_set_as_one.then_some(rank);
            // The words are worth keeping in the answer unless they are the colour alone.
            return Some(words(&bare(&passage.text)).count() <= 2);
        }
        // A colour that a heading says holds until the next heading of its kind.
        if is_set_as_one && self.colour_rank.is_some_and(|of_colour| rank <= of_colour) {
            self.standing.colour = None;
            self.colour_rank = None;
        }
        if is_set_as_one && aside::is(&passage.text) {
            self.close();
            self.apart = Some(self.apart.map_or(rank, |outer| outer.min(rank)));
            self.standing.themes.clear();
            return Some(false);
        }
        // A heading that looks like those of the themes and names none ends the theme above: unknown stays unknown.
        if passage.strong && self.theme_shape == Some((passage.shape, true)) && labelled(passage).is_none() {
            self.close();
            self.standing.themes.clear();
            return Some(false);
        }
        if let Shape::Heading(level) = passage.shape
            && labelled(passage).is_none()
        {
            self.close();
            self.is_past = false;
            self.is_aside = self.level.is_some_and(|outer| level <= outer);
            if matches!(self.theme_shape, Some((Shape::Heading(of_themes), _)) if level <= of_themes) {
                self.standing.themes.clear();
            }
            return Some(false);
        }
        None
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

    /// Whether a label or a number stood alone on the line before, so that this line is its text, whatever it says.
    fn awaits_words(&self) -> bool {
        self.is_labelled && self.field == Field::Action && self.open.as_ref().is_some_and(Draft::is_blank)
    }

    /// "2." alone on its line: what follows is a new action.
    fn blank(&mut self, passage: &Passage) -> bool {
        let Shape::Item { marker: Marker::Number(number), .. } = passage.shape else { return false };
        self.start(passage);
        self.next_number = number.saturating_add(1);
        true
    }

    fn label(&mut self, field: Field, words: &str, passage: &Passage) {
        let number = match passage.shape {
            Shape::Item { marker: Marker::Number(number), .. } => Some(number),
            _ => None,
        };
        if field == Field::Theme {
            self.close();
            self.standing.themes = self.known.in_cell(words);
            return;
        }
        let is_new =
            field == Field::Action && !self.open.as_ref().is_some_and(|open| open.is_blank() && open.is_bare());
        if is_new || self.open.is_none() {
            self.start(passage);
        }
        if let Some(number) = number {
            self.next_number = number.saturating_add(1);
        }
        self.field = field;
        self.is_labelled = true;
        self.add(words, "\n\n");
    }

    fn item(&mut self, passage: &Passage, depth: u8, marker: Marker) -> bool {
        let is_sub_item = depth > 0 && self.open.is_some();
        let is_next = match marker {
            Marker::Number(number) => number == self.next_number || (number == 1 && !self.is_labelled),
            Marker::Bullet => !self.is_labelled,
        };
        if is_sub_item || !is_next {
            if self.open.is_none() {
                return false;
            }
            return self.add(&passage.written(), "\n");
        }
        let own = self.own_theme(passage);
        if self.is_above_the_first_theme() && own.is_none() {
            return false;
        }
        self.start(passage);
        // Nothing but its place says that an item is an action.
        self.open.iter_mut().for_each(|open| open.at_most(Sure::Likely));
        if let Marker::Number(number) = marker {
            self.next_number = number.saturating_add(1);
        }
        let text = match own {
            Some((themes, text)) => {
                self.open.iter_mut().for_each(|open| open.themes.clone_from(&themes));
                text.to_owned()
            }
            None => passage.text.clone(),
        };
        self.add(&text, "\n")
    }

    /// "Visibility: print a map" names its theme itself.
    fn own_theme<'p>(&self, passage: &'p Passage) -> Option<(Vec<ThemeKey>, &'p str)> {
        let head = start(&passage.text, 120);
        let at = head.find([':', '–', '—']).or_else(|| head.find(" - "))?;
        let themes = self.known.in_heading(&head[..at]);
        let text =
            passage.text[at..].trim_start_matches(|c: char| c.is_whitespace() || matches!(c, ':' | '–' | '—' | '-'));
        (!themes.is_empty() && !text.is_empty()).then_some((themes, text))
    }

    fn add(&mut self, words: &str, between: &str) -> bool {
        let Some(open) = &mut self.open else { return false };
        open.add(self.field, words, between);
        true
    }

    fn start(&mut self, passage: &Passage) {
        self.close();
        let mut draft = Draft::new(passage.place, self.plan, self.standing.themes.clone());
        draft.told = self.standing.colour;
        self.open = Some(draft);
        self.field = Field::Action;
        self.is_labelled = false;
        self.is_aside = false;
    }

    fn close(&mut self) {
        self.put_held();
        if let Some(mut draft) = self.open.take().filter(|draft| !draft.is_blank()) {
            draft.cut_tail();
            if draft.is_undated() {
                draft.add(Field::Timescale, &self.standing.band, "\n");
            }
            self.done.push(draft);
        }
        self.is_labelled = false;
        self.field = Field::Action;
    }
}

/// "Action: words", or the label alone as a line or in bold.
fn labelled(passage: &Passage) -> Option<(Field, &str)> {
    if let Some((name, words)) = label(&passage.text)
        && let Some(field) = Field::of_label(&number::cut_label(&name))
    {
        return Some((field, words));
    }
    // "Action 3 – Print a map".
    if let Some(words) =
        number::after(&passage.text).filter(|_| passage.text.trim_start().to_lowercase().starts_with("action "))
    {
        return Some((Field::Action, words));
    }
    let alone = passage.text.len() < 40 && passage.is_heading();
    Field::of_label(&number::cut_label(&bare(start(&passage.text, 60)))).filter(|_| alone).map(|field| (field, ""))
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
