//! The event log and its audit, on both databases: what is changed behind the program's back is found, and nothing else is.

mod logged_world;
mod submissions;
mod tampering;

use jiff::{SignedDuration, Timestamp};
use logged_world::{LoggedWorld, all_findings, drain, record, signed, signs_since};
use model::{
    charter::rating::Colour,
    core::permit::{AtAccount, Author, CheckNames, KeepAccount, Permit},
    work::{
        erasure::NameDecision,
        event::{EventKind, NamedPerson, update_request::UpdateRequestEvent},
        event_log::{
            Checkpoint, LogEntry,
            audit::Discrepancy,
            note::NoteError,
            tree::{Claim, TilePosition, leaf},
        },
    },
};
use std::collections::BTreeSet;
use store::{
    Db, Error,
    core::{
        events::{self, Subject},
        ids, relation,
        signing_keys::{self, CannotSign},
        values::At,
    },
    work::{
        event_log::{self, SigningOutcome},
        personal::{self, Erased, name_checks},
    },
};
use uuid::Uuid;

#[tokio::test]
async fn a_register_that_nobody_changed_has_no_findings() {
    for db in testing::databases().await {
        let world = LoggedWorld::make(&db).await;
        let mut tx = db.read().await.unwrap();
        let (findings, state) = all_findings(&mut tx, &world, vec![]).await;
        assert_eq!(findings, []);
        assert!(state.place() > 300 && state.has_begun() && state.erased() == 0);
    }
}

/// An update that waits for a lead has been received. It is rated when it is approved, and not before.
#[tokio::test]
async fn updates_that_wait_or_waited_for_a_lead_have_no_findings() {
    for db in testing::databases().await {
        let world = LoggedWorld::make(&db).await;
        let subject = Subject::organisation(world.world.organisation).action(world.world.actions[0]);
        let received = EventKind::UpdateRequest(UpdateRequestEvent::UpdateReceived { action: "Count".into() });
        let rated =
            EventKind::ActionRated { action: "Count".into(), colour: Colour::Amber, explanation: "Half".into() };
        let mut tx = db.write().await.unwrap();
        for (minutes, decision) in [(2, None), (3, Some("sent-back")), (4, Some("replaced")), (5, Some("approved"))] {
            let (id, at) = (ids::new(world.later(minutes)), world.later(minutes));
            tx.query(
                "insert into progress_update (id, action_id, colour, explanation, learning, recorded_at) values ($1, $2, 'amber', 'Half', '', $3)",
            )
            .bind(id)
            .bind(world.world.actions[0].0)
            .bind(At(at))
            .run()
            .await
            .unwrap();
            tx.query(
                "insert into update_approval (progress_update_id, organisation_id, by_collaborator, decision, comment, decided_at)
                 values ($1, $2, false, $3, '', $4)",
            )
            .bind(id)
            .bind(world.world.organisation.0)
            .bind(decision)
            .bind(decision.map(|_| At(world.later(6))))
            .run()
            .await
            .unwrap();
            events::record(&mut tx, Author::Operator, subject, &received, at).await.unwrap();
        }
        events::record(&mut tx, Author::Operator, subject, &rated, world.later(6)).await.unwrap();
        tx.commit().await.unwrap();
        drain(&db).await;
        let (findings, _) = all_findings(&mut db.read().await.unwrap(), &world, vec![]).await;
        assert_eq!(findings, []);
        for tampering in [
            "delete from update_approval where decision is null",
            "update update_approval set decision = 'approved' where decision is null",
            "update update_approval set decided_at = null where decision = 'approved'",
            "update progress_update set colour = 'green' where id = (
                 select progress_update_id from update_approval where decision = 'approved')",
        ] {
            // Not committed, so that each is the only one.
            let mut tx = db.write().await.unwrap();
            tx.query(tampering).run().await.unwrap();
            let (findings, _) = all_findings(&mut tx, &world, vec![]).await;
            assert_eq!(findings.len(), 1, "{tampering}: {findings:?}");
        }
    }
}

