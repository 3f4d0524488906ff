//! The items found in a document. A person checks them before they are imported.
//!
//! A reading serialises to the JSON that `assay import --dry-run --json` prints. What was not found is null or empty.

mod certainty;
mod counts;
mod links;
mod unused;

pub use certainty::Certainty;
pub use counts::Counts;
pub use links::{EarlyEnd, PlanOrigin};
pub use unused::Unused;

pub use crate::manuscript::{Notice, Severity};
use model::{
    AlliedKey, CategoryKey, Date, EditionKey, QuestionKey, RecommendationKey, ThemeKey, charter::rating::Colour,
    plan::Outcome,
};
use serde::{Deserialize, Serialize};

/// Everything that was found in one document.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Reading {
    /// The file's name.
    pub file: String,
    /// The format in which it was read.
    pub format: DocumentFormat,
    /// The organisation that wrote it.
    pub organisation: Option<String>,
    /// The stage of its form.
    pub stage: Option<u8>,
    /// The form whose questions it answers.
    pub edition: Option<EditionKey>,
    /// The institutional lead.
    pub lead: Lead,
    /// The written answers, in the order of the form's questions.
    pub answers: Vec<FoundAnswer>,
    /// Actions, in the order of the document.
    pub actions: Vec<FoundAction>,
    /// The headcount table.
    pub headcount: FoundHeadcount,
    /// The address of the public page with the submission.
    pub publication_url: Option<String>,
    /// The signatures of which at least a name or a date was found.
    pub signatures: Vec<FoundSignature>,
    /// Notices about what is doubtful, missing or unreadable.
    pub notices: Vec<Notice>,
    /// The parts of the file that were not recognised as anything, so that nothing is lost silently.
    #[serde(default)]
    pub unused: Vec<Unused>,
}

/// The format of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum DocumentFormat {
    /// Plain text.
    Text,
    /// Markdown, by its file name or its marks.
    Markdown,
    /// Word (.docx).
    Docx,
    /// An OpenDocument text, such as LibreOffice writes.
    Odt,
    /// Excel (.xlsx).
    Xlsx,
    /// Excel before 2007 (.xls).
    Xls,
    /// An OpenDocument spreadsheet.
    Ods,
    /// Values separated by commas, semicolons or tabs.
    Csv,
    /// A PDF with text.
    Pdf,
    /// A web page.
    Html,
    /// The JSON of a submission that Assay wrote.
    Json,
}

/// The institutional lead.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Lead {
    /// Their name.
    pub name: Option<String>,
    /// Their email address.
    pub email: Option<String>,
    /// Their telephone number, as written.
    pub telephone: Option<String>,
}

/// The written answer to one question, as Markdown with paragraphs, lists, links and emphasis only.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FoundAnswer {
    /// The question of the form.
    pub question: QuestionKey,
    /// The text.
    pub text: String,
    /// Where it begins.
    #[serde(rename = "where")]
    pub place: String,
    /// How certain it is that this text answers this question.
    #[serde(rename = "sure", default)]
    pub certainty: Certainty,
}

/// One action.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FoundAction {
    /// The action, without its number, label and status.
    pub text: String,
    /// The themes of the action; empty if the document does not name them.
    pub themes: Vec<ThemeKey>,
    /// The owner, as written.
    pub owner: Option<String>,
    /// The timescale, as written.
    pub timescale: Option<String>,
    /// The due date, if the timescale is unambiguous.
    pub due: Option<Date>,
    /// The success measure, as written.
    pub measure: Option<String>,
    /// The resources, as written.
    #[serde(default)]
    pub resource: Option<String>,
    /// The rating; `None` if the document does not give it.
    pub rag: Option<Colour>,
    /// The explanation.
    pub comment: Option<String>,
    /// The learning.
    pub learning: Option<String>,
    /// The start date, if it is unambiguous.
    #[serde(default)]
    pub starts: Option<Date>,
    /// The date on which the action was first included in a plan.
    #[serde(default)]
    pub open_since: Option<Date>,
    /// The rationale or the aim, as written.
    #[serde(default)]
    pub rationale: Option<String>,
    /// The category, if the document names one of the charter's.
    #[serde(default)]
    pub category: Option<CategoryKey>,
    /// The recommendations of the charter that it carries out.
    #[serde(default)]
    pub recommendations: Vec<RecommendationKey>,
    /// The other charters that it supports.
    #[serde(default)]
    pub allied: Vec<AlliedKey>,
    /// What happens to a rated action in the new plan.
    #[serde(default)]
    pub becomes: Option<Outcome>,
    /// How a rated action ended before the end of its plan.
    #[serde(default)]
    pub left: Option<EarlyEnd>,
    /// How an action of the new plan relates to the rated plan.
    #[serde(default)]
    pub origin: Option<PlanOrigin>,
    /// The plan that it belongs to.
    pub plan: WhichPlan,
    /// Its place in the document.
    #[serde(rename = "where")]
    pub place: String,
    /// How certain it is that this is an action and that its fields are right.
    #[serde(rename = "sure", default)]
    pub certainty: Certainty,
}

/// The two plans of a submission.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum WhichPlan {
    /// The previous plan, whose actions are rated.
    Rated,
    /// The new plan.
    New,
}

/// Numbers of people by unit and group, as the table prints them.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FoundHeadcount {
    /// The date of the count.
    pub as_at: Option<Date>,
    /// The rows that hold numbers.
    pub units: Vec<Unit>,
    /// The printed totals by group, and `total` for all; not corrected.
    pub totals: Counts,
}

impl FoundHeadcount {
    /// The key of the total of all groups.
    pub const ALL: &str = "total";

    /// The groups of all rows, in the order of the table's columns.
    #[must_use]
    pub fn groups(&self) -> Vec<String> {
        let mut groups: Vec<String> = Vec::new();
        for (group, _) in self.units.iter().flat_map(|unit| &unit.counts.0).chain(&self.totals.0) {
            if group != Self::ALL && !groups.contains(group) {
                groups.push(group.clone());
            }
        }
        groups
    }
}

/// One row of the headcount table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Unit {
    /// The unit: a school, an institute or a service.
    pub unit: String,
    /// The number of people in each group.
    pub counts: Counts,
    /// The printed total of the row; not corrected.
    pub total: Option<u32>,
}

/// One signature.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FoundSignature {
    /// The role of the signatory.
    pub role: SignerRole,
    /// The name, if it could be read.
    pub name: Option<String>,
    /// The date of the signature.
    pub date: Option<Date>,
}

/// The roles of the two signatories.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum SignerRole {
    /// The institutional lead.
    Lead,
    /// The leader of the institution.
    Leader,
}
