//! What every handler shares.

use crate::{
    core::{clock::Clock, files::Files, limits::Limits},
    imports::reader::DocumentReader,
    server::{deadlines::Deadlines, health::Health, metrics::Metrics},
    work::link_checks::Reach,
};
use documents::write::form::Form;
use model::{Date, charter::Charter, core::short::Email};
use std::sync::Arc;
use store::Db;
use tokio::sync::{Notify, Semaphore};

/// The program's parts. Cheap to clone. Nothing in it is state that another instance would need.
#[derive(Debug, Clone)]
pub struct App {
    /// The database.
    pub db: Db,
    /// The charter that is run.
    pub charter: Arc<Charter>,
    /// The time.
    pub clock: Clock,
    /// Where the site is.
    pub site: Arc<Site>,
    /// How often one client may try to sign in here; each instance counts for itself.
    pub limits: Arc<Limits>,
    /// How often answers to consultations may come from one client.
    pub answers: Arc<Limits>,
    /// Notified when emails were written, so that this instance sends them at once; others find them when they next
    /// look.
    pub bell: Arc<Notify>,
    /// Where documents are read that people send.
    pub reader: DocumentReader,
    /// Where files of evidence are kept.
    pub files: Files,
    /// How links of evidence are asked for.
    pub reach: Arc<Reach>,
    /// What draws a form as PDF. It takes longer to build than everything else, so that only the program depends on it.
    pub typeset: Option<Typeset>,
    /// How many forms are drawn as PDF at once, since each takes a processor for a while; others wait.
    pub presses: Arc<Semaphore>,
    /// How long a request may take.
    pub deadlines: Deadlines,
    /// What was counted of requests and connections.
    pub metrics: Arc<Metrics>,
    /// Whether the database was well when it was last looked at.
    pub health: Arc<Health>,
}

/// Draws a form as PDF on that day, with the submission's canonical text attached; or says why it could not, for the log.
pub type Typeset = fn(&Form, Option<&[u8]>, Date) -> Result<Vec<u8>, String>;

/// So many forms are drawn as PDF at once.
const PRESSES: usize = 2;

impl App {
    /// The program over a database, for a charter. Documents are read [here](DocumentReader::Here), and files kept in
    /// memory, unless it is configured otherwise.
    #[must_use]
    pub fn new(db: Db, charter: Charter, clock: Clock, site: Site) -> Self {
        let user_agent =
            format!("Assay/{} (+{}; asks weekly whether a page is there)", env!("CARGO_PKG_VERSION"), site.base);
        let reach = Reach { user_agent, ..Reach::default() };
        let (charter, site) = (Arc::new(charter), Arc::new(site));
        Self {
            db,
            charter,
            clock,
            site,
            limits: Arc::default(),
            answers: Arc::new(Limits::of_answers()),
            bell: Arc::default(),
            reader: DocumentReader::default(),
            files: Files::memory(),
            reach: Arc::new(reach),
            typeset: None,
            presses: Arc::new(Semaphore::new(PRESSES)),
            deadlines: Deadlines::default(),
            metrics: Arc::default(),
            health: Arc::default(),
        }
    }
}

/// Where the site is, and how it speaks of itself.
#[derive(Debug, Clone, Default)]
pub struct Site {
    /// Its address without a slash at the end: `https://assay.example`. Links in mails and feeds begin with it.
    pub base: String,
    /// Whether everything in it is invented; every page then says so.
    pub invented: bool,
    /// Whether there is a proxy before it that says at the end of `X-Forwarded-For` from where a request came. Without
    /// a proxy, any client could set that header.
    pub behind_proxy: bool,
    /// The secretariat's email address, which the foot of every page names.
    pub contact: Option<Email>,
}

impl Site {
    /// Whether browsers reach it over TLS, so that cookies can insist on it.
    #[must_use]
    pub fn is_secure(&self) -> bool {
        self.base.starts_with("https://")
    }
    /// A whole address from a path.
    #[must_use]
    pub fn address(&self, path: &str) -> String {
        format!("{}{path}", self.base)
    }
}
