//! `/assessments/{assessment}/advice`: the advice of the last peer review, and what was done about each, saved while it is written.

use super::{
    conflicting_edit::{EditedText, FeedbackConflictPage, FeedbackConflictQuery, outcomes},
    saved_by,
};
use askama::Template;
use axum::{
    extract::{Path, Query, State},
    http::HeaderMap,
    response::Response,
};
use model::{
    core::{
        permit::{AtAssessment, Permission, ReadAdvice, ReadWorkings, WriteAssessment},
        prose,
        saving::Whose,
    },
    peer_review::{
        feedback::CriterionFeedback,
        feedback::text::{FeedbackField, FeedbackText, FeedbackTextFlaw},
    },
};
use pages_assessment::advice::AdviceReportView;
use serde::Deserialize;
use std::collections::BTreeMap;
use store::{
    Tx,
    peer_review::feedback::{
        SavedFeedbackText,
        advice::{self, AdviceAnswer, ReceivedAdvice},
    },
};
use web_shell::core::{
    app::App,
    authorize::{May, Section},
    autosave::{Tabs, conflicts, is_script, not_saved, saved},
    form::{Choice, Errors, extract::Filled},
    page::{conflict, page, redirect, redirect_with_notice, unprocessable},
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
    let received = received(&mut app.db.read().await?, &may.ask::<ReadAdvice>()?).await?;
    page(&draw(&app, &may, &received))
}

/// The advice of the last peer review.
pub(super) async fn received(
    tx: &mut Tx,
    may: &model::core::permit::Permit<ReadAdvice>,
) -> Result<ReceivedAdvice, Problem> {
    advice::read(tx, may).await?.ok_or(Problem::NotFound)
}

fn draw<P: Permission<Place = AtAssessment>>(app: &App, may: &May<P>, received: &ReceivedAdvice) -> AdvicePage {
    let saved = |one: &CriterionFeedback| received.texts.get(&FeedbackField::Advice(one.criterion.clone()).key());
    let here = may.also::<ReadWorkings>().then(|| address(may));
    AdvicePage {
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
    }
}

/// The fields of the form as they were sent. Those of an advice end with the key of its criterion.
#[derive(Debug, Default, Deserialize)]
pub struct AdviceForm {
    #[serde(default)]
    revision: String,
    #[serde(default)]
    tab: String,
    #[serde(default)]
    restored: String,
    #[serde(flatten)]
    fields: BTreeMap<String, String>,
}

impl AdviceForm {
    fn field(&self, name: &str, criterion: &str) -> &str {
        self.fields.get(&format!("{name}-{criterion}")).map_or("", String::as_str)
    }
}

/// `POST /assessments/{assessment}/advice/{criterion}`: saves what was done about one advice, from the form or from the autosave script,
/// which expects JSON.
///
/// # Errors
/// Returns [`Problem::NotFound`] if there is no such advice.
pub async fn save(
    may: May<WriteAssessment>,
    State(app): State<App>,
    Path((_, criterion)): Path<(String, String)>,
    headers: HeaderMap,
    Filled(form): Filled<AdviceForm>,
) -> Result<Response, Problem> {
    let (is_script, now, base) = (is_script(&headers), may.visit.now, form.revision.parse().unwrap_or(0));
    let (mut tx, permit) = may.begin(&app).await?;
    let received = received(&mut tx, &may.ask::<ReadAdvice>()?).await?;
    let of = received.of(&criterion).ok_or(Problem::NotFound)?;
    let text = match FeedbackText::parse(form.field("outcome", &criterion), form.field("text", &criterion)) {
        Ok(text) => text,
        Err(flaw) if is_script => return Ok(not_saved(&flaw.message)),
        Err(flaw) => return refuse(&app, &may, &received, &form, (&criterion, flaw)),
    };
    let tabs = Tabs::read(&form.tab, &form.restored);
    let answer = AdviceAnswer { of, text: &text, draft: &tabs.draft("", base) };
    match advice::save(&mut tx, &permit, &received, answer, now).await? {
        Ok(revision) => {
            tx.commit().await?;
            if is_script {
                return Ok(saved(now, revision));
            }
            let onward = format!("{}#advice-{criterion}", address(&may));
            Ok(redirect_with_notice(&app, &onward, &format!("Answer saved: {}.", of.title)))
        }
        Err(theirs) => {
            let aside = advice::set_aside(&mut tx, &permit, &received, answer, now).await?;
            if is_script {
                tx.commit().await?;
                let whose = Whose::of(theirs.person, may.author().person());
                let merge = format!("{}/{criterion}/merge?mine={aside}&base={base}", address(&may));
                return Ok(conflicts(whose, &merge));
            }
            let mine = text.clone();
            let response = conflict(&edits(&app, &mut tx, &may, (&received, of), (mine, base), &theirs).await?);
            tx.commit().await?;
            response
        }
    }
}

/// Shows the page with what was typed about one advice.
fn refuse(
    app: &App,
    may: &May<WriteAssessment>,
    received: &ReceivedAdvice,
    form: &AdviceForm,
    (criterion, flaw): (&str, FeedbackTextFlaw),
) -> Result<Response, Problem> {
    let mut view = draw(app, may, received);
    view.errors = Errors::one(format!("{}-{criterion}", flaw.field), flaw.message);
    if let Some(fields) = view.forms.iter_mut().find(|fields| fields.criterion == criterion) {
        form.field("text", criterion).clone_into(&mut fields.text);
        let chosen = form.field("outcome", criterion);
        for outcome in &mut fields.outcomes {
            outcome.chosen = outcome.value == chosen;
        }
        fields.revision = form.revision.parse().unwrap_or(0);
    }
    unprocessable(&view)
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
        action: &format!("{here}/{key}"),
        fields: (format!("text-{key}"), format!("outcome-{key}")),
    };
    Ok(FeedbackConflictPage::new(app, may, edited, &before, mine, theirs))
}
