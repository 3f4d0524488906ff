//! Jobs are done once, whichever instance does them and whichever dies, on both databases.

use jiff::{SignedDuration, Timestamp};
use model::work::job::{ATTEMPTS, JobKind};
use std::{collections::BTreeMap, time::Duration};
use store::{
    Db, Tx,
    core::{ids, secrets, values::At},
    work::jobs::{self, Lane},
};

fn now() -> Timestamp {
    "2026-11-22T10:00:00Z".parse().unwrap()
}

async fn put(db: &Db, keys: impl Iterator<Item = String>) {
    let mut tx = db.write().await.unwrap();
    for key in keys {
        jobs::put(&mut tx, &testing::program(), JobKind::Night, &key, now(), now()).await.unwrap();
    }
    tx.commit().await.unwrap();
}

/// What a job changes: a person of its name.
async fn leave_a_mark(tx: &mut Tx, key: &str) {
    tx.query("insert into person (id, email, name, created_at) values ($1, $2, $3, $4)")
        .bind(ids::new(now()))
        .bind(secrets::new())
        .bind(key)
        .bind(At(now()))
        .run()
        .await
        .unwrap();
}

async fn marks(db: &Db) -> BTreeMap<String, i64> {
    let mut tx = db.read().await.unwrap();
    let rows: Vec<(String, i64)> =
        tx.query("select name, cast(count(*) as bigint) from person group by name").all().await.unwrap();
    rows.into_iter().collect()
}

/// An instance that works until nothing waits.
async fn instance(db: Db) {
    loop {
        let mut tx = db.write().await.unwrap();
        let claimed = jobs::claim(&mut tx, &testing::program(), Lane::Own, now()).await.unwrap();
        tx.commit().await.unwrap();
        if claimed.is_empty() {
            return;
        }
        for job in claimed {
            let mut tx = db.write().await.unwrap();
            leave_a_mark(&mut tx, &job.key).await;
            tokio::time::sleep(Duration::from_millis(1)).await;
            if jobs::done(&mut tx, &testing::program(), &job, now()).await.unwrap() {
                tx.commit().await.unwrap();
            }
        }
    }
}

#[tokio::test]
async fn two_instances_do_each_job_once() {
    for db in testing::databases().await {
        put(&db, (0..60).map(|number| format!("job {number}"))).await;
        put(&db, (30..60).map(|number| format!("job {number}"))).await;
        tokio::join!(instance(db.clone()), instance(db.clone()), instance(db.clone()));
        let marks = marks(&db).await;
        assert_eq!(marks.len(), 60);
        assert!(marks.values().all(|times| *times == 1), "{marks:?}");
        // What was done is not done again because it is put again.
        put(&db, std::iter::once("job 7".to_owned())).await;
        assert!(!jobs::wait(&mut db.read().await.unwrap(), &testing::program(), Lane::Own, now()).await.unwrap());
    }
}

#[tokio::test]
async fn what_an_instance_died_of_is_taken_up_after_the_lease_and_the_dead_one_keeps_nothing() {
    for db in testing::databases().await {
        put(&db, std::iter::once("once".to_owned())).await;
        let claim = async |at| {
            let mut tx = db.write().await.unwrap();
            let claimed = jobs::claim(&mut tx, &testing::program(), Lane::Own, at).await.unwrap();
            tx.commit().await.unwrap();
            claimed
        };
        let slow = claim(now()).await.pop().unwrap();
        assert!(claim(now() + SignedDuration::from_mins(9)).await.is_empty(), "it has its time");
        let later = now() + jobs::LEASE;
        let next = claim(later).await.pop().unwrap();
        assert_eq!((next.key.as_str(), next.attempts), ("once", 2));

        // The first was not dead, but slow: it is told so, whatever it tries.
        let mut tx = db.write().await.unwrap();
        leave_a_mark(&mut tx, "once").await;
        assert!(!jobs::done(&mut tx, &testing::program(), &slow, later).await.unwrap());
        drop(tx);
        let mut tx = db.write().await.unwrap();
        jobs::failed(&mut tx, &testing::program(), &slow, "no patience", later).await.unwrap();
        leave_a_mark(&mut tx, "once").await;
        assert!(jobs::done(&mut tx, &testing::program(), &next, later).await.unwrap());
        assert!(!jobs::done(&mut tx, &testing::program(), &next, later).await.unwrap());
        tx.commit().await.unwrap();
        assert_eq!(marks(&db).await["once"], 1);
        assert!(jobs::troubles(&mut db.read().await.unwrap(), &testing::program()).await.unwrap().is_empty());
    }
}

#[tokio::test]
async fn a_failure_is_tried_later_and_later_given_up_told_and_tried_again_when_the_operator_says() {
    for db in testing::databases().await {
        put(&db, std::iter::once("hopeless".to_owned())).await;
        let mut at = now();
        for attempt in 1..=ATTEMPTS {
            let mut tx = db.write().await.unwrap();
            let job = jobs::claim(&mut tx, &testing::program(), Lane::Own, at).await.unwrap().pop().unwrap();
            jobs::failed(&mut tx, &testing::program(), &job, "the sky is down", at).await.unwrap();
            assert!(
                jobs::claim(&mut tx, &testing::program(), Lane::Own, at).await.unwrap().is_empty(),
                "it pauses first"
            );
            let told = jobs::troubles(&mut tx, &testing::program()).await.unwrap();
            assert_eq!((told[0].attempts, told[0].given_up), (attempt, attempt == ATTEMPTS));
            assert_eq!(told[0].failure, "the sky is down");
            tx.commit().await.unwrap();
            at += SignedDuration::from_hours(3);
        }
        let mut tx = db.write().await.unwrap();
        assert!(jobs::claim(&mut tx, &testing::program(), Lane::Own, at).await.unwrap().is_empty());
        assert_eq!(jobs::retry(&mut tx, &testing::program(), at).await.unwrap(), 1);
        let job = jobs::claim(&mut tx, &testing::program(), Lane::Own, at).await.unwrap().pop().unwrap();
        assert!(jobs::done(&mut tx, &testing::program(), &job, at).await.unwrap());
        assert_eq!(jobs::sweep(&mut tx, &testing::program(), now() + jobs::KEPT).await.unwrap(), 0);
        assert_eq!(
            jobs::sweep(&mut tx, &testing::program(), now() + jobs::KEPT + SignedDuration::from_secs(1)).await.unwrap(),
            1
        );
        tx.commit().await.unwrap();
    }
}
