//! What a workbook says that a plan does not.

use super::Column;
use crate::manuscript::Location;
use model::{
    ActionId,
    plan::{action::ActionDetails, progress::Progress},
};

/// A workbook held against the plan of today.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Differences {
    /// Its rows, in their order.
    pub rows: Vec<Compared>,
    /// The actions of the plan that have no row: nothing is done to them.
    pub missing: Vec<ActionId>,
    /// Rows that hold something but neither an action nor an identity.
    pub unread: Vec<Location>,
}

/// One row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Compared {
    /// Where it stands.
    pub place: Location,
    /// What it is.
    pub outcome: Outcome,
}

/// What a row is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// An action as it stands in the plan.
    Unchanged(ActionId),
    /// An action of which something was changed.
    Changed(ActionId, Edit),
    /// An action without an identity: a new one.
    New(Edit),
    /// A second row with the identity of one above: a copy, which may have become another action.
    Copied(ActionId, Edit),
    /// An identity that no action of the plan has: it was withdrawn, or comes from another plan.
    Unknown(ActionId, Edit),
}

/// What was changed in a row, and what would be written.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Edit {
    /// What was changed, in the order of the columns. Of a new action, all that it has.
    pub changes: Vec<Change>,
    /// The promise to write, if it was changed and nothing is wrong with it.
    pub promise: Option<ActionDetails>,
    /// What to say of how it stands, if that was changed and nothing is wrong with it.
    pub progress: Option<Progress>,
    /// What is wrong, and is not written until somebody mends it.
    pub problems: Vec<Problem>,
}

/// One field that was changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// Which.
    pub column: Column,
    /// What the plan says today.
    pub was: String,
    /// What the row says.
    pub is: String,
    /// Whether somebody changed it in the plan as well since the workbook was made.
    pub clashes: bool,
}

/// Something that is wrong in a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// Where.
    pub column: Column,
    /// What is wrong and what to do, as a sentence without a full stop.
    pub message: String,
}

impl Differences {
    /// How many rows would be written if everything were accepted.
    #[must_use]
    pub fn writes(&self) -> usize {
        self.rows.iter().filter(|row| row.outcome.edit().is_some_and(Edit::writes)).count()
    }
}

impl Outcome {
    /// What was changed, if anything.
    #[must_use]
    pub fn edit(&self) -> Option<&Edit> {
        match self {
            Self::Unchanged(_) => None,
            Self::Changed(_, edit) | Self::New(edit) | Self::Copied(_, edit) | Self::Unknown(_, edit) => Some(edit),
        }
    }
}

impl Edit {
    /// Whether anything of it can be written.
    #[must_use]
    pub fn writes(&self) -> bool {
        self.promise.is_some() || self.progress.is_some()
    }
}
