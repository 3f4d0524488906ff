//! What peer review asks of a visitor on the overview: as a lead whose organisation received feedback, and as a reviewer.

use super::TodoRow;
use jiff::ToSpan as _;
use model::{
    Date,
    core::{
        dates::{day, long_date},
        permit::{ReadOrganisation, Role},
    },
    peer_review::reviewer::todo::{self, ReviewerTask},
};
use store::{Tx, assessment::assessments::ListedAssessment, peer_review::reviewers};
use web_shell::core::{app::App, authorize::May, problem::Problem};

/// How many days a lead is reminded of new feedback on the overview.
const FEEDBACK_DAYS: i32 = 28;

/// Returns the peer review feedback that a lead reads and shares, for [`FEEDBACK_DAYS`] after it was sent.
pub(super) fn new_feedback(may: &May<ReadOrganisation>, all: &[ListedAssessment], today: Date) -> Vec<TodoRow> {
    let row = |one: &ListedAssessment| {
        let sent = one.feedback.map(day).filter(|sent| today <= sent.saturating_add(FEEDBACK_DAYS.days()))?;
        Some(TodoRow {
            strong: format!("Stage {}: peer review feedback.", one.stage),
            rest: format!("It was sent on {}.", long_date(sent)),
            href: format!("/assessments/{}/feedback", one.id),
            button: "Read feedback",
        })
    };
    if may.relation.role() == Some(Role::Lead) { all.iter().filter_map(row).collect() } else { Vec::new() }
}

/// Returns what the visitor has to do as a reviewer, or can volunteer for. Nobody else sees it.
pub(super) async fn reviewer_tasks(
    (app, tx): (&App, &mut Tx),
    may: &May<ReadOrganisation>,
    today: Date,
) -> Result<Vec<TodoRow>, Problem> {
    if may.relation.role().is_none() {
        return Ok(Vec::new());
    }
    let rounds = reviewers::rounds_for_todo(tx, may).await?;
    let has_panels = rounds.iter().any(|round| round.is_open(today) && round.is_allocated());
    if !has_panels && !rounds.iter().any(|round| round.asks_reviewers(today)) {
        return Ok(Vec::new());
    }
    let edition = app.charter.course_edition();
    let Some(own) = reviewers::own_reviewing(tx, may, edition, has_panels).await? else { return Ok(Vec::new()) };
    let row = |task: ReviewerTask| {
        let (strong, rest) = task.words(today);
        TodoRow { strong, rest, href: task.href(), button: task.button() }
    };
    Ok(todo::tasks(&rounds, &own, today).into_iter().map(row).collect())
}
