//! Each way to change the database behind the program's back, and what the audit says of it.

use super::logged_world::{LoggedWorld, all_findings};
use jiff::Timestamp;
use model::work::event_log::Checkpoint;
use store::{
    Tx,
    core::{ids, values::At},
    work::event_log,
};

/// Executes SQL with `$1` for a new identity and `$2` for a time, if it has them.
async fn run(tx: &mut Tx, sql: &'static str, now: Timestamp) {
    let (is_new, is_timed) = (sql.contains("$1"), sql.contains("$2"));
    let sql: &'static str = if is_new { sql } else { sql.replace("$2", "$1").leak() };
    let mut query = tx.query(sql);
    if is_new {
        query = query.bind(ids::new(now));
    }
    if is_timed {
        query = query.bind(At(now));
    }
    query.run().await.unwrap_or_else(|error| panic!("{sql}: {error}"));
}

/// The statements of a person who changes the database, and a part of what the audit says of it.
const TAMPERINGS: &[(&[&str], &str)] = &[
    // Events.
    (
        &["update event set what = '{\"what\":\"person-left\",\"name\":\"Other\"}' where place = 50"],
        "changed since entry 50",
    ),
    (&["update event set what = '{\"what\":\"no such event\"}' where place = 50"], "changed since entry 50"),
    (&["update event set author = 'leader' where place = 50"], "changed since entry 50"),
    (
        &["update event set person_id = (select id from person order by id limit 1) where place = 50"],
        "changed since entry 50",
    ),
    (&["update event set name = 'Other' where place = 50"], "changed since entry 50"),
    (
        &["update event set identity_id = (select id from person order by id limit 1) where place = 50"],
        "changed since entry 50",
    ),
    (&["update event set happened_at = $2 where place = 50"], "changed since entry 50"),
    (&["update event set public = true where place = 50"], "changed since entry 50"),
    (&["update event set kind = 'plan' where place = 50"], "changed since entry 50"),
    (&["update event set salt = 'other' where place = 50"], "changed since entry 50"),
    (
        &["update event set organisation_id = (select id from organisation where slug = 'eastfell') where place = 51"],
        "changed since entry 51",
    ),
    (&["delete from event where place = 50"], "removed: entry 50"),
    (
        &[
            "insert into event (id, author, what, public, happened_at, kind) select $1, author, what, public, $2, kind from event where place = 50",
        ],
        "not in the log",
    ),
    (
        &[
            "insert into event (id, author, what, public, happened_at, kind, salt) select $1, author, what, public, happened_at, kind, salt from event where place = 50",
        ],
        "not in the log",
    ),
    (
        &[
            "insert into event (id, author, what, public, happened_at, kind, salt, place) select $1, author, what, public, happened_at, kind, salt, place from event where place = 50",
        ],
        "not in the log",
    ),
    (
        &["update event set place = case place when 50 then 51 else 50 end where place in (50, 51)"],
        "entry 51 is not the only one of its event",
    ),
    // As if personal data had been erased.
    (
        &[
            "update event set what = '{\"what\":\"person-left\",\"name\":\"Other\"}', salt = 'new', place = null, erased_at = $2 where place = 50",
            "APPEND",
        ],
        "no account was deleted then",
    ),
    (&["update event set salt = 'new', place = null where place = 50", "APPEND"], "changed since entry 50"),
    // Entries, the tree and checkpoints.
    (&["delete from log_entry where place = 50"], "there is no entry 50"),
    (&["update log_entry set entry = replace(entry, 'people', 'plan') where place = 50"], "entry 50 was changed"),
    (
        &[
            "update log_entry set organisation_id = null where place = (select max(place) from log_entry where organisation_id is not null)",
        ],
        "was changed",
    ),
    (
        &[
            "update log_entry set place = -1 where place = 50",
            "update log_entry set place = 50 where place = 51",
            "update log_entry set place = 51 where place = -1",
            "update event set place = case place when 50 then 51 else 50 end where place in (50, 51)",
        ],
        "entry 50 was changed",
    ),
    (&["delete from log_tile where level = 1"], "its hashes are not those of the entries"),
    (&["update checkpoint set note = replace(note, 'assay', 'other')"], "not signed by a key of this register"),
    (&["update checkpoint set note = replace(note, 'time 2026', 'time 2027')"], "its signature does not match"),
    // What was signed, and what has an event.
    (
        &["update locked_version set canonical = replace(canonical, 'Northmoor', 'Southmoor')"],
        "does not have the hash by which it was signed",
    ),
    (&["update locked_version set withheld = '{\"salt\":\"\",\"headcount\":{}}'"], "its exact headcount"),
    (&["update assessment set submitted_at = $2 where step = 'submitted'"], "submitted at"),
    (&["update assessment set locked_at = $2 where step = 'ready'"], "locked at"),
    (&["update assessment set due_on = null where step = 'submitted'"], "its due date at its submission was none"),
    (
        &["update assessment set step = 'signed', submitted_at = null where step = 'submitted'"],
        "the log says submitted",
    ),
    (&["update assessment set step = 'submitted', submitted_at = $2 where step = 'signed'"], "submitted at"),
    (&["update signature set name = 'Somebody Else' where role = 'leader'"], "signed by Somebody Else"),
    (&["update signature set post = 'Porter' where role = 'leader'"], "Porter"),
    (&["update signature set signed_at = $2 where role = 'lead'"], "signed by P. Example"),
    (&["update due_date set due_on = '2027-11-20'"], "due date 2027-11-20 of stage 1"),
    (&["update progress_update set colour = 'green'"], "rated green"),
    (&["update progress_update set recorded_at = $2"], "rated red"),
];

