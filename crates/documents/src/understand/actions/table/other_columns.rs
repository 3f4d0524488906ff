//! Reads the other columns of a row, such as rationale, start date and category, and columns of labelled lines.

use super::{Field, Reader};
use crate::{
    manuscript::{Cell, Location},
    wording::details::{self, Detail, first_day},
    words::{fold, words},
};
use std::ops::Range;

/// A cell in a column of mixed details. The row on the next page may continue it.
pub(super) struct FurtherCell {
    column: usize,
    place: Location,
    /// The first of the actions that it belongs to. It also belongs to those after it, up to the last.
    first: usize,
    last: usize,
    lines: Vec<String>,
}

impl Reader<'_, '_> {
    /// Adds the details in a line to its actions, which come after `before` others. What is not understood is left over.
    pub(super) fn other_columns(&mut self, line: usize, before: usize) {
        // A line that continues the action above adds to that action only, and does not repeat a cell that spans both lines.
        let continues = self.drafts.len() == before;
        let from = before - usize::from(continues && before > 0);
        if !continues {
            self.close();
        }
        let row = &self.grid.lines[line];
        for at in 0..self.grid.width {
            let field = self.columns.fields.get(at).copied().flatten();
            let is_from_above = row.is_from_above(at);
            let Some(cell) = row.at(at).filter(|_| field.is_none_or(Field::is_detail)) else { continue };
            if is_from_above && (continues || field.is_none()) {
                continue;
            }
            let Some(field) = field else {
                self.open(at, line, from, cell);
                continue;
            };
            let leftover = self.read_cell(from, field, cell);
            if !leftover.is_empty() && !is_from_above && !is_number(cell) {
                self.leftover.push((row.place, leftover));
            }
        }
    }

    /// Adds the details of one cell; returns the text that was not understood.
    fn read_cell(&mut self, from: usize, field: Field, cell: &Cell) -> String {
        let words = cell.text();
        let detail = match field {
            Field::Start => first_day(&words).map(Detail::Starts),
            Field::Category => Some(Detail::Category(words.clone())),
            Field::Recommendations => Some(Detail::Recommendations(words.clone())),
            Field::Allied => Some(Detail::Allied(words.clone())),
            _ => Some(Detail::Rationale(words.clone())),
        };
        if detail.is_some_and(|detail| self.set_detail(from..self.drafts.len(), &detail)) {
            String::new()
        } else {
            words
        }
    }

    /// Reads a cell of a column of mixed details, whose lines may have labels.
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

    /// Applies the details of the collected cells, once no row can continue them.
    pub(super) fn close(&mut self) {
        for further in std::mem::take(&mut self.further_cells) {
            let mut leftover: Vec<String> = Vec::new();
            for part in details::parts(further.lines.iter().map(String::as_str)) {
                if !Detail::read(&part).is_some_and(|detail| self.set_detail(further.first..further.last, &detail)) {
                    leftover.push(part);
                }
            }
            if !leftover.is_empty() {
                self.leftover.push((further.place, leftover.join("\n")));
            }
        }
    }

    /// Sets a detail of all those actions. Returns whether it could be set.
    fn set_detail(&mut self, of: Range<usize>, detail: &Detail) -> bool {
        let (known, charter) = (self.context.known, self.context.charter);
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
            detail => drafts.all(|draft| draft.further.set(detail, charter)),
        }
    }
}

/// Whether a cell contains only the number of a row: "3", "1.2", "V4".
fn is_number(cell: &Cell) -> bool {
    let text = fold(&cell.text());
    let is_part = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | ')' | '#');
    text.len() <= 6
        && text.chars().any(|c| c.is_ascii_digit())
        && text.chars().all(is_part)
        && words(&text).count() <= 3
}
