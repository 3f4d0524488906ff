//! Who answers for one action, and who helps.

use super::placed;
use crate::{
    core::{
        app::App,
        authorize::{May, Section},
        form::{Choice, Errors, extract::Filled},
        page::{done, page, refused},
        problem::Problem,
        shell::Shell,
    },
    pages::plan::owners::{choices, named},
};
use askama::Template;
use axum::{extract::State, response::Response};
use model::{
    ActionId, OwnerId,
    core::permit::{AtOrganisation, GiveAction, KeepOwners, ReadAction, ReadOrganisation},
    plan::owner::key,
};
use serde::Deserialize;
use std::collections::BTreeSet;
use store::plan::owners::{self, Kept};

/// The choice of somebody who is not in the list.
const ANOTHER: &str = "another";

/// Who is chosen, or named, and who helps.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct OwnerForm {
    owner: String,
    name: String,
    email: String,
    helpers: Vec<OwnerId>,
}

#[derive(Template)]
#[template(path = "plan/actions/owner.html")]
struct OwnerPage {
    shell: Shell,
    name: String,
    action: ActionId,
    text: String,
    /// The owner as the plan names them.
    words: String,
    owners: Vec<Choice>,
    helpers: Vec<Choice>,
    form: OwnerForm,
    errors: Errors,
}

async fn draw(
    may: &May<GiveAction>,
    app: &App,
    typed: Option<OwnerForm>,
    errors: Errors,
) -> Result<OwnerPage, Problem> {
    let action = placed(may, app).await?.action;
    let mut tx = app.db.read().await?;
    let here = may.at::<ReadOrganisation>(AtOrganisation { organisation: may.of() })?;
    let all = owners::list(&mut tx, &here).await?;
    let now = owners::of_action(&mut tx, &may.ask::<ReadAction>()?).await?;
    let words = action.promise.owner;
    let form = typed.unwrap_or_else(|| {
        // Who has the name that the plan gives is proposed; else the name itself, for somebody new.
        let same = || all.iter().find(|owner| owner.left.is_none() && key(owner.named.name.as_str()) == key(&words));
        let owner = now.owner.as_ref().or_else(same).map(|owner| owner.id.to_string());
        let name = if owner.is_none() { words.clone() } else { String::new() };
        let owner = owner.unwrap_or_else(|| ANOTHER.to_owned());
        let helpers = now.helpers.iter().map(|helper| helper.id).collect();
        OwnerForm { owner, name, email: String::new(), helpers }
    });
    let mut owners = choices(&all, form.owner.parse().ok());
    let mut helpers = owners.clone();
    for choice in &mut helpers {
        choice.chosen = choice.value.parse().is_ok_and(|id| form.helpers.contains(&id));
    }
    owners.push(Choice::new(ANOTHER, "New owner: enter their details below", form.owner == ANOTHER));
    Ok(OwnerPage {
        shell: may.shell(app, Section::Plan),
        name: may.organisation.clone(),
        action: action.id,
        text: action.promise.text,
        words,
        owners,
        helpers,
        form,
        errors,
    })
}

/// `GET /actions/{action}/owner`.
pub async fn form(may: May<GiveAction>, State(app): State<App>) -> Result<Response, Problem> {
    page(&draw(&may, &app, None, Errors::none()).await?)
}

/// `POST /actions/{action}/owner`.
pub async fn save(
    may: May<GiveAction>,
    State(app): State<App>,
    Filled(form): Filled<OwnerForm>,
) -> Result<Response, Problem> {
    let now = may.visit.now;
    let (mut tx, permit) = may.begin(&app).await?;
    let keep = may.lock::<KeepOwners>(&mut tx, AtOrganisation { organisation: may.of() }).await?;
    let owner = if form.owner == ANOTHER {
        let named = match named(&form.name, &form.email, "") {
            Ok(named) => named,
            Err(errors) => return refused(&draw(&may, &app, Some(form), errors).await?),
        };
        match owners::name(&mut tx, &keep, &named, now).await? {
            Kept::Saved(owner) | Kept::Taken(owner) => owner,
            Kept::Stale(owner) => owner.id,
        }
    } else {
        let Ok(owner) = form.owner.parse() else {
            let errors = Errors::one("owner", "Select an owner");
            return refused(&draw(&may, &app, Some(form), errors).await?);
        };
        owner
    };
    owners::give(&mut tx, &keep, owner, &[may.place().action], now).await?;
    let wanted: BTreeSet<OwnerId> = form.helpers.iter().copied().filter(|helper| *helper != owner).collect();
    let helpers = owners::of_action(&mut tx, &may.ask::<ReadAction>()?).await?.helpers;
    let held: BTreeSet<OwnerId> = helpers.iter().map(|helper| helper.id).collect();
    for helper in wanted.difference(&held) {
        owners::help(&mut tx, &permit, *helper, now).await?;
    }
    for helper in held.difference(&wanted) {
        owners::release(&mut tx, &permit, *helper, now).await?;
    }
    tx.commit().await?;
    Ok(done(&app, &format!("/actions/{}", may.place().action), "Owner assigned."))
}
