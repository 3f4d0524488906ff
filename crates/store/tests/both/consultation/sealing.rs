//! What one person answered is in no file in clear text, and cannot be read any more once the consultation is closed: every byte of the
//! database, its log, its backup and the key folder is searched, on both databases.

use jiff::Timestamp;
use model::{
    consultation::{ConsultationState, ConsultationStep, answer::ConsultationResponse, results::results},
    core::{dates::day, permit::AtConsultation},
};
use sqlx::{Executor as _, Row as _};
use std::{
    collections::BTreeMap,
    os::unix::fs::PermissionsExt as _,
    path::{Path, PathBuf},
};
use store::{
    Db, ResponseKeys,
    consultation::{
        consultations::{self, NotClosed, NotOpened, NotRecorded, SentForm, WithoutKey},
        protecting::protect,
    },
    core::wiping,
};
use testing::world::{World, consultations::permit};

const WORDS: &str = "xylophone in the lighthouse";
const OTHER: &str = "quokka on the landing";
/// What an earlier version stored in clear text, so that the log of PostgreSQL has it.
const FORMER: &str = "platypus under the stairs";

/// What is only in a response that is not separated yet, as JSON of either database.
const TOGETHER: [&str; 2] = ["\"ratings\":{\"1\"", "\"ratings\": {\"1\""];

struct Scene {
    db: Db,
    url: String,
    keys: PathBuf,
    now: Timestamp,
    at: AtConsultation,
}

