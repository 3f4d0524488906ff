//! The two text formats of rounds.
//!
//! *Plain*: the numbers of submissions and of reviewers; what each submission needs; the minimum, then the maximum load of each reviewer; then a
//! row of scores for each submission. Every number is a score here.
//!
//! *With composition*: the numbers of submissions and of reviewers, what each submission needs, the minimum and maximum load of all; for reviewers
//! whether they are a lead (1) or a technician (0), whether they are experienced (1), and their organisation; the organisation of each submission;
//! then the rows of scores, −1 where a pair is not allowed. A reviewer who may review nothing, for example because they are not trained, is not
//! enrolled: no minimum load holds for them.
//!
//! Numbers are separated by spaces or ends of lines. The number of values on the first line tells the formats apart.

use crate::{
    Score,
    reviewer::{Load, ReviewerProfile, ReviewerRole},
    round::{MAX_PAIRS, MAX_PEOPLE, Round, RoundError},
};

/// The largest file that is read, in bytes.
pub const MAX_BYTES: usize = 512 << 20;

/// Why a file is not a round.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FormatError {
    /// The first line is of neither format.
    #[error(
        "the first line must have 2 numbers (submissions, reviewers) or 5 (and the need, the minimum and the maximum load), but has {0}"
    )]
    FirstLine(usize),
    /// A value is missing.
    #[error("the file ends where {0} should be")]
    Missing(String),
    /// A value is not what it should be.
    #[error("{what} must be {expected}, but is “{found}”")]
    Value {
        /// Where it is.
        what: String,
        /// What it should be.
        expected: &'static str,
        /// What it is, shortened.
        found: String,
    },
    /// There is more after the last score.
    #[error("there are more values after the last score, beginning with “{0}”")]
    Longer(String),
    /// The values make no round.
    #[error(transparent)]
    Round(#[from] RoundError),
}

struct Values<'a> {
    words: std::str::SplitAsciiWhitespace<'a>,
}

impl<'a> Values<'a> {
    fn word(&mut self, what: impl Fn() -> String) -> Result<&'a str, FormatError> {
        self.words.next().ok_or_else(|| FormatError::Missing(what()))
    }

    fn number(&mut self, max: usize, what: impl Fn() -> String) -> Result<usize, FormatError> {
        let word = self.word(&what)?;
        let number = word.parse().ok().filter(|number| *number <= max);
        number.ok_or_else(|| wrong(what(), "a whole number, and not too large", word))
    }

    fn numbers(&mut self, count: usize, max: usize, what: &str) -> Result<Vec<usize>, FormatError> {
        (0..count).map(|at| self.number(max, || format!("{what} {at}"))).collect()
    }

    fn cell(&mut self, at: usize, reviewers: usize, bars: bool) -> Result<Option<Score>, FormatError> {
        let what = || format!("the score of submission {} and reviewer {}", at / reviewers, at % reviewers);
        let word = self.word(what)?;
        let score = Score::parse(word).ok_or_else(|| wrong(what(), "a number from -1000 to 1000", word))?;
        match score.millionths() {
            value if bars && value == -Score::UNIT => Ok(None),
            below if bars && below < 0 => Err(wrong(what(), "-1 (not allowed) or not negative", word)),
            _ => Ok(Some(score)),
        }
    }
}

fn wrong(what: String, expected: &'static str, found: &str) -> FormatError {
    FormatError::Value { what, expected, found: shorten(found) }
}

fn shorten(word: &str) -> String {
    if word.chars().count() <= 20 { word.to_owned() } else { word.chars().take(20).chain(['…']).collect() }
}

