//! The commands of a consultation: open it, and save the number invited. `closing` has its own page.

use super::draw;
use axum::{extract::State, response::Response};
use model::{
    consultation::draft,
    core::permit::{CountInvited, OpenConsultation},
};
use serde::Deserialize;
use store::consultation::consultations::{self, NotCounted, NotOpened};
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
