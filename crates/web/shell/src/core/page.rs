//! Responses of handlers: pages, redirects, JSON and files.

use crate::{
    core::{
        app::App,
        cookies,
        problem::{Problem, ProblemDetails},
        request::Visit,
        shell::Shell,
    },
    server::request_id::RequestId,
};
use askama::Template;
use axum::{
    http::{HeaderName, HeaderValue, StatusCode, header},
    response::{Html, IntoResponse as _, Redirect, Response},
};
use std::fmt::Write as _;
use store::accounts::sessions;

/// Renders a page.
///
/// # Errors
/// The template fails, which is a bug.
pub fn page(template: &impl Template) -> Result<Response, Problem> {
    Ok(Html(template.render()?).into_response())
}

/// Renders the page of a refused form again, with what was typed and with the errors.
///
/// # Errors
/// The template fails, which is a bug.
pub fn unprocessable(template: &impl Template) -> Result<Response, Problem> {
    Ok((StatusCode::UNPROCESSABLE_ENTITY, Html(template.render()?)).into_response())
}

/// Renders the page of a form again that could not be saved now, with what was typed and with the reason.
///
/// # Errors
/// The template fails, which is a bug.
pub fn unavailable(template: &impl Template) -> Result<Response, Problem> {
    Ok((StatusCode::SERVICE_UNAVAILABLE, [(header::RETRY_AFTER, RETRY_AFTER)], Html(template.render()?))
        .into_response())
}

/// Renders a page of conflicting edits: someone else has saved a newer version.
///
/// # Errors
/// The template fails, which is a bug.
pub fn conflict(template: &impl Template) -> Result<Response, Problem> {
    Ok((StatusCode::CONFLICT, Html(template.render()?)).into_response())
}

/// Redirects to a path.
#[must_use]
pub fn redirect(path: &str) -> Response {
    Redirect::to(path).into_response()
}

/// Redirects to a path, where a notice says what was done.
#[must_use]
pub fn redirect_with_notice(app: &App, path: &str, notice: &str) -> Response {
    let mut response = Redirect::to(path).into_response();
    response
        .headers_mut()
        .append(header::SET_COOKIE, cookies::set(&app.site, cookies::NOTICE, &encode_notice(notice), 60));
    response
}

/// Sets the cookie of a new session and redirects to a path, which shows the notice.
#[must_use]
pub fn signed_in(app: &App, path: &str, session: &str, notice: Option<&str>) -> Response {
    let seconds = u32::try_from(sessions::LIFETIME.as_secs()).unwrap_or(u32::MAX);
    let mut response = match notice {
        Some(notice) => redirect_with_notice(app, path, notice),
        None => redirect(path),
    };
    let headers = response.headers_mut();
    headers.append(header::SET_COOKIE, cookies::set(&app.site, cookies::SESSION, session, seconds));
    response
}

/// Deletes the cookie of the session and redirects to the sign-in page with a notice.
#[must_use]
pub fn signed_out(app: &App, notice: &str) -> Response {
    let mut response = redirect_with_notice(app, "/sign-in", notice);
    response.headers_mut().append(header::SET_COOKIE, cookies::forget(&app.site, cookies::SESSION));
    response
}

/// Returns the path if it is safe to redirect to after a form; `None` if it leads to another site or is not a page.
#[must_use]
pub fn local(path: &str) -> Option<&str> {
    // Browsers treat `//host` and `/\host` as another site, and strip tabs and line breaks before parsing.
    let is_path = path.starts_with('/') && !path.starts_with("//") && !path.contains('\\');
    let is_plain = path.bytes().all(|byte| byte.is_ascii_graphic()) && path.len() <= 1000;
    let is_page = !path.starts_with("/sign-");
    (is_path && is_plain && is_page).then_some(path)
}

/// Percent-encodes text for the query of an address.
#[must_use]
pub fn encoded(text: &str) -> String {
    text.bytes().fold(String::with_capacity(text.len()), |mut address, byte| {
        if byte.is_ascii_alphanumeric() || b"/-_.~".contains(&byte) {
            address.push(char::from(byte));
        } else {
            write!(address, "%{byte:02X}").expect("a String can be written to");
        }
        address
    })
}

/// A JSON response, for our own scripts.
#[must_use]
pub fn json(status: StatusCode, value: &serde_json::Value) -> Response {
    (status, [(header::CONTENT_TYPE, "application/json")], value.to_string()).into_response()
}

/// A download, with its media type and file name.
#[must_use]
pub fn file(media_type: &'static str, name: &str, bytes: impl Into<axum::body::Body>) -> Response {
    let disposition = format!("attachment; filename=\"{name}\"");
    let headers: [(HeaderName, String); 2] =
        [(header::CONTENT_TYPE, media_type.to_owned()), (header::CONTENT_DISPOSITION, disposition)];
    (headers, bytes.into()).into_response()
}

fn encode_notice(text: &str) -> String {
    hex::encode(text.chars().take(200).collect::<String>().as_bytes())
}

/// Decodes a notice; `None` if the cookie is not valid.
#[must_use]
pub fn decode_notice(text: &str) -> Option<String> {
    let bytes = hex::decode(text).ok()?;
    String::from_utf8(bytes).ok().filter(|text| !text.is_empty())
}

/// The number of seconds after which a client may retry a request that was refused with 503.
const RETRY_AFTER: &str = "10";

#[derive(Template)]
#[template(path = "core/problem.html")]
struct ProblemPage<'t> {
    shell: Shell,
    details: &'t ProblemDetails,
    /// Whether it is about a personal link, which is refused to some people who are signed in.
    is_personal_link: bool,
    /// The texts that the visitor had typed, to be copied.
    typed: Vec<String>,
    /// The id of the request, by which the operator finds it in the log. Shown for errors of the server only.
    request_id: Option<&'t RequestId>,
}

/// Renders the page about a problem. Errors of the server show the id of the request.
#[must_use]
pub fn problem(
    app: &App,
    visit: Option<&Visit>,
    details: &ProblemDetails,
    typed: Vec<String>,
    request_id: Option<&RequestId>,
) -> Response {
    let shell = visit.map(|visit| Shell::new(app, visit)).unwrap_or_default();
    // This page replaces a redirect that would lose typed text, so it must not have the status of a redirect.
    let status = if details.status.is_redirection() { StatusCode::UNAUTHORIZED } else { details.status };
    let request_id = request_id.filter(|_| status.is_server_error());
    let is_personal_link = visit.is_some_and(|visit| visit.path.starts_with("/leader/"));
    let mut response = match (ProblemPage { shell, details, is_personal_link, typed, request_id }).render() {
        Ok(html) => (status, Html(html)).into_response(),
        Err(_) => (status, details.title.clone()).into_response(),
    };
    if status == StatusCode::SERVICE_UNAVAILABLE {
        response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from_static(RETRY_AFTER));
    }
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_notice_is_decoded_unchanged() {
        assert_eq!(decode_notice(&encode_notice("“Saved” – at 14:32")).as_deref(), Some("“Saved” – at 14:32"));
        assert_eq!(decode_notice("zz"), None);
        assert_eq!(decode_notice(""), None);
    }

    #[test]
    fn only_paths_of_this_site_are_redirect_targets() {
        assert_eq!(local("/organisations/1?page=2"), Some("/organisations/1?page=2"));
        for path in
            ["", "https://evil.example", "//evil.example", "/\\evil.example", "/\t/evil.example", "/sign-out", "/é"]
        {
            assert_eq!(local(path), None, "{path}");
        }
        assert_eq!(encoded("/a?b=c&d"), "/a%3Fb%3Dc%26d");
    }
}
