//! The commands of a consultation: open it, close it, and save the number invited.

use super::draw;
use axum::{extract::State, response::Response};
use model::{
    consultation::draft,
    core::permit::{CloseConsultation, CountInvited, OpenConsultation},
};
use serde::Deserialize;
use store::consultation::consultations::{self, NotOpened};
use web_shell::core::{
    app::App,
    authorize::May,
    form::{
        Errors,
        extract::{Filled, NoFields},
    },
    page::{redirect_with_notice, unprocessable},
    problem::Problem,
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
            Ok(redirect_with_notice(&app, &here, "Consultation opened. Send the link or print the poster."))
        }
        Err(NotOpened::Already) => {
            Err(Problem::Forbidden("Someone else opened or changed this consultation. Check it and try again."))
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

/// `POST /consultations/{consultation}/closing`
pub async fn close(
    may: May<CloseConsultation>,
    State(app): State<App>,
    Filled(NoFields {}): Filled<NoFields>,
) -> Result<Response, Problem> {
    let (mut tx, permit) = may.begin(&app).await?;
    consultations::close(&mut tx, &permit, may.visit.today(), may.visit.now).await?;
    tx.commit().await?;
    let here = format!("/consultations/{}", may.place().consultation);
    Ok(redirect_with_notice(&app, &here, "Consultation closed. Responses counted."))
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
            consultations::count_invited(&mut tx, &permit, invited, may.visit.now).await?;
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
