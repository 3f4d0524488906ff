//! `assay serve`: starts the web server.

use crate::{
    charter, demo, keys, program,
    settings::{CommandResult, Settings},
};
use clap::Args;
use jiff::{SignedDuration, tz::TimeZone};
use model::{
    Date,
    core::{
        security_contact::{SecurityContact, SecurityPolicy},
        short::Email,
    },
};
use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
use std::{
    fmt::Write as _,
    io::{self, IsTerminal as _},
    net::SocketAddr,
    process::ExitCode,
    sync::Arc,
    time::{Duration, Instant},
};
use store::{
    consultation::protecting,
    register::{
        charter_roles,
        invented::{self, Contents},
    },
};
use tokio::{
    signal::unix::{SignalKind, signal},
    sync::watch,
    time::timeout,
};
use web::{
    core::{
        app::{App, Site},
        clock::Clock,
    },
    routes,
    server::{self, ServerLimits},
    signing_keys::SharedSigningKeys,
    work::{
        event_log,
        jobs::{self, Workload},
        mailer::{self, EmailTransport},
        metrics, overdue_consultations,
    },
};

/// How long emails and jobs in progress, and the database, have at shutdown after requests have ended.
const SHUTDOWN_TIMEOUT: Duration = Duration::from_secs(5);

/// How many files the program may open at most: more than its connections need.
const MAX_OPEN_FILES: u64 = 4096;
/// How far ahead the security contact may expire: a year and a day.
const SECURITY_LIFETIME: SignedDuration = SignedDuration::from_hours(366 * 24);

/// Start the web server.
#[derive(Args)]
pub(crate) struct Serve {
    /// The port to listen on; 0 selects a free port.
    #[arg(long, env = "ASSAY_PORT", default_value_t = 8080)]
    port: u16,
    /// The address to listen on.
    #[arg(long, env = "ASSAY_LISTEN", default_value = "127.0.0.1")]
    listen: std::net::IpAddr,
    /// The web address of the site, if it is not the address above: `https://assay.example`.
    #[arg(long, env = "ASSAY_BASE")]
    base: Option<String>,
    /// Fill an empty database with invented organisations, and print a sign-in link for each kind of user.
    #[arg(long)]
    demo: bool,
    /// The server that sends email: `smtps://user:password@mail.example.ac.uk`, or `smtp://127.0.0.1:25`. Without it, emails are
    /// written to the data folder and their links are printed.
    #[arg(long, env = "ASSAY_SMTP", hide_env_values = true)]
    smtp: Option<String>,
    /// The sender of emails.
    #[arg(long, env = "ASSAY_MAIL_FROM", default_value = "Assay <assay@localhost>")]
    mail_from: String,
    /// Where evidence files are stored, if not in the data folder: `s3://bucket?region=eu-west-2&endpoint=https://s3.example.ac.uk`. The
    /// keys are read from `AWS_ACCESS_KEY_ID` and `AWS_SECRET_ACCESS_KEY`.
    #[arg(long, env = "ASSAY_FILES")]
    files: Option<String>,
    /// The secretariat's email address, shown as *Contact the secretariat* on every page. Without it, the link leads to help with who to ask.
    #[arg(long, env = "ASSAY_CONTACT", value_parser = Email::parse)]
    contact: Option<Email>,
    /// Whom to tell about a weakness, in `/.well-known/security.txt`: an email address or an https address. Without it, there is no such file.
    #[arg(long, env = "ASSAY_SECURITY_CONTACT", value_parser = SecurityContact::parse, requires = "security_expires")]
    security_contact: Option<SecurityContact>,
    /// The day on which that contact expires, at most a year ahead: `2027-09-30`. From then on there is no such file.
    #[arg(long, env = "ASSAY_SECURITY_EXPIRES", requires = "security_contact")]
    security_expires: Option<Date>,
    /// The server runs behind a proxy that adds the client's address at the end of `X-Forwarded-For`.
    #[arg(long, env = "ASSAY_BEHIND_PROXY")]
    behind_proxy: bool,
    /// The address and port at which metrics are served, at `/metrics` in the format of Prometheus. Only the operator should reach it:
    /// `127.0.0.1:9100`. Without it, metrics are not served.
    #[arg(long, env = "ASSAY_METRICS")]
    metrics: Option<SocketAddr>,
}