impl Scene {
    /// The world on each database, with its keys in a folder.
    async fn all() -> Vec<Self> {
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

    async fn respond(&self, token: &str, answer: &ConsultationResponse) -> Result<(), NotRecorded> {
        let mut tx = self.db.write().await.unwrap();
        let sent = SentForm { token, code: None };
        let stored = consultations::record_response(&mut tx, self.at.consultation, day(self.now), sent, answer).await;
        tx.commit().await.unwrap();
        stored.unwrap()
    }

    /// Closes the consultation, without destroying its key.
    async fn count(&self, without_key: WithoutKey) -> Result<u32, NotClosed> {
        let mut tx = self.db.write().await.unwrap();
        let may = testing::lock(&mut tx, &permit(self.at)).await;
        let closed = consultations::close(&mut tx, &may, without_key, day(self.now), self.now).await.unwrap();
        if closed.is_ok() {
            tx.commit().await.unwrap();
        }
        closed
    }

    fn key(&self) -> PathBuf {
        self.keys.join(format!("{}.key", self.at.consultation))
    }

    /// The places in all files of the database, in a backup of it and in the key folder where one of the texts is, and the bytes around.
    async fn find(&self, texts: &[&str]) -> Vec<String> {
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

async fn open(url: &str, keys: &Path) -> Db {
    let db = Db::open(url).await.unwrap().with_response_keys(ResponseKeys::folder(keys).unwrap());
    protect(&db, &testing::program()).await.unwrap();
    db
}

fn files_below(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).into_iter().flatten().filter_map(Result::ok).map(|entry| entry.path());
    entries.flat_map(|path| if path.is_dir() { files_below(&path) } else { vec![path] }).collect()
}

/// Words that no other test writes, because PostgreSQL has one log for all.
fn unique_words() -> String {
    format!("xylophone {} in the lighthouse", store::core::secrets::new())
}

fn answer(words: &str) -> ConsultationResponse {
    ConsultationResponse {
        group: Some(1),
        ratings: BTreeMap::from([(1, 4)]),
        words: BTreeMap::from([(5, words.to_owned())]),
        ..ConsultationResponse::default()
    }
}

#[tokio::test]
async fn what_few_people_wrote_is_in_no_file_before_and_after_closing() {
    for scene in Scene::all().await {
        let words = unique_words();
        scene.respond("a", &answer(&words)).await.unwrap();
        let texts = [&TOGETHER[..], &[words.as_str()]].concat();
        assert_eq!(scene.find(&texts).await, [""; 0], "while it is open");
        assert_eq!(scene.count(WithoutKey::Wait).await, Ok(1));
        consultations::destroy_keys(&scene.db, &testing::program()).await.unwrap();
        assert_eq!(scene.find(&texts).await, [""; 0], "after it is closed");
        let closed = AtConsultation { step: ConsultationStep::Closed, ..scene.at };
        let mut tx = scene.db.read().await.unwrap();
        assert_eq!(
            consultations::written_comments(&mut tx, &permit(closed)).await.unwrap(),
            [],
            "fewer than the minimum"
        );
        assert_eq!(consultations::read(&mut tx, &permit(closed)).await.unwrap().step(), ConsultationStep::Closed);
    }
}

#[tokio::test]
async fn what_one_person_answered_is_never_together_in_a_file() {
    for scene in Scene::all().await {
        let (words, other) = (unique_words(), unique_words());
        for number in 0..12 {
            scene.respond(&number.to_string(), &answer(if number == 7 { &other } else { &words })).await.unwrap();
        }
        assert_eq!(
            scene.find(&[&TOGETHER[..], &[words.as_str(), other.as_str()]].concat()).await,
            [""; 0],
            "while it is open"
        );
        assert_eq!(scene.count(WithoutKey::Wait).await, Ok(12));
        consultations::destroy_keys(&scene.db, &testing::program()).await.unwrap();
        wiping::rewrite(&scene.db, &testing::program()).await.unwrap();
        assert_eq!(scene.find(&TOGETHER).await, [""; 0], "after it is closed");
        assert_ne!(scene.find(&[other.as_str()]).await, [""; 0], "the search finds what is there: the comment alone");
    }
}

#[tokio::test]
async fn the_key_is_destroyed_after_counting_also_if_the_program_was_killed_in_between() {
    for scene in Scene::all().await {
        for number in 0..12 {
            scene.respond(&number.to_string(), &answer(WORDS)).await.unwrap();
        }
        let mode = |path: &Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
        assert_eq!((mode(&scene.keys), mode(&scene.key())), (0o700, 0o600));
        assert_eq!(scene.count(WithoutKey::Wait).await, Ok(12));
        assert!(scene.key().exists(), "the program is killed here");
        scene.db.close().await;
        for _ in 0..2 {
            let db = open(&scene.url, &scene.keys).await;
            assert!(!scene.key().exists());
            assert_eq!(
                files_below(&scene.keys),
                Vec::<PathBuf>::new(),
                "nor is any other key of a closed consultation left"
            );
            let closed = AtConsultation { step: ConsultationStep::Closed, ..scene.at };
            let consultation = consultations::read(&mut db.read().await.unwrap(), &permit(closed)).await.unwrap();
            let ConsultationState::Closed(opened, counted) = &consultation.state else { panic!("it is closed") };
            assert_eq!(results(&consultation.asked, &opened.offered, &counted.tally).answered, 12);
            consultations::destroy_keys(&db, &testing::program()).await.unwrap();
            db.close().await;
        }
    }
}

#[tokio::test]
async fn without_the_key_nothing_is_stored_shown_or_lost() {
    for scene in Scene::all().await {
        scene.respond("a", &answer(WORDS)).await.unwrap();
        let aside = scene.keys.join("aside");
        std::fs::rename(scene.key(), &aside).unwrap();
        assert!(matches!(scene.respond("b", &answer(OTHER)).await, Err(NotRecorded::NoKey(_))));
        assert!(matches!(scene.count(WithoutKey::Wait).await, Err(NotClosed::NoKey(_))));
        // Another key does not open them either, and is not taken for the lost one.
        std::fs::write(scene.key(), [7; 32]).unwrap();
        assert!(matches!(scene.respond("b", &answer(OTHER)).await, Err(NotRecorded::NoKey(_))));
        assert!(matches!(scene.count(WithoutKey::Discard).await, Err(NotClosed::NoKey(_))));
        std::fs::rename(&aside, scene.key()).unwrap();
        scene.respond("b", &answer(OTHER)).await.unwrap();
        assert_eq!(scene.count(WithoutKey::Discard).await, Ok(2), "with the key, nothing is discarded");
    }
}

#[tokio::test]
async fn with_a_lost_key_a_consultation_can_be_closed_without_results() {
    for scene in Scene::all().await {
        scene.respond("a", &answer(WORDS)).await.unwrap();
        std::fs::remove_file(scene.key()).unwrap();
        assert!(consultations::is_key_missing(&mut scene.db.read().await.unwrap(), &permit(scene.at)).await.unwrap());
        assert_eq!(scene.count(WithoutKey::Discard).await, Ok(0));
        let closed = AtConsultation { step: ConsultationStep::Closed, ..scene.at };
        let consultation = consultations::read(&mut scene.db.read().await.unwrap(), &permit(closed)).await.unwrap();
        let ConsultationState::Closed(_, counted) = &consultation.state else { panic!("it is closed") };
        assert_eq!((counted.tally.answered(), counted.tally.unreadable()), (0, 1));
    }
}

#[tokio::test]
async fn a_response_that_was_changed_in_the_database_is_counted_as_unreadable() {
    for scene in Scene::all().await {
        for number in 0..11 {
            scene.respond(&number.to_string(), &answer(WORDS)).await.unwrap();
        }
        let mut tx = scene.db.write().await.unwrap();
        tx.query("update response set contents = '00' where seal = (select min(seal) from response)")
            .run()
            .await
            .unwrap();
        tx.commit().await.unwrap();
        assert_eq!(scene.count(WithoutKey::Wait).await, Ok(10));
    }
}

#[tokio::test]
async fn nothing_is_opened_without_a_key_folder() {
    for scene in Scene::all().await {
        let db = Db::open(&scene.url).await.unwrap();
        let mut tx = db.write().await.unwrap();
        let world: (uuid::Uuid,) =
            tx.query("select id from consultation where step = 'drafting' limit 1").one().await.unwrap();
        let at = AtConsultation {
            consultation: model::ConsultationId(world.0),
            step: ConsultationStep::Drafting,
            ..scene.at
        };
        let may = testing::lock(&mut tx, &permit(at)).await;
        let opened = consultations::open(&mut tx, &may, day(scene.now), scene.now).await.unwrap();
        assert!(matches!(opened, Err(NotOpened::NoKey(_))), "{opened:?}");
    }
}

/// The rows of an earlier version: a response in clear text, a tally with a row for each group, and the comment of one person.
#[tokio::test]
async fn what_an_earlier_version_stored_is_protected_at_the_start() {
    for scene in Scene::all().await {
        let mut tx = scene.db.write().await.unwrap();
        for sql in [
            "create table plain_response (seal text primary key not null, consultation_id uuid not null, contents jsonb not null)",
            "insert into pending_wipe (what, token) values ('plain-responses', 'migration')",
            "update consultation set key_check = null where step = 'open'",
        ] {
            tx.query(sql).run().await.unwrap();
        }
        tx.query("insert into plain_response (seal, consultation_id, contents) values ('old', $1, $2)")
            .bind(scene.at.consultation.0)
            .bind(sqlx::types::Json(answer(FORMER)))
            .run()
            .await
            .unwrap();
        let few = serde_json::json!({"answered": 3, "matters": [1], "questions": {"1": [{"people": 1, "counts": [0, 0, 0, 0, 1]},
            {"people": 2, "counts": [0, 2, 0, 0, 0]}, {"people": 0, "counts": [0, 0, 0, 0, 0]}]}});
        tx.query("update consultation set tally = $1 where step = 'closed'")
            .bind(sqlx::types::Json(&few))
            .run()
            .await
            .unwrap();
        tx.commit().await.unwrap();
        assert_ne!(scene.find(&[FORMER]).await, [""; 0], "it is there in clear text");
        scene.db.close().await;
        let db = open(&scene.url, &scene.keys).await;
        let scene = Scene { db, ..scene };
        if scene.db.is_sqlite() {
            assert_eq!(scene.find(&[&TOGETHER[..], &[FORMER]].concat()).await, [""; 0]);
        }
        let mut tx = scene.db.read().await.unwrap();
        assert_eq!(consultations::answered(&mut tx, &permit(scene.at)).await.unwrap(), 1);
        let (id,): (uuid::Uuid,) =
            tx.query("select id from consultation where step = 'closed' limit 1").one().await.unwrap();
        let closed =
            AtConsultation { consultation: model::ConsultationId(id), step: ConsultationStep::Closed, ..scene.at };
        assert_eq!(consultations::written_comments(&mut tx, &permit(closed)).await.unwrap(), []);
        let (tally,): (String,) =
            tx.query("select cast(tally as text) from consultation where id = $1").bind(id).one().await.unwrap();
        assert!(!tally.contains("people"), "{tally}");
        drop(tx);
        assert_eq!(scene.count(WithoutKey::Wait).await, Ok(1), "it is counted with the others");
    }
}
