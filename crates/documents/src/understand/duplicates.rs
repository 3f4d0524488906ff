//! Merges actions that a submission contains twice.

use crate::{
    reading::FoundAction,
    words::{bare, words},
};
use std::collections::HashMap;

/// Merges two readings of the same action, because forms repeat red actions that an appendix lists with all others. Readings that
/// contradict each other stay separate.
pub(super) fn merge(actions: Vec<FoundAction>) -> Vec<FoundAction> {
    let mut known: HashMap<String, Vec<usize>> = HashMap::new();
    let mut kept: Vec<FoundAction> = Vec::new();
    for action in actions {
        let same = known.entry(words(&bare(&action.text)).collect::<Vec<_>>().join(" ")).or_default();
        if let Some(at) = same.iter().find(|at| are_compatible(&kept[**at], &action)) {
            kept[*at].fill(action);
        } else {
            same.push(kept.len());
            kept.push(action);
        }
    }
    kept
}

fn are_compatible(one: &FoundAction, other: &FoundAction) -> bool {
    fn is_compatible<T: PartialEq>(one: Option<&T>, other: Option<&T>) -> bool {
        one.is_none() || other.is_none() || one == other
    }
    let shares_theme =
        one.themes.is_empty() || other.themes.is_empty() || one.themes.iter().any(|theme| other.themes.contains(theme));
    one.plan == other.plan
        && shares_theme
        && is_compatible(one.owner.as_ref(), other.owner.as_ref())
        && is_compatible(one.timescale.as_ref(), other.timescale.as_ref())
        && is_compatible(one.rag.as_ref(), other.rag.as_ref())
}

impl FoundAction {
    /// Fills empty fields from another reading of the same action.
    fn fill(&mut self, other: Self) {
        if self.themes.is_empty() {
            self.themes = other.themes;
        }
        self.due = self.due.or(other.due);
        self.rag = self.rag.or(other.rag);
        let parts = [
            (&mut self.owner, other.owner),
            (&mut self.timescale, other.timescale),
            (&mut self.measure, other.measure),
            (&mut self.comment, other.comment),
            (&mut self.learning, other.learning),
            (&mut self.resource, other.resource),
            (&mut self.rationale, other.rationale),
        ];
        for (mine, theirs) in parts {
            *mine = mine.take().or(theirs);
        }
        self.starts = self.starts.or(other.starts);
        self.open_since = self.open_since.or(other.open_since);
        self.category = self.category.take().or(other.category);
        self.becomes = self.becomes.take().or(other.becomes);
        self.left = self.left.take().or(other.left);
        self.origin = self.origin.or(other.origin);
        if self.recommendations.is_empty() {
            self.recommendations = other.recommendations;
        }
        if self.allied.is_empty() {
            self.allied = other.allied;
        }
        self.certainty = self.certainty.max(other.certainty);
    }
}
