//! Writes and reads the further details of an action, one on each line.

mod parts;

pub(crate) use parts::parts;

use super::field::Field;
use crate::{
    reading::{EarlyEnd, PlanOrigin},
    words::label,
};
use model::{
    Date,
    core::dates::long_date,
    plan::{
        Outcome,
        timescale::{Meaning, Timescale},
    },
};

/// One detail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Detail {
    /// The names of the other themes of an action that is listed under one of its themes, separated by semicolons.
    AlsoUnder(String),
    /// The start date.
    Starts(Date),
    /// The date on which it was first included in a plan.
    OpenSince(Date),
    /// The rationale.
    Rationale(String),
    /// The name of the category.
    Category(String),
    /// The labels of the recommendations that it carries out, separated by semicolons.
    Recommendations(String),
    /// The names of the other charters that it supports, separated by semicolons.
    Allied(String),
    /// The resources.
    Resource(String),
    /// What happens to it in the new plan.
    Outcome(Outcome),
    /// How it ended before the end of its plan.
    Ended(EarlyEnd),
    /// How it relates to the previous plan.
    Origin(PlanOrigin),
}

const CONTINUED: &str = "Continued in the new plan.";
const RELATED: &str = "Replaced by a related action.";
const STOPPED: &str = "Stopped.";
const ORIGIN_CONTINUED: &str = "Continued from the previous plan.";
const ORIGIN_RELATED: &str = "Related to an action in the previous plan.";
const ORIGIN_NUMBERED: [&str; 2] = ["Related to action ", " in the previous plan."];

/// The former wording, which is still read.
mod former {
    pub(super) const CONTINUED: &str = "It goes on in the new plan.";
    pub(super) const RELATED: &str = "Another action goes on from it.";
    pub(super) const STOPPED: &str = "It ends here.";
    pub(super) const ORIGIN_CONTINUED: &str = "Goes on from the last plan.";
    pub(super) const ORIGIN_RELATED: &str = "Goes on from another action.";
    pub(super) const ORIGIN_NUMBERED: [&str; 2] = ["Goes on from number ", " of the last plan."];
}

impl Detail {
    /// Writes the line.
    pub(crate) fn line(&self) -> String {
        match self {
            Self::AlsoUnder(names) => format!("Also under theme: {names}"),
            Self::Starts(day) => format!("Starts: {}", long_date(*day)),
            Self::OpenSince(day) => format!("First included: {}", long_date(*day)),
            Self::Rationale(words) => format!("Rationale: {words}"),
            Self::Category(name) => format!("Category: {name}"),
            Self::Recommendations(labels) => format!("Recommendations: {labels}"),
            Self::Allied(names) => format!("Other charters: {names}"),
            Self::Resource(words) => format!("Resources: {words}"),
            Self::Outcome(Outcome::Continued) => CONTINUED.to_owned(),
            Self::Outcome(Outcome::Related) => RELATED.to_owned(),
            Self::Outcome(Outcome::Stopped { reason }) if reason.trim().is_empty() => STOPPED.to_owned(),
            Self::Outcome(Outcome::Stopped { reason }) => format!("Stopped: {}", reason.trim()),
            Self::Ended(EarlyEnd::Withdrawn { reason }) => format!("Withdrawn: {}", reason.trim()),
            Self::Ended(EarlyEnd::Merged { into: Some(number), reason }) => {
                format!("Merged into action {number}: {}", reason.trim())
            }
            Self::Ended(EarlyEnd::Merged { into: None, reason }) => {
                format!("Merged into another action: {}", reason.trim())
            }
            Self::Origin(PlanOrigin::Continued) => ORIGIN_CONTINUED.to_owned(),
            Self::Origin(PlanOrigin::Related { number: None }) => ORIGIN_RELATED.to_owned(),
            Self::Origin(PlanOrigin::Related { number: Some(number) }) => {
                let [before, after] = ORIGIN_NUMBERED;
                format!("{before}{number}{after}")
            }
        }
    }

