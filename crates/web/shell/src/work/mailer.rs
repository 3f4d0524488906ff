//! Takes emails out of the database and sends them. Any number of instances may do so at once.

use crate::{core::app::App, work::program};
use lettre::{
    AsyncSmtpTransport, AsyncTransport as _, Message, Tokio1Executor,
    message::{
        Mailbox,
        header::{ContentType, Header, HeaderName, HeaderValue},
    },
};
use std::{error::Error as StdError, path::PathBuf, time::Duration};
use store::work::emails::{self, QueuedEmail};

/// How often it looks for emails that other instances wrote, or that are to be tried again.
const EVERY: Duration = Duration::from_secs(5);
/// How long an email server may take. Ten emails are taken up at once, which must be less than [`emails::LEASE`]
/// altogether.
const PATIENCE: Duration = Duration::from_secs(25);

/// Where emails go.
#[derive(Debug)]
pub enum Post {
    /// To a server of mail.
    Smtp {
        /// The way to it.
        server: Box<AsyncSmtpTransport<Tokio1Executor>>,
        /// The sender of emails.
        from: Mailbox,
    },
    /// Into a folder, with their links on the terminal: for a program on one's own machine.
    Folder(PathBuf),
}

/// Why there is no post.
#[derive(Debug, thiserror::Error)]
pub enum NoPost {
    /// The address of the server.
    #[error(
        "the mail server is not an address such as smtps://user:password@mail.example.ac.uk or smtp://127.0.0.1:25"
    )]
    Server,
    /// The sender.
    #[error("the sender of mail is not an address such as Assay <assay@example.ac.uk>")]
    From,
    /// The folder.
    #[error("the folder for mail cannot be made: {0}")]
    Folder(#[from] std::io::Error),
}

/// Why an email was not sent.
#[derive(Debug)]
enum Failure {
    /// It may be another time.
    ForNow(String),
    /// It never will be.
    ForEver(String),
}

impl Post {
    /// Over SMTP: `smtp://host:port` (within one machine or network), `smtp://host:587?tls=required`, or `smtps://user:password@host`.
    ///
    /// # Errors
    /// What was given cannot be read. The error does not repeat it, since it may hold a password.
    pub fn smtp(server: &str, from: &str) -> Result<Self, NoPost> {
        let server = AsyncSmtpTransport::<Tokio1Executor>::from_url(server)
            .map_err(|_| NoPost::Server)?
            .timeout(Some(PATIENCE))
            .build();
        Ok(Self::Smtp { server: Box::new(server), from: from.parse().map_err(|_| NoPost::From)? })
    }

    /// Into a folder, which is made if it is not there.
    ///
    /// # Errors
    /// It cannot be made.
    pub fn folder(path: impl Into<PathBuf>) -> Result<Self, NoPost> {
        let path = path.into();
        std::fs::create_dir_all(&path)?;
        Ok(Self::Folder(path))
    }

    async fn send(&self, app: &App, queued: &QueuedEmail) -> Result<(), Failure> {
        match self {
            Self::Smtp { server, from } => {
                let message = message(app, from, queued).map_err(|error| Failure::ForEver(error.to_string()))?;
                match server.send(message).await {
                    Ok(_) => Ok(()),
                    Err(error) if error.is_permanent() => Err(Failure::ForEver(whole(&error))),
                    Err(error) => Err(Failure::ForNow(whole(&error))),
                }
            }
            Self::Folder(folder) => {
                let QueuedEmail { id, recipient, subject, body, .. } = queued;
                let file = folder.join(format!("{id}.eml"));
                let text = format!("To: {recipient}\nSubject: {subject}\n\n{body}");
                tokio::fs::write(&file, text).await.map_err(|error| Failure::ForNow(error.to_string()))?;
                tell(app, queued);
                Ok(())
            }
        }
    }
}

/// Say on the terminal what would have been sent. The terminal is its reader's own; the log is not, and holds no links.
fn tell(app: &App, queued: &QueuedEmail) {
    println!("Mail to {}: {}", queued.recipient, queued.subject);
    for link in queued.body.lines().filter(|line| line.starts_with(&app.site.base)) {
        println!("  {link}");
    }
}

