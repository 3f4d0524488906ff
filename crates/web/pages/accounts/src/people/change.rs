//! `/organisations/{organisation}/people/{person}/…`: changes the role of a member, and removes them.

use super::draw;
use axum::{
    extract::{Path, State},
    response::Response,
};
use model::{
    PersonId,
    core::{
        dates::count,
        permit::{KeepOrganisation, ManagePeople, Role},
    },
};
use serde::Deserialize;
use store::accounts::members::{self, Changed};
use uuid::Uuid;
use web_shell::core::{
    app::App,
    authorize::May,
    form::{
        Errors,
        extract::{Filled, NoFields},
    },
    page::{self, redirect_with_notice},
    problem::Problem,
};
use web_shell::work::emails::members_changed;

/// The fields of the form that changes a role.
#[derive(Debug, Deserialize)]
pub struct MemberRoleFields {
    #[serde(default)]
    role: String,
}

/// `POST /organisations/{organisation}/people/{person}/role`: makes a member a lead or a contributor.
///
/// # Errors
/// Returns [`Problem::NotFound`] if there is no such member.
pub async fn change_role(
    may: May<ManagePeople>,
    State(app): State<App>,
    Path((_, person)): Path<(Uuid, Uuid)>,
    Filled(MemberRoleFields { role }): Filled<MemberRoleFields>,
) -> Result<Response, Problem> {
    let to = Role::parse(&role).ok_or(Problem::Unreadable)?;
    let (mut tx, permit) = may.begin(&app).await?;
    let by_secretariat = may.also::<KeepOrganisation>();
    let changed = members::change_role(&mut tx, &permit, PersonId(person), to, by_secretariat, may.visit.now).await?;
    if let Changed::Yes(name) = &changed {
        if by_secretariat {
            let did = format!("made {name} {}", to.with_article());
            members_changed::notify(&mut tx, &app, &may, "Role changed", &did).await?;
        }
        tx.commit().await?;
        app.emails_written.notify_one();
    } else {
        drop(tx);
    }
    respond(&app, &may, changed, |name| format!("{name} is now {}.", to.with_article())).await
}

/// `POST /organisations/{organisation}/people/{person}/leave`: removes a member.
///
/// # Errors
/// Returns [`Problem::NotFound`] if there is no such member.
pub async fn remove(
    may: May<ManagePeople>,
    State(app): State<App>,
    Path((_, person)): Path<(Uuid, Uuid)>,
    _: Filled<NoFields>,
) -> Result<Response, Problem> {
    let (mut tx, permit) = may.begin(&app).await?;
    let by_secretariat = may.also::<KeepOrganisation>();
    let changed = members::remove(&mut tx, &permit, PersonId(person), by_secretariat, may.visit.now).await?;
    if let Changed::Yes(name) = &changed {
        if by_secretariat {
            let did = format!("removed {name}");
            members_changed::notify(&mut tx, &app, &may, "Member removed", &did).await?;
        }
        tx.commit().await?;
        app.emails_written.notify_one();
    } else {
        drop(tx);
    }
    if may.author().person() == Some(PersonId(person)) && matches!(changed, Changed::Yes(_)) {
        return Ok(redirect_with_notice(&app, "/home", &format!("You have left {}.", may.organisation)));
    }
    respond(&app, &may, changed, |name| format!("{name} removed.")).await
}

async fn respond(
    app: &App,
    may: &May<ManagePeople>,
    changed: Changed,
    notice: impl FnOnce(&str) -> String,
) -> Result<Response, Problem> {
    match changed {
        Changed::Yes(name) => {
            Ok(redirect_with_notice(app, &format!("/organisations/{}/people", may.of()), &notice(&name)))
        }
        Changed::No(reason) => page::unprocessable(&draw(app, may, None, Errors::one("people", reason)).await?),
        Changed::Holds { name, owner, actions } => {
            let actions = count(i64::try_from(actions).unwrap_or(i64::MAX), "action");
            let notice = format!("{name} owns {actions}. Transfer them to another owner, then remove {name}.");
            Ok(redirect_with_notice(app, &format!("/organisations/{}/owners/{owner}", may.of()), &notice))
        }
        Changed::NotFound => Err(Problem::NotFound),
    }
}
