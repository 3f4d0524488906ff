//! `/assessments/{assessment}/feedback`: the feedback that an organisation received with its files, and what it does with it.

pub mod advice;
mod conflicting_edit;
mod emails;
pub mod publishing;
pub mod rating;
pub mod ratings;
pub mod response;
pub mod sending_response;
pub mod versions;
pub mod what_next;

use askama::Template;
use axum::{extract::State, response::Response};
use documents::write::{
    self,
    form::{self, Form},
};
use model::{
    Date,
    core::{
        dates::{day, long_date},
        permit::{AtAssessment, Permission, ReadAssessment, ReadFeedback, ReadMarkedPassages},
        prose,
    },
    peer_review::feedback::Feedback,
};
use store::{
    Tx,
    peer_review::feedback::{self, SavedFeedbackText, SentFeedback},
};
use web_shell::core::{
    app::App,
    authorize::{May, Section},
    clock::date_and_time,
    download::{
        WORD,
        typesetting::{self, Reader},
    },
    page::{self, page},
    problem::Problem,
    shell::Shell,
};
use what_next::WhatNext;

#[derive(Template)]
#[template(path = "peer_review/feedback/show.html")]
struct FeedbackPage {
    shell: Shell,
    /// The address of the page.
    here: String,
    /// The address of the self-assessment, for those who may read it.
    assessment: Option<String>,
    caption: String,
    then: String,
    text: FeedbackView,
    /// What the visitor can do with it.
    next: WhatNext,
    /// The address of the passages that were marked as good practice, for members.
    good_practice: Option<String>,
    hash: String,
}

/// The text of feedback as HTML. A preview shows what the organisation will see.
pub(crate) struct FeedbackView {
    pub(crate) opening: String,
    pub(crate) criteria: Vec<CriterionView>,
}

/// What feedback says about one criterion, as HTML; empty for a blank text.
pub(crate) struct CriterionView {
    pub(crate) title: String,
    pub(crate) strengths: String,
    pub(crate) advice: String,
}

impl FeedbackView {
    pub(crate) fn new(feedback: &Feedback) -> Self {
        let html = |text: &str| if text.is_empty() { String::new() } else { prose::html(text) };
        let criteria = feedback.criteria.iter().map(|one| CriterionView {
            title: one.title.clone(),
            strengths: html(&one.strengths),
            advice: html(&one.advice),
        });
        Self { opening: html(&feedback.opening), criteria: criteria.collect() }
    }
}

/// `GET /assessments/{assessment}/feedback`
///
/// # Errors
/// Returns [`Problem::NotFound`] before feedback is sent, so that nothing tells whether there is a draft.
pub async fn show(may: May<ReadFeedback>, State(app): State<App>) -> Result<Response, Problem> {
    let mut tx = app.db.read().await?;
    let sent = received(&mut tx, &may).await?;
    let next = WhatNext::read(&mut tx, &app, &may, &sent).await?;
    drop(tx);
    let (assessment, on) = (format!("/assessments/{}", may.place().assessment), day(sent.sent));
    page(&FeedbackPage {
        shell: may.shell(&app, Section::Assessment),
        here: format!("{assessment}/feedback"),
        caption: format!("Stage {}, submitted on {}", sent.feedback.stage, long_date(sent.feedback.submitted)),
        then: format!("Sent on {}.", long_date(on)),
        text: FeedbackView::new(&sent.feedback),
        next,
        good_practice: may.also::<ReadMarkedPassages>().then(|| format!("{assessment}/good-practice")),
        hash: sent.hash,
        assessment: may.also::<ReadAssessment>().then_some(assessment),
    })
}

async fn find(app: &App, may: &May<ReadFeedback>) -> Result<SentFeedback, Problem> {
    received(&mut app.db.read().await?, may).await
}

/// The document and its day, which is that of sending: the file is typeset once, and its properties tell no other time.
fn document(app: &App, sent: &SentFeedback) -> (Form, Date) {
    let on = day(sent.sent);
    (form::feedback(&app.charter.name, &sent.feedback, &sent.hash, on), on)
}

/// The name of a file, without its ending.
fn file_name(sent: &SentFeedback) -> String {
    format!("peer-review-feedback-stage-{}", sent.feedback.stage)
}

/// `GET /assessments/{assessment}/feedback.pdf`
pub async fn pdf(may: May<ReadFeedback>, State(app): State<App>) -> Result<Response, Problem> {
    let sent = find(&app, &may).await?;
    let (form, on) = document(&app, &sent);
    let bytes = typesetting::typeset(&app, Reader::Known, form, None, on).await?;
    Ok(page::file("application/pdf", &format!("{}.pdf", file_name(&sent)), bytes))
}

/// `GET /assessments/{assessment}/feedback.docx`
pub async fn word(may: May<ReadFeedback>, State(app): State<App>) -> Result<Response, Problem> {
    let sent = find(&app, &may).await?;
    let (form, _) = document(&app, &sent);
    Ok(page::file(WORD, &format!("{}.docx", file_name(&sent)), write::docx(&form)))
}

/// The address of the feedback at which the visitor is.
fn address<P: Permission<Place = AtAssessment>>(may: &May<P>) -> String {
    format!("/assessments/{}/feedback", may.place().assessment)
}

/// The feedback that was sent about the self-assessment.
async fn received<P: Permission<Place = AtAssessment>>(tx: &mut Tx, may: &May<P>) -> Result<SentFeedback, Problem> {
    feedback::sent(tx, may).await?.ok_or(Problem::NotFound)
}

/// Why nothing was done with feedback that its reader has not read.
const OTHER_FEEDBACK: &str = "Other feedback was sent since you opened this page, or its text differs, so nothing was done. Read it and try again";

/// What a self-assessment is called in the activity log.
fn title(feedback: &SentFeedback) -> String {
    format!("Stage {}", feedback.feedback.stage)
}

/// "Saved by Ada King on 3 March 2027 at 14:30".
fn saved_by(saved: &SavedFeedbackText) -> String {
    match &saved.who {
        Some(who) => format!("Saved by {who} on {}", date_and_time(saved.at)),
        None => format!("Saved on {}", date_and_time(saved.at)),
    }
}