impl Serve {
    pub(crate) async fn run(self, settings: &Settings) -> CommandResult {
        logs(self.demo);
        let began = Instant::now();
        let charter = charter::load(settings.charter.as_ref())?;
        let db = settings.open().await?;
        let contents = invented::contents(&mut db.read().await?, &program::permit()).await?;
        self.check(settings, contents)?;
        let left = protecting::protect(&db, &program::permit())
            .await
            .map_err(|error| format!("cannot protect the responses to consultations: {error}"))?;
        if let Some(error) = left.files {
            tracing::warn!(%error, "deleted data was not removed from the files of the database yet");
        }
        overdue_consultations::log_kept(&left.keys);
        let listener = server::listen(SocketAddr::new(self.listen, self.port))
            .map_err(|error| format!("cannot listen on port {}: {error}", self.port))?;
        let metrics_listener = match self.metrics {
            None => None,
            Some(at) => Some(server::listen(at).map_err(|error| format!("cannot serve metrics at {at}: {error}"))?),
        };
        let stop = StopSignal::new()?;
        let base = self.base.unwrap_or(format!("http://{}", listener.local_addr()?));
        let site = Site {
            base: base.trim_end_matches('/').to_owned(),
            invented: self.demo,
            behind_proxy: self.behind_proxy,
            contact: self.contact,
            security: security_policy(self.security_contact, self.security_expires)?,
        };
        let mut app = App::new(db.clone(), charter, Clock::default(), site);
        // The demo is signed with the times at which people would have acted. What is there already was signed before.
        let fills = self.demo && contents == Contents::Nothing;
        let signs_from = if fills { demo::began() } else { app.clock.now() };
        app.signing_keys = SharedSigningKeys::open(&settings.signing_keys_path(), signs_from)?;
        keys::record(&db, &app.signing_keys.current()).await?;
        app.reader = settings.reader()?;
        app.files = settings.files(self.files.as_deref())?;
        // With PostgreSQL and S3, nothing that a page needs is in the data folder.
        app.data_folder =
            (settings.database.is_none() || self.files.is_none()).then(|| Arc::from(settings.data.as_path()));
        let swept = app.files.sweep(app.clock.now() - jobs::UNFINISHED_UPLOAD_AGE);
        let swept = swept.map_err(|error| format!("cannot read the folder for files: {error}"))?;
        if swept > 0 {
            tracing::info!(unfinished_uploads = swept, "removed what killed processes had left");
        }
        app.typeset =
            Some(|form, submission, on| typeset::pdf(form, submission, on).map_err(|error| error.to_string()));
        let transport = match &self.smtp {
            Some(server) => EmailTransport::smtp(server, &self.mail_from)?,
            None => EmailTransport::folder(settings.data.join("mail"))?,
        };
        let mut greeting = format!("{} is at {}", app.charter.name, app.site.base);
        if self.demo {
            let now = app.clock.now();
            demo::fill(&db, &app.charter, &app.signing_keys.current(), now).await?;
            for persona in demo::links(&db, now).await? {
                write!(greeting, "\n{}: {}{}", persona.who, app.site.base, persona.path)?;
            }
        }
        // Printed in one call, so that emails and log lines cannot come between the links.
        println!("{greeting}");
        let emails = tokio::spawn(mailer::work(app.clone(), transport, stop.clone().wait()));
        let kept_checkpoint = settings.data.join(event_log::KEPT_CHECKPOINT);
        let log = tokio::spawn(event_log::work(app.clone(), Some(kept_checkpoint), stop.clone().wait()));
        // The demo sends no reminders and no requests to other servers: its people are invented.
        let workload = if self.demo { Workload::ByVisitors } else { Workload::All };
        let jobs = tokio::spawn(jobs::work(app.clone(), workload, stop.clone().wait()));
        if charter_roles::is_secretariat_empty(&mut db.read().await?, &program::permit()).await? {
            println!("No secretariat member yet. Run: assay add-secretariat you@example.ac.uk --name \"Your name\"");
        }
        tracing::info!(milliseconds = began.elapsed().as_millis(), "ready");
        println!("Ready. Press Ctrl-C to stop.");
        if let Some(listener) = metrics_listener {
            let limits = ServerLimits { connections: 20, per_network: None, ..ServerLimits::default() };
            let metrics_site = metrics::site(app.clone());
            tokio::spawn(server::serve(listener, metrics_site, limits, Arc::default(), stop.clone().wait()));
        }
        let limits = ServerLimits::default().with_open_files(allow_open_files());
        let limits = if self.behind_proxy { limits.behind_proxy() } else { limits };
        let counts = app.metrics.clone();
        server::serve(listener, routes::site(app), limits, counts, stop.wait()).await;
        let remaining = async {
            emails.await?;
            log.await?;
            jobs.await?;
            db.close().await;
            Ok::<_, tokio::task::JoinError>(())
        };
        if let Ok(ended) = timeout(SHUTDOWN_TIMEOUT, remaining).await {
            ended?;
        } else {
            // Each is claimed again when its lease is over.
            tracing::warn!(seconds = SHUTDOWN_TIMEOUT.as_secs(), "emails or jobs did not end in time and were stopped");
        }
        tracing::info!("ended");
        Ok(ExitCode::SUCCESS)
    }
}

