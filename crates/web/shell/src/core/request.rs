//! One request: who makes it, from which browser, when. Made before any handler runs, and the same for all of them.

mod facts;

use crate::{
    core::{
        app::App,
        cookies,
        form::{self, recovery::TypedForm},
        page,
        problem::{Problem, Trouble},
    },
    server::request_id::RequestId,
};
use axum::{
    extract::{MatchedPath, Request, State},
    http::{HeaderValue, Method, header},
    middleware::Next,
    response::{IntoResponse as _, Response},
};
use facts::facts;
use model::Timestamp;
use std::{net::IpAddr, sync::Arc, time::Instant};
use store::{
    accounts::sessions::{self, Visitor},
    core::secrets,
};

pub(crate) use facts::is_without_database;

/// How long a browser keeps its secret: a year.
const BROWSER_SECONDS: u32 = 365 * 24 * 3600;

/// One request.
#[derive(Debug, Clone)]
pub struct Visit(Arc<VisitFacts>);

/// What is known of it.
#[derive(Debug)]
pub struct VisitFacts {
    /// Who is signed in.
    pub visitor: Option<Visitor>,
    /// The session's secret.
    pub session: Option<String>,
    /// The browser's secret.
    pub browser: String,
    /// What was just done, for a notice that is shown once.
    pub notice: Option<String>,
    /// When it came.
    pub now: Timestamp,
    /// Its path.
    pub path: String,
    /// Where to come back to after signing in: what was asked for or, where that was a form, the page that it stood on.
    pub then: String,
    /// From where it came, as far as that is known.
    pub client: Option<IpAddr>,
}

impl std::ops::Deref for Visit {
    type Target = VisitFacts;
    fn deref(&self) -> &VisitFacts {
        &self.0
    }
}

impl Visit {
    /// What every form of this browser must carry. Another site can make the browser send a form, but not read this.
    #[must_use]
    pub fn csrf(&self) -> String {
        secrets::hash(&format!("form {}", self.browser))
    }
    /// The day it is for the people of the charter.
    #[must_use]
    pub fn today(&self) -> model::Date {
        crate::core::clock::day(self.now)
    }
}

/// Wraps every handler: knows the visitor, refuses forms from elsewhere, draws what went wrong, sets the headers that
/// guard the browser, and writes the one log line.
pub async fn around(State(app): State<App>, mut request: Request, next: Next) -> Response {
    let (started, method, path) = (Instant::now(), request.method().clone(), request.uri().path().to_owned());
    // The pattern, never the address: some addresses are secrets.
    let pattern = request.extensions().get::<MatchedPath>().map_or("-", MatchedPath::as_str).to_owned();
    let facts = facts(&app, &request);
    let is_new = cookies::get(request.headers(), &app.site, cookies::BROWSER).as_deref() != Some(&*facts.browser);
    let id = request.extensions().get::<RequestId>().cloned();
    let (mut response, visit) = match meet(&app, facts).await {
        Ok(visit) => {
            request.extensions_mut().insert(visit.clone());
            let (response, typed) = answer(&app, request, next).await;
            (drawn(&app, Some(&visit), response, &typed, id.as_ref()), Some(visit))
        }
        Err(problem) => {
            let typed = typed(&app, request).await;
            (drawn(&app, None, problem.into_response(), &typed, id.as_ref()), None)
        }
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
    guard(&app, &mut response);
    let person = visit.as_ref().and_then(|visit| Some(visit.visitor.as_ref()?.person.0));
    let (status, micros) = (response.status().as_u16(), started.elapsed().as_micros());
    tracing::info!(%method, pattern, status, micros, person = person.map(tracing::field::display), "request");
    if response.status().is_server_error() {
        tracing::error!(%method, pattern, ids = ids(&path), "failed");
    }
    response
}

/// What the handler says, and what was typed.
async fn answer(app: &App, request: Request, next: Next) -> (Response, TypedForm) {
    let is_elsewhere = is_from_elsewhere(app, &request);
    match TypedForm::of(request, form::LARGEST_FORM).await {
        Err(problem) => (problem.into_response(), TypedForm::default()),
        // A form sent by another site was not typed by the visitor.
        Ok(_) if is_elsewhere => (Problem::Elsewhere.into_response(), TypedForm::default()),
        Ok((request, typed)) => (next.run(request).await, typed),
    }
}

/// What was typed, for a request that reaches no handler.
async fn typed(app: &App, request: Request) -> TypedForm {
    if is_from_elsewhere(app, &request) {
        return TypedForm::default();
    }
    TypedForm::of(request, form::LARGEST_FORM).await.map(|(_, typed)| typed).unwrap_or_default()
}

/// What the handler says or, where something stopped the request, a page about it that gives back what was typed.
fn drawn(
    app: &App,
    visit: Option<&Visit>,
    mut response: Response,
    typed: &TypedForm,
    id: Option<&RequestId>,
) -> Response {
    let trouble = response.extensions_mut().remove::<Trouble>();
    match trouble {
        // A redirect to sign in would lose the typed text: then the page about it is shown first.
        Some(trouble) if trouble.status.is_redirection() && typed.words().is_empty() => response,
        Some(trouble) => page::trouble(app, visit, &trouble, typed.words(), id),
        None => response,
    }
}

/// The identities in a path, for finding what failed; nothing else of it is logged.
fn ids(path: &str) -> String {
    path.split('/').filter(|part| part.parse::<uuid::Uuid>().is_ok()).collect::<Vec<_>>().join(" ")
}

/// Who visits. From time to time their session is noted as used.
async fn meet(app: &App, mut facts: VisitFacts) -> Result<Visit, Problem> {
    if let Some(secret) = &facts.session {
        facts.visitor = sessions::visitor(&mut app.db.read().await?, secret, facts.now).await?;
        if facts
            .visitor
            .as_ref()
            .is_some_and(|visitor| facts.now.duration_since(visitor.seen_at) > sessions::SEEN_EVERY)
        {
            // A page need not wait for writers, or fail with them, to note this.
            if let Err(error) = seen(app, secret, facts.now).await {
                tracing::warn!(%error, "a session was not noted as used");
            }
        }
    }
    Ok(Visit(Arc::new(facts)))
}

async fn seen(app: &App, secret: &str, now: Timestamp) -> Result<(), store::Error> {
    let mut tx = app.db.write().await?;
    sessions::seen(&mut tx, secret, now).await?;
    tx.commit().await
}

/// Whether a form was sent by another site's page: the first of two guards, and one that no handler can forget. The
/// second is the token in the form ([`crate::core::form::extract`]).
fn is_from_elsewhere(app: &App, request: &Request) -> bool {
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

/// Headers that guard the browser. No inline script runs, no content from elsewhere loads, no other site frames a page.
pub(crate) fn guard(app: &App, response: &mut Response) {
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
        Ok(parts.extensions.get::<Self>().cloned().expect("`around` wraps every route"))
    }
}
