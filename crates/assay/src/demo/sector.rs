//! The invented sector as its files tell it: `crates/assay/demo/*.toml`.

use jiff::{ToSpan as _, civil::Date};
use model::register::organisation::Standing;
use serde::Deserialize;
use std::collections::BTreeMap;

/// Everyone and everything that is invented.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Sector {
    pub(super) secretariat: Vec<String>,
    pub(super) board: Vec<String>,
    #[serde(rename = "organisation")]
    pub(super) organisations: Vec<Organisation>,
    #[serde(skip)]
    pub(super) actions: Vec<Action>,
    /// What is answered, by question. Several take turns by stage.
    #[serde(skip)]
    pub(super) answers: BTreeMap<String, Vec<String>>,
}

/// An organisation, its people and its way.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Organisation {
    /// Its addresses are at `{domain}.example`.
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
    /// Name and post.
    pub(super) leader: (String, String),
    pub(super) leads: Vec<String>,
    pub(super) contributors: Vec<String>,
    /// Whether it brings promises that are older than its first plan.
    #[serde(default)]
    pub(super) old_promise: bool,
    /// Name, women, men.
    pub(super) units: Vec<(String, u32, u32)>,
    /// Whether its printed totals are wrong.
    #[serde(default)]
    pub(super) misprinted: bool,
    pub(super) assessments: Vec<Assessment>,
    /// The stage that it was moved to and did not begin.
    pub(super) then_stage: Option<u8>,
    /// When that is due.
    pub(super) then_due: Option<Extension>,
}

/// A date that the secretariat set.
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
    /// What the secretariat set, where the calendar says nothing or there is an extension.
    pub(super) due: Option<When>,
    /// Why it was extended.
    pub(super) extended: Option<String>,
    /// How many actions its plan has.
    pub(super) actions: usize,
    /// How the plan that it rates went.
    #[serde(default)]
    pub(super) colours: Colours,
    /// How its own plan goes since.
    #[serde(default)]
    pub(super) since: Colours,
    #[serde(default)]
    pub(super) way: Way,
    /// How many questions are answered, where not all are.
    pub(super) answered: Option<usize>,
}

/// So many parts green, amber, red and unknown.
pub(super) type Colours = [usize; 4];

/// How far a self-assessment goes.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Way {
    Drafting,
    /// One thing is missing.
    NearlyReady,
    LeadSigned,
    #[default]
    Submitted,
    Returned,
}

/// A day: a date, or so many days before the demo is made.
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

/// An action, and what is said of it in each colour.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Action {
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
    /// The year in which it was first promised, where that was long ago.
    pub(super) since: Option<i16>,
    pub(super) green: String,
    pub(super) amber: String,
    pub(super) red: String,
    pub(super) learned: String,
}

impl Sector {
    /// Read it from the files that are built in.
    pub(super) fn read() -> Self {
        #[derive(Deserialize)]
        struct Actions {
            action: Vec<Action>,
        }
        let built_in = "the demo's files are built in and tested";
        let sector: Self = toml::from_str(include_str!("../../demo/sector.toml")).expect(built_in);
        let actions: Actions = toml::from_str(include_str!("../../demo/actions.toml")).expect(built_in);
        let answers = toml::from_str(include_str!("../../demo/answers.toml")).expect(built_in);
        Self { actions: actions.action, answers, ..sector }
    }
}
