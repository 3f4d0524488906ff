//! Which actions of a document are already in the draft plan or in the previous plan.

use documents::reading::{Reading, WhichPlan};
use model::{
    ActionId,
    imports::{import::Known, matching::Alike},
};
use std::collections::BTreeMap;

/// The matches, by the index of the action in the reading.
pub(super) struct Pairing {
    open: BTreeMap<usize, (ActionId, Alike)>,
    last: BTreeMap<usize, (ActionId, Alike)>,
}

impl Pairing {
    pub(super) fn of(reading: &Reading, known: &Known) -> Self {
        let mut last = reading.matched(WhichPlan::Rated, &known.last);
        // A new action continues a previous one without being asked about only if both are certainly the same.
        let going_on = reading.matched(WhichPlan::New, &known.last);
        last.extend(going_on.into_iter().filter(|(_, (_, alike))| *alike == Alike::Same));
        let open = known.open.as_ref().map(|open| reading.matched(WhichPlan::New, &open.plan)).unwrap_or_default();
        Self { open, last }
    }

    /// Whether the action is already in the draft plan.
    pub(super) fn is_here(&self, index: usize) -> bool {
        self.open.get(&index).is_some_and(|(_, alike)| *alike == Alike::Same)
    }

    /// The action of the previous plan that it certainly or probably is.
    pub(super) fn of_last(&self, index: usize) -> Option<(ActionId, Alike)> {
        self.last.get(&index).copied()
    }
}
