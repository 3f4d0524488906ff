//! Background jobs, on both databases: they are done once, whichever instance does them and whichever dies.

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
        jobs::enqueue(&mut tx, &testing::program(), JobKind::Night, &key, now(), now()).await.unwrap();
    }
    tx.commit().await.unwrap();
}

/// Makes the change of a job: a person whose name is its key.
async fn leave_mark(tx: &mut Tx, key: &str) {
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

/// An instance that works until no job is due.
async fn instance(db: Db) {
    loop {
        let mut tx = db.write().await.unwrap();
        let claimed = jobs::claim(&mut tx, &testing::program(), Lane::Database, now()).await.unwrap();
        tx.commit().await.unwrap();
        if claimed.is_empty() {
            return;
        }
        for job in claimed {
            let mut tx = db.write().await.unwrap();
            leave_mark(&mut tx, &job.key).await;
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
        // A job that was done is not done again if it is queued again.
        put(&db, std::iter::once("job 7".to_owned())).await;
        assert!(
            !jobs::is_any_due(&mut db.read().await.unwrap(), &testing::program(), Lane::Database, now()).await.unwrap()
        );
    }
}

#[tokio::test]
async fn the_job_of_a_dead_instance_is_claimed_after_the_lease_and_its_own_work_is_lost() {
    for db in testing::databases().await {
        put(&db, std::iter::once("once".to_owned())).await;
        let claim = async |at| {
            let mut tx = db.write().await.unwrap();
            let claimed = jobs::claim(&mut tx, &testing::program(), Lane::Database, at).await.unwrap();
            tx.commit().await.unwrap();
            claimed
        };
        let slow = claim(now()).await.pop().unwrap();
        assert!(claim(now() + SignedDuration::from_mins(9)).await.is_empty(), "the lease is not over");
        let later = now() + jobs::LEASE;
        let next = claim(later).await.pop().unwrap();
        assert_eq!((next.key.as_str(), next.attempts), ("once", 2));

        // The first instance was only slow, and does not own the job any more, whatever it tries.
        let mut tx = db.write().await.unwrap();
        leave_mark(&mut tx, "once").await;
        assert!(!jobs::done(&mut tx, &testing::program(), &slow, later).await.unwrap());
        drop(tx);
        let mut tx = db.write().await.unwrap();
        jobs::failed(&mut tx, &testing::program(), &slow, "too slow", later).await.unwrap();
        leave_mark(&mut tx, "once").await;
        assert!(jobs::done(&mut tx, &testing::program(), &next, later).await.unwrap());
        assert!(!jobs::done(&mut tx, &testing::program(), &next, later).await.unwrap());
        tx.commit().await.unwrap();
        assert_eq!(marks(&db).await["once"], 1);
        assert!(jobs::failed_jobs(&mut db.read().await.unwrap(), &testing::program()).await.unwrap().is_empty());
    }
}

#[tokio::test]
async fn a_failed_job_is_tried_after_pauses_given_up_listed_and_retried_by_the_operator() {
    for db in testing::databases().await {
        put(&db, std::iter::once("hopeless".to_owned())).await;
        let mut at = now();
        for attempt in 1..=ATTEMPTS {
            let mut tx = db.write().await.unwrap();
            let job = jobs::claim(&mut tx, &testing::program(), Lane::Database, at).await.unwrap().pop().unwrap();
            jobs::failed(&mut tx, &testing::program(), &job, "the sky is down", at).await.unwrap();
            assert!(
                jobs::claim(&mut tx, &testing::program(), Lane::Database, at).await.unwrap().is_empty(),
                "it pauses first"
            );
            let failed = jobs::failed_jobs(&mut tx, &testing::program()).await.unwrap();
            assert_eq!((failed[0].attempts, failed[0].given_up), (attempt, attempt == ATTEMPTS));
            assert_eq!(failed[0].failure, "the sky is down");
            tx.commit().await.unwrap();
            at += SignedDuration::from_hours(3);
        }
        let mut tx = db.write().await.unwrap();
        assert!(jobs::claim(&mut tx, &testing::program(), Lane::Database, at).await.unwrap().is_empty());
        assert_eq!(jobs::retry(&mut tx, &testing::program(), at).await.unwrap(), 1);
        let job = jobs::claim(&mut tx, &testing::program(), Lane::Database, at).await.unwrap().pop().unwrap();
        assert!(jobs::done(&mut tx, &testing::program(), &job, at).await.unwrap());
        assert_eq!(jobs::sweep(&mut tx, &testing::program(), now() + jobs::RETENTION).await.unwrap(), 0);
        let later = now() + jobs::RETENTION + SignedDuration::from_secs(1);
        assert_eq!(jobs::sweep(&mut tx, &testing::program(), later).await.unwrap(), 1);
        tx.commit().await.unwrap();
    }
}

#[tokio::test]
async fn a_job_is_queued_once_for_each_kind_and_key() {
    for db in testing::databases().await {
        let (may, mut tx) = (testing::program(), db.write().await.unwrap());
        let is_queued = async |tx: &mut Tx, kind| jobs::is_queued(tx, &may, kind, "2026-11-22").await.unwrap();
        assert!(!is_queued(&mut tx, JobKind::Night).await);
        for _ in 0..2 {
            jobs::enqueue(&mut tx, &may, JobKind::Night, "2026-11-22", now(), now()).await.unwrap();
        }
        assert!(is_queued(&mut tx, JobKind::Night).await && !is_queued(&mut tx, JobKind::Links).await);
        let claimed = jobs::claim(&mut tx, &may, Lane::Database, now()).await.unwrap();
        assert_eq!(claimed.len(), 1);
        assert!(jobs::done(&mut tx, &may, &claimed[0], now()).await.unwrap());
        assert!(is_queued(&mut tx, JobKind::Night).await, "it is remembered when it is done");
    }
}