#[tokio::test]
async fn each_change_behind_the_back_of_the_program_is_found() {
    for db in testing::databases().await {
        let world = LoggedWorld::make(&db).await;
        for (statements, says) in TAMPERINGS {
            // Not committed, so that each is the only one.
            let mut tx = db.write().await.unwrap();
            for statement in *statements {
                if *statement == "APPEND" {
                    event_log::append(&mut tx, &testing::program()).await.unwrap();
                } else {
                    run(&mut tx, statement, world.later(3)).await;
                }
            }
            let (findings, _) = all_findings(&mut tx, &world, vec![]).await;
            let found: Vec<String> = findings.iter().map(|one| format!("{}: {}", one.row, one.what)).collect();
            assert!(found.iter().any(|finding| finding.contains(says)), "{statements:?}: {found:#?}");
        }
    }
}

/// What the log cannot show by itself shows by a checkpoint that was kept elsewhere.
#[tokio::test]
async fn a_tail_that_was_cut_off_with_its_checkpoints_is_found_by_a_checkpoint_that_was_kept() {
    for db in testing::databases().await {
        let world = LoggedWorld::make(&db).await;
        let mut tx = db.write().await.unwrap();
        let newest = event_log::latest(&mut tx).await.unwrap().unwrap();
        let kept = Checkpoint::verified(&newest.note, &world.keys.known()).unwrap();
        // To the size before: the tiles are made again as they were.
        let (first,): (Vec<u8>,) =
            tx.query("select hashes from log_tile where level = 0 and position = 0").one().await.unwrap();
        for sql in [
            "delete from event where place >= 200",
            "delete from log_entry where place >= 200",
            "delete from log_tile",
            "delete from checkpoint",
        ] {
            tx.query(sql).run().await.unwrap();
        }
        tx.query("insert into log_tile (level, position, hashes) values (0, 0, $1)")
            .bind(first[..200 * 32].to_vec())
            .run()
            .await
            .unwrap();
        let (findings, state) = all_findings(&mut tx, &world, vec![]).await;
        assert_eq!((findings, state.place()), (vec![], 200), "it fits, and is all that there is");
        let (findings, _) = all_findings(&mut tx, &world, vec![kept]).await;
        let found: Vec<String> = findings.iter().map(|one| format!("{}: {}", one.row, one.what)).collect();
        assert_eq!(found, [format!("checkpoint {}: it covers more entries than the 200 that there are", newest.size)]);
    }
}

/// An event that is inserted with the date of an earlier day gets an entry from the running program, and its date gives it away.
#[tokio::test]
async fn an_event_that_was_inserted_with_an_earlier_date_is_found_although_the_program_logged_it() {
    for db in testing::databases().await {
        let world = LoggedWorld::make(&db).await;
        let mut tx = db.write().await.unwrap();
        let signed = super::signed(&mut tx, &world.keys, world.later(60)).await;
        assert!(matches!(signed, event_log::SigningOutcome::Signed(_)));
        super::record(&mut tx, &world, "Honest", world.later(30)).await;
        event_log::append(&mut tx, &testing::program()).await.unwrap();
        super::signed(&mut tx, &world.keys, world.later(60)).await;
        let insert = "insert into event (id, author, what, public, happened_at, kind, salt)
             select $1, author, what, public, $2, kind, 'forged' from event where place = 50";
        run(&mut tx, insert, world.later(31)).await;
        assert_eq!(event_log::append(&mut tx, &testing::program()).await.unwrap(), 1);
        let (findings, _) = all_findings(&mut tx, &world, vec![]).await;
        let found: Vec<String> = findings.iter().map(|one| one.what.to_string()).collect();
        assert!(found.len() == 1 && found[0].contains("inserted later, or its date was moved"), "{found:#?}");
    }
}
