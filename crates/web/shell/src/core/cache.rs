//! An in-memory cache of public pages.
//!
//! Most visitors are not signed in and read pages that change a few times a week. A cached page costs a few microseconds and no query. It is
//! valid until the next commit or the next day: commits of this instance count at once ([`store::Db::commits`]), those of other instances are
//! noticed by their events within a second. The cache holds nothing that another instance needs. The reasons are in
//! `docs/decisions/0007-public-pages-from-memory.md`.
//!
//! While the database is away, cached pages of the last known version are served with their age (`outage`).

mod outage;
mod stored_pages;

use crate::core::{
    app::App,
    clock, cookies,
    request::{Visit, is_without_database},
};
use axum::{
    body::{Bytes, to_bytes},
    extract::{MatchedPath, Request, State},
    http::{HeaderMap, HeaderValue, Method, StatusCode, header},
    middleware::Next,
    response::{IntoResponse as _, Response},
};
use jiff::{SignedDuration, Timestamp, civil::Date};
use sha2::{Digest as _, Sha256};
use std::{
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};
use store::{Error, public};
use stored_pages::StoredPages;
use tokio::time::timeout;
use uuid::Uuid;

/// The maximum size of all cached pages, in bytes.
const MAX_BYTES: usize = 40 * 1024 * 1024;
/// The maximum size of a cached page, in bytes, so that a few cannot evict all others.
const MAX_PAGE_BYTES: usize = MAX_BYTES / 24;
/// The maximum length of a cached address, in bytes.
const MAX_ADDRESS_BYTES: usize = 300;
/// The interval at which the events of other instances are checked.
const CHECK_INTERVAL: SignedDuration = SignedDuration::from_secs(1);
/// How long a check of the events may take before the database counts as away. Requests for cached pages wait for it.
const CHECK_TIMEOUT: Duration = Duration::from_millis(1500);

/// How old the last check that succeeded may be when the database goes away. Before an older one, other instances may have withdrawn pages.
const MAX_UNCHECKED: SignedDuration = SignedDuration::from_mins(1);

/// The cached pages. Cheap to clone; clones share the pages.
#[derive(Debug, Clone, Default)]
pub struct Cache(Arc<Inner>);

#[derive(Debug, Default)]
struct Inner {
    pages: Mutex<StoredPages>,
    last_check: Mutex<LastCheck>,
    /// Locked by the request that checks the events.
    checking: tokio::sync::Mutex<()>,
}

/// The result of the last check of the events.
#[derive(Debug, Default)]
struct LastCheck {
    at: Timestamp,
    newest: Vec<Uuid>,
    changes: u64,
    succeeded_at: Timestamp,
    is_away: bool,
    /// Whether the last check that succeeded was recent when the database went away.
    was_recent: bool,
}

/// The version, as far as it is known.
#[derive(Debug, Clone, Copy)]
enum KnownVersion {
    /// The current version.
    Current(Version),
    /// The version at the last check that succeeded, shortly before the database went away.
    Last(Version),
    /// The database is away, and what others changed before is not known.
    Unknown,
}

/// The state of the database from which a page was rendered. Any change makes it a different version.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Version {
    commits: u64,
    changes: u64,
    /// Pages show what is overdue.
    day: Date,
}

/// A page as it is sent, with an entity tag.
#[derive(Debug, Clone)]
struct Page {
    headers: HeaderMap,
    body: Bytes,
    /// When it was rendered.
    rendered_at: Timestamp,
}

/// Marks a response that is the same for everyone who is not signed in.
#[derive(Debug, Clone, Copy)]
struct SameForEveryone;

/// Marks a response as public, unless it was rendered for one person: with their name in the header, or with a notice.
#[must_use]
pub fn mark_public(visit: &Visit, mut response: Response) -> Response {
    if visit.visitor.is_none() && visit.notice.is_none() {
        let headers = response.headers_mut();
        // Browsers and proxies revalidate each time; the response is mostly "not modified".
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("public, max-age=0, must-revalidate"));
        headers.insert(header::VARY, HeaderValue::from_static("cookie"));
        response.extensions_mut().insert(SameForEveryone);
    }
    response
}

/// The middleware around [`crate::core::request::middleware`]: responds from the cache if it can, and caches public responses.
pub async fn middleware(State((app, cache)): State<(App, Cache)>, mut request: Request, next: Next) -> Response {
    let started = Instant::now();
    let method = request.method().clone();
    let (Some(address), true) = (cacheable_address(&app, &request), matches!(method, Method::GET | Method::HEAD))
    else {
        return next.run(request).await;
    };
    let known_tags = request.headers().get(header::IF_NONE_MATCH).cloned();
    let (cached, version) = match cache.version(&app).await {
        KnownVersion::Current(version) => {
            let page = cache.pages(|pages| pages.get(&address, version));
            (page.map(|page| page.response(known_tags.as_ref())), Some(version))
        }
        KnownVersion::Last(version) => {
            let page = cache.pages(|pages| pages.last(&address, version));
            (page.map(|page| outage::response(&page, app.clock.now())), None)
        }
        KnownVersion::Unknown => (None, None),
    };
    if let Some(response) = cached {
        let pattern = request.extensions().get::<MatchedPath>().map_or("-", MatchedPath::as_str);
        let (status, micros, away) = (response.status().as_u16(), started.elapsed().as_micros(), version.is_none());
        tracing::info!(%method, pattern, status, micros, cached = true, away, "request");
        return response;
    }
    let Some(version) = version else { return next.run(request).await };
    // A HEAD request is rendered in full too, so that it fills the cache; the router removes the body.
    *request.method_mut() = Method::GET;
    let mut response = next.run(request).await;
    let is_public = response.extensions_mut().remove::<SameForEveryone>().is_some();
    if !is_public || response.status() != StatusCode::OK || response.headers().contains_key(header::SET_COOKIE) {
        return response;
    }
    let (parts, body) = response.into_parts();
    let Ok(body) = to_bytes(body, usize::MAX).await else {
        return StatusCode::INTERNAL_SERVER_ERROR.into_response();
    };
    let page = Page::new(parts.headers, body, app.clock.now());
    let response = page.response(known_tags.as_ref());
    cache.pages(|pages| pages.put(address, page, version));
    response
}