fn message(app: &App, from: &Mailbox, queued: &QueuedEmail) -> Result<Message, Box<dyn StdError + Send + Sync>> {
    let host = app.site.base.split("://").last().unwrap_or_default();
    let mut message = Message::builder()
        .from(from.clone())
        .to(queued.recipient.parse()?)
        .subject(&queued.subject)
        // The same each time it is tried, so that a mailbox knows a second copy.
        .message_id(Some(format!("<{}@{host}>", queued.id)))
        .header(Automatic)
        .header(ContentType::TEXT_PLAIN);
    if let Some(address) = &queued.unsubscribe {
        message = message.header(Unsubscribe(format!("<{address}>"))).header(OneClick);
    }
    Ok(message.body(queued.body.clone())?)
}

/// Where its reader stops such emails (RFC 2369).
#[derive(Debug, Clone)]
struct Unsubscribe(String);

impl Header for Unsubscribe {
    fn name() -> HeaderName {
        HeaderName::new_from_ascii_str("List-Unsubscribe")
    }
    fn parse(text: &str) -> Result<Self, Box<dyn StdError + Send + Sync>> {
        Ok(Self(text.to_owned()))
    }
    fn display(&self) -> HeaderValue {
        // As it is: the address is longer than a line, and RFC 8058 wants it whole.
        HeaderValue::dangerous_new_pre_encoded(Self::name(), self.0.clone(), self.0.clone())
    }
}

/// That a single `POST` there is enough (RFC 8058).
#[derive(Debug, Clone)]
struct OneClick;

impl Header for OneClick {
    fn name() -> HeaderName {
        HeaderName::new_from_ascii_str("List-Unsubscribe-Post")
    }
    fn parse(_: &str) -> Result<Self, Box<dyn StdError + Send + Sync>> {
        Ok(Self)
    }
    fn display(&self) -> HeaderValue {
        HeaderValue::new(Self::name(), "List-Unsubscribe=One-Click".to_owned())
    }
}

/// Keeps notes of absence from being sent back (RFC 3834, section 5).
#[derive(Debug, Clone)]
struct Automatic;

impl Header for Automatic {
    fn name() -> HeaderName {
        HeaderName::new_from_ascii_str("Auto-Submitted")
    }
    fn parse(_: &str) -> Result<Self, Box<dyn StdError + Send + Sync>> {
        Ok(Self)
    }
    fn display(&self) -> HeaderValue {
        HeaderValue::new(Self::name(), "auto-generated".to_owned())
    }
}

/// An error with what lies under it.
fn whole(error: &dyn StdError) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(under) = cause {
        text = format!("{text}: {under}");
        cause = under.source();
    }
    text
}

/// Sends emails until `shutdown`; what is being sent then is finished.
pub async fn work(app: App, post: Post, shutdown: impl Future<Output = ()> + Send) {
    let mut shutdown = std::pin::pin!(shutdown);
    loop {
        let sent = deliver(&app, &post).await.unwrap_or_else(|error| {
            tracing::error!(%error, "emails that wait could not be read");
            0
        });
        let pause = if sent > 0 { Duration::ZERO } else { EVERY };
        tokio::select! {
            biased;
            () = &mut shutdown => return,
            () = app.bell.notified() => {}
            () = tokio::time::sleep(pause) => {}
        }
    }
}

/// Sends what waits now, up to ten emails, and returns how many were taken up.
///
/// # Errors
/// The database failed. Emails that cannot be sent are no error here: they are tried again, and in the end given up.
pub async fn deliver(app: &App, post: &Post) -> Result<usize, store::Error> {
    let may = program::permit();
    // Most times nothing waits, and other writers need not wait for finding that out.
    if !emails::wait(&mut app.db.read().await?, &may, app.clock.now()).await? {
        return Ok(0);
    }
    let mut tx = app.db.write().await?;
    let claimed = emails::claim(&mut tx, &may, app.clock.now()).await?;
    tx.commit().await?;
    for queued in &claimed {
        let outcome = post.send(app, queued).await;
        let (mut tx, now) = (app.db.write().await?, app.clock.now());
        match outcome {
            Ok(()) => emails::sent(&mut tx, &may, queued.id, now).await?,
            Err(Failure::ForNow(failure)) => emails::failed(&mut tx, &may, queued, &failure, now).await?,
            Err(Failure::ForEver(failure)) => emails::give_up(&mut tx, &may, queued.id, &failure, now).await?,
        }
        tx.commit().await?;
        tracing::info!(email = %queued.id, attempts = queued.attempts, "email");
    }
    Ok(claimed.len())
}
