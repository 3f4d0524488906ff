//! What the other columns of a row say: why, since when, of what kind; a column of this and that says it in lines with labels.

use super::{Field, Reader};
use crate::{
    manuscript::{Cell, Location},
    wording::details::{self, Detail, first_day},
    words::{fold, words},
};
use std::ops::Range;

/// A cell of a column of this and that, which the next page may go on with.
pub(super) struct FurtherCell {
    column: usize,
    place: Location,
    /// The first of the actions that it is about; it is about those after it too, up to the last.
    first: usize,
    last: usize,
    lines: Vec<String>,
}

impl Reader<'_, '_> {
    /// Say of the actions of a line, which come after `before` others, what stands beside them. What is not understood is left.
    pub(super) fn other_columns(&mut self, line: usize, before: usize) {
        // A line that goes on with the action above says more of that one, but not again what spans both.
        let goes_on = self.drafts.len() == before;
        let from = before - usize::from(goes_on && before > 0);
        if !goes_on {
            self.close();
        }
        let row = &self.grid.lines[line];
        for at in 0..self.grid.width {
            let field = self.columns.fields.get(at).copied().flatten();
            let is_from_above = row.is_from_above(at);
            let Some(cell) = row.at(at).filter(|_| field.is_none_or(Field::is_beside)) else { continue };
            if is_from_above && (goes_on || field.is_none()) {
                continue;
            }
            let Some(field) = field else {
                self.open(at, line, from, cell);
                continue;
            };
            let left = self.say(from, field, cell);
            if !left.is_empty() && !is_from_above && !is_number(cell) {
                self.left.push((row.place, left));
            }
        }
    }

    /// Say what one cell says; gives back the words that were not understood.
    fn say(&mut self, from: usize, field: Field, cell: &Cell) -> String {
        let words = cell.text();
        let detail = match field {
            Field::Start => first_day(&words).map(Detail::Starts),
            Field::Category => Some(Detail::Category(words.clone())),
            Field::Recommendations => Some(Detail::Recommendations(words.clone())),
            Field::Allied => Some(Detail::Allied(words.clone())),
            _ => Some(Detail::Rationale(words.clone())),
        };
        if detail.is_some_and(|detail| self.take(from..self.drafts.len(), &detail)) { String::new() } else { words }
    }

    /// A cell of a column of this and that, each of whose lines may have a label.
    fn open(&mut self, column: usize, line: usize, first: usize, cell: &Cell) {
        let lines = cell.passages.iter().map(|passage| passage.text.clone()).filter(|text| !text.is_empty());
        match self.further_cells.iter_mut().find(|further| further.column == column) {
            Some(further) => further.lines.extend(lines),
            None if is_number(cell) => {}
            None => {
                let place = self.grid.lines[line].place;
                self.further_cells.push(FurtherCell {
                    column,
                    place,
                    first,
                    last: self.drafts.len(),
                    lines: lines.collect(),
                });
            }
        }
    }

    /// Nothing goes on with such cells: say what they say.
    pub(super) fn close(&mut self) {
        for further in std::mem::take(&mut self.further_cells) {
            let mut left: Vec<String> = Vec::new();
            for part in details::parts(further.lines.iter().map(String::as_str)) {
                if !Detail::read(&part).is_some_and(|detail| self.take(further.first..further.last, &detail)) {
                    left.push(part);
                }
            }
            if !left.is_empty() {
                self.left.push((further.place, left.join("\n")));
            }
        }
    }

    /// Whether a detail could be said of all those actions.
    fn take(&mut self, of: Range<usize>, detail: &Detail) -> bool {
        let (known, charter) = (self.around.known, self.around.charter);
        let mut drafts = self.drafts[of].iter_mut().map(|(_, _, draft)| draft).peekable();
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
