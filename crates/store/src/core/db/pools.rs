//! The connections to the database, and the timeouts for waiting.
//!
//! Every wait has a timeout: for a connection, for a statement, for a row that another transaction has locked, and for a database
//! that does not respond. Readers and writers have separate connections, so that writers that wait for a locked row do not block
//! readers.

use sqlx::{
    Connection as _, Error, Pool, Row as _,
    migrate::Migrator,
    pool::PoolConnectionMetadata,
    postgres::{PgConnectOptions, PgConnection, PgPool, PgPoolOptions},
    sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePool, SqlitePoolOptions, SqliteSynchronous},
};
use std::{io, pin::Pin, time::Duration};
use tokio::time::timeout;

static MIGRATIONS: Migrator = sqlx::migrate!("./migrations");

/// How long a writer waits while another process has locked the SQLite file, or other writers of this process use the connection.
const BUSY_TIMEOUT: Duration = Duration::from_secs(10);

/// How long to wait for a free connection to PostgreSQL, including opening a new one.
const ACQUIRE_TIMEOUT: Duration = Duration::from_secs(3);

/// How long PostgreSQL waits for a row that another transaction has locked: less than [`ACQUIRE_TIMEOUT`], so that a transaction that
/// waits for this connection still gets it.
const LOCK_TIMEOUT: Duration = Duration::from_secs(2);

/// How long PostgreSQL may take for one statement.
const STATEMENT_TIMEOUT: Duration = Duration::from_secs(8);

/// How long a transaction of PostgreSQL may be idle: longer than any page takes.
const IDLE_TRANSACTION_TIMEOUT: Duration = Duration::from_secs(90);

/// How long PostgreSQL may take to respond. It enforces [`STATEMENT_TIMEOUT`] itself, so if this passes it cannot be reached.
const RESPONSE_TIMEOUT: Duration = Duration::from_secs(10);

/// How long a connection may take to respond to a ping.
const PING_TIMEOUT: Duration = Duration::from_secs(1);

/// A connection that has been idle for less than this is not pinged before use.
const PING_AFTER: Duration = Duration::from_secs(1);

/// How many rows SQLite's thread sends without waiting for the reader: more than any plan has.
const ROW_BUFFER_SIZE: usize = 1024;

/// The maximum connections of an instance to PostgreSQL. A server accepts 100 by default, which is enough for five instances.
const POSTGRES: MaxConnections = MaxConnections { read: 10, write: 8 };

/// The maximum connections to SQLite. Readers share a pool; one connection writes, so that writers queue in order instead of polling for
/// the lock.
const SQLITE: MaxConnections = MaxConnections { read: 4, write: 1 };

/// The maximum number of connections in each pool.
struct MaxConnections {
    read: u32,
    write: u32,
}

#[derive(Debug, Clone)]
pub(super) enum Pools {
    Sqlite { read: SqlitePool, write: SqlitePool },
    Postgres { read: PgPool, write: PgPool },
}

/// The use of the connections for reading or for writing, at one time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PoolUse {
    /// The purpose of the connections: `read` or `write`.
    pub purpose: &'static str,
    /// The maximum number of connections.
    pub most: u32,
    /// The number of open connections.
    pub open: u32,
    /// The number of open connections that are not in use.
    pub idle: usize,
}

impl Pools {
    pub(super) async fn open(url: &str) -> Result<Self, Error> {
        if url.starts_with("postgres") { Self::open_postgres(url).await } else { Self::open_sqlite(url).await }
    }

    async fn open_postgres(url: &str) -> Result<Self, Error> {
        let options = url.parse::<PgConnectOptions>()?;
        // A migration may take long, or wait for that of another instance, so it has a separate connection without timeouts.
        let mut migrating = PgConnection::connect_with(&options).await?;
        MIGRATIONS.run(&mut migrating).await?;
        migrating.close().await?;
        let setting = |name: &'static str, time: Duration| (name, time.as_millis().to_string());
        let options = options.options([
            setting("lock_timeout", LOCK_TIMEOUT),
            setting("statement_timeout", STATEMENT_TIMEOUT),
            setting("idle_in_transaction_session_timeout", IDLE_TRANSACTION_TIMEOUT),
        ]);
        let pool = |most| {
            PgPoolOptions::new()
                .max_connections(most)
                .acquire_timeout(ACQUIRE_TIMEOUT)
                // The pool's own test has no timeout.
                .test_before_acquire(false)
                .before_acquire(|connection, used: PoolConnectionMetadata| {
                    Box::pin(async move {
                        if used.idle_for >= PING_AFTER {
                            ping(connection).await?;
                        }
                        Ok(true)
                    })
                })
                // Nor has the rollback of a transaction that was not committed: without this, a connection would be lost to the pool.
                .after_release(|connection, _| Box::pin(async move { ping(connection).await.map(|()| true) }))
                .connect_lazy_with(options.clone())
        };
        Ok(Self::Postgres { read: pool(POSTGRES.read), write: pool(POSTGRES.write) })
    }

