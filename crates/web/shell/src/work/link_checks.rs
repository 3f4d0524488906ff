//! Checks whether a page exists, with few requests, and never inside the network: see `docs/decisions/0011-evidence.md`.

use crate::core::http;
use axum::http::{
    Method, Request, Response, StatusCode,
    header::{self, HeaderValue},
};
use http_body_util::{BodyExt as _, Empty};
use hyper::body::{Bytes, Incoming};
use model::core::public_network::{PORTS, is_public};
use std::{collections::BTreeMap, net::SocketAddr, time::Duration};
use url::{Host, Url};

/// How long one response may take.
const TIMEOUT: Duration = Duration::from_secs(10);
/// How long a check may take in all, with its redirects.
const CHECK_TIMEOUT: Duration = Duration::from_secs(30);
/// The maximum number of redirects that are followed.
const MAX_REDIRECTS: usize = 3;
/// The maximum size of the beginning of a page that is read.
const MAX_BYTES_READ: usize = 16 * 1024;

/// Settings for requests to other sites.
#[derive(Debug, Clone, Default)]
pub struct LinkChecker {
    /// Hosts with fixed addresses that are allowed although they are not public: for tests, whose servers are on this machine.
    pub allowed_hosts: BTreeMap<String, SocketAddr>,
    /// The `User-Agent` header of requests.
    pub user_agent: String,
}

/// Why a link is broken.
#[derive(Debug, thiserror::Error)]
pub enum LinkFailure {
    /// The address is in a private network, or the port is not one of the web.
    #[error("the address is not public")]
    NotPublic,
    /// The host name cannot be resolved.
    #[error("the host is unknown")]
    UnknownHost,
    /// The address, or the target of a redirect, is not valid.
    #[error("the address is not valid")]
    InvalidAddress,
    /// There are too many redirects.
    #[error("there are more than {MAX_REDIRECTS} redirects")]
    TooManyRedirects,
    /// The server responded with an error status.
    #[error("the server responded with status {0}")]
    Status(u16),
    /// The request failed.
    #[error("{0}")]
    Request(#[from] http::SendError),
    /// The server took too long.
    #[error("the server took too long")]
    Timeout,
}

impl LinkChecker {
    /// Checks that a page exists.
    ///
    /// # Errors
    /// The page does not exist, or could not be requested.
    pub async fn check(&self, address: &str) -> Result<(), LinkFailure> {
        tokio::time::timeout(CHECK_TIMEOUT, self.follow(address)).await.map_err(|_| LinkFailure::Timeout)?
    }

    async fn follow(&self, address: &str) -> Result<(), LinkFailure> {
        let mut url = Url::parse(address).map_err(|_| LinkFailure::InvalidAddress)?;
        for _ in 0..=MAX_REDIRECTS {
            let to = self.resolve(&url).await?;
            let mut response = self.request(Method::HEAD, &url, to).await?;
            // Some servers do not support HEAD, or respond to it with "not found".
            if !exists(response.status()) && !response.status().is_redirection() {
                response = self.request(Method::GET, &url, to).await?;
                read_beginning(&mut response).await;
            }
            let status = response.status();
            if exists(status) {
                return Ok(());
            }
            let location = response.headers().get(header::LOCATION).filter(|_| status.is_redirection());
            let Some(location) = location else { return Err(LinkFailure::Status(status.as_u16())) };
            url = location.to_str().ok().and_then(|text| url.join(text).ok()).ok_or(LinkFailure::InvalidAddress)?;
        }
        Err(LinkFailure::TooManyRedirects)
    }

    /// Resolves the address to connect to, once, and checks all addresses of the name, because one of several may be private.
    async fn resolve(&self, url: &Url) -> Result<SocketAddr, LinkFailure> {
        if !matches!(url.scheme(), "http" | "https") || !url.username().is_empty() || url.password().is_some() {
            return Err(LinkFailure::NotPublic);
        }
        let port = url.port_or_known_default().ok_or(LinkFailure::InvalidAddress)?;
        if let Some(known) = self.allowed_hosts.get(url.host_str().unwrap_or_default()) {
            return Ok(*known);
        }
        if !PORTS.contains(&port) {
            return Err(LinkFailure::NotPublic);
        }
        let found: Vec<SocketAddr> = match url.host().ok_or(LinkFailure::InvalidAddress)? {
            Host::Ipv4(address) => vec![(address, port).into()],
            Host::Ipv6(address) => vec![(address, port).into()],
            Host::Domain(name) => match tokio::time::timeout(TIMEOUT, tokio::net::lookup_host((name, port))).await {
                Ok(found) => found.map_err(|_| LinkFailure::UnknownHost)?.collect(),
                Err(_) => return Err(LinkFailure::Timeout),
            },
        };
        if found.iter().any(|one| !is_public(one.ip())) {
            return Err(LinkFailure::NotPublic);
        }
        // IPv4 first, because more servers can reach it.
        found.iter().find(|one| one.is_ipv4()).or(found.first()).copied().ok_or(LinkFailure::UnknownHost)
    }

    async fn request(&self, method: Method, url: &Url, to: SocketAddr) -> Result<Response<Incoming>, LinkFailure> {
        let host = url.host_str().unwrap_or_default();
        let host_header = url.port().map_or_else(|| host.to_owned(), |port| format!("{host}:{port}"));
        let path = &url[url::Position::BeforePath..url::Position::AfterQuery];
        let mut request = Request::builder()
            .method(method)
            .uri(path)
            .header(header::HOST, host_header)
            .header(header::ACCEPT, "*/*")
            .body(Empty::<Bytes>::new())
            .map_err(|_| LinkFailure::InvalidAddress)?;
        if let Ok(value) = HeaderValue::from_str(&self.user_agent) {
            request.headers_mut().insert(header::USER_AGENT, value);
        }
        let tls = (url.scheme() == "https").then_some(host);
        tokio::time::timeout(TIMEOUT, http::send(to, tls, request))
            .await
            .map_err(|_| LinkFailure::Timeout)?
            .map_err(LinkFailure::Request)
    }
}

/// Whether a status means that the page exists: also if it requires signing in, or limits requests.
fn exists(status: StatusCode) -> bool {
    status.is_success()
        || matches!(status, StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN | StatusCode::TOO_MANY_REQUESTS)
}

/// Reads the beginning of a page, so that the server sees a normal client. The rest is not read.
async fn read_beginning(response: &mut Response<Incoming>) {
    let (mut read, body) = (0, response.body_mut());
    while read < MAX_BYTES_READ {
        match tokio::time::timeout(TIMEOUT, body.frame()).await {
            Ok(Some(Ok(frame))) => read += frame.data_ref().map_or(0, Bytes::len),
            _ => return,
        }
    }
}

#[cfg(test)]
mod tests;
