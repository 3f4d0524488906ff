//! Assigning the owner and collaborators of an action.

use super::placed;
use crate::owners::{choices, named, namesake};
use askama::Template;
use axum::{extract::State, response::Response};
use model::{
    ActionId, OwnerId,
    core::permit::{AssignOwner, AtOrganisation, KeepOwners, ReadAction, ReadInternal},
    plan::owner::key,
};
use serde::Deserialize;
use std::collections::BTreeSet;
use store::plan::owners::{self, SaveOwnerResult};
use web_shell::core::{
    app::App,
    authorize::{May, Section},
    form::{Choice, Errors, extract::Filled},
    page::{page, redirect_with_notice, unprocessable},
    problem::Problem,
    shell::Shell,
};

/// The option for a new owner.
const ANOTHER: &str = "another";

/// The selected or new owner, and the collaborators.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct OwnerForm {
    owner: String,
    name: String,
    email: String,
    collaborators: Vec<OwnerId>,
}

#[derive(Template)]
#[template(path = "plan/actions/owner.html")]
struct OwnerPage {
    shell: Shell,
    name: String,
    action: ActionId,
    text: String,
    /// The owner named in the plan.
    named_owner: String,
    owners: Vec<Choice>,
    collaborators: Vec<Choice>,
    form: OwnerForm,
    errors: Errors,
}

async fn draw(
    may: &May<AssignOwner>,
    app: &App,
    typed: Option<OwnerForm>,
    errors: Errors,
) -> Result<OwnerPage, Problem> {
    let action = placed(may, app).await?.action;
    let mut tx = app.db.read().await?;
    let organisation = may.at::<ReadInternal>(AtOrganisation { organisation: may.of() })?;
    let all = owners::list(&mut tx, &organisation).await?;
    let now = owners::of_action(&mut tx, &may.ask::<ReadAction>()?).await?;
    let named_owner = action.details.owner;
    let form = typed.unwrap_or_else(|| {
        // Suggests the owner with the name in the plan, or else a new owner of that name.
        let same =
            || all.iter().find(|owner| owner.left.is_none() && key(owner.named.name.as_str()) == key(&named_owner));
        let owner = now.owner.as_ref().or_else(same).map(|owner| owner.id.to_string());
        let name = if owner.is_none() { named_owner.clone() } else { String::new() };
        let owner = owner.unwrap_or_else(|| ANOTHER.to_owned());
        let collaborators = now.collaborators.iter().map(|collaborator| collaborator.id).collect();
        OwnerForm { owner, name, email: String::new(), collaborators }
    });
    let mut owners = choices(&all, form.owner.parse().ok());
    let mut collaborators = owners.clone();
    for choice in &mut collaborators {
        choice.chosen = choice.value.parse().is_ok_and(|id| form.collaborators.contains(&id));
    }
    owners.push(Choice::new(ANOTHER, "New owner: enter their details below", form.owner == ANOTHER));
    Ok(OwnerPage {
        shell: may.shell(app, Section::Plan),
        name: may.organisation.clone(),
        action: action.id,
        text: action.details.text,
        named_owner,
        owners,
        collaborators,
        form,
        errors,
    })
}

/// `GET /actions/{action}/owner`.
pub async fn form(may: May<AssignOwner>, State(app): State<App>) -> Result<Response, Problem> {
    page(&draw(&may, &app, None, Errors::none()).await?)
}

/// `POST /actions/{action}/owner`.
pub async fn save(
    may: May<AssignOwner>,
    State(app): State<App>,
    Filled(form): Filled<OwnerForm>,
) -> Result<Response, Problem> {
    let now = may.visit.now;
    let (mut tx, permit) = may.begin(&app).await?;
    let keep = may.lock::<KeepOwners>(&mut tx, AtOrganisation { organisation: may.of() }).await?;
    let owner = if form.owner == ANOTHER {
        let named = match named(&form.name, &form.email, "") {
            Ok(named) => named,
            Err(errors) => return unprocessable(&draw(&may, &app, Some(form), errors).await?),
        };
        match owners::add(&mut tx, &keep, &named, now).await? {
            SaveOwnerResult::Saved(owner) | SaveOwnerResult::Taken(owner) => owner,
            SaveOwnerResult::Stale(owner) => owner.id,
            SaveOwnerResult::Namesake(name) => {
                drop(tx);
                let errors = Errors::one("name", namesake(&name));
                return unprocessable(&draw(&may, &app, Some(form), errors).await?);
            }
        }
    } else {
        let Ok(owner) = form.owner.parse() else {
            let errors = Errors::one("owner", "Select an owner");
            return unprocessable(&draw(&may, &app, Some(form), errors).await?);
        };
        owner
    };
    owners::assign(&mut tx, &keep, owner, &[may.place().action], now).await?;
    let wanted: BTreeSet<OwnerId> =
        form.collaborators.iter().copied().filter(|collaborator| *collaborator != owner).collect();
    let collaborators = owners::of_action(&mut tx, &may.ask::<ReadAction>()?).await?.collaborators;
    let current: BTreeSet<OwnerId> = collaborators.iter().map(|collaborator| collaborator.id).collect();
    for collaborator in wanted.difference(&current) {
        owners::add_collaborator(&mut tx, &permit, *collaborator, now).await?;
    }
    for collaborator in current.difference(&wanted) {
        owners::remove_collaborator(&mut tx, &permit, *collaborator, now).await?;
    }
    tx.commit().await?;
    Ok(redirect_with_notice(&app, &format!("/actions/{}", may.place().action), "Owner assigned."))
}
