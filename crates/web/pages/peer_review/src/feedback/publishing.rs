//! `/assessments/{assessment}/feedback/publishing`: a lead publishes the feedback of the organisation, or stops that.

use super::{address, received, title, what_next::WhatNext};
use askama::Template;
use axum::{extract::State, response::Response};
use model::core::{
    dates::{day, long_date},
    permit::{AtOrganisation, PublishFeedback, ReadOrganisation},
    prose,
};
use serde::Deserialize;
use store::peer_review::feedback::{publishing, response};
use store::register::organisations;
use web_shell::core::{
    app::App,
    authorize::{May, Section},
    form::extract::{Filled, NoFields},
    page::{page, redirect_with_notice},
    problem::Problem,
    shell::Shell,
};

#[derive(Template)]
#[template(path = "peer_review/feedback/publish.html")]
struct PublishPage {
    shell: Shell,
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
    next: WhatNext,
}

/// `GET /assessments/{assessment}/feedback/publishing`
///
/// # Errors
/// Returns [`Problem::NotFound`] if no feedback was sent.
pub async fn show(may: May<PublishFeedback>, State(app): State<App>) -> Result<Response, Problem> {
    let mut tx = app.db.read().await?;
    let feedback = received(&mut tx, &may).await?;
    let response = response::sent_response(&mut tx, &may, feedback.id).await?;
    let organisation = AtOrganisation { organisation: may.of() };
    let slug = organisations::find(&mut tx, &may.at::<ReadOrganisation>(organisation)?).await?.slug;
    let next = WhatNext::read(&mut tx, &app, &may, &feedback).await?;
    drop(tx);
    let text = feedback.feedback;
    page(&PublishPage {
        shell: may.shell(&app, Section::Assessment),
        base: address(&may),
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
        next,
    })
}

/// Whether the response is published as well.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct PublishForm {
    response: String,
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
    let with_response = form.response == "yes";
    publishing::publish(&mut tx, &permit, &title(&feedback), with_response, may.visit.now).await?;
    tx.commit().await?;
    Ok(redirect_with_notice(&app, &format!("{}/publishing", address(&may)), "Feedback published."))
}

/// `POST /assessments/{assessment}/feedback/publishing/stop`
///
/// # Errors
/// Returns [`Problem::NotFound`] if no feedback was sent.
pub async fn stop(may: May<PublishFeedback>, State(app): State<App>, _: Filled<NoFields>) -> Result<Response, Problem> {
    let (mut tx, permit) = may.begin(&app).await?;
    let feedback = received(&mut tx, &may).await?;
    publishing::stop(&mut tx, &permit, &title(&feedback), may.visit.now).await?;
    tx.commit().await?;
    Ok(redirect_with_notice(&app, &format!("{}/publishing", address(&may)), "The feedback is no longer public."))
}
