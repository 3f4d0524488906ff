//! Public pages, kept in memory as they were drawn.
//!
//! Most visits are of people who are not signed in, to pages that change a few times a week. A page that is kept costs a
//! few microseconds and no query. It is true while nothing was committed and the day is the same: what this instance commits counts at once
//! ([`store::Db::commits`]), what another one commits is seen by its event within a second. Nothing here is state that
//! another instance needs; `docs/decisions/0007-public-pages-from-memory.md` says why.
//!
//! While the database is away, pages of the last known version are given, marked by their age ([`aged`]).

mod aged;
mod shelf;

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
use shelf::Shelf;
use std::{
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};
use store::{Error, public};
use tokio::time::timeout;
use uuid::Uuid;

/// The most bytes of pages that are kept.
const MOST: usize = 40 * 1024 * 1024;
/// The largest page that is kept, so that a few cannot drive out all others.
const LARGEST: usize = MOST / 24;
/// The longest address that is kept.
const LONGEST_ADDRESS: usize = 300;
/// How long the events are not looked at again.
const PATIENCE: SignedDuration = SignedDuration::from_secs(1);
/// How long a look at the events may take before the database counts as away. Pages in memory wait for it.
const LOOK: Duration = Duration::from_millis(1500);

/// The pages. Cheap to clone; clones share them.
#[derive(Debug, Clone, Default)]
pub struct Cache(Arc<Inner>);

#[derive(Debug, Default)]
struct Inner {
    shelf: Mutex<Shelf>,
    look: Mutex<Look>,
    /// Held by the request that looks at the events.
    turn: tokio::sync::Mutex<()>,
}

/// What was last seen of the events.
#[derive(Debug, Default)]
struct Look {
    at: Timestamp,
    newest: Vec<Uuid>,
    changes: u64,
    is_away: bool,
}

/// What is known of the version of everything.
#[derive(Debug, Clone, Copy)]
enum Seen {
    /// It is this.
    Now(Version),
    /// The database is away; it was this when it was last seen.
    Last(Version),
}

/// The state of the database in which a page was drawn: any change makes it another one.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Version {
    commits: u64,
    changes: u64,
    /// Pages say what is late.
    day: Date,
}

/// A page as it is sent, and what tells it from another version of itself.
#[derive(Debug, Clone)]
struct Page {
    headers: HeaderMap,
    body: Bytes,
    drawn: Timestamp,
}

/// The mark of an answer that is the same for everyone who is not signed in.
#[derive(Debug, Clone, Copy)]
struct ForEveryone;

/// Marks an answer as public, unless it was drawn for one person: with their name in the header or a notice of what
/// they have just done.
#[must_use]
pub fn for_everyone(visit: &Visit, mut answer: Response) -> Response {
    if visit.visitor.is_none() && visit.notice.is_none() {
        let headers = answer.headers_mut();
        // Browsers and proxies ask each time whether it is still so; the answer is mostly "not modified".
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("public, max-age=0, must-revalidate"));
        headers.insert(header::VARY, HeaderValue::from_static("cookie"));
        answer.extensions_mut().insert(ForEveryone);
    }
    answer
}

/// Wraps all the rest: answers from memory what is there, keeps what is for everyone.
pub async fn around(State((app, cache)): State<(App, Cache)>, mut request: Request, next: Next) -> Response {
    let started = Instant::now();
    let method = request.method().clone();
    let (Some(address), true) = (address(&app, &request), matches!(method, Method::GET | Method::HEAD)) else {
        return next.run(request).await;
    };
    let seen = request.headers().get(header::IF_NONE_MATCH).cloned();
    let (kept, version) = match cache.version(&app).await {
        Seen::Now(version) => {
            let page = cache.shelf(|shelf| shelf.get(&address, version));
            (page.map(|page| page.answer(seen.as_ref())), Some(version))
        }
        Seen::Last(version) => {
            let page = cache.shelf(|shelf| shelf.last(&address, version));
            (page.map(|page| aged::answer(&page, app.clock.now())), None)
        }
    };
    if let Some(answer) = kept {
        let pattern = request.extensions().get::<MatchedPath>().map_or("-", MatchedPath::as_str);
        let (status, micros, away) = (answer.status().as_u16(), started.elapsed().as_micros(), version.is_none());
        tracing::info!(%method, pattern, status, micros, kept = true, away, "request");
        return answer;
    }
    let Some(version) = version else { return next.run(request).await };
    // What is asked with HEAD is drawn as well; the router takes the body away.
    *request.method_mut() = Method::GET;
    let mut answer = next.run(request).await;
    let is_public = answer.extensions_mut().remove::<ForEveryone>().is_some();
    if !is_public || answer.status() != StatusCode::OK || answer.headers().contains_key(header::SET_COOKIE) {
        return answer;
    }
    let (parts, body) = answer.into_parts();
    let Ok(body) = to_bytes(body, usize::MAX).await else {
        return StatusCode::INTERNAL_SERVER_ERROR.into_response();
    };
    let page = Page::new(parts.headers, body, app.clock.now());
    let answer = page.answer(seen.as_ref());
    cache.shelf(|shelf| shelf.put(address, page, version));
    answer
}

