//! The email worker: claims queued emails in the database and sends them. Any number of instances may do so at once.

mod message;
mod smtp;

use crate::{core::app::App, work::program};
use lettre::message::Mailbox;
use message::{message, reply_to};
pub use smtp::SmtpServer;
use std::{error::Error as StdError, path::PathBuf, time::Duration};
use store::work::emails::{self, Priority, QueuedEmail};
use tokio::{
    task::JoinSet,
    time::{sleep, timeout},
};

/// The interval at which emails that other instances wrote, or that are to be retried, are polled.
const POLL_INTERVAL: Duration = Duration::from_secs(5);
/// How many emails are sent at once.
const MAX_SENDING: usize = 8;
/// How many of these are reserved for urgent emails, so that a sign-in link does not wait for other emails that are slow.
const RESERVED_FOR_URGENT: usize = 2;
/// How long an email server may take for one email in all: less than [`emails::LEASE`].
const EMAIL_TIMEOUT: Duration = Duration::from_mins(1);
/// How long an email server may take to be connected to.
const STEP_TIMEOUT: Duration = Duration::from_secs(25);
/// How often it is tried to record the outcome of an email, every [`POLL_INTERVAL`]: for less than [`emails::LEASE`] in all. If it cannot be
/// recorded, the email is sent again.
const MAX_RECORD_ATTEMPTS: usize = 12;

