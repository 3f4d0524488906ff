//! What a request says of itself, before anything is asked of the database.

use super::VisitFacts;
use crate::core::{app::App, cookies, page};
use axum::{
    extract::{ConnectInfo, Request},
    http::{Method, header},
};
use std::net::{IpAddr, SocketAddr};
use store::core::secrets;

/// Responses to consultations are anonymous, also for people who are signed in: at their addresses, present and former, no
/// session is read, so that neither the page nor the log can name the respondent.
fn is_anonymous(path: &str) -> bool {
    ["/respond/", "/voice/"].iter().any(|start| path.starts_with(start))
}

/// What is the same for everyone, and needs no database: a signed-in visitor sees the page about a failure in its style.
pub(crate) fn is_without_database(path: &str) -> bool {
    path.starts_with("/static/") || path == "/health/live"
}

/// What the request says of itself.
pub(super) fn facts(app: &App, request: &Request) -> VisitFacts {
    let headers = request.headers();
    let is_secret = |text: &String| text.len() == 64 && text.bytes().all(|byte| byte.is_ascii_hexdigit());
    let cookie = |name| cookies::get(headers, &app.site, name);
    let path = request.uri().path();
    VisitFacts {
        visitor: None,
        session: cookie(cookies::SESSION)
            .filter(is_secret)
            .filter(|_| !is_anonymous(path) && !is_without_database(path)),
        browser: cookie(cookies::BROWSER).filter(is_secret).unwrap_or_else(secrets::new),
        notice: cookie(cookies::NOTICE).and_then(|text| page::decode_notice(&text)),
        now: app.clock.now(),
        path: path.to_owned(),
        then: then(app, request),
        client: client(app, request),
    }
}

fn then(app: &App, request: &Request) -> String {
    let asked = if request.method() == Method::POST {
        // Our own pages send it (`referrer-policy`); what another site sends does not begin with our address.
        let from = request.headers().get(header::REFERER).and_then(|value| value.to_str().ok());
        from.and_then(|from| from.strip_prefix(&*app.site.base)).map(ToOwned::to_owned)
    } else {
        request.uri().path_and_query().map(ToString::to_string)
    };
    asked.and_then(|path| page::local(&path).map(ToOwned::to_owned)).unwrap_or_else(|| "/home".to_owned())
}

fn client(app: &App, request: &Request) -> Option<IpAddr> {
    let neighbour = request.extensions().get::<ConnectInfo<SocketAddr>>().map(|info| info.0.ip());
    if !app.site.behind_proxy {
        return neighbour;
    }
    // The part before the last comma comes from the client.
    let last = request.headers().get_all("x-forwarded-for").iter().next_back()?.to_str().ok()?.rsplit(',').next()?;
    last.trim().parse().ok().or(neighbour)
}

#[cfg(test)]
mod tests {
    use super::is_anonymous;

    #[test]
    fn no_session_is_read_where_people_respond_to_consultations() {
        assert!(is_anonymous("/respond/k7mf-3xqt") && is_anonymous("/respond/k7mf-3xqt/thanks"));
        assert!(is_anonymous("/voice/k7mf-3xqt"), "the former address");
        assert!(!is_anonymous("/") && !is_anonymous("/consultations/k7mf-3xqt"));
    }
}
