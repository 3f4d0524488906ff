//! What every handler shares.

use crate::clock::Clock;
use model::charter::Charter;
use std::sync::Arc;
use store::Db;

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
}

/// Where the site is, and how it speaks of itself.
#[derive(Debug, Clone, Default)]
pub struct Site {
    /// Its address without a slash at the end: `https://assay.example`. Links in mails and feeds begin with it.
    pub base: String,
    /// Whether everything in it is invented; every page then says so.
    pub invented: bool,
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
