//! Opening the connections, and bringing the tables up to date.

use super::{Pools, ping, with_timeout};
use sqlx::{
    Connection as _, Error,
    migrate::Migrator,
    pool::PoolConnectionMetadata,
    postgres::{PgConnectOptions, PgConnection, PgPoolOptions},
    sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous},
};
use std::time::Duration;

pub(in crate::core::db) static MIGRATIONS: Migrator = sqlx::migrate!("./migrations");

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

/// A connection that has been idle for less than this is not pinged before use.
const PING_AFTER: Duration = Duration::from_secs(1);

/// How many rows SQLite's thread sends without waiting for the reader: more than any plan has.
const ROW_BUFFER_SIZE: usize = 1024;

/// How many rows SQLite's thread sends ahead where they may be of any size.
const FEW_ROWS: usize = 8;

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

impl Pools {
    pub(in crate::core::db) async fn open(url: &str) -> Result<Self, Error> {
        if url.starts_with("postgres") { Self::open_postgres(url).await } else { Self::open_sqlite(url).await }
    }

    /// Opens a database without changing it. Its tables must be those of this version.
    pub(in crate::core::db) async fn open_for_reading(url: &str) -> Result<Self, Error> {
        let pools = if url.starts_with("postgres") {
            Self::postgres_pools(url.parse()?)
        } else {
            let options = url.parse::<SqliteConnectOptions>()?.read_only(true).busy_timeout(BUSY_TIMEOUT);
            let options = options.row_buffer_size(ROW_BUFFER_SIZE);
            // Both are for reading: a transaction for writing fails.
            let [read, write] = [(); 2].map(|()| sqlite_pool(SQLITE.read).connect_lazy_with(options.clone()));
            Self::Sqlite { read, write }
        };
        pools.check_version().await?;
        Ok(pools)
    }

    async fn check_version(&self) -> Result<(), Error> {
        const NEWEST: &str = "select coalesce(max(version), 0) from _sqlx_migrations";
        #[expect(
            clippy::disallowed_methods,
            reason = "the version is checked before there is a handle to the database"
        )]
        let (version,): (i64,) = match self {
            Self::Sqlite { read, .. } => sqlx::query_as(NEWEST).fetch_one(read).await?,
            Self::Postgres { read, .. } => with_timeout(sqlx::query_as(NEWEST).fetch_one(read)).await?,
        };
        let expected = MIGRATIONS.iter().map(|migration| migration.version).max().unwrap_or_default();
        if version == expected {
            Ok(())
        } else {
            Err(Error::Configuration(Box::new(OtherVersion { version, expected })))
        }
    }

    async fn open_postgres(url: &str) -> Result<Self, Error> {
        let options = url.parse::<PgConnectOptions>()?;
        // A migration may take long, or wait for that of another instance, so it has a separate connection without timeouts.
        let mut migrating = PgConnection::connect_with(&options).await?;
        MIGRATIONS.run(&mut migrating).await?;
        migrating.close().await?;
        Ok(Self::postgres_pools(options))
    }

    fn postgres_pools(options: PgConnectOptions) -> Self {
        let setting = |name: &'static str, time: Duration| (name, time.as_millis().to_string());
        let options = options.options([
            setting("lock_timeout", LOCK_TIMEOUT),
            setting("statement_timeout", STATEMENT_TIMEOUT),
            setting("idle_in_transaction_session_timeout", IDLE_TRANSACTION_TIMEOUT),
        ]);
        let pool = |most, options: PgConnectOptions| {
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
                .connect_lazy_with(options)
        };
        // A query without a transaction cannot write by mistake either.
        let read_only = options.clone().options([("default_transaction_read_only", "on")]);
        Self::Postgres { read: pool(POSTGRES.read, read_only), write: pool(POSTGRES.write, options) }
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
        // SQLite ends a transaction by itself if the disk is full. Its rollback then fails, and sqlx would never begin another one on this
        // connection, which is the only one that writes. The ping waits until the rollback was tried. After a commit nothing is left to wait
        // for. Readers need none of this.
        let writers = sqlite_pool(SQLITE.write).after_release(|connection, _| {
            Box::pin(async move {
                if connection.is_in_transaction() {
                    connection.ping().await?;
                }
                Ok(!connection.is_in_transaction())
            })
        });
        let write = writers.connect_with(options.clone()).await?;
        MIGRATIONS.run(&write).await?;
        let read = sqlite_pool(SQLITE.read).connect_with(options.pragma("query_only", "on")).await?;
        Ok(Self::Sqlite { read, write })
    }

    /// Opens a database that exists as it is, for reading all of it. Nothing is migrated, and statements have no timeouts, since reading
    /// a table takes as long as it is large.
    pub(in crate::core::db) fn open_as_is(url: &str) -> Result<Self, Error> {
        if url.starts_with("postgres") { Self::open_postgres_alone(url) } else { Self::open_sqlite_alone(url, false) }
    }

    /// Opens an empty database that is to be filled, without migrating it and without timeouts.
    pub(in crate::core::db) fn open_empty(url: &str) -> Result<Self, Error> {
        if url.starts_with("postgres") { Self::open_postgres_alone(url) } else { Self::open_sqlite_alone(url, true) }
    }

    /// One connection to SQLite, which sends few rows ahead, because they may be large.
    fn open_sqlite_alone(url: &str, is_new: bool) -> Result<Self, Error> {
        let options = url
            .parse::<SqliteConnectOptions>()?
            .create_if_missing(is_new)
            .foreign_keys(true)
            .busy_timeout(BUSY_TIMEOUT)
            .journal_mode(SqliteJournalMode::Wal)
            .row_buffer_size(FEW_ROWS);
        let pool = SqlitePoolOptions::new().max_connections(1).connect_lazy_with(options);
        Ok(Self::Sqlite { read: pool.clone(), write: pool })
    }

    /// One connection to PostgreSQL, whatever timeouts the server has for others.
    fn open_postgres_alone(url: &str) -> Result<Self, Error> {
        let options = url
            .parse::<PgConnectOptions>()?
            .options([("statement_timeout", "0"), ("idle_in_transaction_session_timeout", "0")]);
        let pool = PgPoolOptions::new().max_connections(1).acquire_timeout(ACQUIRE_TIMEOUT).connect_lazy_with(options);
        Ok(Self::Postgres { read: pool.clone(), write: pool })
    }
}

fn sqlite_pool(most: u32) -> SqlitePoolOptions {
    // Connections to a file are not lost, so that testing them gains nothing.
    SqlitePoolOptions::new().max_connections(most).acquire_timeout(BUSY_TIMEOUT).test_before_acquire(false)
}

/// The error when a database is opened for reading whose tables are those of another version.
#[derive(Debug, thiserror::Error)]
#[error(
    "the database is of version {version} and this program reads version {expected}: use the program that serves it"
)]
struct OtherVersion {
    version: i64,
    expected: i64,
}
