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
use serde::{Deserialize, Serialize, de::DeserializeOwned};

/// The name of the format, which identifies a file.
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
    /// The id of the self-assessment, so that no two have the same text.
    pub assessment: AssessmentId,
    /// The charter.
    pub charter: Charter,
    /// The edition.
    pub edition: Edition,
    /// The organisation.
    pub organisation: SubmittedOrganisation,
    /// The names of its institutional leads.
    pub leads: Vec<String>,
    /// The leader, who signs for it.
    pub leader: Leader,
    /// The public contact.
    pub contact: Contact,
    /// The web address of its page about the charter; may be empty.
    pub page: String,
    /// Every question of the edition, in order, with its answer, which may be empty.
    pub answers: Vec<SubmittedAnswer>,
    /// The previous plan, with its ratings and next steps.
    pub rated: Option<RatedPlan>,
    /// The new action plan.
    pub plan: SubmittedPlan,
    /// The published headcount.
    pub headcount: Option<SubmittedHeadcount>,
    /// The evidence, in order of id; absent if there is none, as in versions that were locked before evidence existed.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub evidence: Vec<Evidence>,
    /// SHA-256 of the secret salt followed by the canonical JSON of what was done about the advice of the last peer review; absent if nothing
    /// was written about it. The text itself is not published.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub advice_sha256: Option<Hash>,
}

/// An evidence item, identified by its hash, so that its content can be proved later. This text is public permanently, so
/// it contains nothing for which consent can be withdrawn: of testimonials and internal evidence it has only the hash.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Evidence {
    /// The id.
    pub id: EvidenceId,
    /// The kind.
    pub kind: EvidenceKind,
    /// SHA-256 of the submission's secret salt followed by the canonical JSON of the content.
    pub sha256: Hash,
    /// The title, if it is public.
    pub title: Option<String>,
    /// The content, if it is public; never that of a testimonial.
    pub shown: Option<EvidenceContent>,
    /// The actions that it is attached to.
    pub actions: Vec<ActionId>,
    /// The questions that it is attached to.
    pub questions: Vec<QuestionKey>,
}

/// The charter's name, themes and words for ratings when it was locked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Charter {
    /// Its key.
    pub key: String,
    /// Its name.
    pub name: String,
    /// The names of its themes.
    pub themes: Vec<Theme>,
    /// The words for the colours.
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

/// The word for a colour.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RatingTerm {
    /// The colour.
    pub colour: Colour,
    /// The word.
    pub word: String,
}

/// The edition, identified by the hash of its file.
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

/// The organisation when it was locked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SubmittedOrganisation {
    /// Its name.
    pub name: String,
    /// The last part of its address, which does not change.
    pub slug: String,
    /// The stage that it was at.
    pub stage: u8,
    /// Whom it counts among the charter's people.
    pub scope: String,
}

/// The leader of the institution, without their email address.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Leader {
    /// The name.
    pub name: String,
    /// The job title: "Vice-Chancellor".
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
    /// The answer, in Markdown; may be empty.
    pub text: String,
}

/// The previous plan, which is rated.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RatedPlan {
    /// Its first day.
    pub starts: Date,
    /// Its last day.
    pub ends: Date,
    /// Its length in months.
    pub months: u16,
    /// Its actions in order, with those that left it before its end.
    pub actions: Vec<RatedAction>,
}

/// An action of the previous plan, with its rating and next step.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RatedAction {
    /// The id, which is the same in every plan.
    pub id: ActionId,
    /// The text and details of the action.
    #[serde(flatten)]
    pub details: PublicDetails,
    /// When it was first included in a plan, if that was before it was entered here.
    pub open_since: Option<Date>,
    /// Its RAG rating; none if not rated.
    pub rating: Option<Colour>,
    /// The explanation.
    pub explanation: String,
    /// The learning.
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
    /// Its length in months.
    pub months: u16,
    /// Its actions in order. Actions withdrawn from the draft are not included.
    pub actions: Vec<SubmittedAction>,
}

