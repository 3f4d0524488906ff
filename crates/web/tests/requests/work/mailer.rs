//! The mailer sends each email once, to an email server or to a folder.

use crate::support::TestServer;
use jiff::SignedDuration;
use std::{
    path::Path,
    sync::{Arc, Mutex},
    time::Duration,
};
use store::work::emails;
use tokio::{
    io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader},
    net::{TcpListener, TcpStream},
};
use uuid::Uuid;
use web::work::mailer::{self, EmailTransport};

const FROM: &str = "Assay <assay@assay.example>";

/// Queues an email.
async fn queue(server: &TestServer, to: &str, subject: &str) {
    let mut tx = server.app.db.write().await.unwrap();
    emails::write(&mut tx, to, subject, "Words – with more than letters.\n", server.now()).await.unwrap();
    tx.commit().await.unwrap();
}

/// The state of each email: whether it was sent, whether the mailer gave up, its text, and the last failure.
async fn outcomes(server: &TestServer) -> Vec<(bool, bool, String, Option<String>)> {
    let mut tx = server.app.db.read().await.unwrap();
    tx.query("select sent_at is not null, given_up_at is not null, body, failure from email order by id")
        .all()
        .await
        .unwrap()
}

/// The emails in a folder that contain this text.
fn emails_with(folder: &Path, part: &str) -> Vec<String> {
    let Ok(entries) = std::fs::read_dir(folder) else { return Vec::new() };
    let texts = entries.filter_map(|entry| std::fs::read_to_string(entry.unwrap().path()).ok());
    texts.filter(|text| text.contains(part)).collect()
}

#[tokio::test]
async fn two_instances_send_each_email_once_to_a_real_server() {
    let (Ok(smtp), Ok(maildir)) = (std::env::var("TEST_SMTP"), std::env::var("TEST_SMTP_MAIL")) else {
        eprintln!("skipped: TEST_SMTP names no email server");
        return;
    };
    let server = TestServer::new().await;
    let run = Uuid::new_v4().to_string();
    for number in 0..15 {
        queue(&server, "ada@northmoor.example", &format!("Letter {number} of {run}")).await;
    }
    let post = || EmailTransport::smtp(&format!("smtp://{smtp}"), FROM).unwrap();
    let stop = || tokio::time::sleep(Duration::from_secs(4));
    tokio::join!(
        mailer::work(server.app.clone(), post(), stop()),
        mailer::work(server.app.clone(), post(), stop()),
        async {
            // An email that is queued while the mailers run.
            tokio::time::sleep(Duration::from_secs(1)).await;
            queue(&server, "ada@northmoor.example", &format!("Letter 15 of {run}")).await;
            server.app.emails_written.notify_one();
        }
    );
    let arrived = emails_with(&Path::new(&maildir).join("new"), &run);
    for number in 0..16 {
        let subject = format!("Letter {number} of {run}");
        let copies = arrived.iter().filter(|text| text.contains(&subject)).count();
        assert_eq!(copies, 1, "{subject}");
    }
    let one = &arrived[0];
    assert!(one.contains("Auto-Submitted: auto-generated") && one.contains("From: Assay <assay@assay.example>"));
    assert!(one.to_lowercase().contains("@assay.test>"), "the message id has the domain of the site: {one}");
    assert!(outcomes(&server).await.iter().all(|(sent, _, body, _)| *sent && body.is_empty()));
}

#[tokio::test]
async fn an_unreachable_server_is_retried_until_the_attempts_are_used_up() {
    let server = TestServer::new().await;
    let unreachable = EmailTransport::smtp("smtp://127.0.0.1:1", FROM).unwrap();
    queue(&server, "ada@northmoor.example", "Hello").await;
    assert_eq!(mailer::deliver(&server.app, &unreachable).await.unwrap(), 1);
    assert_eq!(mailer::deliver(&server.app, &unreachable).await.unwrap(), 0, "the next attempt is a minute later");
    let all = outcomes(&server).await;
    assert!(matches!(&all[..], [(false, false, body, Some(_))] if body.starts_with("Words")));
    for _ in 1..emails::ATTEMPTS {
        server.app.clock.advance(SignedDuration::from_hours(35));
        assert_eq!(mailer::deliver(&server.app, &unreachable).await.unwrap(), 1);
    }
    server.app.clock.advance(SignedDuration::from_hours(35));
    assert_eq!(mailer::deliver(&server.app, &unreachable).await.unwrap(), 0);
    assert!(matches!(&outcomes(&server).await[..], [(false, true, body, Some(_))] if body.is_empty()));
}

