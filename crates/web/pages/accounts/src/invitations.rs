//! `/invitations/{invitation_link}`: who invites to what. The link gives no access: its button sends another email to
//! the invited address, so that a person who merely saw the link gets no further than the mailbox's owner.

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
    accounts::invitations::{self, Invitation, To},
};
use web_shell::{
    core::{
        app::App,
        clock::day,
        form::extract::{Filled, Nothing},
        page::{self, done},
        problem::Problem,
        request::Visit,
        shell::Shell,
    },
    work::emails,
};

#[derive(Template)]
#[template(path = "accounts/invitations/show.html")]
struct Show {
    shell: Shell,
    path: String,
    name: String,
    by: String,
    to: String,
    /// Enough of the address for its owner to know it.
    hint: String,
    until: String,
    /// Whether the visitor is signed in with it already.
    is_here: bool,
}

#[derive(Template)]
#[template(path = "accounts/invitations/expired.html")]
struct Gone {
    shell: Shell,
}

/// "join Northmoor University as an institutional lead".
fn to(app: &App, to: To, organisation: &str) -> String {
    match to {
        To::Organisation(..) => format!("join {organisation} as {}", to.a()),
        To::Charter(_) => format!("join the {} as {}", app.charter.name, to.a()),
    }
}

/// Writes the email of an invitation, in the transaction that makes it. `secret` is that of its link, `by` is who
/// invites.
///
/// # Errors
/// The database failed, or the template did.
pub async fn write(
    tx: &mut Tx,
    app: &App,
    whom: (&Email, &Line),
    by: &str,
    place: (To, &str),
    secret: &str,
    now: Timestamp,
) -> Result<(), Problem> {
    let message = emails::InvitationEmail {
        charter: &app.charter.name,
        name: whom.1.as_str(),
        by,
        to: &to(app, place.0, place.1),
        organisation: place.1,
        link: &app.site.address(&format!("/invitations/{secret}")),
        until: &long_date(day(now + invitations::LIFETIME)),
    };
    let organisation = match place.0 {
        To::Organisation(organisation, _) => Some(organisation),
        To::Charter(_) => None,
    };
    let about = emails::EmailContext { organisation, concerns: Some(whom.1.as_str()), unsubscribe: None };
    emails::write_about(tx, whom.0.as_str(), &message, about, now).await?;
    Ok(())
}

async fn found(app: &App, visit: &Visit, link: &str) -> Result<Result<Invitation, Response>, Problem> {
    match invitations::by_link(&mut app.db.read().await?, link, visit.now).await? {
        Some(invitation) => Ok(Ok(invitation)),
        None => Ok(Err((StatusCode::GONE, page::page(&Gone { shell: Shell::new(app, visit) })?).into_response())),
    }
}

fn is_here(visit: &Visit, invitation: &Invitation) -> bool {
    visit.visitor.as_ref().is_some_and(|visitor| visitor.email == invitation.email)
}

/// What the invitation is.
///
/// # Errors
/// Only our own mistakes.
pub async fn show(State(app): State<App>, Path(link): Path<String>, visit: Visit) -> Result<Response, Problem> {
    let invitation = match found(&app, &visit, &link).await? {
        Ok(invitation) => invitation,
        Err(gone) => return Ok(gone),
    };
    let (mailbox, domain) = invitation.email.split_once('@').unwrap_or_default();
    page::page(&Show {
        shell: Shell::new(&app, &visit),
        path: visit.path.clone(),
        is_here: is_here(&visit, &invitation),
        to: to(&app, invitation.to, &invitation.organisation),
        hint: format!("{}…@{domain}", mailbox.chars().next().unwrap_or_default()),
        until: long_date(day(invitation.expires_at)),
        by: invitation.by.unwrap_or_else(|| "The operator of this service".to_owned()),
        name: invitation.name,
    })
}

/// Begin to sign in with the invited address; or accept, if they are signed in with it.
///
/// # Errors
/// There were too many tries.
pub async fn begin(
    State(app): State<App>,
    Path(link): Path<String>,
    visit: Visit,
    _: Filled<Nothing>,
) -> Result<Response, Problem> {
    let invitation = match found(&app, &visit, &link).await? {
        Ok(invitation) => invitation,
        Err(gone) => return Ok(gone),
    };
    let email = Email::parse(&invitation.email).expect("only checked addresses are invited");
    if !is_here(&visit, &invitation) {
        return sign_in::begin(&app, &visit, &email, "").await;
    }
    let mut tx = app.db.write().await?;
    invitations::accept(&mut tx, &email, visit.now).await?;
    tx.commit().await?;
    Ok(done(&app, "/home", "Invitation accepted."))
}
