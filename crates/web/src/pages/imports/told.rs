//! What was read, as the page of proposals tells it.

use super::{
    beside::Anchors,
    choosing::{Sent, needs_words},
    pairing::Pairing,
};
use crate::{
    core::{form, rating_chart},
    pages::team::versions::{Piece, pieces},
};
use documents::reading::{self, Certainty, Reading, Role, Severity};
use model::{
    charter::{Charter, rating::Colour},
    core::{
        dates::{count, long_date},
        prose,
    },
    imports::{
        import::{Known, Open},
        matching::Alike,
    },
    register::organisation::slug,
};

/// Words that are longer than this are folded, in characters.
const LONG: usize = 400;

/// Something that whoever accepts must know.
pub(super) struct Notice {
    pub(super) severity: &'static str,
    pub(super) message: String,
    pub(super) place: String,
    /// The anchor of its place beside it; nothing where the document does not show that.
    pub(super) at: String,
}

/// An answer that is proposed.
pub(super) struct Answer {
    pub(super) key: String,
    pub(super) title: String,
    pub(super) html: String,
    /// The same as they are typed.
    pub(super) text: String,
    /// What the self-assessment that is open says already, beside these words.
    pub(super) there: Option<Beside>,
    /// The revision of that; 0 where it says nothing. The form sends it along.
    pub(super) seen: i64,
    pub(super) doubt: Option<&'static str>,
    pub(super) is_long: bool,
    pub(super) place: String,
    /// The anchor of its place beside it.
    pub(super) at: String,
    pub(super) chosen: bool,
}

/// Two wordings of one answer, with what differs marked in each; nothing where they are the same.
pub(super) struct Beside {
    pub(super) is_same: bool,
    pub(super) there: Vec<Piece>,
    pub(super) here: Vec<Piece>,
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
    /// The anchor of its place beside it.
    pub(super) at: String,
    pub(super) chosen: bool,
    /// The explanation as it was typed, where the document has none.
    pub(super) explanation: Option<String>,
    /// What a person may correct of it.
    pub(super) correction: Correction,
    /// How sure it is, where that is to be said.
    pub(super) doubt: Option<&'static str>,
    /// What is here already, in a sentence.
    pub(super) here: Option<String>,
    /// The actions of the last plan that it may be, where a person should say.
    pub(super) of: Vec<form::Choice>,
    /// Where nobody is asked: the one that it is, or nothing. The form sends it along.
    pub(super) is_of: String,
}

/// The fields of an action as they were read or corrected.
pub(super) struct Correction {
    pub(super) text: String,
    pub(super) owner: String,
    pub(super) timescale: String,
    pub(super) measure: String,
    pub(super) comment: String,
    pub(super) learning: String,
    pub(super) colours: Vec<form::Choice>,
    pub(super) themes: Vec<form::Choice>,
    /// Whether the document names no theme, so that one has to be chosen.
    pub(super) needs_theme: bool,
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

/// The organisation that a document names, where that is another than `here`.
pub(super) fn other<'r>(reading: &'r Reading, here: &str) -> Option<&'r str> {
    reading.organisation.as_deref().filter(|name| slug(name) != slug(here))
}

/// What is wrong first, then what is doubtful, then what was assumed. First of all, that it names another organisation than `here`.
pub(super) fn notices(reading: &Reading, here: &str, anchors: &Anchors) -> Vec<Notice> {
    let other = other(reading, here).map(|name| Notice {
        severity: "Wrong",
        message: format!(
            "The document names {name}, and this is {here}. Refuse it, unless it is the same under another name."
        ),
        place: String::new(),
        at: String::new(),
    });
    let of = |severity, word| {
        reading.notices.iter().filter(move |notice| notice.severity == severity).map(move |notice| Notice {
            severity: word,
            message: notice.message.clone(),
            place: notice.place.clone().unwrap_or_default(),
            at: notice.place.as_deref().map(|place| anchors.of(place)).unwrap_or_default(),
        })
    };
    let told = of(Severity::Error, "Wrong").chain(of(Severity::Warning, "Doubtful")).chain(of(Severity::Note, "Note"));
    other.into_iter().chain(told).collect()
}

/// How certain the reader is; nothing where it is certain.
fn doubt(certainty: Certainty) -> Option<&'static str> {
    match certainty {
        Certainty::Certain => None,
        Certainty::Likely => Some("Likely right"),
        Certainty::Doubtful => Some("Please check"),
    }
}

/// The self-assessment that is open, where a document may be part of it: it answers that one, or says of none.
pub(super) fn open_for<'k>(reading: &Reading, known: &'k Known) -> Option<&'k Open> {
    known.open.as_ref().filter(|open| reading.edition.as_ref().is_none_or(|edition| *edition == open.edition))
}

pub(super) fn answers(
    reading: &Reading,
    known: &Known,
    charter: &Charter,
    sent: &Sent,
    anchors: &Anchors,
) -> Vec<Answer> {
    let edition = reading.edition.as_ref().and_then(|key| charter.edition(key));
    let open = open_for(reading, known);
    let told = reading.answers.iter().map(|answer| Answer {
        key: answer.question.to_string(),
        title: edition
            .and_then(|edition| edition.question(&answer.question))
            .map_or_else(|| answer.question.to_string(), |question| question.title.clone()),
        html: prose::html(&answer.text),
        text: answer.text.clone(),
        there: open.and_then(|open| open.answers.get(&answer.question)).map(|there| beside(there, &answer.text)),
        seen: open.and_then(|open| open.seen.answers.get(&answer.question)).copied().unwrap_or(0),
        doubt: doubt(answer.certainty),
        is_long: answer.text.chars().count() > LONG,
        place: answer.place.clone(),
        at: anchors.of(&answer.place),
        chosen: sent.has("answer", answer.question.as_str()),
    });
    told.collect()
}

