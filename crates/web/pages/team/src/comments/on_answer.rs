//! `/assessments/{assessment}/questions/{question}/comments`.

use super::{
    CommentFields,
    list::{CommentedItem, FULL, ListPage},
    members, notified, telling,
};
use axum::{
    extract::{Path, State},
    response::Response,
};
use model::{
    charter::Question,
    core::permit::{DiscussAnswer, ReadAssessment},
};
use store::{Tx, assessment::assessments, team::comments};
use web_shell::core::{
    app::App,
    authorize::{May, Section},
    form::{Errors, extract::Filled},
    page::{page, redirect_with_notice, unprocessable},
    problem::Problem,
};

/// Finds a question of the edition that the assessment answers.
async fn find_question<'c>(
    app: &'c App,
    tx: &mut Tx,
    may: &May<DiscussAnswer>,
    key: &str,
) -> Result<&'c Question, Problem> {
    let edition = assessments::edition(tx, &may.ask::<ReadAssessment>()?).await?;
    let edition = app.charter.edition(&edition).ok_or(Problem::NotFound)?;
    edition.questions.iter().find(|question| question.id.as_str() == key).ok_or(Problem::NotFound)
}

/// `GET /assessments/{assessment}/questions/{question}/comments`.
pub async fn show(
    may: May<DiscussAnswer>,
    State(app): State<App>,
    Path((_, key)): Path<(String, String)>,
) -> Result<Response, Problem> {
    page(&draw(&app, &may, &key, CommentFields::default(), Errors::none()).await?)
}

async fn draw(
    app: &App,
    may: &May<DiscussAnswer>,
    key: &str,
    fields: CommentFields,
    errors: Errors,
) -> Result<ListPage, Problem> {
    let mut tx = app.db.read().await?;
    let question = find_question(app, &mut tx, may, key).await?;
    let threads = comments::of_answer(&mut tx, may, &question.id).await?;
    let members = members(&mut tx, may).await?;
    let path = format!("/assessments/{}/questions/{}", may.place().assessment, question.id);
    let about = question.title.clone();
    let item = CommentedItem { path, what: "Answer", about, section: Section::Assessment };
    Ok(ListPage::new((app, may), item, &threads, &members, (fields, errors)))
}

/// `POST /assessments/{assessment}/questions/{question}/comments`: starts a thread.
pub async fn start(
    may: May<DiscussAnswer>,
    State(app): State<App>,
    Path((_, key)): Path<(String, String)>,
    Filled(fields): Filled<CommentFields>,
) -> Result<Response, Problem> {
    let (mut tx, permit) = may.begin(&app).await?;
    let question = find_question(&app, &mut tx, &may, &key).await?;
    let members = members(&mut tx, &may).await?;
    let new = match fields.parse(&members, may.author().person()) {
        Ok(new) => new,
        Err(errors) => {
            drop(tx);
            return unprocessable(&draw(&app, &may, &key, fields, errors).await?);
        }
    };
    let on = (&question.id, question.title.as_str());
    let Some(thread) = comments::begin_on_answer(&mut tx, &permit, on, &new, may.visit.now).await? else {
        drop(tx);
        return unprocessable(&draw(&app, &may, &key, fields, Errors::one("words", FULL)).await?);
    };
    let about = (question.title.clone(), format!("/threads/{thread}"));
    let emails = telling::write((&mut tx, &app, &may), &members, &new, &about).await?;
    tx.commit().await?;
    let here = format!("/assessments/{}/questions/{}/comments#t-{thread}", may.place().assessment, question.id);
    Ok(redirect_with_notice(&app, &here, &notified(&app, "Comment added.", &emails)))
}
