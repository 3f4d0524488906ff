//! The differences between a workbook and a plan.

use super::Column;
use crate::manuscript::Location;
use model::{
    ActionId,
    plan::{action::ActionDetails, progress::Progress},
};

/// The result of comparing a workbook with the current plan.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Differences {
    /// The rows, in the order of the sheet.
    pub rows: Vec<ComparedRow>,
    /// The actions of the plan that have no row. They are not changed.
    pub missing: Vec<ActionId>,
    /// The rows with content but without an action or an id.
    pub unread: Vec<Location>,
}

/// One row and its outcome.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ComparedRow {
    /// Its place in the workbook.
    pub place: Location,
    /// How it differs from the plan.
    pub outcome: RowDifference,
}

/// How a row differs from the plan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RowDifference {
    /// The action is the same as in the plan.
    Unchanged(ActionId),
    /// The action was edited.
    Changed(ActionId, Edit),
    /// The row has no id: it is a new action.
    New(Edit),
    /// The row has the same id as a row above. It is a copy, which may have been edited into another action.
    Copied(ActionId, Edit),
    /// The plan has no action with this id: it was withdrawn, or belongs to another plan.
    Unknown(ActionId, Edit),
}

/// The changes of a row, and what would be saved.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Edit {
    /// The changed fields, in the order of the columns; all fields for a new action.
    pub changes: Vec<WorkbookChange>,
    /// The details to save, if they changed and are valid.
    pub details: Option<ActionDetails>,
    /// The progress update to save, if it changed and is valid.
    pub progress: Option<Progress>,
    /// Errors that must be fixed before the fields can be saved.
    pub problems: Vec<Problem>,
}

/// One changed field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WorkbookChange {
    /// The column of the field.
    pub column: Column,
    /// The current value in the plan.
    pub before: String,
    /// The value in the workbook.
    pub after: String,
    /// Whether the field also changed in the plan since the workbook was written.
    pub conflicts: bool,
}

/// An error in a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// The column with the error.
    pub column: Column,
    /// What is wrong and what to do, as a sentence without a full stop.
    pub message: String,
}

impl Differences {
    /// The number of rows that would be saved if all were accepted.
    #[must_use]
    pub fn savable_rows(&self) -> usize {
        self.rows.iter().filter(|row| row.outcome.edit().is_some_and(Edit::can_save)).count()
    }
}

impl RowDifference {
    /// The changes, if there are any.
    #[must_use]
    pub fn edit(&self) -> Option<&Edit> {
        match self {
            Self::Unchanged(_) => None,
            Self::Changed(_, edit) | Self::New(edit) | Self::Copied(_, edit) | Self::Unknown(_, edit) => Some(edit),
        }
    }
}

impl Edit {
    /// Whether anything can be saved.
    #[must_use]
    pub fn can_save(&self) -> bool {
        self.details.is_some() || self.progress.is_some()
    }
}
