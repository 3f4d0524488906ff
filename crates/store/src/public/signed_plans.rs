//! Signed plans in memory. The page of a submitted plan says what has changed since it was signed, so that it needs the signed text at each
//! request, and reads, hashes and parses it.
//!
//! A plan is found by the hash of its text, which was checked when it was read: what is kept is what was signed, also if the text was changed in
//! the database since. Who signs, publishes or downloads it reads it from the database each time.

use model::{PlanId, assessment::locked_version::SubmittedPlan};
use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

/// The maximum size of the texts whose plans are kept, in bytes. A plan takes less than half of the memory of its text.
const MAX_BYTES: usize = 16 * 1024 * 1024;
/// The maximum size of the text of one plan, so that a few cannot evict all others.
const MAX_BYTES_OF_ONE: usize = MAX_BYTES / 8;

/// The plans that were read and checked, up to a limit. Cheap to clone; clones share them.
#[derive(Debug, Clone, Default)]
pub struct SignedPlans(Arc<Mutex<Kept>>);

#[derive(Debug, Default)]
struct Kept {
    /// By the id of the plan: the hash of the version, the plan as it was signed, and the size of the text.
    plans: HashMap<PlanId, (String, Arc<SubmittedPlan>, usize)>,
    bytes: usize,
}

impl SignedPlans {
    /// The plan as it was signed when it was last read, with the hash of that version.
    pub(super) fn get(&self, id: PlanId) -> Option<(String, Arc<SubmittedPlan>)> {
        let kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.plans.get(&id).map(|(hash, plan, _)| (hash.clone(), plan.clone()))
    }

    /// Keeps a plan whose text, of so many bytes, has this hash. If there is no room, all others are read again when they are next asked for.
    pub(super) fn keep(&self, id: PlanId, hash: String, plan: &Arc<SubmittedPlan>, bytes: usize) {
        if bytes > MAX_BYTES_OF_ONE {
            return;
        }
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.bytes + bytes > MAX_BYTES {
            *kept = Kept::default();
        }
        let replaced = kept.plans.insert(id, (hash, plan.clone(), bytes)).map_or(0, |(.., bytes)| bytes);
        kept.bytes = kept.bytes + bytes - replaced;
    }
}
