//! The drill: a site is backed up while it is written to, restored on either kind of database, and served again.

mod hostile;
mod interrupted;
mod permissions;
mod site;

use site::{TestSite, get, printed};
use std::{
    fs,
    process::Command,
    sync::atomic::{AtomicBool, Ordering::Relaxed},
};
use store::{Db, core::digests::sha256};

/// Writes pairs of rows, each pair in one transaction, until it is stopped. Returns how many.
async fn write_pairs(url: &str, started: &AtomicBool, stop: &AtomicBool) -> i64 {
    let (db, mut pairs) = (Db::open(url).await.unwrap(), 0);
    while !stop.load(Relaxed) {
        let mut tx = db.write().await.unwrap();
        tx.query("insert into unsubscribed (email, since) values ($1, '2026-11-22T10:00:00+00:00')")
            .bind(format!("{pairs}@pair.example"))
            .run()
            .await
            .unwrap();
        tx.query("insert into reminded (about, due_on) values ($1, '2026-11-22')")
            .bind(uuid::Uuid::new_v4())
            .run()
            .await
            .unwrap();
        tx.commit().await.unwrap();
        pairs += 1;
        started.store(pairs > 5, Relaxed);
    }
    db.close().await;
    pairs
}

async fn count(site: &TestSite, sql: &'static str) -> i64 {
    let db = Db::open_as_is(&site.url()).unwrap();
    let (count,): (i64,) = db.read().await.unwrap().query(sql).one().await.unwrap();
    db.close().await;
    count
}

const FIRST: &str = "select cast(count(*) as bigint) from unsubscribed where email like '%@pair.example'";
const SECOND: &str = "select cast(count(*) as bigint) from reminded where due_on = '2026-11-22'";

