//! Conflicting edits of a criterion by one person in two tabs: both versions side by side, and a combined version to edit and save.

use super::{
    ReviewHead,
    criteria::{CriterionFields, find},
    here,
};
use askama::Template;
use axum::{
    extract::{Path, Query, State},
    response::Response,
};
use model::{
    charter::criterion::{Criterion, CriterionFinding},
    core::{
        permit::{ReviewSubmission, WriteReview},
        versions::VersionAside,
    },
    peer_review::review::CriterionReview,
};
use serde::Deserialize;
use store::{
    Tx,
    peer_review::reviews::{self, SavedReview},
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
#[template(path = "peer_review/workbench/conflicting_edit.html")]
struct CriterionConflictPage {
    shell: Shell,
    errors: Errors,
    head: ReviewHead,
    when: String,
    /// The version of this tab, then that of the other.
    versions: [CriterionVersion; 2],
    /// Whether the edits do not overlap.
    is_clean: bool,
    criterion: CriterionFields,
}

struct CriterionVersion {
    heading: &'static str,
    finding: &'static str,
    strengths: Vec<MarkedText>,
    advice: Vec<MarkedText>,
}

/// The address where a version that was set aside is combined with the current one.
pub(super) fn address(base: &str, criterion: &str, mine: i64, from: i64) -> String {
    format!("{base}/criteria/{criterion}/merge?mine={mine}&base={from}")
}

/// The versions that were set aside, as a page lists them: the title of each criterion, and where both versions are compared.
pub(super) fn set_aside(base: &str, criteria: &[Criterion], asides: &[VersionAside]) -> Vec<(String, String)> {
    let listed = |aside: &VersionAside| {
        let criterion = criteria.iter().find(|one| one.id.as_str() == aside.name)?;
        Some((criterion.title.clone(), address(base, &aside.name, aside.revision, aside.base)))
    };
    asides.iter().filter_map(listed).collect()
}

/// The query: the version of this tab, and the version that it was edited from.
#[derive(Debug, Deserialize)]
pub struct CriterionConflictQuery {
    #[serde(default)]
    mine: String,
    #[serde(default)]
    base: String,
}

/// `GET …/criteria/{criterion}/merge`. Redirects to the workbench if there is nothing to combine.
pub async fn show(
    may: May<WriteReview>,
    State(app): State<App>,
    Path((_, _, key)): Path<(String, String, String)>,
    Query(query): Query<CriterionConflictQuery>,
) -> Result<Response, Problem> {
    let criterion = find(&app, &key)?;
    let mut tx = app.db.read().await?;
    let read = may.ask::<ReviewSubmission>()?;
    let mine = reviews::version(&mut tx, &read, &criterion.id, query.mine.parse().unwrap_or(0)).await?;
    let theirs = reviews::read_own(&mut tx, &read).await?.remove(&criterion.id);
    let (Some(mine), Some(theirs)) = (mine, theirs) else { return Ok(redirect(&here(&may))) };
    let base = query.base.parse().unwrap_or(0);
    page(&draw(&app, &mut tx, &may, criterion, (&mine.review, base), &theirs).await?)
}

async fn draw(
    app: &App,
    tx: &mut Tx,
    may: &May<WriteReview>,
    criterion: &Criterion,
    (mine, base): (&CriterionReview, i64),
    theirs: &SavedReview,
) -> Result<CriterionConflictPage, Problem> {
    let before = reviews::version(tx, &may.ask::<ReviewSubmission>()?, &criterion.id, base).await?;
    let before = before.map(|version| version.review).unwrap_or_default();
    let (combined, is_clean) = before.merged(mine, &theirs.review);
    let version = |heading, review: &CriterionReview| CriterionVersion {
        heading,
        finding: review.finding.map_or("No finding", CriterionFinding::name),
        strengths: pieces(&before.strengths, &review.strengths),
        advice: pieces(&before.advice, &review.advice),
    };
    Ok(CriterionConflictPage {
        shell: Shell::new(app, &may.visit),
        errors: Errors::none(),
        head: ReviewHead::read(tx, may).await?,
        when: date_and_time(theirs.at),
        versions: [version("Version in this tab", mine), version("Version in the other tab", &theirs.review)],
        is_clean,
        criterion: CriterionFields::new(criterion, &combined, theirs.revision, String::new()),
    })
}
