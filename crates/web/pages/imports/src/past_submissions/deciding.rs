//! What the secretariat and the proposer decide about a proposal: confirm it, refuse it or take it back.

use super::{
    address, contents, draw,
    emails::{self, Email},
};
use axum::{extract::State, response::Response};
use model::{
    OrganisationId, PastSubmissionId,
    core::permit::{AtOrganisation, DecidePastSubmission, ReadOrganisation, TakeBackPastSubmission},
    imports::past_submission::{CannotConfirm, ProposalState},
};
use serde::Deserialize;
use store::{
    Tx,
    imports::past_submissions as proposals,
    register::{correspondents, organisations},
};
use web_shell::core::{
    app::App,
    authorize::May,
    form::{Errors, extract::Filled},
    page::{redirect_with_notice, unprocessable},
    problem::Problem,
};

/// The most characters of a reason.
const MAX_REASON_CHARACTERS: usize = 1000;

/// The fields as they are sent.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct ProposalDecisionFields {
    /// The id of the proposal that was shown.
    proposal: String,
    /// The reason for refusing it.
    reason: String,
}

/// `POST /imports/{import}/submission/confirmation`
pub async fn confirm(
    may: May<DecidePastSubmission>,
    State(app): State<App>,
    Filled(fields): Filled<ProposalDecisionFields>,
) -> Result<Response, Problem> {
    if may.place().proposed.is_none() {
        return Ok(stale(&app, &organisation(may.of())));
    }
    let now = may.visit.now;
    let (mut tx, permit) = may.begin(&app).await?;
    let Ok(id) = fields.proposal.parse::<PastSubmissionId>() else { return not_decided(&mut tx, &app, &may).await };
    match proposals::confirm(&mut tx, &permit, &app.charter, id, may.visit.today(), now).await? {
        Ok(assessment) => {
            let there = format!("/assessments/{assessment}/sign-off");
            let proposal = proposals::newest(&mut tx, &permit).await?.ok_or(Problem::NotFound)?;
            let title = contents::title(&app.charter, &proposal.content);
            let at = may.at::<ReadOrganisation>(AtOrganisation { organisation: may.of() })?;
            let slug = organisations::find(&mut tx, &at).await?.slug;
            let public = app.site.address(&format!("/signatories/{slug}/submissions/{assessment}"));
            let email = Email::confirmed(&may.organisation, &title, &public);
            let leads = correspondents::of(&mut tx, &permit).await?.leads;
            emails::send(&mut tx, may.of(), &leads, &email, now).await?;
            tx.commit().await?;
            app.emails_written.notify_one();
            Ok(redirect_with_notice(&app, &there, "Submission confirmed. It is published."))
        }
        Err(CannotConfirm::Stale) => not_decided(&mut tx, &app, &may).await,
        Err(reason) => {
            // A part of it may have been written, so that this transaction is not committed.
            drop(tx);
            let mut tx = app.db.read().await?;
            unprocessable(&draw(&mut tx, &app, &may, fields.reason, Errors::one("confirm", reason)).await?)
        }
    }
}

/// `POST /imports/{import}/submission/refusal`
pub async fn refuse(
    may: May<DecidePastSubmission>,
    State(app): State<App>,
    Filled(fields): Filled<ProposalDecisionFields>,
) -> Result<Response, Problem> {
    if may.place().proposed.is_none() {
        return Ok(stale(&app, &organisation(may.of())));
    }
    let reason = fields.reason.trim();
    let error = match reason.chars().count() {
        0 => Some("Enter a reason".to_owned()),
        length if length > MAX_REASON_CHARACTERS => {
            Some(format!("Reason must be {MAX_REASON_CHARACTERS} characters or fewer; this has {length}"))
        }
        _ => None,
    };
    if let Some(error) = error {
        let mut tx = app.db.read().await?;
        return unprocessable(&draw(&mut tx, &app, &may, fields.reason, Errors::one("reason", error)).await?);
    }
    let now = may.visit.now;
    let (mut tx, permit) = may.begin(&app).await?;
    let Ok(id) = fields.proposal.parse::<PastSubmissionId>() else { return not_decided(&mut tx, &app, &may).await };
    let refused = proposals::refuse(&mut tx, &permit, &app.charter, (id, reason), now).await?;
    let Some(proposal) = refused else { return not_decided(&mut tx, &app, &may).await };
    let title = contents::title(&app.charter, &proposal.content);
    let link = app.site.address(&format!("/imports/{}", may.place().import));
    let email = Email::refused(&may.organisation, &title, reason, &link);
    let leads = correspondents::of(&mut tx, &permit).await?.leads;
    emails::send(&mut tx, may.of(), &leads, &email, now).await?;
    tx.commit().await?;
    app.emails_written.notify_one();
    Ok(redirect_with_notice(
        &app,
        &organisation(may.of()),
        "Submission refused. We have emailed your reason to the leads.",
    ))
}

/// `POST /imports/{import}/submission/withdrawal`
pub async fn take_back(
    may: May<TakeBackPastSubmission>,
    State(app): State<App>,
    Filled(fields): Filled<ProposalDecisionFields>,
) -> Result<Response, Problem> {
    let back = address(may.place());
    let (mut tx, permit) = may.begin(&app).await?;
    let Ok(id) = fields.proposal.parse::<PastSubmissionId>() else { return Ok(stale(&app, &back)) };
    if !proposals::take_back(&mut tx, &permit, &app.charter, id, may.visit.now).await? {
        return Ok(stale(&app, &back));
    }
    tx.commit().await?;
    let import = format!("/imports/{}", may.place().import);
    Ok(redirect_with_notice(&app, &import, "Submission taken back. You can change it and import it again."))
}

/// The address of the overview of an organisation. The secretariat reads an import only while it waits for a decision, so it is sent there.
fn organisation(id: OrganisationId) -> String {
    format!("/organisations/{id}")
}

/// Another proposal waits, or none does: it was decided meanwhile.
async fn not_decided(tx: &mut Tx, app: &App, may: &May<DecidePastSubmission>) -> Result<Response, Problem> {
    let newest = proposals::newest(tx, may).await?;
    let back = match newest.filter(|one| one.state == ProposalState::Proposed) {
        Some(_) => address(may.place()),
        None => organisation(may.of()),
    };
    Ok(stale(app, &back))
}

fn stale(app: &App, back: &str) -> Response {
    redirect_with_notice(app, back, &format!("{}.", CannotConfirm::Stale))
}
