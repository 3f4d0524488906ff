//! `/assessments/{assessment}/feedback/response/sending`: a lead sends the response, once.

use super::{OTHER_FEEDBACK, address, emails, received, response::not_open, title};
use askama::Template;
use axum::{extract::State, response::Response};
use model::{
    core::{
        dates::long_date,
        permit::{SendFeedbackResponse, WriteFeedbackResponse},
        prose,
    },
    peer_review::feedback::response::ResponseState,
};
use serde::Deserialize;
use store::{
    Tx,
    peer_review::feedback::{
        SentFeedback,
        response::{self, ResponseNotSent},
    },
};
use web_shell::core::{
    app::App,
    authorize::{May, Section},
    form::{Errors, extract::Filled},
    page::{conflict, page, redirect_with_notice, unprocessable},
    problem::Problem,
    shell::Shell,
};

#[derive(Template)]
#[template(path = "peer_review/feedback/send_response.html")]
struct SendResponsePage {
    shell: Shell,
    errors: Errors,
    base: String,
    stage: u8,
    /// The last day to send it.
    by: String,
    /// The text as HTML; empty if nothing is written.
    html: String,
    revision: i64,
    /// What names the feedback that is responded to.
    feedback: String,
    /// The text of the feedback, if it is not the one that the lead read.
    other: Option<super::FeedbackView>,
    /// What was written to the feedback that the lead read, and is not sent; empty otherwise.
    unsent: String,
}

/// `GET /assessments/{assessment}/feedback/response/sending`
///
/// # Errors
/// Returns [`Problem::NotFound`] if no feedback was sent.
pub async fn ask(may: May<SendFeedbackResponse>, State(app): State<App>) -> Result<Response, Problem> {
    let mut tx = app.db.read().await?;
    let feedback = received(&mut tx, &may).await?;
    let state = state(&app, &mut tx, &may, &feedback).await?;
    if !state.is_open() {
        return Ok(closed(&app, &may, state));
    }
    page(&draw(&app, &mut tx, &may, &feedback, Errors::none()).await?)
}

async fn state(
    app: &App,
    tx: &mut Tx,
    may: &May<SendFeedbackResponse>,
    feedback: &SentFeedback,
) -> Result<ResponseState, Problem> {
    let responded = response::sent_response(tx, may, feedback.id).await?.map(|sent| sent.sent);
    Ok(ResponseState::of(feedback.sent, app.charter.review.response_weeks, responded, may.visit.today()))
}

/// Leads to the response, which tells its state as well.
fn closed(app: &App, may: &May<SendFeedbackResponse>, state: ResponseState) -> Response {
    redirect_with_notice(app, &format!("{}/response", address(may)), &format!("{}.", not_open(state)))
}

async fn draw(
    app: &App,
    tx: &mut Tx,
    may: &May<SendFeedbackResponse>,
    feedback: &SentFeedback,
    errors: Errors,
) -> Result<SendResponsePage, Problem> {
    let draft = response::draft(tx, &may.ask::<WriteFeedbackResponse>()?, feedback.id).await?;
    let text = draft.as_ref().map_or("", |draft| draft.text.text.as_str());
    let by = model::peer_review::feedback::response::respond_by(feedback.sent, app.charter.review.response_weeks);
    Ok(SendResponsePage {
        shell: may.shell(app, Section::Assessment),
        errors,
        base: address(may),
        stage: feedback.feedback.stage,
        by: long_date(by),
        html: if text.trim().is_empty() { String::new() } else { prose::html(text) },
        revision: draft.map_or(0, |draft| draft.revision),
        feedback: feedback.version(),
        other: None,
        unsent: String::new(),
    })
}

/// The version that the lead read, and what names the feedback that they read.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct SendResponseForm {
    revision: String,
    feedback: String,
}

/// `POST /assessments/{assessment}/feedback/response/sending`
///
/// # Errors
/// Returns [`Problem::NotFound`] if no feedback was sent.
pub async fn send(
    may: May<SendFeedbackResponse>,
    State(app): State<App>,
    Filled(form): Filled<SendResponseForm>,
) -> Result<Response, Problem> {
    let (mut tx, permit) = may.begin(&app).await?;
    let feedback = received(&mut tx, &may).await?;
    let of = (app.charter.review.response_weeks, &*title(&feedback));
    let read = (&*form.feedback, form.revision.parse().unwrap_or(0));
    let message = match response::send(&mut tx, &permit, of, read, may.visit.now).await? {
        Ok(told) => {
            emails::tell(&mut tx, &app, &may, told).await?;
            tx.commit().await?;
            app.emails_written.notify_one();
            let onward = format!("{}/response", address(&may));
            return Ok(redirect_with_notice(
                &app,
                &onward,
                "Response sent. The panel, the secretariat and the Steering Board can read it.",
            ));
        }
        Err(ResponseNotSent::OtherFeedback) => {
            let errors = Errors::one("response", OTHER_FEEDBACK);
            let mut view = draw(&app, &mut tx, &may, &feedback, errors).await?;
            view.other = Some(super::FeedbackView::new(&feedback.feedback));
            let write = may.ask::<WriteFeedbackResponse>()?;
            view.unsent = response::written_to(&mut tx, &write, &form.feedback).await?.unwrap_or_default();
            return conflict(&view);
        }
        Err(ResponseNotSent::NotOpen(state)) => return Ok(closed(&app, &may, state)),
        Err(ResponseNotSent::Blank) => "Write a response before you send it",
        Err(ResponseNotSent::Changed) => {
            "The response was changed since you opened this page. Read it again before you send it"
        }
    };
    unprocessable(&draw(&app, &mut tx, &may, &feedback, Errors::one("response", message)).await?)
}