#[tokio::test]
async fn a_checkpoint_is_signed_once_for_a_size_and_never_for_another_log() {
    for db in testing::databases().await {
        let world = LoggedWorld::make(&db).await;
        let mut tx = db.write().await.unwrap();
        let newest = event_log::latest(&mut tx).await.unwrap().unwrap();
        let again = signed(&mut tx, &world.keys, world.later(5)).await;
        assert_eq!(again, SigningOutcome::Signed(newest.clone()), "nothing was added");
        assert_eq!(event_log::with_size(&mut tx, newest.size).await.unwrap(), Some(newest.clone()));
        assert_eq!(event_log::with_size(&mut tx, u64::MAX).await.unwrap(), None);
        let published = event_log::published(&mut tx, 1).await.unwrap();
        assert_eq!(published, std::slice::from_ref(&newest));

        record(&mut tx, &world, "Another", world.later(5)).await;
        assert_eq!(event_log::append(&mut tx, &testing::program()).await.unwrap(), 1);
        let other = model::core::keys::SigningKeys::first([9; 32], world.now);
        assert_eq!(signed(&mut tx, &other, world.later(6)).await, SigningOutcome::Refused, "by another register");
        // The right edge is that of a log that does not go on from the checkpoint.
        tx.query("update log_tile set hashes = $1 where level = 0 and position = 0")
            .bind(vec![7_u8; 256 * 32])
            .run()
            .await
            .unwrap();
        tx.query("update log_tile set hashes = $1 where level = 1").bind(vec![7_u8; 32]).run().await.unwrap();
        assert_eq!(signed(&mut tx, &world.keys, world.later(6)).await, SigningOutcome::Refused);
    }
}

/// Rows of another program that can have no entry, as many as a step has, do not keep the events after them from theirs.
#[tokio::test]
async fn rows_without_a_canonical_text_do_not_stop_the_log() {
    for db in testing::databases().await {
        let world = LoggedWorld::make(&db).await;
        let mut tx = db.write().await.unwrap();
        for _ in 0..200 {
            tx.query(
                "insert into event (id, author, what, public, happened_at, kind, salt)
                 values ($1, 'operator', '{\"what\":0.5}', false, $2, 'people', 'forged')",
            )
            .bind(ids::new(world.later(2)))
            .bind(At(world.later(2)))
            .run()
            .await
            .unwrap();
        }
        record(&mut tx, &world, "Honest", world.later(3)).await;
        assert_eq!(event_log::append(&mut tx, &testing::program()).await.unwrap(), 1);
        assert_eq!(event_log::append(&mut tx, &testing::program()).await.unwrap(), 0);
        let (findings, _) = all_findings(&mut tx, &world, vec![]).await;
        assert_eq!(findings.len(), 200, "an audit reports them");
    }
}

#[tokio::test]
async fn a_replaced_key_signs_no_checkpoint_and_the_new_key_goes_on() {
    for db in testing::databases().await {
        let world = LoggedWorld::make(&db).await;
        let mut tx = db.write().await.unwrap();
        record(&mut tx, &world, "Another", world.later(5)).await;
        event_log::append(&mut tx, &testing::program()).await.unwrap();
        // The clock that rotates is behind the one that signed the newest checkpoint.
        let rotate = |_: &[_], at| Ok::<_, Error>(world.keys.rotate([2; 32], at));
        signing_keys::rotate(&mut tx, &testing::program(), world.now, rotate).await.unwrap();
        let recorded = signing_keys::recorded(&mut tx, &testing::program()).await.unwrap();
        assert_eq!(recorded[0].until, Some(world.later(1)), "the former key signed until then");
        let (may, now) = (testing::program(), world.later(6));
        let refused = event_log::sign(&mut tx, &may, &world.keys, "assay.test/log", now).await.unwrap_err();
        assert!(matches!(CannotSign::of(&refused), Some(CannotSign::Replaced { .. })), "{refused}");
        let rotated = world.keys.rotate([2; 32], world.later(1));
        assert!(matches!(signed(&mut tx, &rotated, world.later(6)).await, SigningOutcome::Signed(_)));
    }
}

