//! Creates an action from an idea, in the lead's own words: the field is empty, and the idea is shown beside it. Its author could be known
//! by the words.

use super::{
    address,
    detail::{FindingPath, LoadedFinding},
};
use askama::Template;
use axum::{
    extract::{Path, Query, State},
    response::Response,
};
use model::{
    FindingId, ThemeKey,
    charter::Theme,
    consultation::{count::WrittenCommentSubject, own_words},
    core::permit::{EditPlan, SortResponses},
    plan::action::ActionDetails,
};
use serde::Deserialize;
use store::{consultation::findings, core::relation, plan::actions};
use uuid::Uuid;
use web_shell::core::{
    app::App,
    authorize::{May, Section},
    form::{Choice, Errors, extract::Filled},
    page::{page, redirect_with_notice, unprocessable},
    problem::Problem,
    shell::Shell,
};

/// The maximum length of the text, in characters.
const MAX_CHARACTERS: usize = 2_000;

#[derive(Template)]
#[template(path = "consultation/findings/new_action.html")]
struct NewActionPage {
    shell: Shell,
    errors: Errors,
    finding_address: String,
    finding: String,
    comment_id: Uuid,
    comment: String,
    text: String,
    themes: Vec<Choice>,
}

/// The written comment that the action follows from.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct CommentQuery {
    comment: Option<Uuid>,
}

/// The fields of the form.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct NewActionForm {
    comment: Option<Uuid>,
    text: String,
    theme: String,
}

/// `GET /consultations/{consultation}/findings/{finding}/actions/new`
pub async fn show(
    may: May<SortResponses>,
    State(app): State<App>,
    Path((_, id)): FindingPath,
    Query(query): Query<CommentQuery>,
) -> Result<Response, Problem> {
    let loaded = LoadedFinding::load(&mut app.db.read().await?, &may, id).await?;
    page(&draw(
        &app,
        &may,
        &loaded,
        NewActionForm { comment: query.comment, ..NewActionForm::default() },
        Errors::none(),
    )?)
}

fn draw(
    app: &App,
    may: &May<SortResponses>,
    loaded: &LoadedFinding,
    form: NewActionForm,
    errors: Errors,
) -> Result<NewActionPage, Problem> {
    let comment = loaded.remarks.iter().find(|(one, _)| Some(*one) == form.comment);
    let (comment_id, comment) = comment.ok_or(Problem::NotFound)?;
    let given = match &comment.about {
        WrittenCommentSubject::Idea(_, Some(theme)) if form.theme.is_empty() => theme.as_str(),
        _ => form.theme.as_str(),
    };
    let theme = |one: &Theme| Choice::new(one.id.as_str(), &one.name, one.id.as_str() == given);
    Ok(NewActionPage {
        shell: may.shell(app, Section::Consultations),
        errors,
        finding_address: format!("{}/{}", address(loaded.consultation.id), loaded.finding.id),
        finding: loaded.finding.words.clone(),
        comment_id: *comment_id,
        comment: comment.words.clone(),
        themes: app.charter.themes.iter().map(theme).collect(),
        text: form.text,
    })
}

/// `POST /consultations/{consultation}/findings/{finding}/actions`: adds an action to the end of the newest plan, and links it to the
/// finding. The lead edits it afterwards.
pub async fn add(
    may: May<SortResponses>,
    State(app): State<App>,
    Path((_, id)): FindingPath,
    Filled(form): Filled<NewActionForm>,
) -> Result<Response, Problem> {
    let (mut tx, permit) = may.begin(&app).await?;
    let loaded = LoadedFinding::load(&mut tx, &may, id).await?;
    if let Some(message) = flaw(&loaded, &form.text) {
        return unprocessable(&draw(&app, &may, &loaded, form, Errors::one("text", message))?);
    }
    if !loaded.remarks.iter().any(|(one, _)| Some(*one) == form.comment) {
        return Err(Problem::NotFound);
    }
    let plan = loaded.plan.ok_or(Problem::Forbidden("No action plan yet. Start a self-assessment first."))?;
    let theme = app.charter.themes.iter().find(|one| one.id.as_str() == form.theme).or(app.charter.themes.first());
    let details = ActionDetails {
        text: form.text.trim().to_owned(),
        themes: theme.map(|theme| theme.id.clone()).into_iter().collect::<Vec<ThemeKey>>(),
        ..ActionDetails::default()
    };
    let person = may.author().person().ok_or(Problem::NotFound)?;
    let found = relation::at_plan(&mut tx, person, plan).await?.ok_or(Problem::NotFound)?;
    let edit = may.lock::<EditPlan>(&mut tx, found.place).await?;
    let added = actions::add(&mut tx, &edit, &[details.into()], may.visit.now).await?;
    for action in added {
        findings::link_action(&mut tx, &permit, id, action).await?;
    }
    tx.commit().await?;
    Ok(redirect_with_notice(
        &app,
        &finding_path(&may, id),
        "Action added to your newest action plan. Open it to enter an owner and due date.",
    ))
}

fn finding_path(may: &May<SortResponses>, id: FindingId) -> String {
    format!("{}/{id}", address(may.place().consultation))
}

/// What is wrong with the text of the action, as a sentence without a full stop.
fn flaw(loaded: &LoadedFinding, text: &str) -> Option<&'static str> {
    if text.trim().is_empty() {
        Some("Enter the action in your own words")
    } else if text.trim().chars().count() > MAX_CHARACTERS {
        Some("Action must be 2,000 characters or fewer")
    } else if loaded.is_repeated(text) {
        Some(own_words::MESSAGE)
    } else {
        None
    }
}