#[tokio::test]
async fn without_a_server_emails_are_written_to_files() {
    let server = TestServer::new().await;
    let folder = std::env::temp_dir().join(format!("assay-mail-{}", Uuid::new_v4()));
    let post = EmailTransport::folder(&folder).unwrap();
    queue(&server, "ada@northmoor.example", "Hello").await;
    mailer::deliver(&server.app, &post).await.unwrap();
    let found = emails_with(&folder, "Subject: Hello");
    assert_eq!(found, ["To: ada@northmoor.example\nSubject: Hello\n\nWords – with more than letters.\n"]);
}

#[tokio::test]
async fn a_reply_goes_to_the_person_and_an_address_adds_no_header() {
    let server = TestServer::new().await;
    let (address, accepted) = accepting_server(Goodbye::Drops).await;
    let mut tx = server.app.db.write().await.unwrap();
    for reply_to in ["vc@northmoor.example", "vc@northmoor.example\r\nBcc: all@elsewhere.example", "<>", "vc"] {
        let about = emails::EmailContext { reply_to: Some(reply_to), ..emails::EmailContext::default() };
        emails::write_about(&mut tx, "lead@northmoor.example", "Question", "Words", about, server.now()).await.unwrap();
    }
    tx.commit().await.unwrap();
    let post = EmailTransport::smtp(&address, FROM).unwrap();
    mailer::deliver(&server.app, &post).await.unwrap();
    let mut lines = accepted.lock().unwrap().clone();
    lines.sort();
    assert_eq!(lines, ["Question", "Question", "Question", "Question", "Reply-To: vc@northmoor.example"]);
    let mut tx = server.app.db.read().await.unwrap();
    let left: Vec<(Option<String>,)> = tx.query("select reply_to from email").all().await.unwrap();
    assert_eq!(left, [(None,), (None,), (None,), (None,)], "the address is not kept");
}

#[test]
fn the_error_for_an_invalid_setting_does_not_show_the_password() {
    let error = EmailTransport::smtp("smtps//user:secret@host", FROM).unwrap_err().to_string();
    assert!(error.contains("not an address") && !error.contains("secret"));
    assert!(EmailTransport::smtp("smtp://127.0.0.1:25", "nobody").is_err());
}

/// Starts an email server that accepts connections and sends nothing, and returns its address.
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

/// What an email server does when it is told that the conversation is over.
#[derive(Debug, Clone, Copy)]
enum Goodbye {
    Drops,
    Hangs,
    Refuses,
}

/// Starts an email server that accepts each email, and returns its address and the subjects of the emails that it accepted, with their headers
/// for replies and further recipients.
async fn accepting_server(goodbye: Goodbye) -> (String, Arc<Mutex<Vec<String>>>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let (address, accepted) = (listener.local_addr().unwrap(), Arc::new(Mutex::new(Vec::new())));
    let all = accepted.clone();
    tokio::spawn(async move {
        while let Ok((connection, _)) = listener.accept().await {
            tokio::spawn(converse(connection, goodbye, all.clone()));
        }
    });
    (format!("smtp://{address}"), accepted)
}

/// One conversation (RFC 5321).
async fn converse(connection: TcpStream, goodbye: Goodbye, accepted: Arc<Mutex<Vec<String>>>) {
    let (read, mut write) = connection.into_split();
    let (mut lines, mut is_data) = (BufReader::new(read).lines(), false);
    write.write_all(b"220 mail.example ESMTP\r\n").await.unwrap();
    while let Ok(Some(line)) = lines.next_line().await {
        let reply: &[u8] = match (is_data, line.split(' ').next().unwrap_or_default()) {
            (true, ".") => {
                is_data = false;
                b"250 2.0.0 Queued\r\n"
            }
            (true, "Subject:") => {
                accepted.lock().unwrap().push(line["Subject: ".len()..].to_owned());
                continue;
            }
            (true, "Reply-To:" | "Bcc:") => {
                accepted.lock().unwrap().push(line);
                continue;
            }
            (true, _) => continue,
            (false, "EHLO") => b"250-mail.example\r\n250 8BITMIME\r\n",
            (false, "DATA") => {
                is_data = true;
                b"354 Go ahead\r\n"
            }
            (false, "QUIT") => match goodbye {
                Goodbye::Drops => return,
                Goodbye::Hangs => std::future::pending().await,
                Goodbye::Refuses => b"421 4.3.0 Try again later\r\n",
            },
            (false, _) => b"250 OK\r\n",
        };
        write.write_all(reply).await.unwrap();
    }
}

