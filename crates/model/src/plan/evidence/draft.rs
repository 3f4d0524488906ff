//! Evidence as it is typed, and checked.

use super::{Consent, Evidence, EvidenceContent, EvidenceFile, EvidenceKind, Testimony};
use crate::{
    AlliedKey, Date, ThemeKey,
    charter::Charter,
    core::{address::Address, short::Line},
};

/// The most characters of a testimonial.
pub const LONGEST_WORDS: usize = 5_000;
/// Maximum length of the terms of a consent, in characters.
pub const LONGEST_TERMS: usize = 1_000;

/// What was typed, field by field.
#[derive(Debug, Clone, Default)]
pub struct EvidenceDraft {
    /// What it is called.
    pub title: String,
    /// The address of a link.
    pub address: String,
    /// The words of a testimonial.
    pub words: String,
    /// The speaker; blank if not named.
    pub name: String,
    /// Who asked for consent.
    pub asked_by: String,
    /// When.
    pub asked_on: Option<Date>,
    /// To what they agreed.
    pub terms: String,
    /// A number.
    pub value: String,
    /// What it counts.
    pub counts: String,
    /// Of which day.
    pub on: Option<Date>,
    /// Keys of themes.
    pub themes: Vec<String>,
    /// Keys of other charters.
    pub allied: Vec<String>,
}

/// Evidence that was checked and is not kept yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewEvidence {
    /// What it is called.
    pub title: Line,
    /// What it is.
    pub content: EvidenceContent,
    /// The themes that it tells of.
    pub themes: Vec<ThemeKey>,
    /// The other charters that it serves.
    pub allied: Vec<AlliedKey>,
}

/// What is wrong with one field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EvidenceFlaw {
    /// The field of [`EvidenceDraft`], or `file`.
    pub field: &'static str,
    /// What is wrong and what to do, as a sentence without a full stop.
    pub message: String,
}

/// The flaws that were found so far.
#[derive(Default)]
struct Flaws(Vec<EvidenceFlaw>);

impl Flaws {
    fn keep<T, E: ToString>(&mut self, field: &'static str, parsed: Result<T, E>) -> Option<T> {
        parsed.map_err(|error| self.0.push(EvidenceFlaw { field, message: error.to_string() })).ok()
    }
}

impl EvidenceDraft {
    /// What was typed when this was added, for a form in which it is corrected.
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

    /// Checks it as an edit of evidence. The file of a file and the text and consent of a testimonial do not change:
    /// only titles, themes and charters are edited, and a new text is new evidence.
    ///
    /// # Errors
    /// Every field that is wrong, in the order of the form.
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
                self.whole(title, Some(was.clone()), flaws, charter)
            }
        }
    }

    /// Checks it as evidence of a kind. `file` is the uploaded file, already checked; only a file has one. `today`
    /// limits the dates, since no count or consent is from tomorrow.
    ///
    /// # Errors
    /// Every field that is wrong, in the order of the form.
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
                flaws.keep("address", Address::parse(&self.address)).map(|address| EvidenceContent::Link { address })
            }
            EvidenceKind::File => {
                let file = file.unwrap_or_else(|| Err("Select a file".to_owned()));
                flaws.keep("file", file).map(EvidenceContent::File)
            }
            EvidenceKind::Testimonial => self.testimony(&mut flaws, today).map(EvidenceContent::Testimonial),
            EvidenceKind::Number => self.number(&mut flaws, today),
        };
        self.whole(title, content, flaws, charter)
    }

    fn title(&self, flaws: &mut Flaws) -> Option<Line> {
        flaws.keep("title", Line::parse(&self.title).map_err(|_| "Enter a title of 200 characters or fewer"))
    }

    fn whole(
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

    /// A named speaker must have given consent; an unnamed one may have.
    fn testimony(&self, flaws: &mut Flaws, today: Date) -> Option<Testimony> {
        let words = flaws.keep("words", text(&self.words, LONGEST_WORDS, "Enter the testimonial"));
        let is_anonymous = self.name.trim().is_empty();
        let nothing_asked = self.asked_by.trim().is_empty() && self.asked_on.is_none() && self.terms.trim().is_empty();
        if is_anonymous && nothing_asked {
            return Some(Testimony::Anonymous { words: words?, consent: None });
        }
        let name = if is_anonymous { None } else { flaws.keep("name", Line::parse(&self.name)) };
        let asked_by = flaws.keep("asked_by", Line::parse(&self.asked_by).map_err(|_| "Enter who obtained consent"));
        let on = flaws.keep("asked_on", past(self.asked_on, today, "Enter the consent date"));
        let terms = flaws.keep(
            "terms",
            text(
                &self.terms,
                LONGEST_TERMS,
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
        let value = flaws.keep("value", number(&self.value));
        let counts = flaws.keep("counts", Line::parse(&self.counts).map_err(|_| "Enter what the figure measures"));
        let on = flaws.keep("on", past(self.on, today, "Enter the date of the figure"));
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

/// Digits, with a part after a point perhaps, a sign before and a per cent sign behind; commas between thousands are dropped.
fn number(text: &str) -> Result<String, &'static str> {
    let text: String = text.trim().chars().filter(|c| *c != ',').collect();
    let digits = text.strip_prefix('-').unwrap_or(&text);
    let digits = digits.strip_suffix('%').unwrap_or(digits).trim_end();
    let (whole, part) = digits.split_once('.').unwrap_or((digits, "0"));
    let are_digits =
        |part: &str| !part.is_empty() && part.len() <= 15 && part.bytes().all(|byte| byte.is_ascii_digit());
    if are_digits(whole) && are_digits(part) { Ok(text) } else { Err("Figure must be a number, for example 42 or 3.5") }
}
