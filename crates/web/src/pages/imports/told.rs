//! What was read, as the page of proposals tells it.

use super::choosing::{Sent, needs_words};
use crate::{form, rings};
use documents::reading::{self, Reading, Role, Severity};
use model::{
    charter::Charter,
    dates::{count, long_date},
    prose,
};

/// Words that are longer than this are folded, in characters.
const LONG: usize = 400;

/// Something that whoever accepts must know.
pub(super) struct Notice {
    pub(super) severity: &'static str,
    pub(super) message: String,
    pub(super) place: String,
}

/// An answer that is proposed.
pub(super) struct Answer {
    pub(super) key: String,
    pub(super) title: String,
    pub(super) html: String,
    pub(super) is_long: bool,
    pub(super) place: String,
    pub(super) chosen: bool,
}

/// The actions of one of the two plans.
pub(super) struct Plan {
    pub(super) title: &'static str,
    pub(super) actions: Vec<Action>,
}

/// An action that is proposed.
pub(super) struct Action {
    pub(super) index: usize,
    pub(super) text: String,
    pub(super) class: &'static str,
    pub(super) word: String,
    pub(super) facts: Vec<(&'static str, String)>,
    pub(super) place: String,
    pub(super) chosen: bool,
    /// The explanation as it was typed, where the document has none.
    pub(super) explanation: Option<String>,
    /// The themes to choose from, where the document names none.
    pub(super) themes: Vec<form::Choice>,
}

/// The table of people, as it is printed.
pub(super) struct Table {
    pub(super) as_at: String,
    pub(super) groups: Vec<String>,
    pub(super) rows: Vec<(String, Vec<String>)>,
    pub(super) totals: Vec<String>,
}

/// "16 actions, seven answers and 19 rows of headcount were read from old.txt".
pub(super) fn sentence(reading: &Reading) -> String {
    let length = |number: usize| i64::try_from(number).unwrap_or(i64::MAX);
    let rows = length(reading.headcount.units.len());
    let all = [
        (length(reading.actions.len()), count(length(reading.actions.len()), "action")),
        (length(reading.answers.len()), count(length(reading.answers.len()), "answer")),
        (rows, format!("{} of headcount", count(rows, "row"))),
    ];
    let total: i64 = all.iter().map(|(number, _)| number).sum();
    let said: Vec<String> = all.into_iter().filter(|(number, _)| *number > 0).map(|(_, words)| words).collect();
    let verb = if total == 1 { "was" } else { "were" };
    let file = &reading.file;
    match said.split_last() {
        None => format!("Nothing to take was found in {file}"),
        Some((only, [])) => capital(&format!("{only} {verb} read from {file}")),
        Some((last, before)) => capital(&format!("{} and {last} {verb} read from {file}", before.join(", "))),
    }
}

fn capital(sentence: &str) -> String {
    let mut letters = sentence.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

/// What is wrong first, then what is doubtful, then what was assumed.
pub(super) fn notices(reading: &Reading) -> Vec<Notice> {
    let of = |severity, word| {
        reading.notices.iter().filter(move |notice| notice.severity == severity).map(move |notice| Notice {
            severity: word,
            message: notice.message.clone(),
            place: notice.place.clone().unwrap_or_default(),
        })
    };
    of(Severity::Error, "Wrong").chain(of(Severity::Warning, "Doubtful")).chain(of(Severity::Note, "Note")).collect()
}

pub(super) fn answers(reading: &Reading, charter: &Charter, sent: &Sent) -> Vec<Answer> {
    let edition = reading.edition.as_ref().and_then(|key| charter.edition(key));
    let told = reading.answers.iter().map(|answer| Answer {
        key: answer.question.to_string(),
        title: edition
            .and_then(|edition| edition.question(&answer.question))
            .map_or_else(|| answer.question.to_string(), |question| question.title.clone()),
        html: prose::html(&answer.text),
        is_long: answer.text.chars().count() > LONG,
        place: answer.place.clone(),
        chosen: sent.has("answer", answer.question.as_str()),
    });
    told.collect()
}

pub(super) fn plans(reading: &Reading, charter: &Charter, sent: &Sent) -> Vec<Plan> {
    let of = |plan, title| Plan {
        title,
        actions: (reading.actions.iter().enumerate())
            .filter(|(_, action)| action.plan == plan)
            .map(|(index, one)| action(index, one, charter, sent))
            .collect(),
    };
    let both =
        [of(reading::Plan::Rated, "Actions of the last plan"), of(reading::Plan::New, "Actions of the new plan")];
    both.into_iter().filter(|plan| !plan.actions.is_empty()).collect()
}

fn action(index: usize, one: &reading::Action, charter: &Charter, sent: &Sent) -> Action {
    let words = |text: &Option<String>| text.clone().unwrap_or_default();
    let names = one.themes.iter().filter_map(|key| charter.theme(key)).map(|theme| theme.name.as_str());
    let facts = [
        ("Themes", names.collect::<Vec<_>>().join(", ")),
        ("Owner", words(&one.owner)),
        ("By when", words(&one.timescale)),
        ("Measure", words(&one.measure)),
        ("What happened", words(&one.comment)),
        ("Learned", words(&one.learning)),
    ];
    let theme = sent.one(&format!("theme-{index}"));
    let themes =
        charter.themes.iter().map(|one| form::Choice::new(one.id.as_str(), &one.name, one.id.as_str() == theme));
    let themes = std::iter::once(form::Choice::new("", "Choose a theme", theme.is_empty())).chain(themes);
    Action {
        index,
        text: one.text.clone(),
        class: rings::class(one.rag),
        word: charter.word(one.rag).to_owned(),
        facts: facts.into_iter().filter(|(_, said)| !said.trim().is_empty()).collect(),
        place: one.place.clone(),
        chosen: sent.has("action", &index.to_string()),
        explanation: needs_words(one).then(|| sent.one(&format!("explanation-{index}")).to_owned()),
        themes: if one.themes.is_empty() { themes.collect() } else { Vec::new() },
    }
}

/// The table; none where no row was read.
pub(super) fn table(reading: &Reading) -> Option<Table> {
    let read = &reading.headcount;
    let groups = read.groups();
    let cell = |number: Option<u32>| number.map(|number| number.to_string()).unwrap_or_default();
    let line = |counts: &reading::Counts, total| {
        groups.iter().map(|group| cell(counts.get(group))).chain([cell(total)]).collect::<Vec<_>>()
    };
    let rows = read.units.iter().map(|unit| (unit.unit.clone(), line(&unit.counts, unit.total))).collect();
    (!read.units.is_empty()).then(|| Table {
        as_at: read.as_at.map(long_date).unwrap_or_default(),
        rows,
        totals: if read.totals.0.is_empty() {
            Vec::new()
        } else {
            line(&read.totals, read.totals.get(reading::Headcount::ALL))
        },
        groups: groups.clone(),
    })
}

/// Whom the public asks, and the page: what each is, and what it says.
pub(super) fn contact(reading: &Reading) -> Vec<(&'static str, String)> {
    let lead = &reading.lead;
    let all = [
        ("Institutional lead", &lead.name),
        ("E-mail", &lead.email),
        ("Telephone", &lead.telephone),
        ("Public page", &reading.publication_url),
    ];
    all.into_iter().filter_map(|(what, said)| Some((what, said.clone()?))).collect()
}

/// "The institutional lead, P. Example, on 3 March 2025".
pub(super) fn signatures(reading: &Reading) -> Vec<String> {
    let told = reading.signatures.iter().map(|signature| {
        let who = match signature.role {
            Role::Lead => "The institutional lead",
            Role::Leader => "The leader of the institution",
        };
        let name = signature.name.as_ref().map(|name| format!(", {name}")).unwrap_or_default();
        let on = signature.date.map_or_else(|| "without a date".to_owned(), |day| format!("on {}", long_date(day)));
        format!("{who}{name}, {on}")
    });
    told.collect()
}