/// Its text was accepted. If it counted as failed because the server was slow or rude afterwards, it would be sent again.
#[tokio::test]
async fn an_accepted_email_is_sent_however_the_conversation_ends() {
    for goodbye in [Goodbye::Drops, Goodbye::Hangs, Goodbye::Refuses] {
        let server = TestServer::new().await;
        let (address, accepted) = accepting_server(goodbye).await;
        let post = EmailTransport::smtp(&address, FROM).unwrap().within(Duration::from_secs(2));
        queue(&server, "ada@northmoor.example", "Hello").await;
        assert_eq!(mailer::deliver(&server.app, &post).await.unwrap(), 1);
        assert!(matches!(&outcomes(&server).await[..], [(true, false, _, None)]), "{goodbye:?}");
        server.app.clock.advance(SignedDuration::from_hours(1));
        assert_eq!(mailer::deliver(&server.app, &post).await.unwrap(), 0, "{goodbye:?}");
        assert_eq!(*accepted.lock().unwrap(), ["Hello"], "{goodbye:?}");
    }
}

#[tokio::test]
async fn a_server_that_does_not_respond_delays_each_email_by_its_own_timeout_only() {
    let server = TestServer::new().await;
    let silent = EmailTransport::smtp(&silent_server().await, FROM).unwrap().within(Duration::from_millis(500));
    for number in 0..10 {
        queue(&server, "ada@northmoor.example", &format!("Email {number}")).await;
    }
    let started = std::time::Instant::now();
    assert_eq!(mailer::deliver(&server.app, &silent).await.unwrap(), 10);
    assert!(started.elapsed() < Duration::from_secs(3), "emails wait for each other: {:?}", started.elapsed());
    let all = outcomes(&server).await;
    assert!(all.iter().all(|(sent, given_up, _, failure)| !sent && !given_up && failure.is_some()), "{all:?}");
    // Once a server responds, they are sent without a restart.
    let folder = std::env::temp_dir().join(format!("assay-mail-{}", Uuid::new_v4()));
    server.app.clock.advance(SignedDuration::from_hours(1));
    assert_eq!(mailer::deliver(&server.app, &EmailTransport::folder(&folder).unwrap()).await.unwrap(), 10);
    assert!(outcomes(&server).await.iter().all(|(sent, ..)| *sent));
}

#[tokio::test]
async fn a_sign_in_link_does_not_wait_for_emails_that_are_slow() {
    let server = TestServer::new().await;
    let silent = EmailTransport::smtp(&silent_server().await, FROM).unwrap().within(Duration::from_secs(5));
    for number in 0..20 {
        queue(&server, "ada@northmoor.example", &format!("Email {number}")).await;
    }
    let claimed = async |urgent: bool| {
        let mut tx = server.app.db.read().await.unwrap();
        let (count,): (i64,) = tx
            .query("select cast(count(*) as bigint) from email where claimed_until is not null and urgent = $1")
            .bind(urgent)
            .one()
            .await
            .unwrap();
        count
    };
    let stop = tokio::time::sleep(Duration::from_secs(3));
    tokio::join!(mailer::work(server.app.clone(), silent, stop), async {
        tokio::time::sleep(Duration::from_secs(1)).await;
        assert_eq!(claimed(false).await, 6, "two places are reserved for urgent emails");
        let address = [("email", "lead@assay.example"), ("then", "")];
        server.browser("nobody").post("/sign-in", &address).await;
        tokio::time::sleep(Duration::from_secs(1)).await;
        assert_eq!(claimed(true).await, 1);
    });
}
