//! Access to either database in the same way.
//!
//! Every query in this crate is one string of SQL that both SQLite and PostgreSQL understand (`$1` placeholders,
//! `returning`, `on conflict`). This file is the only one that knows there are two.

use sqlx::{
    Arguments, Encode, FromRow, Postgres, Sqlite, Type,
    migrate::Migrator,
    postgres::{PgArguments, PgPool, PgPoolOptions, PgRow},
    sqlite::{
        SqliteArguments, SqliteConnectOptions, SqliteJournalMode, SqlitePool, SqlitePoolOptions, SqliteRow,
        SqliteSynchronous,
    },
};
use std::{
    sync::{
        Arc, Weak,
        atomic::{AtomicU64, Ordering::Relaxed},
    },
    time::Duration,
};

pub use sqlx::Error;

static MIGRATIONS: Migrator = sqlx::migrate!("./migrations");

/// How long a writer waits while another process has locked the SQLite file.
const BUSY_TIMEOUT: Duration = Duration::from_secs(10);

/// How many rows SQLite's thread sends without waiting for the reader: more than any plan has.
const ROW_BUFFER_SIZE: usize = 1024;

/// A handle to the database, which counts its queries and commits. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Db {
    pools: Pools,
    counts: Arc<Counts>,
}

#[derive(Debug, Clone)]
enum Pools {
    /// Readers share a pool; one connection writes, so that writers queue in order instead of polling for the lock.
    Sqlite {
        read: SqlitePool,
        write: SqlitePool,
    },
    Postgres(PgPool),
}

#[derive(Debug, Default)]
struct Counts {
    queries: AtomicU64,
    commits: AtomicU64,
}

impl Db {
    /// Opens the database at `url` (`sqlite:path` or `postgres://…`) and brings its tables up to date. Migrations run
    /// under a lock, so that several instances may start at once.
    pub async fn open(url: &str) -> Result<Self, Error> {
        let pools = if url.starts_with("postgres") {
            let pool = PgPoolOptions::new().max_connections(16).connect(url).await?;
            MIGRATIONS.run(&pool).await?;
            Pools::Postgres(pool)
        } else {
            let options = url
                .parse::<SqliteConnectOptions>()?
                .create_if_missing(true)
                .foreign_keys(true)
                .busy_timeout(BUSY_TIMEOUT)
                .journal_mode(SqliteJournalMode::Wal)
                // Beyond this many rows, SQLite's thread waits for the reader after each.
                .row_buffer_size(ROW_BUFFER_SIZE)
                // A committed transaction survives a loss of power.
                .synchronous(SqliteSynchronous::Full);
            // Connections to a file are not lost, so that testing them gains nothing.
            let pool = || SqlitePoolOptions::new().test_before_acquire(false);
            let write = pool().max_connections(1).connect_with(options.clone()).await?;
            MIGRATIONS.run(&write).await?;
            let read = pool().max_connections(4).connect_with(options).await?;
            Pools::Sqlite { read, write }
        };
        Ok(Self { pools, counts: Arc::default() })
    }

    /// Begins a transaction for reading: all its queries see the same state of the database.
    pub async fn read(&self) -> Result<Tx, Error> {
        let inner = match &self.pools {
            Pools::Sqlite { read, .. } => Inner::Sqlite(read.begin().await?),
            Pools::Postgres(pool) => {
                Inner::Postgres(pool.begin_with("begin isolation level repeatable read read only").await?)
            }
        };
        Ok(Tx { inner, counts: self.counts.clone(), writes: false, liveness: Arc::new(()) })
    }

    /// Begins a transaction for writing. Dropping it without a commit rolls it back.
    pub async fn write(&self) -> Result<Tx, Error> {
        let inner = match &self.pools {
            Pools::Sqlite { write, .. } => Inner::Sqlite(write.begin_with("begin immediate").await?),
            Pools::Postgres(pool) => Inner::Postgres(pool.begin().await?),
        };
        Ok(Tx { inner, counts: self.counts.clone(), writes: true, liveness: Arc::new(()) })
    }

    /// How many queries were made through this handle and its clones, for the budgets of pages.
    #[must_use]
    pub fn queries(&self) -> u64 {
        self.counts.queries.load(Relaxed)
    }

    /// How many transactions were committed through this handle and its clones: a page that was rendered before the last
    /// of them may be out of date.
    #[must_use]
    pub fn commits(&self) -> u64 {
        self.counts.commits.load(Relaxed)
    }

    /// Whether this is SQLite. Only the two dialects of search need to know.
    #[must_use]
    pub fn is_sqlite(&self) -> bool {
        matches!(self.pools, Pools::Sqlite { .. })
    }

    /// Closes all connections, once the transactions that are in progress have ended.
    pub async fn close(&self) {
        match &self.pools {
            Pools::Sqlite { read, write } => {
                read.close().await;
                write.close().await;
            }
            Pools::Postgres(pool) => pool.close().await,
        }
    }
}

/// A transaction: the only way to query the database.
pub struct Tx {
    inner: Inner,
    counts: Arc<Counts>,
    writes: bool,
    liveness: Arc<()>,
}

