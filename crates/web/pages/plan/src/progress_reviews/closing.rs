//! Closes a progress review. A page first says what closing means, because it cannot be undone.

use super::title;
use askama::Template;
use axum::{extract::State, response::Response};
use model::core::permit::{CloseProgressReview, ReadProgressReview};
use store::plan::progress_reviews;
use web_shell::core::{
    app::App,
    authorize::{May, Section},
    form::extract::{Filled, NoFields},
    page::{page, redirect, redirect_with_notice},
    problem::Problem,
    shell::Shell,
};

#[derive(Template)]
#[template(path = "plan/progress_reviews/close.html")]
struct ClosePage {
    shell: Shell,
    here: String,
    name: String,
    title: String,
    /// How many actions are completed, as it will be recorded.
    sentence: String,
    is_without_minutes: bool,
}

/// `GET /progress-reviews/{progress_review}/closing`
pub async fn ask(may: May<CloseProgressReview>, State(app): State<App>) -> Result<Response, Problem> {
    let (mut tx, read) = (app.db.read().await?, may.ask::<ReadProgressReview>()?);
    let loaded = progress_reviews::read(&mut tx, &read).await?.ok_or(Problem::NotFound)?;
    drop(tx);
    page(&ClosePage {
        shell: may.shell(&app, Section::Plan),
        here: format!("/progress-reviews/{}", may.place().review),
        name: may.organisation.clone(),
        title: title(&loaded.review),
        sentence: loaded.record(&app.charter, may.visit.today()).tally().sentence(&app.charter),
        is_without_minutes: loaded.review.minutes.trim().is_empty(),
    })
}

/// `POST /progress-reviews/{progress_review}/closing`: records the ratings; the review does not change afterwards.
pub async fn close(
    may: May<CloseProgressReview>,
    State(app): State<App>,
    Filled(NoFields {}): Filled<NoFields>,
) -> Result<Response, Problem> {
    let (mut tx, permit) = may.begin(&app).await?;
    let closed = progress_reviews::close(&mut tx, &permit, &app.charter, may.visit.now).await?;
    tx.commit().await?;
    let back = format!("/progress-reviews/{}", may.place().review);
    if closed.is_none() {
        return Ok(redirect(&back));
    }
    Ok(redirect_with_notice(&app, &back, "Progress review closed. Select below what is shown on your public page."))
}
