//! The order in which emails are claimed, and the length of the queues, on both databases.

use jiff::{SignedDuration, Timestamp};
use model::work::job::JobKind;
use store::{
    Tx,
    work::{
        emails::{self, EmailQueue, Turn},
        jobs,
    },
};

fn now() -> Timestamp {
    "2026-11-22T10:00:00Z".parse().unwrap()
}

async fn claim(tx: &mut Tx, turn: Turn, most: usize) -> Vec<String> {
    let claimed = emails::claim(tx, &testing::program(), turn, most, now()).await.unwrap();
    claimed.into_iter().map(|queued| queued.recipient).collect()
}

#[tokio::test]
async fn urgent_emails_are_claimed_before_older_ones() {
    for db in testing::databases().await {
        let mut tx = db.write().await.unwrap();
        let earlier = now() - SignedDuration::from_hours(1);
        for recipient in ["one@b.example", "two@b.example"] {
            emails::write(&mut tx, recipient, "Weekly summary", "Words", earlier).await.unwrap();
        }
        emails::write_urgent(&mut tx, "link@b.example", "Sign in", "Words", now()).await.unwrap();
        emails::write_urgent(&mut tx, "other-link@b.example", "Sign in", "Words", now()).await.unwrap();
        assert_eq!(claim(&mut tx, Turn::All, 1).await, ["link@b.example"]);
        assert_eq!(claim(&mut tx, Turn::Urgent, 10).await, ["other-link@b.example"]);
        assert_eq!(claim(&mut tx, Turn::Urgent, 10).await, [""; 0]);
        assert_eq!(claim(&mut tx, Turn::All, 10).await.len(), 2);
    }
}

#[tokio::test]
async fn queued_emails_and_due_jobs_are_counted() {
    for db in testing::databases().await {
        let (mut tx, may) = (db.write().await.unwrap(), testing::program());
        assert_eq!(emails::queue(&mut tx, &may).await.unwrap(), EmailQueue::default());
        let first = emails::write(&mut tx, "a@b.example", "Hello", "Words", now()).await.unwrap();
        let later = now() + SignedDuration::from_hours(1);
        emails::write(&mut tx, "a@b.example", "Hello", "Words", later).await.unwrap();
        assert_eq!(emails::queue(&mut tx, &may).await.unwrap(), EmailQueue { length: 2, oldest: Some(now()) });
        emails::sent(&mut tx, &may, first, later).await.unwrap();
        assert_eq!(emails::queue(&mut tx, &may).await.unwrap(), EmailQueue { length: 1, oldest: Some(later) });
        jobs::enqueue(&mut tx, &may, JobKind::Night, "a night", later, now()).await.unwrap();
        assert_eq!(jobs::queue(&mut tx, &may, now()).await.unwrap().due, 0, "it is not due yet");
        assert_eq!(jobs::queue(&mut tx, &may, later).await.unwrap().due, 1);
    }
}
