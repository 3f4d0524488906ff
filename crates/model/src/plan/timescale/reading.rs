//! Parses timescales: the text is split into a few tokens, which match a known form or not.

use super::Meaning;
use crate::{Date, core::dates::MONTHS};

/// The maximum length in bytes: a longer text describes more than a time.
const MAX_BYTES: usize = 100;

/// Words that do not change the last day: "by the end of March" is "March". "from", "before", "early", "mid" and "summer" do,
/// so with these the meaning is unknown.
const FILLERS: &[&str] = &[
    "by",
    "of",
    "the",
    "due",
    "in",
    "during",
    "on",
    "to",
    "until",
    "end",
    "date",
    "deadline",
    "st",
    "nd",
    "rd",
    "th",
    "mon",
    "monday",
    "tue",
    "tuesday",
    "wed",
    "wednesday",
    "thu",
    "thursday",
    "fri",
    "friday",
    "sat",
    "saturday",
    "sun",
    "sunday",
];

const ONGOING: &[&str] = &[
    "ongoing",
    "going",
    "continuous",
    "continuously",
    "continuing",
    "continual",
    "annual",
    "annually",
    "yearly",
    "monthly",
    "quarterly",
    "termly",
    "rolling",
    "each",
    "every",
    "throughout",
    "permanent",
];

const PERIODS: &[&str] = &["y", "yr", "yrs", "year", "years", "m", "month", "months", "week", "weeks", "days"];
const FEW: &[&str] = &[
    "one", "two", "three", "four", "five", "six", "nine", "twelve", "eighteen", "short", "medium", "long", "first",
    "second",
];

#[derive(Debug, Clone, PartialEq, Eq)]
enum Token {
    /// 1 to 12.
    Month(i8),
    Number(Number),
    Word(String),
}
use Token::{Month, Word};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Number {
    value: i16,
    digits: usize,
    /// As in "’22", which can only be a year.
    apostrophe: bool,
}

impl Number {
    /// The number as a year, if it can only be one: four digits, or two after an apostrophe.
    fn full_year(self) -> Option<i16> {
        match self.digits {
            4 => Some(self.value).filter(|year| (1900..=2100).contains(year)),
            2 if self.apostrophe => Some(2000 + self.value),
            _ => None,
        }
    }
    /// The number as a year, where the form allows nothing else: "31/12/21". A mistyped one is read too, so that it can be refused.
    fn year(self) -> Option<i16> {
        let written = (self.digits == 4 && self.value >= 1000).then_some(self.value);
        self.full_year().or((self.digits == 2).then_some(2000 + self.value)).or(written)
    }
    /// The number as a day, or as the number of a month or quarter.
    fn small(self) -> Option<i8> {
        i8::try_from(self.value).ok().filter(|_| self.digits <= 2 && !self.apostrophe)
    }
}

/// The meaning of a text.
pub(super) fn meaning(text: &str) -> Meaning {
    if text.len() > MAX_BYTES {
        return Meaning::Unknown;
    }
    let mut tokens = tokens(text);
    let is_word = |token: &Token, of: &[&str]| matches!(token, Word(word) if of.contains(&word.as_str()));
    if tokens.iter().any(|token| is_word(token, ONGOING)) {
        return Meaning::Ongoing;
    }
    let before = tokens.len();
    tokens.retain(|token| !is_word(token, &["academic", "session", "ay"]));
    if tokens.len() < before {
        tokens.retain(|token| !is_word(token, &["year"]));
    }
    let has_period = tokens.iter().any(|token| is_word(token, PERIODS) || is_word(token, &["term"]));
    let counted = |token: &Token| is_word(token, FEW) || matches!(token, Token::Number(number) if number.digits <= 2);
    let dated =
        |token: &Token| matches!(token, Month(_)) || matches!(token, Token::Number(number) if number.digits > 2);
    if has_period && tokens.iter().any(counted) && !tokens.iter().any(dated) {
        return Meaning::Relative;
    }
    form(text, &tokens).unwrap_or(Meaning::Unknown)
}

fn tokens(text: &str) -> Vec<Token> {
    let mut tokens = Vec::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let kind = |c: char| (c.is_ascii_digit(), c.is_alphabetic());
        let end = rest.find(|c| kind(c) != kind(first)).unwrap_or(rest.len());
        let (run, after) = rest.split_at(end);
        let before = &text[..text.len() - rest.len()];
        rest = after;
        if first.is_ascii_digit() {
            let number =
                run.parse()
                    .map(|value| Number { value, digits: run.len(), apostrophe: before.ends_with(['\'', '’']) });
            tokens.push(number.map_or_else(|_| Word(run.to_owned()), Token::Number));
        } else if first.is_alphabetic() {
            let word = run.to_lowercase();
            if !FILLERS.contains(&word.as_str()) {
                tokens.push(month(&word).map_or(Word(word), Month));
            }
        }
    }
    tokens
}

