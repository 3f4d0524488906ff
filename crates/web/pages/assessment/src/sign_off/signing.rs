//! The form by which both sign: a name, a post, and that one has read it. It carries the version that it showed.

use model::core::{
    canonical::Hash,
    short::{Line, NotALine},
};
use serde::Deserialize;
use store::assessment::signatures::Signing;
use web_shell::core::form::{Choice, Errors};

/// The fields as they are sent.
#[derive(Debug, Clone, Default, Deserialize)]
pub struct SignatureFields {
    /// Who signs.
    #[serde(default)]
    pub name: String,
    /// As what.
    #[serde(default)]
    pub post: String,
    /// The hash of what was shown.
    #[serde(default)]
    pub version: String,
    /// "yes", or nothing.
    #[serde(default)]
    pub agree: Vec<String>,
}

impl SignatureFields {
    /// The form before anything was typed.
    #[must_use]
    pub fn fresh(name: &str, post: &str, version: Hash) -> Self {
        Self { name: name.to_owned(), post: post.to_owned(), version: version.to_string(), agree: Vec::new() }
    }

    /// What is signed, or what is wrong with it.
    ///
    /// # Errors
    /// A name or a job title is not a line, or the box was not selected. A version that is none cannot come from our
    /// form; no version has the hash that replaces it then, so that the signature is refused as one of a version that
    /// has changed.
    pub fn parse(&self) -> Result<Signing, Errors> {
        let mut errors = Errors::none();
        let name = errors.keep("name", line(&self.name, "Enter your name"));
        let post = errors.keep("post", line(&self.post, "Enter your job title, for example Vice-Chancellor"));
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

/// A line of a form. What is blank is asked for by name.
///
/// # Errors
/// No line.
pub(super) fn line(text: &str, ask: &str) -> Result<Line, String> {
    Line::parse(text).map_err(|error| if error == NotALine::Blank { ask.to_owned() } else { error.to_string() })
}

/// The form as a page draws it (`templates/assessment/sign_off/sign.html`).
#[derive(Debug, Clone)]
pub struct SignatureFormView {
    /// Where it is sent.
    pub action: String,
    /// Its fields.
    pub fields: SignatureFields,
    /// What is wrong with them.
    pub errors: Errors,
    /// The one sentence to agree with.
    pub agree: Vec<Choice>,
}

impl SignatureFormView {
    /// The form, with the sentence that is ticked.
    #[must_use]
    pub fn new(action: String, fields: SignatureFields, errors: Errors, sentence: String) -> Self {
        let ticked = fields.agree.iter().any(|word| word == "yes");
        Self { action, fields, errors, agree: vec![Choice::new("yes", sentence, ticked)] }
    }
}
