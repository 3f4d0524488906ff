//! Access to either database in the same way.
//!
//! Every query in this crate is one string of SQL that both SQLite and PostgreSQL understand (`$1` placeholders,
//! `returning`, `on conflict`). This file and its folder are the only ones that know there are two.

mod cell;
mod empty_database;
mod failure;
mod pools;
mod tables;

use crate::core::{response_keys::ResponseKeys, tampering::Tampered};
use pools::{Pools, begin_error, with_timeout};
use sqlx::{
    Arguments, Encode, FromRow, Postgres, Sqlite, Type,
    postgres::{PgArguments, PgRow},
    sqlite::{SqliteArguments, SqliteRow},
};
use std::sync::{
    Arc, Weak,
    atomic::{AtomicBool, AtomicU64, Ordering::Relaxed},
};

pub use empty_database::{EmptyDatabase, FillError, newest_migration};
pub use failure::Failure;
pub use pools::PoolUse;
pub use sqlx::Error;
pub use tables::{ColumnKind, TableColumns, TableRows};

/// A handle to the database and to the keys beside it, which counts its queries and commits. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Db {
    pools: Pools,
    counts: Arc<Counts>,
    response_keys: ResponseKeys,
}

#[derive(Debug, Default)]
struct Counts {
    queries: AtomicU64,
    commits: AtomicU64,
    is_damaged: AtomicBool,
    tampered: AtomicU64,
}

impl Counts {
    /// Records whether the database reported damage. A later query that succeeds does not reset this, because it may have read other
    /// pages of the file.
    fn note<T>(&self, outcome: Result<T, Error>) -> Result<T, Error> {
        if let Err(error) = &outcome
            && failure::is_damage(error)
        {
            self.is_damaged.store(true, Relaxed);
        }
        outcome
    }
}

impl Db {
    /// Opens the database at `url` (`sqlite:path` or `postgres://…`) and brings its tables up to date. Migrations run
    /// under a lock, so that several instances may start at once. It has no keys: see [`Self::with_response_keys`].
    pub async fn open(url: &str) -> Result<Self, Error> {
        Ok(Self::of(Pools::open(url).await?))
    }

    fn of(pools: Pools) -> Self {
        Self { pools, counts: Arc::default(), response_keys: ResponseKeys::none() }
    }

    /// Opens the database at `url` for reading alone, as it is: nothing is created or brought up to date.
    ///
    /// # Errors
    /// It does not exist, or its tables are those of another version of the program.
    pub async fn open_for_reading(url: &str) -> Result<Self, Error> {
        Ok(Self::of(Pools::open_for_reading(url).await?))
    }

    /// Returns the handle with the keys of what is encrypted in the database.
    #[must_use]
    pub fn with_response_keys(self, response_keys: ResponseKeys) -> Self {
        Self { response_keys, ..self }
    }

    /// The keys of what is encrypted in the database.
    pub(crate) fn response_keys(&self) -> &ResponseKeys {
        &self.response_keys
    }

    /// Empties the write-ahead log of SQLite, which has former versions of rows.
    pub(crate) async fn empty_log(&self) -> Result<(), Error> {
        self.counts.note(self.pools.empty_log().await)
    }

    /// Rewrites the database without deleted rows: all of it on SQLite; on PostgreSQL, their space is freed.
    pub(crate) async fn rewrite(&self) -> Result<(), Error> {
        self.counts.note(self.pools.rewrite().await)
    }

    /// Begins a transaction for reading: all its queries see the same state of the database.
    pub async fn read(&self) -> Result<Tx, Error> {
        let inner = match &self.pools {
            Pools::Sqlite { read, .. } => {
                read.begin().await.map(Inner::Sqlite).map_err(|error| begin_error(error, read))
            }
            Pools::Postgres { read, .. } => {
                let begun = with_timeout(read.begin_with("begin isolation level repeatable read read only")).await;
                begun.map(Inner::Postgres).map_err(|error| begin_error(error, read))
            }
        };
        self.tx(inner, false)
    }

    /// Begins a transaction for writing. Dropping it without a commit rolls it back.
    pub async fn write(&self) -> Result<Tx, Error> {
        let inner = match &self.pools {
            Pools::Sqlite { write, .. } => {
                write.begin_with("begin immediate").await.map(Inner::Sqlite).map_err(|error| begin_error(error, write))
            }
            Pools::Postgres { write, .. } => {
                with_timeout(write.begin()).await.map(Inner::Postgres).map_err(|error| begin_error(error, write))
            }
        };
        self.tx(inner, true)
    }

    fn tx(&self, inner: Result<Inner, Error>, writes: bool) -> Result<Tx, Error> {
        let inner = self.counts.note(inner)?;
        Ok(Tx {
            inner,
            counts: self.counts.clone(),
            response_keys: self.response_keys.clone(),
            writes,
            effect: Effect::Unknown,
            liveness: Arc::new(()),
        })
    }

    /// Returns the use of the connections for reading and for writing.
    #[must_use]
    pub fn pools(&self) -> [PoolUse; 2] {
        self.pools.uses()
    }

    /// Whether the database has reported since the program started that a part of it is damaged.
    #[must_use]
    pub fn is_damaged(&self) -> bool {
        self.counts.is_damaged.load(Relaxed)
    }

    /// How often something was read that is not what was signed.
    #[must_use]
    pub fn tampered(&self) -> u64 {
        self.counts.tampered.load(Relaxed)
    }

