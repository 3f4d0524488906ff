//! The connections to the database, and how long anything may wait for it.
//!
//! Nothing waits without end: for a connection, for a statement, for a row that another transaction holds, or for a database that
//! took a question and is silent. Reading and writing have connections of their own, so that writers who wait for one row do not
//! keep readers from theirs.

use sqlx::{
    Connection as _, Error, Pool,
    migrate::Migrator,
    pool::PoolConnectionMetadata,
    postgres::{PgConnectOptions, PgConnection, PgPool, PgPoolOptions},
    sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePool, SqlitePoolOptions, SqliteSynchronous},
};
use std::{io, pin::Pin, time::Duration};
use tokio::time::timeout;

static MIGRATIONS: Migrator = sqlx::migrate!("./migrations");

/// How long a writer waits for another process that holds the SQLite file, and for other writers of this one.
const PATIENCE: Duration = Duration::from_secs(10);

/// How long anything waits for a connection, and a new connection for PostgreSQL.
const CONNECTION: Duration = Duration::from_secs(3);

/// How long PostgreSQL waits for a row that another transaction holds: less than [`CONNECTION`], so that those behind still
/// get theirs.
const LOCK: Duration = Duration::from_secs(2);

/// How long PostgreSQL works on one statement.
const STATEMENT: Duration = Duration::from_secs(8);

/// How long PostgreSQL keeps a transaction in which nothing is asked: longer than any page takes.
const IDLE_TRANSACTION: Duration = Duration::from_secs(90);

/// How long PostgreSQL may be silent. It says itself when a statement took too long, so that after this it is away.
const ANSWER: Duration = Duration::from_secs(10);

/// How long a connection may take to show that it is alive.
const PING: Duration = Duration::from_secs(1);

/// A connection that was used so lately is not asked whether it is alive.
const LATELY: Duration = Duration::from_secs(1);

/// Rows that SQLite's thread hands over without waiting: more than any plan has.
const ROWS_AT_ONCE: usize = 1024;

/// Connections of each instance to PostgreSQL: of 100 that a server accepts, five instances leave some.
const POSTGRES: Shares = Shares { read: 10, write: 8 };

/// Connections to SQLite: readers share; one connection writes, so that writers queue in order instead of polling for the lock.
const SQLITE: Shares = Shares { read: 4, write: 1 };

struct Shares {
    read: u32,
    write: u32,
}

#[derive(Debug, Clone)]
pub(super) enum Pools {
    Sqlite { read: SqlitePool, write: SqlitePool },
    Postgres { read: PgPool, write: PgPool },
}

/// The connections for reading or for writing, at one moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PoolUse {
    /// What they are for: `read` or `write`.
    pub purpose: &'static str,
    /// How many there may be.
    pub most: u32,
    /// How many there are.
    pub open: u32,
    /// How many of these do nothing.
    pub idle: usize,
}

impl Pools {
    pub(super) async fn open(url: &str) -> Result<Self, Error> {
        if url.starts_with("postgres") { Self::open_postgres(url).await } else { Self::open_sqlite(url).await }
    }

    async fn open_postgres(url: &str) -> Result<Self, Error> {
        let options = url.parse::<PgConnectOptions>()?;
        // A migration may take long, and waits for another instance's: it has a connection of its own, without limits.
        let mut migrating = PgConnection::connect_with(&options).await?;
        MIGRATIONS.run(&mut migrating).await?;
        migrating.close().await?;
        let setting = |name: &'static str, time: Duration| (name, time.as_millis().to_string());
        let options = options.options([
            setting("lock_timeout", LOCK),
            setting("statement_timeout", STATEMENT),
            setting("idle_in_transaction_session_timeout", IDLE_TRANSACTION),
        ]);
        let pool = |most| {
            PgPoolOptions::new()
                .max_connections(most)
                .acquire_timeout(CONNECTION)
                // The pool's own test waits without end for a server that is silent.
                .test_before_acquire(false)
                .before_acquire(|connection, used: PoolConnectionMetadata| {
                    Box::pin(async move {
                        if used.idle_for >= LATELY {
                            is_alive(connection).await?;
                        }
                        Ok(true)
                    })
                })
                // So does the end of a transaction that was not committed; then its place in the pool would be lost.
                .after_release(|connection, _| Box::pin(async move { is_alive(connection).await.map(|()| true) }))
                .connect_lazy_with(options.clone())
        };
        Ok(Self::Postgres { read: pool(POSTGRES.read), write: pool(POSTGRES.write) })
    }

