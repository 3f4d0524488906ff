//! The invented sector as described by `crates/assay/demo/*.toml`.

use jiff::{ToSpan as _, civil::Date};
use model::register::organisation::Standing;
use serde::Deserialize;
use std::collections::BTreeMap;

/// All invented organisations, people and texts.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Sector {
    pub(super) secretariat: Vec<String>,
    pub(super) board: Vec<String>,
    #[serde(rename = "organisation")]
    pub(super) organisations: Vec<DemoOrganisation>,
    #[serde(skip)]
    pub(super) actions: Vec<DemoAction>,
    /// Texts of answers by question. If there are several, each stage uses the next one.
    #[serde(skip)]
    pub(super) answers: BTreeMap<String, Vec<String>>,
}

/// An organisation, its people and its history.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct DemoOrganisation {
    /// Its web and email addresses end in `{domain}.example`.
    pub(super) domain: String,
    pub(super) name: String,
    pub(super) standing: Standing,
    pub(super) kind: String,
    pub(super) country: String,
    #[serde(default)]
    pub(super) region: String,
    #[serde(default)]
    pub(super) consortium: String,
    pub(super) signed_on: When,
    pub(super) phase: Option<String>,
    pub(super) scope: String,
    /// Name and job title.
    pub(super) leader: (String, String),
    pub(super) leads: Vec<String>,
    pub(super) contributors: Vec<String>,
    /// Whether it has actions that are older than its first plan.
    #[serde(default)]
    pub(super) older_actions: bool,
    /// Name, women, men.
    pub(super) units: Vec<(String, u32, u32)>,
    /// Whether its printed totals are wrong.
    #[serde(default)]
    pub(super) misprinted: bool,
    pub(super) assessments: Vec<Assessment>,
    /// The stage to which it has moved without starting it.
    pub(super) then_stage: Option<u8>,
    /// The due date of that stage.
    pub(super) then_due: Option<Extension>,
}

/// A due date set by the secretariat.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Extension {
    pub(super) on: When,
    pub(super) reason: String,
}

/// One self-assessment.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Assessment {
    pub(super) stage: u8,
    pub(super) started: When,
    pub(super) submitted: Option<When>,
    /// The due date set by the secretariat, where the calendar has none or there is an extension.
    pub(super) due: Option<When>,
    /// The reason for an extension.
    pub(super) extended: Option<String>,
    /// The number of actions in its plan.
    pub(super) actions: usize,
    /// The ratings of the previous plan.
    #[serde(default)]
    pub(super) colours: Colours,
    /// The ratings of its own plan since then.
    #[serde(default)]
    pub(super) since: Colours,
    #[serde(default)]
    pub(super) status: DemoStatus,
    /// The number of answered questions, if not all are.
    pub(super) answered: Option<usize>,
}

/// The proportions of green, amber, red and not rated.
pub(super) type Colours = [usize; 4];

/// How far a self-assessment has got.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum DemoStatus {
    Drafting,
    /// One item is missing.
    NearlyReady,
    LeadSigned,
    #[default]
    Submitted,
    Returned,
}

/// A date, or a number of days before the demo is created.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(untagged)]
pub(super) enum When {
    On(Date),
    DaysAgo(i32),
}

impl When {
    pub(super) fn day(self, today: Date) -> Date {
        match self {
            Self::On(day) => day,
            Self::DaysAgo(days) => today.saturating_sub(days.days()),
        }
    }
}

/// An action, and its explanation for each rating.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct DemoAction {
    pub(super) theme: String,
    pub(super) category: String,
    pub(super) text: String,
    pub(super) owner: String,
    pub(super) measure: String,
    #[serde(default)]
    pub(super) resource: String,
    #[serde(default)]
    pub(super) rationale: String,
    #[serde(default)]
    pub(super) recommendations: Vec<String>,
    #[serde(default)]
    pub(super) allied: Vec<String>,
    /// The year in which it was first included in a plan, if that was long ago.
    pub(super) since: Option<i16>,
    pub(super) green: String,
    pub(super) amber: String,
    pub(super) red: String,
    pub(super) learned: String,
}

impl Sector {
    /// Reads the files that are built in.
    pub(super) fn read() -> Self {
        #[derive(Deserialize)]
        struct Actions {
            action: Vec<DemoAction>,
        }
        let built_in = "the demo's files are built in and tested";
        let sector: Self = toml::from_str(include_str!("../../demo/sector.toml")).expect(built_in);
        let actions: Actions = toml::from_str(include_str!("../../demo/actions.toml")).expect(built_in);
        let answers = toml::from_str(include_str!("../../demo/answers.toml")).expect(built_in);
        Self { actions: actions.action, answers, ..sector }
    }
}