    /// How many queries were made through this handle and its clones, for the budgets of pages.
    #[must_use]
    pub fn queries(&self) -> u64 {
        self.counts.queries.load(Relaxed)
    }

    /// How many transactions that can change public pages were committed through this handle and its clones: a page that was rendered
    /// before the last of them may be out of date.
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
        self.pools.close().await;
    }
}

/// A transaction: the only way to query the database.
pub struct Tx {
    inner: Inner,
    counts: Arc<Counts>,
    response_keys: ResponseKeys,
    writes: bool,
    effect: Effect,
    liveness: Arc<()>,
}

/// The effect of a transaction on public pages, as far as its events tell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Effect {
    /// It recorded no event, so that it is not known.
    Unknown,
    /// All its events are of kinds that public pages do not show.
    None,
    /// Public pages may have changed.
    Possible,
}

enum Inner {
    Sqlite(sqlx::Transaction<'static, Sqlite>),
    Postgres(sqlx::Transaction<'static, Postgres>),
}

impl Tx {
    /// Records that an event was recorded, and whether it can change public pages.
    pub(crate) fn note_event(&mut self, changes_public_pages: bool) {
        self.effect = match self.effect {
            Effect::Unknown | Effect::None if !changes_public_pages => Effect::None,
            _ => Effect::Possible,
        };
    }

    /// Prepares a query. `sql` must be a literal.
    pub fn query(&mut self, sql: &'static str) -> Query<'_> {
        self.counts.queries.fetch_add(1, Relaxed);
        let inner = match &mut self.inner {
            Inner::Sqlite(tx) => QueryInner::Sqlite(tx, SqliteArguments::default()),
            Inner::Postgres(tx) => QueryInner::Postgres(tx, PgArguments::default()),
        };
        Query { inner, sql, counts: &self.counts }
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

    /// Counts that something is not what was signed, and returns it as an error.
    pub(crate) fn tampered(&self, what: Tampered) -> Error {
        self.counts.tampered.fetch_add(1, Relaxed);
        Error::Decode(Box::new(what))
    }

    /// The keys of what is encrypted in the database.
    pub(crate) fn response_keys(&self) -> &ResponseKeys {
        &self.response_keys
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

    /// Commits the transaction. In [`Db::commits`] it counts unless its events show that no public page changes. A failed commit counts too:
    /// if it was not acknowledged, its changes may be saved.
    pub async fn commit(self) -> Result<(), Error> {
        let (counts, effect) = (self.counts.clone(), self.effect);
        let outcome = self.commit_unseen().await;
        if effect != Effect::None {
            counts.commits.fetch_add(1, Relaxed);
        }
        outcome
    }

    /// Commits changes that no page shows: rendered pages stay up to date, so that [`Db::commits`] does not count it.
    pub async fn commit_unseen(self) -> Result<(), Error> {
        let outcome = match self.inner {
            Inner::Sqlite(tx) => tx.commit().await,
            Inner::Postgres(tx) => with_timeout(tx.commit()).await.map_err(failure::unacknowledged),
        };
        self.counts.note(outcome)
    }
}

/// A query with the values bound so far.
pub struct Query<'t> {
    inner: QueryInner<'t>,
    sql: &'static str,
    counts: &'t Counts,
}

/// The transaction, and the values in the form of its database.
enum QueryInner<'t> {
    Sqlite(&'t mut sqlx::Transaction<'static, Sqlite>, SqliteArguments),
    Postgres(&'t mut sqlx::Transaction<'static, Postgres>, PgArguments),
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
        match &mut self.inner {
            QueryInner::Sqlite(_, arguments) => arguments.add(value),
            QueryInner::Postgres(_, arguments) => arguments.add(value),
        }
        .expect("every Value can be encoded");
        self
    }

    /// Returns all rows.
    pub async fn all<T: FromDatabaseRow>(self) -> Result<Vec<T>, Error> {
        let sql = self.sql;
        self.counts.note(match self.inner {
            QueryInner::Sqlite(tx, arguments) => sqlx::query_as_with(sql, arguments).fetch_all(&mut **tx).await,
            QueryInner::Postgres(tx, arguments) => {
                with_timeout(sqlx::query_as_with(sql, arguments).fetch_all(&mut **tx)).await
            }
        })
    }

    /// Returns the first row, if there is one.
    pub async fn optional<T: FromDatabaseRow>(self) -> Result<Option<T>, Error> {
        let sql = self.sql;
        self.counts.note(match self.inner {
            QueryInner::Sqlite(tx, arguments) => sqlx::query_as_with(sql, arguments).fetch_optional(&mut **tx).await,
            QueryInner::Postgres(tx, arguments) => {
                with_timeout(sqlx::query_as_with(sql, arguments).fetch_optional(&mut **tx)).await
            }
        })
    }

    /// Returns the first row, or [`Error::RowNotFound`].
    pub async fn one<T: FromDatabaseRow>(self) -> Result<T, Error> {
        self.optional().await?.ok_or(Error::RowNotFound)
    }

    /// Executes the query, and returns how many rows changed.
    pub async fn run(self) -> Result<u64, Error> {
        let sql = self.sql;
        self.counts.note(match self.inner {
            QueryInner::Sqlite(tx, arguments) => {
                sqlx::query_with(sql, arguments).execute(&mut **tx).await.map(|done| done.rows_affected())
            }
            QueryInner::Postgres(tx, arguments) => {
                with_timeout(sqlx::query_with(sql, arguments).execute(&mut **tx)).await.map(|done| done.rows_affected())
            }
        })
    }
}
