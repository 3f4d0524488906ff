use super::*;
use crate::{core::keys::SigningKeys, work::event_log::Told};
use serde_json::json;

const ORGANISATION: Option<OrganisationId> = Some(OrganisationId(Uuid::from_u128(7)));

fn at(minute: u64) -> Timestamp {
    Timestamp::from_second(1_795_000_000 + i64::try_from(minute).unwrap() * 60).unwrap()
}

/// A log with one entry for each event, as the program writes it.
#[derive(Clone, Default)]
struct Log {
    rows: Vec<(StoredEntry, Context)>,
    last: Option<Hash>,
}

fn event(number: u64, minute: u64) -> LoggedEvent {
    LoggedEvent {
        event: Uuid::from_u128(number.into()),
        organisation: ORGANISATION,
        at: at(minute),
        kind: "plan".into(),
        told: Told {
            author: "person".into(),
            person: None,
            owner: None,
            name: None,
            identity: None,
            assessment: None,
            action: None,
            public: false,
            what: json!({ "what": "person-left", "name": format!("Person {number}") }),
        },
    }
}

impl Log {
    fn of(events: u64) -> Self {
        let mut log = Self::default();
        for number in 0..events {
            log.push(event(number, number), EntryOrigin::Recorded);
        }
        log
    }

    fn push(&mut self, event: LoggedEvent, origin: EntryOrigin) {
        let entry = LogEntry::of(&event, "salt", origin, self.last).unwrap();
        let stored = StoredEntry { event: event.event, organisation: event.organisation, text: entry.text() };
        let found = leaf(&stored.text);
        self.last = Some(found);
        let place = Some(self.rows.len() as u64);
        let event = StoredEvent { event, salt: Some("salt".into()), place, erased_at: None };
        self.rows.push((stored, Context { leaf: Some(found), event: Some(event), ..Context::default() }));
    }

    fn checkpoint(&self, size: usize, minute: u64) -> Checkpoint {
        let mut edge = RightEdge::default();
        for (stored, _) in &self.rows[..size] {
            edge.append(leaf(&stored.text));
        }
        Checkpoint { origin: "log".into(), size: size as u64, root: edge.root(), at: at(minute) }
    }

    fn audit(&self, checkpoints: Vec<Checkpoint>) -> Vec<Discrepancy> {
        let mut audit = EntryAudit::new(checkpoints, at(100_000));
        for (stored, context) in &self.rows {
            audit.check(Some(stored), context);
        }
        audit.finish();
        audit.take_findings().into_iter().map(|finding| finding.what).collect()
    }
}

#[test]
fn a_log_that_nobody_changed_has_no_findings() {
    let log = Log::of(600);
    assert_eq!(log.audit(vec![log.checkpoint(600, 600), log.checkpoint(300, 300), log.checkpoint(1, 1)]), []);
    assert_eq!(Log::default().audit(vec![]), []);
}

#[test]
fn a_changed_removed_or_moved_event_is_named() {
    let log = Log::of(5);
    let changed = |change: fn(&mut StoredEvent)| {
        let mut log = log.clone();
        change(log.rows[2].1.event.as_mut().unwrap());
        log.audit(vec![log.checkpoint(5, 5)])
    };
    let is_changed = [Discrepancy::EventChanged { place: 2 }];
    assert_eq!(changed(|event| event.event.told.what["name"] = json!("Other")), is_changed);
    assert_eq!(changed(|event| event.event.at = at(1)), is_changed);
    assert_eq!(changed(|event| event.salt = None), is_changed);
    assert_eq!(changed(|event| event.place = None), is_changed);
    assert_eq!(changed(|event| event.place = Some(4)), is_changed);
    assert_eq!(changed(|event| event.place = Some(1)), [Discrepancy::EntryRepeated { place: 2 }]);
    let mut removed = log.clone();
    removed.rows[2].1.event = None;
    assert_eq!(removed.audit(vec![]), [Discrepancy::EventRemoved { place: 2, at: at(2) }]);
}

#[test]
fn a_changed_entry_is_named_and_one_whose_hash_is_changed_too_differs_from_the_checkpoint() {
    let log = Log::of(5);
    let checkpoints = vec![log.checkpoint(2, 2), log.checkpoint(5, 5)];
    let mut other = event(2, 2);
    other.told.what = json!({ "what": "person-left", "name": "Other" });
    let previous = LogEntry::parse(&log.rows[2].0.text).unwrap().previous;
    let forged = LogEntry::of(&other, "salt", EntryOrigin::Recorded, previous).unwrap().text();

    let mut changed = log.clone();
    changed.rows[2].0.text.clone_from(&forged);
    changed.rows[2].1.event.as_mut().unwrap().event = other.clone();
    assert_eq!(changed.audit(checkpoints.clone()), [Discrepancy::EntryChanged { place: 2 }]);

    changed.rows[2].1.leaf = Some(leaf(&forged));
    let found = changed.audit(checkpoints.clone());
    assert_eq!(found, [Discrepancy::ChainBroken { place: 3 }, Discrepancy::CheckpointDiffers { fits_until: 2 }]);

    let mut swapped = log.clone();
    swapped.rows.swap(2, 3);
    let found = swapped.audit(checkpoints);
    assert!(found.contains(&Discrepancy::ChainBroken { place: 2 }), "{found:?}");
    assert!(found.contains(&Discrepancy::CheckpointDiffers { fits_until: 2 }), "{found:?}");
}

