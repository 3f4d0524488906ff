//! The mailer: emails reach a real email server once each, or a folder.

use crate::support::TestServer;
use jiff::SignedDuration;
use std::{path::Path, time::Duration};
use store::work::emails;
use uuid::Uuid;
use web::work::mailer::{self, Post};

const FROM: &str = "Assay <assay@assay.example>";

async fn write(server: &TestServer, to: &str, subject: &str) {
    let mut tx = server.app.db.write().await.unwrap();
    emails::write(&mut tx, to, subject, "Words – with more than letters.\n", server.now()).await.unwrap();
    tx.commit().await.unwrap();
}

/// The state of the emails: sent, given up, why not.
async fn outcomes(server: &TestServer) -> Vec<(bool, bool, String, Option<String>)> {
    let mut tx = server.app.db.read().await.unwrap();
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
    let server = TestServer::new().await;
    let mark = Uuid::new_v4().to_string();
    for number in 0..15 {
        write(&server, "ada@northmoor.example", &format!("Letter {number} of {mark}")).await;
    }
    let post = || Post::smtp(&format!("smtp://{server}"), FROM).unwrap();
    let stop = || tokio::time::sleep(Duration::from_secs(4));
    tokio::join!(
        mailer::work(server.app.clone(), post(), stop()),
        mailer::work(server.app.clone(), post(), stop()),
        async {
            // Written while they work, and announced.
            tokio::time::sleep(Duration::from_secs(1)).await;
            write(&server, "ada@northmoor.example", &format!("Letter 15 of {mark}")).await;
            server.app.bell.notify_one();
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
    assert!(outcomes(&server).await.iter().all(|(sent, _, body, _)| *sent && body.is_empty()));
}

#[tokio::test]
async fn a_server_that_is_away_is_tried_later_and_in_the_end_given_up() {
    let server = TestServer::new().await;
    let away = Post::smtp("smtp://127.0.0.1:1", FROM).unwrap();
    write(&server, "ada@northmoor.example", "Hello").await;
    assert_eq!(mailer::deliver(&server.app, &away).await.unwrap(), 1);
    assert_eq!(mailer::deliver(&server.app, &away).await.unwrap(), 0, "it waits a minute first");
    let all = outcomes(&server).await;
    assert!(matches!(&all[..], [(false, false, body, Some(_))] if body.starts_with("Words")));
    for _ in 1..emails::ATTEMPTS {
        server.app.clock.pass(SignedDuration::from_hours(35));
        assert_eq!(mailer::deliver(&server.app, &away).await.unwrap(), 1);
    }
    server.app.clock.pass(SignedDuration::from_hours(35));
    assert_eq!(mailer::deliver(&server.app, &away).await.unwrap(), 0);
    assert!(matches!(&outcomes(&server).await[..], [(false, true, body, Some(_))] if body.is_empty()));
}

#[tokio::test]
async fn without_a_server_emails_are_files_that_can_be_read() {
    let server = TestServer::new().await;
    let folder = std::env::temp_dir().join(format!("assay-mail-{}", Uuid::new_v4()));
    let post = Post::folder(&folder).unwrap();
    write(&server, "ada@northmoor.example", "Hello").await;
    mailer::deliver(&server.app, &post).await.unwrap();
    let found = holding(&folder, "Subject: Hello");
    assert_eq!(found, ["To: ada@northmoor.example\nSubject: Hello\n\nWords – with more than letters.\n"]);
}

#[test]
fn a_mistake_in_the_settings_does_not_tell_the_password() {
    let error = Post::smtp("smtps//user:secret@host", FROM).unwrap_err().to_string();
    assert!(error.contains("not an address") && !error.contains("secret"));
    assert!(Post::smtp("smtp://127.0.0.1:25", "nobody").is_err());
}
