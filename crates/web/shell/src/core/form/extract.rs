//! A form that was filled in, from our own page.

use crate::core::{app::App, problem::Problem, request::Visit};
use axum::{
    body::Bytes,
    extract::{FromRequest, FromRequestParts as _, Request},
};
use serde::{Deserialize, de::DeserializeOwned};
use store::core::secrets;

/// The fields of a form that carries our token. Every `POST` ends in one: the table of addresses takes no other handler.
#[derive(Debug)]
pub struct Filled<T>(pub T);

#[derive(Deserialize)]
struct Token {
    #[serde(default)]
    csrf: String,
}

/// A form with nothing in it but a button.
#[derive(Debug, Deserialize)]
pub struct Nothing {}

/// The last argument of a handler that changes something: it has looked for the token.
pub trait Checked {}
impl<T> Checked for Filled<T> {}

impl<T: DeserializeOwned> FromRequest<App> for Filled<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, app: &App) -> Result<Self, Problem> {
        Ok(Self(read(&checked(request, app).await?)?))
    }
}

/// The bytes of a form that carries our token. It knows nothing of the form's fields, so it is compiled once for all forms.
async fn checked(request: Request, app: &App) -> Result<Bytes, Problem> {
    let (mut parts, body) = request.into_parts();
    let visit = Visit::from_request_parts(&mut parts, app).await?;
    let request = Request::from_parts(parts, body);
    let bytes = Bytes::from_request(request, app).await.map_err(|_| Problem::TooLarge)?;
    let token: Token = read(&bytes)?;
    check(&visit, &token.csrf)?;
    Ok(bytes)
}

/// A form that needs no token, since a secret in its address is the proof that it is meant: what mail programs send to
/// unsubscribe their reader (RFC 8058). What is in it does not matter.
#[derive(Debug)]
pub struct OneClick;
impl Checked for OneClick {}

impl FromRequest<App> for OneClick {
    type Rejection = Problem;

    async fn from_request(_: Request, _: &App) -> Result<Self, Problem> {
        Ok(Self)
    }
}

/// Whether a token is the one that this browser's forms carry.
///
/// # Errors
/// The form is from elsewhere.
pub fn check(visit: &Visit, token: &str) -> Result<(), Problem> {
    // Hashes are compared, so that how long it takes tells nothing of how much of a guess was right.
    if secrets::hash(token) == secrets::hash(&visit.csrf()) { Ok(()) } else { Err(Problem::Elsewhere) }
}

/// Read fields; a field that comes several times is a list.
fn read<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, Problem> {
    // The error may quote what was typed, so that it is not logged.
    serde_html_form::from_bytes(bytes).map_err(|_| Problem::Unreadable)
}
