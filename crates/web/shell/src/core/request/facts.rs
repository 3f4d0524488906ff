//! The facts about a request that need no database.

use super::VisitFacts;
use crate::core::{app::App, cookies, page};
use axum::{
    extract::{ConnectInfo, Request},
    http::{Method, header},
};
use std::net::{IpAddr, SocketAddr};
use store::core::secrets;

/// Whether a path, current or former, is one where people respond to a consultation. No cookie is read or set there, so that neither the page
/// nor the log can name a respondent who is signed in, and nothing on a shared computer shows who responded.
pub(super) fn is_anonymous(path: &str) -> bool {
    ["/respond/", "/voice/"].iter().any(|prefix| path.starts_with(prefix))
}

/// Whether the response at a path is the same for everyone and needs no database. No session is read there, so that the page about a failure of
/// the database has its styles also for people who are signed in.
pub(crate) fn is_without_database(path: &str) -> bool {
    path.starts_with("/static/") || path == "/health/live"
}

/// Reads the facts from the headers of a request.
pub(super) fn facts(app: &App, request: &Request) -> VisitFacts {
    let headers = request.headers();
    let is_secret = |text: &String| text.len() == 64 && text.bytes().all(|byte| byte.is_ascii_hexdigit());
    let path = request.uri().path();
    let cookie = |name| (!is_anonymous(path)).then(|| cookies::get(headers, &app.site, name)).flatten();
    VisitFacts {
        visitor: None,
        session: cookie(cookies::SESSION).filter(is_secret).filter(|_| !is_without_database(path)),
        browser: cookie(cookies::BROWSER).filter(is_secret).unwrap_or_else(secrets::new),
        notice: cookie(cookies::NOTICE).and_then(|text| page::decode_notice(&text)),
        now: app.clock.now(),
        path: path.to_owned(),
        return_to: return_path(app, request),
        client: client_ip(app, request),
    }
}

/// Returns the path to return to after signing in.
fn return_path(app: &App, request: &Request) -> String {
    let path = if request.method() == Method::POST {
        // Our own pages send the referrer (`referrer-policy`). That of another site does not begin with our address.
        let referrer = request.headers().get(header::REFERER).and_then(|value| value.to_str().ok());
        referrer.and_then(|referrer| referrer.strip_prefix(&*app.site.base)).map(ToOwned::to_owned)
    } else {
        request.uri().path_and_query().map(ToString::to_string)
    };
    path.and_then(|path| page::local(&path).map(ToOwned::to_owned)).unwrap_or_else(|| "/home".to_owned())
}

/// Returns the IP address of the client, as reported by the proxy if there is one.
fn client_ip(app: &App, request: &Request) -> Option<IpAddr> {
    let peer = request.extensions().get::<ConnectInfo<SocketAddr>>().map(|info| info.0.ip());
    if !app.site.behind_proxy {
        return peer;
    }
    // Everything before the last comma was sent by the client and cannot be trusted.
    let last = request.headers().get_all("x-forwarded-for").iter().next_back()?.to_str().ok()?.rsplit(',').next()?;
    last.trim().parse().ok().or(peer)
}

#[cfg(test)]
mod tests {
    use super::is_anonymous;

    #[test]
    fn responses_to_consultations_are_anonymous() {
        assert!(is_anonymous("/respond/k7mf-3xqt") && is_anonymous("/respond/k7mf-3xqt/thanks"));
        assert!(is_anonymous("/voice/k7mf-3xqt"), "the former address");
        assert!(!is_anonymous("/") && !is_anonymous("/consultations/k7mf-3xqt"));
    }
}
