//! `/unsubscribe/{unsubscribe_link}`: the end of reminders, by one press in the mail program (RFC 8058) or on the page.

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
    form::extract::{Filled, Nothing, OneClick},
    page::{self, done},
    problem::Problem,
    request::Visit,
    shell::Shell,
};

#[derive(Template)]
#[template(path = "work/reminders/unsubscribe.html")]
struct Unsubscribe {
    shell: Shell,
    path: String,
    email: String,
    is_stopped: bool,
}

/// The page with its button. To look at it changes nothing, since scanners of mail do.
///
/// # Errors
/// The link is none, or our own mistakes.
pub async fn show(State(app): State<App>, Path(link): Path<String>, visit: Visit) -> Result<Response, Problem> {
    let mut tx = app.db.read().await?;
    let email = reminders::by_link(&mut tx, &link).await?.ok_or(Problem::NotFound)?;
    let is_stopped = reminders::is_stopped(&mut tx, &email).await?;
    page::page(&Unsubscribe { shell: Shell::new(&app, &visit), path: visit.path.clone(), email, is_stopped })
}

/// End them. The secret in the address is the proof, since a mail program knows no token of ours.
///
/// # Errors
/// The link is none, or our own mistakes.
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

/// End them from one's own account.
///
/// # Errors
/// Only our own mistakes.
pub async fn stop_here(may: May<KeepAccount>, State(app): State<App>, _: Filled<Nothing>) -> Result<Response, Problem> {
    let (mut tx, permit) = may.begin(&app).await?;
    reminders::stop(&mut tx, &permit, may.visit.now).await?;
    tx.commit().await?;
    Ok(done(&app, "/account#reminders", "Reminder emails stopped."))
}

/// Begin them again.
///
/// # Errors
/// Only our own mistakes.
pub async fn resume(may: May<KeepAccount>, State(app): State<App>, _: Filled<Nothing>) -> Result<Response, Problem> {
    let (mut tx, permit) = may.begin(&app).await?;
    reminders::resume(&mut tx, &permit).await?;
    tx.commit().await?;
    Ok(done(&app, "/account#reminders", "Reminder emails turned on."))
}
