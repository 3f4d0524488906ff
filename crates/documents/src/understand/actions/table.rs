//! Reads actions in the rows of a table. There may be one table for each theme, or one for all with the theme in a column or a
//! heading.

mod other_columns;
mod shaded_status;
mod tick_marks;

use super::{
    Draft, Field,
    columns::{Columns, Header},
    number, timescale,
};
use crate::{
    manuscript::{Cell, Location},
    reading::{Certainty, WhichPlan},
    understand::{
        grid::Grid,
        ratings::{self, Statuses, legend::Legend},
        themes::Themes,
    },
};
use model::{
    ThemeKey,
    charter::{Charter, rating::Colour},
};
use other_columns::FurtherCell;

/// The context of a table.
pub(super) struct TableContext<'a> {
    pub(super) charter: &'a Charter,
    pub(super) known: &'a Themes,
    pub(super) statuses: &'a Statuses,
    pub(super) legend: &'a Legend,
    pub(super) plan: WhichPlan,
}

/// What applies to the next rows, until it is replaced.
#[derive(Debug, Clone, Default)]
pub(super) struct Scope {
    pub(super) themes: Vec<ThemeKey>,
    /// The period.
    pub(super) period: String,
    /// The rating.
    pub(super) colour: Option<Colour>,
}

/// Reads one table.
struct Reader<'a, 'b> {
    context: &'a TableContext<'a>,
    grid: &'a Grid<'a>,
    columns: Columns,
    scope: &'b mut Scope,
    /// The number of theme groups so far.
    group: usize,
    /// Each draft, with its line and its theme group.
    drafts: Vec<(usize, usize, Draft)>,
    leftover: Vec<(Location, String)>,
    further_cells: Vec<FurtherCell>,
}

/// The actions of a table, and the text that was not used. `scope` is updated to what applies at its end.
pub(super) fn read(
    grid: &Grid<'_>,
    header: Header,
    context: &TableContext<'_>,
    scope: &mut Scope,
) -> (Vec<Draft>, Vec<(Location, String)>) {
    let Header { mut columns, lines } = header;
    columns.guess_from_cells(grid, lines.end..grid.lines.len(), context.known, context.statuses);
    let mut reader = Reader {
        context,
        grid,
        columns,
        scope,
        group: 0,
        drafts: Vec::new(),
        leftover: Vec::new(),
        further_cells: Vec::new(),
    };
    for line in 0..lines.start {
        reader.title(line);
    }
    let mut line = lines.end;
    while line < grid.lines.len() {
        if let Some(Header { mut columns, lines }) = reader.columns.repeated_header(grid, line) {
            columns.guess_from_cells(grid, lines.end..grid.lines.len(), context.known, context.statuses);
            reader.columns = columns;
            line = lines.end;
            continue;
        }
        reader.row(line);
        line += 1;
    }
    reader.finish()
}

impl Reader<'_, '_> {
    /// Reads a line above the header, or one cell over all columns, which may name a theme, a period or a rating.
    fn title(&mut self, line: usize) -> bool {
        let Some((_, only)) = self.grid.lines[line].only() else {
            self.add_leftover_line(line);
            return false;
        };
        let text = only.text();
        let is_used = self.set_scope(&text);
        if !is_used {
            self.add_leftover_line(line);
        }
        is_used
    }

    /// Sets what applies to the rows below, if the text names a theme, a period or a rating. Returns whether it does.
    fn set_scope(&mut self, text: &str) -> bool {
        let known = self.context.known;
        let mut themes = known.in_heading(text);
        if themes.is_empty() {
            themes = known.at_start_of(text);
        }
        if themes.is_empty() {
            themes = known.defined_by(text);
        }
        if !themes.is_empty() {
            self.scope.themes = themes;
            self.scope.colour = None;
            self.group += 1;
            return true;
        }
        if timescale::names_period(text) {
            text.trim().clone_into(&mut self.scope.period);
            return true;
        }
        if let Some(colour) = ratings::of_line(text) {
            self.scope.colour = Some(colour);
            return true;
        }
        false
    }

    fn row(&mut self, line: usize) {
        let before = self.drafts.len();
        if self.cells(line) {
            self.other_columns(line, before);
        }
    }

