//! The items found, as the page of an import shows them.

mod found_actions;

pub(super) use found_actions::{FoundActionContext, FoundPlanView, plans};

use super::{choosing::ImportForm, preview::Anchors};
use documents::reading::{Certainty, Counts, FoundHeadcount, Reading, Severity, SignerRole, WhichPlan};
use model::{
    charter::{Charter, Edition, Question, QuestionKind},
    core::{
        dates::{count, long_date},
        prose,
    },
    imports::import::{ExistingContent, Open},
    register::organisation::slug,
};
use web_shell::versions::{MarkedText, pieces};

/// Answers of more characters than this are collapsed.
const LONG: usize = 400;

/// Something to know before importing.
pub(super) struct Notice {
    pub(super) severity: &'static str,
    pub(super) message: String,
    pub(super) place: String,
    /// The anchor of its place in the preview; blank if the preview does not show it.
    pub(super) anchor: String,
}

/// An answer found.
pub(super) struct FoundAnswerView {
    pub(super) key: String,
    pub(super) title: String,
    pub(super) html: String,
    /// The answer as plain text, for editing.
    pub(super) text: String,
    /// The current answer of the open self-assessment, compared with this one.
    pub(super) comparison: Option<Comparison>,
    /// The revision of the current answer; 0 if there is none. The form sends it, so that a change made since is noticed.
    pub(super) seen: i64,
    pub(super) doubt: Option<&'static str>,
    pub(super) is_long: bool,
    pub(super) place: String,
    /// The anchor of its place in the preview.
    pub(super) anchor: String,
    pub(super) chosen: bool,
}

/// The current answer and the answer found, with the differences marked in each.
pub(super) struct Comparison {
    pub(super) is_same: bool,
    pub(super) current: Vec<MarkedText>,
    pub(super) found: Vec<MarkedText>,
}

/// The headcount table, as the document has it.
pub(super) struct FoundHeadcountView {
    pub(super) as_at: String,
    pub(super) groups: Vec<String>,
    pub(super) rows: Vec<(String, Vec<String>)>,
    pub(super) totals: Vec<String>,
}

/// "16 actions, 7 answers and 19 headcount rows found".
pub(super) fn sentence(reading: &Reading) -> String {
    let length = |number: usize| i64::try_from(number).unwrap_or(i64::MAX);
    let all = [
        (reading.actions.len(), "action"),
        (reading.answers.len(), "answer"),
        (reading.headcount.units.len(), "headcount row"),
    ];
    let found = all.into_iter().filter(|(number, _)| *number > 0);
    let found: Vec<String> = found.map(|(number, unit)| count(length(number), unit)).collect();
    match found.split_last() {
        None => "No items found".to_owned(),
        Some((only, [])) => format!("{only} found"),
        Some((last, before)) => format!("{} and {last} found", before.join(", ")),
    }
}

/// Returns the organisation that a document names, if it is another one than `organisation`.
pub(super) fn other<'r>(reading: &'r Reading, organisation: &str) -> Option<&'r str> {
    reading.organisation.as_deref().filter(|name| slug(name) != slug(organisation))
}

/// Errors first, then warnings, then notes. If the document names another organisation than `organisation`, that comes first.
pub(super) fn notices(reading: &Reading, organisation: &str, anchors: &Anchors) -> Vec<Notice> {
    let other = other(reading, organisation).map(|name| Notice {
        severity: "Error",
        message: format!(
            "The document names {name}, not {organisation}. Discard the import, unless {name} is another name for {organisation}."
        ),
        place: String::new(),
        anchor: String::new(),
    });
    let of = |severity, label| {
        reading.notices.iter().filter(move |notice| notice.severity == severity).map(move |notice| Notice {
            severity: label,
            message: notice.message.clone(),
            place: notice.place.clone().unwrap_or_default(),
            anchor: notice.place.as_deref().map(|place| anchors.of(place)).unwrap_or_default(),
        })
    };
    let notices =
        of(Severity::Error, "Error").chain(of(Severity::Warning, "Warning")).chain(of(Severity::Note, "Note"));
    other.into_iter().chain(notices).collect()
}

/// How certain the reader is; `None` if it is certain.
fn doubt(certainty: Certainty) -> Option<&'static str> {
    match certainty {
        Certainty::Certain => None,
        Certainty::Likely => Some("Probably correct"),
        Certainty::Doubtful => Some("Check this item"),
    }
}

/// The open self-assessment, if a document may be part of it: it uses the same form, or names no form.
pub(super) fn open_for<'k>(reading: &Reading, known: &'k ExistingContent) -> Option<&'k Open> {
    known.open.as_ref().filter(|open| reading.edition.as_ref().is_none_or(|edition| *edition == open.edition))
}

