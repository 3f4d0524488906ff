//! The lessons of a round in sections, each with its table: the page and the PDF file draw the same.

mod of_feedback;

use super::{
    AdvicePassage, LessonFacts, LessonsReader, Spread, agreement,
    agreement::percentage,
    load, loads, recurring,
    times::{self, Punctuality},
};
use crate::{
    Date,
    charter::criterion::Criterion,
    core::dates::count,
    peer_review::round::{RoundDates, RoundStep},
};

/// What is written in place of a figure about too few.
const TOO_FEW: &str = "Not shown: fewer than 3";

/// A section.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct LessonSection {
    /// Its heading.
    pub title: &'static str,
    /// Its sentences, as paragraphs.
    pub text: Vec<String>,
    /// Its tables.
    pub tables: Vec<LessonTable>,
}

/// A table. The first cell of each row is its header.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LessonTable {
    /// Its caption.
    pub caption: &'static str,
    /// The headings of its columns.
    pub columns: Vec<&'static str>,
    /// Its rows.
    pub rows: Vec<LessonRow>,
}

/// A row of a table.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct LessonRow {
    /// Its cells.
    pub cells: Vec<String>,
    /// The length of its bar in percent, where a picture helps.
    pub bar: Option<u8>,
    /// The passages that it counts.
    pub passages: Vec<AdvicePassage>,
}

fn row(cells: Vec<String>, bar: Option<u8>) -> LessonRow {
    LessonRow { cells, bar, passages: Vec::new() }
}

fn number(number: usize, unit: &str) -> String {
    count(i64::try_from(number).unwrap_or(i64::MAX), unit)
}

/// All sections for a reader, on that day.
#[must_use]
pub fn sections(
    facts: &LessonFacts,
    (criteria, dates): (&[Criterion], &RoundDates),
    reader: LessonsReader,
    today: Date,
) -> Vec<LessonSection> {
    vec![
        load_section(facts, reader),
        time_section(facts, dates, reader, today),
        punctuality_section(facts, dates, reader, today),
        of_feedback::agreement_section(&agreement(criteria, &facts.findings)),
        changes_section(facts, reader),
        of_feedback::advice_section(recurring(&facts.advice)),
        of_feedback::rating_section(&facts.ratings, reader),
    ]
}

fn load_section(facts: &LessonFacts, reader: LessonsReader) -> LessonSection {
    let title = "Load of reviewers";
    let reviewers = load::by_reviewer(&facts.members);
    let all: Vec<u32> = reviewers.iter().map(|(_, load)| *load).collect();
    let groups = loads(&all, reader.fewest());
    if groups.is_empty() {
        let text = if reviewers.is_empty() { "No reviewers yet." } else { "Not shown: fewer than 3 reviewers." };
        return LessonSection { title, text: vec![text.to_owned()], tables: Vec::new() };
    }
    let most = groups.iter().map(|group| group.2).max().unwrap_or(0);
    let group = |(first, last, reviewers): (u32, u32, usize)| {
        let range = if first == last { first.to_string() } else { format!("{first} to {last}") };
        row(vec![range, reviewers.to_string()], percentage(reviewers, most))
    };
    let mut tables = vec![LessonTable {
        caption: "Reviewers by number of submissions",
        columns: vec!["Submissions", "Reviewers"],
        rows: groups.into_iter().map(group).collect(),
    }];
    if reader == LessonsReader::Secretariat {
        tables.push(LessonTable {
            caption: "Submissions of each reviewer",
            columns: vec!["Reviewer", "Submissions"],
            rows: reviewers.iter().map(|(name, load)| row(vec![name.clone(), load.to_string()], None)).collect(),
        });
    }
    LessonSection { title, text: vec![format!("{} on panels.", number(reviewers.len(), "reviewer"))], tables }
}

