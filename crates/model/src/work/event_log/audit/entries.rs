//! Checks the entries in the order of their places: against their events, against one another, and against the checkpoints.

use super::{AuditFinding, Discrepancy, SETTLING};
use crate::{
    OrganisationId, Timestamp,
    core::canonical::Hash,
    work::event_log::{
        Checkpoint, EntryOrigin, LogEntry,
        entry::LoggedEvent,
        tree::{RightEdge, Tiles, leaf},
    },
};
use std::collections::{BTreeMap, BTreeSet, VecDeque};
use uuid::Uuid;

/// An entry as it is stored: its text, and the columns by which it is found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredEntry {
    /// The column with the event.
    pub event: Uuid,
    /// The column with the organisation.
    pub organisation: Option<OrganisationId>,
    /// The canonical text.
    pub text: String,
}

/// The event of an entry as it is stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredEvent {
    /// What an entry commits to.
    pub event: LoggedEvent,
    /// The salt; `None` before the event was taken in.
    pub salt: Option<String>,
    /// The place of its newest entry; `None` while it waits for one.
    pub place: Option<u64>,
    /// When personal data was last erased from it.
    pub erased_at: Option<Timestamp>,
}

/// What an entry is compared with.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Context {
    /// The hash at its place in the tree.
    pub leaf: Option<Hash>,
    /// Its event, if it is there.
    pub event: Option<StoredEvent>,
    /// Of an entry that replaces an earlier one: the event of that one.
    pub replaced: Option<Uuid>,
    /// Of an entry that replaces an earlier one: whether an account was deleted at the time that it names.
    pub is_erasure_logged: bool,
    /// Of an entry that is not the newest of its event: the origin of the next one.
    pub replacement: Option<EntryOrigin>,
}

/// The state of the audit of all entries. It keeps a few hashes, and one for each organisation.
#[derive(Debug)]
pub struct EntryAudit {
    now: Timestamp,
    edge: RightEdge,
    /// The leaf of the newest entry of each organisation.
    chains: BTreeMap<Option<OrganisationId>, Hash>,
    /// The leaves of entries that are missing or unreadable, which another entry may follow.
    unknown: BTreeSet<Hash>,
    /// The checkpoints that are not reached yet, by size.
    ahead: VecDeque<Checkpoint>,
    /// The time of the newest checkpoint that was reached.
    passed: Option<Timestamp>,
    fits_until: u64,
    has_recorded: bool,
    taken_in_until: Option<Timestamp>,
    waiting: u64,
    erased: u64,
    findings: Vec<AuditFinding>,
}

impl EntryAudit {
    /// Begins the audit at the first entry. The checkpoints are those whose signature was verified, in any order.
    #[must_use]
    pub fn new(mut checkpoints: Vec<Checkpoint>, now: Timestamp) -> Self {
        checkpoints.sort_by_key(|checkpoint| (checkpoint.size, checkpoint.at));
        let mut audit = Self {
            now,
            edge: RightEdge::default(),
            chains: BTreeMap::new(),
            unknown: BTreeSet::new(),
            ahead: checkpoints.into(),
            passed: None,
            fits_until: 0,
            has_recorded: false,
            taken_in_until: None,
            waiting: 0,
            erased: 0,
            findings: Vec::new(),
        };
        audit.pass_checkpoints();
        audit
    }

    /// The place of the next entry.
    #[must_use]
    pub fn place(&self) -> u64 {
        self.edge.size()
    }

    /// How many erased events wait for their new entry.
    #[must_use]
    pub fn waiting(&self) -> u64 {
        self.waiting
    }

    /// How many entries say that personal data was erased.
    #[must_use]
    pub fn erased(&self) -> u64 {
        self.erased
    }

    /// Whether there are entries of events that were recorded since the log began.
    #[must_use]
    pub fn has_begun(&self) -> bool {
        self.has_recorded
    }

    /// The time of the newest event from before the log.
    #[must_use]
    pub fn taken_in_until(&self) -> Option<Timestamp> {
        self.taken_in_until
    }

    /// Returns what was found since the last call.
    pub fn take_findings(&mut self) -> Vec<AuditFinding> {
        std::mem::take(&mut self.findings)
    }

    /// Returns the tiles that the entries since the last call make, to compare with those that are stored.
    pub fn take_tiles(&mut self) -> Tiles {
        self.edge.take_changed()
    }

