//! What is signed and published, as a document that is kept permanently. `docs/submission-format.md` describes it for
//! readers without this program.
//!
//! **A field here is never renamed and never changes its meaning**: what was locked years ago must still be read. A new
//! field needs `#[serde(default)]`; a change that cannot be made like that needs a new [`VERSION`].

use crate::{
    ActionId, AssessmentId, Date, EditionKey, EvidenceId, QuestionKey, ThemeKey,
    assessment::hesa::Published,
    charter::rating::Colour,
    core::canonical::Hash,
    plan::{
        Ended, Origin, Outcome,
        action::PublicDetails,
        evidence::{EvidenceContent, EvidenceKind},
    },
    register::organisation::Contact,
};
use serde::{Deserialize, Serialize};

/// The name of the format, by which a file is recognised.
pub const FORMAT: &str = "assay-submission";
/// The version of the format that is written.
pub const VERSION: u32 = 1;

/// A submission, complete and readable by itself: it repeats the questions and the names of the themes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Submission {
    /// [`FORMAT`].
    pub format: String,
    /// The version of the format: this program reads up to [`VERSION`].
    pub version: u32,
    /// The assessment, so that no two have the same text.
    pub assessment: AssessmentId,
    /// Under which charter.
    pub charter: Charter,
    /// What was asked.
    pub edition: Edition,
    /// Who answers.
    pub organisation: SubmittedOrganisation,
    /// The names of its institutional leads.
    pub leads: Vec<String>,
    /// Who signs for it.
    pub leader: Leader,
    /// Whom the public asks.
    pub contact: Contact,
    /// Its own page about the charter, or nothing.
    pub page: String,
    /// Every question of the edition in its order, with the answer, which may be empty.
    pub answers: Vec<SubmittedAnswer>,
    /// The last plan and what came of it.
    pub rated: Option<RatedPlan>,
    /// The new action plan.
    pub plan: SubmittedPlan,
    /// How many people there are, as it may be published.
    pub headcount: Option<SubmittedHeadcount>,
    /// What there is to show, by identity; absent where there is nothing, as in all that was locked before there could be.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub evidence: Vec<Evidence>,
}

/// A piece of evidence, named by its hash, so that its content can be proved later. This text is public permanently, so
/// it contains nothing for which consent can be withdrawn: of testimonials and internal evidence it has only the hash.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Evidence {
    /// Its identity.
    pub id: EvidenceId,
    /// What kind it is.
    pub kind: EvidenceKind,
    /// SHA-256 of the submission's secret salt followed by the canonical JSON of what it is.
    pub sha256: Hash,
    /// What it is called, if everyone may know.
    pub title: Option<String>,
    /// What it is, if everyone may know; never a testimonial.
    pub shown: Option<EvidenceContent>,
    /// The actions that it is attached to.
    pub actions: Vec<ActionId>,
    /// The questions.
    pub questions: Vec<QuestionKey>,
}

/// The charter's name, themes and words, as they were.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Charter {
    /// Its key.
    pub key: String,
    /// Its name.
    pub name: String,
    /// The names of its themes.
    pub themes: Vec<Theme>,
    /// What each colour means.
    pub ratings: Vec<RatingTerm>,
}

/// A theme's name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Theme {
    /// Its key.
    pub id: ThemeKey,
    /// Its name.
    pub name: String,
}

/// A colour's word.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RatingTerm {
    /// The colour.
    pub colour: Colour,
    /// Its word.
    pub word: String,
}

/// The edition that is answered, pinned by its hash.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Edition {
    /// Its key.
    pub key: EditionKey,
    /// Its name.
    pub title: String,
    /// Its stage.
    pub stage: u8,
    /// SHA-256 of its file.
    pub sha256: String,
}

/// The organisation, as it called itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SubmittedOrganisation {
    /// Its name.
    pub name: String,
    /// The end of its stable address.
    pub slug: String,
    /// The stage that it was at.
    pub stage: u8,
    /// Whom it calls one of the charter's people.
    pub scope: String,
}

/// The leader of the institution, without their email address.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Leader {
    /// A name.
    pub name: String,
    /// "Vice-Chancellor".
    pub post: String,
}

/// A question and its answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SubmittedAnswer {
    /// The question's key in its edition.
    pub question: QuestionKey,
    /// Its title.
    pub title: String,
    /// The question.
    pub ask: String,
    /// The answer in Markdown-light; empty where nothing was written.
    pub text: String,
}

