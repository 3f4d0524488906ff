//! The email worker: claims queued emails in the database and sends them. Any number of instances may do so at once.

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

/// The interval at which emails that other instances wrote, or that are to be retried, are polled.
const POLL_INTERVAL: Duration = Duration::from_secs(5);
/// How long an email server may take. Up to ten emails are claimed at once, and ten times this must be less than [`emails::LEASE`].
const TIMEOUT: Duration = Duration::from_secs(25);

/// The way in which emails are delivered.
#[derive(Debug)]
pub enum Post {
    /// To an SMTP server.
    Smtp {
        /// The connection to the server.
        server: Box<AsyncSmtpTransport<Tokio1Executor>>,
        /// The sender of emails.
        from: Mailbox,
    },
    /// Into a folder, with their links printed to standard output: for use on one machine without an SMTP server.
    Folder(PathBuf),
}

/// Why emails cannot be delivered with these settings.
#[derive(Debug, thiserror::Error)]
pub enum EmailTransportError {
    /// The address of the server cannot be parsed.
    #[error(
        "the email server is not an address such as smtps://user:password@mail.example.ac.uk or smtp://127.0.0.1:25"
    )]
    Server,
    /// The sender cannot be parsed.
    #[error("the sender of emails is not an address such as Assay <assay@example.ac.uk>")]
    From,
    /// The folder cannot be created.
    #[error("cannot create the folder for emails: {0}")]
    Folder(#[from] std::io::Error),
}

/// Why an email was not sent.
#[derive(Debug)]
enum Failure {
    /// The email can be retried.
    Temporary(String),
    /// The email cannot be delivered.
    Permanent(String),
}

impl Post {
    /// Delivers over SMTP: `smtp://host:port` (on one machine or network), `smtp://host:587?tls=required`, or `smtps://user:password@host`.
    ///
    /// # Errors
    /// An argument cannot be parsed. The error does not repeat it, because it may contain a password.
    pub fn smtp(server: &str, from: &str) -> Result<Self, EmailTransportError> {
        let server = AsyncSmtpTransport::<Tokio1Executor>::from_url(server)
            .map_err(|_| EmailTransportError::Server)?
            .timeout(Some(TIMEOUT))
            .build();
        Ok(Self::Smtp { server: Box::new(server), from: from.parse().map_err(|_| EmailTransportError::From)? })
    }

    /// Delivers into a folder, which is created if it does not exist.
    ///
    /// # Errors
    /// The folder cannot be created.
    pub fn folder(path: impl Into<PathBuf>) -> Result<Self, EmailTransportError> {
        let path = path.into();
        std::fs::create_dir_all(&path)?;
        Ok(Self::Folder(path))
    }

    async fn send(&self, app: &App, queued: &QueuedEmail) -> Result<(), Failure> {
        match self {
            Self::Smtp { server, from } => {
                let message = message(app, from, queued).map_err(|error| Failure::Permanent(error.to_string()))?;
                match server.send(message).await {
                    Ok(_) => Ok(()),
                    Err(error) if error.is_permanent() => Err(Failure::Permanent(with_causes(&error))),
                    Err(error) => Err(Failure::Temporary(with_causes(&error))),
                }
            }
            Self::Folder(folder) => {
                let QueuedEmail { id, recipient, subject, body, .. } = queued;
                let file = folder.join(format!("{id}.eml"));
                let text = format!("To: {recipient}\nSubject: {subject}\n\n{body}");
                tokio::fs::write(&file, text).await.map_err(|error| Failure::Temporary(error.to_string()))?;
                print_links(app, queued);
                Ok(())
            }
        }
    }
}

/// Prints the links of an email to standard output, which only the operator reads. The log may be read by others, so links are never logged.
fn print_links(app: &App, queued: &QueuedEmail) {
    println!("Email to {}: {}", queued.recipient, queued.subject);
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
        // The same at every attempt, so that a mailbox recognises a second copy.
        .message_id(Some(format!("<{}@{host}>", queued.id)))
        .header(AutoSubmitted)
        .header(ContentType::TEXT_PLAIN);
    if let Some(address) = &queued.unsubscribe {
        message = message.header(Unsubscribe(format!("<{address}>"))).header(OneClick);
    }
    Ok(message.body(queued.body.clone())?)
}

/// The header with the address to unsubscribe (RFC 2369).
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
        // Not folded: the address may be longer than a line, and RFC 8058 requires it in one piece.
        HeaderValue::dangerous_new_pre_encoded(Self::name(), self.0.clone(), self.0.clone())
    }
}

/// The header that declares that one `POST` to that address unsubscribes (RFC 8058).
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

/// The header that prevents automatic replies, such as out-of-office messages (RFC 3834, section 5).
#[derive(Debug, Clone)]
struct AutoSubmitted;

impl Header for AutoSubmitted {
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

/// Returns the message of an error and of all its causes.
fn with_causes(error: &dyn StdError) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        text = format!("{text}: {error}");
        cause = error.source();
    }
    text
}

/// Sends emails until `shutdown` completes. Emails that are being sent then are completed.
pub async fn work(app: App, transport: Post, shutdown: impl Future<Output = ()> + Send) {
    let mut shutdown = std::pin::pin!(shutdown);
    loop {
        let sent = deliver(&app, &transport).await.unwrap_or_else(|error| {
            tracing::error!(%error, "queued emails could not be read from the database");
            0
        });
        let pause = if sent > 0 { Duration::ZERO } else { POLL_INTERVAL };
        tokio::select! {
            biased;
            () = &mut shutdown => return,
            () = app.bell.notified() => {}
            () = tokio::time::sleep(pause) => {}
        }
    }
}

/// Sends up to ten queued emails, and returns the number of emails claimed.
///
/// # Errors
/// The database failed. An email that cannot be sent is not an error here: it is retried, and given up in the end.
pub async fn deliver(app: &App, transport: &Post) -> Result<usize, store::Error> {
    let may = program::permit();
    // Usually no email is queued. A read finds that out without blocking writers.
    if !emails::wait(&mut app.db.read().await?, &may, app.clock.now()).await? {
        return Ok(0);
    }
    let mut tx = app.db.write().await?;
    let claimed = emails::claim(&mut tx, &may, app.clock.now()).await?;
    tx.commit().await?;
    for queued in &claimed {
        let outcome = transport.send(app, queued).await;
        let (mut tx, now) = (app.db.write().await?, app.clock.now());
        match outcome {
            Ok(()) => emails::sent(&mut tx, &may, queued.id, now).await?,
            Err(Failure::Temporary(failure)) => emails::failed(&mut tx, &may, queued, &failure, now).await?,
            Err(Failure::Permanent(failure)) => emails::give_up(&mut tx, &may, queued.id, &failure, now).await?,
        }
        tx.commit().await?;
        tracing::info!(email = %queued.id, attempts = queued.attempts, "email");
    }
    Ok(claimed.len())
}
