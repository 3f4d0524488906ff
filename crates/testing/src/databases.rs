//! The databases of tests.

use crate::program;
use sqlx::Executor as _;
use store::{Db, ResponseKeys, consultation::protecting};
use uuid::Uuid;

/// Creates an empty database of each kind: SQLite always, and PostgreSQL if `TEST_POSTGRES` is set (`./test` starts a server). Every test of
/// the store runs on all of them.
pub async fn databases() -> Vec<Db> {
    let mut all = vec![sqlite().await];
    match std::env::var("TEST_POSTGRES") {
        Ok(server) => all.push(postgres(&server).await),
        Err(_) => eprintln!("skipped PostgreSQL: TEST_POSTGRES is not set"),
    }
    all
}

/// Creates a SQLite database in a new file.
pub async fn sqlite() -> Db {
    open(&empty_sqlite()).await
}

/// Creates a database on a PostgreSQL server.
pub async fn postgres(server: &str) -> Db {
    open(&empty_postgres(server).await).await
}

/// Opens a database as the program does that serves it, with keys of its own in memory.
///
/// # Panics
/// Panics if it cannot be opened or brought up to date.
pub async fn open(url: &str) -> Db {
    let db = Db::open(url)
        .await
        .expect("the database can be opened and migrated")
        .with_response_keys(ResponseKeys::memory());
    let left = protecting::protect(&db, &program()).await.expect("what earlier versions stored can be protected");
    assert!(left.files.is_none(), "nothing else reads it: {left:?}");
    db
}

/// Creates databases without tables, of the same kinds as [`databases`], and returns their addresses.
pub async fn empty_databases() -> Vec<String> {
    let mut all = vec![empty_sqlite()];
    match std::env::var("TEST_POSTGRES") {
        Ok(server) => all.push(empty_postgres(&server).await),
        Err(_) => eprintln!("skipped PostgreSQL: TEST_POSTGRES is not set"),
    }
    all
}

fn empty_sqlite() -> String {
    format!("sqlite:{}", std::env::temp_dir().join(format!("assay-test-{}.db", Uuid::new_v4())).display())
}

/// Creates an empty database on a PostgreSQL server, and returns its address.
pub async fn empty_postgres(server: &str) -> String {
    let name = format!("test_{}", Uuid::new_v4().simple());
    let pool = sqlx::PgPool::connect(server).await.expect("TEST_POSTGRES is the address of a running server");
    let create = sqlx::AssertSqlSafe(format!("create database {name}"));
    pool.execute(sqlx::raw_sql(create)).await.expect("the server can create a database");
    pool.close().await;
    let (base, _) = server.rsplit_once('/').expect("TEST_POSTGRES ends in the name of a database");
    format!("{base}/{name}")
}
