//! A database of the former version is brought up to date when the program opens it, and nothing in it is lost: on both databases.
//!
//! `tests/upgrade/before-0019.jsonl.gz` is the whole demo as the version before the agreed names wrote it, with a row in each table
//! that the demo leaves empty. Each line is a table: its columns with their types, and its rows. `tests/upgrade/dump.py` wrote it.

mod reading;

use crate::work::audiences::columns;
use serde::Deserialize;
use serde_json::Value;
use sqlx::{
    AssertSqlSafe, Executor as _, PgPool, SqlitePool,
    migrate::{MigrateError, Migrator},
};
use std::{fmt::Write as _, io::Read as _};
use store::Db;

static MIGRATIONS: Migrator = sqlx::migrate!("./migrations");

/// The last migration of the version that wrote the rows.
pub(crate) const FORMER: i64 = 18;

/// Tables by their former and their agreed names.
const TABLES: [(&str, &str); 14] = [
    ("ask", "update_request"),
    ("charge_version", "owner_version"),
    ("finding_remark", "finding_written_comment"),
    ("helper", "collaborator"),
    ("helper_letter", "collaborator_email"),
    ("letter", "email"),
    ("plan_review", "progress_review"),
    ("progress", "progress_update"),
    ("remark", "written_comment"),
    ("sealed_answer", "response"),
    ("seat", "group_member"),
    ("snapshot", "locked_version"),
    ("steward", "charter_role"),
    ("succession", "outcome"),
];

/// Columns, by the agreed name of their table: their former and their agreed names.
const COLUMNS: [(&str, &str, &str); 28] = [
    ("action", "progress_id", "progress_update_id"),
    ("action", "promise", "text"),
    ("action_version", "promise", "text"),
    ("assessment", "frozen_at", "locked_at"),
    ("assessment", "snapshot_hash", "locked_version_hash"),
    ("collaborator_email", "ask_id", "update_request_id"),
    ("collaborator_email", "letter_id", "email_id"),
    ("collaborator_email", "lettered_at", "emailed_at"),
    ("collaborator_email", "letters", "emails"),
    ("finding_written_comment", "remark_id", "written_comment_id"),
    ("import", "refused", "discarded"),
    ("leader_link", "snapshot_hash", "locked_version_hash"),
    ("minutes_version", "plan_review_id", "progress_review_id"),
    ("organisation", "patience_days", "escalation_days"),
    ("owner_version", "helps", "collaborates"),
    ("response", "answer", "contents"),
    ("signature", "snapshot_hash", "locked_version_hash"),
    ("update_request", "answered_at", "replied_at"),
    ("update_request", "asked_at", "requested_at"),
    ("update_request", "asked_by", "requested_by"),
    ("update_request", "letter_id", "email_id"),
    ("update_request", "lettered_at", "emailed_at"),
    ("update_request", "letters", "emails"),
    ("update_request", "plan_review_id", "progress_review_id"),
    ("update_request", "progress_id", "progress_update_id"),
    ("update_request", "told_at", "escalated_at"),
    ("update_request", "with_helpers", "with_collaborators"),
    ("update_request", "withdrawn_at", "ended_at"),
];

/// A table of the former version.
#[derive(Deserialize)]
pub(crate) struct Table {
    #[serde(rename = "table")]
    name: String,
    /// Each with its type.
    columns: Vec<(String, String)>,
    rows: Vec<Vec<Value>>,
}

impl Table {
    fn agreed_name(&self) -> &str {
        TABLES.iter().find(|(former, _)| *former == self.name).map_or(&self.name, |(_, agreed)| agreed)
    }

    fn agreed_columns(&self) -> impl Iterator<Item = &str> {
        let table = self.agreed_name();
        self.columns.iter().map(move |(name, _)| {
            let renamed = COLUMNS.iter().find(|(of, former, _)| *of == table && former == name);
            renamed.map_or(name.as_str(), |(_, _, agreed)| agreed)
        })
    }

