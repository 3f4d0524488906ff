//! Fetches a small file from a web server that the operator named, with limits on time and size. Redirects are not followed, because the
//! named server is the one that is trusted.

use crate::core::http;
use axum::http::{Request, StatusCode, header};
use http_body_util::{BodyExt as _, Empty, LengthLimitError, Limited};
use hyper::body::Bytes;
use std::time::Duration;
use url::{Position, Url};

/// How long a request may take in all.
const TIMEOUT: Duration = Duration::from_secs(20);

/// Why a file was not fetched.
#[derive(Debug, thiserror::Error)]
pub enum FetchError {
    /// The address is not one of the web.
    #[error("{0} is not a web address such as https://assay.example")]
    Address(String),
    /// The host name cannot be resolved.
    #[error("the host {0} is unknown")]
    UnknownHost(String),
    /// The server did not respond with the file.
    #[error("the server responded with status {0}")]
    Status(StatusCode),
    /// The request failed.
    #[error("{0}")]
    Request(#[from] http::SendError),
    /// The response is too large or ended early.
    #[error("{0}")]
    Body(String),
    /// The server took too long.
    #[error("the server took longer than {} seconds", TIMEOUT.as_secs())]
    Timeout,
}

/// Fetches a file of at most `max_bytes`; `None` if the server says that it does not exist.
///
/// # Errors
/// The file could not be fetched in time.
pub async fn fetch(address: &str, max_bytes: usize) -> Result<Option<Vec<u8>>, FetchError> {
    tokio::time::timeout(TIMEOUT, get(address, max_bytes)).await.map_err(|_| FetchError::Timeout)?
}

async fn get(address: &str, max_bytes: usize) -> Result<Option<Vec<u8>>, FetchError> {
    let not_web = || FetchError::Address(address.to_owned());
    let url = Url::parse(address).map_err(|_| not_web())?;
    let (Some(host), Some(port)) = (url.host_str(), url.port_or_known_default()) else { return Err(not_web()) };
    if !matches!(url.scheme(), "http" | "https") {
        return Err(not_web());
    }
    // An address in brackets is an IPv6 address.
    let name = host.trim_start_matches('[').trim_end_matches(']');
    let unknown = || FetchError::UnknownHost(host.to_owned());
    let mut found = tokio::net::lookup_host((name, port)).await.map_err(|_| unknown())?;
    let to = found.next().ok_or_else(unknown)?;
    let host_header = url.port().map_or_else(|| host.to_owned(), |port| format!("{host}:{port}"));
    let request = Request::get(&url[Position::BeforePath..Position::AfterQuery])
        .header(header::HOST, host_header)
        .header(header::ACCEPT, "application/json")
        .header(header::USER_AGENT, concat!("Assay/", env!("CARGO_PKG_VERSION")))
        .body(Empty::<Bytes>::new())
        .map_err(|_| not_web())?;
    let response = http::send(to, (url.scheme() == "https").then_some(name), request).await?;
    match response.status() {
        StatusCode::OK => {}
        StatusCode::NOT_FOUND => return Ok(None),
        status => return Err(FetchError::Status(status)),
    }
    let body = Limited::new(response.into_body(), max_bytes).collect().await.map_err(|error| {
        let is_large = error.is::<LengthLimitError>();
        FetchError::Body(if is_large { "the response is too large".to_owned() } else { error.to_string() })
    })?;
    Ok(Some(body.to_bytes().to_vec()))
}
