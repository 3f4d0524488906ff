//! Closes a consultation. A page first says how many people responded and what closing means, because it cannot be undone.

use super::key_problem::{self, KeyWarning};
use askama::Template;
use axum::{extract::State, response::Response};
use model::core::{
    dates::long_date,
    permit::{CloseConsultation, ReadConsultation},
};
use serde::Deserialize;
use store::consultation::consultations::{self, ClosingOutcome, NotClosed, WithoutKey};
use web_shell::{
    core::{
        app::App,
        authorize::{May, Section},
        form::{Errors, extract::Filled},
        page::{page, redirect_with_notice, unprocessable},
        problem::Problem,
        shell::Shell,
    },
    work::overdue_consultations,
};

#[derive(Template)]
#[template(path = "consultation/consultations/close.html")]
struct ClosePage {
    shell: Shell,
    base: String,
    title: String,
    /// How many people responded, and until when the consultation would run.
    then: String,
    /// Whether its last day is over, so that closing only counts the responses.
    is_over: bool,
    /// If there are too few responses for results: their number as a sentence, and the minimum group size.
    few: Option<(String, u32)>,
    /// What is wrong with the key of the responses, if something is.
    key_warning: Option<KeyWarning>,
    errors: Errors,
}

/// `GET /consultations/{consultation}/closing`
pub async fn ask(may: May<CloseConsultation>, State(app): State<App>) -> Result<Response, Problem> {
    page(&draw(&may, &app, Errors::none()).await?)
}

async fn draw(may: &May<CloseConsultation>, app: &App, errors: Errors) -> Result<ClosePage, Problem> {
    let read = may.ask::<ReadConsultation>()?;
    let mut tx = app.db.read().await?;
    let consultation = consultations::read(&mut tx, &read).await?;
    let answered = consultations::answered(&mut tx, &read).await?;
    let key_problem = consultations::key_problem(&mut tx, &read).await?;
    drop(tx);
    let turnout = consultation.turnout(answered);
    let last_day = long_date(consultation.closes);
    let is_over = consultation.closes < may.visit.today();
    let then = if is_over {
        format!("{}. The consultation was open until the end of {last_day}.", turnout.sentence())
    } else {
        format!(
            "{}. If you do not close it now, the consultation is open until the end of {last_day}.",
            turnout.sentence_so_far()
        )
    };
    Ok(ClosePage {
        shell: may.shell(app, Section::Consultations),
        base: format!("/consultations/{}", consultation.id),
        then,
        is_over,
        few: (!consultation.asked.reveals(answered)).then(|| (few_responses(answered), consultation.asked.least.get())),
        key_warning: key_problem.map(|problem| key_problem::warning(problem, is_over)),
        title: consultation.title.into(),
        errors,
    })
}

/// What the page said before a consultation is closed.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct CloseForm {
    /// The page said that there are too few responses for results.
    few: String,
    /// The page said that the key is missing or damaged, and that closing discards the responses.
    discard: String,
}

/// `POST /consultations/{consultation}/closing`
pub async fn close(
    may: May<CloseConsultation>,
    State(app): State<App>,
    Filled(form): Filled<CloseForm>,
) -> Result<Response, Problem> {
    let (mut tx, permit) = may.begin(&app).await?;
    let read = may.ask::<ReadConsultation>()?;
    let (consultation, answered) =
        (consultations::read(&mut tx, &read).await?, consultations::answered(&mut tx, &read).await?);
    if !consultation.asked.reveals(answered) && form.few != "yes" {
        drop(tx);
        let message = format!("{}. Read what closing means now, then close it again", few_responses(answered));
        return unprocessable(&draw(&may, &app, Errors::one("closing", message)).await?);
    }
    let is_over = consultation.closes < may.visit.today();
    let problem = consultations::key_problem(&mut tx, &read).await?;
    let may_discard = problem.is_some_and(|problem| key_problem::may_discard(problem, is_over));
    let without_key = if form.discard == "yes" && may_discard { WithoutKey::Discard } else { WithoutKey::Wait };
    let notice = match consultations::close(&mut tx, &permit, without_key, may.visit.today(), may.visit.now).await? {
        Ok(outcome) => {
            tx.commit().await?;
            match outcome {
                ClosingOutcome::Counted(_) => "Consultation closed. Responses counted.".to_owned(),
                ClosingOutcome::Discarded(number) => {
                    format!("Consultation closed without results. Responses deleted unread: {number}.")
                }
            }
        }
        Err(NotClosed::Already) => {
            drop(tx);
            "Consultation closed. Responses counted.".to_owned()
        }
        Err(NotClosed::NoKey(reason)) => {
            tracing::error!(reason, "a consultation was not closed: its key is missing");
            drop(tx);
            let message = "The responses cannot be counted without their key. Nothing was changed. Ask the operator of Assay to check the key folder";
            return unprocessable(&draw(&may, &app, Errors::one("closing", message)).await?);
        }
    };
    overdue_consultations::destroy_keys(&app).await;
    let here = format!("/consultations/{}", may.place().consultation);
    Ok(redirect_with_notice(&app, &here, &notice))
}

/// "There are only 3 responses", as a sentence without a full stop.
pub(super) fn few_responses(answered: u32) -> String {
    match answered {
        0 => "There are no responses".to_owned(),
        1 => "There is only 1 response".to_owned(),
        _ => format!("There are only {answered} responses"),
    }
}
