//! Answers: a page, a page refused, a way onward.

use crate::{
    app::App,
    cookies,
    problem::{Problem, Trouble},
    shell::Shell,
    visit::Visit,
};
use askama::Template;
use axum::{
    http::{HeaderName, StatusCode, header},
    response::{Html, IntoResponse as _, Redirect, Response},
};
use store::fresh;

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

/// The page of a conflict: somebody else was faster.
///
/// # Errors
/// A template that fails is our mistake.
pub fn conflict(template: &impl Template) -> Result<Response, Problem> {
    Ok((StatusCode::CONFLICT, Html(template.render()?)).into_response())
}

/// It is done: go on there.
#[must_use]
pub fn onward(path: &str) -> Response {
    Redirect::to(path).into_response()
}

/// It is done: go on there, where a sentence says what was done.
#[must_use]
pub fn done(app: &App, path: &str, notice: &str) -> Response {
    let mut response = Redirect::to(path).into_response();
    response
        .headers_mut()
        .append(header::SET_COOKIE, cookies::set(&app.site, cookies::NOTICE, &encode_notice(notice), 60));
    response
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
    fresh::hex(text.chars().take(200).collect::<String>().as_bytes())
}

/// Read a notice back; nonsense is no notice.
#[must_use]
pub fn decode_notice(text: &str) -> Option<String> {
    let digits = text.as_bytes().chunks(2);
    let bytes =
        digits.map(|pair| u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok()).collect::<Option<Vec<_>>>()?;
    String::from_utf8(bytes).ok().filter(|text| !text.is_empty())
}

#[derive(Template)]
#[template(path = "trouble.html")]
struct TroublePage<'t> {
    shell: Shell,
    trouble: &'t Trouble,
}

/// The page about a problem.
#[must_use]
pub fn trouble(app: &App, visit: Option<&Visit>, trouble: &Trouble) -> Response {
    let shell = visit.map(|visit| Shell::new(app, visit)).unwrap_or_default();
    match (TroublePage { shell, trouble }).render() {
        Ok(html) => (trouble.status, Html(html)).into_response(),
        Err(_) => (trouble.status, trouble.title.clone()).into_response(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_notice_comes_back_as_it_was_said() {
        assert_eq!(decode_notice(&encode_notice("“Saved” – at 14:32")).as_deref(), Some("“Saved” – at 14:32"));
        assert_eq!(decode_notice("zz"), None);
        assert_eq!(decode_notice(""), None);
    }
}
