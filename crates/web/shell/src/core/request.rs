//! A request as handlers see it: the visitor, the browser and the time. The middleware here creates it before any handler runs.

use crate::core::{
    app::App,
    cookies,
    form::{self, recovery::TypedForm},
    page,
    problem::{Problem, ProblemDetails},
};
use axum::{
    extract::{ConnectInfo, MatchedPath, Request, State},
    http::{HeaderValue, Method, header},
    middleware::Next,
    response::{IntoResponse as _, Response},
};
use model::Timestamp;
use std::{
    net::{IpAddr, SocketAddr},
    sync::Arc,
    time::Instant,
};
use store::{
    accounts::sessions::{self, Visitor},
    core::secrets,
};

/// The lifetime of the browser cookie: a year.
const BROWSER_SECONDS: u32 = 365 * 24 * 3600;

/// A request. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Visit(Arc<VisitFacts>);

/// The facts about a request.
#[derive(Debug)]
pub struct VisitFacts {
    /// The person who is signed in.
    pub visitor: Option<Visitor>,
    /// The secret of the session.
    pub session: Option<String>,
    /// The secret of the browser.
    pub browser: String,
    /// The notice about what was just done, shown once.
    pub notice: Option<String>,
    /// When it arrived.
    pub now: Timestamp,
    /// Its path.
    pub path: String,
    /// The path to return to after signing in: the requested page or, for a form, the page it was on.
    pub then: String,
    /// The IP address of the client, if known.
    pub client: Option<IpAddr>,
}

impl std::ops::Deref for Visit {
    type Target = VisitFacts;
    fn deref(&self) -> &VisitFacts {
        &self.0
    }
}

impl Visit {
    /// Returns the CSRF token that every form of this browser must have. Another site can make the browser send a form, but cannot read this.
    #[must_use]
    pub fn csrf(&self) -> String {
        secrets::hash(&format!("form {}", self.browser))
    }
    /// Returns the date of the request, in British time.
    #[must_use]
    pub fn today(&self) -> model::Date {
        crate::core::clock::day(self.now)
    }
}

/// Wraps every handler: identifies the visitor, refuses forms from other sites, renders pages about problems, sets security headers, and
/// writes the one log line.
pub async fn middleware(State(app): State<App>, mut request: Request, next: Next) -> Response {
    let (started, method, path) = (Instant::now(), request.method().clone(), request.uri().path().to_owned());
    // The pattern and never the address, because some addresses contain secrets.
    let pattern = request.extensions().get::<MatchedPath>().map_or("-", MatchedPath::as_str).to_owned();
    let facts = facts(&app, &request);
    let is_new = cookies::get(request.headers(), &app.site, cookies::BROWSER).as_deref() != Some(&*facts.browser);
    let (mut response, visit) = match identify_visitor(&app, facts).await {
        Ok(visit) => {
            request.extensions_mut().insert(visit.clone());
            (respond(&app, request, next, &visit).await, Some(visit))
        }
        Err(problem) => (with_problem_page(&app, None, problem.into_response(), &TypedForm::default()), None),
    };
    if let Some(visit) = &visit {
        let headers = response.headers_mut();
        let is_public = headers.get(header::CACHE_CONTROL).is_some_and(|value| value.as_bytes().starts_with(b"public"));
        if is_new && !is_public {
            headers
                .append(header::SET_COOKIE, cookies::set(&app.site, cookies::BROWSER, &visit.browser, BROWSER_SECONDS));
        }
        if visit.notice.is_some() && response.status().is_success() && !is_public {
            response.headers_mut().append(header::SET_COOKIE, cookies::forget(&app.site, cookies::NOTICE));
        }
    }
    set_security_headers(&app, &mut response);
    let person = visit.as_ref().and_then(|visit| Some(visit.visitor.as_ref()?.person.0));
    let (status, micros) = (response.status().as_u16(), started.elapsed().as_micros());
    tracing::info!(%method, pattern, status, micros, person = person.map(tracing::field::display), "request");
    if response.status().is_server_error() {
        tracing::error!(%method, pattern, ids = ids(&path), "failed");
    }
    response
}

/// Runs the handler. If it fails, the response is a page about the problem that returns the typed text.
async fn respond(app: &App, request: Request, next: Next, visit: &Visit) -> Response {
    let is_cross_site = is_cross_site(app, &request);
    let (response, typed) = match TypedForm::of(request, form::MAX_FORM_BYTES).await {
        Err(problem) => (problem.into_response(), TypedForm::default()),
        // A form sent by another site was not typed by the visitor.
        Ok(_) if is_cross_site => (Problem::CrossSite.into_response(), TypedForm::default()),
        Ok((request, typed)) => (next.run(request).await, typed),
    };
    with_problem_page(app, Some(visit), response, &typed)
}