    async fn open_sqlite(url: &str) -> Result<Self, Error> {
        let options = url
            .parse::<SqliteConnectOptions>()?
            .create_if_missing(true)
            .foreign_keys(true)
            .busy_timeout(PATIENCE)
            .journal_mode(SqliteJournalMode::Wal)
            // A plan's rows come at once: beyond this many, SQLite's thread waits for the reader after each.
            .row_buffer_size(ROWS_AT_ONCE)
            // What was acknowledged is on disk, whatever happens next.
            .synchronous(SqliteSynchronous::Full);
        // A file does not hang up: nothing is gained by asking a connection whether it is there.
        let pool =
            |most| SqlitePoolOptions::new().max_connections(most).acquire_timeout(PATIENCE).test_before_acquire(false);
        let write = pool(SQLITE.write).connect_with(options.clone()).await?;
        MIGRATIONS.run(&write).await?;
        let read = pool(SQLITE.read).connect_with(options).await?;
        Ok(Self::Sqlite { read, write })
    }

    pub(super) fn uses(&self) -> [PoolUse; 2] {
        match self {
            Self::Sqlite { read, write } => [pool_use("read", read), pool_use("write", write)],
            Self::Postgres { read, write } => [pool_use("read", read), pool_use("write", write)],
        }
    }

    pub(super) async fn close(&self) {
        match self {
            Self::Sqlite { read, write } => {
                read.close().await;
                write.close().await;
            }
            Self::Postgres { read, write } => {
                read.close().await;
                write.close().await;
            }
        }
    }
}

fn pool_use<D: sqlx::Database>(purpose: &'static str, pool: &Pool<D>) -> PoolUse {
    PoolUse { purpose, most: pool.options().get_max_connections(), open: pool.size(), idle: pool.num_idle() }
}

async fn is_alive(connection: &mut PgConnection) -> Result<(), Error> {
    timeout(PING, connection.ping()).await.unwrap_or_else(|_| Err(silent()))
}

/// What PostgreSQL answers, if it does within [`ANSWER`]. On the heap, since each handler would hold the room for it otherwise.
pub(super) fn within<'a, T>(
    answer: impl Future<Output = Result<T, Error>> + Send + 'a,
) -> Pin<Box<dyn Future<Output = Result<T, Error>> + Send + 'a>> {
    Box::pin(async { timeout(ANSWER, answer).await.unwrap_or_else(|_| Err(silent())) })
}

/// What it means that no transaction was begun. A pool whose connections are all in use is told from a database that cannot be
/// reached; and a proxy without a database behind it closes connections before they are made, which is no mistake of ours.
pub(super) fn not_begun<D: sqlx::Database>(error: Error, pool: &Pool<D>) -> Error {
    match error {
        Error::PoolTimedOut if pool.size() >= pool.options().get_max_connections() => {
            Error::AnyDriverError(Box::new(Crowded))
        }
        Error::Protocol(reason) => Error::Io(io::Error::new(io::ErrorKind::ConnectionAborted, reason)),
        error => error,
    }
}

/// All connections are in use.
#[derive(Debug, thiserror::Error)]
#[error("all connections to the database are in use")]
pub(super) struct Crowded;

fn silent() -> Error {
    Error::Io(io::Error::new(io::ErrorKind::TimedOut, "the database does not answer"))
}
