//! Evidence as typed in the form, and its validation.

use super::{Consent, Evidence, EvidenceContent, EvidenceFile, EvidenceKind, Testimony};
use crate::{
    AlliedKey, Date, ThemeKey,
    charter::Charter,
    core::{address::Address, short::Line},
};

/// Maximum length of a testimonial, in characters.
pub const MAX_TESTIMONIAL_CHARACTERS: usize = 5_000;
/// Maximum length of the terms of a consent, in characters.
pub const MAX_TERMS_CHARACTERS: usize = 1_000;

/// Unchecked evidence, as typed in the form. Missing fields are empty.
#[derive(Debug, Clone, Default)]
pub struct EvidenceDraft {
    /// The title.
    pub title: String,
    /// The address of a link.
    pub address: String,
    /// The text of a testimonial.
    pub words: String,
    /// The name of the person who gave a testimonial; blank if it is anonymous.
    pub name: String,
    /// Who obtained consent.
    pub asked_by: String,
    /// When it was given.
    pub asked_on: Option<Date>,
    /// What it was given for.
    pub terms: String,
    /// A figure.
    pub value: String,
    /// What the figure measures.
    pub counts: String,
    /// The date of the figure.
    pub on: Option<Date>,
    /// The keys of the themes.
    pub themes: Vec<String>,
    /// The keys of the other charters.
    pub allied: Vec<String>,
}

/// Checked evidence that is not stored yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewEvidence {
    /// The title.
    pub title: Line,
    /// The content.
    pub content: EvidenceContent,
    /// The themes.
    pub themes: Vec<ThemeKey>,
    /// The other charters that it supports.
    pub allied: Vec<AlliedKey>,
}

/// A validation error in one field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EvidenceFlaw {
    /// The field of [`EvidenceDraft`], or `file`.
    pub field: &'static str,
    /// The message for the reader: a sentence without a full stop.
    pub message: String,
}

/// The flaws found so far.
#[derive(Default)]
struct Flaws(Vec<EvidenceFlaw>);

impl Flaws {
    /// Returns a parsed value, or records the error as a flaw of the field.
    fn note<T, E: ToString>(&mut self, field: &'static str, parsed: Result<T, E>) -> Option<T> {
        parsed.map_err(|error| self.0.push(EvidenceFlaw { field, message: error.to_string() })).ok()
    }
}

impl EvidenceDraft {
    /// The draft of existing evidence, for the form in which it is edited.
    #[must_use]
    pub fn of(evidence: &Evidence) -> Self {
        let mut draft = Self {
            title: evidence.title.clone(),
            themes: evidence.themes.iter().map(ToString::to_string).collect(),
            allied: evidence.allied.iter().map(ToString::to_string).collect(),
            ..Self::default()
        };
        match &evidence.content {
            EvidenceContent::Link { address } => draft.address = address.to_string(),
            EvidenceContent::Number { value, counts, on } => {
                (draft.value, draft.counts, draft.on) = (value.clone(), counts.to_string(), Some(*on));
            }
            EvidenceContent::File(_) | EvidenceContent::Testimonial(_) => {}
        }
        draft
    }

    /// Checks it as an edit of evidence. A file, and the text and consent of a testimonial, do not change: only the title, themes and
    /// other charters are edited, and a new text is new evidence.
    ///
    /// # Errors
    /// Returns every invalid field, in the order of the form.
    pub fn correct(
        &self,
        was: &EvidenceContent,
        charter: &Charter,
        today: Date,
    ) -> Result<NewEvidence, Vec<EvidenceFlaw>> {
        match was {
            EvidenceContent::Link { .. } | EvidenceContent::Number { .. } => {
                self.parse(was.kind(), None, charter, today)
            }
            EvidenceContent::File(file) => self.parse(EvidenceKind::File, Some(Ok(file.clone())), charter, today),
            EvidenceContent::Testimonial(_) => {
                let mut flaws = Flaws::default();
                let title = self.title(&mut flaws);
                self.build(title, Some(was.clone()), flaws, charter)
            }
        }
    }

    /// Checks it as new evidence of a kind. `file` is the uploaded file, already checked; only a file has one. `today` limits the
    /// dates, because no figure or consent is from the future.
    ///
    /// # Errors
    /// Returns every invalid field, in the order of the form.
    pub fn parse(
        &self,
        kind: EvidenceKind,
        file: Option<Result<EvidenceFile, String>>,
        charter: &Charter,
        today: Date,
    ) -> Result<NewEvidence, Vec<EvidenceFlaw>> {
        let mut flaws = Flaws::default();
        let title = self.title(&mut flaws);
        let content = match kind {
            EvidenceKind::Link => {
                flaws.note("address", Address::parse(&self.address)).map(|address| EvidenceContent::Link { address })
            }
            EvidenceKind::File => {
                let file = file.unwrap_or_else(|| Err("Select a file".to_owned()));
                flaws.note("file", file).map(EvidenceContent::File)
            }
            EvidenceKind::Testimonial => self.testimony(&mut flaws, today).map(EvidenceContent::Testimonial),
            EvidenceKind::Number => self.number(&mut flaws, today),
        };
        self.build(title, content, flaws, charter)
    }