#[tokio::test(flavor = "multi_thread")]
async fn a_backup_that_is_made_during_writes_is_of_one_moment() {
    for database in testing::empty_databases().await {
        let (site, _) = TestSite::filled(&database).await;
        let before = site.rows().await;
        let (started, stop) = (AtomicBool::new(false), AtomicBool::new(false));
        let (archive, url) = (site.archive("during.backup"), site.url());
        let backup = async {
            while !started.load(Relaxed) {
                tokio::task::yield_now().await;
            }
            let mut command = site.command(&["backup", &archive]);
            let output = tokio::task::spawn_blocking(move || command.output().unwrap()).await.unwrap();
            stop.store(true, Relaxed);
            output
        };
        let (pairs, output) = tokio::join!(write_pairs(&url, &started, &stop), backup);
        assert!(output.status.success(), "{}", printed(&output));
        let restored = TestSite::place("sqlite:");
        restored.ok(&["restore", &archive]);
        let (first, second) = (count(&restored, FIRST).await, count(&restored, SECOND).await);
        assert!(first == second && (5..=pairs).contains(&first), "{first}, {second} of {pairs} on {database}");
        let after = restored.rows().await;
        for (table, rows) in &before {
            if table != "unsubscribed" && table != "reminded" {
                assert_eq!(&after[table], rows, "{table}");
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_site_is_restored_on_either_database_and_served() {
    for database in testing::empty_databases().await {
        let (site, world) = TestSite::filled(&database).await;
        let (rows, files) = (site.rows().await, site.files());
        assert!(rows.values().map(Vec::len).sum::<usize>() > 100 && files.len() == 1);
        let archive = site.archive("site.backup");
        let said = site.ok(&["backup", &archive]);
        assert!(said.contains("files: 1") && said.contains(&sha256(&fs::read(&archive).unwrap())), "{said}");
        let said = site.ok(&["backup", "--check", &archive]);
        assert!(said.contains("Verified"), "{said}");
        for database in testing::empty_databases().await {
            let restored = TestSite::place(&database);
            let said = restored.ok(&["restore", &archive]);
            assert!(said.contains("Restored the backup of"), "{said}");
            let after = restored.rows().await;
            for (table, rows) in &rows {
                assert_eq!(&after[table], rows, "{table} of {database}");
            }
            assert_eq!((after.len(), restored.files()), (rows.len(), files.clone()));
            let again = restored.fails(&["restore", &archive]);
            assert!(again.contains("is not empty"), "{again}");

            let (mut process, address) = restored.serve();
            let session = world.persona("lead").session.clone().unwrap();
            let file = format!("/organisations/{}/evidence/{}/file", world.organisation, world.evidence.0);
            let response = get(&address, &file, &session);
            process.kill().unwrap();
            process.wait().unwrap();
            assert!(response.starts_with("HTTP/1.1 200") && response.contains("attachment"), "{response}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_site_starts_while_a_backup_reads_it_although_deleted_data_is_still_in_its_files() {
    const PENDING: &str = "select cast(count(*) as bigint) from pending_wipe where what = 'freed-space'";
    let (site, _) = TestSite::filled("sqlite:").await;
    assert_eq!(count(&site, PENDING).await, 1, "a consultation of the world was closed");
    let db = Db::open_as_is(&site.url()).unwrap();
    let mut reading = db.read().await.unwrap();
    let _: (i64,) = reading.query(FIRST).one().await.unwrap();
    site.ok(&["add-secretariat", "ann@charter.example", "--name", "Ann Example"]);
    let (mut process, address) = site.serve();
    let page = get(&address, "/signatories", "none");
    process.kill().unwrap();
    process.wait().unwrap();
    assert!(page.starts_with("HTTP/1.1 200"), "{page}");
    drop(reading);
    db.close().await;
    assert_eq!(count(&site, PENDING).await, 1, "it is still to be done");
    let (mut process, _) = site.serve();
    process.kill().unwrap();
    process.wait().unwrap();
    assert_eq!(count(&site, PENDING).await, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_missing_or_damaged_file_is_named_and_the_rest_is_backed_up() {
    let (site, world) = TestSite::filled("sqlite:").await;
    let hash = world.evidence.1.sha256.to_string();
    fs::write(site.data.join("files").join(&hash[..2]).join(&hash), "other words").unwrap();
    let archive = site.archive("incomplete.backup");
    let said = site.fails(&["backup", &archive]);
    assert!(said.contains(&hash) && said.contains("Backed up"), "{said}");
    let said = site.fails(&["backup", "--check", &archive]);
    assert!(said.contains(&hash) && said.contains("Verified"), "{said}");
    let restored = TestSite::place("sqlite:");
    let said = restored.ok(&["restore", &archive]);
    assert!(said.contains(&hash), "{said}");
}

#[tokio::test(flavor = "multi_thread")]
async fn tar_lists_a_backup() {
    let (site, world) = TestSite::filled("sqlite:").await;
    let archive = site.archive("site.backup");
    site.ok(&["backup", &archive]);
    let listed = Command::new("tar").args(["--list", "--file", &archive]).output().unwrap();
    let listed = String::from_utf8(listed.stdout).unwrap();
    let names: Vec<&str> = listed.lines().collect();
    assert_eq!((names.first(), names.last()), (Some(&"backup.json"), Some(&"manifest.json")));
    assert!(names.contains(&format!("files/{}", world.evidence.1.sha256).as_str()), "{listed}");
    assert!(names.contains(&"rows/action/000001.jsonl"), "{listed}");
}

#[tokio::test(flavor = "multi_thread")]
async fn files_on_s3_are_backed_up_and_can_be_restored_into_a_folder() {
    let Ok(address) = std::env::var("TEST_S3") else {
        eprintln!("skipped: TEST_S3 is not set");
        return;
    };
    let (site, world) = TestSite::filled("sqlite:").await;
    let (_, file, bytes) = &world.evidence;
    let files = site.files();
    fs::remove_dir_all(site.data.join("files")).unwrap();
    web::core::files::Files::s3(&address).unwrap().store(&file.sha256, bytes.to_vec()).await.unwrap();
    let archive = site.archive("site.backup");
    let said = site.ok(&["backup", &archive, "--files", &address]);
    assert!(said.contains("files: 1"), "{said}");
    let restored = TestSite::place("sqlite:");
    restored.ok(&["restore", &archive]);
    assert_eq!(restored.files(), files);
    let on_s3 = TestSite::place("sqlite:");
    on_s3.ok(&["restore", &archive, "--files", &address]);
    assert!(!on_s3.data.join("files").exists());
}
