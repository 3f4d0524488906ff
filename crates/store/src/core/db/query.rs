//! A query within a transaction, in the same way for either database.

use super::{Counts, Error, effect::Effect, pools::with_timeout};
use sqlx::{
    Arguments, Encode, FromRow, Postgres, Sqlite, Type,
    postgres::{PgArguments, PgRow},
    sqlite::{SqliteArguments, SqliteRow},
};

/// A query with the values bound so far.
pub struct Query<'t> {
    pub(super) inner: QueryInner<'t>,
    pub(super) sql: &'static str,
    pub(super) counts: &'t Counts,
    pub(super) effect: &'t mut Effect,
}

/// The transaction, and the values in the form of its database.
pub(super) enum QueryInner<'t> {
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
        let rows = match self.inner {
            QueryInner::Sqlite(tx, arguments) => sqlx::query_as_with(sql, arguments).fetch_all(&mut **tx).await,
            QueryInner::Postgres(tx, arguments) => {
                with_timeout(sqlx::query_as_with(sql, arguments).fetch_all(&mut **tx)).await
            }
        };
        if rows.as_ref().is_ok_and(|rows| !rows.is_empty()) {
            self.effect.record_statement(sql);
        }
        self.counts.note(rows)
    }

    /// Returns the first row, if there is one.
    pub async fn optional<T: FromDatabaseRow>(self) -> Result<Option<T>, Error> {
        let sql = self.sql;
        let row = match self.inner {
            QueryInner::Sqlite(tx, arguments) => sqlx::query_as_with(sql, arguments).fetch_optional(&mut **tx).await,
            QueryInner::Postgres(tx, arguments) => {
                with_timeout(sqlx::query_as_with(sql, arguments).fetch_optional(&mut **tx)).await
            }
        };
        if matches!(row, Ok(Some(_))) {
            self.effect.record_statement(sql);
        }
        self.counts.note(row)
    }

    /// Returns the first row, or [`Error::RowNotFound`].
    pub async fn one<T: FromDatabaseRow>(self) -> Result<T, Error> {
        self.optional().await?.ok_or(Error::RowNotFound)
    }

    /// Executes the query, and returns how many rows changed.
    pub async fn run(self) -> Result<u64, Error> {
        let sql = self.sql;
        let changed = match self.inner {
            QueryInner::Sqlite(tx, arguments) => {
                sqlx::query_with(sql, arguments).execute(&mut **tx).await.map(|done| done.rows_affected())
            }
            QueryInner::Postgres(tx, arguments) => {
                with_timeout(sqlx::query_with(sql, arguments).execute(&mut **tx)).await.map(|done| done.rows_affected())
            }
        };
        if changed.as_ref().is_ok_and(|rows| *rows > 0) {
            self.effect.record_statement(sql);
        }
        self.counts.note(changed)
    }
}
