//! The sections about what reviewers found, what they advised, and how organisations rated it.

use super::{LessonRow, LessonSection, LessonTable, TOO_FEW, row};
use crate::peer_review::lessons::{
    LessonsReader, RatingSum, RecurringTerm,
    agreement::{CriterionAgreement, percentage},
    spread::with_minus,
};

pub(super) fn agreement_section(criteria: &[CriterionAgreement]) -> LessonSection {
    let line = |one: &CriterionAgreement| {
        let same = one.same.map_or_else(|| "Not shown".to_owned(), |same| format!("{same}%"));
        let alpha = one.alpha.map_or_else(|| "Not shown".to_owned(), alpha_in_words);
        row(vec![one.title.clone(), one.submissions.to_string(), same, alpha, one.meaning().to_owned()], one.same)
    };
    LessonSection {
        title: "Agreement between reviewers",
        text: vec![
            "For each criterion: of all pairs of reviewers of a submission, how many chose the same finding. It is shown for 3 submissions or more."
                .to_owned(),
            "Krippendorff’s alpha takes into account that some would agree by chance, and that some findings are further apart than others: 1 is full \
             agreement, 0 is agreement by chance. It is shown for 5 submissions or more. Little agreement can mean that a criterion is understood in \
             different ways."
                .to_owned(),
        ],
        tables: vec![LessonTable {
            caption: "Agreement by criterion",
            columns: vec!["Criterion", "Submissions", "Same finding", "Alpha", "Meaning"],
            rows: criteria.iter().map(line).collect(),
        }],
    }
}

/// "0.80", "0.00" or "−0.13".
fn alpha_in_words(alpha: f64) -> String {
    with_minus(&format!("{alpha:.2}").replace("-0.00", "0.00"))
}

pub(super) fn advice_section(terms: Vec<RecurringTerm>) -> LessonSection {
    let title = "Advice that recurs";
    if terms.is_empty() {
        let text = vec!["No word or phrase is in the advice to 3 organisations or more.".to_owned()];
        return LessonSection { title, text, tables: Vec::new() };
    }
    let most = terms.iter().map(|term| term.organisations).max().unwrap_or(0);
    let line = |term: RecurringTerm| LessonRow {
        bar: percentage(term.organisations, most),
        cells: vec![term.term, term.organisations.to_string()],
        passages: term.passages,
    };
    LessonSection {
        title,
        text: vec!["Words and phrases in the advice of feedback that was sent to 3 organisations or more.".to_owned()],
        tables: vec![LessonTable {
            caption: "Recurring words and phrases",
            columns: vec!["Word or phrase", "Organisations"],
            rows: terms.into_iter().map(line).collect(),
        }],
    }
}

pub(super) fn rating_section(ratings: &[RatingSum], reader: LessonsReader) -> LessonSection {
    let title = "How organisations rated the feedback";
    let mut section = LessonSection { title, ..LessonSection::default() };
    let mut rows = Vec::new();
    for rating in ratings {
        let all: usize = rating.answers.iter().map(|(_, number)| number).sum();
        if all == 0 {
            continue;
        }
        if all < reader.fewest() {
            rows.push(row(vec![rating.question.clone(), TOO_FEW.to_owned(), String::new()], None));
            continue;
        }
        let answer = |(words, number): &(String, usize)| {
            row(vec![rating.question.clone(), words.clone(), number.to_string()], percentage(*number, all))
        };
        rows.extend(rating.answers.iter().map(answer));
    }
    if rows.is_empty() {
        section.text.push("No ratings yet.".to_owned());
    } else {
        let columns = vec!["Question", "Answer", "Organisations"];
        section.tables.push(LessonTable { caption: "Ratings of the feedback", columns, rows });
    }
    section
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_negative_figure_has_a_minus_sign_and_no_figure_is_minus_zero() {
        let words = [0.804, -0.131, -0.001, 0.0].map(alpha_in_words);
        assert_eq!(words, ["0.80", "−0.13", "0.00", "0.00"]);
    }
}
