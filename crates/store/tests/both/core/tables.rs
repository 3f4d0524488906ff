//! Whole tables are read from either database and fill an empty one of either kind.

use crate::{core::upgrade, work::audiences::columns};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use store::{
    Db,
    core::db::{ColumnKind, EmptyDatabase, FillError, TableColumns, complete_restore, newest_migration, restored_from},
};
use testing::{program, world::World};

/// All rows of all tables, in an order that depends on neither database.
pub(crate) type Rows = BTreeMap<String, Vec<Vec<Value>>>;

/// Reads everything, as a backup does.
pub(crate) async fn read(db: &Db) -> (i64, Vec<TableColumns>, Rows) {
    let (may, mut tx, mut all) = (program(), db.read().await.unwrap(), Rows::new());
    let (migration, tables) = (tx.migration(&may).await.unwrap(), tx.tables(&may).await.unwrap());
    for of in &tables {
        let mut rows = tx.rows(&may, of);
        let found = all.entry(of.table.clone()).or_default();
        while let Some(row) = rows.next_row(&may).await.unwrap() {
            found.push(row);
        }
    }
    (migration, tables, all)
}

/// The rows with their columns in the order of their names, and documents compared by what they mean: PostgreSQL writes them in its own way.
fn comparable(tables: &[TableColumns], rows: &Rows) -> BTreeMap<String, BTreeSet<String>> {
    let row = |of: &TableColumns, row: &Vec<Value>| {
        let cell = |((name, kind), value): (&(String, ColumnKind), &Value)| match (kind, value) {
            (ColumnKind::Json, Value::String(text)) => (name.clone(), serde_json::from_str(text).unwrap()),
            _ => (name.clone(), value.clone()),
        };
        let cells: BTreeMap<String, Value> = of.columns.iter().zip(row).map(cell).collect();
        serde_json::to_string(&cells).unwrap()
    };
    let table = |of: &TableColumns| (of.table.clone(), rows[&of.table].iter().map(|one| row(of, one)).collect());
    tables.iter().map(table).collect()
}

/// Fills an empty database.
pub(crate) async fn fill(url: &str, migration: i64, tables: &[TableColumns], rows: &Rows) -> Result<(), FillError> {
    let may = program();
    let mut filling = EmptyDatabase::open(url, &may, migration, tables).await?;
    for (at, of) in tables.iter().enumerate() {
        for row in &rows[&of.table] {
            filling.insert(&may, at, row).await?;
        }
    }
    filling.finish(&may, BACKUP).await
}

/// The name of the backup. In SQL, its apostrophe ends a text.
const BACKUP: &str = "the backup of a tester's site";

async fn world(db: &Db) {
    World::make(db, &testing::invented_charter(), "2026-11-22T10:10:00.123456Z".parse().unwrap()).await;
}

#[tokio::test]
async fn every_column_of_every_table_can_be_backed_up() {
    for db in testing::databases().await {
        let tables = db.read().await.unwrap().tables(&program()).await.unwrap();
        let listed: BTreeSet<String> = tables
            .iter()
            .flat_map(|of| of.columns.iter().map(|(column, _)| format!("{}.{column}", of.table)))
            .collect();
        assert_eq!(listed, columns(&db).await);
    }
}

#[tokio::test]
async fn a_database_of_either_kind_becomes_one_of_either_kind() {
    for db in testing::databases().await {
        world(&db).await;
        let (migration, tables, rows) = read(&db).await;
        assert_eq!(migration, newest_migration());
        assert!(rows.values().map(Vec::len).sum::<usize>() > 100);
        for url in testing::empty_databases().await {
            fill(&url, migration, &tables, &rows).await.unwrap();
            let filled = Db::open(&url).await.unwrap();
            let (again, new_tables, new_rows) = read(&filled).await;
            assert_eq!(again, migration);
            let (before, after) = (comparable(&tables, &rows), comparable(&new_tables, &new_rows));
            for (table, rows) in &before {
                assert_eq!(&after[table], rows, "{table} of {url}");
            }
            assert_eq!(before.len(), after.len());
            assert_foreign_keys_hold(&filled).await;
        }
    }
}

/// A database on a server has the mark of an unfinished restore from the commit of its rows on, until all is in its place. A file needs none,
/// because it is moved to its place with the others.
#[tokio::test]
async fn a_restore_marks_a_database_on_a_server_until_it_is_completed() {
    let (source, may) = (testing::sqlite().await, program());
    world(&source).await;
    let (migration, tables, rows) = read(&source).await;
    let mut dangling = rows.clone();
    dangling.get_mut("organisation").unwrap().clear();
    for url in testing::empty_databases().await {
        assert_eq!(restored_from(&url, &may).await.unwrap(), None, "{url} is empty");
        fill(&url, migration, &tables, &dangling).await.unwrap_err();
        assert_eq!(restored_from(&url, &may).await.unwrap(), None, "{url}: nothing was stored, the mark neither");
        fill(&url, migration, &tables, &rows).await.unwrap();
        let mark = url.starts_with("postgres").then(|| BACKUP.to_owned());
        assert_eq!(restored_from(&url, &may).await.unwrap(), mark, "{url}");
        // Serving it does not complete the restore, and its mark is in no backup of it.
        let served = testing::open(&url).await;
        assert!(read(&served).await.1.iter().all(|of| of.table != "_sqlx_migrations"));
        served.close().await;
        assert_eq!(restored_from(&url, &may).await.unwrap(), mark, "{url} was served");
        complete_restore(&url, &may).await.unwrap();
        complete_restore(&url, &may).await.unwrap();
        assert_eq!(restored_from(&url, &may).await.unwrap(), None, "{url} is complete");
    }
}