/// Replaces a response that has [`ProblemDetails`] by the page about the problem.
fn with_problem_page(app: &App, visit: Option<&Visit>, mut response: Response, typed: &TypedForm) -> Response {
    let details = response.extensions_mut().remove::<ProblemDetails>();
    match details {
        // A redirect to sign in would lose typed text, so if there is some the page about the problem is shown first.
        Some(details) if details.status.is_redirection() && typed.texts().is_empty() => response,
        Some(details) => page::problem(app, visit, &details, typed.texts()),
        None => response,
    }
}

/// Returns the ids in a path, for finding what failed. Nothing else of a path is logged.
fn ids(path: &str) -> String {
    path.split('/').filter(|part| part.parse::<uuid::Uuid>().is_ok()).collect::<Vec<_>>().join(" ")
}

/// Whether a path, current or former, is one where people respond to a consultation. No session is read there, so that neither the page nor the
/// log can name a respondent who is signed in.
fn is_anonymous(path: &str) -> bool {
    ["/respond/", "/voice/"].iter().any(|prefix| path.starts_with(prefix))
}

/// Reads the facts from the headers of a request.
fn facts(app: &App, request: &Request) -> VisitFacts {
    let headers = request.headers();
    let is_secret = |text: &String| text.len() == 64 && text.bytes().all(|byte| byte.is_ascii_hexdigit());
    let cookie = |name| cookies::get(headers, &app.site, name);
    VisitFacts {
        visitor: None,
        session: cookie(cookies::SESSION).filter(is_secret).filter(|_| !is_anonymous(request.uri().path())),
        browser: cookie(cookies::BROWSER).filter(is_secret).unwrap_or_else(secrets::new),
        notice: cookie(cookies::NOTICE).and_then(|text| page::decode_notice(&text)),
        now: app.clock.now(),
        path: request.uri().path().to_owned(),
        then: return_path(app, request),
        client: client_ip(app, request),
    }
}

/// Looks up the visitor of a session. From time to time the session is recorded as used.
async fn identify_visitor(app: &App, mut facts: VisitFacts) -> Result<Visit, Problem> {
    if let Some(secret) = &facts.session {
        facts.visitor = sessions::visitor(&mut app.db.read().await?, secret, facts.now).await?;
        if facts
            .visitor
            .as_ref()
            .is_some_and(|visitor| facts.now.duration_since(visitor.seen_at) > sessions::SEEN_EVERY)
        {
            let mut tx = app.db.write().await?;
            sessions::seen(&mut tx, secret, facts.now).await?;
            tx.commit().await?;
        }
    }
    Ok(Visit(Arc::new(facts)))
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

/// Whether a form was sent by a page of another site: the first of two checks, and one that no handler can omit. The second is the CSRF token
/// in the form ([`crate::core::form::extract`]).
fn is_cross_site(app: &App, request: &Request) -> bool {
    if matches!(*request.method(), Method::GET | Method::HEAD | Method::OPTIONS) {
        return false;
    }
    let header = |name| request.headers().get(name).and_then(|value: &HeaderValue| value.to_str().ok());
    match (header("sec-fetch-site"), header("origin")) {
        (Some(site), _) => !matches!(site, "same-origin" | "none"),
        (None, Some(origin)) => origin != app.site.base,
        (None, None) => false,
    }
}

/// Sets the security headers: no inline script runs, no content of other sites loads, and no other site can frame a page.
fn set_security_headers(app: &App, response: &mut Response) {
    const POLICY: &str = "default-src 'none'; style-src 'self'; script-src 'self'; font-src 'self'; img-src 'self'; \
                          connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'";
    let headers = response.headers_mut();
    let mut put = |name: header::HeaderName, value: &'static str| {
        headers.entry(name).or_insert(HeaderValue::from_static(value));
    };
    put(header::CONTENT_SECURITY_POLICY, POLICY);
    put(header::X_CONTENT_TYPE_OPTIONS, "nosniff");
    put(header::X_FRAME_OPTIONS, "DENY");
    put(header::REFERRER_POLICY, "same-origin");
    put(header::CACHE_CONTROL, "no-store");
    put(header::HeaderName::from_static("cross-origin-opener-policy"), "same-origin");
    put(header::HeaderName::from_static("permissions-policy"), "camera=(), geolocation=(), microphone=()");
    if app.site.is_secure() {
        put(header::STRICT_TRANSPORT_SECURITY, "max-age=31536000; includeSubDomains");
    }
}

impl axum::extract::FromRequestParts<App> for Visit {
    type Rejection = Problem;
    async fn from_request_parts(parts: &mut axum::http::request::Parts, _: &App) -> Result<Self, Problem> {
        Ok(parts.extensions.get::<Self>().cloned().expect("the middleware wraps every route"))
    }
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
