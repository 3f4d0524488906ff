//! `/assessments/{assessment}/advice`: the advice of the last peer review, and what was done about each, saved while it is written.

pub mod saving;

use super::{
    conflicting_edit::{EditedText, FeedbackConflictPage, FeedbackConflictQuery, outcomes},
    saved_by,
};
use askama::Template;
use axum::{
    extract::{Path, Query, State},
    response::Response,
};
use model::{
    core::{
        permit::{AtAssessment, Permission, ReadAdvice, ReadWorkings, WriteAssessment},
        prose,
        versions::VersionAside,
    },
    peer_review::{
        feedback::CriterionFeedback,
        feedback::text::{FeedbackField, FeedbackText},
    },
};
use pages_assessment::advice::AdviceReportView;
use store::{
    Tx,
    peer_review::feedback::{
        SavedFeedbackText,
        advice::{self, ReceivedAdvice},
    },
};
use web_shell::core::{
    app::App,
    authorize::{May, Section},
    form::{Choice, Errors},
    page::{page, redirect},
    problem::Problem,
    shell::Shell,
};

pub(super) const TITLE: &str = "Advice from the last peer review";

#[derive(Template)]
#[template(path = "peer_review/feedback/advice.html")]
struct AdvicePage {
    shell: Shell,
    errors: Errors,
    /// The address of the self-assessment.
    up: String,
    may_write: bool,
    report: AdviceReportView,
    forms: Vec<AdviceFields>,
    /// Versions of the visitor that conflicted: the title of each criterion, and where both versions are compared.
    asides: Vec<(String, String)>,
}

/// The form of one advice.
struct AdviceFields {
    criterion: String,
    title: String,
    /// The advice as HTML.
    advice: String,
    outcome_field: String,
    text_field: String,
    outcomes: Vec<Choice>,
    text: String,
    revision: i64,
    /// Who saved it, and when; empty if nothing was saved.
    saved: String,
    /// The address of its version history; empty for who may not read it, and if nothing was saved.
    history: String,
}

impl AdviceFields {
    fn new(one: &CriterionFeedback, saved: Option<&SavedFeedbackText>, here: Option<&str>) -> Self {
        let key = one.criterion.as_str();
        Self {
            criterion: key.to_owned(),
            title: one.title.clone(),
            advice: prose::html(&one.advice),
            outcome_field: format!("outcome-{key}"),
            text_field: format!("text-{key}"),
            outcomes: outcomes(saved.and_then(|saved| saved.text.outcome)),
            text: saved.map_or_else(String::new, |saved| saved.text.text.clone()),
            revision: saved.map_or(0, |saved| saved.revision),
            saved: saved.map_or_else(String::new, saved_by),
            history: here.filter(|_| saved.is_some()).map_or_else(String::new, |here| format!("{here}/{key}/versions")),
        }
    }
}

/// The address of the page.
pub(super) fn address<P: Permission<Place = AtAssessment>>(may: &May<P>) -> String {
    format!("/assessments/{}/advice", may.place().assessment)
}

/// `GET /assessments/{assessment}/advice`
///
/// # Errors
/// Returns [`Problem::NotFound`] if the organisation received no advice before this self-assessment.
pub async fn show(may: May<ReadAdvice>, State(app): State<App>) -> Result<Response, Problem> {
    let mut tx = app.db.read().await?;
    let received = received(&mut tx, &may.ask::<ReadAdvice>()?).await?;
    page(&draw(&app, &mut tx, &may, &received).await?)
}

/// The advice of the last peer review.
pub(super) async fn received(
    tx: &mut Tx,
    may: &model::core::permit::Permit<ReadAdvice>,
) -> Result<ReceivedAdvice, Problem> {
    advice::read(tx, may).await?.ok_or(Problem::NotFound)
}

async fn draw<P: Permission<Place = AtAssessment>>(
    app: &App,
    tx: &mut Tx,
    may: &May<P>,
    received: &ReceivedAdvice,
) -> Result<AdvicePage, Problem> {
    let asides = match may.ask::<WriteAssessment>() {
        Ok(write) => advice::undecided(tx, &write, received).await?,
        Err(_) => Vec::new(),
    };
    let compared = |aside: &VersionAside| {
        let is_of = |one: &&CriterionFeedback| FeedbackField::Advice(one.criterion.clone()).key() == aside.name;
        let of = received.feedback.feedback.advice().find(is_of)?;
        let merge = merge_address(&address(may), of.criterion.as_str(), aside.revision, aside.base);
        Some((of.title.clone(), merge))
    };
    let saved = |one: &CriterionFeedback| received.texts.get(&FeedbackField::Advice(one.criterion.clone()).key());
    let here = may.also::<ReadWorkings>().then(|| address(may));
    Ok(AdvicePage {
        asides: asides.iter().filter_map(compared).collect(),
        shell: may.shell(app, Section::Assessment),
        errors: Errors::none(),
        up: format!("/assessments/{}", may.place().assessment),
        may_write: may.also::<WriteAssessment>(),
        report: AdviceReportView::new(&received.report()),
        forms: received
            .feedback
            .feedback
            .advice()
            .map(|one| AdviceFields::new(one, saved(one), here.as_deref()))
            .collect(),
    })
}

/// The address where a version that was set aside is combined with the current one.
fn merge_address(advice: &str, criterion: &str, mine: i64, from: i64) -> String {
    format!("{advice}/{criterion}/merge?mine={mine}&base={from}")
}

/// `GET /assessments/{assessment}/advice/{criterion}/merge`: combines a version that was set aside with the current one. Redirects if there
/// is nothing to combine.
///
/// # Errors
/// Returns [`Problem::NotFound`] if there is no such advice.
pub async fn merge(
    may: May<WriteAssessment>,
    State(app): State<App>,
    Path((_, criterion)): Path<(String, String)>,
    Query(query): Query<FeedbackConflictQuery>,
) -> Result<Response, Problem> {
    let mut tx = app.db.read().await?;
    let read = may.ask::<ReadAdvice>()?;
    let received = received(&mut tx, &read).await?;
    let of = received.of(&criterion).ok_or(Problem::NotFound)?;
    let (mine, base) = query.numbers();
    let field = FeedbackField::Advice(of.criterion.clone());
    let mine = advice::version(&mut tx, &read, (&received, &field), mine).await?;
    let (Some(mine), Some(theirs)) = (mine, received.texts.get(&field.key())) else {
        return Ok(redirect(&address(&may)));
    };
    page(&edits(&app, &mut tx, &may, (&received, of), (mine, base), theirs).await?)
}

async fn edits(
    app: &App,
    tx: &mut Tx,
    may: &May<WriteAssessment>,
    (received, of): (&ReceivedAdvice, &CriterionFeedback),
    (mine, base): (FeedbackText, i64),
    theirs: &SavedFeedbackText,
) -> Result<FeedbackConflictPage, Problem> {
    let field = FeedbackField::Advice(of.criterion.clone());
    let before = advice::version(tx, &may.ask::<ReadAdvice>()?, (received, &field), base).await?.unwrap_or_default();
    let (here, key) = (address(may), of.criterion.as_str());
    let edited = EditedText {
        name: &of.title,
        up: (&format!("{here}#advice-{key}"), TITLE),
        action: &here,
        autosave: &format!("{here}/{key}"),
        fields: (format!("text-{key}"), format!("outcome-{key}"), format!("revision-{key}")),
    };
    Ok(FeedbackConflictPage::new(app, may, edited, &before, mine, theirs))
}
