//! Reads small tables with one action each, with labels on the left: "Action | …", "Owner | …", "RAG | …".

use super::{Draft, Field, columns::Columns, table::Scope, timescale};
use crate::{
    manuscript::Cell,
    reading::WhichPlan,
    understand::{grid::Grid, themes::Themes},
    words::{bare, start},
};

/// The actions of a table whose first column, and every second one after it, contains labels. Returns `None` unless the action
/// and another field are labelled, and no other text but a title is in those columns.
pub(super) fn read(grid: &Grid<'_>, plan: WhichPlan, scope: &Scope, known: &Themes) -> Option<Vec<Draft>> {
    if !matches!(grid.width, 2 | 4 | 6)
        || Columns::first(grid).is_some_and(|header| header.columns.fields.iter().flatten().count() > 2)
    {
        return None;
    }
    let mut fields: Vec<Field> = Vec::new();
    let mut others = 0;
    for line in &grid.lines {
        for column in (0..grid.width).step_by(2) {
            match line.at(column).map(label) {
                Some(Some(field)) if !fields.contains(&field) => fields.push(field),
                Some(None) if line.only().is_none() => others += 1,
                _ => {}
            }
        }
    }
    if !fields.contains(&Field::Action) || fields.len() < 2 || others > fields.len() / 2 {
        return None;
    }
    let mut drafts: Vec<Draft> = Vec::new();
    let mut themes = scope.themes.clone();
    let mut pending: Vec<(Field, String)> = Vec::new();
    for line in &grid.lines {
        if let Some((_, only)) = line.only() {
            let named = known.in_heading(&only.text());
            if !named.is_empty() {
                themes = named;
                continue;
            }
        }
        for column in (0..grid.width).step_by(2) {
            let (Some(field), Some(cell)) = (line.at(column).and_then(label), line.at(column + 1)) else { continue };
            let text = cell.text();
            match field {
                Field::Theme => {
                    themes = known.in_cell(&text);
                    // A theme below its action belongs to that action, if it has none yet.
                    if let Some(last) = drafts.last_mut().filter(|last| last.themes.is_empty()) {
                        last.themes.clone_from(&themes);
                    }
                }
                Field::Action => {
                    let mut draft = Draft::new(line.place, plan, themes.clone());
                    draft.rating = scope.colour;
                    draft.add(field, &text, "\n");
                    for (field, words) in pending.drain(..) {
                        draft.add(field, &words, "\n");
                    }
                    drafts.push(draft);
                }
                _ => match drafts.last_mut() {
                    Some(draft) => draft.add(field, &text, "\n"),
                    None => pending.push((field, text)),
                },
            }
        }
    }
    if !scope.period.is_empty() && timescale::is_timescale(&scope.period) && !fields.contains(&Field::Timescale) {
        for draft in &mut drafts {
            draft.add(Field::Timescale, &scope.period, "\n");
        }
    }
    Some(drafts)
}

fn label(cell: &Cell) -> Option<Field> {
    let text = cell.text();
    Field::of_label(&bare(start(&text, 60))).filter(|_| text.len() < 60)
}
