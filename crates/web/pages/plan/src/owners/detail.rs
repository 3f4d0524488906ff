//! `/organisations/{organisation}/owners/{owner}`: the page of an owner, and the transfer of their actions.

use super::{choices, named, namesake};
use askama::Template;
use axum::{
    extract::{Path, State},
    response::Response,
};
use model::{
    ActionId, OwnerId,
    core::{
        permit::{AtOrganisation, KeepOwners, Permission, ReadInternal},
        short::Email,
    },
    plan::owner::{Assignment, Owner},
};
use serde::Deserialize;
use store::plan::owners::{self, SaveOwnerResult};
use uuid::Uuid;
use web_shell::core::{
    app::App,
    authorize::{May, Section},
    form::{Choice, Errors, extract::Filled},
    page::{conflict, page, redirect_with_notice, unprocessable},
    problem::Problem,
    rating_chart,
    shell::Shell,
};

#[derive(Template)]
#[template(path = "plan/owners/one.html")]
struct OwnerPage {
    shell: Shell,
    home: String,
    organisation: String,
    owner: OwnerId,
    /// The stored name, which the form may differ from.
    stored_name: String,
    has_left: bool,
    actions: Vec<OwnedAction>,
    may_keep: bool,
    fields: OwnerFields,
    /// The version of a conflicting edit: name and email address.
    theirs: Option<(String, String)>,
    others: Vec<Choice>,
    errors: Errors,
}

/// An action that they own.
struct OwnedAction {
    id: ActionId,
    title: String,
    class: &'static str,
    word: String,
}

/// The fields as typed.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct OwnerFields {
    name: String,
    email: String,
    revision: i64,
}

impl OwnerFields {
    fn of(owner: &Owner) -> Self {
        let email = owner.named.email.as_ref().map(Email::to_string).unwrap_or_default();
        Self { name: owner.named.name.to_string(), email, revision: owner.revision }
    }
}

async fn draw<P>(
    app: &App,
    may: &May<P>,
    owner: OwnerId,
    typed: Option<OwnerFields>,
    errors: Errors,
) -> Result<OwnerPage, Problem>
where
    P: Permission<Place = AtOrganisation>,
{
    let (mut tx, read) = (app.db.read().await?, may.ask::<ReadInternal>()?);
    let all = owners::list(&mut tx, &read).await?;
    let assignments = owners::assignments(&mut tx, &read).await?;
    let stored = all.iter().find(|one| one.id == owner).ok_or(Problem::NotFound)?;
    let action_row = |assignment: &Assignment| OwnedAction {
        id: assignment.action,
        title: assignment.title.clone(),
        class: rating_chart::class(assignment.colour),
        word: app.charter.word(assignment.colour).to_owned(),
    };
    let others: Vec<Owner> = all.iter().filter(|one| one.id != owner).cloned().collect();
    Ok(OwnerPage {
        shell: may.shell(app, Section::Plan),
        home: format!("/organisations/{}", may.of()),
        organisation: may.organisation.clone(),
        owner,
        stored_name: stored.named.name.to_string(),
        has_left: stored.left.is_some(),
        actions: assignments.iter().filter(|assignment| assignment.owner == Some(owner)).map(action_row).collect(),
        may_keep: may.also::<KeepOwners>(),
        theirs: None,
        fields: typed.unwrap_or_else(|| OwnerFields::of(stored)),
        others: choices(&others, None),
        errors,
    })
}

/// `GET /organisations/{organisation}/owners/{owner}`.
pub async fn show(
    may: May<ReadInternal>,
    State(app): State<App>,
    Path((_, owner)): Path<(Uuid, Uuid)>,
) -> Result<Response, Problem> {
    page(&draw(&app, &may, OwnerId(owner), None, Errors::none()).await?)
}

/// `POST /organisations/{organisation}/owners/{owner}`: edits the name and email address.
pub async fn change(
    may: May<KeepOwners>,
    State(app): State<App>,
    Path((_, owner)): Path<(Uuid, Uuid)>,
    Filled(mut fields): Filled<OwnerFields>,
) -> Result<Response, Problem> {
    let owner = OwnerId(owner);
    let named = match named(&fields.name, &fields.email, "") {
        Ok(named) => named,
        Err(errors) => return unprocessable(&draw(&app, &may, owner, Some(fields), errors).await?),
    };
    let (mut tx, permit) = may.begin(&app).await?;
    match owners::change(&mut tx, &permit, owner, fields.revision, &named, may.visit.now).await? {
        None => Err(Problem::NotFound),
        Some(SaveOwnerResult::Saved(_)) => {
            tx.commit().await?;
            Ok(redirect_with_notice(
                &app,
                &format!("/organisations/{}/owners", may.of()),
                &format!("{} saved.", named.name),
            ))
        }
        Some(SaveOwnerResult::Namesake(name)) => {
            drop(tx);
            let errors = Errors::one("name", namesake(&name));
            unprocessable(&draw(&app, &may, owner, Some(fields), errors).await?)
        }
        Some(SaveOwnerResult::Taken(_)) => {
            drop(tx);
            let errors = Errors::one("name", "Another owner already has this name. Enter a different name");
            unprocessable(&draw(&app, &may, owner, Some(fields), errors).await?)
        }
        Some(SaveOwnerResult::Stale(now)) => {
            drop(tx);
            let theirs = OwnerFields::of(&now);
            fields.revision = now.revision;
            let mut view = draw(&app, &may, owner, Some(fields), Errors::none()).await?;
            view.theirs = Some((theirs.name, theirs.email));
            conflict(&view)
        }
    }
}

/// The new owner.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct TransferForm {
    to: String,
}

/// `POST /organisations/{organisation}/owners/{owner}/leave`: transfers their actions and removes the owner.
pub async fn transfer(
    may: May<KeepOwners>,
    State(app): State<App>,
    Path((_, owner)): Path<(Uuid, Uuid)>,
    Filled(fields): Filled<TransferForm>,
) -> Result<Response, Problem> {
    let owner = OwnerId(owner);
    let (mut tx, permit) = may.begin(&app).await?;
    let transferred = match fields.to.parse() {
        Ok(to) => owners::transfer(&mut tx, &permit, owner, to, may.visit.now).await?,
        Err(_) => None,
    };
    let Some(transferred) = transferred else {
        drop(tx);
        let errors = Errors::one("to", "Select a new owner");
        return unprocessable(&draw(&app, &may, owner, None, errors).await?);
    };
    tx.commit().await?;
    let notice = match transferred {
        0 => "Owner removed. There were no actions to transfer.".to_owned(),
        1 => "Owner removed. 1 action transferred.".to_owned(),
        number => format!("Owner removed. {number} actions transferred."),
    };
    Ok(redirect_with_notice(&app, &format!("/organisations/{}/owners", may.of()), &notice))
}
