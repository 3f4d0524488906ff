//! Decides which of the two plans actions belong to, and which sections contain lists of actions.

use crate::{
    reading::WhichPlan,
    understand::outline::{Section, SectionKind},
    words::{fold, has_any, start},
};
use model::charter::{Edition, QuestionKind};

/// The plan of a section's actions: by the question of the section, by its heading, by the name of the file, or by whether the
/// actions have a status. A stage that does not rate a plan has only the new one.
pub(super) fn of_section(
    file: &str,
    section: &Section<'_>,
    has_statuses: bool,
    edition: Option<&Edition>,
) -> WhichPlan {
    if edition.is_some_and(|edition| edition.rates_plan_of_months.is_none()) {
        return WhichPlan::New;
    }
    let folded = section.heading.map(|heading| fold(start(&heading.text, 300))).unwrap_or_default();
    let asks = |kind: QuestionKind| {
        matches!(&section.kind, SectionKind::Answer(questions)
            if questions.iter().any(|question| question.kind == kind))
    };
    match &section.kind {
        _ if asks(QuestionKind::Ratings) => WhichPlan::Rated,
        _ if asks(QuestionKind::Plan) => WhichPlan::New,
        SectionKind::Plan(Some(plan)) => *plan,
        _ if has_any(&folded, &["rag", "previous", "review"]) => WhichPlan::Rated,
        _ => plan_of_file(file, has_statuses),
    }
}

/// The plan of a file, by its name; otherwise actions with a status belong to the rated plan.
fn plan_of_file(file: &str, has_statuses: bool) -> WhichPlan {
    let name = file.rsplit(['/', '\\']).next().unwrap_or_default();
    let stem = fold(&name.replace(['_', '-', '.'], " "));
    let is_rated = has_any(&stem, &["rag", "rated", "previous", "review", "progress", "analysis"]);
    let is_new = has_any(&stem, &["new", "forward", "next", "future"]);
    match (is_rated, is_new) {
        (true, false) => WhichPlan::Rated,
        (false, true) => WhichPlan::New,
        _ if has_statuses => WhichPlan::Rated,
        _ => WhichPlan::New,
    }
}

/// Whether lists in a section contain actions. They do in an answer that asks for actions, and below the heading of a plan.
pub(super) fn holds_lists(section: &Section<'_>) -> bool {
    match &section.kind {
        SectionKind::Answer(questions) => {
            questions.iter().any(|question| matches!(question.kind, QuestionKind::Plan | QuestionKind::Ratings))
        }
        SectionKind::Plan(_) => true,
        SectionKind::Opening | SectionKind::Appendix | SectionKind::SignOff => false,
    }
}