/// An instance with the former key signed once more after the key was replaced, as earlier versions did.
#[tokio::test]
async fn a_log_goes_on_after_a_checkpoint_that_was_signed_late() {
    for db in testing::databases().await {
        let world = LoggedWorld::make(&db).await;
        let mut tx = db.write().await.unwrap();
        let late = event_log::latest(&mut tx).await.unwrap().unwrap();
        let since = signs_since(world.now);
        let rotated = world.keys.rotate([2; 32], since);
        let rotate = |_: &[_], _| Ok::<_, Error>(world.keys.rotate([2; 32], since));
        signing_keys::rotate(&mut tx, &testing::program(), world.now, rotate).await.unwrap();
        assert_eq!(Checkpoint::verified(&late.note, &rotated.known()), Err(NoteError::OutsideKeyTime));
        // It is signed again, although there is no entry since.
        let SigningOutcome::Signed(again) = signed(&mut tx, &rotated, world.later(6)).await else { panic!("refused") };
        assert_eq!((again.size, again.note == late.note), (late.size, false));
        assert!(Checkpoint::verified(&again.note, &rotated.known()).is_ok());
        tx.query("update checkpoint set note = $1, signed_at = $2")
            .bind(&late.note)
            .bind(At(late.at))
            .run()
            .await
            .unwrap();
        record(&mut tx, &world, "Another", world.later(5)).await;
        event_log::append(&mut tx, &testing::program()).await.unwrap();
        let SigningOutcome::Signed(next) = signed(&mut tx, &rotated, world.later(6)).await else { panic!("refused") };
        assert_eq!(next.size, late.size + 1);
        assert_eq!(
            event_log::published(&mut tx, 10).await.unwrap(),
            [next, late.clone()],
            "the late one stays for the audit"
        );
        // One of another register, or of another log, still stops it.
        for note in [late.note.replace("time 2026", "time 2027"), "no note".to_owned()] {
            tx.query("update checkpoint set note = $1").bind(note).run().await.unwrap();
            assert_eq!(signed(&mut tx, &rotated, world.later(7)).await, SigningOutcome::Refused);
        }
    }
}

#[tokio::test]
async fn tiles_and_proofs_are_of_what_a_checkpoint_covers() {
    for db in testing::databases().await {
        let world = LoggedWorld::make(&db).await;
        let mut tx = db.write().await.unwrap();
        let submission = world.world.assessments[4].0;
        let proof = event_log::of_submission(&mut tx, submission).await.unwrap().unwrap();
        let checkpoint = Checkpoint::verified(&proof.checkpoint.note, &world.keys.known()).unwrap();
        let claim = Claim::Has { place: proof.place, size: checkpoint.size };
        assert!(claim.is_shown_by(&proof.hashes, checkpoint.root, leaf(&proof.entry)));
        assert_eq!(LogEntry::parse(&proof.entry).unwrap().kind, "sign-off");
        assert_eq!(event_log::of_submission(&mut tx, world.world.assessments[0].0).await.unwrap(), None, "a draft");

        let first = TilePosition { level: 0, index: 0 };
        assert_eq!(event_log::tile(&mut tx, first, 256).await.unwrap().unwrap().len(), 256 * 32);
        let last = TilePosition { level: 0, index: 1 };
        let width = last.width(checkpoint.size);
        assert!(event_log::tile(&mut tx, last, width).await.unwrap().is_some());
        record(&mut tx, &world, "Another", world.later(5)).await;
        event_log::append(&mut tx, &testing::program()).await.unwrap();
        assert_eq!(event_log::tile(&mut tx, last, width + 1).await.unwrap(), None, "no checkpoint covers it yet");
    }
}

