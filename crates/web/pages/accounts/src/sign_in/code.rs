//! `/sign-in/code`: enter the code of the email, in the browser that asked for it.

use super::enter;
use askama::Template;
use axum::{extract::State, http::HeaderMap, response::Response};
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
struct Code {
    shell: Shell,
    errors: Errors,
    code: String,
}

/// The form.
///
/// # Errors
/// Only our own mistakes.
pub async fn show(State(app): State<App>, visit: Visit) -> Result<Response, Problem> {
    page::page(&Code { shell: Shell::new(&app, &visit), errors: Errors::none(), code: String::new() })
}

/// A code.
#[derive(Debug, Deserialize)]
pub struct SignInCodeFields {
    #[serde(default)]
    code: String,
}

/// Sign in with it.
///
/// # Errors
/// There were too many tries.
pub async fn enter_by(
    State(app): State<App>,
    visit: Visit,
    headers: HeaderMap,
    Filled(SignInCodeFields { code }): Filled<SignInCodeFields>,
) -> Result<Response, Problem> {
    app.limits.count(visit.client)?;
    let again = |why: String, code: String| {
        page::refused(&Code { shell: Shell::new(&app, &visit), errors: Errors::one("code", why), code })
    };
    let digits: String = code.chars().filter(|c| !c.is_whitespace() && *c != '-').collect();
    if digits.len() != 8 || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return again("Enter the 8-digit code, for example 1234 5678".to_owned(), code.chars().take(20).collect());
    }
    let over = || again("Too many attempts. Use the link below to send another email".to_owned(), String::new());
    let mut tx = app.db.write().await?;
    match sign_ins::try_code(&mut tx, &digits, &visit.browser, visit.now).await? {
        CodeAttempt::Right(proved) => match enter(&app, &visit, &headers, tx, proved).await? {
            Some(response) => Ok(response),
            None => over(),
        },
        CodeAttempt::Wrong(left) => {
            tx.commit().await?;
            again(
                format!("The code is not correct. You have {} left", count(left, "attempt")),
                code.chars().take(20).collect(),
            )
        }
        CodeAttempt::Over => {
            tx.commit().await?;
            over()
        }
    }
}
