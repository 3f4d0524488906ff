//! Which proposed actions are here already: in the plan that is being written, or in the last one.

use documents::reading::{Plan, Reading};
use model::{
    ActionId,
    imports::{import::Known, matching::Alike},
};
use std::collections::BTreeMap;

/// By the places of the actions in the reading.
pub(super) struct Pairing {
    open: BTreeMap<usize, (ActionId, Alike)>,
    last: BTreeMap<usize, (ActionId, Alike)>,
}

impl Pairing {
    pub(super) fn of(reading: &Reading, known: &Known) -> Self {
        let mut last = reading.matched(Plan::Rated, &known.last);
        // Only what is surely the same goes on as itself without a person's word.
        let going_on = reading.matched(Plan::New, &known.last);
        last.extend(going_on.into_iter().filter(|(_, (_, alike))| *alike == Alike::Same));
        let open = known.open.as_ref().map(|open| reading.matched(Plan::New, &open.plan)).unwrap_or_default();
        Self { open, last }
    }

    /// Whether the plan that is being written has it already.
    pub(super) fn is_here(&self, index: usize) -> bool {
        self.open.get(&index).is_some_and(|(_, alike)| *alike == Alike::Same)
    }

    /// The action of the last plan that it is or may be.
    pub(super) fn of_last(&self, index: usize) -> Option<(ActionId, Alike)> {
        self.last.get(&index).copied()
    }
}
