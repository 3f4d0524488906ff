//! The mailer: emails reach a real email server once each, or a folder.

use crate::support::Trial;
use jiff::SignedDuration;
use std::{path::Path, time::Duration};
use store::work::emails;
use tokio::net::TcpListener;
use uuid::Uuid;
use web::work::mailer::{self, Post};

const FROM: &str = "Assay <assay@assay.example>";

async fn write(trial: &Trial, to: &str, subject: &str) {
    let mut tx = trial.app.db.write().await.unwrap();
    emails::write(&mut tx, to, subject, "Words – with more than letters.\n", trial.now()).await.unwrap();
    tx.commit().await.unwrap();
}

/// The state of the emails: sent, given up, why not.
async fn outcomes(trial: &Trial) -> Vec<(bool, bool, String, Option<String>)> {
    let mut tx = trial.app.db.read().await.unwrap();
    tx.query("select sent_at is not null, given_up_at is not null, body, failure from email order by id")
        .all()
        .await
        .unwrap()
}

/// The emails in a maildir, or a folder, that contain a word.
fn holding(folder: &Path, word: &str) -> Vec<String> {
    let Ok(entries) = std::fs::read_dir(folder) else { return Vec::new() };
    let texts = entries.filter_map(|entry| std::fs::read_to_string(entry.unwrap().path()).ok());
    texts.filter(|text| text.contains(word)).collect()
}

#[tokio::test]
async fn two_instances_send_each_email_once_to_a_real_server() {
    let (Ok(server), Ok(maildir)) = (std::env::var("TEST_SMTP"), std::env::var("TEST_SMTP_MAIL")) else {
        eprintln!("skipped: TEST_SMTP names no server of mail");
        return;
    };
    let trial = Trial::new().await;
    let mark = Uuid::new_v4().to_string();
    for number in 0..15 {
        write(&trial, "ada@northmoor.example", &format!("Letter {number} of {mark}")).await;
    }
    let post = || Post::smtp(&format!("smtp://{server}"), FROM).unwrap();
    let stop = || tokio::time::sleep(Duration::from_secs(4));
    tokio::join!(
        mailer::work(trial.app.clone(), post(), stop()),
        mailer::work(trial.app.clone(), post(), stop()),
        async {
            // Written while they work, and announced.
            tokio::time::sleep(Duration::from_secs(1)).await;
            write(&trial, "ada@northmoor.example", &format!("Letter 15 of {mark}")).await;
            trial.app.bell.notify_one();
        }
    );
    let arrived = holding(&Path::new(&maildir).join("new"), &mark);
    for number in 0..16 {
        let subject = format!("Letter {number} of {mark}");
        let copies = arrived.iter().filter(|text| text.contains(&subject)).count();
        assert_eq!(copies, 1, "{subject}");
    }
    let one = &arrived[0];
    assert!(one.contains("Auto-Submitted: auto-generated") && one.contains("From: Assay <assay@assay.example>"));
    assert!(one.to_lowercase().contains("@assay.test>"), "the message id names the site: {one}");
    assert!(outcomes(&trial).await.iter().all(|(sent, _, body, _)| *sent && body.is_empty()));
}

#[tokio::test]
async fn a_server_that_is_away_is_tried_later_and_in_the_end_given_up() {
    let trial = Trial::new().await;
    let away = Post::smtp("smtp://127.0.0.1:1", FROM).unwrap();
    write(&trial, "ada@northmoor.example", "Hello").await;
    assert_eq!(mailer::deliver(&trial.app, &away).await.unwrap(), 1);
    assert_eq!(mailer::deliver(&trial.app, &away).await.unwrap(), 0, "it waits a minute first");
    let all = outcomes(&trial).await;
    assert!(matches!(&all[..], [(false, false, body, Some(_))] if body.starts_with("Words")));
    for _ in 1..emails::ATTEMPTS {
        trial.app.clock.pass(SignedDuration::from_hours(35));
        assert_eq!(mailer::deliver(&trial.app, &away).await.unwrap(), 1);
    }
    trial.app.clock.pass(SignedDuration::from_hours(35));
    assert_eq!(mailer::deliver(&trial.app, &away).await.unwrap(), 0);
    assert!(matches!(&outcomes(&trial).await[..], [(false, true, body, Some(_))] if body.is_empty()));
}

