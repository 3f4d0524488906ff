//! Reads actions in running text: items below a theme, or paragraphs with labels ("Action:", "Comment:", "Learning:").

use super::{
    Draft, Field,
    headings_above::{HeadingsAbove, Opening},
    labels::labelled,
    number,
    table::Scope,
};
use crate::{
    manuscript::{Marker, Passage, Shape},
    reading::{Certainty, WhichPlan},
    understand::themes::Themes,
    words::start,
};
use model::ThemeKey;

/// Reads the passages of one section in order.
pub(super) struct ListReader<'a> {
    plan: WhichPlan,
    /// The headings above.
    pub(super) above: HeadingsAbove<'a>,
    open: Option<Draft>,
    /// The field that continues until the next label.
    field: Field,
    /// Whether the open action began with a label, so that lists below it belong to its fields.
    is_labelled: bool,
    /// The expected number of the next action.
    next_number: u32,
    /// A paragraph that may belong to the action above; the next line decides.
    pending: Option<Passage>,
    done: Vec<Draft>,
}

impl<'a> ListReader<'a> {
    /// Begins a section; `level` is the level of its heading.
    pub(super) fn new(known: &'a Themes, plan: WhichPlan, level: Option<u8>, has_period_headings: bool) -> Self {
        Self {
            plan,
            above: HeadingsAbove::new(known, level, has_period_headings),
            open: None,
            field: Field::Action,
            is_labelled: false,
            next_number: 1,
            pending: None,
            done: Vec::new(),
        }
    }

    /// Reads one passage. Returns whether it belongs to the actions rather than to the surrounding text.
    pub(super) fn passage(&mut self, passage: &Passage) -> bool {
        if let Some(belongs) = self.heading(passage) {
            return belongs;
        }
        if self.above.has_no_actions() {
            return false;
        }
        if passage.text.is_empty() {
            return self.blank(passage);
        }
        if let Some((field, words)) = labelled(passage) {
            self.resolve_pending(field);
            self.label(field, words, passage);
            return true;
        }
        self.add_pending();
        self.above.read_introduction(passage);
        match passage.shape {
            Shape::Item { depth, marker } if self.above.holds_lists => self.item(passage, depth, marker),
            Shape::Paragraph
                if number::begins_with_compound_number(&passage.text) && !self.is_above_the_first_theme() =>
            {
                self.start(passage);
                self.add(&passage.text.clone(), "\n")
            }
            Shape::Paragraph if self.is_labelled => {
                self.pending = Some(passage.clone());
                true
            }
            Shape::Item { .. } if self.is_labelled => self.add(&passage.text_with_marker(), "\n"),
            Shape::Paragraph if self.open.as_ref().is_some_and(Draft::is_blank) => {
                let words = passage.text.clone();
                self.add(&words, "\n")
            }
            Shape::Paragraph => {
                self.pending = Some(passage.clone()).filter(|_| self.open.is_none());
                false
            }
            Shape::Heading(_) | Shape::Item { .. } => false,
        }
    }

    /// Assigns the pending paragraph. It continues the field above, unless the next label is one that this action has already.
    /// Then it is the next action, as in "Print a map / Lead: HR / Name a speaker / Lead: HR".
    fn resolve_pending(&mut self, field: Field) {
        const MAX_LENGTH: usize = 400;
        let is_new = self.open.as_mut().is_none_or(|open| open.has(field));
        let is_part = !matches!(field, Field::Action | Field::Theme | Field::Comment | Field::Learning);
        let may_be = is_new && is_part && !self.is_above_the_first_theme();
        let is_action = |pending: &mut Passage| may_be && pending.text.len() <= MAX_LENGTH && !pending.is_heading();
        if let Some(pending) = self.pending.take_if(is_action) {
            self.start(&pending);
            self.add(&pending.text, "\n");
        }
        self.add_pending();
    }

    fn add_pending(&mut self) {
        if let Some(pending) = self.pending.take() {
            self.add(&pending.text, "\n\n");
        }
    }

    /// Whether no theme has been named yet. Text above the first theme describes how the plan was made.
    fn is_above_the_first_theme(&self) -> bool {
        self.plan == WhichPlan::New && self.above.scope.themes.is_empty() && self.above.scope.period.is_empty()
    }

    /// Whether an action is open.
    pub(super) fn is_open(&self) -> bool {
        self.open.is_some()
    }

    /// Returns the actions so far, including the open one.
    pub(super) fn take(&mut self) -> Vec<Draft> {
        self.close();
        std::mem::take(&mut self.done)
    }

    /// Reads a table under the current headings. What is in effect at its end applies to what follows.
    pub(super) fn table<T>(&mut self, read: impl FnOnce(&mut Scope) -> T) -> T {
        self.close();
        read(&mut self.above.scope)
    }

    /// Reads a passage in a section where only tables contain actions. Returns whether it names the theme, period or rating of
    /// the next one.
    pub(super) fn above_a_table(&mut self, passage: &Passage) -> bool {
        !passage.is_item() && self.heading(passage) == Some(true)
    }

    /// Applies what a passage opens, if anything. Returns whether it belongs to the actions.
    fn heading(&mut self, passage: &Passage) -> Option<bool> {
        let opening = self.above.opening(passage, self.awaits_text());
        if opening.is_some() {
            self.close();
        }
        self.above.end(passage);
        let opening = opening?;
        if matches!(opening, Opening::Themes(_)) && self.done.is_empty() {
            self.next_number = 1;
        }
        Some(self.above.open(opening, passage))
    }

    /// Whether the previous line was only a label or a number, so that this line is its text.
    fn awaits_text(&self) -> bool {
        self.is_labelled && self.field == Field::Action && self.open.as_ref().is_some_and(Draft::is_blank)
    }

    /// "2." alone on its line begins an action.
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
            self.above.scope.themes = self.above.known.in_cell(words);
            return;
        }
        let is_new =
            field == Field::Action && !self.open.as_ref().is_some_and(|open| open.is_blank() && open.has_no_details());
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
            return self.add(&passage.text_with_marker(), "\n");
        }
        let own = self.own_theme(passage);
        if self.is_above_the_first_theme() && own.is_none() {
            return false;
        }
        self.start(passage);
        // Only its position suggests that an item is an action.
        self.open.iter_mut().for_each(|open| open.limit_certainty(Certainty::Likely));
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
        let themes = self.above.known.in_heading(&head[..at]);
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
        let mut draft = Draft::new(passage.place, self.plan, self.above.scope.themes.clone());
        draft.rating = self.above.scope.colour;
        self.open = Some(draft);
        self.field = Field::Action;
        self.is_labelled = false;
        self.above.holds_lists = true;
    }

    fn close(&mut self) {
        self.add_pending();
        if let Some(mut draft) = self.open.take().filter(|draft| !draft.is_blank()) {
            draft.move_trailing_details();
            if draft.is_undated() {
                draft.add(Field::Timescale, &self.above.scope.period, "\n");
            }
            self.done.push(draft);
        }
        self.is_labelled = false;
        self.field = Field::Action;
    }
}
