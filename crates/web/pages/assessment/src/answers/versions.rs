//! Every version of an answer: who, when, and what changed. Restoring one adds a new version.

use super::AskedQuestion;
use askama::Template;
use axum::{
    extract::{Path, State},
    response::Response,
};
use model::core::{
    permit::{ReadWorkings, WriteAssessment},
    saving::Draft,
};
use serde::Deserialize;
use store::assessment::answers::{self, NotSaved};
use web_shell::{
    core::{
        app::App,
        authorize::{May, Section},
        form::extract::Filled,
        page::{page, redirect_with_notice},
        problem::Problem,
        shell::Shell,
    },
    versions::Versions,
};

#[derive(Template)]
#[template(path = "assessment/answers/versions.html")]
struct VersionsPage {
    shell: Shell,
    base: String,
    edition: String,
    here: String,
    question: String,
    title: String,
    may_restore: bool,
    versions: Versions,
}

/// `GET /assessments/{assessment}/questions/{question}/versions`.
pub async fn show(
    may: May<ReadWorkings>,
    State(app): State<App>,
    Path((_, key)): Path<(String, String)>,
) -> Result<Response, Problem> {
    let mut tx = app.db.read().await?;
    let asked = AskedQuestion::find(&app, &mut tx, &may, &key).await?;
    let versions = answers::versions(&mut tx, &may, &asked.question.id).await?;
    drop(tx);
    page(&VersionsPage {
        shell: may.shell(&app, Section::Assessment),
        base: format!("/assessments/{}", may.place().assessment),
        edition: asked.edition.title.clone(),
        here: asked.address(may.place().assessment),
        question: asked.question.title.clone(),
        title: match versions.len() {
            0 => "No versions yet".to_owned(),
            1 => "There is 1 version".to_owned(),
            count => format!("There are {count} versions"),
        },
        may_restore: may.also::<WriteAssessment>(),
        versions: Versions::of(&versions, "the answer"),
    })
}

/// The version to restore, and the version that was current when the form was shown.
#[derive(Debug, Deserialize)]
pub struct RestoreForm {
    #[serde(default)]
    version: String,
    #[serde(default)]
    revision: String,
}

/// `POST /assessments/{assessment}/questions/{question}/restoring`: saves an old version as a new one.
pub async fn restore(
    may: May<WriteAssessment>,
    State(app): State<App>,
    Path((_, key)): Path<(String, String)>,
    Filled(form): Filled<RestoreForm>,
) -> Result<Response, Problem> {
    let (mut tx, permit) = may.begin(&app).await?;
    let asked = AskedQuestion::find(&app, &mut tx, &may, &key).await?;
    let (read, number) = (may.ask::<ReadWorkings>()?, form.version.parse().unwrap_or(0));
    let old = answers::version(&mut tx, &read, &asked.question.id, number).await?.ok_or(Problem::NotFound)?;
    let (base, now) = (form.revision.parse().unwrap_or(0), may.visit.now);
    let here = asked.address(may.place().assessment);
    match answers::save(&mut tx, &permit, asked.question, &Draft::new(&old.text, base), now).await? {
        Ok(_) => {
            tx.commit().await?;
            Ok(redirect_with_notice(
                &app,
                &here,
                "Version restored. The version that it replaced is in the version history.",
            ))
        }
        Err(NotSaved::Conflict(_)) => Ok(redirect_with_notice(
            &app,
            &format!("{here}/versions"),
            "Not restored: a newer version was saved. Check the version history and try again.",
        )),
    }
}
