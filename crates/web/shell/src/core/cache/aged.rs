//! A page from memory while the database is away: it says so, and how old it is.

use super::Page;
use crate::core::clock;
use axum::{
    body::Bytes,
    http::{HeaderValue, header},
    response::Response,
};
use jiff::Timestamp;

/// Where the content of a page begins (`templates/core/layout.html`).
const MAIN: &str = "<main id=\"main\" class=\"page\" tabindex=\"-1\">";

/// The page with its age in seconds and, if it is HTML, a notice. Browsers do not keep it.
pub(super) fn answer(page: &Page, now: Timestamp) -> Response {
    let age = now.duration_since(page.drawn).as_secs().max(0);
    let mut answer = Response::new(with_notice(page).into());
    *answer.headers_mut() = page.headers.clone();
    let headers = answer.headers_mut();
    headers.remove(header::ETAG);
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(header::AGE, HeaderValue::from(age));
    answer
}

fn with_notice(page: &Page) -> Bytes {
    let Ok(html) = std::str::from_utf8(&page.body) else { return page.body.clone() };
    let Some((before, after)) = html.split_once(MAIN) else { return page.body.clone() };
    let moment = clock::moment(page.drawn);
    let notice = format!(
        "<div class=\"notice\" role=\"status\"><p>Assay cannot reach its database. This page is from {moment}.</p></div>"
    );
    [before, MAIN, "\n", &notice, after].concat().into()
}
