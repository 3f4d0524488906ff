//! The id of each request, in a header of its response, in its log lines and on the pages about errors of the server. With it the operator
//! finds in the log what a person saw.

use crate::core::app::App;
use axum::{
    extract::{MatchedPath, Request, State},
    http::{HeaderName, HeaderValue},
    middleware::Next,
    response::Response,
};
use std::{fmt, sync::Arc, time::Instant};
use store::core::secrets;
use tracing::Instrument as _;

/// The header of responses.
pub const HEADER: HeaderName = HeaderName::from_static("x-request-id");
/// The length of an id, in hexadecimal digits: enough to make two equal ids improbable.
const LENGTH: usize = 16;

/// The id of a request. It is never taken from the client, which could otherwise write to the log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RequestId(Arc<str>);

impl fmt::Display for RequestId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Wraps all other middleware: gives the request an id, and counts and times its response.
pub async fn middleware(State(app): State<App>, mut request: Request, next: Next) -> Response {
    let started = Instant::now();
    let id = RequestId(secrets::new()[..LENGTH].into());
    let pattern = request.extensions().get::<MatchedPath>().cloned();
    request.extensions_mut().insert(id.clone());
    // At the highest level, so that no level of the log excludes it.
    let span = tracing::error_span!("response", request = %id);
    let mut response = next.run(request).instrument(span).await;
    let area = area(pattern.as_ref().map_or("-", MatchedPath::as_str));
    app.metrics.count_response(area, response.status().as_u16(), started.elapsed());
    let value = HeaderValue::from_str(&id.0).expect("hexadecimal digits are visible ASCII");
    response.headers_mut().insert(HEADER, value);
    response
}

/// Returns the first part of a pattern. There are a few dozen, and none comes from the client.
fn area(pattern: &str) -> &str {
    match pattern.trim_start_matches('/').split('/').next().unwrap_or_default() {
        "" => "front",
        "-" => "unknown",
        first => first,
    }
}

#[cfg(test)]
mod tests {
    use super::area;

    #[test]
    fn requests_are_counted_by_the_first_part_of_their_pattern() {
        assert_eq!(area("/organisations/{organisation}/plan"), "organisations");
        assert_eq!(area("/"), "front");
        assert_eq!(area("-"), "unknown");
    }
}
