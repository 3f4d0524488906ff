//! `/secretariat`: the members of the secretariat and of the Steering Board.

use askama::Template;
use axum::{
    extract::{Path, State},
    response::Response,
};
use model::{
    InvitationId, PersonId,
    core::{
        dates::{count, long_date},
        permit::{CharterRole, KeepRegister},
        short::{Email, Line},
    },
};
use pages_accounts::invitations as invitation_email;
use serde::Deserialize;
use store::{
    accounts::invitations::{self, Invited, InvitedTo},
    register::charter_roles,
};
use uuid::Uuid;
use web_shell::core::{
    app::App,
    authorize::May,
    clock::day,
    form::{
        Choice, Errors,
        extract::{Filled, NoFields},
    },
    page::{self, redirect_with_notice},
    problem::Problem,
    shell::Shell,
};

#[derive(Template)]
#[template(path = "register/secretariat/list.html")]
struct SecretariatPage {
    shell: Shell,
    errors: Errors,
    title: String,
    people: Vec<MemberRow>,
    invited: Vec<InvitationRow>,
    name: String,
    email: String,
    roles: Vec<Choice>,
}

/// A member, as shown.
struct MemberRow {
    id: String,
    name: String,
    email: String,
    role: &'static str,
    is_board: bool,
    is_me: bool,
}

/// An open invitation, as shown.
struct InvitationRow {
    id: String,
    name: String,
    email: String,
    role: &'static str,
    until: String,
}

async fn draw(
    app: &App,
    may: &May<KeepRegister>,
    fields: SecretariatInvitationFields,
    errors: Errors,
) -> Result<SecretariatPage, Problem> {
    let mut tx = app.db.read().await?;
    let people = charter_roles::list(&mut tx, may).await?;
    let open = invitations::open_to_charter(&mut tx, may, may.visit.now).await?;
    let me = may.author().person();
    let chosen = CharterRole::parse(&fields.role).unwrap_or(CharterRole::Secretariat);
    let secretariat = people.iter().filter(|person| person.charter_role == CharterRole::Secretariat).count();
    let members = count(i64::try_from(secretariat).unwrap_or(i64::MAX), "member");
    Ok(SecretariatPage {
        shell: Shell::new(app, &may.visit),
        errors,
        title: match secretariat {
            1 => "You are the only member of the secretariat".to_owned(),
            _ => format!("The secretariat has {members}"),
        },
        people: people
            .into_iter()
            .map(|person| MemberRow {
                id: person.person.to_string(),
                name: person.name,
                email: person.email,
                role: person.charter_role.name(),
                is_board: person.charter_role == CharterRole::Board,
                is_me: Some(person.person) == me,
            })
            .collect(),
        invited: open
            .into_iter()
            .map(|invitation| InvitationRow {
                id: invitation.id.to_string(),
                name: invitation.name,
                email: invitation.email,
                role: invitation.to.with_article(),
                until: long_date(day(invitation.expires_at)),
            })
            .collect(),
        name: fields.name,
        email: fields.email,
        roles: vec![
            Choice::new("secretariat", CharterRole::Secretariat.name(), chosen == CharterRole::Secretariat)
                .hint("Manages organisations: invites leads, changes stages, grants extensions, returns submissions."),
            Choice::new("board", CharterRole::Board.name(), chosen == CharterRole::Board)
                .hint("Views all organisations, due dates and submissions, and takes part in peer review. Does not read drafts or change organisations."),
        ],
    })
}

/// `GET /secretariat`
pub async fn show(may: May<KeepRegister>, State(app): State<App>) -> Result<Response, Problem> {
    page::page(&draw(&app, &may, SecretariatInvitationFields::default(), Errors::none()).await?)
}

/// The fields of the form that invites a member.
#[derive(Debug, Default, Deserialize)]
pub struct SecretariatInvitationFields {
    #[serde(default)]
    name: String,
    #[serde(default)]
    email: String,
    #[serde(default)]
    role: String,
}

/// `POST /secretariat/invitations`: sends an invitation.
pub async fn invite(
    may: May<KeepRegister>,
    State(app): State<App>,
    Filled(fields): Filled<SecretariatInvitationFields>,
) -> Result<Response, Problem> {
    let mut errors = Errors::none();
    let name = Line::parse(&fields.name).map_err(|error| error.at("Name", "Enter the person’s name"));
    let name = errors.collect("name", name);
    let email = errors.collect("email", Email::parse(&fields.email));
    let role = errors.collect("role", CharterRole::parse(&fields.role).ok_or("Select a role"));
    let (Some(name), Some(email), Some(role)) = (name, email, role) else {
        return page::unprocessable(&draw(&app, &may, fields, errors).await?);
    };
    let now = may.visit.now;
    let (mut tx, permit) = may.begin(&app).await?;
    let error = match invitations::to_charter(&mut tx, &permit, role, &email, &name, now).await? {
        Invited::Yes(secret) => {
            let by = may.visit.visitor.as_ref().map_or("", |visitor| &visitor.name);
            let (by, to) = (invitation_email::of_secretariat(&app, by), (InvitedTo::Charter(role), ""));
            invitation_email::write(&mut tx, &app, (&email, &name), &by, to, &secret, now).await?;
            tx.commit().await?;
            app.emails_written.notify_one();
            return Ok(redirect_with_notice(&app, "/secretariat", &format!("Invitation sent to {name}.")));
        }
        Invited::InOrganisation(name) => {
            format!(
                "This person is a member of {name}, or invited there, so they cannot join the secretariat or the Steering Board"
            )
        }
        Invited::TooMany => "There are already 50 open invitations. Cancel one first".to_owned(),
        Invited::Already | Invited::Signatory | Invited::Namesake(_) | Invited::InCharter => {
            "This person already has this role, so you do not need to invite them".to_owned()
        }
    };
    drop(tx);
    page::unprocessable(&draw(&app, &may, fields, Errors::one("email", error)).await?)
}

/// `POST /secretariat/invitations/{invitation}/withdraw`: cancels an invitation.
///
/// # Errors
/// Returns [`Problem::NotFound`] if there is no such open invitation.
pub async fn withdraw(
    may: May<KeepRegister>,
    State(app): State<App>,
    Path(invitation): Path<Uuid>,
    _: Filled<NoFields>,
) -> Result<Response, Problem> {
    let (mut tx, permit) = may.begin(&app).await?;
    let name = invitations::withdraw_from_charter(&mut tx, &permit, InvitationId(invitation), may.visit.now).await?;
    let name = name.ok_or(Problem::NotFound)?;
    tx.commit().await?;
    Ok(redirect_with_notice(&app, "/secretariat", &format!("Invitation to {name} cancelled.")))
}

/// `POST /secretariat/{person}/leave`: removes a member.
///
/// # Errors
/// Returns [`Problem::NotFound`] if there is no such member, or it is the visitor.
pub async fn remove(
    may: May<KeepRegister>,
    State(app): State<App>,
    Path(person): Path<Uuid>,
    _: Filled<NoFields>,
) -> Result<Response, Problem> {
    let (mut tx, permit) = may.begin(&app).await?;
    if !charter_roles::remove(&mut tx, &permit, PersonId(person), may.visit.now).await? {
        return Err(Problem::NotFound);
    }
    tx.commit().await?;
    Ok(redirect_with_notice(&app, "/secretariat", "Member removed."))
}