/// A table of the migrations is dropped when a database is first served (`consultation/protecting.rs`).
#[tokio::test]
async fn a_backup_from_before_a_database_was_served_and_one_from_after_it_are_restored() {
    for url in testing::empty_databases().await {
        let unserved = Db::open(&url).await.unwrap();
        let before = read(&unserved).await;
        unserved.close().await;
        let after = read(&testing::open(&url).await).await;
        let served = after.1.len();
        assert_eq!(before.1.len(), served + 1);
        for (migration, tables, rows) in [before, after] {
            for target in testing::empty_databases().await {
                fill(&target, migration, &tables, &rows).await.unwrap();
                let (_, filled, _) = read(&Db::open(&target).await.unwrap()).await;
                assert_eq!(filled.len(), tables.len(), "{target}");
                let (_, filled, _) = read(&testing::open(&target).await).await;
                assert_eq!(filled.len(), served, "{target}");
            }
        }
    }
}

/// Foreign keys are checked at each row again after a restore.
async fn assert_foreign_keys_hold(db: &Db) {
    let mut tx = db.write().await.unwrap();
    let nobody = uuid::Uuid::new_v4();
    let dangling = tx.query("insert into charter_role (person_id, role) values ($1, 'board')").bind(nobody).run().await;
    assert!(dangling.is_err());
}

#[tokio::test]
async fn what_is_read_is_one_moment_while_others_write() {
    for db in testing::databases().await {
        world(&db).await;
        let may = program();
        let mut reading = db.read().await.unwrap();
        let tables = reading.tables(&may).await.unwrap();
        let mut writing = db.write().await.unwrap();
        writing.query("update person set name = 'Somebody else'").run().await.unwrap();
        writing.commit().await.unwrap();
        let person = tables.iter().find(|of| of.table == "person").unwrap();
        let mut rows = reading.rows(&may, person);
        while let Some(row) = rows.next_row(&may).await.unwrap() {
            assert!(!row.contains(&Value::from("Somebody else")));
        }
    }
}

#[tokio::test]
async fn a_former_version_is_read_as_it_is_and_brought_up_to_date() {
    let former = upgrade::former_rows();
    for url in testing::empty_databases().await {
        upgrade::write_as_before(&url, &former).await;
        let db = Db::open_as_is(&url).unwrap();
        let (migration, tables, rows) = read(&db).await;
        db.close().await;
        assert_eq!(migration, upgrade::FORMER, "opening has migrated nothing");
        // The same rows, upgraded where they are.
        let upgraded = Db::open(&url).await.unwrap();
        let (_, upgraded_tables, upgraded_rows) = read(&upgraded).await;
        for target in testing::empty_databases().await {
            fill(&target, migration, &tables, &rows).await.unwrap();
            let (version, new_tables, new_rows) = read(&Db::open(&target).await.unwrap()).await;
            assert_eq!(version, newest_migration());
            assert_eq!(comparable(&new_tables, &new_rows), comparable(&upgraded_tables, &upgraded_rows), "{target}");
        }
    }
}

#[tokio::test]
async fn what_does_not_fit_is_refused_and_leaves_an_empty_database() {
    let source = testing::sqlite().await;
    world(&source).await;
    let (migration, tables, rows) = read(&source).await;
    let with = |table: &str, change: &dyn Fn(&mut Vec<Vec<Value>>)| {
        let mut rows = rows.clone();
        change(rows.get_mut(table).unwrap());
        rows
    };
    let column = |table: &str, name: &str| {
        let of = tables.iter().find(|of| of.table == table).unwrap();
        of.columns.iter().position(|(column, _)| column == name).unwrap()
    };
    let text = column("action", "text");
    let themes = column("action", "themes");
    let at = column("action", "created_at");
    let bad_rows = [
        with("action", &|rows| rows[0][text] = Value::from(7)),
        with("action", &|rows| rows[0][themes] = Value::from("[unfinished")),
        with("action", &|rows| rows[0][at] = Value::from("yesterday")),
        with("action", &|rows| rows[0].truncate(3)),
        with("action", &|rows| rows[0][text] = Value::Null),
        with("action", &|rows| rows.push(rows[0].clone())),
        with("organisation", &Vec::clear),
    ];
    let mut other_tables = tables.clone();
    other_tables[0].columns.pop();
    let mut twice = tables.clone();
    twice.push(tables[0].clone());
    for url in testing::empty_databases().await {
        let newer = fill(&url, migration + 1, &tables, &rows).await.unwrap_err();
        assert!(matches!(newer, FillError::Newer { .. }), "{newer}");
        for tables in [&other_tables, &twice] {
            let other = fill(&url, migration, tables, &rows).await.unwrap_err();
            assert!(matches!(other, FillError::OtherTables(_)), "{other}");
        }
        for (at, rows) in bad_rows.iter().enumerate() {
            let refused = fill(&url, migration, &tables, rows).await.unwrap_err();
            let is_expected = match at {
                0..4 => matches!(refused, FillError::Misfit(_)),
                4..6 => matches!(refused, FillError::Database(_)),
                _ => matches!(refused, FillError::Dangling(_)),
            };
            assert!(is_expected, "{at}: {refused:?}");
        }
        // Nothing was left by any of them.
        fill(&url, migration, &tables, &rows).await.unwrap();
        let again = fill(&url, migration, &tables, &rows).await.unwrap_err();
        assert!(matches!(again, FillError::NotEmpty(_)), "{again}");
    }
}
