//! Splitting an action into several.

use super::placed;
use askama::Template;
use axum::{extract::State, response::Response};
use model::{
    ActionId,
    core::permit::EditAction,
    plan::action::{Action, ActionDetails},
};
use serde::Deserialize;
use store::plan::actions::{self, Edited};
use web_shell::core::{
    app::App,
    authorize::{May, Section},
    form::{Errors, extract::Filled},
    page::{conflict, page, redirect_with_notice, unprocessable},
    problem::Problem,
    shell::Shell,
};

/// The number of fields in the form.
const FIELDS: usize = 5;

/// The text of each part, as typed.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct SplitForm {
    revision: String,
    part: Vec<String>,
}

#[derive(Template)]
#[template(path = "plan/actions/split.html")]
struct SplitPage {
    shell: Shell,
    name: String,
    action: ActionId,
    text: String,
    is_stale: bool,
    revision: String,
    parts: Vec<(String, String, String)>,
    errors: Errors,
}

fn draw(may: &May<EditAction>, app: &App, action: &Action, form: &SplitForm, errors: Errors) -> SplitPage {
    let label = |index: usize| match index {
        0 => "Part 1, which keeps the activity".to_owned(),
        _ => format!("Part {}", index + 1),
    };
    let typed = |index: usize| form.part.get(index).cloned().unwrap_or_default();
    let parts =
        (0..form.part.len().max(FIELDS)).map(|index| (format!("part-{}", index + 1), label(index), typed(index)));
    SplitPage {
        shell: may.shell(app, Section::Plan),
        name: may.organisation.clone(),
        action: may.place().action,
        text: action.details.text.clone(),
        is_stale: false,
        revision: form.revision.clone(),
        parts: parts.collect(),
        errors,
    }
}

/// `GET /actions/{action}/split`.
pub async fn form(may: May<EditAction>, State(app): State<App>) -> Result<Response, Problem> {
    let action = placed(&may, &app).await?.action;
    let form = SplitForm { revision: action.revision.to_string(), part: vec![action.details.text.clone()] };
    page(&draw(&may, &app, &action, &form, Errors::none()))
}

/// `POST /actions/{action}/split`: each part has its own text and the other details of the action.
pub async fn split(
    may: May<EditAction>,
    State(app): State<App>,
    Filled(mut form): Filled<SplitForm>,
) -> Result<Response, Problem> {
    let action = placed(&may, &app).await?.action;
    let mut errors = Errors::none();
    let mut parts = Vec::new();
    let typed = form.part.iter().enumerate().filter(|(index, text)| *index == 0 || !text.trim().is_empty());
    for (index, text) in typed {
        let draft = action.details.part(text.clone());
        match ActionDetails::parse(&draft, &app.charter) {
            Ok(details) => parts.push(details),
            Err(flaws) => flaws.into_iter().for_each(|flaw| errors.add(format!("part-{}", index + 1), flaw.message)),
        }
    }
    if errors.is_empty() && parts.len() < 2 {
        errors.add("part-2", "Enter at least 2 parts");
    }
    if !errors.is_empty() {
        return unprocessable(&draw(&may, &app, &action, &form, errors));
    }
    let (mut tx, permit) = may.begin(&app).await?;
    let revision = form.revision.parse().unwrap_or(0);
    let edited = actions::split(&mut tx, &permit, revision, &parts, may.visit.now).await?;
    tx.commit().await?;
    match edited {
        Edited::Saved => {
            let path = format!("/plans/{}#a-{}", may.place().plan, may.place().action);
            Ok(redirect_with_notice(&app, &path, &format!("Action split into {} actions.", parts.len())))
        }
        Edited::Stale(now) => {
            form.revision = now.revision.to_string();
            conflict(&SplitPage { is_stale: true, ..draw(&may, &app, &now, &form, Errors::none()) })
        }
    }
}
