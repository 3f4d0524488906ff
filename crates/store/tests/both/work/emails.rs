//! The order in which emails are claimed, and the length of the queues, on both databases.

use jiff::{SignedDuration, Timestamp};
use model::{
    core::permit::{AtOrganisation, ReadPeople},
    work::job::JobKind,
};
use store::{
    Tx,
    work::{
        emails::{self, EmailContext, EmailQueue, Priority},
        jobs,
    },
};
use testing::world::{World, consultations::permit};

fn now() -> Timestamp {
    "2026-11-22T10:00:00Z".parse().unwrap()
}

async fn claim(tx: &mut Tx, priority: Priority, most: usize) -> Vec<String> {
    let claimed = emails::claim(tx, &testing::program(), priority, most, now()).await.unwrap();
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
        assert_eq!(claim(&mut tx, Priority::All, 1).await, ["link@b.example"]);
        assert_eq!(claim(&mut tx, Priority::UrgentOnly, 10).await, ["other-link@b.example"]);
        assert_eq!(claim(&mut tx, Priority::UrgentOnly, 10).await, [""; 0]);
        assert_eq!(claim(&mut tx, Priority::All, 10).await.len(), 2);
    }
}

#[tokio::test]
async fn an_instance_slower_than_its_lease_does_not_undo_the_outcome_of_another() {
    for db in testing::databases().await {
        let (mut tx, may) = (db.write().await.unwrap(), testing::program());
        emails::write(&mut tx, "a@b.example", "Hello", "Words", now()).await.unwrap();
        let slow = emails::claim(&mut tx, &may, Priority::All, 1, now()).await.unwrap().pop().unwrap();
        let later = now() + emails::LEASE;
        let other = emails::claim(&mut tx, &may, Priority::All, 1, later).await.unwrap().pop().unwrap();
        assert_eq!((other.id, other.attempts), (slow.id, 2));
        emails::failed(&mut tx, &may, &slow, "too slow", later).await.unwrap();
        let next = later + SignedDuration::from_mins(4);
        assert_eq!(emails::claim(&mut tx, &may, Priority::All, 1, next).await.unwrap(), [], "the other still has it");
        emails::sent(&mut tx, &may, other.id, next).await.unwrap();
        emails::give_up(&mut tx, &may, slow.id, "too slow", next).await.unwrap();
        let (given_up,): (i64,) =
            tx.query("select cast(count(*) as bigint) from email where given_up_at is not null").one().await.unwrap();
        assert_eq!(given_up, 0, "it was sent");
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

#[tokio::test]
async fn the_address_for_replies_is_kept_until_the_email_is_sent_or_given_up() {
    for db in testing::databases().await {
        let (may, mut tx) = (testing::program(), db.write().await.unwrap());
        let about = EmailContext { reply_to: Some("vc@b.example"), ..EmailContext::default() };
        for recipient in ["one@b.example", "two@b.example"] {
            emails::write_about(&mut tx, recipient, "Question", "Words", about, now()).await.unwrap();
        }
        let claimed = emails::claim(&mut tx, &may, Priority::All, 2, now()).await.unwrap();
        assert!(claimed.iter().all(|queued| queued.reply_to.as_deref() == Some("vc@b.example")));
        emails::sent(&mut tx, &may, claimed[0].id, now()).await.unwrap();
        emails::give_up(&mut tx, &may, claimed[1].id, "550 no such mailbox", now()).await.unwrap();
        let left: Vec<(Option<String>,)> = tx.query("select reply_to from email").all().await.unwrap();
        assert_eq!(left, [(None,), (None,)]);
    }
}

#[tokio::test]
async fn leads_see_an_undelivered_email_until_a_later_one_arrives() {
    for db in testing::databases().await {
        let world = World::make(&db, &testing::invented_charter(), now()).await;
        let (may, tx) = (testing::program(), &mut db.write().await.unwrap());
        let read = permit::<ReadPeople>(AtOrganisation { organisation: world.organisation });
        let about = EmailContext {
            organisation: Some(world.organisation),
            concerns: Some("Harbour master"),
            ..EmailContext::default()
        };
        let write = async |tx: &mut Tx, now| {
            emails::write_about(tx, "harbour@northmoor.example", "Asked", "Words", about, now).await.unwrap()
        };
        assert!(!emails::is_any_waiting(tx, &may, now()).await.unwrap());
        let first = write(tx, now()).await;
        assert!(emails::is_any_waiting(tx, &may, now()).await.unwrap());
        emails::give_up(tx, &may, first, "550 no such mailbox", now()).await.unwrap();
        assert!(!emails::is_any_waiting(tx, &may, now()).await.unwrap());
        let seen = emails::undelivered(tx, &read).await.unwrap();
        let [one] = &seen[..] else { panic!("{seen:?}") };
        assert_eq!((one.name.as_str(), one.failure.as_str()), ("Harbour master", "550 no such mailbox"));
        let later = now() + SignedDuration::from_hours(1);
        let second = write(tx, later).await;
        emails::sent(tx, &may, second, later).await.unwrap();
        assert!(emails::undelivered(tx, &read).await.unwrap().is_empty());
    }
}
