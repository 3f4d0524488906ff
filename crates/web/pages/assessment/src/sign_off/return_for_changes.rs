//! Returns a submission for changes: the secretariat gives a reason, and the self-assessment is unlocked.

use super::{
    edition_title,
    notices::{self, About},
};
use crate::sign_off::emails as sign_off_emails;
use askama::Template;
use axum::{extract::State, response::Response};
use model::{Timestamp, core::permit::ReturnSubmission};
use serde::Deserialize;
use store::{
    Tx,
    assessment::{contents, submissions},
    register::correspondents::{self, Correspondent},
};
use web_shell::{
    core::{
        app::App,
        authorize::{May, Section},
        form::{Errors, extract::Filled},
        page::{page, redirect_with_notice, unprocessable},
        problem::Problem,
        shell::Shell,
    },
    work::emails::{self, reviewers::PanelNoticeEmail},
};

/// The most characters of a reason.
const MAX_REASON_CHARACTERS: usize = 5000;

/// The fields as they are sent.
#[derive(Debug, Default, Deserialize)]
pub struct ReturnForChangesFields {
    /// The reason.
    #[serde(default)]
    reason: String,
}

#[derive(Template)]
#[template(path = "assessment/sign_off/return.html")]
struct ReturnPage {
    shell: Shell,
    base: String,
    organisation: String,
    reason: String,
    errors: Errors,
}

fn return_page(app: &App, may: &May<ReturnSubmission>, reason: String, errors: Errors) -> ReturnPage {
    ReturnPage {
        shell: may.shell(app, Section::Assessment),
        base: format!("/assessments/{}", may.place().assessment),
        organisation: may.organisation.clone(),
        reason,
        errors,
    }
}

/// `GET /assessments/{assessment}/return`
pub async fn ask(may: May<ReturnSubmission>, State(app): State<App>) -> Result<Response, Problem> {
    page(&return_page(&app, &may, String::new(), Errors::none()))
}

/// `POST /assessments/{assessment}/return`
pub async fn confirm(
    may: May<ReturnSubmission>,
    State(app): State<App>,
    Filled(fields): Filled<ReturnForChangesFields>,
) -> Result<Response, Problem> {
    let reason = fields.reason.trim();
    let error = match reason.chars().count() {
        0 => Some("Enter a reason".to_owned()),
        length if length > MAX_REASON_CHARACTERS => {
            Some(format!("Reason must be {MAX_REASON_CHARACTERS} characters or fewer; this has {length}"))
        }
        _ => None,
    };
    if let Some(error) = error {
        return unprocessable(&return_page(&app, &may, fields.reason, Errors::one("reason", error)));
    }
    let (sign_off, now) = (format!("/assessments/{}/sign-off", may.place().assessment), may.visit.now);
    // What was returned is a draft, which only members read.
    let back = format!("/organisations/{}/assessments", may.of());
    let (mut tx, permit) = may.begin(&app).await?;
    let leads = correspondents::of(&mut tx, &permit).await?.leads;
    let signers = submissions::signers(&mut tx, &permit, now).await?;
    let reviewers = submissions::reviewers(&mut tx, &permit).await?;
    let contents = contents::load(&mut tx, &permit).await?;
    if !submissions::return_for_changes(&mut tx, &permit, reason, now).await? {
        return Ok(redirect_with_notice(&app, &back, super::STALE));
    }
    let (title, link) = (edition_title(&app, &contents), app.site.address(&sign_off));
    let email = sign_off_emails::returned(&may.organisation, &title, reason, &link);
    notices::send(&mut tx, may.of(), &leads, &email, now).await?;
    let about = About { title: &title, organisation: &may.organisation, link: &link };
    let email = about.cancelled("The secretariat has returned the self-assessment to the organisation for changes.");
    notices::send(&mut tx, may.of(), &signers, &email, now).await?;
    tell_reviewers(&mut tx, &app, &reviewers, now).await?;
    tx.commit().await?;
    app.emails_written.notify_one();
    Ok(redirect_with_notice(&app, &back, "Returned for changes. We have emailed your reason to the leads."))
}

/// Emails each member of the panel that reviews it, once. The submission is not named: it is behind the sign-in.
async fn tell_reviewers(tx: &mut Tx, app: &App, reviewers: &[Correspondent], now: Timestamp) -> Result<(), Problem> {
    let link = app.site.address("/peer-review/reviewing");
    for reviewer in reviewers {
        let message = PanelNoticeEmail {
            charter: &app.charter.name,
            name: &reviewer.name,
            subject: "Submission returned: stop reviewing it",
            sentence: "A submission that your panel reviews was returned to its organisation for changes, so it is not reviewed now. Your review and notes are kept. If it comes back to your panel, you will be emailed again. Sign in to see which it is:",
            link: &link,
        };
        emails::write(tx, &reviewer.email, &message, now).await?;
    }
    Ok(())
}