/// Returns the address under which a response may be cached; `None` for visitors who are signed in or have a notice, and for addresses that
/// respond without the database or report its health.
fn cacheable_address(app: &App, request: &Request) -> Option<String> {
    let path = request.uri().path();
    if is_without_database(path) || path.starts_with("/health") {
        return None;
    }
    let has_cookie = |name| cookies::get(request.headers(), &app.site, name).is_some();
    let address = request.uri().path_and_query()?.as_str();
    (address.len() <= MAX_ADDRESS_BYTES && !has_cookie(cookies::SESSION) && !has_cookie(cookies::NOTICE))
        .then(|| address.to_owned())
}

impl Cache {
    /// Returns the current version, at most a second old as to commits of other instances. The first request after that second checks, and
    /// concurrent requests wait for the result. While the database is away, it is the last known version, and only the request that checks
    /// waits.
    async fn version(&self, app: &App) -> KnownVersion {
        // Read before the check: a commit during the check makes the page that is rendered now outdated, and the next check notices it.
        let commits = app.db.commits();
        let now = app.clock.now();
        if self.last_check().is_due(now) {
            let is_away = self.last_check().is_away;
            let checking = if is_away { self.0.checking.try_lock().ok() } else { Some(self.0.checking.lock().await) };
            if checking.is_some() && self.last_check().is_due(now) {
                let newest = timeout(CHECK_TIMEOUT, newest(app)).await.ok().and_then(Result::ok);
                self.last_check().record(newest, app.clock.now());
            }
        }
        let last_check = self.last_check();
        let version = Version { commits, changes: last_check.changes, day: clock::day(now) };
        match (last_check.is_away, last_check.was_recent) {
            (false, _) => KnownVersion::Current(version),
            (true, true) => KnownVersion::Last(version),
            (true, false) => KnownVersion::Unknown,
        }
    }

    fn last_check(&self) -> MutexGuard<'_, LastCheck> {
        self.0.last_check.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn pages<T>(&self, access: impl FnOnce(&mut StoredPages) -> T) -> T {
        access(&mut self.0.pages.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

/// Reads the ids of the newest events.
async fn newest(app: &App) -> Result<Vec<Uuid>, Error> {
    public::newest(&mut app.db.read().await?).await
}

impl LastCheck {
    fn is_due(&self, now: Timestamp) -> bool {
        // A clock that was set back does not keep it from being checked.
        now.duration_since(self.at).abs() >= CHECK_INTERVAL
    }

    /// Records the ids of the newest events; `None` if the check failed.
    fn record(&mut self, newest: Option<Vec<Uuid>>, now: Timestamp) {
        if self.is_away != newest.is_none() {
            self.is_away = newest.is_none();
            self.was_recent = now.duration_since(self.succeeded_at) <= MAX_UNCHECKED;
            tracing::warn!(away = self.is_away, "public pages are served from memory while the database is away");
        }
        if let Some(newest) = newest {
            self.succeeded_at = now;
            if newest != self.newest {
                self.changes += 1;
                self.newest = newest;
            }
        }
        self.at = now;
    }
}

impl Page {
    fn new(mut headers: HeaderMap, body: Bytes, rendered_at: Timestamp) -> Self {
        let tag = format!("\"{}\"", hex::encode(&Sha256::digest(&body)[..12]));
        headers.insert(header::ETAG, HeaderValue::try_from(tag).expect("digits and quotes are visible ASCII"));
        headers.remove(header::CONTENT_LENGTH);
        Self { headers, body, rendered_at }
    }

    /// Returns the page, or "not modified" if the visitor has it already.
    fn response(&self, known_tags: Option<&HeaderValue>) -> Response {
        let tag = &self.headers[header::ETAG];
        let tags = known_tags.and_then(|value| value.to_str().ok()).unwrap_or_default();
        // A proxy that compresses makes the tag weak: `W/"…"`.
        let is_same = tags.split(',').any(|one| one.trim().trim_start_matches("W/").as_bytes() == tag.as_bytes());
        let mut response =
            if is_same { StatusCode::NOT_MODIFIED.into_response() } else { Response::new(self.body.clone().into()) };
        *response.headers_mut() = self.headers.clone();
        response
    }

    /// The approximate memory that it takes, in bytes.
    fn size(&self) -> usize {
        self.body.len() + 2048
    }
}
