//! An empty database that is filled with the tables of a backup.
//!
//! Everything is one transaction, the migrations too: until [`EmptyDatabase::finish`] nothing of it is there, and a process that is
//! killed leaves the database as empty as it was. One that is killed after that, before its files are in their place, finds a mark in a database
//! on a server ([`super::restored_from`]), and goes on from there. SQLite is a file that is moved to its place with the others.

use super::{
    Connection, Db, Error, Pools, Tx,
    cell::CellValue,
    pools::MIGRATIONS,
    restore_mark,
    tables::{ColumnKind, TableColumns, quoted},
};
use model::core::permit::{Permit, RunProgram};
use serde_json::Value;
use sqlx::{AssertSqlSafe, Executor as _, migrate::MigrateError, postgres::PgArguments, sqlite::SqliteArguments};
use std::fmt::Write as _;

/// Why a database cannot be filled.
#[derive(Debug, thiserror::Error)]
pub enum FillError {
    /// It has tables already.
    #[error("the database is not empty: it has the table {0}. Name an empty one")]
    NotEmpty(String),
    /// A newer version of the program wrote the backup.
    #[error(
        "the backup is of a newer version of Assay (database {theirs}; this one knows {ours}). Restore it with that version"
    )]
    Newer {
        /// The newest migration of the backup.
        theirs: i64,
        /// The newest migration of this program.
        ours: i64,
    },
    /// The tables of the backup are not those that its version has.
    #[error("the table {0} of the backup is not as this version of Assay knows it")]
    OtherTables(String),
    /// A value is not of its column's kind.
    #[error("a row of the table {0} has a value that does not fit its column")]
    Misfit(String),
    /// A row refers to another that does not exist.
    #[error("a row of the table {0} refers to one that is not in the backup")]
    Dangling(String),
    /// A migration failed.
    #[error("the tables cannot be made: {0}")]
    Migration(#[from] MigrateError),
    /// The database failed.
    #[error("the database failed: {0}")]
    Database(#[from] Error),
}

/// A database that was empty, and the transaction that fills it.
pub struct EmptyDatabase {
    db: Db,
    tx: Tx,
    tables: Vec<TableColumns>,
    /// The foreign keys that PostgreSQL checks at the end instead of at each row: their tables and names.
    deferred: Vec<(String, String)>,
}

/// Returns the number of the newest migration that this program knows.
#[must_use]
pub fn newest_migration() -> i64 {
    MIGRATIONS.iter().map(|one| one.version).max().unwrap_or(0)
}

impl EmptyDatabase {
    /// Opens an empty database, and makes its tables as they were after a migration.
    ///
    /// # Errors
    /// It is not empty, the migration is newer than the program, or its tables then differ from those in `tables`.
    pub async fn open(
        url: &str,
        may: &Permit<RunProgram>,
        migration: i64,
        tables: &[TableColumns],
    ) -> Result<Self, FillError> {
        let ours = newest_migration();
        if migration > ours {
            return Err(FillError::Newer { theirs: migration, ours });
        }
        let db = Db::of(Pools::open_empty(url)?);
        let tx = db.write().await?;
        let mut filling = Self { db, tx, tables: tables.to_vec(), deferred: Vec::new() };
        if let Some(table) = filling.any_table().await? {
            return Err(FillError::NotEmpty(table));
        }
        match filling.tx.inner.connection() {
            Connection::Sqlite(connection) => MIGRATIONS.run_to(migration, connection).await?,
            Connection::Postgres(connection) => MIGRATIONS.run_to(migration, connection).await?,
        }
        // The program drops this table when it first serves a database (`consultation/protecting.rs`).
        if !tables.iter().any(|of| of.table == "plain_response") {
            filling.run("drop table if exists plain_response".to_owned()).await?;
        }
        compare(&filling.tx.tables(may).await?, tables)?;
        filling.defer_foreign_keys().await?;
        // A migration may have added rows of its own; those in the backup replace them.
        for of in tables {
            filling.run(format!("delete from {}", quoted(&of.table))).await?;
        }
        Ok(filling)
    }

    /// Inserts a row into the table at this position of the list that was given at the beginning.
    ///
    /// # Errors
    /// A value is not of its column's kind, or the database refuses the row.
    pub async fn insert(&mut self, _: &Permit<RunProgram>, table: usize, row: &[Value]) -> Result<(), FillError> {
        let of = &self.tables[table];
        let cells = if row.len() == of.columns.len() {
            row.iter().zip(&of.columns).map(|(value, (_, kind))| CellValue::parse(*kind, value)).collect()
        } else {
            None
        };
        let cells: Vec<CellValue> = cells.ok_or_else(|| FillError::Misfit(of.table.clone()))?;
        execute(self.tx.inner.connection(), of, cells).await?;
        Ok(())
    }

    /// Checks that every row refers to rows that exist, brings the tables up to date and commits. `backup` is what
    /// [`super::restored_from`] returns from then on.
    ///
    /// # Errors
    /// A row refers to another that does not exist, or a later migration failed. Then nothing was stored.
    pub async fn finish(mut self, _: &Permit<RunProgram>, backup: &str) -> Result<(), FillError> {
        self.check_foreign_keys().await?;
        match self.tx.inner.connection() {
            Connection::Sqlite(connection) => MIGRATIONS.run(connection).await?,
            Connection::Postgres(connection) => {
                MIGRATIONS.run(connection).await?;
                self.run(restore_mark::set(backup)).await?;
            }
        }
        self.tx.commit().await?;
        self.db.close().await;
        Ok(())
    }

    /// Returns a table that is there, of the program or of another.
    async fn any_table(&mut self) -> Result<Option<String>, Error> {
        let sql = match self.tx.inner.connection() {
            Connection::Sqlite(_) => "select name from sqlite_master limit 1",
            Connection::Postgres(_) => {
                "select cast(table_name as text) from information_schema.tables where table_schema = current_schema()
                 order by 1 limit 1"
            }
        };
        let table: Option<(String,)> = self.tx.query(sql).optional().await?;
        Ok(table.map(|(name,)| name))
    }

    /// Lets rows be inserted in any order of tables, and before the rows that they refer to.
    async fn defer_foreign_keys(&mut self) -> Result<(), Error> {
        if self.tx.is_sqlite() {
            // This ends with the transaction.
            return self.run("pragma defer_foreign_keys = on".to_owned()).await;
        }
        self.deferred = self
            .tx
            .query(
                "select cast(r.relname as text), cast(c.conname as text) from pg_constraint c join pg_class r on r.oid = c.conrelid
                 where c.contype = 'f' and not c.condeferrable and r.relnamespace = cast(current_schema() as regnamespace)",
            )
            .all()
            .await?;
        self.alter_foreign_keys("deferrable initially deferred").await
    }

    async fn alter_foreign_keys(&mut self, to: &str) -> Result<(), Error> {
        for at in 0..self.deferred.len() {
            let (table, name) = &self.deferred[at];
            self.run(format!("alter table {} alter constraint {} {to}", quoted(table), quoted(name))).await?;
        }
        Ok(())
    }

    /// Checks all foreign keys, and lets PostgreSQL check them at each row again.
    async fn check_foreign_keys(&mut self) -> Result<(), FillError> {
        if self.tx.is_sqlite() {
            let dangling: Option<(String,)> =
                self.tx.query("select \"table\" from pragma_foreign_key_check limit 1").optional().await?;
            return match dangling {
                Some((table,)) => Err(FillError::Dangling(table)),
                None => Ok(()),
            };
        }
        match self.run("set constraints all immediate".to_owned()).await {
            Err(Error::Database(error)) if error.is_foreign_key_violation() => {
                Err(FillError::Dangling(error.table().unwrap_or_default().to_owned()))
            }
            outcome => Ok(outcome?),
        }?;
        Ok(self.alter_foreign_keys("not deferrable").await?)
    }

    /// Runs a statement without values. It may take as long as it needs.
    async fn run(&mut self, sql: String) -> Result<(), Error> {
        let sql = sqlx::raw_sql(AssertSqlSafe(sql));
        match self.tx.inner.connection() {
            Connection::Sqlite(connection) => connection.execute(sql).await.map(drop),
            Connection::Postgres(connection) => connection.execute(sql).await.map(drop),
        }
    }
}

/// Checks that two lists have the same tables with the same columns. Columns may be in another order.
fn compare(ours: &[TableColumns], theirs: &[TableColumns]) -> Result<(), FillError> {
    let sorted = |tables: &[TableColumns]| {
        let mut tables = tables.to_vec();
        for table in &mut tables {
            table.columns.sort();
        }
        tables.sort();
        tables
    };
    let (ours, theirs) = (sorted(ours), sorted(theirs));
    if ours == theirs {
        return Ok(());
    }
    let differs =
        theirs.iter().find(|one| !ours.contains(one)).or_else(|| ours.iter().find(|one| !theirs.contains(one)));
    // Without a difference, a table is there twice.
    Err(FillError::OtherTables(differs.or(theirs.first()).map(|one| one.table.clone()).unwrap_or_default()))
}

#[expect(clippy::disallowed_methods, reason = "the names were compared with those that the migrations made")]
async fn execute(connection: Connection<'_>, of: &TableColumns, cells: Vec<CellValue>) -> Result<(), Error> {
    match connection {
        Connection::Sqlite(connection) => {
            let mut arguments = SqliteArguments::default();
            for cell in cells {
                cell.add_to(&mut arguments).map_err(Error::Encode)?;
            }
            sqlx::query_with(AssertSqlSafe(insert(of, "")), arguments).execute(connection).await.map(drop)
        }
        Connection::Postgres(connection) => {
            let mut arguments = PgArguments::default();
            for cell in cells {
                cell.add_to(&mut arguments).map_err(Error::Encode)?;
            }
            sqlx::query_with(AssertSqlSafe(insert(of, "jsonb")), arguments).execute(connection).await.map(drop)
        }
    }
}

/// Returns the SQL that inserts a row. Documents of JSON are bound as text, and converted where the database has a type for them.
fn insert(of: &TableColumns, json: &str) -> String {
    let (mut columns, mut places) = (String::new(), String::new());
    for (at, (column, kind)) in of.columns.iter().enumerate() {
        let comma = if at == 0 { "" } else { ", " };
        let number = at + 1;
        write!(columns, "{comma}{}", quoted(column)).expect("a String can be written to");
        if *kind == ColumnKind::Json && !json.is_empty() {
            write!(places, "{comma}cast(${number} as {json})").expect("a String can be written to");
        } else {
            write!(places, "{comma}${number}").expect("a String can be written to");
        }
    }
    format!("insert into {} ({columns}) values ({places})", quoted(&of.table))
}
