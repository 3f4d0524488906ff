//! `/assessments/{assessment}/feedback/response`: the response of an organisation to its feedback, saved while it is written.

use super::{
    address,
    conflicting_edit::{EditedText, FeedbackConflictPage, FeedbackConflictQuery},
    received, saved_by, title,
    what_next::WhatNext,
};
use askama::Template;
use axum::{
    extract::{Query, State},
    http::HeaderMap,
    response::Response,
};
use model::{
    core::{
        dates::long_date,
        permit::{AtAssessment, Permission, ReadFeedback, ReadWorkings, SendFeedbackResponse, WriteFeedbackResponse},
        prose,
        saving::Whose,
    },
    peer_review::{
        feedback::response::ResponseState,
        feedback::text::{FeedbackText, FeedbackTextFlaw},
    },
};
use serde::Deserialize;
use store::{
    Tx,
    peer_review::feedback::{
        SavedFeedbackText, SentFeedback,
        response::{self, ResponseNotSaved},
    },
};
use web_shell::core::{
    app::App,
    authorize::{May, Section},
    autosave::{Tabs, conflicts, is_script, not_saved, saved},
    clock::date_and_time,
    form::{Errors, extract::Filled},
    page::{conflict, page, redirect, redirect_with_notice, unprocessable},
    problem::Problem,
    shell::Shell,
};

pub(super) const NAME: &str = "Response to the feedback";

#[derive(Template)]
#[template(path = "peer_review/feedback/response.html")]
struct ResponsePage {
    shell: Shell,
    errors: Errors,
    base: String,
    stage: u8,
    then: String,
    /// Whether the visitor can write it now.
    may_write: bool,
    may_send: bool,
    text: String,
    revision: i64,
    /// Who saved it, and when; empty if nothing was saved.
    saved: String,
    /// Whether the visitor may read the version history, and there is one.
    has_history: bool,
    /// What was sent, as HTML; empty before it is sent.
    sent: String,
    /// What was typed and could not be saved any more; empty otherwise.
    typed: String,
    next: WhatNext,
}

/// `GET /assessments/{assessment}/feedback/response`
///
/// # Errors
/// Returns [`Problem::NotFound`] if no feedback was sent.
pub async fn show(may: May<ReadFeedback>, State(app): State<App>) -> Result<Response, Problem> {
    let mut tx = app.db.read().await?;
    let feedback = received(&mut tx, &may).await?;
    page(&draw(&app, &mut tx, &may, &feedback, None).await?)
}

/// What was typed and not saved: the text, the version that it was written from, and why.
type Typed = (String, i64, Errors);

async fn draw<P: Permission<Place = AtAssessment>>(
    app: &App,
    tx: &mut Tx,
    may: &May<P>,
    feedback: &SentFeedback,
    typed: Option<Typed>,
) -> Result<ResponsePage, Problem> {
    let sent = response::sent_response(tx, may, feedback.id).await?;
    let draft = match may.ask::<WriteFeedbackResponse>() {
        Ok(write) => response::draft(tx, &write, feedback.id).await?,
        Err(_) => None,
    };
    let weeks = app.charter.review.response_weeks;
    let responded = sent.as_ref().map(|sent| sent.sent);
    let state = ResponseState::of(feedback.sent, weeks, responded, may.visit.today());
    let may_write = state.is_open() && may.also::<WriteFeedbackResponse>();
    let (text, revision, errors) = typed.unwrap_or_else(|| {
        let text = draft.as_ref().map_or_else(String::new, |draft| draft.text.text.clone());
        (text, draft.as_ref().map_or(0, |draft| draft.revision), Errors::none())
    });
    Ok(ResponsePage {
        shell: may.shell(app, Section::Assessment),
        base: address(may),
        stage: feedback.feedback.stage,
        then: match state {
            ResponseState::Open(by) => format!("You can send a response by the end of {}.", long_date(by)),
            ResponseState::Sent(at) => format!("Sent on {}. It can no longer be changed.", date_and_time(at)),
            ResponseState::Closed(by) => format!("No response was sent. The last day was {}.", long_date(by)),
        },
        may_send: may_write && may.also::<SendFeedbackResponse>(),
        typed: if may_write || errors.is_empty() { String::new() } else { text.clone() },
        errors,
        may_write,
        text,
        revision,
        has_history: draft.is_some() && may.also::<ReadWorkings>(),
        saved: draft.as_ref().map_or_else(String::new, saved_by),
        sent: sent.map_or_else(String::new, |sent| prose::html(&sent.text)),
        next: WhatNext::read(tx, app, may, feedback).await?,
    })
}

/// The fields of the form.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct ResponseForm {
    text: String,
    revision: String,
    tab: String,
    restored: String,
    /// What follows once it is saved: `send`, or nothing.
    then: String,
}

