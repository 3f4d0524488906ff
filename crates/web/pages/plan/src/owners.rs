//! `/organisations/{organisation}/owners`: action owners, and actions without an owner.

pub mod detail;

use askama::Template;
use axum::{extract::State, response::Response};
use model::{
    ActionId,
    core::{
        permit::{AtOrganisation, KeepOwners, Permission, ReadInternal},
        short::Email,
    },
    plan::owner::{self, Assignment, Owner, OwnerDetails, OwnerFlaw, proposals},
};
use serde::Deserialize;
use store::plan::owners::{self, SaveOwnerResult};
use web_shell::core::{
    app::App,
    authorize::{May, Section},
    form::{Errors, extract::Filled},
    page::{page, redirect_with_notice, unprocessable},
    problem::Problem,
    shell::Shell,
};

#[derive(Template)]
#[template(path = "plan/owners/list.html")]
struct OwnersPage {
    shell: Shell,
    home: String,
    name: String,
    /// The number of actions without an owner.
    sentence: String,
    then: String,
    proposals: Vec<Proposal>,
    /// Actions for which the plan names no owner.
    unnamed: Vec<(ActionId, String)>,
    owners: Vec<OwnerRow>,
    left: Vec<String>,
    may_keep: bool,
    /// The form to add an owner, as typed.
    form: NewOwnerFields,
    errors: Errors,
}

/// A suggested owner with the form to assign them. Its number is part of the ids of its fields.
struct Proposal {
    number: usize,
    fields: NewOwnerFields,
    actions: Vec<(ActionId, String)>,
    /// Whether there is already an owner of that name.
    is_known: bool,
}

/// An owner in the list.
struct OwnerRow {
    href: String,
    name: String,
    email: String,
    actions: usize,
    open: usize,
}

/// The fields of an owner, and the actions to assign to them.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct NewOwnerFields {
    name: String,
    email: String,
    action: Vec<ActionId>,
}

impl NewOwnerFields {
    /// Parses the fields; `mark` is appended to the field names in errors.
    fn parse(&self, mark: &str) -> Result<OwnerDetails, Errors> {
        named(&self.name, &self.email, mark)
    }
    /// Whether these fields were sent for one of these actions.
    fn is_about(&self, assignments: &[&Assignment]) -> bool {
        assignments.iter().any(|assignment| self.action.contains(&assignment.action))
    }
}

/// Parses a name and an email address; `mark` is appended to the field names in errors.
pub(crate) fn named(name: &str, email: &str, mark: &str) -> Result<OwnerDetails, Errors> {
    OwnerDetails::parse(name, email).map_err(|flaws| {
        let mut errors = Errors::none();
        for flaw in flaws {
            match flaw {
                OwnerFlaw::Name(reason) => {
                    errors.add(format!("name{mark}"), reason.at("Name", "Enter a name or job title"));
                }
                OwnerFlaw::Email(reason) => errors.add(format!("email{mark}"), reason),
            }
        }
        errors
    })
}

async fn draw<P>(app: &App, may: &May<P>, typed: Option<(NewOwnerFields, Errors)>) -> Result<OwnersPage, Problem>
where
    P: Permission<Place = AtOrganisation>,
{
    let (mut tx, read) = (app.db.read().await?, may.ask::<ReadInternal>()?);
    let all = owners::list(&mut tx, &read).await?;
    let assignments = owners::assignments(&mut tx, &read).await?;
    let home = format!("/organisations/{}", may.of());
    let (fields, mut errors) = typed.unwrap_or_default();
    let (mut views, mut unnamed, mut is_proposal) = (Vec::new(), Vec::new(), false);
    for (index, proposal) in proposals(&assignments, &all).into_iter().enumerate() {
        let actions = titles(&proposal.assignments);
        if proposal.name.is_empty() {
            unnamed = actions;
            continue;
        }
        let number = index + 1;
        let is_typed = fields.is_about(&proposal.assignments);
        let fields = if is_typed {
            is_proposal = true;
            errors = errors.marked(&format!("-{number}"));
            fields.clone()
        } else {
            let known = proposal.known.and_then(|id| all.iter().find(|owner| owner.id == id));
            let email = known.and_then(|owner| owner.named.email.as_ref()).map_or("", Email::as_str);
            NewOwnerFields { name: proposal.name.clone(), email: email.to_owned(), action: Vec::new() }
        };
        views.push(Proposal { number, fields, actions, is_known: proposal.known.is_some() });
    }
    let (sentence, then) = summary(&assignments, &all);
    Ok(OwnersPage {
        shell: may.shell(app, Section::Plan),
        name: may.organisation.clone(),
        sentence,
        then,
        proposals: views,
        unnamed,
        owners: all.iter().filter(|owner| owner.left.is_none()).map(|owner| row(owner, &assignments, &home)).collect(),
        left: all.iter().filter(|owner| owner.left.is_some()).map(|owner| owner.named.name.to_string()).collect(),
        may_keep: may.also::<KeepOwners>(),
        form: if is_proposal { NewOwnerFields::default() } else { fields },
        errors,
        home,
    })
}

