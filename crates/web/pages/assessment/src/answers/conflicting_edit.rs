//! Conflicting edits of an answer, by two people or by one person in two tabs: both versions side by side, and a combined version to
//! edit and save.

use super::{AskedQuestion, moment};
use askama::Template;
use axum::{
    extract::{Path, Query, State},
    response::Response,
};
use model::core::{
    permit::{ReadWorkings, WriteAssessment},
    versions::{self, Merge, Version},
};
use serde::Deserialize;
use store::{Tx, assessment::answers};
use web_shell::{
    core::{
        app::App,
        authorize::{May, Section},
        form::Errors,
        page::{conflict as conflicting, page, redirect},
        problem::Problem,
        shell::Shell,
    },
    versions::{MarkedText, pieces},
};

#[derive(Template)]
#[template(path = "assessment/answers/conflicting_edit.html")]
struct ConflictingEditPage {
    shell: Shell,
    errors: Errors,
    here: String,
    caption: String,
    question: String,
    who: String,
    when: String,
    /// Whether the reader saved the other version, in another tab.
    is_own: bool,
    mine: Vec<MarkedText>,
    theirs: Vec<MarkedText>,
    text: String,
    limit: u32,
    count: String,
    revision: i64,
    /// Whether the edits do not overlap.
    clean: bool,
}

/// Returns the address where a version that was set aside is combined with the current answer.
pub(super) fn address(question: &str, aside: Option<i64>, base: i64) -> String {
    aside.map_or_else(|| question.to_owned(), |mine| format!("{question}/merge?mine={mine}&base={base}"))
}

/// The query: the visitor's version, and the version that it was edited from.
#[derive(Debug, Deserialize)]
pub struct AnswerConflictQuery {
    #[serde(default)]
    mine: String,
    #[serde(default)]
    base: String,
}

/// `GET /assessments/{assessment}/questions/{question}/merge`: the page that the response to a conflicting save links to. Redirects to
/// the question if there is nothing to combine.
pub async fn show(
    may: May<WriteAssessment>,
    State(app): State<App>,
    Path((_, key)): Path<(String, String)>,
    Query(query): Query<AnswerConflictQuery>,
) -> Result<Response, Problem> {
    let mut tx = app.db.read().await?;
    let asked = AskedQuestion::find(&app, &mut tx, &may, &key).await?;
    let (read, question) = (may.ask::<ReadWorkings>()?, &asked.question.id);
    let mine = answers::version(&mut tx, &read, question, query.mine.parse().unwrap_or(0)).await?;
    let theirs = answers::read(&mut tx, &may.ask()?, question).await?;
    let (Some(mine), Some(theirs)) = (mine, theirs) else {
        return Ok(redirect(&asked.address(may.place().assessment)));
    };
    let base = query.base.parse().unwrap_or(0);
    page(&conflicting_edit_page(&app, &mut tx, &may, &asked, &mine.text, base, &theirs).await?)
}

/// The same page as the response to the second save.
pub(super) async fn conflict(
    app: &App,
    tx: &mut Tx,
    may: &May<WriteAssessment>,
    asked: &AskedQuestion<'_>,
    mine: &str,
    base: i64,
    theirs: &Version,
) -> Result<Response, Problem> {
    conflicting(&conflicting_edit_page(app, tx, may, asked, mine, base, theirs).await?)
}

async fn conflicting_edit_page(
    app: &App,
    tx: &mut Tx,
    may: &May<WriteAssessment>,
    asked: &AskedQuestion<'_>,
    mine: &str,
    base: i64,
    theirs: &Version,
) -> Result<ConflictingEditPage, Problem> {
    let read = may.ask::<ReadWorkings>()?;
    let whose = answers::whose(tx, &may.ask()?, &asked.question.id).await?;
    let before = answers::version(tx, &read, &asked.question.id, base).await?;
    let before = before.map(|version| version.text).unwrap_or_default();
    let merged = versions::merge(&before, mine, &theirs.text);
    let text = merged.text().to_owned();
    Ok(ConflictingEditPage {
        shell: may.shell(app, Section::Assessment),
        errors: Errors::none(),
        here: asked.address(may.place().assessment),
        caption: asked.caption(),
        question: asked.question.title.clone(),
        who: theirs.who.clone().unwrap_or_else(|| "Someone else".to_owned()),
        when: moment(theirs.at),
        is_own: whose.is_own(),
        mine: pieces(&before, mine),
        theirs: pieces(&before, &theirs.text),
        limit: asked.question.words.unwrap_or(0),
        count: super::count(&text, asked.question.words),
        text,
        revision: theirs.revision,
        clean: matches!(merged, Merge::Clean(_)),
    })
}