#[tokio::test]
async fn a_deleted_account_leaves_the_audit_clean_and_nothing_to_guess_a_name_from() {
    for db in testing::databases().await {
        let world = LoggedWorld::make(&db).await;
        let contributor = world.world.persona("contributor").person.unwrap();
        let mut tx = db.write().await.unwrap();
        tx.query("update person set name = 'Person 7' where id = $1").bind(contributor.0).run().await.unwrap();
        // They did something, and were named: by the id, and once without one.
        let here = Subject::organisation(world.world.organisation);
        let named = EventKind::PersonLeft { name: NamedPerson::known("Person 7", contributor) };
        events::record(&mut tx, Author::Operator, here, &named, world.later(2)).await.unwrap();
        let answered = EventKind::AnswerSaved { question: "vow".into() };
        events::record(&mut tx, Author::Person(contributor), here, &answered, world.later(2)).await.unwrap();
        tx.commit().await.unwrap();
        drain(&db).await;
        let mut tx = db.write().await.unwrap();
        let events: Vec<(String, i64)> = tx
            .query("select salt, place from event where cast(what as text) like $1 or name = 'Person 7' order by id")
            .bind(format!("%{contributor}%"))
            .all()
            .await
            .unwrap();
        assert_eq!(events.len(), 2);
        let author = Author::Person(contributor);
        let may = Permit::<KeepAccount>::ask(&testing::relation(author, None, None, None), AtAccount).unwrap();
        let permit = testing::lock(&mut tx, &may).await;
        assert_eq!(personal::erase(&mut tx, &permit, world.later(15)).await.unwrap(), Erased::Yes);
        tx.commit().await.unwrap();

        // Until their new entries are there, the events wait.
        let (findings, state) = all_findings(&mut db.read().await.unwrap(), &world, vec![]).await;
        assert_eq!((findings, state.waiting()), (vec![], 2));

        drain(&db).await;
        let mut tx = db.read().await.unwrap();
        let (findings, state) = all_findings(&mut tx, &world, vec![]).await;
        assert_eq!((findings, state.waiting(), state.erased()), (vec![], 0, 2));
        for (salt, place) in events {
            let (left,): (i64,) =
                tx.query("select cast(count(*) as bigint) from event where salt = $1").bind(salt).one().await.unwrap();
            assert_eq!(left, 0, "without the salt, the first entry says nothing about the name");
            let (first,): (String,) =
                tx.query("select entry from log_entry where place = $1").bind(place).one().await.unwrap();
            assert!(!first.contains("Person"));
        }
        let (named,): (i64,) =
            tx.query("select cast(count(*) as bigint) from event where name = 'Person 7'").one().await.unwrap();
        assert_eq!(named, 0);
        drop(tx);

        // A lead removes the name that refers to nobody.
        let mut tx = db.write().await.unwrap();
        let lead = world.world.persona("lead").person.unwrap();
        let found = relation::at_organisation(&mut tx, lead, world.world.organisation).await.unwrap().unwrap();
        let may = Permit::<CheckNames>::ask(&found.relation, found.place).unwrap();
        let waiting = name_checks::waiting(&mut tx, &may).await.unwrap();
        assert_eq!(waiting.len(), 1, "{waiting:?}");
        let permit = testing::lock(&mut tx, &may).await;
        let (id, removed) = (waiting[0].id, NameDecision::Removed);
        assert!(name_checks::decide(&mut tx, &permit, id, removed, world.later(16)).await.unwrap());
        tx.commit().await.unwrap();
        drain(&db).await;
        let mut tx = db.read().await.unwrap();
        let (findings, state) = all_findings(&mut tx, &world, vec![]).await;
        assert_eq!((findings, state.waiting(), state.erased()), (vec![], 0, 3));
        let (left,): (i64,) = tx
            .query("select cast(count(*) as bigint) from event where cast(what as text) like '%Person 7\"%'")
            .one()
            .await
            .unwrap();
        assert_eq!(left, 0);
    }
}

#[tokio::test]
async fn writers_do_not_wait_for_one_another_and_each_event_has_one_place() {
    const WRITERS: usize = 6;
    const EVENTS: usize = 25;
    for db in testing::databases().await {
        let world = LoggedWorld::make(&db).await;
        let before = event_log::latest(&mut db.read().await.unwrap()).await.unwrap().unwrap().size;
        let (world, now) =
            (std::sync::Arc::new(world), jiff::Timestamp::UNIX_EPOCH + SignedDuration::from_hours(500_000));
        let writer = |number: usize| {
            let (db, world) = (db.clone(), world.clone());
            tokio::spawn(async move {
                for event in 0..EVENTS {
                    let mut tx = db.write().await.unwrap();
                    record(&mut tx, &world, &format!("{number}-{event}"), now).await;
                    tx.commit().await.unwrap();
                }
            })
        };
        let appender = |_: usize| {
            let db = db.clone();
            tokio::spawn(async move {
                for _ in 0..20 {
                    let mut tx = db.write().await.unwrap();
                    event_log::append(&mut tx, &testing::program()).await.unwrap();
                    tx.commit().await.unwrap();
                }
            })
        };
        let tasks: Vec<_> = (0..WRITERS).map(writer).chain((0..3).map(appender)).collect();
        for task in tasks {
            task.await.unwrap();
        }
        drain(&db).await;
        let mut tx = db.read().await.unwrap();
        let places: Vec<(i64,)> = tx.query("select place from log_entry order by place").all().await.unwrap();
        assert_eq!(places.len() as u64, before + (WRITERS * EVENTS) as u64);
        assert!(places.iter().enumerate().all(|(at, (place,))| usize::try_from(*place) == Ok(at)), "without gaps");
        let events: BTreeSet<Uuid> = tx
            .query("select event_id from log_entry")
            .all::<(Uuid,)>()
            .await
            .unwrap()
            .into_iter()
            .map(|(id,)| id)
            .collect();
        assert_eq!(events.len(), places.len());
        assert!(!event_log::is_any_waiting(&mut tx, &testing::program()).await.unwrap());
        let (findings, _) = all_findings(&mut tx, &world, vec![]).await;
        // The writers' events are dated long before the checkpoint, which is what an audit has to report of them, and nothing else.
        assert!(findings.iter().all(|one| matches!(one.what, Discrepancy::EventBackdated { .. })), "{findings:?}");
    }
}

