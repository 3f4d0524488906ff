//! The state that all handlers share.

use crate::{
    core::{
        clock::Clock,
        download::typesetting::Typesetting,
        files::Files,
        limits::{EmailLimits, Limits},
    },
    imports::reader::DocumentReader,
    server::{deadlines::Deadlines, health::Health, metrics::Metrics},
    signing_keys::SharedSigningKeys,
    work::link_checks::LinkChecker,
};
use documents::write::form::Form;
use model::{
    Date,
    charter::Charter,
    core::{security_contact::SecurityPolicy, short::Email},
};
use std::{path::Path, sync::Arc};
use store::{Db, public::publishing::SignedPlans};
use tokio::sync::Notify;

/// The shared state of the server. Cheap to clone. It holds nothing that another instance would need.
#[derive(Debug, Clone)]
pub struct App {
    /// The database.
    pub db: Db,
    /// The charter.
    pub charter: Arc<Charter>,
    /// The clock.
    pub clock: Clock,
    /// The settings of the site.
    pub site: Arc<Site>,
    /// The limit on sign-in attempts by one client. Each instance counts for itself.
    pub sign_in_limits: Arc<Limits>,
    /// The limit on sign-in emails that one network requests for one address.
    pub email_limits: Arc<EmailLimits>,
    /// The limit on consultation responses from one client.
    pub response_limits: Arc<Limits>,
    /// Notified when emails have been written, so that this instance sends them at once. Other instances poll for them.
    pub emails_written: Arc<Notify>,
    /// The limit on files that one client has verified.
    pub verification_limits: Arc<Limits>,
    /// Reads uploaded documents.
    pub reader: DocumentReader,
    /// The storage of evidence files.
    pub files: Files,
    /// The keys with which the register signs.
    pub signing_keys: SharedSigningKeys,
    /// The folder in which the program stores the database or files, if it does.
    pub data_folder: Option<Arc<Path>>,
    /// Checks whether the links of evidence work.
    pub link_checker: Arc<LinkChecker>,
    /// The typesetter of PDF files. It takes longer to build than everything else, so only the program depends on it and sets it here.
    pub typeset: Option<Typeset>,
    /// The PDF files that are being typeset, and those that were.
    pub typesetting: Typesetting,
    /// How long a request may take.
    pub deadlines: Deadlines,
    /// The counts of requests and connections.
    pub metrics: Arc<Metrics>,
    /// The result of the last health check of the database.
    pub health: Arc<Health>,
    /// The signed plans that were read.
    pub signed_plans: SignedPlans,
}

/// Typesets a form as PDF on a date, with the submission's canonical text attached. The error is for the log.
pub type Typeset = fn(&Form, Option<&[u8]>, Date) -> Result<Vec<u8>, String>;

impl App {
    /// Creates the state for a database and a charter. Documents are read [in this process](DocumentReader::Here), and files and
    /// new keys are kept in memory, unless the fields are changed.
    #[must_use]
    pub fn new(db: Db, charter: Charter, clock: Clock, site: Site) -> Self {
        let user_agent = format!("Assay/{} (+{}; checks links weekly)", env!("CARGO_PKG_VERSION"), site.base);
        let link_checker = LinkChecker { user_agent, ..LinkChecker::default() };
        let (charter, site) = (Arc::new(charter), Arc::new(site));
        let signing_keys = SharedSigningKeys::memory(clock.now());
        Self {
            db,
            charter,
            clock,
            site,
            sign_in_limits: Arc::default(),
            email_limits: Arc::default(),
            response_limits: Arc::new(Limits::for_responses()),
            verification_limits: Arc::default(),
            emails_written: Arc::default(),
            reader: DocumentReader::default(),
            files: Files::memory(),
            signing_keys,
            data_folder: None,
            link_checker: Arc::new(link_checker),
            typeset: None,
            typesetting: Typesetting::default(),
            deadlines: Deadlines::default(),
            metrics: Arc::default(),
            health: Arc::default(),
            signed_plans: SignedPlans::default(),
        }
    }
}

/// The settings of the site.
#[derive(Debug, Clone, Default)]
pub struct Site {
    /// Its address without a trailing slash: `https://assay.example`. Links in emails and feeds begin with it.
    pub base: String,
    /// Whether all its data is invented, which every page then says.
    pub invented: bool,
    /// Whether it runs behind a proxy that appends the client's address to `X-Forwarded-For`. Without a proxy, any client could set that
    /// header.
    pub behind_proxy: bool,
    /// The secretariat's email address, shown in the footer of every page.
    pub contact: Option<Email>,
    /// Whom to tell about a weakness, in `/.well-known/security.txt`.
    pub security: Option<SecurityPolicy>,
}

impl Site {
    /// Whether browsers reach the site over TLS, so that cookies can require it.
    #[must_use]
    pub fn is_secure(&self) -> bool {
        self.base.starts_with("https://")
    }
    /// Returns the full address of a path.
    #[must_use]
    pub fn address(&self, path: &str) -> String {
        format!("{}{path}", self.base)
    }
}