fn beside(there: &str, here: &str) -> Beside {
    let without = |tag: &str| pieces(there, here).into_iter().filter(|piece| piece.tag != tag).collect();
    Beside { is_same: there.trim() == here.trim(), there: without("ins"), here: without("del") }
}

/// What an action is told by.
pub(super) struct Told<'r> {
    pub(super) reading: &'r Reading,
    pub(super) known: &'r Known,
    pub(super) pairing: &'r Pairing,
    pub(super) charter: &'r Charter,
    pub(super) sent: &'r Sent,
    pub(super) anchors: &'r Anchors,
}

pub(super) fn plans(told: &Told) -> Vec<Plan> {
    let of = |plan, title| Plan {
        title,
        actions: (told.reading.actions.iter().enumerate())
            .filter(|(_, action)| action.plan == plan)
            .map(|(index, one)| action(index, one, told))
            .collect(),
    };
    let both =
        [of(reading::Plan::Rated, "Actions of the last plan"), of(reading::Plan::New, "Actions of the new plan")];
    both.into_iter().filter(|plan| !plan.actions.is_empty()).collect()
}

fn action(index: usize, one: &reading::Action, told: &Told) -> Action {
    let Told { known, pairing, charter, sent, .. } = told;
    let words = |text: &Option<String>| text.clone().unwrap_or_default();
    let names = one.themes.iter().filter_map(|key| charter.theme(key)).map(|theme| theme.name.as_str());
    let facts = [
        ("Themes", names.collect::<Vec<_>>().join(", ")),
        ("Owner", words(&one.owner)),
        ("By when", words(&one.timescale)),
        ("Measure", words(&one.measure)),
        ("Resources", words(&one.resource)),
        ("Starts", one.starts.map(long_date).unwrap_or_default()),
        ("Why", words(&one.rationale)),
        ("What happened", words(&one.comment)),
        ("Learned", words(&one.learning)),
    ];
    Action {
        index,
        text: one.text.clone(),
        class: rating_chart::class(one.rag),
        word: charter.word(one.rag).to_owned(),
        facts: facts.into_iter().filter(|(_, said)| !said.trim().is_empty()).collect(),
        place: one.place.clone(),
        at: told.anchors.of(&one.place),
        chosen: sent.has("action", &index.to_string()),
        explanation: needs_words(one).then(|| sent.one(&format!("explanation-{index}")).to_owned()),
        correction: correction(one, charter),
        doubt: doubt(one.certainty),
        here: here(index, one, known, pairing),
        of: candidates(index, one, known, pairing, sent.one(&format!("of-{index}"))),
        is_of: sent.one(&format!("of-{index}")).to_owned(),
    }
}

fn correction(one: &reading::Action, charter: &Charter) -> Correction {
    let words = |text: &Option<String>| text.clone().unwrap_or_default();
    let theme = one.themes.first().map_or("", |key| key.as_str());
    let themes = charter
        .themes
        .iter()
        .map(|known| form::Choice::new(known.id.as_str(), &known.name, known.id.as_str() == theme));
    let colours = [None].into_iter().chain(Colour::ALL.map(Some));
    Correction {
        text: one.text.clone(),
        owner: words(&one.owner),
        timescale: words(&one.timescale),
        measure: words(&one.measure),
        comment: words(&one.comment),
        learning: words(&one.learning),
        colours: colours
            .map(|colour| form::Choice::new(colour.map_or("", Colour::as_str), charter.word(colour), colour == one.rag))
            .collect(),
        themes: std::iter::once(form::Choice::new("", "Choose a theme", theme.is_empty())).chain(themes).collect(),
        needs_theme: one.themes.is_empty(),
    }
}

/// "Your plan has this action already", "It rates “…” of your last plan".
fn here(index: usize, one: &reading::Action, known: &Known, pairing: &Pairing) -> Option<String> {
    if pairing.is_here(index) {
        return Some("Your plan has this action already".to_owned());
    }
    let (id, alike) = pairing.of_last(index)?;
    let (_, text) = known.last.iter().find(|(known, _)| *known == id)?;
    let sentence = match (one.plan, alike) {
        (reading::Plan::Rated, Alike::Same) => "It is in your last plan, and is rated there".to_owned(),
        (reading::Plan::Rated, Alike::Close) => format!("It may be “{text}” of your last plan"),
        (reading::Plan::New, _) => "It is in your last plan, and goes on as the same action".to_owned(),
    };
    Some(sentence)
}

/// What an action that rates the last plan may be, where its words leave a doubt.
fn candidates(
    index: usize,
    one: &reading::Action,
    known: &Known,
    pairing: &Pairing,
    chosen: &str,
) -> Vec<form::Choice> {
    let is_sure = pairing.of_last(index).is_some_and(|(_, alike)| alike == Alike::Same);
    if one.plan == reading::Plan::New || is_sure || known.last.is_empty() {
        return Vec::new();
    }
    let all = known.last.iter().map(|(id, text)| (id.to_string(), text));
    let all = all.map(|(id, text)| form::Choice::new(&id, text, id == chosen));
    std::iter::once(form::Choice::new("", "None of them: it was not in that plan", chosen.is_empty()))
        .chain(all)
        .collect()
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
