//! `/assessments/{assessment}/feedback/publishing`: a lead publishes the feedback of the organisation, or stops that.

use super::{OTHER_FEEDBACK, address, received, title, what_next::WhatNext};
use askama::Template;
use axum::{extract::State, response::Response};
use model::core::{
    dates::{day, long_date},
    permit::{AtOrganisation, PublishFeedback, ReadOrganisation},
    prose,
};
use serde::Deserialize;
use store::{
    Tx,
    peer_review::feedback::{OtherFeedback, publishing, response},
    register::organisations,
};
use web_shell::core::{
    app::App,
    authorize::{May, Section},
    form::{Errors, extract::Filled},
    page::{conflict, page, redirect_with_notice},
    problem::Problem,
    shell::Shell,
};

#[derive(Template)]
#[template(path = "peer_review/feedback/publish.html")]
struct PublishPage {
    shell: Shell,
    errors: Errors,
    base: String,
    stage: u8,
    then: String,
    is_public: bool,
    /// The address of the public page.
    public: String,
    /// The day on which it was sent.
    sent: String,
    opening: String,
    /// Each criterion: its title, strengths and advice as HTML.
    criteria: Vec<(String, String, String)>,
    /// The response as HTML, if one was sent; and whether it is public.
    response: Option<(String, bool)>,
    /// Whether the response is selected to be published as well.
    with_response: bool,
    /// Whether feedback that was sent before this one is public.
    is_earlier_public: bool,
    /// What names the text on the page.
    version: String,
    next: WhatNext,
}

/// `GET /assessments/{assessment}/feedback/publishing`
///
/// # Errors
/// Returns [`Problem::NotFound`] if no feedback was sent.
pub async fn show(may: May<PublishFeedback>, State(app): State<App>) -> Result<Response, Problem> {
    page(&draw(&app, &mut app.db.read().await?, &may, false, Errors::none()).await?)
}

async fn draw(
    app: &App,
    tx: &mut Tx,
    may: &May<PublishFeedback>,
    with_response: bool,
    errors: Errors,
) -> Result<PublishPage, Problem> {
    let feedback = received(tx, may).await?;
    let response = response::sent_response(tx, may, feedback.id).await?;
    let organisation = AtOrganisation { organisation: may.of() };
    let slug = organisations::find(tx, &may.at::<ReadOrganisation>(organisation)?).await?.slug;
    let is_earlier_public = publishing::is_earlier_public(tx, may, &feedback).await?;
    let next = WhatNext::read(tx, app, may, &feedback).await?;
    let version = publishing::shown(&feedback, response.as_ref());
    let text = feedback.feedback;
    Ok(PublishPage {
        shell: may.shell(app, Section::Assessment),
        errors,
        base: address(may),
        stage: text.stage,
        then: match feedback.published {
            Some(at) => format!("Public since {}.", long_date(day(at))),
            None => "Not public. The feedback is yours: you can publish it, and stop at any time.".to_owned(),
        },
        is_public: feedback.published.is_some(),
        public: format!("/signatories/{slug}/feedback/{}", text.stage),
        sent: long_date(day(feedback.sent)),
        opening: prose::html(&text.opening),
        criteria: text
            .criteria
            .iter()
            .map(|one| (one.title.clone(), prose::html(&one.strengths), prose::html(&one.advice)))
            .collect(),
        response: response.map(|response| (prose::html(&response.text), response.is_published)),
        with_response,
        is_earlier_public,
        version,
        next,
    })
}

/// Whether the response is published as well, and what names the text that the lead read.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct PublishForm {
    response: String,
    version: String,
}

/// `POST /assessments/{assessment}/feedback/publishing`
///
/// # Errors
/// Returns [`Problem::NotFound`] if no feedback was sent.
pub async fn publish(
    may: May<PublishFeedback>,
    State(app): State<App>,
    Filled(form): Filled<PublishForm>,
) -> Result<Response, Problem> {
    let (mut tx, permit) = may.begin(&app).await?;
    let feedback = received(&mut tx, &may).await?;
    let (with_response, of) = (form.response == "yes", (&*title(&feedback), &*form.version));
    if let Err(OtherFeedback) = publishing::publish(&mut tx, &permit, of, with_response, may.visit.now).await? {
        return refuse(&app, &mut tx, &may, with_response).await;
    }
    tx.commit().await?;
    Ok(redirect_with_notice(&app, &format!("{}/publishing", address(&may)), "Feedback published."))
}

/// `POST /assessments/{assessment}/feedback/publishing/stop`
///
/// # Errors
/// Returns [`Problem::NotFound`] if no feedback was sent.
pub async fn stop(
    may: May<PublishFeedback>,
    State(app): State<App>,
    Filled(form): Filled<PublishForm>,
) -> Result<Response, Problem> {
    let (mut tx, permit) = may.begin(&app).await?;
    let feedback = received(&mut tx, &may).await?;
    let of = (&*title(&feedback), &*form.version);
    if let Err(OtherFeedback) = publishing::stop(&mut tx, &permit, of, may.visit.now).await? {
        return refuse(&app, &mut tx, &may, false).await;
    }
    tx.commit().await?;
    Ok(redirect_with_notice(&app, &format!("{}/publishing", address(&may)), "The feedback is no longer public."))
}

/// Shows what is there now, with what was selected.
async fn refuse(app: &App, tx: &mut Tx, may: &May<PublishFeedback>, with_response: bool) -> Result<Response, Problem> {
    conflict(&draw(app, tx, may, with_response, Errors::one("feedback", OTHER_FEEDBACK)).await?)
}
