//! `/actions/{action}/evidence`: attaching evidence to an action.

use super::EvidenceView;
use askama::Template;
use axum::{extract::State, response::Response};
use model::{
    EvidenceId,
    core::permit::{AtOrganisation, ReadActionHistory, ReadInternal, RecordProgress},
};
use serde::Deserialize;
use store::plan::{actions, evidence};
use web_shell::core::{
    app::App,
    authorize::{May, Section},
    form::extract::Filled,
    page::{self, page, redirect_with_notice},
    problem::Problem,
    shell::Shell,
};

/// The page to attach evidence to an action or answer.
#[derive(Template)]
#[template(path = "plan/evidence/attach.html")]
pub(super) struct AttachPage {
    pub(super) shell: Shell,
    pub(super) name: String,
    pub(super) here: String,
    pub(super) back: (String, &'static str),
    /// The title of the action or question.
    pub(super) title: String,
    pub(super) new: String,
    pub(super) attached: Vec<EvidenceView>,
    pub(super) others: Vec<EvidenceView>,
}

/// The field of the forms that attach and remove an item.
#[derive(Debug, Deserialize)]
pub struct AttachmentForm {
    pub(super) evidence: EvidenceId,
}

/// `GET /actions/{action}/evidence`
pub async fn choose(may: May<RecordProgress>, State(app): State<App>) -> Result<Response, Problem> {
    let mut tx = app.db.read().await?;
    let title = actions::read(&mut tx, &may.ask()?).await?.ok_or(Problem::NotFound)?.action.details.title();
    let attached = evidence::of_action(&mut tx, &may.ask::<ReadActionHistory>()?).await?;
    let library = may.at::<ReadInternal>(AtOrganisation { organisation: may.of() })?;
    let all = evidence::list(&mut tx, &library).await?;
    let here = format!("/actions/{}/evidence", may.place().action);
    let others = all.iter().map(|listed| &listed.evidence);
    let others = others.filter(|one| one.withdrawn.is_none() && !attached.iter().any(|item| item.id == one.id));
    page(&AttachPage {
        shell: may.shell(&app, Section::Plan),
        name: may.organisation.clone(),
        back: (format!("/actions/{}", may.place().action), "Action"),
        title,
        new: format!("/organisations/{}/evidence/new?then={}", may.of(), page::encoded(&here)),
        others: others.map(|one| EvidenceView::new(one, may.of(), &app.charter)).collect(),
        attached: attached.iter().map(|one| EvidenceView::new(one, may.of(), &app.charter)).collect(),
        here,
    })
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
    let notice = if changed {
        "Evidence attached."
    } else {
        "No changes made: this evidence is already attached or was withdrawn."
    };
    Ok(redirect_with_notice(&app, &format!("/actions/{}/evidence", may.place().action), notice))
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
    let notice = if changed {
        "Evidence removed. You can attach it again."
    } else {
        "No changes made: this evidence was not attached."
    };
    Ok(redirect_with_notice(&app, &format!("/actions/{}/evidence", may.place().action), notice))
}
