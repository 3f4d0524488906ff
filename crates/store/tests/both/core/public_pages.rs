//! Which transactions count as changes of public pages.

use model::{
    core::permit::Author,
    work::event::{EventKind, NamedPerson},
};
use std::fs;
use store::{
    Tx,
    core::{
        events::{self, Subject},
        health,
    },
};
use testing::world::World;

const SOURCE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/src");

fn now() -> jiff::Timestamp {
    "2026-11-22T10:00:00Z".parse().unwrap()
}

async fn run(tx: &mut Tx, sql: &'static str) {
    tx.query(sql).run().await.unwrap();
}

async fn record(tx: &mut Tx, what: EventKind) {
    events::record(tx, Author::Operator, Subject::default(), &what, now()).await.unwrap();
}

#[tokio::test]
async fn a_transaction_is_known_by_its_events_or_by_the_tables_that_it_wrote() {
    for db in testing::databases().await {
        World::make(&db, &testing::invented_charter(), now()).await;
        let answer = || EventKind::AnswerSaved { question: "Your tower".into() };
        let left = || EventKind::PersonLeft { name: NamedPerson::unknown("A. Sample") };
        for (number, changes) in [false, false, false, true, true, false, true].into_iter().enumerate() {
            let before = db.commits();
            let mut tx = db.write().await.unwrap();
            match number {
                0 => health::writes(&mut tx, now()).await.unwrap(),
                1 => run(&mut tx, "update session set device = device").await,
                // It changes no row.
                2 => run(&mut tx, "update organisation set name = name where id is null").await,
                3 => run(&mut tx, "update organisation set name = name").await,
                4 => {
                    run(&mut tx, "update session set device = device").await;
                    run(&mut tx, "update plan set months = months").await;
                }
                5 => {
                    run(&mut tx, "update assessment set due_on = due_on").await;
                    record(&mut tx, answer()).await;
                }
                _ => {
                    record(&mut tx, left()).await;
                    record(&mut tx, answer()).await;
                }
            }
            tx.commit().await.unwrap();
            assert_eq!(db.commits() - before, u64::from(changes), "{number}");
        }
    }
}

/// The tables of a list in the source.
fn tables(list: &str) -> Vec<String> {
    let source = fs::read_to_string(format!("{SOURCE}/core/db/effect.rs")).unwrap();
    let (_, rest) = source.split_once(&format!("const {list}: ")).unwrap();
    let (rest, _) = rest.split_once("];").unwrap();
    rest.split('"').skip(1).step_by(2).map(str::to_owned).collect()
}

#[tokio::test]
async fn the_tables_that_public_pages_never_show_exist() {
    let db = testing::sqlite().await;
    let mut tx = db.read().await.unwrap();
    let there: Vec<(String,)> = tx.query("select name from sqlite_master where type = 'table'").all().await.unwrap();
    let listed = [tables("NEVER_PUBLIC"), tables("OF_DRAFTS")].concat();
    assert!(listed.len() > 20, "{listed:?}");
    for table in listed {
        assert!(there.iter().any(|(name,)| *name == table), "{table}");
    }
}

/// The place of an event in the log is shown only with a checkpoint, so the table of events is not looked for.
#[test]
fn public_pages_read_no_table_that_they_never_show() {
    for file in fs::read_dir(format!("{SOURCE}/public")).unwrap() {
        let path = file.unwrap().path();
        let text = fs::read_to_string(&path).unwrap();
        for table in tables("NEVER_PUBLIC").iter().filter(|table| **table != "event") {
            for reads in [format!("from {table}"), format!("join {table}")] {
                let ends = |at: usize| !text[at..].starts_with(|next: char| next.is_alphanumeric() || next == '_');
                let found = text.match_indices(&reads).any(|(at, _)| ends(at + reads.len()));
                assert!(!found, "{} reads {table}", path.display());
            }
        }
    }
}
