//! The databases of tests.

use crate::program;
use sqlx::{AssertSqlSafe, Connection as _, Executor as _, PgConnection, RawSql};
use store::{Db, ResponseKeys, consultation::protecting, core::digests::of_files};
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
///
/// # Panics
/// Panics if the file cannot be written.
pub async fn sqlite() -> Db {
    let template = std::env::temp_dir().join(format!("{}.db", template_name()));
    if !template.exists() {
        let url = empty_sqlite();
        open(&url).await.close().await;
        let file = url.strip_prefix("sqlite:").expect("it is the address of a file");
        // Another test may have created the same at the same time.
        std::fs::rename(file, &template).expect("both are in the same folder");
    }
    let url = empty_sqlite();
    let file = url.strip_prefix("sqlite:").expect("it is the address of a file");
    std::fs::copy(&template, file).expect("the folder for temporary files can be written");
    open(&url).await
}

/// Creates a database on a PostgreSQL server.
///
/// # Panics
/// Panics if the server does not answer.
pub async fn postgres(server: &str) -> Db {
    let template = template_name();
    let mut connection = connect(server).await;
    let find = format!("select 1 from pg_database where datname = '{template}'");
    if connection.fetch_optional(raw(find.clone())).await.expect("a server lists its databases").is_none() {
        // One test creates it, and others wait. The lock is released when the connection is closed.
        run(&mut connection, "select pg_advisory_lock(1)".to_owned()).await;
        if connection.fetch_optional(raw(find)).await.expect("a server lists its databases").is_none() {
            let url = empty_postgres(server).await;
            open(&url).await.close().await;
            run(&mut connection, format!("alter database {} rename to {template}", name_of(&url))).await;
        }
    }
    let url = new_postgres(server);
    run(&mut connection, format!("create database {} template {template}", name_of(&url))).await;
    connection.close().await.expect("the connection can be closed");
    open(&url).await
}

/// The name of the database with the tables of this version, which is created once and then copied for each test: running all migrations
/// takes much longer. Its name depends on them, so that it is never out of date.
fn template_name() -> String {
    let folder = crate::root().join("crates/store/migrations");
    let files = std::fs::read_dir(folder).expect("the checkout has migrations");
    let paths = files.map(|entry| entry.expect("a folder can be read").path());
    let contents: Vec<_> = paths.map(|path| std::fs::read(path).expect("a migration can be read")).collect();
    format!("assay_template_{}", &of_files(contents.iter().map(Vec::as_slice))[..16])
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
    let url = new_postgres(server);
    let mut connection = connect(server).await;
    run(&mut connection, format!("create database {}", name_of(&url))).await;
    connection.close().await.expect("the connection can be closed");
    url
}

/// Returns the address of a database that does not exist yet.
fn new_postgres(server: &str) -> String {
    let (base, _) = server.rsplit_once('/').expect("TEST_POSTGRES ends in the name of a database");
    format!("{base}/test_{}", Uuid::new_v4().simple())
}

fn name_of(url: &str) -> &str {
    url.rsplit('/').next().expect("an address ends in a name")
}

async fn connect(server: &str) -> PgConnection {
    PgConnection::connect(server).await.expect("TEST_POSTGRES is the address of a running server")
}

fn raw(sql: String) -> RawSql {
    sqlx::raw_sql(AssertSqlSafe(sql))
}

async fn run(connection: &mut PgConnection, sql: String) {
    connection.execute(raw(sql)).await.expect("the server can create a database");
}
