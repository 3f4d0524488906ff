//! The subjects of emails: the task or event, the thing, and the organisation, in at most [`MAX_CHARACTERS`].

use jiff::civil::Date;
use model::core::dates::long_date;

/// The most characters of a subject: lists of emails do not show more.
pub const MAX_CHARACTERS: usize = 70;

/// Returns the subject of an email about a form of an organisation: "Submission received: Stage 3 self-assessment – Northmoor University". The
/// edition of the form is in the text of the email. A subject that is too long is shortened at the end, where the organisation is, because its
/// reader has to know first what to do.
#[must_use]
pub fn subject(task: &str, title: &str, organisation: &str) -> String {
    shortened(format!("{task}: {} – {organisation}", without_edition(title)))
}

/// "Sign by 14 December": a deadline within a year, which needs no year.
#[must_use]
pub fn by(task: &str, last: Date) -> String {
    let date = long_date(last);
    let without_year = date.rsplit_once(' ').map_or(date.as_str(), |(day_and_month, _)| day_and_month);
    format!("{task} by {without_year}")
}

/// The title of a form without its edition: "Stage 3 self-assessment" of "Stage 3 self-assessment (December 2023)".
fn without_edition(title: &str) -> &str {
    match title.strip_suffix(')').and_then(|title| title.rsplit_once(" (")) {
        Some((form, _)) if !form.trim().is_empty() => form,
        _ => title,
    }
}

/// Cuts a subject that is too long, at a word if that does not cost much.
pub(super) fn shortened(subject: String) -> String {
    let Some((end, _)) = subject.char_indices().nth(MAX_CHARACTERS) else { return subject };
    // One character is for the ellipsis.
    let cut = subject[..end].char_indices().next_back().map_or("", |(last, _)| &subject[..last]);
    let at_word = cut.rfind(' ').filter(|at| cut.len() - at <= 15).map_or(cut, |at| &cut[..at]);
    format!("{}…", at_word.trim_end_matches([' ', ',', '–', ':']))
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn a_subject_has_the_form_without_its_edition() {
        assert_eq!(
            subject("Signed by the leader", "Stage 3 self-assessment (December 2023)", "Eastfell"),
            "Signed by the leader: Stage 3 self-assessment – Eastfell"
        );
        assert_eq!(subject("Signed", "Second watch", "Eastfell"), "Signed: Second watch – Eastfell");
        assert_eq!(without_edition("(December 2023)"), "(December 2023)");
        assert_eq!(without_edition("Plan (draft) of 2030"), "Plan (draft) of 2030");
    }

    #[test]
    fn a_deadline_has_a_day_and_a_month() {
        assert_eq!(by("Sign", date(2026, 12, 14)), "Sign by 14 December");
    }

    #[test]
    fn every_subject_is_short_enough_and_says_what_to_do() {
        let title = "Stage 3 self-assessment (December 2023)";
        let fits = subject("Sign by 14 December", title, "Northmoor University");
        assert_eq!(fits, "Sign by 14 December: Stage 3 self-assessment – Northmoor University");
        let cut = subject("Sign by 14 December", title, "University of the Highlands and Islands");
        assert_eq!(cut, "Sign by 14 December: Stage 3 self-assessment – University of the…");
        for length in 0..200 {
            let organisation = "Ü".repeat(length);
            let subject = subject("Question from the leader", title, &organisation);
            assert!(subject.chars().count() <= MAX_CHARACTERS, "{subject}");
            assert!(subject.starts_with("Question from the leader: Stage 3 self-assessment"), "{subject}");
        }
        assert_eq!(shortened("x".repeat(70)), "x".repeat(70));
        assert_eq!(shortened("x".repeat(71)), format!("{}…", "x".repeat(69)));
    }
}
