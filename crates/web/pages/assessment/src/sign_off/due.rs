//! When a self-assessment is due, and when its feedback is.

use model::{
    assessment::{AssessmentState, contents::AssessmentContents},
    core::permit::Permission,
    register::calendar::{self, Feedback, Next, ReviewProgress, Submitted},
};
use store::{Tx, assessment::submissions};
use web_shell::core::{app::App, authorize::May, clock, problem::Problem};

/// Returns the day on which this assessment is due, if it is known today, and the date of feedback if it is submitted today.
pub(crate) async fn due<P>(
    app: &App,
    tx: &mut Tx,
    may: &May<P>,
    contents: &AssessmentContents,
) -> Result<Option<DueNow>, Problem>
where
    P: Permission<Place = model::core::permit::AtAssessment>,
{
    let organisation = &contents.organisation;
    let stage = app.charter.edition(&contents.edition).map_or(organisation.stage, |edition| edition.stage);
    let facts = submissions::facts(tx, may, organisation, stage, clock::day).await?;
    let standing = calendar::standing(&app.charter, &facts, may.visit.today());
    Ok(match standing.next {
        Next::Due(due) => {
            let feedback = standing.earlier.map(|round| round.feedback).or(due.feedback.map(Feedback::by));
            Some(DueNow { on: due.on, feedback: feedback.filter(|_| !due.is_late(may.visit.today())) })
        }
        Next::Submitted(..) | Next::Unknown => None,
    })
}

/// Returns when feedback on this assessment is due, if it is submitted and that day is known and not over.
pub(super) async fn feedback<P>(
    app: &App,
    tx: &mut Tx,
    may: &May<P>,
    contents: &AssessmentContents,
) -> Result<Option<model::Date>, Problem>
where
    P: Permission<Place = model::core::permit::AtAssessment>,
{
    let AssessmentState::Submitted(_, _, _, submission) = &contents.state else { return Ok(None) };
    let organisation = &contents.organisation;
    let stage = app.charter.edition(&contents.edition).map_or(organisation.stage, |edition| edition.stage);
    let mut facts = submissions::facts(tx, may, organisation, stage, clock::day).await?;
    // Only earlier stages are among the facts.
    facts.submitted.push(Submitted { stage, on: clock::day(submission.at), review: ReviewProgress::Awaited });
    let standing = calendar::standing(&app.charter, &facts, may.visit.today());
    Ok(match standing.next {
        Next::Submitted(_, feedback) => feedback.map(Feedback::by).filter(|by| *by >= may.visit.today()),
        Next::Due(_) | Next::Unknown => None,
    })
}

/// When a self-assessment is due, and when feedback is due if it is submitted today and in time.
pub(crate) struct DueNow {
    pub(crate) on: model::Date,
    pub(crate) feedback: Option<model::Date>,
}
