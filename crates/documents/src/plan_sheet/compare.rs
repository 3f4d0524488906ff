//! Compares an uploaded workbook with the current plan.

use super::{
    Column, ComparedRow, Differences, Edit, RowDifference, WorkbookChange,
    base::{Base, normalise},
    edit,
    rows::WorkbookRow,
};
use model::{
    ActionId, Date,
    charter::Charter,
    plan::{
        Plan,
        action::{Action, ActionField},
    },
};
use std::collections::BTreeSet;

const ACTION: Column = Column::Field(ActionField::Text);

/// Compares the rows of a workbook, which is uploaded on that day, with a plan.
#[must_use]
pub fn compare(rows: Vec<WorkbookRow>, plan: &Plan, charter: &Charter, today: Date) -> Differences {
    let mut differences = Differences::default();
    let mut seen: BTreeSet<ActionId> = BTreeSet::new();
    // If the workbook was uploaded before, its new rows have become actions by now. Such a row has no id and is matched by its
    // text with an action that no other row names.
    let named: BTreeSet<ActionId> =
        rows.iter().filter_map(|row| Base::read(&row.identity)).map(|base| base.action).collect();
    let unnamed = plan.live().filter(|action| !named.contains(&action.id));
    let mut unnamed: Vec<(String, ActionId)> =
        unnamed.map(|action| (normalise(&ACTION.text(action, charter)), action.id)).collect();
    for row in rows {
        let row = WorkbookRow {
            cells: row.cells.into_iter().map(|(column, words)| (column, normalise(&words))).collect(),
            ..row
        };
        if row.cells.values().all(String::is_empty) {
            continue;
        }
        let base = Base::read(&row.identity).or_else(|| {
            let same = unnamed.iter().position(|(words, _)| row.cells.get(&ACTION) == Some(words))?;
            Some(Base::unknown(unnamed.remove(same).1))
        });
        let outcome = match base {
            Some(base) => {
                let action = plan.live().find(|action| action.id == base.action);
                let is_copy = !seen.insert(base.action);
                outcome(&row, (&base, is_copy), action, charter, today)
            }
            None if row.cells.get(&ACTION).is_none_or(String::is_empty) => {
                differences.unread.push(row.place);
                continue;
            }
            None => RowDifference::New(new_action(&row, charter, today)),
        };
        differences.rows.push(ComparedRow { place: row.place, outcome });
    }
    differences.missing = plan.live().map(|action| action.id).filter(|id| !seen.contains(id)).collect();
    differences
}

fn outcome(
    row: &WorkbookRow,
    (base, is_copy): (&Base, bool),
    action: Option<&Action>,
    charter: &Charter,
    today: Date,
) -> RowDifference {
    let Some(action) = action else { return RowDifference::Unknown(base.action, new_action(row, charter, today)) };
    if is_copy {
        return RowDifference::Copied(base.action, new_action(row, charter, today));
    }
    let changes = row.cells.iter().filter_map(|(column, is)| change(*column, is, base, action, charter));
    let changes: Vec<WorkbookChange> = changes.collect();
    if changes.is_empty() {
        return RowDifference::Unchanged(action.id);
    }
    let edit = Edit { changes, ..Edit::default() };
    RowDifference::Changed(action.id, edit::finish(edit, Some(action), charter, today))
}

/// The change that a cell makes, if any. A field that was not edited offline keeps its current value.
fn change(column: Column, is: &str, base: &Base, action: &Action, charter: &Charter) -> Option<WorkbookChange> {
    let was = normalise(&column.text(action, charter));
    if edit::have_same_meaning(column, &was, is, charter) || base.had(column, is) == Some(true) {
        return None;
    }
    let clashes = base.had(column, &was) == Some(false);
    Some(WorkbookChange { column, before: was, after: is.to_owned(), conflicts: clashes })
}

/// The row as a separate action, with all of its fields.
fn new_action(row: &WorkbookRow, charter: &Charter, today: Date) -> Edit {
    let filled = row.cells.iter().filter(|(_, is)| !is.is_empty());
    let changes = filled.map(|(column, is)| WorkbookChange {
        column: *column,
        before: String::new(),
        after: is.clone(),
        conflicts: false,
    });
    let edit = Edit { changes: changes.collect(), ..Edit::default() };
    edit::finish(edit, None, charter, today)
}
