//! `/organisations/{organisation}/names`: names that may be those of people who deleted their account, for a lead to decide.

use askama::Template;
use axum::{
    extract::{Path, State},
    response::Response,
};
use model::{
    NameCheckId,
    core::{
        dates::{count, day, long_date},
        permit::CheckNames,
    },
    work::erasure::NameDecision,
};
use serde::Deserialize;
use store::work::personal::name_checks::{self, NameCheck, NameCheckPlace};
use uuid::Uuid;
use web_shell::{
    core::{
        app::App,
        authorize::{May, Section},
        form::{Errors, extract::Filled},
        page::{self, redirect_with_notice},
        problem::Problem,
        shell::Shell,
    },
    work::wiping,
};

#[derive(Template)]
#[template(path = "accounts/people/names.html")]
struct NamesPage {
    shell: Shell,
    errors: Errors,
    title: String,
    organisation: String,
    home: String,
    checks: Vec<CheckView>,
}

/// A name to decide about, as shown.
struct CheckView {
    id: String,
    name: String,
    former: String,
    /// When the account was deleted.
    found: String,
    /// Where the name is, as a sentence.
    place: String,
    /// The page of the action, if it is there.
    action: Option<String>,
}

async fn draw(app: &App, may: &May<CheckNames>, errors: Errors) -> Result<NamesPage, Problem> {
    let mut tx = app.db.read().await?;
    let waiting = name_checks::waiting(&mut tx, may).await?;
    let title = format!("{} to check", count(i64::try_from(waiting.len()).unwrap_or(i64::MAX), "name"));
    let view = |check: NameCheck| {
        let (place, action) = match check.place {
            NameCheckPlace::Event(what, at, who) => {
                let who = who.unwrap_or_else(|| "The program".to_owned());
                let entry = what.sentence(&app.charter);
                (format!("Activity log, {}: {who} {entry}", long_date(day(at))), None)
            }
            NameCheckPlace::Action(action, title) => {
                (format!("Action plan, owner of “{title}”"), Some(format!("/actions/{action}")))
            }
        };
        let found = long_date(day(check.found));
        CheckView { id: check.id.to_string(), name: check.name, former: check.former, found, place, action }
    };
    Ok(NamesPage {
        shell: may.shell(app, Section::People),
        errors,
        title,
        organisation: may.organisation.clone(),
        home: format!("/organisations/{}", may.of()),
        checks: waiting.into_iter().map(view).collect(),
    })
}

/// `GET /organisations/{organisation}/names`.
pub async fn show(may: May<CheckNames>, State(app): State<App>) -> Result<Response, Problem> {
    page::page(&draw(&app, &may, Errors::none()).await?)
}

/// The fields of the form that decides about a name.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct NameDecisionFields {
    decision: String,
}

/// `POST /organisations/{organisation}/names/{name_check}`: removes a name, or keeps it.
pub async fn decide(
    may: May<CheckNames>,
    State(app): State<App>,
    Path((_, id)): Path<(Uuid, Uuid)>,
    Filled(fields): Filled<NameDecisionFields>,
) -> Result<Response, Problem> {
    let Some(decision) = NameDecision::parse(&fields.decision) else {
        let errors = Errors::one("names", "Select Remove name or Keep name");
        return page::unprocessable(&draw(&app, &may, errors).await?);
    };
    let (mut tx, permit) = may.begin(&app).await?;
    let path = format!("/organisations/{}/names", may.of());
    if !name_checks::decide(&mut tx, &permit, NameCheckId(id), decision, may.visit.now).await? {
        // Another lead decided, or the button was pressed twice.
        return Ok(redirect_with_notice(&app, &path, "This name has already been checked."));
    }
    tx.commit().await?;
    let notice = match decision {
        NameDecision::Removed => {
            wiping::wipe(&app).await;
            "Name removed."
        }
        NameDecision::Kept => "Name kept.",
    };
    Ok(redirect_with_notice(&app, &path, notice))
}
