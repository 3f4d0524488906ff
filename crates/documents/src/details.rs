//! What plans on paper say of an action beside their columns: a line each, as Assay writes it and as it is read again.

use crate::{
    reading::{Left, Origin},
    words::label,
};
use model::{
    Date,
    dates::long_date,
    plan::Outcome,
    timescale::{Meaning, Timescale},
};

/// One line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Detail {
    /// The other themes of an action that stands below one of them, by their names between semicolons.
    AlsoUnder(String),
    /// The day on which it begins.
    Starts(Date),
    /// The day on which it was first promised.
    OpenSince(Date),
    /// Why it is promised.
    Rationale(String),
    /// What kind of action it is, by name.
    Category(String),
    /// The recommendations that it carries out, by their labels between semicolons.
    Recommendations(String),
    /// The other charters that it serves, by their names between semicolons.
    Allied(String),
    /// What it needs.
    Resource(String),
    /// What becomes of it.
    Becomes(Outcome),
    /// How it left its plan.
    Left(Left),
    /// Where it comes from.
    Origin(Origin),
}

const CONTINUED: &str = "It goes on in the new plan.";
const RELATED: &str = "Another action goes on from it.";
const STOPPED: &str = "It ends here.";
const FROM_ITSELF: &str = "Goes on from the last plan.";
const FROM_ANOTHER: &str = "Goes on from another action.";
const FROM_NUMBER: [&str; 2] = ["Goes on from number ", " of the last plan."];

impl Detail {
    /// The line.
    pub(crate) fn line(&self) -> String {
        match self {
            Self::AlsoUnder(names) => format!("Also under: {names}"),
            Self::Starts(day) => format!("Starts: {}", long_date(*day)),
            Self::OpenSince(day) => format!("First promised: {}", long_date(*day)),
            Self::Rationale(words) => format!("Why: {words}"),
            Self::Category(name) => format!("Category: {name}"),
            Self::Recommendations(labels) => format!("Recommendations: {labels}"),
            Self::Allied(names) => format!("Also serves: {names}"),
            Self::Resource(words) => format!("Resources: {words}"),
            Self::Becomes(Outcome::Continued) => CONTINUED.to_owned(),
            Self::Becomes(Outcome::Related) => RELATED.to_owned(),
            Self::Becomes(Outcome::Stopped { reason }) if reason.trim().is_empty() => STOPPED.to_owned(),
            Self::Becomes(Outcome::Stopped { reason }) => format!("It ends here: {}", reason.trim()),
            Self::Left(Left::Withdrawn { reason }) => format!("Withdrawn: {}", reason.trim()),
            Self::Left(Left::Merged { into: Some(number), reason }) => {
                format!("Merged into number {number}: {}", reason.trim())
            }
            Self::Left(Left::Merged { into: None, reason }) => format!("Merged into another: {}", reason.trim()),
            Self::Origin(Origin::Continued) => FROM_ITSELF.to_owned(),
            Self::Origin(Origin::Related { number: None }) => FROM_ANOTHER.to_owned(),
            Self::Origin(Origin::Related { number: Some(number) }) => {
                let [before, after] = FROM_NUMBER;
                format!("{before}{number}{after}")
            }
        }
    }