    async fn open_sqlite(url: &str) -> Result<Self, Error> {
        let options = url
            .parse::<SqliteConnectOptions>()?
            .create_if_missing(true)
            .foreign_keys(true)
            .busy_timeout(BUSY_TIMEOUT)
            .journal_mode(SqliteJournalMode::Wal)
            // Beyond this many rows, SQLite's thread waits for the reader after each.
            .row_buffer_size(ROW_BUFFER_SIZE)
            // A committed transaction survives a loss of power.
            .synchronous(SqliteSynchronous::Full)
            // Deleted rows are overwritten with zeros.
            .pragma("secure_delete", "on");
        // Connections to a file are not lost, so that testing them gains nothing.
        let pool = |most| {
            SqlitePoolOptions::new().max_connections(most).acquire_timeout(BUSY_TIMEOUT).test_before_acquire(false)
        };
        let write = pool(SQLITE.write).connect_with(options.clone()).await?;
        MIGRATIONS.run(&write).await?;
        let read = pool(SQLITE.read).connect_with(options).await?;
        Ok(Self::Sqlite { read, write })
    }

    /// Empties the write-ahead log of SQLite. A reader that holds a former version of the database prevents it for as long as it reads.
    pub(super) async fn empty_log(&self) -> Result<(), Error> {
        let Self::Sqlite { write, .. } = self else { return Ok(()) };
        let row = sqlx::raw_sql("pragma wal_checkpoint(truncate)").fetch_one(write).await?;
        match row.try_get::<i64, _>(0)? {
            0 => Ok(()),
            _ => Err(Error::Protocol("the write-ahead log is still being read".to_owned())),
        }
    }

    /// Rewrites the file of SQLite without deleted rows, or frees their space on PostgreSQL.
    pub(super) async fn rewrite(&self) -> Result<(), Error> {
        match self {
            Self::Sqlite { write, .. } => {
                sqlx::raw_sql("vacuum").execute(write).await?;
                self.empty_log().await
            }
            Self::Postgres { write, .. } => {
                // It may take longer than a page.
                let options = write.connect_options().as_ref().clone().options([("statement_timeout", "0")]);
                let mut connection = PgConnection::connect_with(&options).await?;
                sqlx::raw_sql("vacuum").execute(&mut connection).await?;
                connection.close().await
            }
        }
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

/// Pings a connection.
async fn ping(connection: &mut PgConnection) -> Result<(), Error> {
    timeout(PING_TIMEOUT, connection.ping()).await.unwrap_or_else(|_| Err(no_response()))
}

/// Limits a call of PostgreSQL to [`RESPONSE_TIMEOUT`]. The future is boxed, because otherwise it would enlarge that of every handler.
pub(super) fn with_timeout<'a, T>(
    call: impl Future<Output = Result<T, Error>> + Send + 'a,
) -> Pin<Box<dyn Future<Output = Result<T, Error>> + Send + 'a>> {
    Box::pin(async { timeout(RESPONSE_TIMEOUT, call).await.unwrap_or_else(|_| Err(no_response())) })
}

/// Converts the error of a transaction that could not begin. Distinguishes a pool whose connections are all in use from a database that
/// cannot be reached. A proxy without a database behind it closes connections during the handshake, which sqlx reports as a protocol
/// error.
pub(super) fn begin_error<D: sqlx::Database>(error: Error, pool: &Pool<D>) -> Error {
    match error {
        Error::PoolTimedOut if pool.size() >= pool.options().get_max_connections() => {
            Error::AnyDriverError(Box::new(PoolExhausted))
        }
        Error::Protocol(reason) => Error::Io(io::Error::new(io::ErrorKind::ConnectionAborted, reason)),
        error => error,
    }
}

/// The error when all connections are in use.
#[derive(Debug, thiserror::Error)]
#[error("all connections to the database are in use")]
pub(super) struct PoolExhausted;

/// The error when PostgreSQL does not respond in time.
fn no_response() -> Error {
    Error::Io(io::Error::new(io::ErrorKind::TimedOut, "the database does not respond"))
}
