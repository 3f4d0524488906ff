//! A reviewer stops. A page first states what that means.

use super::HERE;
use askama::Template;
use axum::{extract::State, response::Response};
use model::core::permit::KeepReviewing;
use store::peer_review::reviewers;
use web_shell::core::{
    app::App,
    authorize::May,
    form::extract::{Filled, NoFields},
    page::{page, redirect_with_notice},
    problem::Problem,
    shell::Shell,
};

#[derive(Template)]
#[template(path = "peer_review/reviewer/stop.html")]
struct StopPage {
    shell: Shell,
    here: &'static str,
}

/// `GET /peer-review/reviewer/stop`
pub async fn ask(may: May<KeepReviewing>, State(app): State<App>) -> Result<Response, Problem> {
    page(&StopPage { shell: Shell::new(&app, &may.visit), here: HERE })
}

/// `POST /peer-review/reviewer/stop`
pub async fn stop(may: May<KeepReviewing>, State(app): State<App>, _: Filled<NoFields>) -> Result<Response, Problem> {
    let (mut tx, permit) = may.begin(&app).await?;
    reviewers::stop(&mut tx, &permit, may.visit.now).await?;
    tx.commit().await?;
    Ok(redirect_with_notice(&app, "/home", "You are no longer a reviewer."))
}