    /// SQL that writes all its rows, as JSON, into the tables of the former version.
    fn insert(&self, is_sqlite: bool) -> String {
        let names: Vec<&str> = self.columns.iter().map(|(name, _)| name.as_str()).collect();
        let cell = |(at, (_, kind)): (usize, &(String, String))| match (is_sqlite, kind.as_str()) {
            (true, "uuid") => format!("unhex(replace(value ->> {at}, '-', ''))"),
            (true, "jsonb") => format!("case when value ->> {at} is null then null else value -> {at} end"),
            (true, _) => format!("value ->> {at}"),
            (false, "jsonb") => format!("cast(nullif(cast(value -> {at} as text), 'null') as jsonb)"),
            (false, kind) => format!("cast(value ->> {at} as {kind})"),
        };
        let cells: Vec<String> = self.columns.iter().enumerate().map(cell).collect();
        let rows = serde_json::to_string(&self.rows).unwrap().replace('\'', "''");
        let list = if is_sqlite { "json_each" } else { "json_array_elements" };
        format!("insert into {} ({}) select {} from {list}('{rows}')", self.name, names.join(", "), cells.join(", "))
    }
}

pub(crate) fn former_rows() -> Vec<Table> {
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/upgrade/before-0019.jsonl.gz");
    let mut lines = String::new();
    flate2::read::GzDecoder::new(std::fs::File::open(file).unwrap()).read_to_string(&mut lines).unwrap();
    lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// A direct connection to a database, without the program.
enum Bare {
    Sqlite(SqlitePool),
    Postgres(PgPool),
}

impl Bare {
    async fn connect(url: &str) -> Self {
        if url.starts_with("postgres") {
            Self::Postgres(PgPool::connect(url).await.unwrap())
        } else {
            Self::Sqlite(SqlitePool::connect(&format!("{url}?mode=rwc")).await.unwrap())
        }
    }

    async fn migrate(&self, migrations: &Migrator) -> Result<(), MigrateError> {
        match self {
            Self::Sqlite(pool) => migrations.run(pool).await,
            Self::Postgres(pool) => migrations.run(pool).await,
        }
    }

    async fn run(&self, sql: String) {
        let sql = sqlx::raw_sql(AssertSqlSafe(sql));
        match self {
            Self::Sqlite(pool) => drop(pool.execute(sql).await.unwrap()),
            Self::Postgres(pool) => drop(pool.execute(sql).await.unwrap()),
        }
    }

    async fn close(self) {
        match self {
            Self::Sqlite(pool) => pool.close().await,
            Self::Postgres(pool) => pool.close().await,
        }
    }
}

/// The migrations of the former version.
fn former_migrations() -> Migrator {
    Migrator::with_migrations(MIGRATIONS.iter().filter(|one| one.version <= FORMER).cloned().collect())
}

/// Makes a database as the former version left it.
pub(crate) async fn write_as_before(url: &str, tables: &[Table]) {
    let bare = Bare::connect(url).await;
    bare.migrate(&former_migrations()).await.unwrap();
    for table in tables {
        bare.run(table.insert(matches!(bare, Bare::Sqlite(_)))).await;
    }
    bare.close().await;
}

/// How many rows a table has, and in how many of them each column has a value.
async fn counts(db: &Db, table: &Table) -> String {
    let mut sql = "select cast(count(*)".to_owned();
    for column in table.agreed_columns() {
        write!(sql, " || ' ' || count({column})").unwrap();
    }
    write!(sql, " as text) from {}", table.agreed_name()).unwrap();
    let mut tx = db.read().await.unwrap();
    let (counts,): (String,) =
        tx.query(sql.leak()).one().await.unwrap_or_else(|error| panic!("{}: {error}", table.name));
    counts
}

fn counts_before(table: &Table) -> String {
    let mut counts = table.rows.len().to_string();
    for at in 0..table.columns.len() {
        write!(counts, " {}", table.rows.iter().filter(|row| !row[at].is_null()).count()).unwrap();
    }
    counts
}

/// Indexes that were made with `create index`, each with its table.
async fn indexes(db: &Db) -> Vec<(String, String)> {
    let sql = if db.is_sqlite() {
        "select name, tbl_name from sqlite_master where type = 'index' and sql is not null"
    } else {
        "select cast(i.indexname as text), cast(i.tablename as text) from pg_indexes i
         where i.schemaname = 'public' and not exists (select 1 from pg_constraint c where c.conname = i.indexname)"
    };
    db.read().await.unwrap().query(sql).all().await.unwrap()
}

#[tokio::test]
async fn a_former_database_keeps_every_row_under_the_agreed_names() {
    let tables = former_rows();
    assert!(tables.iter().all(|table| !table.rows.is_empty()), "a table without rows tests nothing");
    for url in testing::empty_databases().await {
        write_as_before(&url, &tables).await;
        let db = testing::open(&url).await;
        for table in &tables {
            assert_eq!(counts(&db, table).await, counts_before(table), "{}", table.agreed_name());
        }

        let there = columns(&db).await;
        for table in &tables {
            for column in table.agreed_columns() {
                let column = format!("{}.{column}", table.agreed_name());
                assert!(there.contains(&column), "{column} is missing");
            }
        }
        for (former, _) in TABLES {
            let left: Vec<_> = there.iter().filter(|name| name.starts_with(&format!("{former}."))).collect();
            assert!(left.is_empty(), "{left:?}");
        }
        for (table, former, _) in COLUMNS {
            assert!(!there.contains(&format!("{table}.{former}")), "{table}.{former} is left");
        }
        let indexes = indexes(&db).await;
        for (name, table) in &indexes {
            let is_renamed = TABLES.iter().any(|(_, agreed)| agreed == table);
            assert!(!is_renamed || name.starts_with(&format!("{table}_")), "index {name} of {table}");
        }
        db.close().await;
    }
}

#[tokio::test]
async fn the_program_reads_what_the_former_version_wrote() {
    let tables = former_rows();
    let before = |name: &str| tables.iter().find(|table| table.name == name).map(|table| table.rows.len());
    for url in testing::empty_databases().await {
        write_as_before(&url, &tables).await;
        let db = testing::open(&url).await;
        for (table, read) in reading::everything(&db).await {
            assert_eq!(Some(read), before(table), "{table} on {url}");
        }
        db.close().await;
    }
}

/// In the former version, closing a review left its requests without a reply open: they could neither be answered nor sent again.
#[tokio::test]
async fn requests_that_a_closed_review_left_open_end_with_their_reason() {
    let tables = former_rows();
    for url in testing::empty_databases().await {
        write_as_before(&url, &tables).await;
        let bare = Bare::connect(&url).await;
        bare.run("delete from helper_letter; delete from ask where withdrawn_at is null and id <> (select id from ask order by asked_at, id limit 1)".to_owned()).await;
        bare.run(
            "update ask set withdrawn_at = null, progress_id = null, answered_at = null,
                 plan_review_id = (select id from plan_review where closed_at is not null order by opened_at limit 1)
             where id = (select id from ask order by asked_at, id limit 1)"
                .to_owned(),
        )
        .await;
        bare.close().await;
        let db = testing::open(&url).await;
        let mut tx = db.read().await.unwrap();
        let ended: Vec<(String, bool)> = tx
            .query(
                "select k.end_reason, k.ended_at = r.closed_at from update_request k join progress_review r on r.id = k.progress_review_id
                 where k.replied_at is null and r.closed_at is not null",
            )
            .all()
            .await
            .unwrap();
        assert_eq!(ended, [("review-closed".to_owned(), true)], "{url}");
        let (marks,): (i64,) = tx.query("select cast(count(*) as bigint) from invented").one().await.unwrap();
        assert_eq!(marks, 1, "the demo of the former version is recognised");
        drop(tx);
        db.close().await;
    }
}

#[tokio::test]
async fn opening_again_changes_nothing_and_the_former_version_refuses() {
    let tables = former_rows();
    for url in testing::empty_databases().await {
        write_as_before(&url, &tables).await;
        testing::open(&url).await.close().await;
        let db = testing::open(&url).await;
        for table in &tables {
            assert_eq!(counts(&db, table).await, counts_before(table), "{}", table.agreed_name());
        }
        db.close().await;

        let bare = Bare::connect(&url).await;
        let refused = bare.migrate(&former_migrations()).await.unwrap_err();
        assert!(matches!(refused, MigrateError::VersionMissing(version) if version > FORMER), "{refused}");
        bare.close().await;
    }
}

#[tokio::test]
async fn a_signing_link_that_was_sent_before_addresses_were_checked_signs_no_more() {
    let tables = former_rows();
    for url in testing::empty_databases().await {
        write_as_before(&url, &tables).await;
        let db = testing::open(&url).await;
        let mut tx = db.read().await.unwrap();
        let (unused, good): (i64, i64) = tx
            .query(
                "select cast(count(*) as bigint),
                     cast(coalesce(sum(case when ended_at is null or expires_at > created_at then 1 else 0 end), 0) as bigint)
                 from leader_link where used_at is null",
            )
            .one()
            .await
            .unwrap();
        assert!(unused > 0 && good == 0, "{good} of {unused} on {url}");
        drop(tx);
        db.close().await;
    }
}

/// Events of a former version have no place in the event log. The program takes them in, and an audit then says of none that it was changed.
#[tokio::test]
async fn the_events_of_a_former_database_are_taken_into_the_event_log() {
    use model::work::event_log::audit::EntryAudit;
    use store::work::{audit, event_log};
    let tables = former_rows();
    let events = tables.iter().find(|table| table.name == "event").map_or(0, |table| table.rows.len());
    for url in testing::empty_databases().await {
        write_as_before(&url, &tables).await;
        let (db, may) = (Db::open(&url).await.unwrap(), testing::program());
        loop {
            let mut tx = db.write().await.unwrap();
            let written = event_log::append(&mut tx, &may).await.unwrap();
            tx.commit().await.unwrap();
            if written == 0 {
                break;
            }
        }
        let reading = Db::open_for_reading(&url).await.unwrap();
        let mut tx = reading.read().await.unwrap();
        let entries = audit::entries(&mut tx, &may).await.unwrap();
        assert_eq!(usize::try_from(entries), Ok(events), "{url}");
        let now = "2026-11-30T00:00:00Z".parse().unwrap();
        let mut state = EntryAudit::new(Vec::new(), now);
        loop {
            let (more, findings) = audit::check_entries(&mut tx, &may, &mut state, entries).await.unwrap();
            assert_eq!(findings, [], "{url}");
            if !more {
                break;
            }
        }
        assert!(!state.has_begun() && state.taken_in_until().is_some());
        drop(tx);
        reading.close().await;
        db.close().await;
    }
}

#[tokio::test]
async fn a_database_of_another_version_is_not_opened_for_reading() {
    let tables = former_rows();
    for url in testing::empty_databases().await {
        write_as_before(&url, &tables).await;
        let refused = Db::open_for_reading(&url).await.unwrap_err().to_string();
        assert!(refused.contains("the database is of version 18"), "{refused}");
    }
}

/// Names are not identities: what is certain about the authors of former events is the account. Names of others belong to nobody.
#[tokio::test]
async fn former_events_have_the_id_and_the_present_name_of_their_author() {
    let tables = former_rows();
    for url in testing::empty_databases().await {
        write_as_before(&url, &tables).await;
        let db = Db::open(&url).await.unwrap();
        let mut tx = db.read().await.unwrap();
        let (people, wrong): (i64, i64) = tx
            .query(
                "select cast(count(*) as bigint),
                     cast(count(case when e.identity_id = p.id and e.name = p.name then null else 1 end) as bigint)
                 from event e join person p on p.id = e.person_id",
            )
            .one()
            .await
            .unwrap();
        assert!(people > 100 && wrong == 0, "{wrong} of {people} on {url}");
        let (owners, nameless): (i64, i64) = tx
            .query(
                "select cast(count(*) as bigint), cast(count(case when e.name is null then 1 end) as bigint)
                 from event e where e.owner_id is not null",
            )
            .one()
            .await
            .unwrap();
        assert!(owners > 0 && nameless == 0, "{nameless} of {owners} on {url}");
        let (twice,): (i64,) = tx
            .query("select cast(count(*) as bigint) from known_address k join person p on p.email = k.email")
            .one()
            .await
            .unwrap();
        assert_eq!(twice, 0, "an account is not an address as well");
        let named: Vec<(String,)> =
            tx.query("select cast(what as text) from event where what ->> 'what' = 'owner-named'").all().await.unwrap();
        assert!(!named.is_empty() && named.iter().all(|(what,)| !what.contains("\"person\"")), "a name stays a name");
        drop(tx);
        db.close().await;
    }
}
