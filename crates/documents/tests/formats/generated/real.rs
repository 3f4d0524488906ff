//! Converts readings of the real submissions to submissions, as if they had been imported.

use super::{GeneratedSubmission, words};
use documents::{
    reading::{Reading, SignerRole, WhichPlan},
    write::form::{Signatures, WrittenSignature},
};
use model::{
    ActionId, AssessmentId, Date,
    assessment::{
        headcount::{Headcount, Totals, Unit},
        locked_version::{self, RatedAction, RatedPlan, Submission, SubmittedAction, SubmittedPlan},
    },
    charter::Charter,
    plan::{Origin, action::PublicDetails},
    register::organisation::Contact,
};
use uuid::Uuid;

/// A submission with everything that was read.
pub(crate) fn submission_from(reading: &Reading, charter: &Charter) -> GeneratedSubmission {
    let edition =
        charter.edition(reading.edition.as_ref().expect("the edition is known")).expect("the charter has the edition");
    let text = |words: &Option<String>| words.clone().unwrap_or_default();
    let id = |at: usize| ActionId(Uuid::from_u128(at as u128));
    let details = |action: &documents::reading::FoundAction| PublicDetails {
        text: action.text.clone(),
        themes: action.themes.clone(),
        owner: text(&action.owner),
        timescale: text(&action.timescale),
        due: action.due,
        measure: text(&action.measure),
        resource: text(&action.resource),
        starts: action.starts,
        rationale: text(&action.rationale),
        category: action.category.clone(),
        recommendations: action.recommendations.clone(),
        allied: action.allied.clone(),
    };
    let of = |plan: WhichPlan| reading.actions.iter().enumerate().filter(move |(_, action)| action.plan == plan);
    let rated = of(WhichPlan::Rated).map(|(at, action)| RatedAction {
        id: id(at),
        details: details(action),
        open_since: action.open_since,
        rating: action.rag,
        explanation: text(&action.comment),
        learning: text(&action.learning),
        becomes: action.becomes.clone(),
        left: None,
    });
    let new = of(WhichPlan::New).map(|(at, action)| SubmittedAction {
        id: id(at),
        details: details(action),
        open_since: action.open_since,
        origin: Origin::New,
    });
    let answer = |question: &model::charter::Question| locked_version::SubmittedAnswer {
        question: question.id.clone(),
        title: question.title.clone(),
        ask: question.ask.clone(),
        text: reading
            .answers
            .iter()
            .find(|answer| answer.question == question.id)
            .map(|answer| without_empty_items(&answer.text))
            .unwrap_or_default(),
    };
    let signature = |role: SignerRole| {
        let signature = reading.signatures.iter().find(|signature| signature.role == role)?;
        Some(WrittenSignature { name: signature.name.clone()?, on: signature.date? })
    };
    let day = |year: i16| Date::constant(year, 1, 1);
    let submission = Submission {
        format: locked_version::FORMAT.to_owned(),
        evidence: Vec::new(),
        version: locked_version::VERSION,
        advice_sha256: None,
        assessment: AssessmentId(Uuid::nil()),
        charter: words::charter(charter),
        edition: locked_version::Edition {
            key: edition.id.clone(),
            title: edition.title.clone(),
            stage: edition.stage,
            sha256: edition.hash.clone(),
        },
        organisation: locked_version::SubmittedOrganisation {
            name: text(&reading.organisation),
            slug: "real".to_owned(),
            stage: edition.stage,
            scope: String::new(),
        },
        leads: reading.lead.name.iter().cloned().collect(),
        leader: locked_version::Leader { name: String::new(), post: String::new() },
        contact: Contact {
            name: text(&reading.lead.name),
            email: text(&reading.lead.email),
            telephone: text(&reading.lead.telephone),
        },
        page: text(&reading.publication_url),
        answers: edition.questions.iter().map(answer).collect(),
        rated: edition.rates_plan_of_months.map(|months| RatedPlan {
            starts: day(2021),
            ends: day(2024),
            months,
            actions: rated.collect(),
        }),
        plan: SubmittedPlan { starts: day(2024), ends: day(2027), months: edition.plan_months, actions: new.collect() },
        headcount: None,
    };
    let signatures = Signatures { lead: signature(SignerRole::Lead), leader: signature(SignerRole::Leader) };
    GeneratedSubmission { submission, exact: headcount(reading), signatures }
}

/// The text of an old export contains numbers alone on their lines, which no document shows.
fn without_empty_items(text: &str) -> String {
    let is_number = |part: &&str| {
        let digits = part.trim().trim_end_matches('.');
        part.trim().ends_with('.') && !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit())
    };
    text.split("\n\n").filter(|part| !is_number(part)).collect::<Vec<_>>().join("\n\n")
}

fn headcount(reading: &Reading) -> Option<Headcount> {
    let groups = reading.headcount.groups();
    let count = |counts: &documents::reading::Counts, name: &str| {
        counts.0.iter().find(|(group, _)| group == name).map(|(_, count)| *count)
    };
    let cells = |counts: &documents::reading::Counts| groups.iter().map(|group| count(counts, group)).collect();
    let unit = |unit: &documents::reading::Unit| Unit {
        name: unit.unit.clone(),
        counts: cells(&unit.counts),
        printed_total: unit.total,
    };
    let totals = Totals { groups: cells(&reading.headcount.totals), all: count(&reading.headcount.totals, "total") };
    let units = reading.headcount.units.iter().map(unit).collect();
    Headcount::new(reading.headcount.as_at, groups.clone(), units, Some(totals)).ok()
}
