//! `/sign-in/code`: takes the code from the email, in the browser that requested it.

use super::{Purpose, enter};
use askama::Template;
use axum::{
    extract::{Query, State},
    http::HeaderMap,
    response::Response,
};
use model::core::dates::count;
use serde::Deserialize;
use store::accounts::sign_ins::{self, CodeAttempt};
use web_shell::core::{
    app::App,
    form::{Errors, extract::Filled},
    page,
    problem::Problem,
    request::Visit,
    shell::Shell,
};

#[derive(Template)]
#[template(path = "accounts/sign_in/code.html")]
struct CodePage {
    shell: Shell,
    errors: Errors,
    code: String,
    /// What the code is for.
    to: Purpose,
    is_invited: bool,
}

impl CodePage {
    fn new(app: &App, visit: &Visit, to: Purpose, code: String, errors: Errors) -> Self {
        Self { shell: Shell::new(app, visit), errors, code, to, is_invited: to == Purpose::Invitation }
    }
}

/// What a code is for, in the address of the page and in a field of its form.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct CodeQuery {
    to: Purpose,
}

/// `GET /sign-in/code`.
pub async fn show(
    State(app): State<App>,
    visit: Visit,
    Query(CodeQuery { to }): Query<CodeQuery>,
) -> Result<Response, Problem> {
    page::page(&CodePage::new(&app, &visit, to, String::new(), Errors::none()))
}

/// The fields of the form for the code.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct SignInCodeFields {
    code: String,
    to: Purpose,
}

/// `POST /sign-in/code`: signs in with the code.
///
/// # Errors
/// Returns [`Problem::TooMany`] after too many attempts.
pub async fn verify(
    State(app): State<App>,
    visit: Visit,
    headers: HeaderMap,
    Filled(SignInCodeFields { code, to }): Filled<SignInCodeFields>,
) -> Result<Response, Problem> {
    // A browser that requested an email is not counted, so that others at the same IP address cannot keep its user out. The codes that it can
    // try are counted with each email.
    if !sign_ins::awaits_code(&mut app.db.read().await?, &visit.browser, visit.now).await? {
        app.sign_in_limits.count(visit.client)?;
    }
    let refuse = |error: String, code: String| {
        page::unprocessable(&CodePage::new(&app, &visit, to, code, Errors::one("code", error)))
    };
    let digits: String = code.chars().filter(|c| !c.is_whitespace() && *c != '-').collect();
    if digits.len() != 8 || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return refuse("Enter the 8-digit code, for example 1234 5678".to_owned(), code.chars().take(20).collect());
    }
    let no_attempts_left =
        || refuse("Too many attempts. Use the link below to send another email".to_owned(), String::new());
    let mut tx = app.db.write().await?;
    match sign_ins::try_code(&mut tx, &digits, &visit.browser, visit.now).await? {
        CodeAttempt::Right(proved) => match enter(&app, &visit, &headers, tx, proved).await? {
            Some(response) => Ok(response),
            None => no_attempts_left(),
        },
        CodeAttempt::Wrong(left) => {
            tx.commit().await?;
            refuse(
                format!("The code is not correct. Check it and try again. You have {} left", count(left, "attempt")),
                code.chars().take(20).collect(),
            )
        }
        CodeAttempt::Over => {
            tx.commit().await?;
            no_attempts_left()
        }
    }
}
