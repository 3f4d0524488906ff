//! Backups and restores that are killed in the middle: there is a whole backup or none, and a restored site or an empty place.

use crate::site::{TestSite, printed};
use std::{
    fs,
    os::unix::fs::MetadataExt as _,
    path::Path,
    process::Stdio,
    time::{Duration, Instant},
};
use store::Db;

/// Waits until something is there.
fn wait_for(is_there: impl Fn() -> bool) {
    let started = Instant::now();
    while !is_there() {
        assert!(started.elapsed() < Duration::from_secs(20), "it does not happen");
        std::thread::sleep(Duration::from_millis(1));
    }
}

/// Adds so much that a backup and a restore take a while.
async fn add_bulk(site: &TestSite) {
    let db = Db::open(&site.url()).await.unwrap();
    let mut tx = db.write().await.unwrap();
    for number in 0..20_000 {
        tx.query("insert into unsubscribed (email, since) values ($1, '2026-11-22T10:00:00+00:00')")
            .bind(format!("{number}@{}.example", "long".repeat(10)))
            .run()
            .await
            .unwrap();
    }
    tx.commit().await.unwrap();
    db.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_backup_that_is_killed_leaves_none() {
    let (site, _) = TestSite::filled("sqlite:").await;
    add_bulk(&site).await;
    let archive = site.archive("site.backup");
    let partial = format!("{archive}.partial");
    for milliseconds in [0, 5, 20, 60] {
        let mut process =
            site.command(&["backup", &archive]).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        wait_for(|| Path::new(&partial).exists() || Path::new(&archive).exists());
        std::thread::sleep(Duration::from_millis(milliseconds));
        process.kill().unwrap();
        process.wait().unwrap();
        if Path::new(&archive).exists() {
            site.ok(&["backup", "--check", &archive]);
            fs::remove_file(&archive).unwrap();
        }
    }
    // The next one is not kept from its work by what was left, and clears it away.
    site.ok(&["backup", &archive]);
    assert!(!Path::new(&partial).exists());
    let before = fs::read(&archive).unwrap();
    let said = site.fails(&["backup", &archive]);
    assert!(said.contains("exists"), "{said}");
    assert_eq!(fs::read(&archive).unwrap(), before, "nothing is overwritten");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_restore_that_is_killed_can_be_run_again() {
    for database in testing::empty_databases().await {
        let (site, _) = TestSite::filled("sqlite:").await;
        add_bulk(&site).await;
        let archive = site.archive("site.backup");
        site.ok(&["backup", &archive]);
        let restored = TestSite::place(&database);
        let mut process =
            restored.command(&["restore", &archive]).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        let unfinished = restored.data.join("restoring");
        wait_for(|| unfinished.join("files").exists());
        std::thread::sleep(Duration::from_millis(50));
        process.kill().unwrap();
        process.wait().unwrap();
        if restored.data.join("restoring-complete").exists() {
            restored.ok(&["jobs"]);
            continue;
        }
        if unfinished.exists() {
            let output = restored.run(&["serve", "--port", "0"]);
            assert!(printed(&output).contains("unfinished restore"), "{}", printed(&output));
            restored.ok(&["restore", &archive]);
        }
        assert!(!unfinished.exists());
        assert_eq!(restored.rows().await, site.rows().await);
    }
}

/// As if it was killed between the commit of the rows and the move of the folder.
#[tokio::test(flavor = "multi_thread")]
async fn a_restore_that_is_killed_after_it_has_filled_a_server_goes_on_when_it_is_run_again() {
    let Ok(postgres) = std::env::var("TEST_POSTGRES") else {
        eprintln!("skipped: TEST_POSTGRES is not set");
        return;
    };
    let (site, _) = TestSite::filled("sqlite:").await;
    let (archive, other) = (site.archive("site.backup"), site.archive("other.backup"));
    site.ok(&["backup", &archive]);
    site.ok(&["backup", &other]);
    let restored = TestSite::place(&testing::empty_postgres(&postgres).await);
    restored.ok(&["restore", &archive]);
    let said = TestSite::place(&restored.url()).fails(&["restore", &archive]);
    assert!(said.contains("the database is not empty"), "a completed restore leaves no mark: {said}");

    fs::remove_dir_all(&restored.data).unwrap();
    let db = Db::open(&restored.url()).await.unwrap();
    let mut tx = db.write().await.unwrap();
    tx.query("comment on table _sqlx_migrations is 'Assay is restoring the backup of another time'")
        .run()
        .await
        .unwrap();
    tx.commit().await.unwrap();
    let said = restored.fails(&["restore", &archive]);
    assert!(said.contains("restore that backup again") && said.contains("name an empty database"), "{said}");

    let taken = taken_at(&archive);
    let sql: &'static str =
        format!("comment on table _sqlx_migrations is 'Assay is restoring the backup of {taken}'").leak();
    let mut tx = db.write().await.unwrap();
    tx.query(sql).run().await.unwrap();
    tx.commit().await.unwrap();
    db.close().await;
    let said = restored.fails(&["restore", &other]);
    assert!(said.contains(&format!("a restore of the backup of {taken} into this database was stopped")), "{said}");
    let said = restored.ok(&["restore", &archive]);
    assert!(said.contains("this completed a restore that was stopped"), "{said}");
    assert_eq!((restored.rows().await, restored.files()), (site.rows().await, site.files()));
    let said = TestSite::place(&restored.url()).fails(&["restore", &archive]);
    assert!(said.contains("the database is not empty"), "{said}");
}

/// When a backup was taken, as its header says.
fn taken_at(archive: &str) -> String {
    let bytes = fs::read(archive).unwrap();
    let text = String::from_utf8_lossy(&bytes[..4096]).into_owned();
    text.split("\"taken_at\":\"").nth(1).unwrap().split('"').next().unwrap().to_owned()
}

/// As if it was killed after the first of the files was moved to its place.
#[tokio::test(flavor = "multi_thread")]
async fn a_restore_that_is_killed_at_its_end_is_completed_by_the_next_command() {
    let (site, _) = TestSite::filled("sqlite:").await;
    let archive = site.archive("site.backup");
    site.ok(&["backup", &archive]);
    let restored = TestSite::place("sqlite:");
    restored.ok(&["restore", &archive]);
    let (complete, database) = (restored.data.join("restoring-complete"), restored.data.join("assay.db"));
    let inode = || fs::metadata(&database).unwrap().ino();
    let before = inode();
    fs::create_dir(&complete).unwrap();
    fs::rename(&database, complete.join("assay.db")).unwrap();
    let said = restored.fails(&["restore", &archive]);
    assert!(said.contains("Start Assay"), "{said}");
    restored.ok(&["jobs"]);
    assert!(!complete.exists());
    assert_eq!((inode(), restored.files()), (before, site.files()));
    // What is in its place is never replaced.
    fs::create_dir(&complete).unwrap();
    fs::write(complete.join("assay.db"), "another").unwrap();
    let said = restored.fails(&["jobs"]);
    assert!(said.contains("is there, and in restoring-complete too"), "{said}");
    assert_eq!(inode(), before);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_killed_upload_has_left_is_removed_at_the_next_start() {
    let (site, world) = TestSite::filled("sqlite:").await;
    let hash = world.evidence.1.sha256.to_string();
    let within = site.data.join("files").join(&hash[..2]);
    let (old, new) = (within.join(format!("{hash}#1")), within.join(format!("{hash}#2")));
    for path in [&old, &new] {
        fs::write(path, "half").unwrap();
    }
    let long_ago = fs::metadata(&old).unwrap().modified().unwrap() - Duration::from_hours(2);
    fs::File::options().write(true).open(&old).unwrap().set_modified(long_ago).unwrap();
    let (mut process, _) = site.serve();
    process.kill().unwrap();
    process.wait().unwrap();
    assert!(!old.exists() && new.exists(), "an upload that may be in progress stays");
    assert!(within.join(&hash).exists());
}
