//! One way to ask either database.
//!
//! Every query in this crate is one string of SQL that both SQLite and PostgreSQL understand (`$1` placeholders,
//! `returning`, `on conflict`). This file and its folder are the only ones that know there are two.

mod failure;
mod pools;

use pools::{Pools, not_begun, within};
use sqlx::{
    Arguments, Encode, FromRow, Postgres, Sqlite, Type,
    postgres::{PgArguments, PgRow},
    sqlite::{SqliteArguments, SqliteRow},
};
use std::sync::{
    Arc, Weak,
    atomic::{AtomicBool, AtomicU64, Ordering::Relaxed},
};

pub use failure::Failure;
pub use pools::PoolUse;
pub use sqlx::Error;

/// The database, and a count of what it was asked. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Db {
    pools: Pools,
    counts: Arc<Counts>,
}

#[derive(Debug, Default)]
struct Counts {
    queries: AtomicU64,
    commits: AtomicU64,
    is_damaged: AtomicBool,
}

impl Counts {
    /// Remembers that the database said that it is damaged: what it says later, of other pages, does not mend that.
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
    /// Open the database at `url` (`sqlite:path` or `postgres://…`) and bring its tables up to date. Migrations run
    /// under a lock, so that several instances may start at once.
    pub async fn open(url: &str) -> Result<Self, Error> {
        Ok(Self { pools: Pools::open(url).await?, counts: Arc::default() })
    }

    /// Begin to read: what is asked in it is of one moment.
    pub async fn read(&self) -> Result<Tx, Error> {
        let inner = match &self.pools {
            Pools::Sqlite { read, .. } => read.begin().await.map(Inner::Sqlite).map_err(|error| not_begun(error, read)),
            Pools::Postgres { read, .. } => {
                let begun = within(read.begin_with("begin isolation level repeatable read read only")).await;
                begun.map(Inner::Postgres).map_err(|error| not_begun(error, read))
            }
        };
        Ok(Tx { inner: self.counts.note(inner)?, counts: self.counts.clone(), writes: false, life: Arc::new(()) })
    }

    /// Begin to write. Dropping the transaction undoes it.
    pub async fn write(&self) -> Result<Tx, Error> {
        let inner = match &self.pools {
            Pools::Sqlite { write, .. } => {
                write.begin_with("begin immediate").await.map(Inner::Sqlite).map_err(|error| not_begun(error, write))
            }
            Pools::Postgres { write, .. } => {
                within(write.begin()).await.map(Inner::Postgres).map_err(|error| not_begun(error, write))
            }
        };
        Ok(Tx { inner: self.counts.note(inner)?, counts: self.counts.clone(), writes: true, life: Arc::new(()) })
    }

    /// How many connections there are for reading and for writing.
    #[must_use]
    pub fn pools(&self) -> [PoolUse; 2] {
        self.pools.uses()
    }

    /// Whether the database has said since the program started that a part of it cannot be read as it was written.
    #[must_use]
    pub fn is_damaged(&self) -> bool {
        self.counts.is_damaged.load(Relaxed)
    }

    /// How many queries were asked through this handle and its clones: pages have budgets.
    #[must_use]
    pub fn queries(&self) -> u64 {
        self.counts.queries.load(Relaxed)
    }

    /// How many transactions were committed through this handle and its clones: what was drawn before the last of
    /// them may be out of date.
    #[must_use]
    pub fn commits(&self) -> u64 {
        self.counts.commits.load(Relaxed)
    }

    /// Whether this is SQLite. Only the two dialects of search need to know.
    #[must_use]
    pub fn is_sqlite(&self) -> bool {
        matches!(self.pools, Pools::Sqlite { .. })
    }

    /// Finish what was begun and let go of the database.
    pub async fn close(&self) {
        self.pools.close().await;
    }
}

/// A transaction: the only way to query the database.
pub struct Tx {
    inner: Inner,
    counts: Arc<Counts>,
    writes: bool,
    life: Arc<()>,
}