    fn title(&self, flaws: &mut Flaws) -> Option<Line> {
        flaws.note("title", Line::parse(&self.title).map_err(|_| "Enter a title of 200 characters or fewer"))
    }

    fn build(
        &self,
        title: Option<Line>,
        content: Option<EvidenceContent>,
        flaws: Flaws,
        charter: &Charter,
    ) -> Result<NewEvidence, Vec<EvidenceFlaw>> {
        let themes = charter.themes.iter().filter(|theme| self.themes.iter().any(|key| *key == theme.id.as_str()));
        let allied = charter.allied.iter().filter(|one| self.allied.iter().any(|key| *key == one.id.as_str()));
        let (themes, allied) =
            (themes.map(|theme| theme.id.clone()).collect(), allied.map(|one| one.id.clone()).collect());
        match (title, content) {
            (Some(title), Some(content)) if flaws.0.is_empty() => Ok(NewEvidence { title, content, themes, allied }),
            _ => Err(flaws.0),
        }
    }

    /// Parses a testimonial. A named one needs consent; an anonymous one may have it.
    fn testimony(&self, flaws: &mut Flaws, today: Date) -> Option<Testimony> {
        let words = flaws.note("words", text(&self.words, MAX_TESTIMONIAL_CHARACTERS, "Enter the testimonial"));
        let is_anonymous = self.name.trim().is_empty();
        let nothing_asked = self.asked_by.trim().is_empty() && self.asked_on.is_none() && self.terms.trim().is_empty();
        if is_anonymous && nothing_asked {
            return Some(Testimony::Anonymous { words: words?, consent: None });
        }
        let name = if is_anonymous {
            None
        } else {
            flaws.note("name", Line::parse(&self.name).map_err(|error| error.at("Name", "Enter a name")))
        };
        let asked_by = flaws.note("asked_by", Line::parse(&self.asked_by).map_err(|_| "Enter who obtained consent"));
        let on = flaws.note("asked_on", past(self.asked_on, today, "Enter the consent date"));
        let terms = flaws.note(
            "terms",
            text(
                &self.terms,
                MAX_TERMS_CHARACTERS,
                "Enter what consent was given for, for example to be quoted by name on the public page",
            ),
        );
        let consent = Consent { asked_by: asked_by?, on: on?, terms: terms? };
        if is_anonymous {
            return Some(Testimony::Anonymous { words: words?, consent: Some(consent) });
        }
        Some(Testimony::Named { words: words?, name: name?, consent })
    }

    fn number(&self, flaws: &mut Flaws, today: Date) -> Option<EvidenceContent> {
        let value = flaws.note("value", number(&self.value));
        let counts = flaws.note("counts", Line::parse(&self.counts).map_err(|_| "Enter what the figure measures"));
        let on = flaws.note("on", past(self.on, today, "Enter the date of the figure"));
        Some(EvidenceContent::Number { value: value?, counts: counts?, on: on? })
    }
}

fn text(text: &str, most: usize, missing: &'static str) -> Result<String, String> {
    let text = text.trim().replace("\r\n", "\n");
    match text.chars().count() {
        0 => Err(missing.to_owned()),
        count if count > most => Err(format!("Text must be {most} characters or fewer")),
        _ => Ok(text),
    }
}

fn past(day: Option<Date>, today: Date, missing: &'static str) -> Result<Date, &'static str> {
    match day {
        None => Err(missing),
        Some(day) if day > today => Err("Date must be today or in the past"),
        Some(day) => Ok(day),
    }
}

/// Parses a figure: digits with an optional fraction, minus sign and per cent sign. Commas between thousands are removed.
fn number(text: &str) -> Result<String, &'static str> {
    let text: String = text.trim().chars().filter(|c| *c != ',').collect();
    let digits = text.strip_prefix('-').unwrap_or(&text);
    let digits = digits.strip_suffix('%').unwrap_or(digits).trim_end();
    let (whole, part) = digits.split_once('.').unwrap_or((digits, "0"));
    let are_digits =
        |part: &str| !part.is_empty() && part.len() <= 15 && part.bytes().all(|byte| byte.is_ascii_digit());
    if are_digits(whole) && are_digits(part) { Ok(text) } else { Err("Figure must be a number, for example 42 or 3.5") }
}
