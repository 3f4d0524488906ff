//! The baseline for saving: how many durable commits a second the database can make on this disk.

use sqlx::{
    ConnectOptions as _, Connection as _, Executor as _, PgConnection,
    sqlite::{SqliteConnectOptions, SqliteJournalMode, SqliteSynchronous},
};
use std::{
    path::Path,
    time::{Duration, Instant},
};

/// Measures SQLite commits a second: one row of about a kilobyte each, write-ahead log, `synchronous = full`.
pub(crate) async fn measure(file: &Path, seconds: u64) -> f64 {
    let options = SqliteConnectOptions::new()
        .filename(file)
        .create_if_missing(true)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full);
    let mut connection = options.connect().await.expect("a new file can be opened");
    connection
        .execute("create table saved (id integer primary key, body text not null)")
        .await
        .expect("a new file is empty");
    let (start, mut count) = (Instant::now(), 0_u32);
    while start.elapsed() < Duration::from_secs(seconds) {
        connection.execute("insert into saved (body) values (hex(randomblob(500)))").await.expect("the disk has room");
        count += 1;
    }
    let rate = f64::from(count) / start.elapsed().as_secs_f64();
    connection.close().await.expect("no statement is running");
    rate
}

/// Measures PostgreSQL commits a second: one row of about a kilobyte each, over 16 connections at once.
pub(crate) async fn measure_postgres(url: &str, seconds: u64) -> f64 {
    let mut first = PgConnection::connect(url).await.expect("the server answers");
    first
        .execute("drop table if exists saved; create table saved (id bigint generated always as identity primary key, body text not null)")
        .await
        .expect("the server can create a table");
    let start = Instant::now();
    let one = |url: String| async move {
        let mut connection = PgConnection::connect(&url).await.expect("the server answers");
        let mut count = 0_u32;
        while start.elapsed() < Duration::from_secs(seconds) {
            connection.execute("insert into saved (body) values (repeat('x', 1000))").await.expect("the disk has room");
            count += 1;
        }
        count
    };
    let all: Vec<_> = (0..16).map(|_| tokio::spawn(one(url.to_owned()))).collect();
    let mut count = 0;
    for writer in all {
        count += writer.await.expect("a writer does not panic");
    }
    let rate = f64::from(count) / start.elapsed().as_secs_f64();
    first.execute("drop table saved").await.expect("the table exists");
    rate
}
