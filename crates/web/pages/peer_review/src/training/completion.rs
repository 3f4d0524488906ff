//! The end of the course.

use super::{HOME, not_yet, open, training_of};
use askama::Template;
use axum::{extract::State, response::Response};
use model::{
    core::{
        dates::{day, long_date},
        permit::{ReadCourse, TakeTraining},
    },
    peer_review::training::NotYet,
};
use store::peer_review::training;
use web_shell::core::{
    app::App,
    authorize::May,
    form::extract::{Filled, NoFields},
    page::{page, redirect_with_notice},
    problem::Problem,
    shell::Shell,
};

#[derive(Template)]
#[template(path = "peer_review/training/completion.html")]
struct CompletionPage {
    shell: Shell,
    course: String,
    /// "Edition 2026-12, completed on 3 December 2026."
    then: String,
    has_pdf: bool,
}

/// `GET /peer-review/training/completion`
pub async fn show(may: May<ReadCourse>, State(app): State<App>) -> Result<Response, Problem> {
    let (training, record) = open(&app, &may).await?;
    let Some(record) = record else { return Err(Problem::NotFound) };
    let Some(at) = record.completed else {
        return Ok(not_yet(&app, training.complete(&record).err().unwrap_or(NotYet::Compare)));
    };
    page(&CompletionPage {
        shell: Shell::new(&app, &may.visit),
        course: training.course.title.clone(),
        then: format!("Edition {}, completed on {}.", training.course.edition, long_date(day(at))),
        has_pdf: app.typeset.is_some(),
    })
}

/// `POST /peer-review/training/completion`
pub async fn complete(
    may: May<TakeTraining>,
    State(app): State<App>,
    _: Filled<NoFields>,
) -> Result<Response, Problem> {
    let training = training_of(&app)?;
    let (mut tx, permit) = may.begin(&app).await?;
    if let Err(refused) = training::complete(&mut tx, &permit, &training, may.visit.now).await? {
        return Ok(not_yet(&app, refused));
    }
    tx.commit().await?;
    Ok(redirect_with_notice(&app, &format!("{HOME}/completion"), "Training completed."))
}
