//! The limit beside which saving an answer is read: what SQLite itself can commit durably on this disk.

use sqlx::{
    ConnectOptions as _, Connection as _, Executor as _,
    sqlite::{SqliteConnectOptions, SqliteJournalMode, SqliteSynchronous},
};
use std::{
    path::Path,
    time::{Duration, Instant},
};

/// Commits a second: one row of about a kilobyte each, write-ahead log, `synchronous = full`.
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
    connection.close().await.expect("nothing is open");
    rate
}
