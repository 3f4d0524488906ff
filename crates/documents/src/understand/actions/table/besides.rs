//! What the other columns of a row say: why, since when, of what kind; a column of this and that says it in lines with labels.

use super::{Field, Reader};
use crate::{
    details::{self, Detail, first_day},
    manuscript::Cell,
    words::{fold, label, words},
};

impl Reader<'_, '_> {
    /// Say of the actions of a line, which come after `before` others, what stands beside them. What is not understood is left.
    pub(super) fn besides(&mut self, line: usize, before: usize) {
        // A line that goes on with the action above says more of that one, but not again what spans both.
        let goes_on = self.drafts.len() == before;
        let from = before - usize::from(goes_on && before > 0);
        let row = &self.grid.lines[line];
        for at in 0..self.grid.width {
            let field = self.columns.fields.get(at).copied().flatten();
            let is_from_above = row.is_from_above(at);
            let Some(cell) = row.at(at).filter(|_| field.is_none_or(Field::is_beside)) else { continue };
            if is_from_above && (goes_on || field.is_none()) {
                continue;
            }
            let left = self.say(from, field, cell);
            if !left.is_empty() && !is_from_above && !is_number(cell) {
                self.left.push((row.place, left));
            }
        }
    }

    /// Say what one cell says; gives back the words that were not understood.
    fn say(&mut self, from: usize, field: Option<Field>, cell: &Cell) -> String {
        let words = cell.text();
        let detail = match field {
            None => return self.lines(from, cell),
            Some(Field::Start) => first_day(&words).map(Detail::Starts),
            Some(Field::Category) => Some(Detail::Category(words.clone())),
            Some(Field::Recommendations) => Some(Detail::Recommendations(words.clone())),
            Some(Field::Allied) => Some(Detail::Allied(words.clone())),
            Some(_) => Some(Detail::Rationale(words.clone())),
        };
        if detail.is_some_and(|detail| self.take(from, &detail)) { String::new() } else { words }
    }

    /// A column of this and that: each of its lines may have a label.
    fn lines(&mut self, from: usize, cell: &Cell) -> String {
        let mut left: Vec<String> = Vec::new();
        for part in cell.passages.iter().flat_map(|passage| details::parts(&passage.text)) {
            let needs = label(&part).filter(|(name, _)| Field::of_label(name) == Some(Field::Resource));
            let detail = match needs {
                Some((_, words)) => Some(Detail::Resource(words.to_owned())),
                None => Detail::read(&part),
            };
            if !detail.is_some_and(|detail| self.take(from, &detail)) {
                left.push(part);
            }
        }
        left.join("\n")
    }

    /// Whether a detail could be said of all actions from that one on.
    fn take(&mut self, from: usize, detail: &Detail) -> bool {
        let (known, charter) = (self.around.known, self.around.charter);
        let mut drafts = self.drafts[from..].iter_mut().map(|(_, _, draft)| draft).peekable();
        if drafts.peek().is_none() {
            return false;
        }
        match detail {
            Detail::AlsoUnder(names) => {
                let themes = known.in_cell(names);
                drafts.for_each(|draft| draft.themes.extend(themes.iter().cloned()));
                !themes.is_empty()
            }
            Detail::Resource(words) => {
                drafts.for_each(|draft| draft.add(Field::Resource, words, "\n"));
                true
            }
            Detail::Rationale(words) => {
                drafts.for_each(|draft| draft.add(Field::Rationale, words, "\n"));
                true
            }
            detail => drafts.all(|draft| draft.beside.take(detail, charter)),
        }
    }
}

/// Whether a cell holds a row's number and nothing else: "3", "1.2", "V4".
fn is_number(cell: &Cell) -> bool {
    let text = fold(&cell.text());
    let is_part = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | ')' | '#');
    text.len() <= 6
        && text.chars().any(|c| c.is_ascii_digit())
        && text.chars().all(is_part)
        && words(&text).count() <= 3
}
