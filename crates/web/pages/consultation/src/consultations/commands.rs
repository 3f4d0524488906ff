//! The commands of a consultation: open it, close it, and save the number invited.

use super::{draw, key_problem};
use axum::{extract::State, response::Response};
use model::{
    consultation::draft,
    core::permit::{CloseConsultation, CountInvited, OpenConsultation, ReadConsultation},
};
use serde::Deserialize;
use store::consultation::consultations::{self, ClosingOutcome, NotClosed, NotCounted, NotOpened, WithoutKey};
use web_shell::{
    core::{
        app::App,
        authorize::May,
        form::{
            Errors,
            extract::{Filled, NoFields},
        },
        page::{redirect_with_notice, unprocessable},
        problem::Problem,
    },
    work::overdue_consultations,
};

/// `POST /consultations/{consultation}/opening`
pub async fn open(
    may: May<OpenConsultation>,
    State(app): State<App>,
    Filled(NoFields {}): Filled<NoFields>,
) -> Result<Response, Problem> {
    let (mut tx, permit) = may.begin(&app).await?;
    let opened = consultations::open(&mut tx, &permit, may.visit.today(), may.visit.now).await?;
    let here = format!("/consultations/{}", may.place().consultation);
    match opened {
        Ok(_) => {
            tx.commit().await?;
            Ok(redirect_with_notice(&app, &here, "Consultation opened. Invite people to respond."))
        }
        Err(NotOpened::Already) => {
            Err(Problem::Forbidden("Someone else opened or changed this consultation. Check it and try again."))
        }
        Err(NotOpened::NoKey(reason)) => {
            tracing::error!(reason, "a consultation was not opened: its key cannot be stored");
            drop(tx);
            let message = "The key that protects responses cannot be stored. Ask the operator of Assay to check the key folder, then try again";
            unprocessable(&draw(&may, &app, None, Errors::one("opening", message)).await?)
        }
        Err(NotOpened::Incomplete(missing)) => {
            drop(tx);
            let mut errors = Errors::none();
            for item in missing {
                errors.add("opening", item);
            }
            unprocessable(&draw(&may, &app, None, errors).await?)
        }
    }
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
        return unprocessable(&draw(&may, &app, None, Errors::one("closing", message)).await?);
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
            let message = "The responses cannot be counted without their key. Nothing was changed";
            return unprocessable(&draw(&may, &app, None, Errors::one("closing", message)).await?);
        }
    };
    overdue_consultations::destroy_keys(&app).await;
    let here = format!("/consultations/{}", may.place().consultation);
    Ok(redirect_with_notice(&app, &here, &notice))
}

/// "Only 3 people have responded", as a sentence without a full stop.
pub(super) fn few_responses(answered: u32) -> String {
    match answered {
        0 => "There are no responses".to_owned(),
        1 => "There is only 1 response".to_owned(),
        _ => format!("There are only {answered} responses"),
    }
}

/// The field of the form for the number invited.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct InvitedForm {
    invited: String,
}

/// `POST /consultations/{consultation}/invited`
pub async fn count_invited(
    may: May<CountInvited>,
    State(app): State<App>,
    Filled(form): Filled<InvitedForm>,
) -> Result<Response, Problem> {
    match draft::invited(&form.invited) {
        Ok(invited) => {
            let (mut tx, permit) = may.begin(&app).await?;
            if let Err(refused) = consultations::count_invited(&mut tx, &permit, invited, may.visit.now).await? {
                drop(tx);
                let message = match refused {
                    NotCounted::Closed => {
                        "Number invited cannot be changed after the consultation is closed".to_owned()
                    }
                    NotCounted::CodesGiven(given) => {
                        format!("Number invited must be {given} or more, because {given} codes were given out")
                    }
                };
                return unprocessable(&draw(&may, &app, Some(form.invited), Errors::one("invited", message)).await?);
            }
            tx.commit().await?;
            Ok(redirect_with_notice(
                &app,
                &format!("/consultations/{}", may.place().consultation),
                "Number invited saved.",
            ))
        }
        Err(flaw) => unprocessable(&draw(&may, &app, Some(form.invited), Errors::one(flaw.field, flaw.message)).await?),
    }
}
