//! The secretariat accepts a submission that came after the last day of a round, with a reason, or takes it out again.

use super::draw;
use axum::{extract::State, response::Response};
use model::{
    AssessmentId,
    core::{permit::AcceptLateSubmission, short::Line},
};
use serde::Deserialize;
use store::peer_review::rounds;
use web_shell::core::{
    app::App,
    authorize::May,
    form::{Errors, extract::Filled},
    page::{redirect_with_notice, unprocessable},
    problem::Problem,
};

/// The fields of the form.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct LateSubmissionForm {
    submission: String,
    reason: String,
}

/// `POST /peer-review/rounds/{round}/late-submissions`
pub async fn accept(
    may: May<AcceptLateSubmission>,
    State(app): State<App>,
    Filled(form): Filled<LateSubmissionForm>,
) -> Result<Response, Problem> {
    let mut errors = Errors::none();
    let submission = form.submission.parse::<AssessmentId>().map_err(|_| "Select a submission");
    let submission = errors.collect("submission", submission);
    let reason = Line::parse(&form.reason)
        .map_err(|error| error.at("Reason", "Enter why this submission is accepted, for example an extension"));
    let (Some(submission), Some(reason)) = (submission, errors.collect("reason", reason)) else {
        return unprocessable(&draw(&may, &app, (form.submission, form.reason), errors).await?);
    };
    let (mut tx, permit) = may.begin(&app).await?;
    if let Err(refused) = rounds::accept_late(&mut tx, &permit, submission, &reason, may.visit.now).await? {
        drop(tx);
        let errors = Errors::one("submission", refused);
        return unprocessable(&draw(&may, &app, (form.submission, form.reason), errors).await?);
    }
    tx.commit().await?;
    Ok(redirect_with_notice(&app, &here(&may), "Late submission accepted."))
}

/// The field of the form.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct TakeOutForm {
    submission: String,
}

/// `POST /peer-review/rounds/{round}/late-submissions/remove`
///
/// # Errors
/// Returns [`Problem::NotFound`] if it is not one that was accepted late, or reviewers are allocated already.
pub async fn take_out(
    may: May<AcceptLateSubmission>,
    State(app): State<App>,
    Filled(form): Filled<TakeOutForm>,
) -> Result<Response, Problem> {
    let submission = form.submission.parse::<AssessmentId>().map_err(|_| Problem::NotFound)?;
    let (mut tx, permit) = may.begin(&app).await?;
    if !rounds::take_out(&mut tx, &permit, submission, may.visit.now).await? {
        return Err(Problem::NotFound);
    }
    tx.commit().await?;
    Ok(redirect_with_notice(&app, &here(&may), "Late submission removed from this round."))
}

fn here(may: &May<AcceptLateSubmission>) -> String {
    format!("/peer-review/rounds/{}", may.place().round)
}
