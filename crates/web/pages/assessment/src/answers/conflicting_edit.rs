//! Two people, or one person in two tabs, wrote at once: both versions side by side, and a suggestion of both together, which saving makes the answer.

use super::{AskedQuestion, moment};
use askama::Template;
use axum::{
    extract::{Path, Query, State},
    response::Response,
};
use model::core::{
    permit::{ReadAssessment, WriteAssessment},
    versions::{self, Merge, Version},
};
use serde::Deserialize;
use store::{Tx, assessment::answers};
use web_shell::{
    core::{
        app::App,
        authorize::{May, Section},
        form::Errors,
        page::{conflict as conflicting, onward, page},
        problem::Problem,
        shell::Shell,
    },
    versions::{MarkedWords, pieces},
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
    /// Whether the other version is the reader's own, from another tab.
    is_own: bool,
    mine: Vec<MarkedWords>,
    theirs: Vec<MarkedWords>,
    text: String,
    limit: u32,
    count: String,
    revision: i64,
    /// Whether the two edits did not touch.
    clean: bool,
}

/// Where one's version that was set aside is brought together with the answer.
pub(super) fn address(question: &str, aside: Option<i64>, base: i64) -> String {
    aside.map_or_else(|| question.to_owned(), |mine| format!("{question}/merge?mine={mine}&base={base}"))
}

/// Which version is mine, and from which it was written.
#[derive(Debug, Deserialize)]
pub struct Which {
    #[serde(default)]
    mine: String,
    #[serde(default)]
    base: String,
}

/// The page, by the link that a conflict gives. Without anything to bring together, it leads to the question.
pub async fn show(
    may: May<WriteAssessment>,
    State(app): State<App>,
    Path((_, key)): Path<(String, String)>,
    Query(which): Query<Which>,
) -> Result<Response, Problem> {
    let mut tx = app.db.read().await?;
    let asked = AskedQuestion::find(&app, &mut tx, &may, &key).await?;
    let (read, question) = (may.ask::<ReadAssessment>()?, &asked.question.id);
    let mine = answers::version(&mut tx, &read, question, which.mine.parse().unwrap_or(0)).await?;
    let theirs = answers::read(&mut tx, &read, question).await?;
    let (Some(mine), Some(theirs)) = (mine, theirs) else {
        return Ok(onward(&asked.address(may.place().assessment)));
    };
    let base = which.base.parse().unwrap_or(0);
    page(&conflicting_edit_page(&app, &mut tx, &may, &asked, &mine.text, base, &theirs).await?)
}

/// The same page as the answer to a form that came second.
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
    let read = may.ask::<ReadAssessment>()?;
    let whose = answers::whose(tx, &read, &asked.question.id).await?;
    let before = answers::version(tx, &read, &asked.question.id, base).await?;
    let before = before.map(|version| version.text).unwrap_or_default();
    let merged = versions::merge(&before, mine, &theirs.text);
    let text = merged.text().to_owned();
    Ok(ConflictingEditPage {
        shell: may.shell(app, Section::Assessment),
        errors: Errors::none(),
        here: asked.address(may.place().assessment),
        caption: asked.place(),
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
