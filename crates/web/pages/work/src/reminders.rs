//! `/unsubscribe/{unsubscribe_link}`: stops reminder emails, with one click in the email program (RFC 8058) or on the page.

use askama::Template;
use axum::{
    extract::{Path, State},
    response::Response,
};
use model::core::permit::KeepAccount;
use store::work::reminders;
use web_shell::core::{
    app::App,
    authorize::May,
    form::extract::{Filled, NoFields, OneClick},
    page::{self, redirect_with_notice},
    problem::Problem,
    request::Visit,
    shell::Shell,
};

#[derive(Template)]
#[template(path = "work/reminders/unsubscribe.html")]
struct UnsubscribePage {
    shell: Shell,
    path: String,
    email: String,
    is_stopped: bool,
}

/// `GET /unsubscribe/{unsubscribe_link}`: the page with the button. Opening it changes nothing, because email scanners open links too.
///
/// # Errors
/// Returns [`Problem::NotFound`] if there is no such link.
pub async fn show(State(app): State<App>, Path(link): Path<String>, visit: Visit) -> Result<Response, Problem> {
    let mut tx = app.db.read().await?;
    let email = reminders::by_link(&mut tx, &link).await?.ok_or(Problem::NotFound)?;
    let is_stopped = reminders::is_stopped(&mut tx, &email).await?;
    page::page(&UnsubscribePage { shell: Shell::new(&app, &visit), path: visit.path.clone(), email, is_stopped })
}

/// `POST /unsubscribe/{unsubscribe_link}`: stops reminder emails. The secret in the address is proof enough, because an email program
/// has no CSRF token.
///
/// # Errors
/// Returns [`Problem::NotFound`] if there is no such link.
pub async fn stop(
    State(app): State<App>,
    Path(link): Path<String>,
    visit: Visit,
    _: OneClick,
) -> Result<Response, Problem> {
    let mut tx = app.db.write().await?;
    if !reminders::stop_by_link(&mut tx, &link, visit.now).await? {
        return Err(Problem::NotFound);
    }
    tx.commit().await?;
    show(State(app), Path(link), visit).await
}

/// `POST /account/reminders/stop`: stops reminder emails from the account page.
pub async fn stop_from_account(
    may: May<KeepAccount>,
    State(app): State<App>,
    _: Filled<NoFields>,
) -> Result<Response, Problem> {
    let (mut tx, permit) = may.begin(&app).await?;
    reminders::stop(&mut tx, &permit, may.visit.now).await?;
    tx.commit().await?;
    Ok(redirect_with_notice(&app, "/account#reminders", "Reminder emails stopped."))
}

/// `POST /account/reminders`: turns reminder emails on again.
pub async fn resume(may: May<KeepAccount>, State(app): State<App>, _: Filled<NoFields>) -> Result<Response, Problem> {
    let (mut tx, permit) = may.begin(&app).await?;
    reminders::resume(&mut tx, &permit).await?;
    tx.commit().await?;
    Ok(redirect_with_notice(&app, "/account#reminders", "Reminder emails turned on."))
}