enum Inner {
    Sqlite(sqlx::Transaction<'static, Sqlite>),
    Postgres(sqlx::Transaction<'static, Postgres>),
}

impl Tx {
    /// Begin a question or an order. `sql` must be a literal.
    pub fn query(&mut self, sql: &'static str) -> Query<'_> {
        self.counts.queries.fetch_add(1, Relaxed);
        let asked = match &mut self.inner {
            Inner::Sqlite(tx) => Asked::Sqlite(tx, SqliteArguments::default()),
            Inner::Postgres(tx) => Asked::Postgres(tx, PgArguments::default()),
        };
        Query { asked, sql, counts: &self.counts }
    }

    /// Locks rows until the transaction ends, with SQL that only PostgreSQL understands. On SQLite a writer has the
    /// database to itself already.
    pub(crate) async fn lock_rows(&mut self, sql: &'static str, ids: &[uuid::Uuid]) -> Result<(), Error> {
        if !self.writes {
            return Err(Error::Protocol("a transaction that reads locks nothing".to_owned()));
        }
        if matches!(self.inner, Inner::Sqlite(_)) {
            return Ok(());
        }
        let query = ids.iter().fold(self.query(sql), |query, id| query.bind(*id));
        query.run().await.map(drop)
    }

    /// Ends when the transaction does.
    pub(crate) fn life(&self) -> Weak<()> {
        Arc::downgrade(&self.life)
    }

    /// Shares a resource with other transactions, but not with one that is [`Self::alone`] with it, until the
    /// transaction ends. On SQLite a writer has the database to itself.
    pub async fn share(&mut self, thing: uuid::Uuid) -> Result<(), Error> {
        self.hold("select pg_advisory_xact_lock_shared($1)", thing).await
    }

    /// Waits until no other transaction [shares](Self::share) a resource any more, and has it alone until the
    /// transaction ends.
    pub async fn alone(&mut self, thing: uuid::Uuid) -> Result<(), Error> {
        self.hold("select pg_advisory_xact_lock($1)", thing).await
    }

    async fn hold(&mut self, sql: &'static str, thing: uuid::Uuid) -> Result<(), Error> {
        if matches!(self.inner, Inner::Sqlite(_)) {
            return Ok(());
        }
        // Two resources with the same number only wait for each other.
        let (high, low) = thing.as_u64_pair();
        self.query(sql).bind((high ^ low).cast_signed()).run().await.map(drop)
    }

    /// Keep what was done.
    pub async fn commit(self) -> Result<(), Error> {
        let counts = self.counts.clone();
        self.commit_unseen().await?;
        counts.commits.fetch_add(1, Relaxed);
        Ok(())
    }

    /// Keep what was done where no page shows it: what was drawn before is still true, and is not counted as out of date.
    pub async fn commit_unseen(self) -> Result<(), Error> {
        let outcome = match self.inner {
            Inner::Sqlite(tx) => tx.commit().await,
            Inner::Postgres(tx) => within(tx.commit()).await.map_err(failure::unacknowledged),
        };
        self.counts.note(outcome)
    }
}

/// A query with the values bound so far.
pub struct Query<'t> {
    asked: Asked<'t>,
    sql: &'static str,
    counts: &'t Counts,
}

/// The transaction that is asked, and the values in its database's own form.
enum Asked<'t> {
    Sqlite(&'t mut sqlx::Transaction<'static, Sqlite>, SqliteArguments),
    Postgres(&'t mut sqlx::Transaction<'static, Postgres>, PgArguments),
}

/// A value that either database can store.
pub trait Value<'v>: Encode<'v, Sqlite> + Type<Sqlite> + Encode<'v, Postgres> + Type<Postgres> {}
impl<'v, T> Value<'v> for T where T: Encode<'v, Sqlite> + Type<Sqlite> + Encode<'v, Postgres> + Type<Postgres> {}

/// What can be read from a row of either database.
pub trait FromDatabaseRow: for<'r> FromRow<'r, SqliteRow> + for<'r> FromRow<'r, PgRow> + Send + Unpin {}
impl<T> FromDatabaseRow for T where T: for<'r> FromRow<'r, SqliteRow> + for<'r> FromRow<'r, PgRow> + Send + Unpin {}

#[expect(clippy::disallowed_methods, reason = "this is the way to both databases")]
impl Query<'_> {
    /// Bind the next placeholder.
    ///
    /// # Panics
    /// If the value cannot be encoded at all, which is a mistake in its type.
    #[must_use]
    pub fn bind<'v>(mut self, value: impl Value<'v>) -> Self {
        match &mut self.asked {
            Asked::Sqlite(_, arguments) => arguments.add(value),
            Asked::Postgres(_, arguments) => arguments.add(value),
        }
        .expect("every Value can be encoded");
        self
    }

    /// All records.
    pub async fn all<T: FromDatabaseRow>(self) -> Result<Vec<T>, Error> {
        let sql = self.sql;
        self.counts.note(match self.asked {
            Asked::Sqlite(tx, arguments) => sqlx::query_as_with(sql, arguments).fetch_all(&mut **tx).await,
            Asked::Postgres(tx, arguments) => within(sqlx::query_as_with(sql, arguments).fetch_all(&mut **tx)).await,
        })
    }

    /// One record, or none.
    pub async fn optional<T: FromDatabaseRow>(self) -> Result<Option<T>, Error> {
        let sql = self.sql;
        self.counts.note(match self.asked {
            Asked::Sqlite(tx, arguments) => sqlx::query_as_with(sql, arguments).fetch_optional(&mut **tx).await,
            Asked::Postgres(tx, arguments) => {
                within(sqlx::query_as_with(sql, arguments).fetch_optional(&mut **tx)).await
            }
        })
    }

    /// The one record that there must be.
    pub async fn one<T: FromDatabaseRow>(self) -> Result<T, Error> {
        self.optional().await?.ok_or(Error::RowNotFound)
    }

    /// Do it, and say how many rows changed.
    pub async fn run(self) -> Result<u64, Error> {
        let sql = self.sql;
        self.counts.note(match self.asked {
            Asked::Sqlite(tx, arguments) => {
                sqlx::query_with(sql, arguments).execute(&mut **tx).await.map(|done| done.rows_affected())
            }
            Asked::Postgres(tx, arguments) => {
                within(sqlx::query_with(sql, arguments).execute(&mut **tx)).await.map(|done| done.rows_affected())
            }
        })
    }
}
