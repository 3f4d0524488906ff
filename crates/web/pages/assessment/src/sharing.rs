//! `/assessments/{assessment}/sharing`: who reads a draft. A lead shares it with the secretariat, and ends that.

use crate::sign_off::edition_title;
use askama::Template;
use axum::{extract::State, response::Response};
use model::core::permit::{DraftReaders, Place as _, ShareAssessment};
use store::{
    Tx,
    assessment::{contents, sharing},
};
use web_shell::core::{
    app::App,
    authorize::{May, Section},
    form::extract::{Filled, NoFields},
    page::{page, redirect_with_notice},
    problem::Problem,
    shell::Shell,
};

#[derive(Template)]
#[template(path = "assessment/sharing/show.html")]
struct SharingPage {
    shell: Shell,
    base: String,
    edition: String,
    is_shared: bool,
}

/// `GET /assessments/{assessment}/sharing`
pub async fn show(may: May<ShareAssessment>, State(app): State<App>) -> Result<Response, Problem> {
    let edition = title(&mut app.db.read().await?, &app, &may).await?;
    page(&SharingPage {
        shell: may.shell(&app, Section::Assessment),
        base: base(&may),
        edition,
        is_shared: matches!(may.place().draft(), Some(DraftReaders::Secretariat(_))),
    })
}

/// `POST /assessments/{assessment}/sharing`
pub async fn share(
    may: May<ShareAssessment>,
    State(app): State<App>,
    _: Filled<NoFields>,
) -> Result<Response, Problem> {
    let (mut tx, permit) = may.begin(&app).await?;
    let title = title(&mut tx, &app, &may).await?;
    sharing::share(&mut tx, &permit, &title, may.visit.now).await?;
    tx.commit().await?;
    Ok(redirect_with_notice(&app, &base(&may), "Self-assessment shared with the secretariat."))
}

/// `POST /assessments/{assessment}/sharing/end`
pub async fn end(may: May<ShareAssessment>, State(app): State<App>, _: Filled<NoFields>) -> Result<Response, Problem> {
    let (mut tx, permit) = may.begin(&app).await?;
    let title = title(&mut tx, &app, &may).await?;
    sharing::end(&mut tx, &permit, &title, may.visit.now).await?;
    tx.commit().await?;
    Ok(redirect_with_notice(&app, &base(&may), "Sharing ended. Only members can read the self-assessment."))
}

fn base(may: &May<ShareAssessment>) -> String {
    format!("/assessments/{}", may.place().assessment)
}

async fn title(tx: &mut Tx, app: &App, may: &May<ShareAssessment>) -> Result<String, Problem> {
    Ok(edition_title(app, &contents::load(tx, may).await?))
}
