//! The table of evidence: what shows that something was done, and beside what it stands.
//!
//! It is known by the heads of its columns when it is read back: nothing in it is an action.

use super::{Cell, CellKind, Column, Table, actions::Numbers, submission::APPENDICES};
use crate::write::prose::Paragraph;
use model::{
    QuestionKey,
    assessment::locked_version::{Evidence, RatedAction, Submission},
    plan::evidence::Content,
};

const COLUMNS: [(&str, u16); 4] = [("Title", 24), ("Type", 15), ("Location", 33), ("Attached to", 28)];

/// The headings of the same columns in files written before they were renamed; they are still read.
const FORMER_HEADINGS: [&str; 4] = ["Called", "Kind", "To be found", "Beside"];

/// Whether a table that was read is this one.
pub(crate) fn is_evidence(table: &crate::manuscript::Table) -> bool {
    let Some(row) = table.rows.first() else { return false };
    let has = |headings: [&str; 4]| row.cells.iter().map(crate::manuscript::Cell::text).eq(headings);
    has(COLUMNS.map(|(head, _)| head)) || has(FORMER_HEADINGS)
}

/// One row for each piece. Of what is kept inside, and of what somebody said and may take back, only the kind is there, as in
/// the text that is signed.
pub(super) fn table(submission: &Submission) -> Table {
    let last: &[RatedAction] = submission.rated.as_ref().map_or(&[], |plan| &plan.actions);
    let said = &submission.charter;
    let plans = [Numbers::of(last, said), Numbers::of_new(&submission.plan.actions, said)];
    let row = |one: &Evidence| {
        vec![
            Cell::head(one.title.as_deref().unwrap_or("Internal")),
            Cell::words(one.kind.name()),
            content(one.shown.as_ref()),
            Cell::words(&beside(one, submission, &plans)),
        ]
    };
    Table {
        caption: "Evidence".to_owned(),
        description: "Each row is an item of evidence: its title, its type, its location or content, and the answers and actions \
                      that it is attached to."
            .to_owned(),
        columns: COLUMNS.map(|(head, weight)| Column::of(head, weight)).into(),
        rows: submission.evidence.iter().map(row).collect(),
    }
}

fn content(shown: Option<&Content>) -> Cell {
    match shown {
        Some(Content::Link { address }) => {
            Cell { prose: vec![Paragraph::link(&address.to_string())], kind: CellKind::Words }
        }
        Some(other) => Cell::words(&other.words()),
        None => Cell::words("Available on request"),
    }
}

/// "Answer 3; action 2 in Appendix A; action 5 in Appendix B".
fn beside(one: &Evidence, submission: &Submission, plans: &[Numbers; 2]) -> String {
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
