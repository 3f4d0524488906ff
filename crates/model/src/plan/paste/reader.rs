//! Reads rows one by one: an action, the name of a theme, or nothing.

use super::{
    Note, Pasted, PastedAction,
    columns::{PastedColumn, PastedColumns, filled},
    themes,
};
use crate::{
    Date, ThemeKey,
    charter::{Theme, rating::Colour},
    plan::{
        action::{ActionDraft, ActionField},
        timescale::{Meaning, Timescale},
    },
};

/// Converts rows to actions and notes, one after the other.
pub(super) struct PasteReader<'a> {
    themes: &'a [Theme],
    columns: PastedColumns,
    /// The themes of the last heading or of the last cell of themes.
    heading: Vec<ThemeKey>,
    pub(super) pasted: Pasted,
}

impl<'a> PasteReader<'a> {
    pub(super) fn new(themes: &'a [Theme], columns: PastedColumns) -> Self {
        Self { themes, columns, heading: Vec::new(), pasted: Pasted { actions: Vec::new(), notes: Vec::new() } }
    }

    fn note(&mut self, row: usize, message: String) {
        self.pasted.notes.push(Note { row, message });
    }

    pub(super) fn note_unknown_columns(&mut self, row: usize, cells: &[String], named: bool) {
        for (index, cell) in cells.iter().enumerate() {
            if self.columns.is_unknown(index) && !cell.is_empty() {
                let name = if named { quoted(cell) } else { (index + 1).to_string() };
                self.note(row, format!("column {name} was not recognised and is ignored"));
            }
        }
    }

    /// Whether the row holds the name of a theme and nothing else. The rows below it are then of that theme.
    fn is_theme(&mut self, cells: &[String]) -> bool {
        let only = cells.iter().find(|cell| !cell.is_empty()).filter(|_| filled(cells) == 1);
        let theme = only.and_then(|cell| themes::named(cell, self.themes));
        let found = theme.is_some();
        if found {
            self.heading = theme.into_iter().collect();
        }
        found
    }

    /// A row above the headings: a title, or a theme.
    pub(super) fn row_above(&mut self, row: usize, cells: &[String]) {
        if filled(cells) > 0 && !self.is_theme(cells) {
            self.note(row, "this row is above the headings and is ignored".into());
        }
    }

    /// A row below the headings.
    pub(super) fn row(&mut self, row: usize, cells: &[String]) {
        let Some(first) = cells.iter().find(|cell| !cell.is_empty()) else { return };
        if self.is_theme(cells) {
            return;
        }
        let [text, theme, due, start, rating] =
            [PastedColumn::Action, PastedColumn::Theme, PastedColumn::Due, PastedColumn::Start, PastedColumn::Colour]
                .map(|column| self.columns.cell(column, cells));
        let Some(text) = text else {
            return self.note(row, format!("no action beside {}, so this row is ignored", quoted(first)));
        };
        let themes = self.themes_of(row, theme);
        let mut draft = ActionDraft::new(text, themes.iter().map(ToString::to_string));
        draft.due = self.due(row, due.as_deref());
        draft.timescale = due.unwrap_or_default();
        draft.starts = self.start(row, start.as_deref());
        for &field in ActionField::ALL {
            let cell = self.columns.cell(PastedColumn::Detail(field), cells);
            if let Some((to, cell)) = draft.text_mut(field).zip(cell) {
                *to = cell;
            }
        }
        let colour = self.colour(row, rating.as_deref());
        self.pasted.actions.push(PastedAction { row, draft, colour });
    }

    /// The themes of a cell. A blank one has those of the row above, because a merged cell is pasted as one with text and blank ones.
    fn themes_of(&mut self, row: usize, cell: Option<String>) -> Vec<ThemeKey> {
        let Some(cell) = cell else {
            if self.columns.has(PastedColumn::Theme) && !self.heading.is_empty() {
                self.note(row, "the theme is blank, so the theme of the row above is used".into());
            }
            return self.heading.clone();
        };
        let found = themes::mentioned(&cell, self.themes);
        if found.is_empty() {
            self.note(row, format!("{} is not a theme of the charter", quoted(&cell)));
        }
        self.heading.clone_from(&found);
        found
    }

    fn due(&mut self, row: usize, cell: Option<&str>) -> Option<Date> {
        let timescale = Timescale::read(cell?);
        if let Meaning::Ambiguous(why) | Meaning::Impossible(why) = timescale.meaning() {
            self.note(row, format!("{} gives no due date: {why}", quoted(timescale.text())));
        }
        timescale.due()
    }

    fn start(&mut self, row: usize, cell: Option<&str>) -> Option<Date> {
        let timescale = Timescale::read(cell?);
        match timescale.meaning() {
            Meaning::Day(day) => Some(*day),
            Meaning::Month(last) => Some(last.first_of_month()),
            _ => {
                self.note(row, format!("{} gives no start date", quoted(timescale.text())));
                None
            }
        }
    }

    fn colour(&mut self, row: usize, cell: Option<&str>) -> Option<Colour> {
        let cell = cell?;
        let colour = match cell.to_lowercase().trim_end_matches('.') {
            "green" | "g" | "complete" | "completed" | "done" => Some(Colour::Green),
            "amber" | "a" | "orange" | "yellow" | "in progress" | "ongoing" | "on-going" => Some(Colour::Amber),
            "red" | "r" | "not started" => Some(Colour::Red),
            _ => None,
        };
        if colour.is_none() {
            self.note(row, format!("{} is not red, amber or green", quoted(cell)));
        }
        colour
    }
}

/// The first words of a cell, for a note.
fn quoted(cell: &str) -> String {
    let start: String = cell.chars().take(60).collect();
    let rest = if start.len() < cell.len() { "…" } else { "" };
    format!("“{start}{rest}”")
}
