//! Returning a submission: the secretariat says why, and it is open again.

use super::{
    edition_title,
    notices::{self, About},
};
use crate::sign_off::emails;
use askama::Template;
use axum::{extract::State, response::Response};
use model::core::permit::ReturnSubmission;
use serde::Deserialize;
use store::{
    assessment::{contents, submissions},
    register::correspondents,
};
use web_shell::core::{
    app::App,
    authorize::{May, Section},
    form::{Errors, extract::Filled},
    page::{done, page, refused},
    problem::Problem,
    shell::Shell,
};

/// The most characters of a reason.
const LONGEST: usize = 5000;

/// The fields as they are sent.
#[derive(Debug, Default, Deserialize)]
pub struct ReturnForChangesFields {
    /// Why.
    #[serde(default)]
    reason: String,
}

#[derive(Template)]
#[template(path = "assessment/sign_off/return.html")]
struct Returning {
    shell: Shell,
    base: String,
    organisation: String,
    reason: String,
    errors: Errors,
}

fn drawn(app: &App, may: &May<ReturnSubmission>, reason: String, errors: Errors) -> Returning {
    Returning {
        shell: may.shell(app, Section::Assessment),
        base: format!("/assessments/{}", may.place().assessment),
        organisation: may.organisation.clone(),
        reason,
        errors,
    }
}

/// `GET /assessments/{assessment}/return`
pub async fn ask(may: May<ReturnSubmission>, State(app): State<App>) -> Result<Response, Problem> {
    page(&drawn(&app, &may, String::new(), Errors::none()))
}

/// `POST /assessments/{assessment}/return`
pub async fn confirm(
    may: May<ReturnSubmission>,
    State(app): State<App>,
    Filled(fields): Filled<ReturnForChangesFields>,
) -> Result<Response, Problem> {
    let reason = fields.reason.trim();
    let wrong = match reason.chars().count() {
        0 => Some("Enter a reason".to_owned()),
        length if length > LONGEST => Some(format!("Reason must be {LONGEST} characters or fewer; this has {length}")),
        _ => None,
    };
    if let Some(wrong) = wrong {
        return refused(&drawn(&app, &may, fields.reason, Errors::one("reason", wrong)));
    }
    let (back, now) = (format!("/assessments/{}/sign-off", may.place().assessment), may.visit.now);
    let (mut tx, permit) = may.begin(&app).await?;
    let leads = correspondents::of(&mut tx, &permit).await?.leads;
    let signers = submissions::signers(&mut tx, &permit, now).await?;
    let contents = contents::load(&mut tx, &permit).await?;
    if !submissions::give_back(&mut tx, &permit, reason, now).await? {
        return Ok(done(&app, &back, super::STALE));
    }
    let (title, link) = (edition_title(&app, &contents), app.site.address(&back));
    let words = emails::returned(&may.organisation, &title, reason, &link);
    notices::send(&mut tx, may.of(), &leads, &words, now).await?;
    let about = About { title: &title, organisation: &may.organisation, link: &link };
    let words = about.cancelled("The secretariat has returned it to the organisation for changes.");
    notices::send(&mut tx, may.of(), &signers, &words, now).await?;
    tx.commit().await?;
    app.bell.notify_one();
    Ok(done(&app, &back, "Returned for changes. We have emailed your reason to the leads."))
}