fn time_section(facts: &LessonFacts, dates: &RoundDates, reader: LessonsReader, today: Date) -> LessonSection {
    let steps =
        times::steps(&facts.submissions).map(|(words, days)| (words, days.len(), Spread::of(days, reader.fewest())));
    let longest = steps.iter().filter_map(|(_, _, spread)| spread.map(|spread| spread.most)).max().unwrap_or(0);
    let step = |(words, all, spread): &(&str, usize, Option<Spread>)| {
        let Some(spread) = spread else {
            let why = if *all == 0 { "None yet" } else { TOO_FEW };
            return row(vec![(*words).to_owned(), why.to_owned(), String::new(), String::new()], None);
        };
        let cells = vec![(*words).to_owned(), spread.number.to_string(), spread.median(), spread.range()];
        row(cells, spread.share(longest))
    };
    let mut tables = vec![LessonTable {
        caption: "Days between steps",
        columns: vec!["Step", "Submissions", "Median days", "Range"],
        rows: steps.iter().map(step).collect(),
    }];
    let late = times::late(facts, dates.of(RoundStep::Send), today);
    if reader == LessonsReader::Secretariat && !late.is_empty() {
        let when =
            |days: Option<i64>| days.map_or("Not sent yet".to_owned(), |days| format!("{} late", count(days, "day")));
        tables.push(LessonTable {
            caption: "Late feedback",
            columns: vec!["Organisation", "Sent"],
            rows: late.into_iter().map(|(organisation, days)| row(vec![organisation, when(days)], None)).collect(),
        });
    }
    LessonSection { title: "Time between steps", text: Vec::new(), tables }
}

fn punctuality_section(facts: &LessonFacts, dates: &RoundDates, reader: LessonsReader, today: Date) -> LessonSection {
    let line = |words: &str, what: Punctuality, people: usize| {
        if what.all() == 0 {
            return row(vec![words.to_owned(), "None yet".to_owned(), String::new(), String::new()], None);
        }
        if people < reader.fewest() {
            return row(vec![words.to_owned(), TOO_FEW.to_owned(), String::new(), String::new()], None);
        }
        // With the total, a small number would tell another one, and the bar as well.
        let numbers = [what.on_time, what.late, what.open];
        if reader == LessonsReader::Board && numbers.iter().any(|number| (1..reader.fewest()).contains(number)) {
            return row(
                vec![words.to_owned(), "Not shown: a number is less than 3".to_owned(), String::new(), String::new()],
                None,
            );
        }
        let cells = std::iter::once(words.to_owned()).chain(numbers.map(|number| number.to_string()));
        row(cells.collect(), percentage(what.on_time, what.all()))
    };
    let (reviewers, submissions) = (load::by_reviewer(&facts.members).len(), facts.submissions.len());
    let rows = vec![
        line("Reviews completed", times::reviews(facts, dates.of(RoundStep::Read), today), reviewers),
        line("Drafts agreed", times::drafts(facts, dates.of(RoundStep::Agree), today), submissions),
        line("Feedback sent", times::sending(facts, dates.of(RoundStep::Send), today), submissions),
    ];
    LessonSection {
        title: "Punctuality",
        text: vec!["Each step has its last day. The bar shows the share that was done by then.".to_owned()],
        tables: vec![LessonTable {
            caption: "Done by the last day",
            columns: vec!["Step", "On time", "Late", "Not done"],
            rows,
        }],
    }
}

fn changes_section(facts: &LessonFacts, reader: LessonsReader) -> LessonSection {
    let (left, joined) = (
        facts.members.iter().filter(|member| member.has_left),
        facts.members.iter().filter(|member| member.has_joined_later),
    );
    let text = if reader == LessonsReader::Board && facts.members.len() < reader.fewest() {
        "Not shown: fewer than 3 reviewers.".to_owned()
    } else {
        let words = |people: usize| match people {
            1 | 2 if reader == LessonsReader::Board => "fewer than 3 reviewers".to_owned(),
            people => number(people, "reviewer"),
        };
        let (left, joined) = (words(left.clone().count()), words(joined.clone().count()));
        format!("Left a panel: {left}. Joined a panel later: {joined}.")
    };
    let mut tables = Vec::new();
    if reader == LessonsReader::Secretariat {
        let left = left.map(|member| row(vec![member.name.clone(), "Left".to_owned()], None));
        let joined = joined.map(|member| row(vec![member.name.clone(), "Joined later".to_owned()], None));
        let rows: Vec<LessonRow> = left.chain(joined).collect();
        if !rows.is_empty() {
            tables.push(LessonTable { caption: "Changes of panels", columns: vec!["Reviewer", "Change"], rows });
        }
    }
    LessonSection { title: "Drop-outs and replacements", text: vec![text], tables }
}
