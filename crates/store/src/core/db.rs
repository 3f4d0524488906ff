//! Access to either database in the same way.
//!
//! Every query in this crate is one string of SQL that both SQLite and PostgreSQL understand (`$1` placeholders,
//! `returning`, `on conflict`). This file and its folder are the only ones that know there are two.

mod cell;
mod effect;
mod empty_database;
mod failure;
mod pools;
mod query;
mod restore_mark;
mod tables;
mod tx;

use crate::core::response_keys::ResponseKeys;
use effect::Effect;
use pools::{Pools, begin_error, with_timeout};
use std::sync::{
    Arc,
    atomic::{AtomicBool, AtomicU64, Ordering::Relaxed},
};
use tx::{Connection, Inner};

pub use empty_database::{EmptyDatabase, FillError, newest_migration};
pub use failure::Failure;
pub use pools::PoolUse;
pub use query::{FromDatabaseRow, Pending, Query, Value};
pub use restore_mark::{complete_restore, restored_from};
pub use sqlx::Error;
pub use tables::{ColumnKind, TableColumns, TableRows};
pub use tx::Tx;

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
    connections: AtomicU64,
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
    #[must_use = "it does nothing until it is awaited"]
    pub fn read(&self) -> Pending<'_, Tx> {
        Box::pin(async move {
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
        })
    }

    /// Takes a connection for reading without a transaction: each query sees the state of its own time. For who asks one query, which needs
    /// no transaction: beginning and ending one costs as much as two more queries.
    #[must_use = "it does nothing until it is awaited"]
    pub fn look_up(&self) -> Pending<'_, Tx> {
        Box::pin(async move {
            let inner = match &self.pools {
                Pools::Sqlite { read, .. } => {
                    read.acquire().await.map(Inner::SqliteLookup).map_err(|error| begin_error(error, read))
                }
                Pools::Postgres { read, .. } => {
                    let acquired = with_timeout(read.acquire()).await;
                    acquired.map(Inner::PostgresLookup).map_err(|error| begin_error(error, read))
                }
            };
            self.tx(inner, false)
        })
    }

    /// Begins a transaction for writing. Dropping it without a commit rolls it back.
    #[must_use = "it does nothing until it is awaited"]
    pub fn write(&self) -> Pending<'_, Tx> {
        Box::pin(async move {
            let inner = match &self.pools {
                Pools::Sqlite { write, .. } => {
                    let begun = write.begin_with("begin immediate").await;
                    begun.map(Inner::Sqlite).map_err(|error| begin_error(error, write))
                }
                Pools::Postgres { write, .. } => {
                    with_timeout(write.begin()).await.map(Inner::Postgres).map_err(|error| begin_error(error, write))
                }
            };
            self.tx(inner, true)
        })
    }

    fn tx(&self, inner: Result<Inner, Error>, writes: bool) -> Result<Tx, Error> {
        let inner = self.counts.note(inner)?;
        self.counts.connections.fetch_add(1, Relaxed);
        Ok(Tx {
            inner,
            counts: self.counts.clone(),
            response_keys: self.response_keys.clone(),
            writes,
            effect: Effect::default(),
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

    /// How often a connection was taken through this handle and its clones, for the budgets of pages. Each is returned with a round trip to the
    /// thread of SQLite or to the server, beside those of its queries.
    #[must_use]
    pub fn connections(&self) -> u64 {
        self.counts.connections.load(Relaxed)
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