/// An action of the new plan.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SubmittedAction {
    /// The id, which is the same in every plan.
    pub id: ActionId,
    /// The text and details of the action.
    #[serde(flatten)]
    pub details: PublicDetails,
    /// When it was first included in a plan, if that was before it was entered here.
    pub open_since: Option<Date>,
    /// `origin`: new, continued from the previous plan, or related; then `follows` has the id of the related action.
    #[serde(flatten)]
    pub origin: Origin,
}

/// The published headcount, and the proof of the exact one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SubmittedHeadcount {
    /// The rounded figures.
    #[serde(flatten)]
    pub published: Published,
    /// SHA-256 of a secret salt followed by the canonical JSON of the exact table. The exact figures can be proved with both, and
    /// cannot be found by trying with this file alone.
    pub exact_sha256: Hash,
}

/// Why a document cannot be read as a submission.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NotASubmission {
    /// It is not JSON, or does not have the name of the format.
    #[error("This is not a submission that Assay wrote")]
    OtherFormat,
    /// It has a newer version of the format.
    #[error(
        "This submission has version {0} of its format, but this version of Assay reads up to {VERSION}. Use a later version of Assay"
    )]
    TooNew(u64),
    /// It has the name of the format, but a part is missing or not valid.
    #[error("This submission cannot be read: {0}")]
    Invalid(String),
}

/// Parses a document, or those of its parts that `T` has.
fn parse<T: DeserializeOwned>(text: &str) -> Result<T, NotASubmission> {
    /// The version is checked first, because a later one may not fit into the fields.
    #[derive(Deserialize)]
    struct Head {
        format: String,
        #[serde(default)]
        version: serde_json::Value,
    }
    let head: Head = serde_json::from_str(text).map_err(|_| NotASubmission::OtherFormat)?;
    check(&head.format, &head.version)?;
    serde_json::from_str(text).map_err(|error| NotASubmission::Invalid(error.to_string()))
}

fn check(format: &str, version: &serde_json::Value) -> Result<(), NotASubmission> {
    if format != FORMAT {
        return Err(NotASubmission::OtherFormat);
    }
    match version.as_u64() {
        Some(version) if version > u64::from(VERSION) => Err(NotASubmission::TooNew(version)),
        _ => Ok(()),
    }
}

impl SubmittedPlan {
    /// Parses the plan of a document alone, several times as fast as all of it.
    ///
    /// # Errors
    /// Returns the errors of [`Submission::parse`], except those of other parts.
    pub fn parse(submission: &str) -> Result<Self, NotASubmission> {
        #[derive(Deserialize)]
        struct OnlyPlan {
            plan: SubmittedPlan,
        }
        parse(submission).map(|OnlyPlan { plan }| plan)
    }
}

impl Submission {
    /// Parses a document, such as the canonical text of a locked version.
    ///
    /// # Errors
    /// Returns an error if it is not a submission, or has a version that this program does not know.
    pub fn parse(text: &str) -> Result<Self, NotASubmission> {
        parse(text)
    }

    /// Creates a submission from JSON that is already parsed.
    ///
    /// # Errors
    /// Returns the errors of [`Submission::parse`].
    pub fn from_value(document: serde_json::Value) -> Result<Self, NotASubmission> {
        let format = document.get("format").and_then(|format| format.as_str()).unwrap_or_default();
        check(format, &document["version"])?;
        serde_json::from_value(document).map_err(|error| NotASubmission::Invalid(error.to_string()))
    }

    /// The name of a theme when it was locked.
    #[must_use]
    pub fn theme<'a>(&'a self, key: &'a ThemeKey) -> &'a str {
        self.charter.themes.iter().find(|theme| theme.id == *key).map_or(key.as_str(), |theme| &theme.name)
    }

    /// The word for a colour when it was locked; "Not rated" for none.
    #[must_use]
    pub fn word(&self, colour: Option<Colour>) -> &str {
        let Some(colour) = colour else { return "Not rated" };
        self.charter.ratings.iter().find(|meaning| meaning.colour == colour).map_or(colour.as_str(), |one| &one.word)
    }
}
