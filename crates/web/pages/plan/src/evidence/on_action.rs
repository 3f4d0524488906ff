//! `/actions/{action}/evidence`: attaching evidence to an action.

use super::attaching::{AttachTo, AttachmentForm, attach_page, attached_notice, detached_notice};
use axum::{extract::State, response::Response};
use model::core::permit::{ReadActionHistory, RecordProgress};
use store::plan::{actions, evidence};
use web_shell::core::{
    app::App,
    authorize::{May, Section},
    form::extract::Filled,
    page::{page, redirect_with_notice},
    problem::Problem,
};

/// `GET /actions/{action}/evidence`
pub async fn choose(may: May<RecordProgress>, State(app): State<App>) -> Result<Response, Problem> {
    let mut tx = app.db.read().await?;
    let title = actions::read(&mut tx, &may.ask()?).await?.ok_or(Problem::NotFound)?.action.details.title();
    let attached = evidence::of_action(&mut tx, &may.ask::<ReadActionHistory>()?).await?;
    let action = may.place().action;
    let to = AttachTo {
        section: Section::Plan,
        here: format!("/actions/{action}/evidence"),
        back: (format!("/actions/{action}"), "Action"),
        title,
        attached,
    };
    page(&attach_page(&app, &mut tx, &may, to).await?)
}

/// `POST /actions/{action}/evidence`
pub async fn attach(
    may: May<RecordProgress>,
    State(app): State<App>,
    Filled(AttachmentForm { evidence }): Filled<AttachmentForm>,
) -> Result<Response, Problem> {
    let (mut tx, permit) = may.begin(&app).await?;
    let changed = evidence::attach_to_action(&mut tx, &permit, evidence, may.visit.now).await?;
    tx.commit().await?;
    Ok(redirect_with_notice(&app, &format!("/actions/{}/evidence", may.place().action), attached_notice(changed)))
}

/// `POST /actions/{action}/evidence/removal`
pub async fn detach(
    may: May<RecordProgress>,
    State(app): State<App>,
    Filled(AttachmentForm { evidence }): Filled<AttachmentForm>,
) -> Result<Response, Problem> {
    let (mut tx, permit) = may.begin(&app).await?;
    let changed = evidence::detach_from_action(&mut tx, &permit, evidence, may.visit.now).await?;
    tx.commit().await?;
    Ok(redirect_with_notice(&app, &format!("/actions/{}/evidence", may.place().action), detached_notice(changed)))
}
