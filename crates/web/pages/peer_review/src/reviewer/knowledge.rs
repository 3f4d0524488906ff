//! A reviewer edits what they know.

use super::{
    HERE,
    volunteering::{KnowledgeChoices, KnowledgeFields, errors_of},
};
use askama::Template;
use axum::{extract::State, response::Response};
use model::{ThemeKey, core::permit::KeepReviewing, peer_review::reviewer::Knowledge};
use serde::Deserialize;
use store::peer_review::reviewers;
use web_shell::core::{
    app::App,
    authorize::May,
    form::{Errors, extract::Filled},
    page::{conflict, page, redirect_with_notice, unprocessable},
    problem::Problem,
    shell::Shell,
};

#[derive(Template)]
#[template(path = "peer_review/reviewer/knowledge.html")]
struct KnowledgePage {
    shell: Shell,
    here: &'static str,
    revision: i64,
    knowledge: KnowledgeChoices,
    errors: Errors,
}

/// The fields of the form.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct EditKnowledgeForm {
    revision: String,
    stages: Vec<String>,
    kinds: Vec<String>,
    themes: Vec<String>,
}

fn draw(
    may: &May<KeepReviewing>,
    app: &App,
    kinds: &[String],
    (fields, revision): (&KnowledgeFields, i64),
    errors: Errors,
) -> KnowledgePage {
    let knowledge = fields.choices(&app.charter, kinds);
    KnowledgePage { shell: Shell::new(app, &may.visit), here: HERE, revision, knowledge, errors }
}

/// `GET /peer-review/reviewer/knowledge`
pub async fn form(may: May<KeepReviewing>, State(app): State<App>) -> Result<Response, Problem> {
    let mut tx = app.db.read().await?;
    let reviewer = reviewers::own(&mut tx, &may).await?;
    let kinds = reviewers::kinds(&mut tx, &may).await?;
    drop(tx);
    let known = reviewer.knowledge;
    let fields = KnowledgeFields {
        stages: known.stages.iter().map(u8::to_string).collect(),
        kinds: known.kinds,
        themes: known.themes.iter().map(ThemeKey::to_string).collect(),
    };
    page(&draw(&may, &app, &kinds, (&fields, reviewer.revision), Errors::none()))
}

/// `POST /peer-review/reviewer/knowledge`
pub async fn save(
    may: May<KeepReviewing>,
    State(app): State<App>,
    Filled(form): Filled<EditKnowledgeForm>,
) -> Result<Response, Problem> {
    let revision = form.revision.parse().unwrap_or(0);
    let fields = KnowledgeFields { stages: form.stages, kinds: form.kinds, themes: form.themes };
    let kinds = reviewers::kinds(&mut app.db.read().await?, &may).await?;
    let knowledge = match Knowledge::parse(fields.entered(), &app.charter, &kinds) {
        Ok(knowledge) => knowledge,
        Err(flaws) => return unprocessable(&draw(&may, &app, &kinds, (&fields, revision), errors_of(flaws))),
    };
    let (mut tx, permit) = may.begin(&app).await?;
    if let Err(changed) = reviewers::edit(&mut tx, &permit, revision, &knowledge, may.visit.now).await? {
        let newest = reviewers::own(&mut tx, &permit).await?.revision;
        drop(tx);
        return conflict(&draw(&may, &app, &kinds, (&fields, newest), Errors::one("stages", changed)));
    }
    tx.commit().await?;
    Ok(redirect_with_notice(&app, HERE, "Changes saved."))
}
