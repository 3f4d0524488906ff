//! Opening a frozen self-assessment again: the page says first what that voids.

use crate::core::{
    app::App,
    authorize::{May, Section},
    form::extract::{Filled, Nothing},
    page::{done, page},
    problem::Problem,
    shell::Shell,
};
use askama::Template;
use axum::{extract::State, response::Response};
use model::{assessment::State as Standing, core::permit::ReopenAssessment};
use store::assessment::{contents, signatures};

#[derive(Template)]
#[template(path = "assessment/sign_off/reopening.html")]
struct Reopening {
    shell: Shell,
    base: String,
    title: String,
    then: String,
}

/// `GET /assessments/{assessment}/reopening`
pub async fn ask(may: May<ReopenAssessment>, State(app): State<App>) -> Result<Response, Problem> {
    let dossier = contents::load(&mut app.db.read().await?, &may).await?;
    let again = "It is then frozen and signed anew, by both.";
    let (title, then) = match &dossier.state {
        Standing::LeadSigned(_, lead) => (
            format!("To change anything voids the signature of {}", lead.name),
            format!("A link that was sent to the leader stops working. {again}"),
        ),
        Standing::Signed(_, lead, leader) => {
            (format!("To change anything voids the signatures of {} and {}", lead.name, leader.name), again.to_owned())
        }
        _ => (
            "It is frozen, and nobody has signed yet".to_owned(),
            "Open it again to change it; nothing is lost.".to_owned(),
        ),
    };
    let base = format!("/assessments/{}", dossier.id);
    page(&Reopening { shell: may.shell(&app, Section::Assessment), base, title, then })
}

/// `POST /assessments/{assessment}/reopening`
pub async fn confirm(
    may: May<ReopenAssessment>,
    State(app): State<App>,
    _: Filled<Nothing>,
) -> Result<Response, Problem> {
    let (mut tx, permit) = may.begin(&app).await?;
    let voided = signatures::reopen(&mut tx, &permit, may.visit.now).await?;
    tx.commit().await?;
    let notice = match voided.as_deref() {
        None => "It stands otherwise now, as you see here.".to_owned(),
        Some([]) => "It is open again.".to_owned(),
        Some(names) => format!("It is open again. The signature of {} is void.", names.join(" and of ")),
    };
    Ok(done(&app, &format!("/assessments/{}/sign-off", may.place().assessment), &notice))
}
