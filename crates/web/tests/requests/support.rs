//! Sends requests to the real router with a real database, without a network.
#![allow(dead_code, reason = "each test file uses its own part of this")]

use axum::{
    Router,
    body::Body,
    http::{HeaderMap, Request, StatusCode, header},
};
use http_body_util::BodyExt as _;
use jiff::Timestamp;
use std::{
    io,
    sync::{Arc, Mutex},
};
use store::{Db, core::secrets};
use testing::world::{Persona, World};
use tower::ServiceExt as _;
use web::{
    core::{
        app::{App, Site},
        clock::Clock,
    },
    routes,
};

/// The application with the data of [`World`].
pub(crate) struct TestServer {
    pub(crate) app: App,
    pub(crate) router: Router,
    pub(crate) world: World,
}

impl TestServer {
    /// Creates a server on SQLite with the invented charter.
    pub(crate) async fn new() -> Self {
        Self::with_db(testing::sqlite().await).await
    }

    /// Creates a server whose open round has the panel of the world.
    pub(crate) async fn with_panel() -> Self {
        let server = Self::new().await;
        let mut tx = server.app.db.write().await.unwrap();
        testing::world::panels::make(&mut tx, &server.world, server.now()).await;
        tx.commit().await.unwrap();
        server
    }

    /// Creates a server on this database with the invented charter.
    pub(crate) async fn with_db(db: Db) -> Self {
        let charter = testing::invented_charter();
        let clock = Clock::default();
        // The clock always starts on the same Sunday morning, so that what is due does not depend on the day of the run.
        let start: Timestamp = "2026-11-22T10:10:00Z".parse().unwrap();
        clock.advance(start.duration_since(clock.now()));
        let world = World::make(&db, &charter, clock.now()).await;
        let site = Site { base: "http://assay.test".into(), ..Site::default() };
        let app = App::new(db, charter, clock, site);
        let (_, file, bytes) = &world.evidence;
        app.files.store(&file.sha256, bytes.to_vec()).await.unwrap();
        Self { router: routes::site(app.clone()), app, world }
    }

    /// The same server with a charter whose forms were all used from `first` on, so that a past submission can answer them.
    pub(crate) fn with_forms_from(mut self, first: model::Date) -> Self {
        let mut charter = (*self.app.charter).clone();
        for edition in &mut charter.editions {
            edition.from = first;
        }
        self.app.charter = Arc::new(charter);
        self.router = routes::site(self.app.clone());
        self
    }

    /// The time of the server's clock.
    pub(crate) fn now(&self) -> Timestamp {
        self.app.clock.now()
    }

    /// A browser with a session that starts now, for tests in which the sessions of the world have expired.
    pub(crate) async fn browser_in_new_session(&self, persona: &str) -> Browser {
        let mut tx = self.app.db.write().await.unwrap();
        let person = self.world.persona(persona).person.unwrap();
        let session = store::accounts::sessions::create(&mut tx, person, "a test", self.now()).await.unwrap();
        tx.commit().await.unwrap();
        let mut browser = self.browser("nobody");
        browser.set_cookie("session", &session);
        browser
    }

    /// A browser in which `persona` is signed in.
    pub(crate) fn browser(&self, persona: &str) -> Browser {
        Browser::new(self.router.clone(), self.world.persona(persona))
    }
}

/// A browser: stores cookies and sends the CSRF token with its forms.
#[derive(Clone)]
pub(crate) struct Browser {
    router: Router,
    cookies: Vec<(String, String)>,
}

/// The response to a request.
pub(crate) struct Response {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: String,
    /// The body as bytes, for files.
    pub(crate) bytes: Vec<u8>,
}

impl Response {
    /// The `Location` header, or an empty string.
    pub(crate) fn location(&self) -> &str {
        self.headers.get(header::LOCATION).map_or("", |value| value.to_str().unwrap())
    }
}

impl Browser {
    pub(crate) fn new(router: Router, persona: &Persona) -> Self {
        let mut cookies = vec![("browser".to_owned(), secrets::new())];
        cookies.extend(persona.session.clone().map(|secret| ("session".to_owned(), secret)));
        Self { router, cookies }
    }

    /// The CSRF token of this browser's forms.
    pub(crate) fn csrf(&self) -> String {
        secrets::hash(&format!("form {}", self.cookie("browser")))
    }

