//! Whole tables in a form that depends on neither database, for backups: which tables there are, and their rows.

use super::{Connection, Db, Error, Pools, Tx, pools::with_timeout};
use crate::core::values::{At, Day};
use futures_util::{StreamExt as _, TryStreamExt as _, stream::BoxStream};
use model::core::permit::{Permit, RunProgram};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use sqlx::{AssertSqlSafe, ColumnIndex, Decode, Row, Type};
use std::fmt::Write as _;
use uuid::Uuid;

/// A table and its columns.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct TableColumns {
    /// Its name.
    pub table: String,
    /// Its columns, each with the kind of its values.
    pub columns: Vec<(String, ColumnKind)>,
}

/// The kind of the values of a column, and how a row has them as JSON. Every kind can be null.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ColumnKind {
    /// An identity: a text with hyphens.
    Uuid,
    /// A text.
    Text,
    /// A whole number of 64 bits.
    Number,
    /// True or false.
    Boolean,
    /// A moment to the microsecond: a text such as `2027-09-30T12:00:00Z`.
    Time,
    /// A day: a text such as `2027-09-30`.
    Date,
    /// A document of JSON: its text, as the database returns it.
    Json,
    /// Bytes: a text of hexadecimal digits.
    Bytes,
}

/// The names of the kinds in the declarations of SQLite and in the catalogue of PostgreSQL.
const KINDS: [(&str, ColumnKind); 10] = [
    ("uuid", ColumnKind::Uuid),
    ("text", ColumnKind::Text),
    ("bigint", ColumnKind::Number),
    ("boolean", ColumnKind::Boolean),
    ("timestamptz", ColumnKind::Time),
    ("timestamp with time zone", ColumnKind::Time),
    ("date", ColumnKind::Date),
    ("jsonb", ColumnKind::Json),
    ("bytea", ColumnKind::Bytes),
    ("blob", ColumnKind::Bytes),
];

impl Db {
    /// Opens the database at `url` as it is: nothing is created or migrated, whatever version wrote it. For a backup while another process
    /// serves it.
    ///
    /// # Errors
    /// The address cannot be parsed.
    pub fn open_as_is(url: &str) -> Result<Self, Error> {
        Ok(Self::of(Pools::open_as_is(url)?))
    }
}

impl Tx {
    /// Returns the number of the newest migration of this database.
    pub async fn migration(&mut self, _: &Permit<RunProgram>) -> Result<i64, Error> {
        let (number,): (Option<i64>,) =
            self.query("select max(version) from _sqlx_migrations where success").one().await?;
        number.ok_or(Error::RowNotFound)
    }

    /// Returns all tables in order of their names. Those that only the database or its migrations use are not listed.
    ///
    /// # Errors
    /// A column has a kind that a backup cannot hold.
    pub async fn tables(&mut self, _: &Permit<RunProgram>) -> Result<Vec<TableColumns>, Error> {
        let sql = match self.inner.connection() {
            Connection::Sqlite(_) => {
                "select m.name, c.name, lower(c.type) from sqlite_master m join pragma_table_info(m.name) c
                 where m.type = 'table' and m.name not like '\\_%' escape '\\' and m.name not like 'sqlite%' order by m.name, c.cid"
            }
            Connection::Postgres(_) => {
                "select cast(c.table_name as text), cast(c.column_name as text), cast(c.data_type as text)
                 from information_schema.columns c join information_schema.tables t using (table_schema, table_name)
                 where c.table_schema = current_schema() and t.table_type = 'BASE TABLE' and c.table_name not like '\\_%'
                 order by cast(c.table_name as text) collate \"C\", c.ordinal_position"
            }
        };
        let columns: Vec<(String, String, String)> = self.query(sql).all().await?;
        let mut tables: Vec<TableColumns> = Vec::new();
        for (table, column, declared) in columns {
            let Some((_, kind)) = KINDS.iter().find(|(name, _)| *name == declared) else {
                return Err(Error::Protocol(format!(
                    "the column {table}.{column} is a {declared}, which no backup can hold"
                )));
            };
            if tables.last().is_none_or(|last| last.table != table) {
                tables.push(TableColumns { table, columns: Vec::new() });
            }
            tables.last_mut().expect("one was added").columns.push((column, *kind));
        }
        Ok(tables)
    }

