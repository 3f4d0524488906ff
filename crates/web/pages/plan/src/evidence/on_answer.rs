//! `/assessments/{assessment}/questions/{question}/evidence`: attaching evidence to an answer.

use super::EvidenceView;
use crate::evidence::on_action::{AttachPage, AttachmentForm};
use axum::{
    extract::{Path, State},
    response::Response,
};
use model::{
    QuestionKey,
    core::permit::{AtOrganisation, ReadAssessment, ReadInternal, WriteAssessment},
};
use store::{Tx, assessment::assessments, plan::evidence};
use web_shell::core::{
    app::App,
    authorize::{May, Section},
    form::extract::Filled,
    page::{self, page, redirect_with_notice},
    problem::Problem,
};

/// Finds a question of the edition, and its title.
async fn find_question(
    app: &App,
    tx: &mut Tx,
    may: &May<WriteAssessment>,
    key: &str,
) -> Result<(QuestionKey, String), Problem> {
    let edition = assessments::edition(tx, &may.ask::<ReadAssessment>()?).await?;
    let edition = app.charter.edition(&edition).ok_or(Problem::NotFound)?;
    let question = edition.questions.iter().find(|question| question.id.as_str() == key).ok_or(Problem::NotFound)?;
    Ok((question.id.clone(), question.title.clone()))
}

fn address(may: &May<WriteAssessment>, key: &QuestionKey) -> String {
    format!("/assessments/{}/questions/{key}/evidence", may.place().assessment)
}

/// `GET /assessments/{assessment}/questions/{question}/evidence`
///
/// # Errors
/// Returns [`Problem::NotFound`] if there is no such question.
pub async fn choose(
    may: May<WriteAssessment>,
    State(app): State<App>,
    Path((_, key)): Path<(String, String)>,
) -> Result<Response, Problem> {
    let mut tx = app.db.read().await?;
    let (question, title) = find_question(&app, &mut tx, &may, &key).await?;
    let attached = evidence::of_answer(&mut tx, &may.ask()?, &question).await?;
    let library = may.at::<ReadInternal>(AtOrganisation { organisation: may.of() })?;
    let all = evidence::list(&mut tx, &library).await?;
    let here = address(&may, &question);
    let others = all.iter().map(|listed| &listed.evidence);
    let others = others.filter(|one| one.withdrawn.is_none() && !attached.iter().any(|item| item.id == one.id));
    page(&AttachPage {
        shell: may.shell(&app, Section::Assessment),
        name: may.organisation.clone(),
        back: (format!("/assessments/{}/questions/{question}", may.place().assessment), "Answer"),
        title,
        new: format!("/organisations/{}/evidence/new?then={}", may.of(), page::encoded(&here)),
        others: others.map(|one| EvidenceView::new(one, may.of(), &app.charter)).collect(),
        attached: attached.iter().map(|one| EvidenceView::new(one, may.of(), &app.charter)).collect(),
        here,
    })
}

/// `POST /assessments/{assessment}/questions/{question}/evidence`
///
/// # Errors
/// Returns [`Problem::NotFound`] if there is no such question.
pub async fn attach(
    may: May<WriteAssessment>,
    State(app): State<App>,
    Path((_, key)): Path<(String, String)>,
    Filled(AttachmentForm { evidence }): Filled<AttachmentForm>,
) -> Result<Response, Problem> {
    let (mut tx, permit) = may.begin(&app).await?;
    let (question, title) = find_question(&app, &mut tx, &may, &key).await?;
    let changed = evidence::attach_to_answer(&mut tx, &permit, (&question, &title), evidence, may.visit.now).await?;
    tx.commit().await?;
    let notice = if changed {
        "Evidence attached."
    } else {
        "No changes made: this evidence is already attached or was withdrawn."
    };
    Ok(redirect_with_notice(&app, &address(&may, &question), notice))
}

/// `POST /assessments/{assessment}/questions/{question}/evidence/removal`
///
/// # Errors
/// Returns [`Problem::NotFound`] if there is no such question.
pub async fn detach(
    may: May<WriteAssessment>,
    State(app): State<App>,
    Path((_, key)): Path<(String, String)>,
    Filled(AttachmentForm { evidence }): Filled<AttachmentForm>,
) -> Result<Response, Problem> {
    let (mut tx, permit) = may.begin(&app).await?;
    let (question, title) = find_question(&app, &mut tx, &may, &key).await?;
    let changed = evidence::detach_from_answer(&mut tx, &permit, (&question, &title), evidence, may.visit.now).await?;
    tx.commit().await?;
    let notice = if changed {
        "Evidence removed. You can attach it again."
    } else {
        "No changes made: this evidence was not attached."
    };
    Ok(redirect_with_notice(&app, &address(&may, &question), notice))
}
