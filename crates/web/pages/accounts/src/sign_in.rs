//! `/sign-in`: takes an email address and emails a link and a code to it.
//!
//! The response is the same for every address, so that it does not show who has an account.

pub mod code;
pub mod link;
mod purpose;

pub use purpose::Purpose;

use askama::Template;
use axum::{
    extract::{Query, State, rejection::QueryRejection},
    http::{HeaderMap, header},
    response::Response,
};
use model::core::short::Email;
use serde::Deserialize;
use store::{
    Tx,
    accounts::{
        invitations, sessions,
        sign_ins::{self, VerifiedEmail},
    },
};
use web_shell::{
    core::{
        app::App,
        device,
        form::{Errors, extract::Filled},
        page::{self, redirect},
        problem::Problem,
        request::Visit,
        shell::Shell,
    },
    work::emails,
};

#[derive(Template)]
#[template(path = "accounts/sign_in/email.html")]
struct SignInPage {
    shell: Shell,
    errors: Errors,
    email: String,
    then: String,
}

/// The query of the sign-in page: the address to continue at after signing in.
#[derive(Debug, Default, Deserialize)]
pub struct SignInQuery {
    #[serde(default)]
    then: String,
}

/// `GET /sign-in`: the form, or a redirect if the visitor is signed in already.
pub async fn show(
    State(app): State<App>,
    visit: Visit,
    query: Result<Query<SignInQuery>, QueryRejection>,
) -> Result<Response, Problem> {
    let Query(SignInQuery { then }) = query.unwrap_or_default();
    let then = page::local(&then).unwrap_or_default().to_owned();
    if visit.visitor.is_some() {
        return Ok(redirect(if then.is_empty() { "/home" } else { &then }));
    }
    page::page(&SignInPage { shell: Shell::new(&app, &visit), errors: Errors::none(), email: String::new(), then })
}

/// The fields of the sign-in form.
#[derive(Debug, Deserialize)]
pub struct SignInFields {
    #[serde(default)]
    email: String,
    #[serde(default)]
    then: String,
}

/// `POST /sign-in`: sends the email.
///
/// # Errors
/// Returns [`Problem::TooMany`] or [`Problem::TooManyEmails`] after too many attempts.
pub async fn send(
    State(app): State<App>,
    visit: Visit,
    Filled(fields): Filled<SignInFields>,
) -> Result<Response, Problem> {
    let SignInFields { email, then } = fields;
    let then = page::local(&then).unwrap_or_default().to_owned();
    match Email::parse(&email) {
        Err(error) => page::unprocessable(&SignInPage {
            shell: Shell::new(&app, &visit),
            errors: Errors::one("email", error),
            email,
            then,
        }),
        Ok(email) => begin(&app, &visit, &email, Purpose::SignIn, &then).await,
    }
}

/// Where a person continues who accepts an invitation. It is stored with the attempt to sign in, so that it is known when they return.
pub(super) const INVITED: &str = "/home?invitation=accepted";

/// Starts to sign in with an address in this browser, and redirects to the page where the code is entered. The person continues at `onward`;
/// if that is empty, at their first page.
///
/// # Errors
/// Returns [`Problem::TooMany`] or [`Problem::TooManyEmails`] after too many attempts.
pub async fn begin(
    app: &App,
    visit: &Visit,
    email: &Email,
    purpose: Purpose,
    onward: &str,
) -> Result<Response, Problem> {
    // A browser in which the person has signed in before is not counted with others, so that strangers cannot lock its user out.
    if !sign_ins::is_known_browser(&mut app.db.read().await?, email, &visit.browser, visit.now).await? {
        app.sign_in_limits.count(visit.client)?;
        if !app.email_limits.allows(visit.client, email.as_str()) {
            return Err(Problem::TooManyEmails);
        }
    }
    let mut tx = app.db.write().await?;
    let issued = sign_ins::issue(&mut tx, email, &visit.browser, onward, visit.now).await?;
    let issued = issued.ok_or(Problem::TooManyEmails)?;
    if sign_ins::is_expected(&mut tx, email, visit.now).await? {
        let (first, last) = issued.code.split_at(4);
        let message = emails::SignInEmail {
            charter: &app.charter.name,
            link: &app.site.address(&format!("/sign-in/link/{}", issued.link)),
            code: &format!("{first} {last}"),
            is_invited: purpose == Purpose::Invitation,
        };
        emails::write_urgent(&mut tx, email.as_str(), &message, visit.now).await?;
    }
    tx.commit().await?;
    app.emails_written.notify_one();
    Ok(redirect(&purpose.code_page()))
}

/// Signs in a person who has proved that they read the mailbox of an address: accepts their invitations and replaces any former
/// session by a new one. Returns `None` if no account has the address, for example because an invitation was cancelled since.
async fn enter(
    app: &App,
    visit: &Visit,
    headers: &HeaderMap,
    mut tx: Tx,
    proved: VerifiedEmail,
) -> Result<Option<Response>, Problem> {
    let person = invitations::accept(&mut tx, &proved.email, visit.now).await?;
    let session = match person {
        None => None,
        Some(person) => {
            if let Some(old) = &visit.session {
                sessions::end(&mut tx, old).await?;
            }
            let agent = headers.get(header::USER_AGENT).and_then(|value| value.to_str().ok()).unwrap_or_default();
            Some(sessions::create(&mut tx, person, &device::name(agent), visit.now).await?)
        }
    };
    tx.commit().await?;
    let (path, notice) = match &*proved.onward {
        INVITED => ("/home", Some("Invitation accepted.")),
        onward => (page::local(onward).unwrap_or("/home"), None),
    };
    Ok(session.map(|session| page::signed_in(app, path, &session, notice)))
}
