//! A transaction, or a connection for queries that need none.

use super::{
    Counts, Error,
    effect::Effect,
    failure,
    pools::with_timeout,
    query::{Pending, Query, QueryInner},
};
use crate::core::{response_keys::ResponseKeys, tampering::Tampered};
use sqlx::{
    Postgres, Sqlite,
    pool::PoolConnection,
    postgres::{PgArguments, PgConnection},
    sqlite::{SqliteArguments, SqliteConnection},
};
use std::sync::{Arc, Weak, atomic::Ordering::Relaxed};

/// A transaction: the only way to query the database.
pub struct Tx {
    pub(super) inner: Inner,
    pub(super) counts: Arc<Counts>,
    pub(super) response_keys: ResponseKeys,
    pub(super) writes: bool,
    pub(super) effect: Effect,
    pub(super) liveness: Arc<()>,
}

pub(super) enum Inner {
    Sqlite(sqlx::Transaction<'static, Sqlite>),
    Postgres(sqlx::Transaction<'static, Postgres>),
    /// A connection without a transaction, for looking up single rows.
    SqliteLookup(PoolConnection<Sqlite>),
    /// The same for PostgreSQL.
    PostgresLookup(PoolConnection<Postgres>),
}

/// The connection of a transaction, or one without a transaction.
pub(super) enum Connection<'t> {
    Sqlite(&'t mut SqliteConnection),
    Postgres(&'t mut PgConnection),
}

impl Inner {
    /// The connection on which queries run.
    pub(super) fn connection(&mut self) -> Connection<'_> {
        match self {
            Self::Sqlite(tx) => Connection::Sqlite(tx),
            Self::Postgres(tx) => Connection::Postgres(tx),
            Self::SqliteLookup(connection) => Connection::Sqlite(connection),
            Self::PostgresLookup(connection) => Connection::Postgres(connection),
        }
    }
}

impl Tx {
    /// Records that an event was recorded, and whether it can change public pages.
    pub(crate) fn note_event(&mut self, changes_public_pages: bool) {
        self.effect.record_event(changes_public_pages);
    }

    /// Prepares a query. `sql` must be a literal.
    pub fn query(&mut self, sql: &'static str) -> Query<'_> {
        self.counts.queries.fetch_add(1, Relaxed);
        let inner = match self.inner.connection() {
            Connection::Sqlite(connection) => QueryInner::Sqlite(connection, SqliteArguments::default()),
            Connection::Postgres(connection) => QueryInner::Postgres(connection, PgArguments::default()),
        };
        Query { inner, sql, counts: &self.counts, effect: &mut self.effect }
    }

    /// Locks rows until the transaction ends, with SQL that only PostgreSQL understands. On SQLite a writer has the
    /// database to itself already.
    pub(crate) async fn lock_rows(&mut self, sql: &'static str, ids: &[uuid::Uuid]) -> Result<(), Error> {
        if !self.writes {
            return Err(Error::Protocol("a transaction for reading cannot lock rows".to_owned()));
        }
        if self.is_sqlite() {
            return Ok(());
        }
        let query = ids.iter().fold(self.query(sql), |query, id| query.bind(*id));
        query.run().await.map(drop)
    }

    /// Whether the database is SQLite.
    pub(super) fn is_sqlite(&self) -> bool {
        matches!(self.inner, Inner::Sqlite(_) | Inner::SqliteLookup(_))
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
        if self.is_sqlite() {
            return Ok(());
        }
        // A collision of two keys only makes their transactions wait for each other.
        let (high, low) = resource.as_u64_pair();
        self.query(sql).bind((high ^ low).cast_signed()).run().await.map(drop)
    }

    /// Commits the transaction. In [`Db::commits`](super::Db::commits) it counts if it can have changed public pages, which is known
    /// from what it wrote. A failed commit counts too: if it was not acknowledged, its changes may be saved.
    #[must_use = "it does nothing until it is awaited"]
    pub fn commit(self) -> Pending<'static, ()> {
        Box::pin(async move {
            let outcome = match self.inner {
                Inner::Sqlite(tx) => tx.commit().await,
                Inner::Postgres(tx) => with_timeout(tx.commit()).await.map_err(failure::unacknowledged),
                Inner::SqliteLookup(_) | Inner::PostgresLookup(_) => Ok(()),
            };
            if self.effect.is_possible() {
                self.counts.commits.fetch_add(1, Relaxed);
            }
            self.counts.note(outcome)
        })
    }
}
