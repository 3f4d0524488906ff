//! `/sign-in/link/{sign_in_link}`: the link from the email. Opening it does not use it up, because email scanners open links too.

use super::enter;
use askama::Template;
use axum::{
    extract::{Path, State},
    http::{HeaderMap, StatusCode},
    response::{IntoResponse as _, Response},
};
use store::accounts::sign_ins::{self, LinkState};
use web_shell::core::{
    app::App,
    form::extract::{Filled, NoFields},
    page,
    problem::Problem,
    request::Visit,
    shell::Shell,
};

#[derive(Template)]
#[template(path = "accounts/sign_in/link.html")]
struct LinkPage {
    shell: Shell,
    path: String,
}

#[derive(Template)]
#[template(path = "accounts/sign_in/no_link.html")]
struct UnusableLinkPage {
    shell: Shell,
    title: &'static str,
    advice: &'static str,
}

/// The page that says why a link does not sign in.
fn unusable(app: &App, visit: &Visit, worth: LinkState) -> Result<Response, Problem> {
    let (status, title, advice) = match worth {
        LinkState::Good | LinkState::Nothing => (
            StatusCode::GONE,
            "Sign-in link expired",
            "A sign-in link works once and expires after 15 minutes. Select Sign in to get a new one.",
        ),
        LinkState::Elsewhere => (
            StatusCode::FORBIDDEN,
            "Use the same browser or enter your code",
            "For security, the link works only in the browser where you asked for it. You can also enter the code from the same email there.",
        ),
    };
    let html = page::page(&UnusableLinkPage { shell: Shell::new(app, visit), title, advice })?;
    Ok((status, html).into_response())
}

/// `GET /sign-in/link/{sign_in_link}`: shows the button that signs in, or why the link does not work.
pub async fn show(State(app): State<App>, Path(link): Path<String>, visit: Visit) -> Result<Response, Problem> {
    match sign_ins::link_state(&mut app.db.read().await?, &link, &visit.browser, visit.now).await? {
        LinkState::Good => page::page(&LinkPage { shell: Shell::new(&app, &visit), path: visit.path.clone() }),
        worth => unusable(&app, &visit, worth),
    }
}

/// `POST /sign-in/link/{sign_in_link}`: signs in.
///
/// # Errors
/// Returns [`Problem::TooMany`] after too many attempts.
pub async fn follow(
    State(app): State<App>,
    Path(link): Path<String>,
    visit: Visit,
    headers: HeaderMap,
    _: Filled<NoFields>,
) -> Result<Response, Problem> {
    // A valid link is not counted, so that others at the same IP address cannot keep its user out.
    let state = sign_ins::link_state(&mut app.db.read().await?, &link, &visit.browser, visit.now).await?;
    if state != LinkState::Good {
        app.sign_in_limits.count(visit.client)?;
    }
    let mut tx = app.db.write().await?;
    let Some(proved) = sign_ins::use_link(&mut tx, &link, &visit.browser, visit.now).await? else {
        drop(tx);
        let worth = sign_ins::link_state(&mut app.db.read().await?, &link, &visit.browser, visit.now).await?;
        return unusable(&app, &visit, worth);
    };
    match enter(&app, &visit, &headers, tx, proved).await? {
        Some(response) => Ok(response),
        None => unusable(&app, &visit, LinkState::Nothing),
    }
}