/// Why nothing can be saved any more, as an error of the form.
pub(super) fn not_open(state: ResponseState) -> String {
    match state {
        ResponseState::Sent(at) => {
            format!("The response was sent on {}, so it can no longer be changed", date_and_time(at))
        }
        ResponseState::Open(by) | ResponseState::Closed(by) => {
            format!("The last day to respond was {}, so nothing was saved", long_date(by))
        }
    }
}

/// `POST /assessments/{assessment}/feedback/response`: saves it, from the form or from the autosave script, which expects JSON.
///
/// # Errors
/// Returns [`Problem::NotFound`] if no feedback was sent.
pub async fn save(
    may: May<WriteFeedbackResponse>,
    State(app): State<App>,
    headers: HeaderMap,
    Filled(form): Filled<ResponseForm>,
) -> Result<Response, Problem> {
    let (is_script, now, base) = (is_script(&headers), may.visit.now, form.revision.parse().unwrap_or(0));
    let (mut tx, permit) = may.begin(&app).await?;
    let feedback = received(&mut tx, &may).await?;
    let text = match FeedbackText::parse("", &form.text) {
        Ok(text) => text.text,
        Err(FeedbackTextFlaw { message, .. }) => {
            return refuse(&app, &mut tx, &may, &feedback, is_script, (form.text, base, message)).await;
        }
    };
    let tabs = Tabs::read(&form.tab, &form.restored);
    let draft = tabs.draft(&text, base);
    let of = (app.charter.review.response_weeks, &*title(&feedback));
    match response::save(&mut tx, &permit, of, (&text, &draft), now).await? {
        Ok(revision) => {
            tx.commit().await?;
            if is_script {
                return Ok(saved(now, revision));
            }
            let here = format!("{}/response", address(&may));
            if form.then == "send" {
                return Ok(redirect(&format!("{here}/sending")));
            }
            Ok(redirect_with_notice(&app, &here, "Response saved. It is not sent yet."))
        }
        Err(ResponseNotSaved::NotOpen(state)) => {
            refuse(&app, &mut tx, &may, &feedback, is_script, (text, base, not_open(state))).await
        }
        Err(ResponseNotSaved::Conflict(theirs)) => {
            let aside = response::set_aside(&mut tx, &permit, feedback.id, (&text, &draft), now).await?;
            if is_script {
                tx.commit().await?;
                let whose = Whose::of(theirs.person, may.author().person());
                return Ok(conflicts(whose, &format!("{}/response/merge?mine={aside}&base={base}", address(&may))));
            }
            let mine = FeedbackText { outcome: None, text };
            let response = conflict(&edits(&app, &mut tx, &may, &feedback, (mine, base), &theirs).await?);
            tx.commit().await?;
            response
        }
    }
}

/// Answers a text that cannot be saved: what was typed stays on the page.
async fn refuse(
    app: &App,
    tx: &mut Tx,
    may: &May<WriteFeedbackResponse>,
    feedback: &SentFeedback,
    is_script: bool,
    (text, base, message): (String, i64, String),
) -> Result<Response, Problem> {
    if is_script {
        return Ok(not_saved(&message));
    }
    let typed = (text, base, Errors::one("text", message));
    unprocessable(&draw(app, tx, may, feedback, Some(typed)).await?)
}

/// `GET …/feedback/response/merge`: combines a version that was set aside with the current one. Redirects if there is nothing to combine.
///
/// # Errors
/// Returns [`Problem::NotFound`] if no feedback was sent.
pub async fn merge(
    may: May<WriteFeedbackResponse>,
    State(app): State<App>,
    Query(query): Query<FeedbackConflictQuery>,
) -> Result<Response, Problem> {
    let mut tx = app.db.read().await?;
    let feedback = received(&mut tx, &may).await?;
    let (mine, base) = query.numbers();
    let mine = response::version(&mut tx, &may, feedback.id, mine).await?;
    let theirs = response::draft(&mut tx, &may, feedback.id).await?;
    let (Some(mine), Some(theirs)) = (mine, theirs) else {
        return Ok(redirect(&format!("{}/response", address(&may))));
    };
    page(&edits(&app, &mut tx, &may, &feedback, (mine, base), &theirs).await?)
}

async fn edits(
    app: &App,
    tx: &mut Tx,
    may: &May<WriteFeedbackResponse>,
    feedback: &SentFeedback,
    (mine, base): (FeedbackText, i64),
    theirs: &SavedFeedbackText,
) -> Result<FeedbackConflictPage, Problem> {
    let before = response::version(tx, may, feedback.id, base).await?.unwrap_or_default();
    let here = format!("{}/response", address(may));
    let fields = ("text".to_owned(), String::new(), "revision".to_owned());
    let edited = EditedText { name: NAME, up: (&here, NAME), action: &here, autosave: &here, fields };
    Ok(FeedbackConflictPage::new(app, may, edited, &before, mine, theirs))
}