/// "march", "mar", "sept".
fn month(word: &str) -> Option<i8> {
    let is = |name: &str| {
        let name = name.to_lowercase();
        word == name || (name.starts_with(word) && (word.len() == 3 || word == "sept"))
    };
    MONTHS.iter().position(|name| is(name)).and_then(|index| i8::try_from(index + 1).ok())
}

/// Matches the known forms. None for any other form.
fn form(text: &str, tokens: &[Token]) -> Option<Meaning> {
    use Token::Number as N;
    match tokens {
        [N(year), N(month), N(day)] if year.digits == 4 => day_of(year.full_year(), month.small()?, day.small()?),
        [N(day), N(month), N(year)] => numbers(day.small()?, month.small()?, year.year()?),
        [N(day), Month(month), N(year)] | [Month(month), N(day), N(year)] => {
            day_of(Some(year.year()?), *month, day.small()?)
        }
        [N(day), Month(month)] if day.digits <= 2 => day_of(None, *month, day.small()?),
        [Month(_)] => Some(Meaning::Ambiguous(format!("“{}” has no year", text.trim()))),
        [Month(month), N(year)] if year.full_year().is_none() => month_or_day(text, *month, *year),
        [Month(month), N(year)] | [N(year), Month(month)] | [Month(_), Month(month), N(year)] => {
            month_of(year.full_year()?, *month)
        }
        [N(month), N(year)] if year.digits == 4 && month.digits <= 2 => month_of(year.full_year()?, month.small()?),
        [N(first), N(last)] => years(text, *first, *last),
        [N(year)] => year.full_year().map(Meaning::Year),
        [Word(word), N(quarter), N(year)] | [N(quarter), Word(word), N(year)] | [N(year), Word(word), N(quarter)]
            if matches!(word.as_str(), "q" | "quarter") && quarter.digits == 1 =>
        {
            quarter_of(year.year()?, quarter.small()?)
        }
        // A period is due at its end.
        [_, _, _, _] | [_, _, _, _, _, _] => {
            let (start, end) = tokens.split_at(tokens.len() / 2);
            let (start, end) = (form(text, start)?, form(text, end)?);
            (start.due()? <= end.due()?).then_some(end)
        }
        _ => None,
    }
}

/// A date in numbers, in British order, unless only the American order gives a month.
fn numbers(day: i8, month: i8, year: i16) -> Option<Meaning> {
    if month > 12 && (1..=12).contains(&day) { day_of(Some(year), day, month) } else { day_of(Some(year), month, day) }
}

/// A day, or why there is none. Without a year it is at best ambiguous.
fn day_of(year: Option<i16>, month: i8, day: i8) -> Option<Meaning> {
    if day == 0 {
        return Some(Meaning::Impossible("No month has a day 0".into()));
    }
    // Without a year, February may have 29 days.
    let Ok(first) = Date::new(year.unwrap_or(2024), month, 1) else {
        return Some(Meaning::Impossible(format!("There is no month {month}")));
    };
    let last = first.days_in_month();
    let name = name_of(month)?;
    Some(match year {
        _ if day > last && month == 2 && year.is_some() => {
            Meaning::Impossible(format!("{name} {} has only {last} days", first.year()))
        }
        _ if day > last => Meaning::Impossible(format!("{name} has only {last} days")),
        None => Meaning::Ambiguous(format!("{day} {name} has no year")),
        Some(year) => Meaning::Day(Date::new(year, month, day).ok()?),
    })
}

fn month_of(year: i16, month: i8) -> Option<Meaning> {
    Date::new(year, month, 1).ok().map(|first| Meaning::Month(first.last_of_month()))
}

fn quarter_of(year: i16, quarter: i8) -> Option<Meaning> {
    let first = (1..=4).contains(&quarter).then(|| Date::new(year, quarter * 3, 1).ok()).flatten()?;
    Some(Meaning::Quarter(first.last_of_month()))
}

/// "Sep-12" is how Excel writes September 2012, and people write 12 September. "Mar-45" can only be a year.
fn month_or_day(text: &str, month: i8, number: Number) -> Option<Meaning> {
    let (small, name) = (number.small()?, name_of(month)?);
    if small == 0 || small > 31 {
        return month_of(number.year()?, month);
    }
    let year = 2000 + number.value;
    Some(Meaning::Ambiguous(format!("“{}” may be {small} {name} or {name} {year}", text.trim())))
}

/// Two numbers of which the first may be a year: "2024/25", "2021-24", "2022-03", "24/25".
fn years(text: &str, first: Number, last: Number) -> Option<Meaning> {
    let start = first.year()?;
    let end = last.year()?;
    let month = last.small().filter(|month| (1..=12).contains(month));
    match (end - start, month) {
        (1, Some(_)) => Some(Meaning::Ambiguous(format!("“{}” may be an academic year or a month", text.trim()))),
        (1, None) => Some(Meaning::AcademicYear(start)),
        (_, Some(month)) if first.digits == 4 => month_of(start, month),
        (2.., None) if first.digits == 4 => Some(Meaning::Year(end)),
        _ => None,
    }
}

fn name_of(month: i8) -> Option<&'static str> {
    usize::try_from(month - 1).ok().and_then(|index| MONTHS.get(index)).copied()
}