enum Inner {
    Sqlite(sqlx::Transaction<'static, Sqlite>),
    Postgres(sqlx::Transaction<'static, Postgres>),
}

impl Tx {
    /// Prepares a query. `sql` must be a literal.
    pub fn query(&mut self, sql: &'static str) -> Query<'_> {
        self.counts.queries.fetch_add(1, Relaxed);
        match &mut self.inner {
            Inner::Sqlite(tx) => Query::Sqlite(tx, sql, SqliteArguments::default()),
            Inner::Postgres(tx) => Query::Postgres(tx, sql, PgArguments::default()),
        }
    }

    /// Locks rows until the transaction ends, with SQL that only PostgreSQL understands. On SQLite a writer has the
    /// database to itself already.
    pub(crate) async fn lock_rows(&mut self, sql: &'static str, ids: &[uuid::Uuid]) -> Result<(), Error> {
        if !self.writes {
            return Err(Error::Protocol("a transaction for reading cannot lock rows".to_owned()));
        }
        if matches!(self.inner, Inner::Sqlite(_)) {
            return Ok(());
        }
        let query = ids.iter().fold(self.query(sql), |query, id| query.bind(*id));
        query.run().await.map(drop)
    }

    /// Returns a reference that can be upgraded as long as the transaction exists.
    pub(crate) fn liveness(&self) -> Weak<()> {
        Arc::downgrade(&self.liveness)
    }

    /// Takes a shared lock on a resource until the transaction ends. It waits for a transaction that has an
    /// [exclusive](Self::lock_exclusive) one. On SQLite a writer has the database to itself.
    pub async fn lock_shared(&mut self, resource: uuid::Uuid) -> Result<(), Error> {
        self.advisory_lock("select pg_advisory_xact_lock_shared($1)", resource).await
    }

    /// Takes an exclusive lock on a resource until the transaction ends. It waits for the transactions that have a
    /// [shared](Self::lock_shared) or an exclusive one.
    pub async fn lock_exclusive(&mut self, resource: uuid::Uuid) -> Result<(), Error> {
        self.advisory_lock("select pg_advisory_xact_lock($1)", resource).await
    }

    async fn advisory_lock(&mut self, sql: &'static str, resource: uuid::Uuid) -> Result<(), Error> {
        if matches!(self.inner, Inner::Sqlite(_)) {
            return Ok(());
        }
        // A collision of two keys only makes their transactions wait for each other.
        let (high, low) = resource.as_u64_pair();
        self.query(sql).bind((high ^ low).cast_signed()).run().await.map(drop)
    }

    /// Commits the transaction.
    pub async fn commit(self) -> Result<(), Error> {
        let counts = self.counts.clone();
        self.commit_unseen().await?;
        counts.commits.fetch_add(1, Relaxed);
        Ok(())
    }

    /// Commits changes that no page shows: rendered pages stay up to date, so that [`Db::commits`] does not count it.
    pub async fn commit_unseen(self) -> Result<(), Error> {
        match self.inner {
            Inner::Sqlite(tx) => tx.commit().await,
            Inner::Postgres(tx) => tx.commit().await,
        }
    }
}

/// A query with the values bound so far.
pub enum Query<'t> {
    /// On SQLite.
    Sqlite(&'t mut sqlx::Transaction<'static, Sqlite>, &'static str, SqliteArguments),
    /// On PostgreSQL.
    Postgres(&'t mut sqlx::Transaction<'static, Postgres>, &'static str, PgArguments),
}

/// A value that either database can store.
pub trait Value<'v>: Encode<'v, Sqlite> + Type<Sqlite> + Encode<'v, Postgres> + Type<Postgres> {}
impl<'v, T> Value<'v> for T where T: Encode<'v, Sqlite> + Type<Sqlite> + Encode<'v, Postgres> + Type<Postgres> {}

/// A type that can be read from a row of either database.
pub trait FromDatabaseRow: for<'r> FromRow<'r, SqliteRow> + for<'r> FromRow<'r, PgRow> + Send + Unpin {}
impl<T> FromDatabaseRow for T where T: for<'r> FromRow<'r, SqliteRow> + for<'r> FromRow<'r, PgRow> + Send + Unpin {}

#[expect(clippy::disallowed_methods, reason = "all queries of both databases are made here")]
impl Query<'_> {
    /// Binds a value to the next placeholder.
    ///
    /// # Panics
    /// If the value cannot be encoded at all, which is a mistake in its type.
    #[must_use]
    pub fn bind<'v>(mut self, value: impl Value<'v>) -> Self {
        match &mut self {
            Self::Sqlite(_, _, arguments) => arguments.add(value),
            Self::Postgres(_, _, arguments) => arguments.add(value),
        }
        .expect("every Value can be encoded");
        self
    }

    /// Returns all rows.
    pub async fn all<T: FromDatabaseRow>(self) -> Result<Vec<T>, Error> {
        match self {
            Self::Sqlite(tx, sql, arguments) => sqlx::query_as_with(sql, arguments).fetch_all(&mut **tx).await,
            Self::Postgres(tx, sql, arguments) => sqlx::query_as_with(sql, arguments).fetch_all(&mut **tx).await,
        }
    }

    /// Returns the first row, if there is one.
    pub async fn optional<T: FromDatabaseRow>(self) -> Result<Option<T>, Error> {
        match self {
            Self::Sqlite(tx, sql, arguments) => sqlx::query_as_with(sql, arguments).fetch_optional(&mut **tx).await,
            Self::Postgres(tx, sql, arguments) => sqlx::query_as_with(sql, arguments).fetch_optional(&mut **tx).await,
        }
    }

    /// Returns the first row, or [`Error::RowNotFound`].
    pub async fn one<T: FromDatabaseRow>(self) -> Result<T, Error> {
        self.optional().await?.ok_or(Error::RowNotFound)
    }

    /// Executes the query, and returns how many rows changed.
    pub async fn run(self) -> Result<u64, Error> {
        Ok(match self {
            Self::Sqlite(tx, sql, arguments) => {
                sqlx::query_with(sql, arguments).execute(&mut **tx).await?.rows_affected()
            }
            Self::Postgres(tx, sql, arguments) => {
                sqlx::query_with(sql, arguments).execute(&mut **tx).await?.rows_affected()
            }
        })
    }
}
