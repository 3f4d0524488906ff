//! Unlocks a self-assessment for editing. A page first says which signatures that cancels.

use askama::Template;
use axum::{extract::State, response::Response};
use model::{assessment::AssessmentState, core::permit::UnlockAssessment};
use store::assessment::{contents, signatures};
use web_shell::core::{
    app::App,
    authorize::{May, Section},
    form::extract::{Filled, Nothing},
    page::{done, page},
    problem::Problem,
    shell::Shell,
};

#[derive(Template)]
#[template(path = "assessment/sign_off/unlock.html")]
struct UnlockPage {
    shell: Shell,
    base: String,
    then: String,
}

/// `GET /assessments/{assessment}/unlock`
pub async fn ask(may: May<UnlockAssessment>, State(app): State<App>) -> Result<Response, Problem> {
    let contents = contents::load(&mut app.db.read().await?, &may).await?;
    let consequence = "You will need to lock it and collect both signatures again.";
    let then = match &contents.state {
        AssessmentState::LeadSigned(_, lead) => {
            format!("Unlocking cancels the signature of {} and the leader’s signing link. {consequence}", lead.name)
        }
        AssessmentState::Signed(_, lead, leader) => {
            format!("Unlocking cancels the signatures of {} and {}. {consequence}", lead.name, leader.name)
        }
        _ => "Locked for sign-off, with no signatures yet. No text is lost when you unlock it.".to_owned(),
    };
    let base = format!("/assessments/{}", contents.id);
    page(&UnlockPage { shell: may.shell(&app, Section::Assessment), base, then })
}

/// `POST /assessments/{assessment}/unlock`
pub async fn confirm(
    may: May<UnlockAssessment>,
    State(app): State<App>,
    _: Filled<Nothing>,
) -> Result<Response, Problem> {
    let (mut tx, permit) = may.begin(&app).await?;
    let cancelled = signatures::reopen(&mut tx, &permit, may.visit.now).await?;
    tx.commit().await?;
    let notice = match cancelled.as_deref() {
        None => super::STALE.to_owned(),
        Some([]) => "Unlocked.".to_owned(),
        Some(names) => format!("Unlocked. Signatures cancelled: {}.", names.join(", ")),
    };
    Ok(done(&app, &format!("/assessments/{}/sign-off", may.place().assessment), &notice))
}
