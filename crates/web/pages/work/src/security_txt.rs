//! `/.well-known/security.txt`: whom to tell about a weakness (RFC 9116).

use axum::{
    extract::State,
    http::header,
    response::{IntoResponse as _, Response},
};
use web_shell::core::{app::App, problem::Problem};

/// The address of the file, which the standard prescribes.
pub(crate) const PATH: &str = "/.well-known/security.txt";

/// `GET /.well-known/security.txt`: not found if the operator has named no contact, or what they named has expired.
pub async fn show(State(app): State<App>) -> Result<Response, Problem> {
    let policy = app.site.security.as_ref().ok_or(Problem::NotFound)?;
    let text = policy.text(&app.site.address(PATH), app.clock.now()).ok_or(Problem::NotFound)?;
    Ok(([(header::CONTENT_TYPE, "text/plain; charset=utf-8")], text).into_response())
}