    /// Reads a line. Returns `None` if it is not a detail, or if its date is not certain.
    pub(crate) fn read(words: &str) -> Option<Self> {
        let line = words.split_whitespace().collect::<Vec<_>>().join(" ");
        match line.as_str() {
            CONTINUED | former::CONTINUED => return Some(Self::Outcome(Outcome::Continued)),
            RELATED | former::RELATED => return Some(Self::Outcome(Outcome::Related)),
            STOPPED | former::STOPPED => {
                return Some(Self::Outcome(Outcome::Stopped { reason: String::new() }));
            }
            ORIGIN_CONTINUED | former::ORIGIN_CONTINUED => return Some(Self::Origin(PlanOrigin::Continued)),
            ORIGIN_RELATED | former::ORIGIN_RELATED => return Some(Self::Origin(PlanOrigin::Related { number: None })),
            _ => {}
        }
        let number = |[before, after]: [&str; 2]| line.strip_prefix(before)?.strip_suffix(after);
        if let Some(number) = number(ORIGIN_NUMBERED).or_else(|| number(former::ORIGIN_NUMBERED)) {
            return Some(Self::Origin(PlanOrigin::Related { number: Some(number.parse().ok()?) }));
        }
        let (name, words) = label(words.trim())?;
        let text = words.to_owned();
        Some(match Label::of(&name)? {
            Label::Stopped => Self::Outcome(Outcome::Stopped { reason: text }),
            Label::Withdrawn => Self::Ended(EarlyEnd::Withdrawn { reason: text }),
            Label::Merged(into) => Self::Ended(EarlyEnd::Merged { into, reason: text }),
            _ if words.is_empty() => return None,
            Label::AlsoUnder => Self::AlsoUnder(text),
            Label::Resource => Self::Resource(text),
            Label::Starts => Self::Starts(first_day(words)?),
            Label::OpenSince => Self::OpenSince(first_day(words)?),
            Label::Rationale => Self::Rationale(text),
            Label::Category => Self::Category(text),
            Label::Recommendations => Self::Recommendations(text),
            Label::Allied => Self::Allied(text),
        })
    }

    /// Whether a line begins a detail, which may continue on the next line.
    fn begins(line: &str) -> bool {
        let sentences = [
            CONTINUED,
            RELATED,
            STOPPED,
            ORIGIN_CONTINUED,
            ORIGIN_RELATED,
            ORIGIN_NUMBERED[0],
            former::CONTINUED,
            former::RELATED,
            former::STOPPED,
            former::ORIGIN_CONTINUED,
            former::ORIGIN_RELATED,
            former::ORIGIN_NUMBERED[0],
        ];
        let opens = |sentence: &str| {
            let opening: String = sentence.split_inclusive(' ').take(3).collect();
            line.starts_with(opening.trim_end())
        };
        sentences.into_iter().any(opens) || label(line).is_some_and(|(name, _)| Label::of(&name).is_some())
    }
}

/// The label before the colon.
enum Label {
    AlsoUnder,
    Starts,
    OpenSince,
    Rationale,
    Category,
    Recommendations,
    Allied,
    Resource,
    Stopped,
    Withdrawn,
    Merged(Option<usize>),
}

impl Label {
    fn of(name: &str) -> Option<Self> {
        Some(match name {
            "also under theme" | "also under themes" | "also under" => Self::AlsoUnder,
            "starts" | "start" | "start date" | "begins" => Self::Starts,
            "first included" | "first promised" | "open since" => Self::OpenSince,
            "why" | "rationale" => Self::Rationale,
            "category" => Self::Category,
            "recommendation" | "recommendations" => Self::Recommendations,
            "also serves" | "other charters" => Self::Allied,
            "stopped" | "it ends here" => Self::Stopped,
            "withdrawn" => Self::Withdrawn,
            "merged into another action" | "merged into another" => Self::Merged(None),
            name => match ["merged into action ", "merged into number "]
                .iter()
                .find_map(|opening| name.strip_prefix(opening))
            {
                Some(number) => Self::Merged(Some(number.parse().ok()?)),
                None => (Field::of_label(name)? == Field::Resource).then_some(Self::Resource)?,
            },
        })
    }
}

