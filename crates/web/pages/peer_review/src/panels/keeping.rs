//! The secretariat lets an approved panel go on as it is, with a reason: without a reviewer who left, or with a member who has a conflict of interest.

use super::address;
use askama::Template;
use axum::{
    extract::{Query, State},
    response::Response,
};
use model::{
    PersonId,
    core::{
        permit::{KeepPanel, ReadPanel},
        short::Line,
    },
};
use serde::Deserialize;
use store::peer_review::panels;
use web_shell::core::{
    app::App,
    authorize::May,
    form::{Errors, extract::Filled},
    page::{page, redirect_with_notice, unprocessable},
    problem::Problem,
    shell::Shell,
};

#[derive(Template)]
#[template(path = "peer_review/panels/keep.html")]
struct KeepPage {
    shell: Shell,
    base: String,
    panel: String,
    then: &'static str,
    /// What happened, as sentences with the keys that name it; empty if there is nothing to decide.
    warnings: Vec<(String, String)>,
    person: String,
    reason: String,
    errors: Errors,
}

/// The member who stays, empty if it is about who left; what the page said had happened, by its keys; and why.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct KeepForm {
    person: String,
    happened: Vec<String>,
    reason: String,
}

impl KeepForm {
    fn member(&self) -> Result<Option<PersonId>, Problem> {
        if self.person.is_empty() { Ok(None) } else { self.person.parse().map(Some).map_err(|_| Problem::NotFound) }
    }
}

/// `GET /peer-review/panels/{panel}/keeping`
pub async fn ask(
    may: May<KeepPanel>,
    State(app): State<App>,
    Query(form): Query<KeepForm>,
) -> Result<Response, Problem> {
    page(&draw(&may, &app, form, Errors::none()).await?)
}

async fn draw(may: &May<KeepPanel>, app: &App, form: KeepForm, errors: Errors) -> Result<KeepPage, Problem> {
    let member = form.member()?;
    let mut tx = app.db.read().await?;
    let panel = panels::read(&mut tx, &may.ask::<ReadPanel>()?).await?;
    let mut warnings = panels::warnings_of_panel(&mut tx, may).await?;
    drop(tx);
    warnings.retain(|one| one.stays() == member && one.can_be_kept());
    Ok(KeepPage {
        shell: Shell::new(app, &may.visit),
        base: address(may),
        panel: format!("Panel {}", panel.number),
        then: match (warnings.is_empty(), member) {
            (true, _) => "There is nothing to decide.",
            (false, None) => "The panel continues without another reviewer.",
            (false, Some(_)) => "This reviewer stays on the panel and continues to review.",
        },
        warnings: warnings.iter().map(|one| (one.sentence(), one.key())).collect(),
        person: form.person,
        reason: form.reason,
        errors,
    })
}

/// `POST /peer-review/panels/{panel}/keeping`
pub async fn keep(
    may: May<KeepPanel>,
    State(app): State<App>,
    Filled(form): Filled<KeepForm>,
) -> Result<Response, Problem> {
    let member = form.member()?;
    let reason = match Line::parse(&form.reason) {
        Ok(reason) => reason,
        Err(error) => {
            let errors = Errors::one("reason", error.at("Reason", "Enter why the panel is kept as it is"));
            return unprocessable(&draw(&may, &app, form, errors).await?);
        }
    };
    let (mut tx, permit) = may.begin(&app).await?;
    let kept = panels::keep(&mut tx, &permit, (member, &form.happened), &reason, may.visit.now).await?;
    let notice = match kept {
        Ok(false) => "Panel kept as it is.",
        Ok(true) => "Panel kept as it is. Something else arose since you opened the page, and is still to be decided.",
        Err(refused) => {
            drop(tx);
            return unprocessable(&draw(&may, &app, form, Errors::one("reason", refused)).await?);
        }
    };
    tx.commit().await?;
    Ok(redirect_with_notice(&app, &address(&may), notice))
}