    /// Whether a line contains actions, rather than setting what applies to the lines below.
    fn cells(&mut self, line: usize) -> bool {
        let row = &self.grid.lines[line];
        if let Some((column, only)) = row.only() {
            let is_wide = usize::from(only.columns) * 2 > self.grid.width || row.slots.len() == 1;
            let is_action = self.columns.fields.get(column).copied().flatten() == Some(Field::Action);
            let has_cell_from_above = (0..self.grid.width).any(|at| row.is_from_above(at));
            if (is_wide || !has_cell_from_above) && self.set_scope(&only.text()) {
                return false;
            }
            if is_wide && self.grid.width > 1 && !has_cell_from_above
                || !is_action && !has_cell_from_above && self.columns.fields.get(column).copied().flatten().is_none()
            {
                self.add_leftover_line(line);
                return false;
            }
        }
        let cells: Vec<(Field, usize, &Cell)> =
            (0..self.grid.width).filter_map(|at| Some(((*self.columns.fields.get(at)?)?, at, row.at(at)?))).collect();
        let of = |wanted: Field| cells.iter().find(|(field, _, _)| *field == wanted).map(|(_, at, cell)| (*at, *cell));
        if let Some((at, cell)) = of(Field::Theme)
            && !row.is_from_above(at)
        {
            let themes = self.context.known.in_cell(&cell.text());
            if themes != self.scope.themes {
                self.group += 1;
            }
            self.scope.themes = themes;
        }
        let others: Vec<(Field, usize, &Cell)> = cells
            .iter()
            .filter(|(field, _, _)| {
                !field.is_detail() && !matches!(field, Field::Theme | Field::Action | Field::Number)
            })
            .copied()
            .collect();
        if !self.columns.has(Field::Action) {
            self.periods(line, &others);
            return true;
        }
        match of(Field::Action).filter(|(at, _)| !row.is_from_above(*at)) {
            Some((_, action)) if self.continues(line, action, &others) => self.add_to_last(line, Some(action), &others),
            Some((_, action)) if number::is_placeholder(&action.text()) => self.add_leftover_line(line),
            Some((_, action)) => self.actions(line, action, &others),
            None => self.add_to_last(line, None, &others),
        }
        true
    }

    /// Whether a row continues the action above, because it was split by a page break or by hand.
    fn continues(&self, line: usize, action: &Cell, others: &[(Field, usize, &Cell)]) -> bool {
        let Some((above, _, last)) = self.drafts.last() else { return false };
        let row = &self.grid.lines[line];
        let begins = |field: Field| {
            self.columns.column_of(field).is_some_and(|at| row.at(at).is_some() && !row.is_from_above(at))
        };
        if *above + 1 != line
            || begins(Field::Theme)
            || begins(Field::Number)
            || others.iter().any(|(field, _, _)| *field == Field::Owner)
        {
            return false;
        }
        let had_number =
            self.columns.column_of(Field::Number).is_some_and(|at| self.grid.lines[*above].at(at).is_some());
        let text = action.text();
        let is_lower = text.trim_start().starts_with(char::is_lowercase);
        // If the row above has a number and this one has none, it is a continuation; otherwise only if it begins in the middle of
        // a sentence.
        had_number || is_lower && last.ends_mid_sentence()
    }

    fn add_to_last(&mut self, line: usize, action: Option<&Cell>, others: &[(Field, usize, &Cell)]) {
        let row = &self.grid.lines[line];
        let Some((above, _, last)) = self.drafts.last_mut() else {
            self.leftover.extend(others.iter().map(|(_, _, cell)| (row.place, cell.text())));
            return;
        };
        if let Some(action) = action {
            last.add(Field::Action, &action.text(), " ");
            last.limit_certainty(Certainty::Likely);
        }
        for (field, _, cell) in others.iter().filter(|(_, at, _)| !row.is_from_above(*at)) {
            let between = if action.is_some() { " " } else { "\n" };
            add_cell(last, *field, cell, between);
        }
        *above = line;
    }

