//! The evidence that people were asked, drafted from what they were asked and what came of it. A lead looks at it and changes it: it
//! is a beginning, for the question that asks for it. Its numbers are rounded as published ones are, since answers are published.

use std::fmt::Write as _;

use crate::{
    Date,
    assessment::hesa::Rounded,
    core::dates::{capital, month_year},
};

/// A consultation that is counted, as far as it is evidence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConsultationSummary {
    /// What it was called.
    pub title: String,
    /// When it was closed.
    pub closed: Date,
    /// How many answered.
    pub answered: u32,
    /// How many were invited, where the lead said so.
    pub invited: Option<u32>,
    /// What they said, and what came of it.
    pub findings: Vec<FindingSummary>,
}

/// What people said, and what came of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FindingSummary {
    /// In the lead's words.
    pub words: String,
    /// How many remarks said it.
    pub remarks: u32,
    /// The actions that came of it.
    pub actions: Vec<String>,
    /// Why nothing came of it.
    pub nothing_because: Option<String>,
}

/// "about 45", "fewer than 3": a number of people or remarks, rounded by the HESA method.
#[must_use]
pub fn about(exact: u32) -> String {
    match Rounded::of(exact).get() {
        0 => "fewer than 3".to_owned(),
        rounded => format!("about {rounded}"),
    }
}

/// A paragraph for each consultation, for people of that name ("technicians"); nothing where there was none.
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
    let decided = held.findings.iter().filter(|said| !said.actions.is_empty() || said.nothing_because.is_some());
    for said in decided {
        let because = said.nothing_because.as_deref().unwrap_or_default().trim_end_matches('.');
        let what = if said.actions.is_empty() {
            format!("No action: {because}")
        } else {
            format!("Actions: {}", quoted(&said.actions))
        };
        let words = said.words.trim_end_matches('.');
        write!(text, "\n- Finding: {words} ({} comments). {what}.", about(said.remarks))
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
    fn it_says_who_was_asked_how_many_answered_and_what_changed() {
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
    fn exact_numbers_stay_inside() {
        assert_eq!(about(2), "fewer than 3");
        assert_eq!(about(13), "about 15");
        assert_eq!(paragraphs(&[], "keepers"), "");
    }
}
