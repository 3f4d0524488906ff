//! Actions in the rows of a table: one table for each theme or one for all, with a theme column or a heading above.

use super::{Draft, Field, field};
use crate::{
    manuscript::{Cell, Row, Table},
    reading::{Plan, Sure},
    understand::themes::Themes,
    words::{bare, fold},
};
use model::ThemeKey;

/// What a table's columns hold.
#[derive(Debug, Clone, Default)]
pub(super) struct Columns {
    fields: Vec<Option<Field>>,
    /// Whether they were told from what the columns hold, since no header says it.
    is_guessed: bool,
}

impl Columns {
    /// The columns of a header row, if it is one: it names at least two parts of an action, one of them the action.
    pub(super) fn of(row: &Row) -> Option<Self> {
        let headings: Vec<String> = expanded(row).map(|cell| fold(&cell.text())).collect();
        if headings.iter().any(|heading| heading.len() > 120) {
            return None;
        }
        let mut fields: Vec<Option<Field>> = headings
            .iter()
            .map(|heading| Field::of_column(&bare(heading)).filter(|_| !field::is_number(heading)))
            .collect();
        // Of two columns that could be the action, the first is; an aim is one only where nothing better is.
        if !fields.contains(&Some(Field::Action)) {
            let aim = fields.iter_mut().find(|field| **field == Some(Field::Objective))?;
            *aim = Some(Field::Action);
        }
        let mut seen = Vec::new();
        for field in &mut fields {
            if field.is_some_and(|field| matches!(field, Field::Action | Field::Theme) && seen.contains(&field)) {
                *field = None;
            }
            seen.extend(*field);
        }
        seen.sort_unstable();
        seen.dedup();
        (seen.len() >= 2).then_some(Self { fields, is_guessed: false })
    }

    /// A table of two columns without a header, whose first cell names a theme.
    fn guessed(row: &Row, known: &Themes) -> Option<Self> {
        let is_theme = !known.in_cell(&row.cells.first()?.text()).is_empty();
        let fields = vec![Some(Field::Theme), Some(Field::Action)];
        (row.cells.len() == 2 && is_theme && !row.cells[1].is_blank()).then_some(Self { fields, is_guessed: true })
    }

    /// Whether it holds more than themes and actions: then it is a plan wherever it stands.
    pub(super) fn is_surely_a_plan(&self) -> bool {
        let more = [Field::Owner, Field::Timescale, Field::Measure, Field::Status];
        self.fields.iter().flatten().any(|field| more.contains(field))
    }

    pub(super) fn has(&self, field: Field) -> bool {
        self.fields.contains(&Some(field))
    }
}

/// The columns of a table, by its first rows.
pub(super) fn columns(table: &Table, known: &Themes) -> Option<Columns> {
    let header = table.rows.iter().take(3).find_map(Columns::of);
    header.or_else(|| Columns::guessed(table.rows.first()?, known))
}

/// The cells of a row with those that span several columns repeated as blanks, so that columns stay aligned.
fn expanded(row: &Row) -> impl Iterator<Item = &Cell> {
    static BLANK: Cell = Cell { passages: Vec::new(), columns: 1, rows: 1, shading: None };
    row.cells.iter().flat_map(|cell| {
        let blanks = usize::from(cell.columns.clamp(1, 64)) - 1;
        std::iter::once(cell).chain(std::iter::repeat_n(&BLANK, blanks))
    })
}

/// Read the actions of a table. `themes` are those of the heading above; they are left as those of the last row. Cells of
/// columns that mean nothing here are given to `leave`.
pub(super) fn read(
    table: &Table,
    mut columns: Columns,
    plan: Plan,
    themes: &mut Vec<ThemeKey>,
    known: &Themes,
    mut leave: impl FnMut(&Row, &Cell),
) -> Vec<Draft> {
    let mut drafts: Vec<Draft> = Vec::new();
    for row in &table.rows {
        if let Some(header) = Columns::of(row) {
            columns = header;
            continue;
        }
        let filled: Vec<&Cell> = row.cells.iter().filter(|cell| !cell.is_blank()).collect();
        if let [only] = filled.as_slice() {
            let named = known.in_heading(&only.text());
            if !named.is_empty() {
                *themes = named;
                continue;
            }
        }
        let unknown = expanded(row).zip(&columns.fields).filter(|(cell, field)| field.is_none() && !is_number(cell));
        unknown.for_each(|(cell, _)| leave(row, cell));
        let cells: Vec<(Field, &Cell)> = expanded(row)
            .zip(&columns.fields)
            .filter_map(|(cell, field)| Some(((*field)?, cell)))
            .filter(|(_, cell)| !cell.is_blank())
            .collect();
        let of = |wanted: Field| cells.iter().find(|(field, _)| *field == wanted).map(|(_, cell)| *cell);
        if let Some(cell) = of(Field::Theme) {
            *themes = known.in_cell(&cell.text());
        }
        let others =
            cells.iter().filter(|(field, _)| !matches!(field, Field::Theme | Field::Action | Field::Objective));
        let others: Vec<(Field, &Cell)> = others.copied().collect();
        match of(Field::Action) {
            Some(action) => {
                let mut found = row_of(row, action, &others, plan, themes);
                if columns.is_guessed {
                    for draft in &mut found {
                        draft.at_most(Sure::Doubtful);
                    }
                }
                drafts.extend(found);
            }
            // An action that goes on in the next row: only its other cells have more to say.
            None => {
                if let Some(draft) = drafts.last_mut() {
                    for (field, cell) in others {
                        draft.add(field, &cell.text(), "\n");
                    }
                }
            }
        }
    }
    drafts
}

/// Whether a cell holds a row's number and nothing else: "3", "1.2", "V4".
fn is_number(cell: &Cell) -> bool {
    let text = cell.text();
    let is_part = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | ')' | '#');
    text.trim().len() <= 6 && text.chars().any(|c| c.is_ascii_digit()) && text.trim().chars().all(is_part)
}

/// The actions of one row. Several items in a cell are several actions, unless the row says more of them as one.
fn row_of(row: &Row, action: &Cell, others: &[(Field, &Cell)], plan: Plan, themes: &[ThemeKey]) -> Vec<Draft> {
    let passages: Vec<_> = action.passages.iter().filter(|passage| !passage.text.is_empty()).collect();
    let all_items = passages.iter().all(|passage| passage.is_item());
    let is_split = passages.len() > 1 && (others.is_empty() || all_items);
    let texts: Vec<String> = if is_split {
        passages.iter().map(|passage| passage.text.clone()).collect()
    } else if let [only] = passages.as_slice() {
        vec![only.text.clone()]
    } else {
        vec![passages.iter().map(|passage| passage.written()).collect::<Vec<_>>().join("\n")]
    };
    let count = texts.len();
    let draft = |(index, text): (usize, String)| {
        let mut draft = Draft::new(row.place, plan, themes.to_vec());
        draft.add(Field::Action, &text, "\n");
        for (field, cell) in others {
            // As many items beside them as there are actions belong to one each; anything else to all.
            if cell.passages.len() == count {
                draft.add(*field, &cell.passages[index].text, "\n");
            } else {
                draft.add(*field, &cell.text(), "\n");
            }
        }
        draft
    };
    texts.into_iter().enumerate().map(draft).collect()
}
