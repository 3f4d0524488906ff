//! A query within a transaction, in the same way for either database.

use super::{Counts, Error, effect::Effect, pools::with_timeout};
use sqlx::{
    Arguments, Encode, FromRow, Postgres, Sqlite, Type,
    postgres::{PgArguments, PgConnection, PgRow},
    sqlite::{SqliteArguments, SqliteConnection, SqliteRow},
};
use std::pin::Pin;

/// A query with the values bound so far.
pub struct Query<'t> {
    pub(super) inner: QueryInner<'t>,
    pub(super) sql: &'static str,
    pub(super) counts: &'t Counts,
    pub(super) effect: &'t mut Effect,
}

/// The connection, and the values in the form of its database.
pub(super) enum QueryInner<'t> {
    Sqlite(&'t mut SqliteConnection, SqliteArguments),
    Postgres(&'t mut PgConnection, PgArguments),
}

/// A value that either database can store.
pub trait Value<'v>: Encode<'v, Sqlite> + Type<Sqlite> + Encode<'v, Postgres> + Type<Postgres> {}
impl<'v, T> Value<'v> for T where T: Encode<'v, Sqlite> + Type<Sqlite> + Encode<'v, Postgres> + Type<Postgres> {}

/// A type that can be read from a row of either database.
pub trait FromDatabaseRow: for<'r> FromRow<'r, SqliteRow> + for<'r> FromRow<'r, PgRow> + Send + Unpin {}
impl<T> FromDatabaseRow for T where T: for<'r> FromRow<'r, SqliteRow> + for<'r> FromRow<'r, PgRow> + Send + Unpin {}

#[expect(clippy::disallowed_methods, reason = "all queries of both databases are made here")]
impl<'t> Query<'t> {
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
        match self.rows().await? {
            Rows::Sqlite(rows) => rows.iter().map(T::from_row).collect(),
            Rows::Postgres(rows) => rows.iter().map(T::from_row).collect(),
        }
    }

    /// Returns the first row, if there is one.
    pub async fn optional<T: FromDatabaseRow>(self) -> Result<Option<T>, Error> {
        match self.first_row().await? {
            Some(Row::Sqlite(row)) => T::from_row(&row).map(Some),
            Some(Row::Postgres(row)) => T::from_row(&row).map(Some),
            None => Ok(None),
        }
    }

    /// Returns the first row, or [`Error::RowNotFound`].
    pub async fn one<T: FromDatabaseRow>(self) -> Result<T, Error> {
        self.optional().await?.ok_or(Error::RowNotFound)
    }

    /// Executes the query, and returns how many rows changed.
    #[must_use = "it does nothing until it is awaited"]
    pub fn run(self) -> Pending<'t, u64> {
        let Self { inner, sql, counts, effect } = self;
        Box::pin(async move {
            let changed = match inner {
                QueryInner::Sqlite(tx, arguments) => {
                    sqlx::query_with(sql, arguments).execute(&mut *tx).await.map(|done| done.rows_affected())
                }
                QueryInner::Postgres(tx, arguments) => {
                    let execution = sqlx::query_with(sql, arguments).execute(&mut *tx);
                    with_timeout(execution).await.map(|done| done.rows_affected())
                }
            };
            if changed.as_ref().is_ok_and(|rows| *rows > 0) {
                effect.record_statement(sql);
            }
            counts.note(changed)
        })
    }

    fn rows(self) -> Pending<'t, Rows> {
        let Self { inner, sql, counts, effect } = self;
        Box::pin(async move {
            let rows = match inner {
                QueryInner::Sqlite(tx, arguments) => {
                    sqlx::query_with(sql, arguments).fetch_all(&mut *tx).await.map(Rows::Sqlite)
                }
                QueryInner::Postgres(tx, arguments) => {
                    with_timeout(sqlx::query_with(sql, arguments).fetch_all(&mut *tx)).await.map(Rows::Postgres)
                }
            };
            if rows.as_ref().is_ok_and(|rows| !rows.is_empty()) {
                effect.record_statement(sql);
            }
            counts.note(rows)
        })
    }

    fn first_row(self) -> Pending<'t, Option<Row>> {
        let Self { inner, sql, counts, effect } = self;
        Box::pin(async move {
            let row = match inner {
                QueryInner::Sqlite(tx, arguments) => {
                    let row = sqlx::query_with(sql, arguments).fetch_optional(&mut *tx).await;
                    row.map(|row| row.map(Row::Sqlite))
                }
                QueryInner::Postgres(tx, arguments) => {
                    let row = with_timeout(sqlx::query_with(sql, arguments).fetch_optional(&mut *tx)).await;
                    row.map(|row| row.map(Row::Postgres))
                }
            };
            if matches!(row, Ok(Some(_))) {
                effect.record_statement(sql);
            }
            counts.note(row)
        })
    }
}

/// A call of the database. It is boxed in this crate, because the code of a future that is not is generated, with all of sqlx, in each
/// crate that awaits it.
pub type Pending<'t, T> = Pin<Box<dyn Future<Output = Result<T, Error>> + Send + 't>>;

/// The rows of a result, in the form of their database.
enum Rows {
    Sqlite(Vec<SqliteRow>),
    Postgres(Vec<PgRow>),
}

impl Rows {
    fn is_empty(&self) -> bool {
        match self {
            Self::Sqlite(rows) => rows.is_empty(),
            Self::Postgres(rows) => rows.is_empty(),
        }
    }
}

/// One row, in the form of its database.
enum Row {
    Sqlite(SqliteRow),
    Postgres(PgRow),
}
