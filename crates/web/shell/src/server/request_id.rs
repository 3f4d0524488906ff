//! The id of each request: a header of its answer, in its log lines, and on the pages about errors, so that what a person saw is found
//! in the log.

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

/// The header.
pub const HEADER: HeaderName = HeaderName::from_static("x-request-id");
/// Its length in hexadecimal digits: no two of a year are the same.
const LENGTH: usize = 16;

/// The id of a request. It is never taken from a client, who could then write into the log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RequestId(Arc<str>);

impl fmt::Display for RequestId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Wraps everything: gives the request its id, and counts and times its answer.
pub async fn around(State(app): State<App>, mut request: Request, next: Next) -> Response {
    let started = Instant::now();
    let id = RequestId(secrets::new()[..LENGTH].into());
    let pattern = request.extensions().get::<MatchedPath>().cloned();
    request.extensions_mut().insert(id.clone());
    // Of the highest level, so that it is there whatever level the log has.
    let span = tracing::error_span!("answer", request = %id);
    let mut answer = next.run(request).instrument(span).await;
    let area = area(pattern.as_ref().map_or("-", MatchedPath::as_str));
    app.metrics.request_answered(area, answer.status().as_u16(), started.elapsed());
    let value = HeaderValue::from_str(&id.0).expect("hexadecimal digits are visible ASCII");
    answer.headers_mut().insert(HEADER, value);
    answer
}

/// The first part of a pattern: a few dozen, whatever is asked for. None of it comes from the client.
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
