//! The items found, as the page of an import shows them.

use super::{
    choosing::{ImportForm, needs_explanation},
    pairing::Pairing,
    preview::Anchors,
};
use documents::reading::{Certainty, Counts, FoundAction, FoundHeadcount, Reading, Severity, SignerRole, WhichPlan};
use model::{
    charter::{Charter, Edition, Question, QuestionKind, rating::Colour},
    core::{
        dates::{count, long_date},
        prose,
    },
    imports::{
        import::{ExistingContent, Open},
        matching::Similarity,
    },
    register::organisation::slug,
};
use web_shell::{
    core::{form, rating_chart},
    versions::{MarkedText, pieces},
};

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

/// The actions of one of the two plans.
pub(super) struct FoundPlanView {
    pub(super) title: &'static str,
    pub(super) actions: Vec<FoundActionView>,
}

/// An action found.
pub(super) struct FoundActionView {
    pub(super) index: usize,
    pub(super) text: String,
    pub(super) class: &'static str,
    pub(super) word: String,
    pub(super) facts: Vec<(&'static str, String)>,
    pub(super) place: String,
    /// The anchor of its place in the preview.
    pub(super) anchor: String,
    pub(super) chosen: bool,
    /// The explanation as typed, if it is needed and the document has none.
    pub(super) explanation: Option<String>,
    /// The fields that a person can edit.
    pub(super) correction: Correction,
    /// How certain it is; `None` if it is certain.
    pub(super) doubt: Option<&'static str>,
    /// Which existing action it matches, as a sentence.
    pub(super) existing: Option<String>,
    /// The actions of the previous plan that it may be; empty if a person need not select one.
    pub(super) candidates: Vec<form::Choice>,
    /// If a person need not select one, the id of the action that it is, or blank. The form sends it.
    pub(super) same_as: String,
}

/// The fields of an action, as read or edited.
pub(super) struct Correction {
    pub(super) text: String,
    pub(super) owner: String,
    pub(super) timescale: String,
    pub(super) measure: String,
    pub(super) comment: String,
    pub(super) learning: String,
    pub(super) colours: Vec<form::Choice>,
    pub(super) themes: Vec<form::Choice>,
    /// Whether the document names no theme, so that a person must select one.
    pub(super) needs_theme: bool,
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

/// What is needed to show an action.
pub(super) struct FoundActionContext<'r> {
    pub(super) reading: &'r Reading,
    pub(super) known: &'r ExistingContent,
    pub(super) pairing: &'r Pairing,
    pub(super) charter: &'r Charter,
    pub(super) sent: &'r ImportForm,
    pub(super) anchors: &'r Anchors,
}

pub(super) fn plans(context: &FoundActionContext) -> Vec<FoundPlanView> {
    let of = |plan, title| FoundPlanView {
        title,
        actions: (context.reading.actions.iter().enumerate())
            .filter(|(_, action)| action.plan == plan)
            .map(|(index, one)| action(index, one, context))
            .collect(),
    };
    let both = [of(WhichPlan::Rated, "Previous action plan"), of(WhichPlan::New, "New action plan")];
    both.into_iter().filter(|plan| !plan.actions.is_empty()).collect()
}

fn action(index: usize, one: &FoundAction, context: &FoundActionContext) -> FoundActionView {
    let FoundActionContext { known, pairing, charter, sent, .. } = context;
    let text = |text: &Option<String>| text.clone().unwrap_or_default();
    let names = one.themes.iter().filter_map(|key| charter.theme(key)).map(|theme| theme.name.as_str());
    let facts = [
        ("Themes", names.collect::<Vec<_>>().join(", ")),
        ("Owner", text(&one.owner)),
        ("Timescale", text(&one.timescale)),
        ("Success measure", text(&one.measure)),
        ("Resources", text(&one.resource)),
        ("Start date", one.starts.map(long_date).unwrap_or_default()),
        ("Rationale", text(&one.rationale)),
        ("Explanation", text(&one.comment)),
        ("Learning", text(&one.learning)),
    ];
    FoundActionView {
        index,
        text: one.text.clone(),
        class: rating_chart::class(one.rag),
        word: charter.word(one.rag).to_owned(),
        facts: facts.into_iter().filter(|(_, value)| !value.trim().is_empty()).collect(),
        place: one.place.clone(),
        anchor: context.anchors.of(&one.place),
        chosen: sent.has("action", &index.to_string()),
        explanation: needs_explanation(one).then(|| sent.one(&format!("explanation-{index}")).to_owned()),
        correction: correction(one, charter),
        doubt: doubt(one.certainty),
        existing: existing(index, one, known, pairing),
        candidates: candidates(index, one, known, pairing, sent.one(&format!("of-{index}"))),
        same_as: sent.one(&format!("of-{index}")).to_owned(),
    }
}

fn correction(one: &FoundAction, charter: &Charter) -> Correction {
    let text = |text: &Option<String>| text.clone().unwrap_or_default();
    let theme = one.themes.first().map_or("", |key| key.as_str());
    let themes = charter
        .themes
        .iter()
        .map(|known| form::Choice::new(known.id.as_str(), &known.name, known.id.as_str() == theme));
    let colours = [None].into_iter().chain(Colour::ALL.map(Some));
    Correction {
        text: one.text.clone(),
        owner: text(&one.owner),
        timescale: text(&one.timescale),
        measure: text(&one.measure),
        comment: text(&one.comment),
        learning: text(&one.learning),
        colours: colours
            .map(|colour| form::Choice::new(colour.map_or("", Colour::as_str), charter.word(colour), colour == one.rag))
            .collect(),
        themes: std::iter::once(form::Choice::new("", "Select a theme", theme.is_empty())).chain(themes).collect(),
        needs_theme: one.themes.is_empty(),
    }
}

/// "This action is already in your plan", "This may be “…” in your previous plan".
fn existing(index: usize, one: &FoundAction, known: &ExistingContent, pairing: &Pairing) -> Option<String> {
    if pairing.is_in_draft(index) {
        return Some("This action is already in your plan".to_owned());
    }
    let (id, alike) = pairing.previous(index)?;
    let (_, text) = known.last.iter().find(|(known, _)| *known == id)?;
    let sentence = match (one.plan, alike) {
        (WhichPlan::Rated, Similarity::Same) => {
            "This action is in your previous plan and will be rated there".to_owned()
        }
        (WhichPlan::Rated, Similarity::Close) => format!("This may be “{text}” in your previous plan"),
        (WhichPlan::New, _) => "This action is in your previous plan and will be imported as continued".to_owned(),
    };
    Some(sentence)
}

/// The actions of the previous plan that a rated action may be, if its text is not certainly the same as one of them.
fn candidates(
    index: usize,
    one: &FoundAction,
    known: &ExistingContent,
    pairing: &Pairing,
    chosen: &str,
) -> Vec<form::Choice> {
    let is_sure = pairing.previous(index).is_some_and(|(_, alike)| alike == Similarity::Same);
    if one.plan == WhichPlan::New || is_sure || known.last.is_empty() {
        return Vec::new();
    }
    let all = known.last.iter().map(|(id, text)| (id.to_string(), text));
    let all = all.map(|(id, text)| form::Choice::new(&id, text, id == chosen));
    std::iter::once(form::Choice::new("", "None: not in the previous plan", chosen.is_empty())).chain(all).collect()
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