    /// Reads the actions of one row. Several items in a cell are several actions, unless the row treats them as one.
    fn actions(&mut self, line: usize, action: &Cell, others: &[(Field, usize, &Cell)]) {
        let place = self.grid.lines[line].place;
        let passages: Vec<_> = action.passages.iter().filter(|passage| !passage.text.is_empty()).collect();
        let all_items = passages.iter().all(|passage| passage.is_item());
        let is_split = passages.len() > 1 && (others.is_empty() || all_items);
        let texts: Vec<String> = if is_split {
            passages.iter().map(|passage| passage.text.clone()).collect()
        } else if let [only] = passages.as_slice() {
            vec![only.text.clone()]
        } else {
            vec![passages.iter().map(|passage| passage.text_with_marker()).collect::<Vec<_>>().join("\n")]
        };
        let count = texts.len();
        for (index, text) in texts.into_iter().enumerate() {
            let mut draft = Draft::new(place, self.context.plan, self.scope.themes.clone());
            draft.rating = self.scope.colour;
            draft.add(Field::Action, &text, "\n");
            for (field, _, cell) in others {
                // If another cell has as many items as there are actions, each action gets one; otherwise all get the whole cell.
                if count > 1 && cell.passages.len() == count {
                    draft.add(*field, &cell.passages[index].text, "\n");
                } else {
                    add_cell(&mut draft, *field, cell, "\n");
                }
            }
            for (_, column, _) in
                others.iter().filter(|(field, _, cell)| *field == Field::Period && tick_marks::is_tick(&cell.text()))
            {
                draft.add_period(self.columns.titles.get(*column).map_or("", String::as_str));
            }
            if !self.scope.period.is_empty() && !self.columns.has(Field::Timescale) {
                draft.add(Field::Timescale, &self.scope.period, "\n");
            }
            if self.columns.is_guessed {
                draft.limit_certainty(Certainty::Doubtful);
            }
            self.drafts.push((line, self.group, draft));
        }
    }

    /// Reads a row whose cells are the actions of one period each.
    fn periods(&mut self, line: usize, cells: &[(Field, usize, &Cell)]) {
        for (_, column, cell) in cells.iter().filter(|(field, _, _)| *field == Field::Period) {
            let before = self.drafts.len();
            self.actions(line, cell, &[]);
            for (_, _, draft) in &mut self.drafts[before..] {
                draft.add_period(self.columns.titles.get(*column).map_or("", String::as_str));
                draft.limit_certainty(Certainty::Likely);
            }
        }
    }

    fn finish(mut self) -> (Vec<Draft>, Vec<(Location, String)>) {
        self.close();
        let rows: Vec<(usize, usize)> = self.drafts.iter().map(|(line, group, _)| (*line, *group)).collect();
        if let Some(shades) = shaded_status::column(self.grid, &self.columns, &rows, self.context.legend) {
            for (line, _, draft) in &mut self.drafts {
                if let Some(colour) = shaded_status::status(self.grid, *line, shades.column, self.context.legend) {
                    draft.shade(colour, shades.certainty);
                }
            }
        }
        (self.drafts.into_iter().map(|(_, _, draft)| draft).collect(), self.leftover)
    }

    fn add_leftover_line(&mut self, line: usize) {
        let row = &self.grid.lines[line];
        let words: Vec<String> = row.filled().map(|(_, cell)| cell.text()).collect();
        if !words.is_empty() {
            self.leftover.push((row.place, words.join(" | ")));
        }
    }
}

/// Adds the text of another cell to an action.
fn add_cell(draft: &mut Draft, field: Field, cell: &Cell, between: &str) {
    let text = cell.text();
    match field {
        Field::Colour(colour) if tick_marks::is_tick(&text) => draft.tick(colour),
        Field::Done if tick_marks::is_tick(&text) || tick_marks::is_yes(&text) || timescale::is_timescale(&text) => {
            draft.tick(Colour::Green);
        }
        Field::Done if tick_marks::is_no(&text) => {}
        Field::Done => draft.add(Field::Status, &text, between),
        Field::Status if tick_marks::rating_of_percentage(&text).is_some() => {
            draft.rating = tick_marks::rating_of_percentage(&text);
        }
        Field::Comment | Field::Learning => draft.add(field, &cell.prose(), between),
        field => draft.add(field, &text, between),
    }
}