    /// The value of a cookie, or an empty string.
    pub(crate) fn cookie(&self, name: &str) -> &str {
        self.cookies.iter().find(|(key, _)| key == name).map_or("", |(_, value)| value)
    }

    /// Deletes all cookies.
    pub(crate) fn clear_cookies(&mut self) {
        self.cookies.clear();
    }

    /// Sets a cookie that did not come from the server.
    pub(crate) fn set_cookie(&mut self, name: &str, value: &str) {
        self.cookies.push((name.to_owned(), value.to_owned()));
    }

    pub(crate) async fn get(&mut self, path: &str) -> Response {
        self.send(Request::get(path).body(Body::empty()).unwrap()).await
    }

    /// Sends a form with the CSRF token.
    pub(crate) async fn post(&mut self, path: &str, fields: &[(&str, &str)]) -> Response {
        let mut pairs = fields.to_vec();
        let csrf = self.csrf();
        pairs.push(("csrf", &csrf));
        let body = pairs.iter().map(|(key, value)| format!("{}={}", encoded(key), encoded(value))).collect::<Vec<_>>();
        self.post_raw(path, body.join("&")).await
    }

    /// Sends a form without the CSRF token, as another site would.
    pub(crate) async fn post_raw(&mut self, path: &str, body: String) -> Response {
        let request = Request::post(path).header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        self.send(request.body(Body::from(body)).unwrap()).await
    }

    pub(crate) async fn send(&mut self, mut request: Request<Body>) -> Response {
        let line = self.cookies.iter().map(|(key, value)| format!("{key}={value}")).collect::<Vec<_>>().join("; ");
        request.headers_mut().insert(header::COOKIE, line.parse().unwrap());
        let response = self.router.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        for cookie in parts.headers.get_all(header::SET_COOKIE) {
            let (pair, _) = cookie.to_str().unwrap().split_once(';').unwrap();
            let (key, value) = pair.split_once('=').unwrap();
            self.cookies.retain(|(name, _)| name != key);
            if !value.is_empty() {
                self.cookies.push((key.to_owned(), value.to_owned()));
            }
        }
        let body = body.collect().await.unwrap().to_bytes();
        let text = String::from_utf8_lossy(&body).into_owned();
        Response { status: parts.status, headers: parts.headers, body: text, bytes: body.to_vec() }
    }
}

/// A multipart form. Each part has a field name, a file name if it is a file, and the contents.
pub(crate) fn multipart(path: &str, parts: &[(&str, Option<&str>, &[u8])]) -> Request<Body> {
    const BOUNDARY: &str = "between-the-parts";
    let mut body = Vec::new();
    for (name, file, value) in parts {
        let file = file.map(|file| format!("; filename=\"{file}\"")).unwrap_or_default();
        body.extend_from_slice(
            format!("--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"{name}\"{file}\r\n\r\n").as_bytes(),
        );
        body.extend_from_slice(value);
        body.extend_from_slice(b"\r\n");
    }
    body.extend_from_slice(format!("--{BOUNDARY}--\r\n").as_bytes());
    let kind = format!("multipart/form-data; boundary={BOUNDARY}");
    Request::post(path).header(header::CONTENT_TYPE, kind).body(Body::from(body)).unwrap()
}

/// Percent-encodes a field of a form.
pub(crate) fn encoded(text: &str) -> String {
    text.bytes()
        .map(|byte| if byte.is_ascii_alphanumeric() { char::from(byte).to_string() } else { format!("%{byte:02X}") })
        .collect()
}

/// Collects the lines of a log.
#[derive(Clone, Default)]
pub(crate) struct Log(Arc<Mutex<Vec<u8>>>);

impl io::Write for Log {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().write(bytes)
    }
    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Log {
    /// Collects what is logged on this thread until `work` completes.
    pub(crate) async fn of<T>(&self, work: impl Future<Output = T>) -> T {
        let lines = self.clone();
        let log = tracing_subscriber::fmt().with_max_level(tracing::Level::DEBUG).with_ansi(false);
        let guard = tracing::subscriber::set_default(log.with_writer(move || lines.clone()).finish());
        let done = work.await;
        drop(guard);
        done
    }

    /// The lines as text.
    pub(crate) fn text(&self) -> String {
        String::from_utf8(self.0.lock().unwrap().clone()).unwrap()
    }
}
