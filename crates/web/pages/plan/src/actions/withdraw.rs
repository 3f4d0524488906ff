//! Withdrawing an action from its plan, and restoring it.

use super::placed;
use askama::Template;
use axum::{extract::State, response::Response};
use model::{ActionId, core::permit::EditAction, plan::Ended};
use serde::Deserialize;
use store::plan::actions;
use web_shell::core::{
    app::App,
    authorize::{May, Section},
    form::{
        Errors,
        extract::{Filled, NoFields},
    },
    page::{page, redirect_with_notice, unprocessable},
    problem::Problem,
    shell::Shell,
};

/// The reason.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct WithdrawForm {
    reason: String,
}

#[derive(Template)]
#[template(path = "plan/actions/withdraw.html")]
struct WithdrawPage {
    shell: Shell,
    name: String,
    action: ActionId,
    text: String,
    reason: String,
    errors: Errors,
}

async fn draw(may: &May<EditAction>, app: &App, reason: String, errors: Errors) -> Result<WithdrawPage, Problem> {
    let action = placed(may, app).await?.action;
    Ok(WithdrawPage {
        shell: may.shell(app, Section::Plan),
        name: may.organisation.clone(),
        action: action.id,
        text: action.details.text,
        reason,
        errors,
    })
}

/// `GET /actions/{action}/withdraw`.
pub async fn form(may: May<EditAction>, State(app): State<App>) -> Result<Response, Problem> {
    page(&draw(&may, &app, String::new(), Errors::none()).await?)
}

/// `POST /actions/{action}/withdraw`.
pub async fn withdraw(
    may: May<EditAction>,
    State(app): State<App>,
    Filled(form): Filled<WithdrawForm>,
) -> Result<Response, Problem> {
    let reason = match Ended::reason(&form.reason) {
        Ok(reason) => reason,
        Err(sentence) => {
            return unprocessable(&draw(&may, &app, form.reason, Errors::one("reason", sentence)).await?);
        }
    };
    let (mut tx, permit) = may.begin(&app).await?;
    actions::withdraw(&mut tx, &permit, &reason, may.visit.now).await?;
    tx.commit().await?;
    Ok(redirect_with_notice(&app, &format!("/plans/{}", may.place().plan), "Action withdrawn."))
}

/// `POST /actions/{action}/return`.
pub async fn restore(
    may: May<EditAction>,
    State(app): State<App>,
    Filled(NoFields {}): Filled<NoFields>,
) -> Result<Response, Problem> {
    let (mut tx, permit) = may.begin(&app).await?;
    actions::restore(&mut tx, &permit, may.visit.now).await?;
    tx.commit().await?;
    Ok(redirect_with_notice(&app, &format!("/actions/{}", may.place().action), "Action restored."))
}
