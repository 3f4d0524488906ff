//! What was found in a document: proposals that a person accepts. Nothing here has been decided.
//!
//! It serialises to the JSON that `assay import --dry-run --json` prints. What was not found is null or empty.

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

/// All that was found in one document.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Reading {
    /// The file's name.
    pub file: String,
    /// What it was read as.
    pub format: Format,
    /// The organisation that wrote it.
    pub organisation: Option<String>,
    /// The stage of its edition.
    pub stage: Option<u8>,
    /// The edition whose questions it answers.
    pub edition: Option<EditionKey>,
    /// The institutional lead.
    pub lead: Lead,
    /// Answers in words, in the order of the edition's questions.
    pub answers: Vec<Answer>,
    /// Actions, in the order of the document.
    pub actions: Vec<Action>,
    /// The table of people.
    pub headcount: Headcount,
    /// The address of the public page.
    pub publication_url: Option<String>,
    /// Signatures of which at least a name or a date was found.
    pub signatures: Vec<Signature>,
    /// What is doubtful, missing or could not be read.
    pub notices: Vec<Notice>,
    /// What stands in the file and was read as nothing, so that nothing is silently lost.
    #[serde(default)]
    pub unused: Vec<Unused>,
}

/// What a file was read as.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Format {
    /// Plain text.
    Text,
    /// Markdown, by its name or its marks.
    Markdown,
    /// Word, since 2007.
    Docx,
    /// An OpenDocument text, as LibreOffice writes it.
    Odt,
    /// Excel, since 2007.
    Xlsx,
    /// Excel, before 2007.
    Xls,
    /// An OpenDocument spreadsheet.
    Ods,
    /// Values between commas, semicolons or tabs.
    Csv,
    /// A PDF that holds text.
    Pdf,
    /// A page of the web.
    Html,
    /// What Assay itself wrote of a submission.
    Json,
}

/// Who leads on the charter in the organisation.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Lead {
    /// Their name.
    pub name: Option<String>,
    /// Their e-mail address.
    pub email: Option<String>,
    /// Their telephone number, as written.
    pub telephone: Option<String>,
}

/// The answer to one question, in words: paragraphs and lists as Markdown-light.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answer {
    /// The question of the edition.
    pub question: QuestionKey,
    /// The words.
    pub text: String,
    /// Where they begin.
    #[serde(rename = "where")]
    pub place: String,
    /// How sure it is that these words answer this question.
    #[serde(rename = "sure", default)]
    pub certainty: Certainty,
}

/// One action.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Action {
    /// What is promised, without number, label and status.
    pub text: String,
    /// The themes that it stands under; none where the document does not say.
    pub themes: Vec<ThemeKey>,
    /// Who is to do it, as written.
    pub owner: Option<String>,
    /// When, as written.
    pub timescale: Option<String>,
    /// The last day, only where the written words leave no doubt.
    pub due: Option<Date>,
    /// How success is told, as written.
    pub measure: Option<String>,
    /// What it needs, as written.
    #[serde(default)]
    pub resource: Option<String>,
    /// How far it has come. Unknown stays unknown.
    pub rag: Option<Colour>,
    /// What happened.
    pub comment: Option<String>,
    /// What was learned.
    pub learning: Option<String>,
    /// The first day, only where the written words leave no doubt.
    #[serde(default)]
    pub starts: Option<Date>,
    /// The day on which it was first promised.
    #[serde(default)]
    pub open_since: Option<Date>,
    /// Why it is promised, or what it aims at, as written.
    #[serde(default)]
    pub rationale: Option<String>,
    /// What kind of action it is, where the document names a category of the charter.
    #[serde(default)]
    pub category: Option<CategoryKey>,
    /// The recommendations that it carries out, as far as the charter knows them.
    #[serde(default)]
    pub recommendations: Vec<RecommendationKey>,
    /// The other charters that it serves.
    #[serde(default)]
    pub allied: Vec<AlliedKey>,
    /// What becomes of a rated action in the new plan.
    #[serde(default)]
    pub becomes: Option<Outcome>,
    /// How a rated action left its plan before its time.
    #[serde(default)]
    pub left: Option<EarlyEnd>,
    /// Where an action of the new plan comes from.
    #[serde(default)]
    pub origin: Option<PlanOrigin>,
    /// Which plan it belongs to.
    pub plan: Plan,
    /// Where it stands.
    #[serde(rename = "where")]
    pub place: String,
    /// How sure it is that this is an action and that its parts are right.
    #[serde(rename = "sure", default)]
    pub certainty: Certainty,
}

/// The two plans that a submission speaks of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Plan {
    /// The last plan, whose actions are rated.
    Rated,
    /// The plan that is promised.
    New,
}

/// People counted by unit and group, as the table prints them.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Headcount {
    /// The day on which they were counted.
    pub as_at: Option<Date>,
    /// The rows that hold numbers.
    pub units: Vec<Unit>,
    /// The printed totals by group, and `total` for all; right or wrong.
    pub totals: Counts,
}

impl Headcount {
    /// Under which a table's totals hold the total of all.
    pub const ALL: &str = "total";

    /// The groups that any row has, in the order in which they come: the table's columns.
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

/// One row of the table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Unit {
    /// The school, institute or service.
    pub unit: String,
    /// How many of each group.
    pub counts: Counts,
    /// The total that the row prints, right or wrong.
    pub total: Option<u32>,
}

/// One signature.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Signature {
    /// Who signs.
    pub role: Role,
    /// The name, if one can be read.
    pub name: Option<String>,
    /// The day.
    pub date: Option<Date>,
}

/// The two who sign.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// The institutional lead.
    Lead,
    /// The leader of the institution.
    Leader,
}
