//! Asking politely whether a page is there, and never one inside the network: `docs/decisions/0011-evidence.md`.

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

/// How long one answer may take, and all of them together with what they lead on to.
const PATIENCE: Duration = Duration::from_secs(10);
const ALTOGETHER: Duration = Duration::from_secs(30);
/// So often a page may lead on to another.
const REDIRECTS: usize = 3;
/// The most bytes of a page that are read: that it begins is enough.
const MOST_BYTES: usize = 16 * 1024;

/// How the program reaches the web.
#[derive(Debug, Clone, Default)]
pub struct Reach {
    /// Hosts whose address is known and allowed, whatever the rules say: for tests, whose servers are on the machine itself.
    pub lifted: BTreeMap<String, SocketAddr>,
    /// How the program calls itself.
    pub user_agent: String,
}

/// Why a page is not there, in a few words.
#[derive(Debug, thiserror::Error)]
pub enum Gone {
    /// The address leads inside a network, or to a port that is not of the web.
    #[error("it leads to a place that is not public")]
    NotPublic,
    /// The name is of nothing.
    #[error("its host is not known")]
    Unknown,
    /// It is no address.
    #[error("it leads to something that is no address")]
    NoAddress,
    /// It leads on and on.
    #[error("it leads on more than {REDIRECTS} times")]
    Loop,
    /// The server says that it is not there.
    #[error("the server says {0}")]
    Status(u16),
    /// The server does not answer.
    #[error("{0}")]
    Silent(#[from] http::Failure),
    /// It takes too long.
    #[error("it took too long")]
    Slow,
}

impl Reach {
    /// Whether a page is there.
    ///
    /// # Errors
    /// Says why not.
    pub async fn check(&self, address: &str) -> Result<(), Gone> {
        tokio::time::timeout(ALTOGETHER, self.follow(address)).await.map_err(|_| Gone::Slow)?
    }

    async fn follow(&self, address: &str) -> Result<(), Gone> {
        let mut url = Url::parse(address).map_err(|_| Gone::NoAddress)?;
        for _ in 0..=REDIRECTS {
            let to = self.place(&url).await?;
            let mut answer = self.ask(Method::HEAD, &url, to).await?;
            // Some servers know no HEAD, or say that nothing is there.
            if !is_there(answer.status()) && !answer.status().is_redirection() {
                answer = self.ask(Method::GET, &url, to).await?;
                read_a_little(&mut answer).await;
            }
            let status = answer.status();
            if is_there(status) {
                return Ok(());
            }
            let onward = answer.headers().get(header::LOCATION).filter(|_| status.is_redirection());
            let Some(onward) = onward else { return Err(Gone::Status(status.as_u16())) };
            url = onward.to_str().ok().and_then(|text| url.join(text).ok()).ok_or(Gone::NoAddress)?;
        }
        Err(Gone::Loop)
    }

    /// The very address to connect to: looked up once, and looked at whole, since a name may have an inner address among others.
    async fn place(&self, url: &Url) -> Result<SocketAddr, Gone> {
        if !matches!(url.scheme(), "http" | "https") || !url.username().is_empty() || url.password().is_some() {
            return Err(Gone::NotPublic);
        }
        let port = url.port_or_known_default().ok_or(Gone::NoAddress)?;
        if let Some(known) = self.lifted.get(url.host_str().unwrap_or_default()) {
            return Ok(*known);
        }
        if !PORTS.contains(&port) {
            return Err(Gone::NotPublic);
        }
        let found: Vec<SocketAddr> = match url.host().ok_or(Gone::NoAddress)? {
            Host::Ipv4(address) => vec![(address, port).into()],
            Host::Ipv6(address) => vec![(address, port).into()],
            Host::Domain(name) => match tokio::time::timeout(PATIENCE, tokio::net::lookup_host((name, port))).await {
                Ok(found) => found.map_err(|_| Gone::Unknown)?.collect(),
                Err(_) => return Err(Gone::Slow),
            },
        };
        if found.iter().any(|one| !is_public(one.ip())) {
            return Err(Gone::NotPublic);
        }
        // The older network first: more machines can reach it.
        found.iter().find(|one| one.is_ipv4()).or(found.first()).copied().ok_or(Gone::Unknown)
    }

    async fn ask(&self, method: Method, url: &Url, to: SocketAddr) -> Result<Response<Incoming>, Gone> {
        let host = url.host_str().unwrap_or_default();
        let named = url.port().map_or_else(|| host.to_owned(), |port| format!("{host}:{port}"));
        let path = &url[url::Position::BeforePath..url::Position::AfterQuery];
        let mut request = Request::builder()
            .method(method)
            .uri(path)
            .header(header::HOST, named)
            .header(header::ACCEPT, "*/*")
            .body(Empty::<Bytes>::new())
            .map_err(|_| Gone::NoAddress)?;
        if let Ok(value) = HeaderValue::from_str(&self.user_agent) {
            request.headers_mut().insert(header::USER_AGENT, value);
        }
        let tls = (url.scheme() == "https").then_some(host);
        tokio::time::timeout(PATIENCE, http::send(to, tls, request))
            .await
            .map_err(|_| Gone::Slow)?
            .map_err(Gone::Silent)
    }
}

/// A page that asks for a sign-in, or for patience, is there.
fn is_there(status: StatusCode) -> bool {
    status.is_success()
        || matches!(status, StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN | StatusCode::TOO_MANY_REQUESTS)
}

/// The beginning of a page, so that its server need not wonder; the rest is not waited for.
async fn read_a_little(answer: &mut Response<Incoming>) {
    let (mut read, body) = (0, answer.body_mut());
    while read < MOST_BYTES {
        match tokio::time::timeout(PATIENCE, body.frame()).await {
            Ok(Some(Ok(frame))) => read += frame.data_ref().map_or(0, Bytes::len),
            _ => return,
        }
    }
}

#[cfg(test)]
mod tests;
