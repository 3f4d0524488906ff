//! What the pages have in common on which evidence is attached to an action or to an answer.

use super::EvidenceView;
use askama::Template;
use model::{
    EvidenceId,
    core::permit::{AtOrganisation, InOrganisation, Permission, ReadInternal},
    plan::evidence::Evidence,
};
use serde::Deserialize;
use store::{Tx, plan::evidence};
use web_shell::core::{
    app::App,
    authorize::{May, Section},
    page,
    problem::Problem,
    shell::Shell,
};

/// The page to attach evidence to an action or answer.
#[derive(Template)]
#[template(path = "plan/evidence/attach.html")]
pub(super) struct AttachPage {
    shell: Shell,
    name: String,
    here: String,
    back: (String, &'static str),
    /// The title of the action or question.
    title: String,
    new: String,
    attached: Vec<EvidenceView>,
    others: Vec<EvidenceView>,
}

/// The field of the forms that attach and remove an item.
#[derive(Debug, Deserialize)]
pub struct AttachmentForm {
    pub(super) evidence: EvidenceId,
}

/// The action or answer that evidence is attached to.
pub(super) struct AttachTo {
    pub(super) section: Section,
    /// The address of the page.
    pub(super) here: String,
    /// The address of the action or answer, and what it is.
    pub(super) back: (String, &'static str),
    /// The title of the action or question.
    pub(super) title: String,
    /// What is attached to it.
    pub(super) attached: Vec<Evidence>,
}

/// Builds the page, with the other evidence of the library.
pub(super) async fn attach_page<P: Permission>(
    app: &App,
    tx: &mut Tx,
    may: &May<P>,
    to: AttachTo,
) -> Result<AttachPage, Problem>
where
    P::Place: InOrganisation,
{
    let AttachTo { section, here, back, title, attached } = to;
    let library = may.at::<ReadInternal>(AtOrganisation { organisation: may.of() })?;
    let all = evidence::list(tx, &library).await?;
    let others = all.iter().map(|listed| &listed.evidence);
    let others = others.filter(|one| one.withdrawn.is_none() && !attached.iter().any(|item| item.id == one.id));
    Ok(AttachPage {
        shell: may.shell(app, section),
        name: may.organisation.clone(),
        back,
        title,
        new: format!("/organisations/{}/evidence/new?then={}", may.of(), page::encoded(&here)),
        others: others.map(|one| EvidenceView::new(one, may.of(), &app.charter)).collect(),
        attached: attached.iter().map(|one| EvidenceView::new(one, may.of(), &app.charter)).collect(),
        here,
    })
}

/// What is said after evidence was attached, or was not.
pub(super) fn attached_notice(changed: bool) -> &'static str {
    if changed { "Evidence attached." } else { "No changes made: this evidence is already attached or was withdrawn." }
}

/// What is said after evidence was removed, or was not.
pub(super) fn detached_notice(changed: bool) -> &'static str {
    if changed {
        "Evidence removed. You can attach it again."
    } else {
        "No changes made: this evidence was not attached."
    }
}
