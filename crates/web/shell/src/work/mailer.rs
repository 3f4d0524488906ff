//! Takes emails out of the database and sends them. Any number of instances may do so at once.

mod message;

use crate::{core::app::App, work::program};
use lettre::{AsyncSmtpTransport, AsyncTransport as _, Tokio1Executor, message::Mailbox};
use message::message;
use std::{error::Error as StdError, path::PathBuf, time::Duration};
use store::work::emails::{self, QueuedEmail, Turn};
use tokio::{
    task::JoinSet,
    time::{sleep, timeout},
};

/// How often it looks for emails that other instances wrote, or that are to be tried again.
const EVERY: Duration = Duration::from_secs(5);
/// How many emails are sent at once: none waits for another.
const AT_ONCE: usize = 8;
/// How many of them only urgent emails may have, so that a sign-in link does not wait for other slow ones.
const FOR_URGENT: usize = 2;
/// How long an email server may take for one email, whatever it does until then: less than [`emails::LEASE`].
const DEADLINE: Duration = Duration::from_mins(1);
/// How long an email server may take for each step.
const PATIENCE: Duration = Duration::from_secs(25);
/// How often it is tried to record what became of an email, and the pause between: less than [`emails::LEASE`] altogether. If it
/// cannot be recorded, the email is sent again.
const RECORDINGS: usize = 12;

/// Where emails go. Cheap to clone.
#[derive(Debug, Clone)]
pub enum Post {
    /// To a server of mail.
    Smtp {
        /// The way to it.
        server: Box<AsyncSmtpTransport<Tokio1Executor>>,
        /// The sender of emails.
        from: Mailbox,
        /// How long the server may take for one email.
        deadline: Duration,
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
        let from = from.parse().map_err(|_| NoPost::From)?;
        Ok(Self::Smtp { server: Box::new(server), from, deadline: DEADLINE })
    }

    /// The same with another deadline for each email.
    #[must_use]
    pub fn within(self, deadline: Duration) -> Self {
        match self {
            Self::Smtp { server, from, .. } => Self::Smtp { server, from, deadline },
            Self::Folder(folder) => Self::Folder(folder),
        }
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
            Self::Smtp { server, from, deadline } => {
                let message = message(app, from, queued).map_err(|error| Failure::ForEver(error.to_string()))?;
                match timeout(*deadline, server.send(message)).await {
                    Ok(Ok(_)) => Ok(()),
                    Ok(Err(error)) if error.is_permanent() => Err(Failure::ForEver(whole(&error))),
                    Ok(Err(error)) => Err(Failure::ForNow(whole(&error))),
                    // The server may have a step of its own to wait for, each time a little longer than its patience.
                    Err(_) => Err(Failure::ForNow(format!(
                        "the email server took longer than {} seconds",
                        deadline.as_secs()
                    ))),
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
    let mut sending = JoinSet::new();
    loop {
        if let Err(error) = take_up(&app, &post, &mut sending, AT_ONCE).await {
            tracing::error!(%error, "emails that wait could not be read");
        }
        tokio::select! {
            biased;
            () = &mut shutdown => break,
            Some(_) = sending.join_next() => {}
            () = app.bell.notified() => {}
            () = sleep(EVERY) => {}
        }
        while sending.try_join_next().is_some() {}
    }
    while sending.join_next().await.is_some() {}
}

/// Sends what waits now, up to ten emails, and returns how many were taken up.
///
/// # Errors
/// The database failed. Emails that cannot be sent are no error here: they are tried again, and in the end given up.
pub async fn deliver(app: &App, post: &Post) -> Result<usize, store::Error> {
    let mut sending = JoinSet::new();
    take_up(app, post, &mut sending, 10 + FOR_URGENT).await?;
    Ok(sending.join_all().await.len())
}

/// Takes up emails and begins to send them, until `most` are being sent. The last places are for urgent ones alone.
async fn take_up(app: &App, post: &Post, sending: &mut JoinSet<()>, most: usize) -> Result<(), store::Error> {
    let (may, now) = (program::permit(), app.clock.now());
    let free = most.saturating_sub(sending.len());
    // Most times nothing waits, and other writers need not wait for finding that out.
    if free == 0 || !emails::wait(&mut app.db.read().await?, &may, now).await? {
        return Ok(());
    }
    let mut tx = app.db.write().await?;
    let mut claimed = emails::claim(&mut tx, &may, Turn::Urgent, free, now).await?;
    let rest = free.saturating_sub(claimed.len()).saturating_sub(FOR_URGENT);
    if rest > 0 {
        claimed.extend(emails::claim(&mut tx, &may, Turn::All, rest, now).await?);
    }
    tx.commit_unseen().await?;
    for queued in claimed {
        let (app, post) = (app.clone(), post.clone());
        sending.spawn(async move {
            let outcome = post.send(&app, &queued).await;
            record(&app, &queued, &outcome).await;
            tracing::info!(email = %queued.id, attempts = queued.attempts, "email");
        });
    }
    Ok(())
}

/// Records what became of an email. It may have been sent already, so that the database is waited for.
async fn record(app: &App, queued: &QueuedEmail, outcome: &Result<(), Failure>) {
    for _ in 0..RECORDINGS {
        match try_record(app, queued, outcome).await {
            Ok(()) => return,
            Err(error) => tracing::error!(email = %queued.id, %error, "what became of an email was not recorded"),
        }
        sleep(EVERY).await;
    }
}

async fn try_record(app: &App, queued: &QueuedEmail, outcome: &Result<(), Failure>) -> Result<(), store::Error> {
    let (may, now) = (program::permit(), app.clock.now());
    let mut tx = app.db.write().await?;
    match outcome {
        Ok(()) => emails::sent(&mut tx, &may, queued.id, now).await?,
        Err(Failure::ForNow(failure)) => emails::failed(&mut tx, &may, queued, failure, now).await?,
        Err(Failure::ForEver(failure)) => emails::give_up(&mut tx, &may, queued.id, failure, now).await?,
    }
    tx.commit_unseen().await
}