/// The way in which emails are delivered. Cheap to clone.
#[derive(Debug, Clone)]
pub enum EmailTransport {
    /// To an SMTP server.
    Smtp {
        /// The server.
        server: Box<SmtpServer>,
        /// The sender of emails.
        from: Mailbox,
        /// How long the server may take to accept one email.
        deadline: Duration,
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

impl EmailTransport {
    /// Delivers over SMTP: `smtp://host:port` (on one machine or network), `smtp://host:587?tls=required`, or `smtps://user:password@host`.
    ///
    /// # Errors
    /// An argument cannot be parsed. The error does not repeat it, because it may contain a password.
    pub fn smtp(server: &str, from: &str) -> Result<Self, EmailTransportError> {
        let server = SmtpServer::parse(server).ok_or(EmailTransportError::Server)?;
        let from = from.parse().map_err(|_| EmailTransportError::From)?;
        Ok(Self::Smtp { server: Box::new(server), from, deadline: EMAIL_TIMEOUT })
    }

    /// Sets how long the server may take for one email.
    #[must_use]
    pub fn within(self, deadline: Duration) -> Self {
        match self {
            Self::Smtp { server, from, .. } => Self::Smtp { server, from, deadline },
            Self::Folder(folder) => Self::Folder(folder),
        }
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
            Self::Smtp { server, from, deadline } => {
                let message = message(app, from, queued).map_err(|error| Failure::Permanent(error.to_string()))?;
                match timeout(*deadline, server.send(&message)).await {
                    Ok(Ok(())) => Ok(()),
                    Ok(Err(error)) if concerns_mailbox(&error) => Err(Failure::Permanent(with_causes(&error))),
                    Ok(Err(error)) => Err(Failure::Temporary(with_causes(&error))),
                    // A server can be slow at every step without exceeding the limit of one.
                    Err(_) => Err(Failure::Temporary(format!(
                        "the email server took longer than {} seconds",
                        deadline.as_secs()
                    ))),
                }
            }
            Self::Folder(folder) => {
                let QueuedEmail { id, recipient, subject, body, .. } = queued;
                let file = folder.join(format!("{id}.eml"));
                let reply_to = reply_to(queued).map_or_else(String::new, |address| format!("Reply-To: {address}\n"));
                let text = format!("To: {recipient}\n{reply_to}Subject: {subject}\n\n{body}");
                tokio::fs::write(&file, text).await.map_err(|error| Failure::Temporary(error.to_string()))?;
                print_links(app, queued);
                Ok(())
            }
        }
    }
}

/// Whether the server refuses this recipient for good (RFC 5321, section 4.2.3). Other permanent errors, such as those for a wrong password
/// of ours, end when the operator mends them, and no email may be lost by then.
fn concerns_mailbox(error: &lettre::transport::smtp::Error) -> bool {
    error.status().is_some_and(|code| matches!(code.to_string().as_str(), "550" | "551" | "553"))
}

/// Prints the links of an email to standard output, which only the operator reads. The log may be read by others, so links are never logged.
fn print_links(app: &App, queued: &QueuedEmail) {
    println!("Email to {}: {}", queued.recipient, queued.subject);
    for link in queued.body.lines().filter(|line| line.starts_with(&app.site.base)) {
        println!("  {link}");
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
pub async fn work(app: App, transport: EmailTransport, shutdown: impl Future<Output = ()> + Send) {
    let mut shutdown = std::pin::pin!(shutdown);
    let mut sending = JoinSet::new();
    loop {
        if let Err(error) = start_sending(&app, &transport, &mut sending, MAX_SENDING).await {
            tracing::error!(%error, "queued emails could not be read from the database");
        }
        tokio::select! {
            biased;
            () = &mut shutdown => break,
            Some(_) = sending.join_next() => {}
            () = app.emails_written.notified() => {}
            () = sleep(POLL_INTERVAL) => {}
        }
        while sending.try_join_next().is_some() {}
    }
    while sending.join_next().await.is_some() {}
}

/// Sends up to ten queued emails at once, or up to twelve if all are urgent, and returns the number of emails claimed.
///
/// # Errors
/// The database failed. An email that cannot be sent is not an error here: it is retried, and given up in the end.
pub async fn deliver(app: &App, transport: &EmailTransport) -> Result<usize, store::Error> {
    let mut sending = JoinSet::new();
    start_sending(app, transport, &mut sending, 10 + RESERVED_FOR_URGENT).await?;
    Ok(sending.join_all().await.len())
}

/// Claims emails and starts to send them, until `most` are being sent. The last [`RESERVED_FOR_URGENT`] of these are for urgent emails only.
async fn start_sending(
    app: &App,
    transport: &EmailTransport,
    sending: &mut JoinSet<()>,
    most: usize,
) -> Result<(), store::Error> {
    let (may, now) = (program::permit(), app.clock.now());
    let free = most.saturating_sub(sending.len());
    // Usually no email is queued. A read finds that out without blocking writers.
    if free == 0 || !emails::is_any_waiting(&mut app.db.read().await?, &may, now).await? {
        return Ok(());
    }
    let mut tx = app.db.write().await?;
    let mut claimed = emails::claim(&mut tx, &may, Priority::UrgentOnly, free, now).await?;
    let rest = free.saturating_sub(claimed.len()).saturating_sub(RESERVED_FOR_URGENT);
    if rest > 0 {
        claimed.extend(emails::claim(&mut tx, &may, Priority::All, rest, now).await?);
    }
    tx.commit().await?;
    for queued in claimed {
        let (app, transport) = (app.clone(), transport.clone());
        sending.spawn(async move {
            let outcome = transport.send(&app, &queued).await;
            record(&app, &queued, &outcome).await;
            tracing::info!(email = %queued.id, attempts = queued.attempts, "email");
        });
    }
    Ok(())
}

/// Records the outcome of an email. It is tried repeatedly, because an email that was sent and not recorded would be sent again.
async fn record(app: &App, queued: &QueuedEmail, outcome: &Result<(), Failure>) {
    for _ in 0..MAX_RECORD_ATTEMPTS {
        match try_record(app, queued, outcome).await {
            Ok(()) => return,
            Err(error) => tracing::error!(email = %queued.id, %error, "the outcome of an email was not recorded"),
        }
        sleep(POLL_INTERVAL).await;
    }
}

async fn try_record(app: &App, queued: &QueuedEmail, outcome: &Result<(), Failure>) -> Result<(), store::Error> {
    let (may, now) = (program::permit(), app.clock.now());
    let mut tx = app.db.write().await?;
    match outcome {
        Ok(()) => emails::sent(&mut tx, &may, queued.id, now).await?,
        Err(Failure::Temporary(failure)) => emails::failed(&mut tx, &may, queued, failure, now).await?,
        Err(Failure::Permanent(failure)) => emails::give_up(&mut tx, &may, queued.id, failure, now).await?,
    }
    tx.commit().await
}
