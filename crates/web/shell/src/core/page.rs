//! Answers: a page, a page refused, a way onward.

use crate::{
    core::{
        app::App,
        cookies,
        problem::{Problem, Trouble},
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

/// A page.
///
/// # Errors
/// A template that fails is our mistake.
pub fn page(template: &impl Template) -> Result<Response, Problem> {
    Ok(Html(template.render()?).into_response())
}

/// The same page again, since what was sent cannot be taken: with every word kept and what is wrong said.
///
/// # Errors
/// A template that fails is our mistake.
pub fn refused(template: &impl Template) -> Result<Response, Problem> {
    Ok((StatusCode::UNPROCESSABLE_ENTITY, Html(template.render()?)).into_response())
}

/// The page of conflicting edits: a newer version exists.
///
/// # Errors
/// A template that fails is our mistake.
pub fn conflict(template: &impl Template) -> Result<Response, Problem> {
    Ok((StatusCode::CONFLICT, Html(template.render()?)).into_response())
}

/// It is done: redirect there.
#[must_use]
pub fn onward(path: &str) -> Response {
    Redirect::to(path).into_response()
}

/// It is done: redirect there, where a notice says what was done.
#[must_use]
pub fn done(app: &App, path: &str, notice: &str) -> Response {
    let mut response = Redirect::to(path).into_response();
    response
        .headers_mut()
        .append(header::SET_COOKIE, cookies::set(&app.site, cookies::NOTICE, &encode_notice(notice), 60));
    response
}

/// A person is signed in by a new session: redirect there.
#[must_use]
pub fn welcome(app: &App, path: &str, session: &str) -> Response {
    let seconds = u32::try_from(sessions::LIFETIME.as_secs()).unwrap_or(u32::MAX);
    let mut response = onward(path);
    let headers = response.headers_mut();
    headers.append(header::SET_COOKIE, cookies::set(&app.site, cookies::SESSION, session, seconds));
    response
}

/// The session is over: the browser forgets it, and a sentence says so.
#[must_use]
pub fn farewell(app: &App, notice: &str) -> Response {
    let mut response = done(app, "/sign-in", notice);
    response.headers_mut().append(header::SET_COOKIE, cookies::forget(&app.site, cookies::SESSION));
    response
}

/// A path within this site for a redirect after a form; none if it leads anywhere else.
#[must_use]
pub fn local(path: &str) -> Option<&str> {
    // Browsers read `//host` and `/\host` as another site, and drop tabs and line breaks before they look.
    let is_path = path.starts_with('/') && !path.starts_with("//") && !path.contains('\\');
    let is_plain = path.bytes().all(|byte| byte.is_ascii_graphic()) && path.len() <= 1000;
    let is_page = !path.starts_with("/sign-");
    (is_path && is_plain && is_page).then_some(path)
}

/// Text encoded for the query of an address.
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

/// A few facts for a script of ours.
#[must_use]
pub fn json(status: StatusCode, facts: &serde_json::Value) -> Response {
    (status, [(header::CONTENT_TYPE, "application/json")], facts.to_string()).into_response()
}

/// A file to keep: its type, its name and its bytes.
#[must_use]
pub fn file(kind: &'static str, name: &str, bytes: impl Into<axum::body::Body>) -> Response {
    let disposition = format!("attachment; filename=\"{name}\"");
    let headers: [(HeaderName, String); 2] =
        [(header::CONTENT_TYPE, kind.to_owned()), (header::CONTENT_DISPOSITION, disposition)];
    (headers, bytes.into()).into_response()
}

fn encode_notice(text: &str) -> String {
    hex::encode(text.chars().take(200).collect::<String>().as_bytes())
}

/// Read a notice back; nonsense is no notice.
#[must_use]
pub fn decode_notice(text: &str) -> Option<String> {
    let bytes = hex::decode(text).ok()?;
    String::from_utf8(bytes).ok().filter(|text| !text.is_empty())
}

/// After how many seconds a request may be sent again that could not be answered for now.
const RETRY_AFTER: &str = "10";

#[derive(Template)]
#[template(path = "core/problem.html")]
struct ProblemPage<'t> {
    shell: Shell,
    trouble: &'t Trouble,
    /// What the visitor had typed, to be copied.
    typed: Vec<String>,
    /// The id of the request, where the operator should look into the log.
    request: Option<&'t RequestId>,
}

/// The page about a problem.
#[must_use]
pub fn trouble(
    app: &App,
    visit: Option<&Visit>,
    trouble: &Trouble,
    typed: Vec<String>,
    request: Option<&RequestId>,
) -> Response {
    let shell = visit.map(|visit| Shell::new(app, visit)).unwrap_or_default();
    // A page that replaces a redirection, where that would lose typed text, is not a redirection.
    let status = if trouble.status.is_redirection() { StatusCode::UNAUTHORIZED } else { trouble.status };
    let request = request.filter(|_| status.is_server_error());
    let mut response = match (ProblemPage { shell, trouble, typed, request }).render() {
        Ok(html) => (status, Html(html)).into_response(),
        Err(_) => (status, trouble.title.clone()).into_response(),
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
    fn a_notice_reads_back_unchanged() {
        assert_eq!(decode_notice(&encode_notice("“Saved” – at 14:32")).as_deref(), Some("“Saved” – at 14:32"));
        assert_eq!(decode_notice("zz"), None);
        assert_eq!(decode_notice(""), None);
    }

    #[test]
    fn only_paths_of_this_site_are_led_to() {
        assert_eq!(local("/organisations/1?page=2"), Some("/organisations/1?page=2"));
        for path in
            ["", "https://evil.example", "//evil.example", "/\\evil.example", "/\t/evil.example", "/sign-out", "/é"]
        {
            assert_eq!(local(path), None, "{path}");
        }
        assert_eq!(encoded("/a?b=c&d"), "/a%3Fb%3Dc%26d");
    }
}
