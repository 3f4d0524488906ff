//! Responses from the cache while the database is away, with a notice and their age.

use super::Page;
use crate::core::clock;
use axum::{
    body::Bytes,
    http::{HeaderValue, header},
    response::Response,
};
use jiff::Timestamp;

/// The element before which the content of a page begins (`templates/core/layout.html`).
const MAIN: &str = "<main id=\"main\" class=\"page\" tabindex=\"-1\">";

/// Returns the page with its age in seconds and, if it is HTML, a notice. Browsers do not store it.
pub(super) fn response(page: &Page, now: Timestamp) -> Response {
    let age = now.duration_since(page.rendered_at).as_secs().max(0);
    let mut response = Response::new(with_notice(page).into());
    *response.headers_mut() = page.headers.clone();
    let headers = response.headers_mut();
    headers.remove(header::ETAG);
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(header::AGE, HeaderValue::from(age));
    response
}

/// Returns the body with a notice above the content, if it is HTML.
fn with_notice(page: &Page) -> Bytes {
    let Ok(html) = std::str::from_utf8(&page.body) else { return page.body.clone() };
    let Some((before, after)) = html.split_once(MAIN) else { return page.body.clone() };
    let time = clock::date_and_time(page.rendered_at);
    let notice = format!(
        "<div class=\"notice\" role=\"status\"><p>Assay cannot reach its database. This page is from {time}.</p></div>"
    );
    [before, MAIN, "\n", &notice, after].concat().into()
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_layout_has_the_element_above_whose_content_the_notice_is_shown() {
        assert_eq!(include_str!("../../../../templates/core/layout.html").matches(super::MAIN).count(), 1);
    }
}
