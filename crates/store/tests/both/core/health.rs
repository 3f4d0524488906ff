//! The health checks of the database.

use jiff::Timestamp;
use std::{
    fs::File,
    io::{Seek as _, SeekFrom, Write as _},
};
use store::{Db, Failure, core::health};

fn now() -> Timestamp {
    "2026-11-22T10:00:00Z".parse().unwrap()
}

#[tokio::test]
async fn a_healthy_database_can_be_read_and_written_repeatedly() {
    for db in testing::databases().await {
        for _ in 0..2 {
            health::reads(&mut db.read().await.unwrap()).await.unwrap();
            let mut tx = db.write().await.unwrap();
            health::writes(&mut tx, now()).await.unwrap();
            tx.commit().await.unwrap();
        }
        assert!(!db.is_damaged());
        assert!(db.pools().iter().all(|pool| pool.open <= pool.most && pool.idle <= pool.open as usize));
    }
}

#[tokio::test]
async fn a_read_only_database_is_a_disk_failure() {
    let db = testing::sqlite().await;
    let mut tx = db.write().await.unwrap();
    tx.query("pragma query_only = on").run().await.unwrap();
    let error = health::writes(&mut tx, now()).await.unwrap_err();
    assert_eq!(Failure::of(&error), Failure::Disk, "{error}");
}

/// SQLite ends a transaction itself on a full disk.
#[tokio::test]
async fn the_database_can_be_written_after_it_has_ended_a_transaction_itself() {
    let db = testing::sqlite().await;
    let mut tx = db.write().await.unwrap();
    tx.query("rollback").run().await.unwrap();
    assert!(health::writes(&mut tx, now()).await.is_ok(), "outside a transaction");
    assert!(tx.commit().await.is_err());
    let mut tx = db.write().await.expect("a new connection");
    health::writes(&mut tx, now()).await.unwrap();
    tx.commit().await.unwrap();
}

#[tokio::test]
async fn damage_is_recorded() {
    let url = testing::empty_databases().await.remove(0);
    let db = Db::open(&url).await.unwrap();
    let pages: Vec<(i64,)> = db
        .read()
        .await
        .unwrap()
        .query("select rootpage from sqlite_master where tbl_name = 'event'")
        .all()
        .await
        .unwrap();
    let (size,): (i64,) = db.read().await.unwrap().query("pragma page_size").one().await.unwrap();
    db.close().await;
    let mut file = File::options().write(true).open(url.strip_prefix("sqlite:").unwrap()).unwrap();
    for (page,) in pages {
        file.seek(SeekFrom::Start(u64::try_from((page - 1) * size).unwrap())).unwrap();
        file.write_all(&[0xff; 512]).unwrap();
    }
    let db = Db::open(&url).await.unwrap();
    assert!(!db.is_damaged());
    let error = health::reads(&mut db.read().await.unwrap()).await.unwrap_err();
    assert_eq!(Failure::of(&error), Failure::Disk, "{error}");
    assert!(db.is_damaged());
}
