//! Actions in running text: items below a theme, or paragraphs with labels ("Action:", "Comment:", "Learning:").

use super::{Draft, Field};
use crate::{
    manuscript::{Marker, Passage, Shape},
    reading::{Plan, Sure},
    understand::{ratings, themes::Themes},
    words::{bare, label, words},
};
use model::{ThemeKey, rating::Colour};

/// Reads the passages of one section, one after the other.
pub(super) struct List<'a> {
    known: &'a Themes,
    plan: Plan,
    pub(super) themes: Vec<ThemeKey>,
    /// How the last theme's heading was set.
    theme_shape: Option<(Shape, bool)>,
    announced: Option<Colour>,
    open: Option<Draft>,
    /// The part that goes on until the next label.
    field: Field,
    /// Whether the open action was told by its label, so that lists below it belong to its parts.
    is_labelled: bool,
    /// The number that the next action would have.
    next_number: u32,
    /// Under a heading that is no theme no list is one of actions.
    is_aside: bool,
    level: Option<u8>,
    done: Vec<Draft>,
}

impl<'a> List<'a> {
    /// `level` is the level of the heading above.
    pub(super) fn new(known: &'a Themes, plan: Plan, level: Option<u8>) -> Self {
        Self {
            known,
            plan,
            themes: Vec::new(),
            theme_shape: None,
            announced: None,
            open: None,
            field: Field::Action,
            is_labelled: false,
            next_number: 1,
            is_aside: false,
            level,
            done: Vec::new(),
        }
    }

    /// Read one passage: whether it belongs to the actions, rather than to the words around them.
    pub(super) fn passage(&mut self, passage: &Passage) -> bool {
        if let Some(taken) = self.heading(passage) {
            return taken;
        }
        if passage.text.is_empty() {
            return self.blank(passage);
        }
        if let Some((field, words)) = labelled(passage) {
            self.label(field, words, passage);
            return true;
        }
        match passage.shape {
            Shape::Item { depth, marker } if !self.is_aside => self.item(passage, depth, marker),
            Shape::Paragraph | Shape::Item { .. } if self.is_labelled => {
                let between = if passage.is_item() { "\n" } else { "\n\n" };
                let words = if passage.is_item() { passage.written() } else { passage.text.clone() };
                self.add(&words, between)
            }
            Shape::Paragraph if self.open.as_ref().is_some_and(Draft::is_blank) => {
                let words = passage.text.clone();
                self.add(&words, "\n")
            }
            _ => false,
        }
    }

    /// Whether an action is being read.
    pub(super) fn is_open(&self) -> bool {
        self.open.is_some()
    }

    /// The actions, with the last one closed.
    pub(super) fn finish(mut self) -> (Vec<Draft>, Vec<ThemeKey>) {
        self.close();
        (self.done, self.themes)
    }

    /// Headings of themes and of colours.
    fn heading(&mut self, passage: &Passage) -> Option<bool> {
        let may_be_heading = !matches!(passage.shape, Shape::Item { marker: Marker::Bullet, .. });
        if may_be_heading && !self.awaits_words() {
            let mut themes = self.known.in_heading(&passage.text);
            if themes.is_empty() && passage.is_heading() && labelled(passage).is_none() {
                themes = self.known.begun_by(&passage.text);
            }
            if !themes.is_empty() {
                self.close();
                self.themes = themes;
                self.theme_shape = Some((passage.shape, passage.strong));
                self.next_number = if self.done.is_empty() { 1 } else { self.next_number };
                self.is_aside = false;
                return Some(true);
            }
        }
        if let Some(colour) =
            ratings::announced(&passage.text).filter(|_| !passage.is_item() && labelled(passage).is_none())
        {
            self.close();
            self.announced = Some(colour);
            // The words are worth keeping in the answer unless they are the colour alone.
            return Some(words(&bare(&passage.text)).count() <= 2);
        }
        // A heading that looks like those of the themes and names none ends the theme above: unknown stays unknown.
        if passage.strong && self.theme_shape == Some((passage.shape, true)) && labelled(passage).is_none() {
            self.close();
            self.themes.clear();
            return Some(false);
        }
        if let Shape::Heading(level) = passage.shape
            && labelled(passage).is_none()
        {
            self.close();
            self.is_aside = self.level.is_some_and(|outer| level <= outer);
            if matches!(self.theme_shape, Some((Shape::Heading(of_themes), _)) if level <= of_themes) {
                self.themes.clear();
            }
            return Some(false);
        }
        None
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
            self.themes = self.known.in_cell(words);
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
        if self.plan == Plan::New && self.themes.is_empty() {
            // A list above the first theme says how the plan came about.
            return false;
        }
        self.start(passage);
        // Nothing but its place says that an item is an action.
        self.open.iter_mut().for_each(|open| open.at_most(Sure::Likely));
        if let Marker::Number(number) = marker {
            self.next_number = number.saturating_add(1);
        }
        let text = passage.text.clone();
        self.add(&text, "\n")
    }

    fn add(&mut self, words: &str, between: &str) -> bool {
        let Some(open) = &mut self.open else { return false };
        open.add(self.field, words, between);
        true
    }

    fn start(&mut self, passage: &Passage) {
        self.close();
        let mut draft = Draft::new(passage.place, self.plan, self.themes.clone());
        draft.announced = self.announced;
        self.open = Some(draft);
        self.field = Field::Action;
        self.is_labelled = false;
        self.is_aside = false;
    }

    fn close(&mut self) {
        self.done.extend(self.open.take().filter(|draft| !draft.is_blank()));
        self.is_labelled = false;
        self.field = Field::Action;
    }
}

/// "Action: words", or the label alone as a line or in bold.
fn labelled(passage: &Passage) -> Option<(Field, &str)> {
    if let Some((name, words)) = label(&passage.text)
        && let Some(field) = Field::of_label(&name)
    {
        return Some((field, words));
    }
    let alone = passage.text.len() < 40 && passage.is_heading();
    Field::of_label(&bare(&passage.text)).filter(|_| alone).map(|field| (field, ""))
}