/// The address under which a page may be kept: not for who is signed in or has just done something.
fn address(app: &App, request: &Request) -> Option<String> {
    let path = request.uri().path();
    if is_without_database(path) || path.starts_with("/health") {
        return None;
    }
    let known = |name| cookies::get(request.headers(), &app.site, name).is_some();
    let address = request.uri().path_and_query()?.as_str();
    (address.len() <= LONGEST_ADDRESS && !known(cookies::SESSION) && !known(cookies::NOTICE))
        .then(|| address.to_owned())
}

impl Cache {
    /// The version of everything, at most a second old for what others committed. The first request after that second
    /// looks, and the others wait for the result; while the database is away, they do not.
    async fn version(&self, app: &App) -> Seen {
        // Before the look: what is committed during it makes the page that is now drawn outdated, and the next look
        // will find that.
        let commits = app.db.commits();
        let now = app.clock.now();
        if self.look().is_due(now) {
            let is_away = self.look().is_away;
            let turn = if is_away { self.0.turn.try_lock().ok() } else { Some(self.0.turn.lock().await) };
            if turn.is_some() && self.look().is_due(now) {
                let newest = timeout(LOOK, newest(app)).await.ok().and_then(Result::ok);
                self.look().note(newest, app.clock.now());
            }
        }
        let look = self.look();
        let version = Version { commits, changes: look.changes, day: clock::day(now) };
        if look.is_away { Seen::Last(version) } else { Seen::Now(version) }
    }

    fn look(&self) -> MutexGuard<'_, Look> {
        self.0.look.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn shelf<T>(&self, of: impl FnOnce(&mut Shelf) -> T) -> T {
        of(&mut self.0.shelf.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

async fn newest(app: &App) -> Result<Vec<Uuid>, Error> {
    public::newest(&mut app.db.read().await?).await
}

impl Look {
    fn is_due(&self, now: Timestamp) -> bool {
        now.duration_since(self.at) >= PATIENCE
    }

    /// Keeps what was seen, or that nothing was.
    fn note(&mut self, newest: Option<Vec<Uuid>>, now: Timestamp) {
        if self.is_away != newest.is_none() {
            self.is_away = newest.is_none();
            tracing::warn!(away = self.is_away, "public pages are given from memory while the database is away");
        }
        if let Some(newest) = newest
            && newest != self.newest
        {
            self.changes += 1;
            self.newest = newest;
        }
        self.at = now;
    }
}

impl Page {
    fn new(mut headers: HeaderMap, body: Bytes, drawn: Timestamp) -> Self {
        let tag = format!("\"{}\"", hex::encode(&Sha256::digest(&body)[..12]));
        headers.insert(header::ETAG, HeaderValue::try_from(tag).expect("digits and quotes are visible ASCII"));
        headers.remove(header::CONTENT_LENGTH);
        Self { headers, body, drawn }
    }

    /// The page, or that the visitor has it already.
    fn answer(&self, seen: Option<&HeaderValue>) -> Response {
        let tag = &self.headers[header::ETAG];
        let tags = seen.and_then(|value| value.to_str().ok()).unwrap_or_default();
        // A proxy that compresses makes the tag a weak one, `W/"…"`.
        let is_same = tags.split(',').any(|one| one.trim().trim_start_matches("W/").as_bytes() == tag.as_bytes());
        let mut answer =
            if is_same { StatusCode::NOT_MODIFIED.into_response() } else { Response::new(self.body.clone().into()) };
        *answer.headers_mut() = self.headers.clone();
        answer
    }

    /// How much room it takes, roughly.
    fn size(&self) -> usize {
        self.body.len() + 2048
    }
}
