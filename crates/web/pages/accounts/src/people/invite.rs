//! `/organisations/{organisation}/invitations`: sends an invitation, and cancels it.

use super::{InvitationFormView, draw};
use crate::invitations as invitation_email;
use axum::{
    extract::{Path, State},
    response::Response,
};
use model::{
    InvitationId,
    core::{
        permit::{CharterRole, KeepOrganisation, ManagePeople, Role},
        short::{Email, Line},
    },
};
use serde::Deserialize;
use store::accounts::invitations::{self, Invited, InvitedTo};
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

/// The fields of the form that invites a person.
#[derive(Debug, Deserialize)]
pub struct InvitationFields {
    #[serde(default)]
    name: String,
    #[serde(default)]
    email: String,
    #[serde(default)]
    role: String,
}

/// `POST /organisations/{organisation}/invitations`: sends an invitation.
pub async fn send(
    may: May<ManagePeople>,
    State(app): State<App>,
    Filled(fields): Filled<InvitationFields>,
) -> Result<Response, Problem> {
    let mut errors = Errors::none();
    let name = Line::parse(&fields.name).map_err(|error| error.at("Name", "Enter the person’s name"));
    let name = errors.collect("name", name);
    let email = errors.collect("email", Email::parse(&fields.email));
    let role = errors.collect("role", Role::parse(&fields.role).ok_or("Select a role"));
    let form = InvitationFormView::new(fields.name, fields.email, role.unwrap_or(Role::Contributor));
    let (Some(name), Some(email), Some(role)) = (name, email, role) else {
        return page::unprocessable(&draw(&app, &may, Some(form), errors).await?);
    };
    let now = may.visit.now;
    let (mut tx, permit) = may.begin(&app).await?;
    let error = match invitations::to_organisation(&mut tx, &permit, role, &email, &name, now).await? {
        Invited::Yes(secret) => {
            let by = may.visit.visitor.as_ref().map_or("", |visitor| &visitor.name);
            let by = if may.also::<KeepOrganisation>() {
                invitation_email::of_secretariat(&app, by)
            } else {
                by.to_owned()
            };
            let place = (InvitedTo::Organisation(may.of(), role), may.organisation.as_str());
            invitation_email::write(&mut tx, &app, (&email, &name), &by, place, &secret, now).await?;
            if may.also::<KeepOrganisation>() {
                let did = format!("invited {name} as {}", role.with_article());
                members_changed::notify(&mut tx, &app, &may, "Invitation sent", &did).await?;
            }
            tx.commit().await?;
            app.emails_written.notify_one();
            let path = format!("/organisations/{}/people", may.of());
            return Ok(redirect_with_notice(&app, &path, &format!("Invitation sent to {name}.")));
        }
        Invited::Already => "This person is already a member: change their role above".to_owned(),
        Invited::Signatory => {
            "This is the address of the leader of the institution or of a person who is asked to sign. Members cannot sign for the leader: enter another address"
                .to_owned()
        }
        Invited::Namesake(member) => format!(
            "{member} is a member with another email address. If this is another person, add something to the name that tells them apart, for example: {member} (Library)"
        ),
        Invited::InCharter => CharterRole::NOT_A_MEMBER.to_owned(),
        Invited::InOrganisation(name) => format!("This person is a member of {name}"),
        Invited::TooMany => "You have 50 open invitations. Cancel one first".to_owned(),
    };
    drop(tx);
    page::unprocessable(&draw(&app, &may, Some(form), Errors::one("email", error)).await?)
}

/// `POST /organisations/{organisation}/invitations/{invitation}/withdraw`: cancels an invitation.
///
/// # Errors
/// Returns [`Problem::NotFound`] if this organisation has no such open invitation.
pub async fn withdraw(
    may: May<ManagePeople>,
    State(app): State<App>,
    Path((_, invitation)): Path<(Uuid, Uuid)>,
    _: Filled<NoFields>,
) -> Result<Response, Problem> {
    let (mut tx, permit) = may.begin(&app).await?;
    let name = invitations::withdraw(&mut tx, &permit, InvitationId(invitation), may.visit.now).await?;
    let name = name.ok_or(Problem::NotFound)?;
    tx.commit().await?;
    let path = format!("/organisations/{}/people", may.of());
    Ok(redirect_with_notice(&app, &path, &format!("Invitation to {name} cancelled.")))
}
