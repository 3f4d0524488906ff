//! Extracts the fields of a form submitted from one of our own pages.

use crate::core::{app::App, form::limit::FormLimits, problem::Problem, request::Visit};
use axum::{
    body::{Bytes, to_bytes},
    extract::{FromRequest, FromRequestParts as _, Request},
};
use serde::{Deserialize, de::DeserializeOwned};
use store::core::secrets;

/// The fields of a form that has the right CSRF token. Every `POST` handler takes one as its last argument: [`crate::core::routing`] accepts no
/// other.
#[derive(Debug)]
pub struct Filled<T>(pub T);

#[derive(Deserialize)]
struct Token {
    #[serde(default)]
    csrf: String,
}

/// A form without fields, only a button.
#[derive(Debug, Deserialize)]
pub struct NoFields {}

/// The last argument of a handler that changes something: an extractor that checks the CSRF token.
pub trait Checked {}
impl<T> Checked for Filled<T> {}

impl<T: DeserializeOwned> FromRequest<App> for Filled<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, app: &App) -> Result<Self, Problem> {
        Ok(Self(parse(&checked_body(request, app).await?)?))
    }
}

/// The fields of a form of a page for respondents, who have no cookies and so no CSRF token. Nothing at these addresses depends on who sends
/// the form, so that another site gains nothing by making a browser send it; [`crate::core::request`] refuses that as well.
#[derive(Debug)]
pub struct Anonymous<T>(pub T);
impl<T> Checked for Anonymous<T> {}

impl<T: DeserializeOwned> FromRequest<App> for Anonymous<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, _: &App) -> Result<Self, Problem> {
        Ok(Self(parse(&limited_body(request).await?)?))
    }
}

/// Returns the body of a form that is within the limits of its address.
async fn limited_body(request: Request) -> Result<Bytes, Problem> {
    let limit = FormLimits::of(&request);
    let bytes = to_bytes(request.into_body(), limit.bytes).await.map_err(|_| Problem::TooLarge)?;
    limit.check(&bytes)?;
    Ok(bytes)
}

/// Returns the body of a form that has the right CSRF token. It is not generic over the fields, so it is compiled once for all forms.
async fn checked_body(request: Request, app: &App) -> Result<Bytes, Problem> {
    let (mut parts, body) = request.into_parts();
    let visit = Visit::from_request_parts(&mut parts, app).await?;
    let bytes = limited_body(Request::from_parts(parts, body)).await?;
    let token: Token = parse(&bytes)?;
    check(&visit, &token.csrf)?;
    Ok(bytes)
}

/// A form that needs no CSRF token, because its address contains a secret: what email programs send to unsubscribe their user (RFC 8058).
/// The body is ignored.
#[derive(Debug)]
pub struct OneClick;
impl Checked for OneClick {}

impl FromRequest<App> for OneClick {
    type Rejection = Problem;

    async fn from_request(_: Request, _: &App) -> Result<Self, Problem> {
        Ok(Self)
    }
}

/// Checks that a CSRF token is the one of this browser.
///
/// # Errors
/// It is a different token.
pub fn check(visit: &Visit, token: &str) -> Result<(), Problem> {
    // Hashes are compared, so that the time it takes reveals nothing about the token.
    if secrets::hash(token) == secrets::hash(&visit.csrf()) { Ok(()) } else { Err(Problem::CrossSite) }
}

/// Parses the fields of a form. A field that occurs several times is a list.
fn parse<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, Problem> {
    // The error is dropped, not logged, because it may quote what was typed.
    serde_html_form::from_bytes(bytes).map_err(|_| Problem::Unreadable)
}
