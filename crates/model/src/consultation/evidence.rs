//! Drafts the answer on how the charter's people took part, from the consultations and their findings. A lead checks and edits it. Its
//! numbers are rounded like published ones, because answers are published.

use std::fmt::Write as _;

use crate::{
    Date,
    assessment::hesa::Rounded,
    core::dates::{capital, month_year},
};

/// What the draft needs of a consultation that is counted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConsultationSummary {
    /// The title.
    pub title: String,
    /// When it was closed.
    pub closed: Date,
    /// The number of responses.
    pub answered: u32,
    /// The number of people invited, if the lead entered it.
    pub invited: Option<u32>,
    /// The findings.
    pub findings: Vec<FindingSummary>,
}

/// A finding and its outcome.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FindingSummary {
    /// The finding, in the lead's words.
    pub words: String,
    /// The number of written comments in it.
    pub remarks: u32,
    /// The titles of the actions that follow from it.
    pub actions: Vec<String>,
    /// The reason for no action.
    pub nothing_because: Option<String>,
}

/// A number of people or comments, rounded by the HESA method: "about 45", "fewer than 3".
#[must_use]
pub fn about(exact: u32) -> String {
    match Rounded::of(exact).get() {
        0 => "fewer than 3".to_owned(),
        rounded => format!("about {rounded}"),
    }
}

/// A paragraph for each consultation; empty if there were none. `people` is the charter's word for them ("technicians").
#[must_use]
pub fn paragraphs(held: &[ConsultationSummary], people: &str) -> String {
    held.iter().map(|one| paragraph(one, people)).collect::<Vec<_>>().join("\n\n")
}

fn paragraph(held: &ConsultationSummary, people: &str) -> String {
    let asked = format!("In {} we consulted our {people}: “{}”.", month_year(held.closed), held.title);
    let answered = match held.invited {
        Some(invited) => {
            format!("Of {} people invited, {} responded anonymously.", about(invited), about(held.answered))
        }
        None => format!("{} people responded anonymously.", capital(&about(held.answered))),
    };
    let mut text = format!("{asked} {answered}");
    let decided = held.findings.iter().filter(|one| !one.actions.is_empty() || one.nothing_because.is_some());
    for finding in decided {
        let because = finding.nothing_because.as_deref().unwrap_or_default().trim_end_matches('.');
        let outcome = if finding.actions.is_empty() {
            format!("No action: {because}")
        } else {
            format!("Actions: {}", quoted(&finding.actions))
        };
        let words = finding.words.trim_end_matches('.');
        write!(text, "\n- Finding: {words} ({} comments). {outcome}.", about(finding.remarks))
            .expect("a String can be written to");
    }
    text
}

fn quoted(titles: &[String]) -> String {
    let quoted: Vec<String> = titles.iter().map(|title| format!("“{}”", title.trim_end_matches('.'))).collect();
    match &quoted[..] {
        [first @ .., last] if !first.is_empty() => format!("{} and {last}", first.join(", ")),
        all => all.concat(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_paragraph_has_the_numbers_and_the_outcomes_of_findings() {
        let said = |actions: &[&str], because: Option<&str>| FindingSummary {
            words: "The stairs are dark.".into(),
            remarks: 7,
            actions: actions.iter().map(|&title| title.to_owned()).collect(),
            nothing_because: because.map(ToOwned::to_owned),
        };
        let held = ConsultationSummary {
            title: "How is it going?".into(),
            closed: Date::constant(2026, 11, 22),
            answered: 43,
            invited: Some(121),
            findings: vec![said(&["Light the lamp", "Paint it"], None), said(&[], Some("No funds.")), said(&[], None)],
        };
        assert_eq!(
            paragraphs(&[held], "keepers"),
            "In November 2026 we consulted our keepers: “How is it going?”. Of about 120 people invited, about 45 responded \
             anonymously.\n- Finding: The stairs are dark (about 5 comments). Actions: “Light the lamp” and “Paint it”.\n- Finding: The \
             stairs are dark (about 5 comments). No action: No funds."
        );
    }

    #[test]
    fn exact_numbers_are_not_shown() {
        assert_eq!(about(2), "fewer than 3");
        assert_eq!(about(13), "about 15");
        assert_eq!(paragraphs(&[], "keepers"), "");
    }
}