    /// Checks the next entry; `None` if there is a hash at its place and no entry.
    pub fn check(&mut self, stored: Option<&StoredEntry>, context: &Context) {
        let place = self.place();
        let Some(stored) = stored else {
            self.report(format!("log entry {place}"), None, Discrepancy::EntryMissing { place });
            if let Some(leaf) = context.leaf {
                self.unknown.insert(leaf);
                self.append(leaf);
            }
            return;
        };
        let found = leaf(&stored.text);
        let in_tree = context.leaf.unwrap_or(found);
        let entry = LogEntry::parse(&stored.text).ok();
        let fits = |entry: &&LogEntry| {
            entry.event == stored.event && entry.organisation == stored.organisation && found == in_tree
        };
        match entry.as_ref().filter(fits) {
            None => {
                self.report(format!("log entry {place}"), stored.organisation, Discrepancy::EntryChanged { place });
                self.unknown.insert(in_tree);
            }
            Some(entry) => {
                self.check_order(place, entry);
                self.check_event(place, entry, context);
                self.chains.insert(entry.organisation, in_tree);
            }
        }
        self.append(in_tree);
    }

    /// Checks what the entry says of its time and of the entry before it.
    fn check_order(&mut self, place: u64, entry: &LogEntry) {
        let event = |what| (format!("event {}", entry.event), entry.organisation, what);
        let mut found = Vec::new();
        let before = self.chains.get(&entry.organisation).copied();
        let follows_unknown = entry.previous.is_some_and(|previous| self.unknown.contains(&previous));
        if entry.previous != before && !follows_unknown {
            found.push((format!("log entry {place}"), entry.organisation, Discrepancy::ChainBroken { place }));
        }
        let entered = match entry.origin {
            EntryOrigin::Recorded => Some(entry.at),
            EntryOrigin::Erased { at, .. } => Some(at),
            EntryOrigin::TakenIn => None,
        };
        if let (Some(at), Some(checkpoint)) = (entered, self.passed)
            && at + SETTLING < checkpoint
        {
            found.push(event(Discrepancy::EventBackdated { place, at, checkpoint }));
        }
        if entry.origin == EntryOrigin::TakenIn {
            self.taken_in_until = self.taken_in_until.max(Some(entry.at));
            if self.has_recorded {
                found.push(event(Discrepancy::TakenInLate { place }));
            }
        }
        self.has_recorded |= entry.origin == EntryOrigin::Recorded;
        for (row, organisation, what) in found {
            self.report(row, organisation, what);
        }
    }

    /// Checks that the event is what the entry commits to, or was replaced by one from which personal data was erased.
    fn check_event(&mut self, place: u64, entry: &LogEntry, context: &Context) {
        let row = || format!("event {}", entry.event);
        if let EntryOrigin::Erased { was, .. } = entry.origin {
            self.erased += 1;
            if was >= place || context.replaced != Some(entry.event) || !context.is_erasure_logged {
                self.report(row(), entry.organisation, Discrepancy::ErasureUnexplained { place });
            }
        }
        let Some(stored) = &context.event else {
            return self.report(row(), entry.organisation, Discrepancy::EventRemoved { place, at: entry.at });
        };
        let is_replaced = matches!(context.replacement, Some(EntryOrigin::Erased { was, .. }) if was == place);
        let what = match stored.place {
            Some(newest) if newest == place => {
                let matches = stored.salt.as_ref().is_some_and(|salt| entry.matches(&stored.event, salt));
                (!matches).then_some(Discrepancy::EventChanged { place })
            }
            Some(newest) if newest > place => (!is_replaced).then_some(Discrepancy::EventChanged { place }),
            Some(_) => Some(Discrepancy::EntryRepeated { place }),
            // An erased event waits a moment for its new entry.
            None if is_replaced => None,
            None if stored.erased_at.is_some_and(|at| at + SETTLING > self.now) => {
                self.waiting += 1;
                None
            }
            None => Some(Discrepancy::EventChanged { place }),
        };
        if let Some(what) = what {
            self.report(row(), entry.organisation, what);
        }
    }

    fn append(&mut self, leaf: Hash) {
        self.edge.append(leaf);
        self.pass_checkpoints();
    }

    /// Compares the tree with the checkpoints of its size.
    fn pass_checkpoints(&mut self) {
        while let Some(checkpoint) = self.ahead.pop_front_if(|next| next.size <= self.edge.size()) {
            let row = format!("checkpoint {}", checkpoint.size);
            if self.passed.is_some_and(|passed| checkpoint.at < passed) {
                self.report(row.clone(), None, Discrepancy::CheckpointOutOfOrder);
            }
            if checkpoint.root == self.edge.root() {
                self.fits_until = checkpoint.size;
            } else {
                let fits_until = self.fits_until;
                self.report(row, None, Discrepancy::CheckpointDiffers { fits_until });
            }
            self.passed = self.passed.max(Some(checkpoint.at));
        }
    }

    /// Ends the audit: what checkpoints cover beyond the last entry was cut off.
    pub fn finish(&mut self) {
        let entries = self.edge.size();
        for checkpoint in std::mem::take(&mut self.ahead) {
            self.report(format!("checkpoint {}", checkpoint.size), None, Discrepancy::EntriesCutOff { entries });
        }
    }

    fn report(&mut self, row: String, organisation: Option<OrganisationId>, what: Discrepancy) {
        self.findings.push(AuditFinding { row, organisation, what });
    }
}

#[cfg(test)]
mod tests;