impl Serve {
    /// Refuses to serve the demo as a real site, and to fill a real site with the demo.
    fn check(&self, settings: &Settings, contents: Contents) -> Result<(), String> {
        let place = match &settings.database {
            Some(_) => "the database".to_owned(),
            None => format!("the folder {}", settings.data.display()),
        };
        let other = match &settings.database {
            Some(_) => "name an empty database with --database",
            None => "name an empty folder with --data, for example --data data-2",
        };
        match (self.demo, contents) {
            (false, Contents::Invented) => Err(format!(
                "{place} is filled with the demo, whose organisations are invented. To start empty, {other}. To continue the demo, \
                 start with --demo"
            )),
            (true, Contents::Real) => Err(format!(
                "{place} holds real data, so it is not filled with the demo. For the demo, {other}. To serve the real data, start \
                 without --demo"
            )),
            (true, Contents::Nothing | Contents::Invented) | (false, Contents::Nothing | Contents::Real) => Ok(()),
        }
    }
}

/// Combines the two settings of `security.txt`.
fn security_policy(
    contact: Option<SecurityContact>,
    expires: Option<Date>,
) -> Result<Option<SecurityPolicy>, Box<dyn std::error::Error>> {
    let (Some(contact), Some(expires)) = (contact, expires) else { return Ok(None) };
    let expires = expires.to_zoned(TimeZone::UTC)?.timestamp();
    let now = Clock::default().now();
    if expires <= now {
        // The site starts all the same: without the file, which has expired in the same way while it was running.
        tracing::warn!("the security contact has expired, so /.well-known/security.txt is not served");
    } else if expires > now + SECURITY_LIFETIME {
        return Err(
            "--security-expires is more than a year ahead. Choose an earlier day, and renew it then (RFC 9116)".into(),
        );
    }
    Ok(Some(SecurityPolicy { contact, expires }))
}

/// Sends the log to standard error: text on a terminal, JSON lines otherwise. Standard output has only what the operator should read.
/// `RUST_LOG` sets the level.
fn logs(is_demo: bool) {
    let filter =
        tracing_subscriber::EnvFilter::try_from_default_env().unwrap_or_else(|_| "warn,web=info,assay=info".into());
    let log = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    let is_terminal = std::io::stderr().is_terminal();
    if is_terminal || is_demo {
        log.compact().with_target(false).with_ansi(is_terminal).init();
    } else {
        log.json().init();
    }
}

/// Raises the number of files that the program may open as far as the system allows, and returns it.
fn allow_open_files() -> u64 {
    let Rlimit { current, maximum } = getrlimit(Resource::Nofile);
    let most = maximum.unwrap_or(MAX_OPEN_FILES).min(MAX_OPEN_FILES);
    // Without it, fewer connections are accepted.
    let raised = setrlimit(Resource::Nofile, Rlimit { current: Some(most), maximum });
    if raised.is_ok() { most } else { current.unwrap_or(MAX_OPEN_FILES) }
}

/// Ctrl-C or SIGTERM, which ends everything at once. Requests in progress then have a few seconds ([`ServerLimits`]).
#[derive(Clone)]
struct StopSignal(watch::Receiver<()>);

impl StopSignal {
    /// Begins to wait for the signal.
    fn new() -> io::Result<Self> {
        let (mut interrupt, mut terminate) = (signal(SignalKind::interrupt())?, signal(SignalKind::terminate())?);
        let (stopping, stopped) = watch::channel(());
        tokio::spawn(async move {
            tokio::select! {
                _ = interrupt.recv() => {}
                _ = terminate.recv() => {}
            }
            drop(stopping);
        });
        Ok(Self(stopped))
    }

    /// Completes when the signal has arrived.
    async fn wait(mut self) {
        // The sender is dropped then, and sends nothing before.
        let _ = self.0.changed().await;
    }
}
