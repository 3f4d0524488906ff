//! Which actions of a document are already in the draft plan or in the previous plan.

use documents::reading::{Reading, WhichPlan};
use model::{
    ActionId,
    imports::{import::ExistingContent, matching::Similarity},
};
use std::collections::BTreeMap;

/// The matches, by the index of the action in the reading.
pub(super) struct Pairing {
    draft: BTreeMap<usize, (ActionId, Similarity)>,
    previous: BTreeMap<usize, (ActionId, Similarity)>,
}

impl Pairing {
    pub(super) fn of(reading: &Reading, known: &ExistingContent) -> Self {
        let mut previous = reading.matched(WhichPlan::Rated, &known.last);
        // A new action continues a previous one without being asked about only if both are certainly the same.
        let continued = reading.matched(WhichPlan::New, &known.last);
        previous.extend(continued.into_iter().filter(|(_, (_, alike))| *alike == Similarity::Same));
        let draft = known.open.as_ref().map(|open| reading.matched(WhichPlan::New, &open.plan)).unwrap_or_default();
        Self { draft, previous }
    }

    /// Whether the action is already in the draft plan.
    pub(super) fn is_in_draft(&self, index: usize) -> bool {
        self.draft.get(&index).is_some_and(|(_, alike)| *alike == Similarity::Same)
    }

    /// The action of the previous plan that it certainly or probably is.
    pub(super) fn previous(&self, index: usize) -> Option<(ActionId, Similarity)> {
        self.previous.get(&index).copied()
    }
}