/// The first day of a timescale, if it is certain: "March 2025" begins on 1 March.
pub(crate) fn first_day(words: &str) -> Option<Date> {
    let line = words.split_whitespace().collect::<Vec<_>>().join(" ");
    match Timescale::read(&line).meaning() {
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
    fn every_detail_is_read_back() {
        let (day, words) = (Date::constant(2025, 3, 1), || "Nobody: asked.\nBut all knew".to_owned());
        for detail in [
            Detail::AlsoUnder("Visibility; Recognition".to_owned()),
            Detail::Starts(day),
            Detail::OpenSince(day),
            Detail::Rationale(words()),
            Detail::Category("Teaching".to_owned()),
            Detail::Recommendations("A; B".to_owned()),
            Detail::Allied("Athena SWAN".to_owned()),
            Detail::Outcome(Outcome::Continued),
            Detail::Outcome(Outcome::Related),
            Detail::Outcome(Outcome::Stopped { reason: String::new() }),
            Detail::Outcome(Outcome::Stopped { reason: words() }),
            Detail::Ended(EarlyEnd::Withdrawn { reason: words() }),
            Detail::Ended(EarlyEnd::Merged { into: Some(12), reason: words() }),
            Detail::Ended(EarlyEnd::Merged { into: None, reason: words() }),
            Detail::Origin(PlanOrigin::Continued),
            Detail::Origin(PlanOrigin::Related { number: Some(3) }),
            Detail::Origin(PlanOrigin::Related { number: None }),
        ] {
            assert_eq!(Detail::read(&detail.line()), Some(detail));
        }
    }

    #[test]
    fn lines_with_the_former_wording_are_still_read() {
        let reason = || "Nobody asked".to_owned();
        for (line, detail) in [
            ("Also under: Visibility; Recognition", Detail::AlsoUnder("Visibility; Recognition".to_owned())),
            ("First promised: 1 March 2025", Detail::OpenSince(Date::constant(2025, 3, 1))),
            ("Why: Nobody asked", Detail::Rationale(reason())),
            ("Also serves: Athena SWAN", Detail::Allied("Athena SWAN".to_owned())),
            ("It goes on in the new plan.", Detail::Outcome(Outcome::Continued)),
            ("Another action goes on from it.", Detail::Outcome(Outcome::Related)),
            ("It ends here.", Detail::Outcome(Outcome::Stopped { reason: String::new() })),
            ("It ends here: Nobody asked", Detail::Outcome(Outcome::Stopped { reason: reason() })),
            (
                "Merged into number 12: Nobody asked",
                Detail::Ended(EarlyEnd::Merged { into: Some(12), reason: reason() }),
            ),
            ("Merged into another: Nobody asked", Detail::Ended(EarlyEnd::Merged { into: None, reason: reason() })),
            ("Goes on from the last plan.", Detail::Origin(PlanOrigin::Continued)),
            ("Goes on from number 3 of the last plan.", Detail::Origin(PlanOrigin::Related { number: Some(3) })),
            ("Goes on from another action.", Detail::Origin(PlanOrigin::Related { number: None })),
        ] {
            assert_eq!(Detail::read(line), Some(detail), "{line}");
        }
        let one = ["Starts: 15 July 2024 It goes on in the new plan.", "Also serves: Athena", "SWAN Why: asked"];
        assert_eq!(
            parts(one.into_iter()),
            ["Starts: 15 July 2024", "It goes on in the new plan.", "Also serves: Athena\nSWAN", "Why: asked"]
        );
    }

    #[test]
    fn lines_broken_by_a_narrow_column_are_joined() {
        let lines = [
            "This and that",
            "Starts: 15 July",
            "2024 Category: Teaching",
            "Continued in the",
            "new plan.",
            "Rationale: nobody\nasked",
        ];
        let parts = parts(lines.into_iter());
        let read: Vec<Option<Detail>> = parts.iter().map(|part| Detail::read(part)).collect();
        let starts = Detail::Starts(Date::constant(2024, 7, 15));
        let teaching = Detail::Category("Teaching".to_owned());
        let why = Detail::Rationale("nobody\nasked".to_owned());
        assert_eq!(read, [None, Some(starts), Some(teaching), Some(Detail::Outcome(Outcome::Continued)), Some(why)]);
    }

    #[test]
    fn uncertain_dates_are_not_read() {
        assert_eq!(first_day("September 2025"), Some(Date::constant(2025, 9, 1)));
        assert_eq!(first_day("1Q2025"), Some(Date::constant(2025, 1, 1)));
        assert_eq!(first_day("Y2"), None);
        assert_eq!(Detail::read("Starts: as soon as we can"), None);
        assert_eq!(Detail::read("The lamp was lit."), None);
    }
}
