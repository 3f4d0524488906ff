//! Unlocks a self-assessment for editing. A page first says which signatures that cancels.

use super::{
    edition_title,
    notices::{self, About},
};
use askama::Template;
use axum::{extract::State, response::Response};
use model::{assessment::AssessmentState, core::permit::UnlockAssessment};
use store::{
    Tx,
    assessment::{contents, signatures, submissions},
    register::correspondents::{self, Correspondent},
};
use web_shell::core::{
    app::App,
    authorize::{May, Section},
    form::extract::{Filled, NoFields},
    page::{page, redirect_with_notice},
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
    _: Filled<NoFields>,
) -> Result<Response, Problem> {
    let now = may.visit.now;
    let (mut tx, permit) = may.begin(&app).await?;
    let contents = contents::load(&mut tx, &permit).await?;
    let signers = submissions::signers(&mut tx, &permit, now).await?;
    let cancelled = signatures::unlock(&mut tx, &permit, now).await?;
    if cancelled.is_some() {
        notify(&app, &may, &mut tx, &edition_title(&app, &contents), &signers).await?;
    }
    tx.commit().await?;
    app.emails_written.notify_one();
    let notice = match cancelled.as_deref() {
        None => super::STALE.to_owned(),
        Some([]) => "Unlocked.".to_owned(),
        Some(names) => format!("Unlocked. Signatures cancelled: {}.", names.join(", ")),
    };
    Ok(redirect_with_notice(&app, &format!("/assessments/{}/sign-off", may.place().assessment), &notice))
}

/// Notifies those who signed by a link or were asked to, and the other leads.
async fn notify(
    app: &App,
    may: &May<UnlockAssessment>,
    tx: &mut Tx,
    title: &str,
    signers: &[Correspondent],
) -> Result<(), Problem> {
    let (by, own) = may.visit.visitor.as_ref().map_or(("", ""), |visitor| (&visitor.name, &visitor.email));
    let link = app.site.address(&format!("/assessments/{}/sign-off", may.place().assessment));
    let about = About { title, organisation: &may.organisation, link: &link };
    let email = about.cancelled(&format!("{by} has unlocked the self-assessment for editing."));
    notices::send(tx, may.of(), signers, &email, may.visit.now).await?;
    let others = notices::without(correspondents::of(tx, may).await?.leads, own);
    notices::send(tx, may.of(), &others, &about.unlocked(by), may.visit.now).await
}
