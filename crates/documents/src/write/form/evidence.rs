//! The evidence table, with the answers and actions that each item is attached to.

use super::{Cell, CellKind, Column, Table, actions::Numbers};
use crate::{
    wording::{APPENDICES, evidence::HEADINGS},
    write::prose::Paragraph,
};
use model::{
    QuestionKey,
    assessment::locked_version::{Evidence, RatedAction, Submission},
    plan::evidence::EvidenceContent,
};

/// The width of each column, relative to the others.
const WEIGHTS: [u16; 4] = [24, 15, 33, 28];

/// One row for each item. Internal items and testimonials show only their type, as in the signed text.
pub(super) fn table(submission: &Submission) -> Table {
    let previous: &[RatedAction] = submission.rated.as_ref().map_or(&[], |plan| &plan.actions);
    let terms = &submission.charter;
    let plans = [Numbers::of(previous, terms), Numbers::of_new(&submission.plan.actions, terms)];
    let row = |one: &Evidence| {
        vec![
            Cell::row_header(one.title.as_deref().unwrap_or("Internal")),
            Cell::plain(one.kind.name()),
            content(one.shown.as_ref()),
            Cell::plain(&attached_to(one, submission, &plans)),
        ]
    };
    Table {
        caption: "Evidence".to_owned(),
        description: "Each row is an item of evidence: its title, its type, its location or content, and the answers and actions \
                      that it is attached to."
            .to_owned(),
        columns: HEADINGS.iter().zip(WEIGHTS).map(|(heading, weight)| Column::of(heading, weight)).collect(),
        rows: submission.evidence.iter().map(row).collect(),
    }
}

fn content(shown: Option<&EvidenceContent>) -> Cell {
    match shown {
        Some(EvidenceContent::Link { address }) => {
            Cell { prose: vec![Paragraph::link(&address.to_string())], kind: CellKind::Text }
        }
        Some(other) => Cell::plain(&other.words()),
        None => Cell::plain("Available on request"),
    }
}

/// "Answer 3; action 2 in Appendix A; action 5 in Appendix B".
fn attached_to(one: &Evidence, submission: &Submission, plans: &[Numbers; 2]) -> String {
    let number = |key: &QuestionKey| submission.answers.iter().position(|answer| answer.question == *key);
    let answers = one.questions.iter().filter_map(number).map(|at| format!("answer {}", at + 1));
    let actions = plans.iter().zip(APPENDICES).flat_map(|(plan, appendix)| {
        let numbers = one.actions.iter().filter_map(|id| plan.number(*id));
        numbers.map(move |number| format!("action {number} in {appendix}"))
    });
    let all: Vec<String> = answers.chain(actions).collect();
    let mut all = all.join("; ");
    if let Some(first) = all.get_mut(..1) {
        first.make_ascii_uppercase();
    }
    all
}
