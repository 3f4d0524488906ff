//! A consultation as respondents will see it.

use crate::respond::paper::{AnswerFields, QuestionnaireView};
use askama::Template;
use axum::{extract::State, response::Response};
use model::{
    consultation::answer::SentFields,
    core::{
        dates::long_date,
        permit::{OpenConsultation, ReadConsultation},
    },
};
use store::consultation::consultations;
use web_shell::core::{
    app::App,
    authorize::{May, Section},
    form::Errors,
    page::page,
    problem::Problem,
    shell::Shell,
};

#[derive(Template)]
#[template(path = "consultation/consultations/preview.html")]
struct PreviewPage {
    shell: Shell,
    base: String,
    organisation: String,
    title: String,
    closes: String,
    questionnaire: QuestionnaireView,
    may_open: bool,
    numbers: String,
    errors: Errors,
}

/// `GET /consultations/{consultation}/preview`
pub async fn show(may: May<ReadConsultation>, State(app): State<App>) -> Result<Response, Problem> {
    let mut tx = app.db.read().await?;
    let consultation = consultations::read(&mut tx, &may).await?;
    let offered = match consultation.opened() {
        Some(opened) => opened.offered.clone(),
        None => consultations::available_actions(&mut tx, &may, consultation.plan).await?,
    };
    drop(tx);
    page(&PreviewPage {
        shell: may.shell(&app, Section::Consultations),
        base: format!("/consultations/{}", consultation.id),
        organisation: may.organisation.clone(),
        closes: long_date(consultation.closes),
        questionnaire: QuestionnaireView::new(&app.charter, &consultation.asked, &offered, &SentFields::default()),
        title: consultation.title.into(),
        may_open: may.also::<OpenConsultation>(),
        numbers: "Respondents see here how many codes you gave out and how many people you invited.".to_owned(),
        errors: Errors::none(),
    })
}