/// The plan that was rated.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RatedPlan {
    /// Its first day.
    pub starts: Date,
    /// Its last day.
    pub ends: Date,
    /// How long it was, in months.
    pub months: u16,
    /// Its actions in its order, with those that left it before its end.
    pub actions: Vec<RatedAction>,
}

/// An action of the last plan, and what came of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RatedAction {
    /// Its identity for life.
    pub id: ActionId,
    /// The text and details of the action.
    #[serde(flatten)]
    pub details: PublicDetails,
    /// When it was first included in a plan, if that was before it was entered here.
    pub open_since: Option<Date>,
    /// Its RAG rating; none if not rated.
    pub rating: Option<Colour>,
    /// Why, or what happened.
    pub explanation: String,
    /// What was learned.
    pub learning: String,
    /// Its next step in the new plan, if one was chosen.
    pub becomes: Option<Outcome>,
    /// How it left the plan before its end, if it did.
    pub left: Option<Ended>,
}

/// The new plan.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SubmittedPlan {
    /// Its first day.
    pub starts: Date,
    /// Its last day.
    pub ends: Date,
    /// How long it is, in months.
    pub months: u16,
    /// Its actions in its order. Actions withdrawn from the draft are not included.
    pub actions: Vec<SubmittedAction>,
}

/// An action of the new plan.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SubmittedAction {
    /// Its identity for life.
    pub id: ActionId,
    /// The text and details of the action.
    #[serde(flatten)]
    pub details: PublicDetails,
    /// When it was first included in a plan, if that was before it was entered here.
    pub open_since: Option<Date>,
    /// `origin`: new, continued from the last plan, or related; then `follows` names which.
    #[serde(flatten)]
    pub origin: Origin,
}

/// A headcount as it may be published, and the proof of the exact one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SubmittedHeadcount {
    /// The rounded figures.
    #[serde(flatten)]
    pub published: Published,
    /// SHA-256 of a secret salt followed by the canonical JSON of the exact table: who holds both can prove the exact figures
    /// later; who holds this file alone cannot try them out.
    pub exact_sha256: Hash,
}

/// A document that is no submission which this program reads.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NotASubmission {
    /// It does not have the name of the format, or is no JSON.
    #[error("This is not a submission that Assay wrote")]
    Foreign,
    /// A newer program wrote it.
    #[error("This submission is of version {0} of its format; this program reads up to {VERSION}")]
    TooNew(u64),
    /// It says that it is one, but a part is missing or of another kind.
    #[error("This submission cannot be read: {0}")]
    Broken(String),
}

impl Submission {
    /// Read a document back, such as the canonical text of a locked version.
    ///
    /// # Errors
    /// Anything that is not a submission of a version that this program knows.
    pub fn parse(text: &str) -> Result<Self, NotASubmission> {
        Self::from_value(serde_json::from_str(text).map_err(|_| NotASubmission::Foreign)?)
    }

    /// The same, from JSON that was read already.
    ///
    /// # Errors
    /// As [`Submission::parse`].
    pub fn from_value(document: serde_json::Value) -> Result<Self, NotASubmission> {
        if document.get("format").and_then(|format| format.as_str()) != Some(FORMAT) {
            return Err(NotASubmission::Foreign);
        }
        // The version is looked at first: what a later one says need not fit into these fields.
        match document.get("version").and_then(serde_json::Value::as_u64) {
            Some(version) if version > u64::from(VERSION) => Err(NotASubmission::TooNew(version)),
            _ => serde_json::from_value(document).map_err(|error| NotASubmission::Broken(error.to_string())),
        }
    }

    /// The name of a theme, as it was then.
    #[must_use]
    pub fn theme<'a>(&'a self, key: &'a ThemeKey) -> &'a str {
        self.charter.themes.iter().find(|theme| theme.id == *key).map_or(key.as_str(), |theme| &theme.name)
    }

    /// The word of a colour, as it was then; "Not rated" for none.
    #[must_use]
    pub fn word(&self, colour: Option<Colour>) -> &str {
        let Some(colour) = colour else { return "Not rated" };
        self.charter.ratings.iter().find(|meaning| meaning.colour == colour).map_or(colour.as_str(), |one| &one.word)
    }
}
