//! The form that the lead and the leader sign with: a name, a job title and a confirmation. It sends the hash of the version that it
//! showed.

use model::core::{canonical::Hash, short::Line};
use serde::Deserialize;
use store::assessment::signatures::Signing;
use web_shell::core::form::{Choice, Errors};

/// The fields as they are sent.
#[derive(Debug, Clone, Default, Deserialize)]
pub struct SignatureFields {
    /// The name of the signatory.
    #[serde(default)]
    pub name: String,
    /// Their job title.
    #[serde(default)]
    pub post: String,
    /// The hash of the version that was shown.
    #[serde(default)]
    pub version: String,
    /// "yes" if the box is selected; otherwise empty.
    #[serde(default)]
    pub agree: Vec<String>,
}

impl SignatureFields {
    /// The fields before anything was typed.
    #[must_use]
    pub fn fresh(name: &str, post: &str, version: Hash) -> Self {
        Self { name: name.to_owned(), post: post.to_owned(), version: version.to_string(), agree: Vec::new() }
    }

    /// Parses the fields.
    ///
    /// # Errors
    /// Returns an error if the name or the job title is not a line of text, or if the box was not selected. An invalid hash is no error
    /// here, since our form does not send one: it is replaced by a hash that no version has, so that the signature is refused like one
    /// of a version that has changed.
    pub fn parse(&self) -> Result<Signing, Errors> {
        let mut errors = Errors::none();
        let name = errors.collect("name", line(&self.name, "Name", "Enter your name"));
        let post =
            errors.collect("post", line(&self.post, "Job title", "Enter your job title, for example Vice-Chancellor"));
        if !self.agree.iter().any(|word| word == "yes") {
            errors.add("agree", "Select the box to confirm your signature");
        }
        let shown = self.version.parse().unwrap_or_else(|_| Hash::of(""));
        match (name, post) {
            (Some(name), Some(post)) if errors.is_empty() => Ok(Signing { name, post, shown }),
            _ => Err(errors),
        }
    }
}

/// Parses the line of text of the field with this label.
///
/// # Errors
/// Returns `ask` if it is blank, or says why it is not a line.
pub(super) fn line(text: &str, label: &str, ask: &str) -> Result<Line, String> {
    Line::parse(text).map_err(|error| error.at(label, ask))
}

/// The form as a page draws it (`templates/assessment/sign_off/sign.html`).
#[derive(Debug, Clone)]
pub struct SignatureFormView {
    /// The address that it is sent to.
    pub action: String,
    /// Its fields.
    pub fields: SignatureFields,
    /// The errors in them.
    pub errors: Errors,
    /// The box to select, labelled with the sentence to confirm.
    pub agree: Vec<Choice>,
    /// Whether the name and the job title are those that were asked to sign, and cannot be changed.
    pub is_asked: bool,
}

impl SignatureFormView {
    /// Returns the form with the sentence to confirm.
    #[must_use]
    pub fn new(action: String, fields: SignatureFields, errors: Errors, sentence: String) -> Self {
        let is_selected = fields.agree.iter().any(|word| word == "yes");
        Self { action, fields, errors, agree: vec![Choice::new("yes", sentence, is_selected)], is_asked: false }
    }

    /// The same form for the person whom a link asks by name and job title.
    #[must_use]
    pub fn for_asked(self) -> Self {
        Self { is_asked: true, ..self }
    }
}