/// An open transaction of a writer does not prevent that the events of others get their entries, nor the other way round.
#[tokio::test]
async fn an_open_transaction_keeps_no_entry_waiting_on_postgresql() {
    for db in testing::databases().await {
        if db.is_sqlite() {
            continue;
        }
        let world = LoggedWorld::make(&db).await;
        let mut open = db.write().await.unwrap();
        record(&mut open, &world, "open", world.later(5)).await;
        let mut tx = db.write().await.unwrap();
        record(&mut tx, &world, "committed", world.later(5)).await;
        tx.commit().await.unwrap();
        let mut appending = db.write().await.unwrap();
        assert_eq!(event_log::append(&mut appending, &testing::program()).await.unwrap(), 1);
        // Another writer records while entries are written.
        let mut tx = db.write().await.unwrap();
        record(&mut tx, &world, "during", world.later(5)).await;
        tx.commit().await.unwrap();
        appending.commit().await.unwrap();
        open.commit().await.unwrap();
        drain(&db).await;
        let (findings, _) = all_findings(&mut db.read().await.unwrap(), &world, vec![]).await;
        assert_eq!(findings, []);
    }
}

/// What an event and its entry cost. It prints, and fails only if one of them costs far more than it should.
#[tokio::test]
async fn an_event_costs_microseconds_more() {
    for db in testing::databases().await {
        let world = LoggedWorld::make(&db).await;
        let mut tx = db.write().await.unwrap();
        let began = std::time::Instant::now();
        for number in 0..1000 {
            record(&mut tx, &world, &number.to_string(), world.later(5)).await;
        }
        let recorded = began.elapsed() / 1000;
        let began = std::time::Instant::now();
        for _ in 0..1000 {
            std::hint::black_box(store::core::secrets::new());
        }
        let salt = began.elapsed() / 1000;
        let began = std::time::Instant::now();
        while event_log::append(&mut tx, &testing::program()).await.unwrap() > 0 {}
        let entry = began.elapsed() / 1000;
        eprintln!("recording an event: {recorded:?}, of which its salt: {salt:?}; its entry, later: {entry:?}");
        assert!(salt < std::time::Duration::from_micros(100), "{salt:?}");
    }
}

fn start() -> Timestamp {
    "2026-11-22T10:00:00Z".parse().unwrap()
}

/// Makes all events those of a former version. Returns how many there are.
async fn former(db: &Db) -> i64 {
    let mut tx = db.write().await.unwrap();
    // As the migration leaves the events of a former version.
    tx.query("delete from checkpoint").run().await.unwrap();
    tx.query("delete from log_entry").run().await.unwrap();
    tx.query("delete from log_tile").run().await.unwrap();
    let events = tx.query("update event set salt = null, place = null").run().await.unwrap();
    tx.commit().await.unwrap();
    i64::try_from(events).unwrap()
}

#[tokio::test]
async fn events_from_before_the_log_are_taken_in_and_later_ones_without_a_salt_are_not() {
    for db in testing::databases().await {
        let world = LoggedWorld::make(&db).await;
        let events = former(&db).await;
        let mut tx = db.write().await.unwrap();
        record(&mut tx, &world, "After the upgrade", world.later(5)).await;
        tx.commit().await.unwrap();
        // A step is limited, and goes on where the last one ended.
        let mut tx = db.write().await.unwrap();
        let first = event_log::append(&mut tx, &testing::program()).await.unwrap();
        assert!(first > 0 && i64::try_from(first).unwrap() < events);
        tx.commit().await.unwrap();
        drain(&db).await;
        let mut tx = db.write().await.unwrap();
        assert!(matches!(signed(&mut tx, &world.keys, world.later(6)).await, SigningOutcome::Signed(_)));
        let (findings, state) = all_findings(&mut tx, &world, vec![]).await;
        assert_eq!(findings, []);
        assert_eq!(state.place(), u64::try_from(events).unwrap() + 1);
        assert!(state.taken_in_until().is_some() && state.has_begun());
        let (recorded,): (i64,) = tx
            .query("select cast(count(*) as bigint) from log_entry where entry like '%\"origin\":\"recorded\"%'")
            .one()
            .await
            .unwrap();
        assert_eq!(recorded, 1);

        tx.query("update event set salt = null, place = null where place = 3").run().await.unwrap();
        assert_eq!(event_log::append(&mut tx, &testing::program()).await.unwrap(), 0, "the log has begun");
        let (findings, _) = all_findings(&mut tx, &world, vec![]).await;
        assert!(findings.iter().any(|one| matches!(one.what, Discrepancy::EventNotLogged { .. })), "{findings:?}");
    }
}