fn titles(assignments: &[&Assignment]) -> Vec<(ActionId, String)> {
    assignments.iter().map(|assignment| (assignment.action, assignment.title.clone())).collect()
}

fn row(owner: &Owner, assignments: &[Assignment], home: &str) -> OwnerRow {
    let theirs = || assignments.iter().filter(|assignment| assignment.owner == Some(owner.id));
    OwnerRow {
        href: format!("{home}/owners/{}", owner.id),
        name: owner.named.name.to_string(),
        email: owner.named.email.as_ref().map(Email::to_string).unwrap_or_default(),
        actions: theirs().count(),
        open: theirs().filter(|assignment| assignment.is_open()).count(),
    }
}

/// Returns sentences with the number of actions without an owner, and of owners without an email address.
fn summary(assignments: &[Assignment], all: &[Owner]) -> (String, String) {
    let unowned = assignments.iter().filter(|assignment| assignment.owner.is_none()).count();
    let sentence = match (unowned, assignments.len()) {
        (_, 0) => "No actions yet.".to_owned(),
        (0, 1) => "The action has an owner.".to_owned(),
        (0, many) => format!("All {many} actions have an owner."),
        (1, 1) => "The action has no owner.".to_owned(),
        (1, many) => format!("1 of {many} actions has no owner."),
        (unowned, many) => format!("{unowned} of {many} actions have no owner."),
    };
    let has_no_email = |owner: &&Owner| {
        let owns = assignments.iter().any(|assignment| assignment.owner == Some(owner.id));
        owns && owner.left.is_none() && owner.named.email.is_none()
    };
    let then = match all.iter().filter(has_no_email).count() {
        0 => "Owners do not need an account. They get update requests by email and reply with a link.".to_owned(),
        1 => "1 owner has no email address, so you cannot request updates from them.".to_owned(),
        number => format!("{number} owners have no email address, so you cannot request updates from them."),
    };
    (sentence, then)
}

/// `GET /organisations/{organisation}/owners`.
pub async fn show(may: May<ReadInternal>, State(app): State<App>) -> Result<Response, Problem> {
    page(&draw(&app, &may, None).await?)
}

/// `POST /organisations/{organisation}/owners`: adds an owner and assigns actions to them.
pub async fn add(
    may: May<KeepOwners>,
    State(app): State<App>,
    Filled(fields): Filled<NewOwnerFields>,
) -> Result<Response, Problem> {
    let named = match fields.parse("") {
        Ok(named) => named,
        Err(errors) => return unprocessable(&draw(&app, &may, Some((fields, errors))).await?),
    };
    let now = may.visit.now;
    let (mut tx, permit) = may.begin(&app).await?;
    let owner = match owners::add(&mut tx, &permit, &named, now).await? {
        SaveOwnerResult::Saved(owner) => owner,
        // Actions are assigned to the existing owner of that name; a new email address is saved.
        SaveOwnerResult::Taken(owner) if !fields.action.is_empty() => {
            if named.email.is_some() {
                owners::set_email(&mut tx, &permit, owner, &named, now).await?;
            }
            owner
        }
        SaveOwnerResult::Namesake(name) => {
            drop(tx);
            let errors = Errors::one("name", namesake(&name));
            return unprocessable(&draw(&app, &may, Some((fields, errors))).await?);
        }
        SaveOwnerResult::Taken(_) | SaveOwnerResult::Stale(_) => {
            drop(tx);
            let errors = Errors::one(
                "name",
                "There is already an owner with this name. Select them in the list to change their details",
            );
            return unprocessable(&draw(&app, &may, Some((fields, errors))).await?);
        }
    };
    let assigned = owners::assign(&mut tx, &permit, owner, &fields.action, now).await?;
    tx.commit().await?;
    let notice = match assigned {
        0 => format!("Owner added: {}.", named.name),
        1 => format!("1 action assigned to {}.", named.name),
        number => format!("{number} actions assigned to {}.", named.name),
    };
    Ok(redirect_with_notice(&app, &format!("/organisations/{}/owners", may.of()), &notice))
}

/// The error if the member or owner of that name has another email address.
pub(crate) fn namesake(name: &str) -> String {
    format!(
        "{name} has another email address. Enter that address, or add something to the name that tells two people apart, for example: {name} (Library)"
    )
}

/// The options for selecting an owner.
pub(crate) fn choices(all: &[Owner], chosen: Option<model::OwnerId>) -> Vec<web_shell::core::form::Choice> {
    let current = all.iter().filter(|owner| owner.left.is_none());
    let choice = |owner: &owner::Owner| {
        web_shell::core::form::Choice::new(owner.id.to_string(), owner.named.name.as_str(), chosen == Some(owner.id))
    };
    current.map(choice).collect()
}
