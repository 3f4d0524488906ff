//! `/invitations/{invitation_link}`: shows who invites the reader to what. The link gives no access: its button sends another
//! email to the invited address, so that a person who merely saw the link cannot sign in without that mailbox.

use super::sign_in;
use askama::Template;
use axum::{
    extract::{Path, State},
    http::StatusCode,
    response::{IntoResponse as _, Response},
};
use model::{
    Timestamp,
    core::{
        dates::long_date,
        short::{Email, Line},
    },
};
use store::{
    Tx,
    accounts::invitations::{self, Invitation, InvitedTo},
};
use web_shell::{
    core::{
        app::App,
        clock::day,
        form::extract::{Filled, NoFields},
        page::{self, redirect_with_notice},
        problem::Problem,
        request::Visit,
        shell::Shell,
    },
    work::emails,
};

#[derive(Template)]
#[template(path = "accounts/invitations/show.html")]
struct InvitationPage {
    shell: Shell,
    path: String,
    name: String,
    by: String,
    to: String,
    /// The first letter and the domain of the address, so that its owner recognises it and others do not learn it.
    hint: String,
    until: String,
    /// Whether the visitor is signed in with the invited address.
    is_invited: bool,
}

#[derive(Template)]
#[template(path = "accounts/invitations/expired.html")]
struct ExpiredPage {
    shell: Shell,
}

/// "join Northmoor University as an institutional lead".
fn purpose(app: &App, to: InvitedTo, organisation: &str) -> String {
    match to {
        InvitedTo::Organisation(..) => format!("join {organisation} as {}", to.with_article()),
        InvitedTo::Charter(_) => format!("join the {} as {}", app.charter.name, to.with_article()),
    }
}

/// The name of a member of the secretariat who invites, with what they are: the person invited may not know them.
#[must_use]
pub fn of_secretariat(app: &App, name: &str) -> String {
    format!("{name}, of the {} secretariat,", app.charter.name)
}

/// Writes the email of an invitation, in the transaction that creates the invitation. `secret` is the secret of its link, `by` the
/// name of the person who invites, and who they are.
pub async fn write(
    tx: &mut Tx,
    app: &App,
    recipient: (&Email, &Line),
    by: &str,
    place: (InvitedTo, &str),
    secret: &str,
    now: Timestamp,
) -> Result<(), Problem> {
    let message = emails::InvitationEmail {
        charter: &app.charter.name,
        name: recipient.1.as_str(),
        by,
        to: &purpose(app, place.0, place.1),
        organisation: place.1,
        link: &app.site.address(&format!("/invitations/{secret}")),
        until: &long_date(day(now + invitations::LIFETIME)),
    };
    let organisation = match place.0 {
        InvitedTo::Organisation(organisation, _) => Some(organisation),
        InvitedTo::Charter(_) => None,
    };
    let about =
        emails::EmailContext { organisation, concerns: Some(recipient.1.as_str()), ..emails::EmailContext::default() };
    emails::write_about(tx, recipient.0.as_str(), &message, about, now).await?;
    Ok(())
}

/// Finds the invitation of a link. The inner error is the page that says that the link has expired.
async fn find(app: &App, visit: &Visit, link: &str) -> Result<Result<Invitation, Response>, Problem> {
    if let Some(invitation) = invitations::by_link(&mut app.db.read().await?, link, visit.now).await? {
        return Ok(Ok(invitation));
    }
    let expired = page::page(&ExpiredPage { shell: Shell::new(app, visit) })?;
    Ok(Err((StatusCode::GONE, expired).into_response()))
}

fn is_invited(visit: &Visit, invitation: &Invitation) -> bool {
    visit.visitor.as_ref().is_some_and(|visitor| visitor.email == invitation.email)
}

/// `GET /invitations/{invitation_link}`.
pub async fn show(State(app): State<App>, Path(link): Path<String>, visit: Visit) -> Result<Response, Problem> {
    let invitation = match find(&app, &visit, &link).await? {
        Ok(invitation) => invitation,
        Err(expired) => return Ok(expired),
    };
    let (mailbox, domain) = invitation.email.split_once('@').unwrap_or_default();
    page::page(&InvitationPage {
        shell: Shell::new(&app, &visit),
        path: visit.path.clone(),
        is_invited: is_invited(&visit, &invitation),
        to: purpose(&app, invitation.to, &invitation.organisation),
        hint: format!("{}…@{domain}", mailbox.chars().next().unwrap_or_default()),
        until: long_date(day(invitation.expires_at)),
        by: invitation.by.unwrap_or_else(|| "The operator of this service".to_owned()),
        name: invitation.name,
    })
}

/// `POST /invitations/{invitation_link}`: accepts the invitation if the visitor is signed in with the invited address; otherwise
/// starts to sign in with it.
///
/// # Errors
/// Returns [`Problem::TooMany`] after too many attempts.
pub async fn begin(
    State(app): State<App>,
    Path(link): Path<String>,
    visit: Visit,
    _: Filled<NoFields>,
) -> Result<Response, Problem> {
    let invitation = match find(&app, &visit, &link).await? {
        Ok(invitation) => invitation,
        Err(expired) => return Ok(expired),
    };
    let email = Email::parse(&invitation.email).expect("the address was checked before it was invited");
    if !is_invited(&visit, &invitation) {
        return sign_in::begin(&app, &visit, &email, sign_in::Purpose::Invitation, sign_in::INVITED).await;
    }
    let mut tx = app.db.write().await?;
    invitations::accept(&mut tx, &email, visit.now).await?;
    tx.commit().await?;
    Ok(redirect_with_notice(&app, "/home", "Invitation accepted."))
}
