//! Every wait for PostgreSQL has a timeout, and its errors are classified.

use std::time::{Duration, Instant};
use store::{Db, Failure};
use testing::empty_postgres;
use tokio::{io::copy_bidirectional, net::TcpListener, net::TcpStream};

/// The PostgreSQL server for tests; `None` if there is none.
fn server() -> Option<String> {
    let server = std::env::var("TEST_POSTGRES").ok();
    if server.is_none() {
        eprintln!("skipped PostgreSQL: TEST_POSTGRES is not set");
    }
    server
}

#[tokio::test]
async fn statements_locks_and_idle_transactions_have_timeouts() {
    let Some(server) = server() else { return };
    let db = testing::postgres(&server).await;
    for mut tx in [db.read().await.unwrap(), db.write().await.unwrap()] {
        let mut setting = async |name: &'static str| {
            let (value,): (String,) = tx.query("select current_setting($1)").bind(name).one().await.unwrap();
            value
        };
        assert_eq!(setting("statement_timeout").await, "8s");
        assert_eq!(setting("lock_timeout").await, "2s");
        assert_eq!(setting("idle_in_transaction_session_timeout").await, "90s");
    }
}

#[tokio::test]
async fn writers_that_wait_for_a_locked_row_fail_and_do_not_block_readers() {
    let Some(server) = server() else { return };
    let db = testing::postgres(&server).await;
    let mut tx = db.write().await.unwrap();
    tx.query("insert into heartbeat (id, at) values (1, '2026-11-22T10:00:00Z')").run().await.unwrap();
    tx.commit().await.unwrap();
    let mut holder = db.write().await.unwrap();
    holder.query("update heartbeat set at = at").run().await.unwrap();
    let started = Instant::now();
    let writers: Vec<_> = (0..30)
        .map(|_| {
            let db = db.clone();
            tokio::spawn(async move { db.write().await?.query("update heartbeat set at = at").run().await })
        })
        .collect();
    tokio::time::sleep(Duration::from_millis(500)).await;
    let reading = Instant::now();
    store::core::health::reads(&mut db.read().await.unwrap()).await.unwrap();
    assert!(reading.elapsed() < Duration::from_secs(1), "{:?}", reading.elapsed());
    for writer in writers {
        let error = writer.await.unwrap().unwrap_err();
        assert_eq!(Failure::of(&error), Failure::Busy, "{error}");
    }
    assert!(started.elapsed() < Duration::from_secs(7), "{:?}", started.elapsed());
    drop(holder);
    db.write().await.unwrap().query("update heartbeat set at = at").run().await.unwrap();
}

#[tokio::test]
async fn a_refused_connection_is_reported_within_seconds() {
    let Some(server) = server() else { return };
    let url = empty_postgres(&server).await;
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let (_, rest) = url.rsplit_once('@').unwrap();
    let (host, name) = rest.split_once('/').unwrap();
    let (to, front) = (host.to_owned(), listener.local_addr().unwrap());
    let proxy = tokio::spawn(async move {
        let mut open = tokio::task::JoinSet::new();
        while let Ok((mut client, _)) = listener.accept().await {
            let to = to.clone();
            open.spawn(async move { copy_bidirectional(&mut client, &mut TcpStream::connect(to).await?).await });
        }
    });
    let db = Db::open(&format!("postgres://postgres@{front}/{name}")).await.unwrap();
    store::core::health::reads(&mut db.read().await.unwrap()).await.unwrap();
    proxy.abort();
    let started = Instant::now();
    for _ in 0..2 {
        let error = match db.read().await {
            Ok(mut tx) => store::core::health::reads(&mut tx).await.unwrap_err(),
            Err(error) => error,
        };
        assert_eq!(Failure::of(&error), Failure::Away, "{error}");
    }
    assert!(started.elapsed() < Duration::from_secs(8), "{:?}", started.elapsed());
}

/// SQLite does this if the disk is full: the program's own rollback then fails. It was the end of all writing until a restart.
#[tokio::test]
async fn a_transaction_that_the_database_has_ended_itself_does_not_prevent_later_ones() {
    for db in testing::databases().await {
        for _ in 0..2 {
            let mut tx = db.write().await.unwrap();
            tx.query("rollback").run().await.unwrap();
            drop(tx);
            let mut tx = db.read().await.unwrap();
            tx.query("rollback").run().await.unwrap();
        }
        store::core::health::reads(&mut db.read().await.unwrap()).await.unwrap();
        let mut tx = db.write().await.unwrap();
        store::core::health::writes(&mut tx, "2026-11-22T10:00:00Z".parse().unwrap()).await.unwrap();
        tx.commit().await.unwrap();
    }
}
