//! `GET /assessments/{assessment}/check`: all missing items, then all warnings, on one page that can be printed.

use crate::assessments::links;
use askama::Template;
use axum::{extract::State, response::Response};
use model::{
    assessment::completeness::{self, CompletenessItem},
    charter::Edition,
    core::permit::{Permission, ReadWorkings},
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
    missing: Vec<ItemView>,
    warnings: Vec<ItemView>,
}

/// An item of the completeness check, with the address where it is fixed.
pub(super) struct ItemView {
    pub(super) place: String,
    pub(super) message: String,
    pub(super) href: String,
}

impl ItemView {
    pub(super) fn new<P: Permission>(
        item: &CompletenessItem,
        of: impl Into<links::CheckedPlaces>,
        edition: &Edition,
        may: &May<P>,
    ) -> Self {
        Self { place: item.place.name(edition), message: item.message.clone(), href: links::href(&item.place, of, may) }
    }
}

/// The page.
pub async fn show(may: May<ReadWorkings>, State(app): State<App>) -> Result<Response, Problem> {
    let contents = contents::load(&mut app.db.read().await?, &may).await?;
    let edition = app.charter.edition(&contents.edition).ok_or(Problem::NotFound)?;
    let items = completeness::check(&contents, edition, &app.charter, may.visit.today());
    let (missing, warnings): (Vec<_>, Vec<_>) = items.iter().partition(|item| item.is_blocking());
    let views = |items: Vec<&CompletenessItem>| {
        items.into_iter().map(|item| ItemView::new(item, &contents, edition, &may)).collect()
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
        then: match warnings.len() {
            0 => "No warnings.".to_owned(),
            1 => "1 warning: check it before you lock for sign-off.".to_owned(),
            count => format!("{count} warnings: check them before you lock for sign-off."),
        },
        missing: views(missing),
        warnings: views(warnings),
    })
}
