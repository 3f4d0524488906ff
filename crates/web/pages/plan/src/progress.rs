//! Recording progress on an action.

use crate::plans::view::ProgressUpdateView;
use askama::Template;
use axum::{
    extract::{Query, State},
    response::Response,
};
use model::{
    ActionId,
    charter::Charter,
    core::permit::{ReadAction, RecordProgress},
    plan::progress::Progress,
};
use serde::Deserialize;
use store::plan::{actions, progress};
use web_shell::core::{
    app::App,
    authorize::{May, Section},
    form::{Choice, Errors, extract::Filled},
    page::{page, redirect_with_notice, unprocessable},
    problem::Problem,
    shell::Shell,
};

/// The fields as typed.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct ProgressForm {
    rating: String,
    explanation: String,
    learning: String,
    then: String,
}

#[derive(Template)]
#[template(path = "plan/actions/progress.html")]
struct ProgressPage {
    shell: Shell,
    name: String,
    action: ActionId,
    text: String,
    last: Option<ProgressUpdateView>,
    ratings: Vec<Choice>,
    explanation_hint: String,
    form: ProgressForm,
    errors: Errors,
}

/// The options for the rating, each with its meaning.
#[must_use]
pub fn choices(charter: &Charter, chosen: &str) -> Vec<Choice> {
    let one = |meaning: &model::charter::RatingMeaning| {
        let value = meaning.colour.as_str();
        Choice::new(value, &meaning.word, value == chosen).hint(&meaning.meaning)
    };
    charter.ratings.iter().map(one).collect()
}

/// Returns the hint of the field "Explanation".
#[must_use]
pub fn explanation_hint(charter: &Charter) -> String {
    let word = charter.word(Some(model::charter::rating::Colour::Red));
    format!("Required for “{word}”. Shown to everyone who can read the plan.")
}

async fn draw(
    may: &May<RecordProgress>,
    app: &App,
    form: ProgressForm,
    errors: Errors,
) -> Result<ProgressPage, Problem> {
    let read = may.ask::<ReadAction>()?;
    let action = actions::read(&mut app.db.read().await?, &read).await?.ok_or(Problem::NotFound)?.action;
    Ok(ProgressPage {
        shell: may.shell(app, Section::Plan),
        name: may.organisation.clone(),
        action: action.id,
        text: action.details.text,
        last: action.progress_update.map(|update| ProgressUpdateView::new(&update, &app.charter)),
        ratings: choices(&app.charter, &form.rating),
        explanation_hint: explanation_hint(&app.charter),
        form,
        errors,
    })
}

/// `GET /actions/{action}/progress`, with `?then=` for the next address.
pub async fn form(
    may: May<RecordProgress>,
    State(app): State<App>,
    Query(form): Query<ProgressForm>,
) -> Result<Response, Problem> {
    let form = ProgressForm { then: form.then, ..ProgressForm::default() };
    page(&draw(&may, &app, form, Errors::none()).await?)
}

/// `POST /actions/{action}/progress`. A red rating without explanation shows the form again with everything that was typed.
pub async fn record(
    may: May<RecordProgress>,
    State(app): State<App>,
    Filled(form): Filled<ProgressForm>,
) -> Result<Response, Problem> {
    let update = match Progress::parse(&form.rating, &form.explanation, &form.learning) {
        Ok(update) => update,
        Err(flaws) => {
            let mut errors = Errors::none();
            for flaw in flaws {
                errors.add(flaw.field.name(), flaw.message);
            }
            return unprocessable(&draw(&may, &app, form, errors).await?);
        }
    };
    let (mut tx, permit) = may.begin(&app).await?;
    progress::record(&mut tx, &permit, &update, may.visit.now).await?;
    tx.commit().await?;
    let then = Some(form.then).filter(|path| is_local(path));
    Ok(redirect_with_notice(
        &app,
        &then.unwrap_or_else(|| format!("/actions/{}", may.place().action)),
        "Progress update saved.",
    ))
}

/// Whether a path is an address within this site and not, for example, `//elsewhere.example`.
fn is_local(path: &str) -> bool {
    let known = ["/plans/", "/actions/", "/assessments/", "/organisations/"];
    known.iter().any(|start| path.starts_with(start)) && !path.contains(['\\', '\n', '\r'])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_next_address_stays_on_this_site() {
        assert!(is_local("/plans/1#a-2"));
        for elsewhere in ["", "//evil.example", "https://evil.example", "/\\evil.example", "/plans/\r\nSet-Cookie: a"] {
            assert!(!is_local(elsewhere), "{elsewhere}");
        }
    }
}