    /// What a line says; none where it is no such line, or says a day that is not certain.
    pub(crate) fn read(line: &str) -> Option<Self> {
        let line = line.trim();
        match line {
            CONTINUED => return Some(Self::Becomes(Outcome::Continued)),
            RELATED => return Some(Self::Becomes(Outcome::Related)),
            STOPPED => return Some(Self::Becomes(Outcome::Stopped { reason: String::new() })),
            FROM_ITSELF => return Some(Self::Origin(Origin::Continued)),
            FROM_ANOTHER => return Some(Self::Origin(Origin::Related { number: None })),
            _ => {}
        }
        let [before, after] = FROM_NUMBER;
        if let Some(number) = line.strip_prefix(before).and_then(|rest| rest.strip_suffix(after)) {
            return Some(Self::Origin(Origin::Related { number: Some(number.parse().ok()?) }));
        }
        let (name, words) = label(line)?;
        let (said, reason) = (words.to_owned(), words.to_owned());
        Some(match name.as_str() {
            "it ends here" => Self::Becomes(Outcome::Stopped { reason }),
            "withdrawn" => Self::Left(Left::Withdrawn { reason }),
            "merged into another" => Self::Left(Left::Merged { into: None, reason }),
            _ if words.is_empty() => return None,
            "also under" => Self::AlsoUnder(said),
            "resource" | "resources" => Self::Resource(said),
            "starts" | "start" | "start date" | "begins" => Self::Starts(first_day(words)?),
            "first promised" | "open since" => Self::OpenSince(first_day(words)?),
            "why" | "rationale" => Self::Rationale(said),
            "category" => Self::Category(said),
            "recommendation" | "recommendations" => Self::Recommendations(said),
            "also serves" | "other charters" => Self::Allied(said),
            name => {
                let into = name.strip_prefix("merged into number ")?.parse().ok()?;
                Self::Left(Left::Merged { into: Some(into), reason })
            }
        })
    }
}

/// The parts of a passage: a line that is read as a detail begins one, and the lines below go on with it.
pub(crate) fn parts(passage: &str) -> Vec<String> {
    let mut parts: Vec<String> = Vec::new();
    for line in passage.lines() {
        match parts.last_mut().filter(|_| Detail::read(line).is_none()) {
            Some(part) => {
                part.push('\n');
                part.push_str(line);
            }
            None => parts.push(line.to_owned()),
        }
    }
    parts
}

/// The first day that words allow, where that is certain: an action that starts in March 2025 starts on 1 March.
pub(crate) fn first_day(words: &str) -> Option<Date> {
    match Timescale::read(words).means() {
        Meaning::Day(day) => Some(*day),
        Meaning::Month(last) => Some(last.first_of_month()),
        Meaning::Quarter(last) => Date::new(last.year(), last.month() - 2, 1).ok(),
        Meaning::Year(year) => Date::new(*year, 1, 1).ok(),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_is_read_as_what_it_was_written_as() {
        let (day, words) = (Date::constant(2025, 3, 1), || "Nobody: asked.\nBut all knew".to_owned());
        for detail in [
            Detail::AlsoUnder("Visibility; Recognition".to_owned()),
            Detail::Starts(day),
            Detail::OpenSince(day),
            Detail::Rationale(words()),
            Detail::Category("Teaching".to_owned()),
            Detail::Recommendations("A; B".to_owned()),
            Detail::Allied("Athena SWAN".to_owned()),
            Detail::Becomes(Outcome::Continued),
            Detail::Becomes(Outcome::Related),
            Detail::Becomes(Outcome::Stopped { reason: String::new() }),
            Detail::Becomes(Outcome::Stopped { reason: words() }),
            Detail::Left(Left::Withdrawn { reason: words() }),
            Detail::Left(Left::Merged { into: Some(12), reason: words() }),
            Detail::Left(Left::Merged { into: None, reason: words() }),
            Detail::Origin(Origin::Continued),
            Detail::Origin(Origin::Related { number: Some(3) }),
            Detail::Origin(Origin::Related { number: None }),
        ] {
            assert_eq!(Detail::read(&detail.line()), Some(detail));
        }
    }

    #[test]
    fn a_day_is_only_told_where_it_is_certain() {
        assert_eq!(first_day("September 2025"), Some(Date::constant(2025, 9, 1)));
        assert_eq!(first_day("1Q2025"), Some(Date::constant(2025, 1, 1)));
        assert_eq!(first_day("Y2"), None);
        assert_eq!(Detail::read("Starts: as soon as we can"), None);
        assert_eq!(Detail::read("The lamp was lit."), None);
    }
}
