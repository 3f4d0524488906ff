//! `/account`: the visitor's name, sessions, reminders and calendar; `/sign-out`.

pub mod data;

use askama::Template;
use axum::{extract::State, response::Response};
use model::core::{dates::count, permit::KeepAccount, short::Line};
use serde::Deserialize;
use store::{
    accounts::{
        calendar_links,
        names::{self, Renamed},
        sessions,
    },
    peer_review::reviews::reviewing,
    work::reminders,
};
use web_shell::core::{
    app::App,
    authorize::May,
    clock::date_and_time,
    form::{
        Errors,
        extract::{Filled, NoFields},
    },
    page::{self, redirect_with_notice},
    problem::Problem,
    request::Visit,
    shell::Shell,
};
use web_shell::work::emails::name_changed;

#[derive(Template)]
#[template(path = "accounts/account/show.html")]
struct AccountPage {
    shell: Shell,
    errors: Errors,
    title: String,
    email: String,
    name: String,
    sessions: Vec<Device>,
    is_stopped: bool,
    /// When the calendar link was created; empty if there is none.
    calendar_since: String,
    /// Whether the visitor reviews submissions of other organisations now.
    is_reviewing: bool,
}

/// A session, as shown.
struct Device {
    name: String,
    since: String,
    seen: String,
    is_this: bool,
}

async fn draw(app: &App, may: &May<KeepAccount>, name: String, errors: Errors) -> Result<AccountPage, Problem> {
    let visit = &may.visit;
    let secret = visit.session.as_deref().unwrap_or_default();
    let mut tx = app.db.read().await?;
    let sessions = sessions::list(&mut tx, may, secret, visit.now).await?;
    let email = visit.visitor.as_ref().map(|visitor| visitor.email.clone()).unwrap_or_default();
    let devices = count(i64::try_from(sessions.len()).unwrap_or(i64::MAX), "device");
    Ok(AccountPage {
        shell: Shell::new(app, visit),
        errors,
        title: format!("You are signed in on {devices}"),
        is_stopped: reminders::is_stopped(&mut tx, &email).await?,
        calendar_since: calendar_links::since(&mut tx, may).await?.map(date_and_time).unwrap_or_default(),
        is_reviewing: reviewing::has_any(&mut tx, may).await?,
        email,
        name,
        sessions: sessions
            .into_iter()
            .map(|session| Device {
                name: session.device,
                since: date_and_time(session.created_at),
                seen: date_and_time(session.seen_at),
                is_this: session.is_this,
            })
            .collect(),
    })
}

/// `GET /account`.
pub async fn show(may: May<KeepAccount>, State(app): State<App>) -> Result<Response, Problem> {
    let name = may.visit.visitor.as_ref().map(|visitor| visitor.name.clone()).unwrap_or_default();
    page::page(&draw(&app, &may, name, Errors::none()).await?)
}

/// The fields of the form that changes the name.
#[derive(Debug, Deserialize)]
pub struct NameFields {
    #[serde(default)]
    name: String,
}

/// `POST /account/name`: changes the visitor's name.
pub async fn rename(
    may: May<KeepAccount>,
    State(app): State<App>,
    Filled(NameFields { name }): Filled<NameFields>,
) -> Result<Response, Problem> {
    match Line::parse(&name) {
        Err(error) => {
            let errors = Errors::one("name", error.at("Name", "Enter your name"));
            page::unprocessable(&draw(&app, &may, name, errors).await?)
        }
        Ok(name) => {
            let (mut tx, permit) = may.begin(&app).await?;
            let error = match names::rename(&mut tx, &permit, &name, may.visit.now).await? {
                Renamed::Yes { from, leads } => {
                    name_changed::notify(&mut tx, &app, (&from, name.as_str()), &leads, may.visit.now).await?;
                    tx.commit().await?;
                    app.emails_written.notify_one();
                    return Ok(redirect_with_notice(&app, "/account", "Name saved."));
                }
                Renamed::Same => return Ok(redirect_with_notice(&app, "/account", "Name saved.")),
                Renamed::No(flaw) => sentence(&flaw.to_string()),
                Renamed::TooOften => TOO_OFTEN.to_owned(),
            };
            drop(tx);
            page::unprocessable(&draw(&app, &may, name.to_string(), Errors::one("name", error)).await?)
        }
    }
}

const TOO_OFTEN: &str = "You have changed your name 3 times today. Change it again tomorrow";

/// A reason as a sentence.
fn sentence(reason: &str) -> String {
    let mut letters = reason.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

/// `POST /account/sign-out-everywhere`: ends all sessions of the visitor, including this one.
pub async fn sign_out_everywhere(
    may: May<KeepAccount>,
    State(app): State<App>,
    _: Filled<NoFields>,
) -> Result<Response, Problem> {
    let (mut tx, permit) = may.begin(&app).await?;
    sessions::end_all(&mut tx, &permit).await?;
    tx.commit().await?;
    Ok(page::signed_out(&app, "Signed out of all devices."))
}

/// `POST /sign-out`: ends this session.
pub async fn sign_out(State(app): State<App>, visit: Visit, _: Filled<NoFields>) -> Result<Response, Problem> {
    if let Some(secret) = &visit.session {
        let mut tx = app.db.write().await?;
        sessions::end(&mut tx, secret).await?;
        tx.commit().await?;
    }
    Ok(page::signed_out(&app, "Signed out."))
}