#[tokio::test]
async fn without_a_server_emails_are_files_that_can_be_read() {
    let trial = Trial::new().await;
    let folder = std::env::temp_dir().join(format!("assay-mail-{}", Uuid::new_v4()));
    let post = Post::folder(&folder).unwrap();
    write(&trial, "ada@northmoor.example", "Hello").await;
    mailer::deliver(&trial.app, &post).await.unwrap();
    let found = holding(&folder, "Subject: Hello");
    assert_eq!(found, ["To: ada@northmoor.example\nSubject: Hello\n\nWords – with more than letters.\n"]);
}

#[test]
fn a_mistake_in_the_settings_does_not_tell_the_password() {
    let error = Post::smtp("smtps//user:secret@host", FROM).unwrap_err().to_string();
    assert!(error.contains("not an address") && !error.contains("secret"));
    assert!(Post::smtp("smtp://127.0.0.1:25", "nobody").is_err());
}

/// The address of an email server that accepts connections and never says a word.
async fn silent_server() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move {
        let mut open = Vec::new();
        while let Ok((connection, _)) = listener.accept().await {
            open.push(connection);
        }
    });
    format!("smtp://{address}")
}

#[tokio::test]
async fn a_server_that_never_speaks_costs_each_email_its_deadline_and_no_other() {
    let trial = Trial::new().await;
    let silent = Post::smtp(&silent_server().await, FROM).unwrap().within(Duration::from_millis(500));
    for number in 0..10 {
        write(&trial, "ada@northmoor.example", &format!("Email {number}")).await;
    }
    let started = std::time::Instant::now();
    assert_eq!(mailer::deliver(&trial.app, &silent).await.unwrap(), 10);
    assert!(started.elapsed() < Duration::from_secs(3), "they do not wait for each other: {:?}", started.elapsed());
    let all = outcomes(&trial).await;
    assert!(all.iter().all(|(sent, given_up, _, failure)| !sent && !given_up && failure.is_some()), "{all:?}");
    // When it speaks again, they are sent, without a restart.
    let folder = std::env::temp_dir().join(format!("assay-mail-{}", Uuid::new_v4()));
    trial.app.clock.pass(SignedDuration::from_hours(1));
    assert_eq!(mailer::deliver(&trial.app, &Post::folder(&folder).unwrap()).await.unwrap(), 10);
    assert!(outcomes(&trial).await.iter().all(|(sent, ..)| *sent));
}

#[tokio::test]
async fn a_sign_in_link_does_not_wait_for_emails_that_hang() {
    let trial = Trial::new().await;
    let silent = Post::smtp(&silent_server().await, FROM).unwrap().within(Duration::from_secs(5));
    for number in 0..20 {
        write(&trial, "ada@northmoor.example", &format!("Email {number}")).await;
    }
    let claimed = async |urgent: bool| {
        let mut tx = trial.app.db.read().await.unwrap();
        let (count,): (i64,) = tx
            .query("select cast(count(*) as bigint) from email where claimed_until is not null and urgent = $1")
            .bind(urgent)
            .one()
            .await
            .unwrap();
        count
    };
    let stop = tokio::time::sleep(Duration::from_secs(3));
    tokio::join!(mailer::work(trial.app.clone(), silent, stop), async {
        tokio::time::sleep(Duration::from_secs(1)).await;
        assert_eq!(claimed(false).await, 6, "the last places are kept for urgent emails");
        let address = [("email", "lead@assay.example"), ("then", "")];
        trial.browser("nobody").post("/sign-in", &address).await;
        tokio::time::sleep(Duration::from_secs(1)).await;
        assert_eq!(claimed(true).await, 1);
    });
}
