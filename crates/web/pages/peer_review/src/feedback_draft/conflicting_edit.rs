//! Conflicting edits of a text of the shared draft: both versions side by side, to keep one or to save a combined version.

use super::texts::find;
use crate::workbench::{ReviewHead, here};
use askama::Template;
use axum::{
    extract::{Path, Query, State},
    response::Response,
};
use model::{
    charter::criterion::Criterion,
    core::{
        permit::{ReadFeedbackDraft, WriteFeedbackDraft},
        saving::Whose,
        versions::{Merge, VersionAside, merge},
    },
    peer_review::feedback::draft::DraftField,
};
use serde::Deserialize;
use store::{
    Tx,
    peer_review::feedback_drafts::{self, SavedText},
};
use web_shell::{
    core::{
        app::App,
        authorize::May,
        clock::date_and_time,
        form::Errors,
        page::{page, redirect},
        problem::Problem,
        shell::Shell,
    },
    versions::{MarkedText, pieces},
};

#[derive(Template)]
#[template(path = "peer_review/feedback_draft/conflicting_edit.html")]
struct DraftConflictPage {
    shell: Shell,
    errors: Errors,
    head: ReviewHead,
    key: String,
    name: String,
    who: String,
    when: String,
    /// Whether the reader saved the other version, in another tab.
    is_own: bool,
    mine: Vec<MarkedText>,
    theirs: Vec<MarkedText>,
    my_text: String,
    text: String,
    revision: i64,
    is_clean: bool,
}

/// The address where a version that was set aside is combined with the current one.
pub(super) fn address(base: &str, field: &str, mine: i64, from: i64) -> String {
    format!("{}/texts/{field}/merge?mine={mine}&base={from}", super::address(base))
}

/// A version that was set aside, as a page lists it: the name of the text, and where both versions are compared.
pub(super) fn set_aside(base: &str, criteria: &[Criterion], aside: &VersionAside) -> Option<(String, String)> {
    let field = DraftField::parse(&aside.name, criteria)?;
    Some((field.name(criteria), address(base, &aside.name, aside.revision, aside.base)))
}

/// The query: the visitor's version, and the version that it was edited from.
#[derive(Debug, Deserialize)]
pub struct DraftConflictQuery {
    #[serde(default)]
    mine: String,
    #[serde(default)]
    base: String,
}

/// `GET …/draft/texts/{draft_text}/merge`. Redirects to the draft if there is nothing to combine.
pub async fn show(
    may: May<WriteFeedbackDraft>,
    State(app): State<App>,
    Path((_, _, key)): Path<(String, String, String)>,
    Query(query): Query<DraftConflictQuery>,
) -> Result<Response, Problem> {
    let field = find(&app, &key)?;
    let mut tx = app.db.read().await?;
    let read = may.ask::<ReadFeedbackDraft>()?;
    let mine = feedback_drafts::version(&mut tx, &read, &field, query.mine.parse().unwrap_or(0)).await?;
    let theirs = feedback_drafts::read(&mut tx, &read).await?.texts.remove(&key);
    let (Some(mine), Some(theirs)) = (mine, theirs) else { return Ok(redirect(&super::address(&here(&may)))) };
    let base = query.base.parse().unwrap_or(0);
    page(&draw(&app, &mut tx, &may, &field, (&mine.text, base), &theirs).await?)
}

async fn draw(
    app: &App,
    tx: &mut Tx,
    may: &May<WriteFeedbackDraft>,
    field: &DraftField,
    (mine, base): (&str, i64),
    theirs: &SavedText,
) -> Result<DraftConflictPage, Problem> {
    let before = feedback_drafts::version(tx, &may.ask::<ReadFeedbackDraft>()?, field, base).await?;
    let before = before.map(|version| version.text).unwrap_or_default();
    let merged = merge(&before, mine, &theirs.text);
    Ok(DraftConflictPage {
        shell: Shell::new(app, &may.visit),
        errors: Errors::none(),
        head: ReviewHead::read(tx, may).await?,
        key: field.key(),
        name: field.name(&app.charter.review.criteria),
        who: theirs.who.clone().unwrap_or_else(|| "Someone else".to_owned()),
        when: date_and_time(theirs.at),
        is_own: Whose::of(theirs.person, may.author().person()).is_own(),
        mine: pieces(&before, mine),
        theirs: pieces(&before, &theirs.text),
        my_text: mine.to_owned(),
        text: merged.text().to_owned(),
        revision: theirs.revision,
        is_clean: matches!(merged, Merge::Clean(_)),
    })
}