#[test]
fn a_missing_entry_is_named_and_the_others_still_fit() {
    let log = Log::of(5);
    let mut audit = EntryAudit::new(vec![log.checkpoint(5, 5)], at(100_000));
    for (place, (stored, context)) in log.rows.iter().enumerate() {
        audit.check((place != 2).then_some(stored), context);
    }
    audit.finish();
    let found: Vec<_> = audit.take_findings().into_iter().map(|finding| finding.what).collect();
    assert_eq!(found, [Discrepancy::EntryMissing { place: 2 }]);
}

#[test]
fn a_tail_that_was_cut_off_shows_at_the_checkpoint() {
    let log = Log::of(5);
    let checkpoint = log.checkpoint(5, 5);
    let cut = Log { rows: log.rows[..3].to_vec(), ..Log::default() };
    assert_eq!(cut.audit(vec![checkpoint]), [Discrepancy::EntriesCutOff { entries: 3 }]);
}

#[test]
fn what_is_dated_before_a_checkpoint_that_does_not_cover_it_was_inserted_later() {
    let mut log = Log::of(5);
    let checkpoint = log.checkpoint(5, 100);
    log.push(event(5, 95), EntryOrigin::Recorded);
    assert_eq!(log.audit(vec![checkpoint.clone()]), [], "it was being written when the checkpoint was signed");
    log.push(event(6, 80), EntryOrigin::Recorded);
    let backdated = Discrepancy::EventBackdated { place: 6, at: at(80), checkpoint: at(100) };
    assert_eq!(log.audit(vec![checkpoint]), [backdated]);
    let earlier = log.checkpoint(6, 50);
    assert!(log.audit(vec![log.checkpoint(5, 100), earlier]).contains(&Discrepancy::CheckpointOutOfOrder));
}

#[test]
fn events_from_before_the_log_are_taken_in_first() {
    let mut log = Log::default();
    log.push(event(0, 0), EntryOrigin::TakenIn);
    log.push(event(1, 1), EntryOrigin::Recorded);
    assert_eq!(log.audit(vec![log.checkpoint(2, 500)]), []);
    log.push(event(2, 2), EntryOrigin::TakenIn);
    assert_eq!(log.audit(vec![]), [Discrepancy::TakenInLate { place: 2 }]);
}

#[test]
fn an_erased_event_has_a_new_entry_that_replaces_the_first() {
    let mut log = Log::of(3);
    let mut erased = event(1, 1);
    erased.told.what["name"] = json!("A former lead");
    let origin = EntryOrigin::Erased { at: at(50), was: 1 };
    log.push(erased, origin);
    let newest = log.rows[3].1.event.clone();
    log.rows[1].1.event.clone_from(&newest);
    log.rows[1].1.replacement = Some(origin);
    log.rows[3].1.replaced = Some(Uuid::from_u128(1));
    log.rows[3].1.is_erasure_logged = true;
    assert_eq!(log.audit(vec![log.checkpoint(4, 60)]), []);

    let unexplained = [Discrepancy::ErasureUnexplained { place: 3 }];
    let mut forged = log.clone();
    forged.rows[3].1.is_erasure_logged = false;
    assert_eq!(forged.audit(vec![]), unexplained);
    let mut of_another = log.clone();
    of_another.rows[3].1.replaced = Some(Uuid::from_u128(2));
    assert_eq!(of_another.audit(vec![]), unexplained);

    // Until its new entry is there, the event waits.
    let mut waiting = Log::of(3);
    let event = StoredEvent { place: None, erased_at: Some(at(99_999)), ..newest.unwrap() };
    waiting.rows[1].1.event = Some(event);
    assert_eq!(waiting.audit(vec![]), []);
}

#[test]
fn an_audit_verifies_only_what_was_signed() {
    // The findings of signatures are made where the notes are read; this is the rule that they use.
    let log = Log::of(1);
    let keys = |seed| SigningKeys::first([seed; 32], at(0));
    let note = log.checkpoint(1, 1).sign(keys(1).current()).unwrap().to_string();
    assert!(Checkpoint::verified(&note, &keys(1).known()).is_ok());
    assert!(Checkpoint::verified(&note, &keys(2).known()).is_err());
}