pub(super) fn answers(
    reading: &Reading,
    known: &ExistingContent,
    charter: &Charter,
    sent: &ImportForm,
    anchors: &Anchors,
) -> Vec<FoundAnswerView> {
    let edition = reading.edition.as_ref().and_then(|key| charter.edition(key));
    let open = open_for(reading, known);
    let answers = reading.answers.iter().map(|answer| FoundAnswerView {
        key: answer.question.to_string(),
        title: edition
            .and_then(|edition| edition.question(&answer.question))
            .map_or_else(|| answer.question.to_string(), |question| question.title.clone()),
        html: prose::html(&answer.text),
        text: answer.text.clone(),
        comparison: open
            .and_then(|open| open.answers.get(&answer.question))
            .map(|current| comparison(current, &answer.text)),
        seen: open.and_then(|open| open.seen.answers.get(&answer.question)).copied().unwrap_or(0),
        doubt: doubt(answer.certainty),
        is_long: answer.text.chars().count() > LONG,
        place: answer.place.clone(),
        anchor: anchors.of(&answer.place),
        chosen: sent.has("answer", answer.question.as_str()),
    });
    answers.collect()
}

/// The questions that a form requires and whose answers were not found, neither as a text nor as the actions that answer them. The
/// web address is optional.
pub(super) fn not_found<'e>(reading: &'e Reading, edition: &'e Edition) -> impl Iterator<Item = &'e Question> {
    let is_found = |question: &Question| reading.answers.iter().any(|answer| answer.question == question.id);
    let is_answered = |question: &Question| match question.kind {
        QuestionKind::Plan | QuestionKind::Address => true,
        QuestionKind::Ratings => reading.actions.iter().any(|action| action.plan == WhichPlan::Rated),
        QuestionKind::Words | QuestionKind::Voice => false,
    };
    let questions = edition.questions.iter().filter(|question| question.required);
    questions.filter(move |question| !is_found(question) && !is_answered(question))
}

/// An answer that was not found, which a person can copy from the document.
pub(super) struct MissingAnswerView {
    pub(super) field: String,
    pub(super) title: String,
    pub(super) text: String,
}

/// The answers that were not found, as typed.
pub(super) fn missing(reading: &Reading, edition: Option<&Edition>, sent: &ImportForm) -> Vec<MissingAnswerView> {
    let questions = edition.into_iter().flat_map(|edition| not_found(reading, edition));
    let view = |question: &Question| {
        let field = format!("missing-{}", question.id);
        MissingAnswerView { text: sent.one(&field).to_owned(), title: question.title.clone(), field }
    };
    questions.map(view).collect()
}

fn comparison(current: &str, found: &str) -> Comparison {
    let without = |tag: &str| pieces(current, found).into_iter().filter(|piece| piece.tag != tag).collect();
    Comparison { is_same: current.trim() == found.trim(), current: without("ins"), found: without("del") }
}

/// The headcount table; `None` if no row was found.
pub(super) fn table(reading: &Reading) -> Option<FoundHeadcountView> {
    let read = &reading.headcount;
    let groups = read.groups();
    let cell = |number: Option<u32>| number.map(|number| number.to_string()).unwrap_or_default();
    let line = |counts: &Counts, total| {
        groups.iter().map(|group| cell(counts.get(group))).chain([cell(total)]).collect::<Vec<_>>()
    };
    let rows = read.units.iter().map(|unit| (unit.unit.clone(), line(&unit.counts, unit.total))).collect();
    (!read.units.is_empty()).then(|| FoundHeadcountView {
        as_at: read.as_at.map(long_date).unwrap_or_default(),
        rows,
        totals: if read.totals.0.is_empty() {
            Vec::new()
        } else {
            line(&read.totals, read.totals.get(FoundHeadcount::ALL))
        },
        groups: groups.clone(),
    })
}

/// The public contact and the public page: labels and values.
pub(super) fn contact(reading: &Reading) -> Vec<(&'static str, String)> {
    let lead = &reading.lead;
    let all = [
        ("Institutional lead", &lead.name),
        ("Email", &lead.email),
        ("Telephone", &lead.telephone),
        ("Public page", &reading.publication_url),
    ];
    all.into_iter().filter_map(|(label, value)| Some((label, value.clone()?))).collect()
}

/// "Institutional lead: P. Example, 3 March 2025".
pub(super) fn signatures(reading: &Reading) -> Vec<String> {
    let signatures = reading.signatures.iter().map(|signature| {
        let who = match signature.role {
            SignerRole::Lead => "Institutional lead",
            SignerRole::Leader => "Leader of the institution",
        };
        let name = signature.name.as_ref().map(|name| format!(": {name}")).unwrap_or_default();
        let on = signature.date.map_or_else(|| "no date".to_owned(), long_date);
        format!("{who}{name}, {on}")
    });
    signatures.collect()
}
