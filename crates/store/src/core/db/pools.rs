//! The connections to the database, and the timeouts for waiting.
//!
//! Every wait has a timeout: for a connection, for a statement, for a row that another transaction has locked, and for a database
//! that does not respond. Readers and writers have separate connections, so that writers that wait for a locked row do not block
//! readers.

mod opening;

use sqlx::{
    Connection as _, Error, Pool, Row as _,
    postgres::{PgConnection, PgPool},
    sqlite::SqlitePool,
};
use std::{io, pin::Pin, time::Duration};
use tokio::time::timeout;

pub(super) use opening::MIGRATIONS;

/// How long PostgreSQL may take to respond. It enforces its timeout for statements itself, so if this passes it cannot be reached.
const RESPONSE_TIMEOUT: Duration = Duration::from_secs(10);

/// How long a connection may take to respond to a ping.
const PING_TIMEOUT: Duration = Duration::from_secs(1);

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

impl PoolUse {
    /// Whether every connection that may be opened is in use.
    #[must_use]
    pub fn is_exhausted(&self) -> bool {
        self.open >= self.most && self.idle == 0
    }
}

impl Pools {
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
