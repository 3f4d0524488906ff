//! `GET /assessments/{assessment}/active-review`: active review as the organisation reads it.

use super::{agreed, meeting};
use askama::Template;
use axum::{extract::State, response::Response};
use model::core::{
    dates::{day, long_date},
    permit::ReadOwnActiveReview,
};
use store::peer_review::active_reviews;
use web_shell::core::{
    app::App,
    authorize::{May, Section},
    page::page,
    problem::Problem,
    shell::Shell,
};

#[derive(Template)]
#[template(path = "peer_review/active_reviews/own.html")]
struct OwnPage {
    shell: Shell,
    assessment: String,
    then: String,
    meeting: String,
    outcome: String,
    agreed: String,
    agreed_actions: Vec<String>,
}

/// `GET /assessments/{assessment}/active-review`
///
/// # Errors
/// Returns [`Problem::NotFound`] if the submission is not chosen.
pub async fn show(may: May<ReadOwnActiveReview>, State(app): State<App>) -> Result<Response, Problem> {
    let own = active_reviews::own(&mut app.db.read().await?, &may).await?.ok_or(Problem::NotFound)?;
    page(&OwnPage {
        shell: may.shell(&app, Section::Assessment),
        assessment: format!("/assessments/{}", may.place().assessment),
        then: format!("Chosen for active review on {}.", long_date(day(own.chosen))),
        meeting: meeting(own.meeting),
        outcome: own.outcome,
        agreed: agreed(own.agreed_actions.len()),
        agreed_actions: own.agreed_actions,
    })
}
