//! Discards an import. A page first says what that means, because it cannot be undone.

use super::proposals::decided;
use askama::Template;
use axum::{extract::State, response::Response};
use model::core::permit::AcceptImport;
use store::imports;
use web_shell::core::{
    app::App,
    authorize::{May, Section},
    form::extract::{Filled, NoFields},
    page::{page, redirect, redirect_with_notice},
    problem::Problem,
    shell::Shell,
};

#[derive(Template)]
#[template(path = "imports/discard.html")]
struct DiscardPage {
    shell: Shell,
    here: String,
    file: String,
}

/// `GET /imports/{import}/refusal`
pub async fn ask(may: May<AcceptImport>, State(app): State<App>) -> Result<Response, Problem> {
    let here = format!("/imports/{}", may.place().import);
    let (import, _) = imports::read(&mut app.db.read().await?, &may).await?;
    if import.decision.is_some() {
        return Ok(redirect(&here));
    }
    page(&DiscardPage { shell: may.shell(&app, Section::Assessment), here, file: import.file })
}

/// `POST /imports/{import}/refusal`: discards the import.
pub async fn discard(
    may: May<AcceptImport>,
    State(app): State<App>,
    Filled(NoFields {}): Filled<NoFields>,
) -> Result<Response, Problem> {
    let (mut tx, permit) = may.begin(&app).await?;
    if !imports::discard(&mut tx, &permit, may.visit.now).await? {
        return Ok(decided(&app, &may));
    }
    tx.commit().await?;
    Ok(redirect_with_notice(&app, &format!("/organisations/{}/imports", may.of()), "Import discarded."))
}
