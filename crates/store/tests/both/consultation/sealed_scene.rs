//! An open consultation whose responses are sealed with keys in a folder, and the search for what people wrote in every file.

use jiff::Timestamp;
use model::{
    consultation::{ConsultationStep, answer::ConsultationResponse},
    core::{dates::day, permit::AtConsultation},
};
use sqlx::{Executor as _, Row as _};
use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
};
use store::{
    Db, ResponseKeys,
    consultation::{
        consultations::{self, ClosingOutcome, NotClosed, NotRecorded, RecordingOutcome, SentForm, WithoutKey},
        protecting::protect,
    },
};
use testing::world::{World, consultations::permit};

/// What is only in a response that is not separated yet, as JSON of either database.
pub(super) const TOGETHER: [&str; 2] = ["\"ratings\":{\"1\"", "\"ratings\": {\"1\""];

pub(super) struct Scene {
    pub(super) db: Db,
    pub(super) url: String,
    pub(super) keys: PathBuf,
    pub(super) now: Timestamp,
    pub(super) at: AtConsultation,
}

impl Scene {
    /// The world on each database, with its keys in a folder.
    pub(super) async fn all() -> Vec<Self> {
        let now: Timestamp = "2026-11-22T10:00:00Z".parse().unwrap();
        let mut scenes = Vec::new();
        for url in testing::empty_databases().await {
            let keys = std::env::temp_dir().join(format!("assay-keys-{}", store::core::secrets::new()));
            let db = open(&url, &keys).await;
            let world = World::make(&db, &testing::invented_charter(), now).await;
            let at = AtConsultation {
                organisation: world.organisation,
                consultation: world.consultations[1],
                step: ConsultationStep::Open,
            };
            scenes.push(Self { db, url, keys, now, at });
        }
        scenes
    }

    pub(super) async fn respond(
        &self,
        token: &str,
        answer: &ConsultationResponse,
    ) -> Result<RecordingOutcome, NotRecorded> {
        let mut tx = self.db.write().await.unwrap();
        let sent = SentForm { token, code: None };
        let stored = consultations::record_response(&mut tx, self.at.consultation, day(self.now), sent, answer).await;
        tx.commit().await.unwrap();
        stored.unwrap()
    }

    /// Closes the consultation, without destroying its key.
    pub(super) async fn count(&self, without_key: WithoutKey) -> Result<ClosingOutcome, NotClosed> {
        let mut tx = self.db.write().await.unwrap();
        let may = testing::lock(&mut tx, &permit(self.at)).await;
        let closed = consultations::close(&mut tx, &may, without_key, day(self.now), self.now).await.unwrap();
        if closed.is_ok() {
            tx.commit().await.unwrap();
        }
        closed
    }

    pub(super) fn key(&self) -> PathBuf {
        self.keys.join(format!("{}.key", self.at.consultation))
    }

    /// The places in all files of the database, in a backup of it and in the key folder where one of the texts is, and the bytes around.
    pub(super) async fn find(&self, texts: &[&str]) -> Vec<String> {
        let mut files = files_below(&self.keys);
        if let Some(path) = self.url.strip_prefix("sqlite:") {
            let backup = format!("{path}-backup-{}", store::core::secrets::new());
            let pool = sqlx::SqlitePool::connect(&self.url).await.unwrap();
            pool.execute(sqlx::raw_sql(sqlx::AssertSqlSafe(format!("vacuum into '{backup}'")))).await.unwrap();
            pool.close().await;
            files.extend(["", "-wal", "-shm", "-journal"].map(|end| PathBuf::from(format!("{path}{end}"))));
            files.push(backup.into());
        } else {
            let pool = sqlx::PgPool::connect(&self.url).await.unwrap();
            pool.execute(sqlx::raw_sql("checkpoint")).await.unwrap();
            let sql = "select current_setting('data_directory'), cast(oid as text) from pg_database where datname = current_database()";
            let row = pool.fetch_one(sqlx::raw_sql(sql)).await.unwrap();
            let (folder, database): (String, String) = (row.get(0), row.get(1));
            pool.close().await;
            let files_of_database = files_below(&Path::new(&folder).join("base").join(database));
            if files_of_database.is_empty() {
                eprintln!("skipped the files of PostgreSQL: they cannot be read here");
            }
            files.extend(files_of_database);
            // The log is that of all databases of the server, so that what other tests store may be there.
            files.extend(files_below(&Path::new(&folder).join("pg_wal")));
        }
        let mut found = Vec::new();
        for file in files {
            let Ok(bytes) = std::fs::read(&file) else { continue };
            let is_shared = file.components().any(|part| part.as_os_str() == "pg_wal");
            for text in texts.iter().filter(|text| !(is_shared && TOGETHER.contains(text))) {
                if let Some(at) = memchr::memmem::find(&bytes, text.as_bytes()) {
                    let around = String::from_utf8_lossy(&bytes[at.saturating_sub(40)..(at + 60).min(bytes.len())]);
                    found.push(format!("{text:?} in {}: {around:?}", file.display()));
                }
            }
        }
        found
    }
}

pub(super) async fn open(url: &str, keys: &Path) -> Db {
    let db = Db::open(url).await.unwrap().with_response_keys(ResponseKeys::folder(keys).unwrap());
    protect(&db, &testing::program()).await.unwrap();
    db
}

pub(super) fn files_below(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).into_iter().flatten().filter_map(Result::ok).map(|entry| entry.path());
    entries.flat_map(|path| if path.is_dir() { files_below(&path) } else { vec![path] }).collect()
}

pub(super) fn answer(words: &str) -> ConsultationResponse {
    ConsultationResponse {
        group: Some(1),
        ratings: BTreeMap::from([(1, 4)]),
        words: BTreeMap::from([(5, words.to_owned())]),
        ..ConsultationResponse::default()
    }
}
