//! `/assessments/{assessment}/questions/{question}/evidence`: attaching evidence to an answer.

use super::attaching::{AttachTo, AttachmentForm, attach_page, attached_notice, detached_notice};
use axum::{
    extract::{Path, State},
    response::Response,
};
use model::{
    QuestionKey,
    core::permit::{ReadAssessment, WriteAssessment},
};
use store::{Tx, assessment::assessments, plan::evidence};
use web_shell::core::{
    app::App,
    authorize::{May, Section},
    form::extract::Filled,
    page::{page, redirect_with_notice},
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
    let to = AttachTo {
        section: Section::Assessment,
        here: address(&may, &question),
        back: (format!("/assessments/{}/questions/{question}", may.place().assessment), "Answer"),
        title,
        attached,
    };
    page(&attach_page(&app, &mut tx, &may, to).await?)
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
    Ok(redirect_with_notice(&app, &address(&may, &question), attached_notice(changed)))
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
    Ok(redirect_with_notice(&app, &address(&may, &question), detached_notice(changed)))
}
