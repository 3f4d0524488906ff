//! A request as handlers see it: the visitor, the browser and the time. The middleware here creates it before any handler runs.

mod facts;
mod pending;

use crate::{
    core::{
        app::App,
        cookies,
        form::recovery::TypedForm,
        page,
        problem::{Problem, ProblemDetails},
    },
    server::request_id::RequestId,
};
use axum::{
    extract::{MatchedPath, Request, State},
    http::{HeaderValue, Method, header},
    middleware::Next,
    response::{IntoResponse as _, Response},
};
use facts::{facts, is_anonymous};
use model::Timestamp;
use std::{net::IpAddr, sync::Arc, time::Instant};
use store::{accounts::sessions::Visitor, core::secrets};

pub(crate) use facts::is_without_database;
pub(crate) use pending::PendingVisit;

/// The lifetime of the browser cookie: a year.
const BROWSER_SECONDS: u32 = 365 * 24 * 3600;

/// A request. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Visit(Arc<VisitFacts>);

/// The facts about a request.
#[derive(Debug, Clone)]
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
    pub return_to: String,
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

/// Wraps every handler: says who the visitor is when it is asked, refuses forms from other sites, renders pages about problems, sets security
/// headers, and writes the one log line.
pub async fn middleware(State(app): State<App>, mut request: Request, next: Next) -> Response {
    let (started, method, path) = (Instant::now(), request.method().clone(), request.uri().path().to_owned());
    // The pattern and never the address, because some addresses contain secrets.
    let pattern = request.extensions().get::<MatchedPath>().map_or("-", MatchedPath::as_str).to_owned();
    let facts = facts(&app, &request);
    let is_anonymous = is_anonymous(&path);
    let is_new = !is_anonymous
        && cookies::get(request.headers(), &app.site, cookies::BROWSER).as_deref() != Some(&*facts.browser);
    let request_id = request.extensions().get::<RequestId>().cloned();
    let pending = PendingVisit::new(facts);
    request.extensions_mut().insert(pending.clone());
    let (response, typed) = respond(&app, request, next).await;
    // What asked for no visitor, such as the page about a form that is too large, has their name in its frame all the same. If the database
    // failed, no page has it.
    let visit = pending.identify(&app).await.ok();
    let mut response = with_problem_page(&app, visit.as_ref(), &method, response, &typed, request_id.as_ref());
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
    if is_anonymous {
        response.headers_mut().remove(header::SET_COOKIE);
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

/// Runs the handler. Returns its response, and the form as it was typed.
async fn respond(app: &App, request: Request, next: Next) -> (Response, TypedForm) {
    let is_cross_site = is_cross_site(app, &request);
    match TypedForm::of(request).await {
        Err(problem) => (problem.into_response(), TypedForm::default()),
        // A form sent by another site was not typed by the visitor.
        Ok(_) if is_cross_site => (Problem::CrossSite.into_response(), TypedForm::default()),
        Ok((request, typed)) => (next.run(request).await, typed),
    }
}

/// Replaces a response that has [`ProblemDetails`] by the page about the problem, which returns the typed text.
fn with_problem_page(
    app: &App,
    visit: Option<&Visit>,
    method: &Method,
    mut response: Response,
    typed: &TypedForm,
    request_id: Option<&RequestId>,
) -> Response {
    let details = response.extensions_mut().remove::<ProblemDetails>();
    match details {
        // A redirect to sign in would lose typed text, so if there is some the page about the problem is shown first.
        Some(details) if details.status.is_redirection() && typed.texts().is_empty() => response,
        Some(details) => {
            let details = if *method == Method::GET { details.of_reading() } else { details };
            page::problem(app, visit, &details, typed.texts(), request_id)
        }
        None => response,
    }
}

/// Returns the ids in a path, for finding what failed. Nothing else of a path is logged.
fn ids(path: &str) -> String {
    path.split('/').filter(|part| part.parse::<uuid::Uuid>().is_ok()).collect::<Vec<_>>().join(" ")
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
pub(crate) fn set_security_headers(app: &App, response: &mut Response) {
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
