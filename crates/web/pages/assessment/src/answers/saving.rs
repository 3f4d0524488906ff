//! Saves an answer, from the form or from the autosave script.

use super::{asked_question::AskedQuestion, conflicting_edit, consultation_draft, count, question_page};
use axum::{
    extract::{Path, State},
    http::HeaderMap,
    response::Response,
};
use model::{
    charter::{Question, QuestionKind},
    core::{
        address::Address,
        permit::{ReadAssessment, WriteAssessment},
        prose,
    },
};
use serde::Deserialize;
use store::{
    Tx,
    assessment::answers::{self, NotSaved},
};
use web_shell::core::{
    app::App,
    authorize::May,
    autosave::{Tabs, conflicts, is_script, not_saved, saved},
    form::{Errors, extract::Filled},
    page::{redirect_with_notice, unprocessable},
    problem::Problem,
};

/// The fields of the form for an answer.
#[derive(Debug, Deserialize)]
pub struct AnswerForm {
    #[serde(default)]
    text: String,
    #[serde(default)]
    revision: String,
    #[serde(default)]
    then: String,
    #[serde(default)]
    tab: String,
    #[serde(default)]
    restored: String,
}

impl AnswerForm {
    /// Returns the text with `\n` line endings and without trailing whitespace.
    fn tidy(&self) -> String {
        self.text.replace("\r\n", "\n").trim_end().to_owned()
    }
    /// Returns the revision that the text was edited from; 0 if there was none.
    fn base(&self) -> i64 {
        self.revision.parse().unwrap_or(0)
    }
}

/// `POST /assessments/{assessment}/questions/{question}`: saves an answer, from the form or from the autosave script, which expects
/// JSON.
pub async fn save(
    may: May<WriteAssessment>,
    State(app): State<App>,
    Path((_, key)): Path<(String, String)>,
    headers: HeaderMap,
    Filled(form): Filled<AnswerForm>,
) -> Result<Response, Problem> {
    let is_script = is_script(&headers);
    let (mut text, now) = (form.tidy(), may.visit.now);
    let (mut tx, permit) = may.begin(&app).await?;
    let asked = AskedQuestion::find(&app, &mut tx, &may, &key).await?;
    if form.then == "drafted" {
        let draft = consultation_draft(&app, &mut tx, &may.ask::<ReadAssessment>()?, asked.question).await?;
        // The button can be selected twice, but the draft is added only once.
        if !text.contains(&draft) {
            text = format!("{text}\n\n{draft}").trim_start().into();
        }
    }
    if let Err(message) = check(asked.question, &text) {
        if is_script {
            return Ok(not_saved(&message));
        }
        return refuse(&app, &mut tx, &may, &asked, &form, message).await;
    }
    let tabs = Tabs::read(&form.tab, &form.restored);
    let draft = tabs.draft(&text, form.base());
    match answers::save(&mut tx, &permit, asked.question, &draft, now).await? {
        Ok(revision) => {
            tx.commit().await?;
            if is_script {
                return Ok(saved(now, revision));
            }
            let assessment = may.place().assessment;
            let onward = if form.then == "on" { asked.next(assessment) } else { asked.address(assessment) };
            Ok(redirect_with_notice(&app, &onward, &format!("Answer saved: {}.", asked.question.title)))
        }
        Err(NotSaved::Conflict(theirs)) => {
            let aside = answers::set_aside(&mut tx, &permit, &asked.question.id, &draft, now).await?;
            let address = conflicting_edit::address(&asked.address(may.place().assessment), Some(aside), form.base());
            if is_script {
                let whose = answers::whose(&mut tx, &may.ask::<ReadAssessment>()?, &asked.question.id).await?;
                tx.commit().await?;
                return Ok(conflicts(whose, &address));
            }
            let response = conflicting_edit::conflict(&app, &mut tx, &may, &asked, &text, form.base(), &theirs).await;
            tx.commit().await?;
            response
        }
    }
}

/// Rejects a text that cannot be saved: one that is too long to store, or an invalid address. A text over the word limit of its
/// question is saved, and the page says so.
fn check(question: &Question, text: &str) -> Result<(), String> {
    prose::check(text).map_err(|reason| format!("{reason}. Shorten it, or link to a document"))?;
    if question.kind == QuestionKind::Address && !text.is_empty() {
        Address::parse(text).map_err(|reason| reason.to_string())?;
    }
    Ok(())
}

/// Shows the page again with everything that was typed.
async fn refuse(
    app: &App,
    tx: &mut Tx,
    may: &May<WriteAssessment>,
    asked: &AskedQuestion<'_>,
    form: &AnswerForm,
    message: String,
) -> Result<Response, Problem> {
    let carried = answers::earlier_answer(tx, &may.ask::<ReadAssessment>()?, &app.charter, asked.question).await?;
    let mut view = question_page(app, may, asked, None, carried);
    view.consultation_draft = consultation_draft(app, tx, &may.ask::<ReadAssessment>()?, asked.question).await?;
    view.errors = Errors::one("text", message);
    view.count = count(&form.text, asked.question.words);
    (view.text, view.revision) = (form.text.clone(), form.base());
    unprocessable(&view)
}