/// Reads a round in one of the two formats.
///
/// ```
/// let round = allocation::format::parse("2 3\n1 1\n0 0 0\n1 1 1\n0.5 0.25 0\n0.5 0 1\n").unwrap();
/// assert_eq!((round.submissions(), round.reviewers()), (2, 3));
/// let error = allocation::format::parse("2 3\n1 x").unwrap_err();
/// assert_eq!(error.to_string(), "the need of submission 1 must be a whole number, and not too large, but is “x”");
/// ```
///
/// # Errors
/// Says which value is wrong, and what it should be.
pub fn parse(text: &str) -> Result<Round, FormatError> {
    let first = text.lines().find(|line| !line.trim().is_empty()).unwrap_or_default();
    let mut values = Values { words: text.split_ascii_whitespace() };
    match first.split_ascii_whitespace().take(100).count() {
        2 => plain(&mut values),
        5 => composed(&mut values),
        other => Err(FormatError::FirstLine(other)),
    }
}

fn size(values: &mut Values<'_>) -> Result<(usize, usize), FormatError> {
    let submissions = values.number(MAX_PEOPLE, || "the number of submissions".into())?;
    let reviewers = values.number(MAX_PEOPLE, || "the number of reviewers".into())?;
    if submissions * reviewers > MAX_PAIRS {
        return Err(RoundError::TooLarge.into());
    }
    Ok((submissions, reviewers))
}

fn load(min: usize, max: usize, what: impl Fn() -> String) -> Result<Load, FormatError> {
    Load::new(min, max).ok_or_else(|| wrong(what(), "from the minimum to 1000", &max.to_string()))
}

fn plain(values: &mut Values<'_>) -> Result<Round, FormatError> {
    let (submissions, reviewers) = size(values)?;
    let demand = values.numbers(submissions, MAX_PEOPLE, "the need of submission")?;
    let min = values.numbers(reviewers, MAX_PEOPLE, "the minimum load of reviewer")?;
    let max = values.numbers(reviewers, MAX_PEOPLE, "the maximum load of reviewer")?;
    let pairs = min.into_iter().zip(max).enumerate();
    let loads = pairs.map(|(at, (min, max))| load(min, max, || format!("the maximum load of reviewer {at}")));
    let loads = loads.collect::<Result<Vec<_>, _>>()?;
    let round =
        Round::from_cells(demand, loads, (0..submissions * reviewers).map(|at| values.cell(at, reviewers, false)))?;
    end(values)?;
    Ok(round)
}

fn composed(values: &mut Values<'_>) -> Result<Round, FormatError> {
    let (submissions, reviewers) = size(values)?;
    let need = values.number(MAX_PEOPLE, || "the need of submissions".into())?;
    let min = values.number(MAX_PEOPLE, || "the minimum load".into())?;
    let max = values.number(MAX_PEOPLE, || "the maximum load".into())?;
    let load = load(min, max, || "the maximum load".into())?;
    let leads = values.numbers(reviewers, 1, "the mark for a lead of reviewer")?;
    let experienced = values.numbers(reviewers, 1, "the mark for experience of reviewer")?;
    let organisations = values.numbers(reviewers, u32::MAX as usize, "the organisation of reviewer")?;
    let owners = values.numbers(submissions, u32::MAX as usize, "the organisation of submission")?;
    let number = |organisation: usize| u32::try_from(organisation).expect("the maximum was checked");
    let profiles = leads.into_iter().zip(experienced).zip(organisations).map(|((lead, experienced), organisation)| {
        let role = if lead == 1 { ReviewerRole::Lead } else { ReviewerRole::Technician };
        ReviewerProfile { role, is_experienced: experienced == 1, organisation: number(organisation) }
    });
    let profiles = profiles.collect();
    let cells = (0..submissions * reviewers).map(|at| values.cell(at, reviewers, true));
    let round = Round::from_cells(vec![need; submissions], vec![load; reviewers], cells)?;
    end(values)?;
    Ok(round.with_composition(profiles, owners.into_iter().map(number).collect())?.without_barred_reviewers())
}

fn end(values: &mut Values<'_>) -> Result<(), FormatError> {
    values.words.next().map_or(Ok(()), |word| Err(FormatError::Longer(shorten(word))))
}
