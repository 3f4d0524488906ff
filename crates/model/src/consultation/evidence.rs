//! Drafts the answer on how the charter's people took part, from the consultations and their findings. A lead checks and edits it. Its
//! numbers are rounded like published ones, because answers are published.

use std::fmt::Write as _;

use super::turnout::{Access, Turnout};
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
    /// What is known of the number of people behind the responses.
    pub turnout: Turnout,
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
    let answered = about(held.turnout.answered);
    let sentence = match (held.turnout.invited, held.turnout.access) {
        (Some(invited), Access::Codes) => {
            format!("Of {} people invited, {answered} responded anonymously with single-use codes.", about(invited))
        }
        (None, Access::Codes) => format!("{} people responded anonymously with single-use codes.", capital(&answered)),
        (Some(invited), Access::Link) => format!(
            "{} people were invited. There were {answered} anonymous responses by an open link, so the number of people is not known.",
            capital(&about(invited))
        ),
        (None, Access::Link) => {
            format!("There were {answered} anonymous responses by an open link, so the number of people is not known.")
        }
    };
    let mut text = format!("{asked} {sentence}");
    if held.turnout.warning().is_some() {
        text.push_str(" There were more responses than people invited.");
    }
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
    use crate::consultation::turnout::CodesGiven;

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
            turnout: Turnout { answered: 43, invited: Some(121), access: Access::Codes, given: CodesGiven::default() },
            findings: vec![said(&["Light the lamp", "Paint it"], None), said(&[], Some("No funds.")), said(&[], None)],
        };
        assert_eq!(
            paragraphs(&[held], "keepers"),
            "In November 2026 we consulted our keepers: “How is it going?”. Of about 120 people invited, about 45 responded \
             anonymously with single-use codes.\n- Finding: The stairs are dark (about 5 comments). Actions: “Light the lamp” and “Paint it”.\n- Finding: The \
             stairs are dark (about 5 comments). No action: No funds."
        );
    }

    #[test]
    fn an_open_link_and_too_many_responses_are_said() {
        let held = ConsultationSummary {
            title: "How is it going?".into(),
            closed: Date::constant(2026, 11, 22),
            turnout: Turnout { answered: 43, invited: Some(20), access: Access::Link, given: CodesGiven::default() },
            findings: Vec::new(),
        };
        let text = paragraphs(&[held], "keepers");
        assert!(text.contains("by an open link, so the number of people is not known"), "{text}");
        assert!(text.ends_with("There were more responses than people invited."), "{text}");
    }

    #[test]
    fn exact_numbers_are_not_shown() {
        assert_eq!(about(2), "fewer than 3");
        assert_eq!(about(13), "about 15");
        assert_eq!(paragraphs(&[], "keepers"), "");
    }
}
