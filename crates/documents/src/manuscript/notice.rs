//! Notices for the user about a document that was read: what is doubtful, missing or left out.

use crate::manuscript::Location;
use serde::{Deserialize, Serialize};

/// One thing that the user must know before they apply what was found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Notice {
    /// How much it matters.
    pub severity: Severity,
    /// A stable code, such as `headcount-row`.
    pub code: String,
    /// A sentence for the user.
    pub message: String,
    /// Where in the document, if it concerns one place.
    #[serde(rename = "where")]
    pub place: Option<String>,
}

/// How much a notice matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Something is wrong in the document.
    Error,
    /// Something is doubtful or missing.
    Warning,
    /// Something was assumed or left out.
    Note,
}

impl Notice {
    pub(crate) fn new(severity: Severity, code: &str, message: impl Into<String>, place: Option<Location>) -> Self {
        Self { severity, code: code.to_owned(), message: message.into(), place: place.map(|place| place.to_string()) }
    }
    pub(crate) fn warning(code: &str, message: impl Into<String>, place: Option<Location>) -> Self {
        Self::new(Severity::Warning, code, message, place)
    }
    pub(crate) fn note(code: &str, message: impl Into<String>, place: Option<Location>) -> Self {
        Self::new(Severity::Note, code, message, place)
    }
}
