//! `GET /assessments/{assessment}/check`: everything that is missing or doubtful, what blocks first. Good to print.

use crate::assessments::links;
use askama::Template;
use axum::{extract::State, response::Response};
use model::{
    assessment::{
        completeness::{self, CompletenessItem},
        contents::AssessmentContents,
    },
    charter::Edition,
    core::permit::ReadAssessment,
};
use store::assessment::contents;
use web_shell::core::{
    app::App,
    authorize::{May, Section},
    page::page,
    problem::Problem,
    shell::Shell,
};

#[derive(Template)]
#[template(path = "assessment/assessments/check.html")]
struct CheckPage {
    shell: Shell,
    back: String,
    edition: String,
    title: String,
    then: String,
    missing: Vec<Shown>,
    advice: Vec<Shown>,
}

/// One item with its link.
pub(super) struct Shown {
    pub(super) place: String,
    pub(super) message: String,
    pub(super) href: String,
}

impl Shown {
    pub(super) fn new(
        item: &CompletenessItem,
        contents: &AssessmentContents,
        edition: &Edition,
        may: &May<ReadAssessment>,
    ) -> Self {
        Self {
            place: item.place.name(edition),
            message: item.message.clone(),
            href: links::href(&item.place, contents, may),
        }
    }
}

/// The page.
pub async fn show(may: May<ReadAssessment>, State(app): State<App>) -> Result<Response, Problem> {
    let contents = contents::load(&mut app.db.read().await?, &may).await?;
    let edition = app.charter.edition(&contents.edition).ok_or(Problem::NotFound)?;
    let items = completeness::check(&contents, edition, &app.charter, may.visit.today());
    let (missing, advice): (Vec<_>, Vec<_>) = items.iter().partition(|item| item.is_blocking());
    let shown = |items: Vec<&CompletenessItem>| {
        items.into_iter().map(|item| Shown::new(item, &contents, edition, &may)).collect()
    };
    page(&CheckPage {
        shell: may.shell(&app, Section::Assessment),
        back: format!("/assessments/{}", contents.id),
        edition: edition.title.clone(),
        title: match missing.len() {
            0 => "No missing items".to_owned(),
            1 => "1 item missing".to_owned(),
            count => format!("{count} items missing"),
        },
        then: match advice.len() {
            0 => "No warnings.".to_owned(),
            1 => "1 warning: check it before you lock for sign-off.".to_owned(),
            count => format!("{count} warnings: check them before you lock for sign-off."),
        },
        missing: shown(missing),
        advice: shown(advice),
    })
}