    /// Begins to read all rows of a table, in no particular order.
    #[expect(clippy::disallowed_methods, reason = "the names of tables and columns come from the database itself")]
    pub fn rows<'t>(&'t mut self, _: &Permit<RunProgram>, of: &'t TableColumns) -> TableRows<'t> {
        let sql = AssertSqlSafe(select(of));
        let rows = match self.inner.connection() {
            Connection::Sqlite(connection) => {
                sqlx::query(sql).fetch(connection).map(|row| row.and_then(|row| cells(&row, &of.columns))).boxed()
            }
            Connection::Postgres(connection) => {
                sqlx::query(sql).fetch(connection).map(|row| row.and_then(|row| cells(&row, &of.columns))).boxed()
            }
        };
        TableRows { rows }
    }
}

/// The rows of a table, one after another: never more than a few are in memory.
pub struct TableRows<'t> {
    rows: BoxStream<'t, Result<Vec<Value>, Error>>,
}

impl TableRows<'_> {
    /// Returns the next row, with a value for each column; `None` after the last.
    pub async fn next_row(&mut self, _: &Permit<RunProgram>) -> Result<Option<Vec<Value>>, Error> {
        with_timeout(self.rows.try_next()).await
    }
}

/// Returns the SQL that reads a table. Documents are read as text, so that they are not changed by reading them.
fn select(of: &TableColumns) -> String {
    let mut sql = "select ".to_owned();
    for (at, (column, kind)) in of.columns.iter().enumerate() {
        let comma = if at == 0 { "" } else { ", " };
        let column = quoted(column);
        match kind {
            ColumnKind::Json => write!(sql, "{comma}cast({column} as text)"),
            _ => write!(sql, "{comma}{column}"),
        }
        .expect("a String can be written to");
    }
    sql + " from " + &quoted(&of.table)
}

/// Returns a name as SQL.
pub(super) fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

/// A type that can be read from a row `R`.
trait ReadFrom<R: Row>: for<'r> Decode<'r, R::Database> + Type<R::Database> {}
impl<R: Row, T: for<'r> Decode<'r, R::Database> + Type<R::Database>> ReadFrom<R> for T {}

fn cells<R: Row>(row: &R, columns: &[(String, ColumnKind)]) -> Result<Vec<Value>, Error>
where
    usize: ColumnIndex<R>,
    Uuid: ReadFrom<R>,
    String: ReadFrom<R>,
    i64: ReadFrom<R>,
    bool: ReadFrom<R>,
    At: ReadFrom<R>,
    Day: ReadFrom<R>,
    Vec<u8>: ReadFrom<R>,
{
    fn get<R: Row, T: ReadFrom<R>>(row: &R, at: usize, write: impl Fn(T) -> Value) -> Result<Value, Error>
    where
        usize: ColumnIndex<R>,
    {
        Ok(row.try_get::<Option<T>, _>(at)?.map_or(Value::Null, write))
    }
    let cell = |(at, (_, kind)): (usize, &(String, ColumnKind))| match kind {
        ColumnKind::Uuid => get(row, at, |id: Uuid| Value::String(id.to_string())),
        ColumnKind::Text | ColumnKind::Json => get(row, at, Value::String),
        ColumnKind::Number => get(row, at, |number: i64| number.into()),
        ColumnKind::Boolean => get(row, at, Value::Bool),
        ColumnKind::Time => get(row, at, |At(time)| Value::String(time.to_string())),
        ColumnKind::Date => get(row, at, |Day(date)| Value::String(date.to_string())),
        ColumnKind::Bytes => get(row, at, |bytes: Vec<u8>| Value::String(hex::encode(bytes))),
    };
    columns.iter().enumerate().map(cell).collect()
}
