//! A visitor to the program, without a network between: real router, real database.
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

/// The program, and the small world in it.
pub(crate) struct Trial {
    pub(crate) app: App,
    pub(crate) router: Router,
    pub(crate) world: World,
}

impl Trial {
    /// On SQLite, under the invented charter.
    pub(crate) async fn new() -> Self {
        Self::on(testing::sqlite().await).await
    }

    pub(crate) async fn on(db: Db) -> Self {
        let charter = testing::invented_charter();
        let clock = Clock::default();
        // Every trial begins on the same Sunday morning: what is due in it does not hang on the day on which it is tried.
        let begins: Timestamp = "2026-11-22T10:10:00Z".parse().unwrap();
        clock.pass(begins.duration_since(clock.now()));
        let world = World::make(&db, &charter, clock.now()).await;
        let site = Site { base: "http://assay.test".into(), ..Site::default() };
        let app = App::new(db, charter, clock, site);
        let (_, file, bytes) = &world.evidence;
        app.files.keep(&file.sha256, bytes.to_vec()).await.unwrap();
        Self { router: routes::site(app.clone()), app, world }
    }

    pub(crate) fn now(&self) -> Timestamp {
        self.app.clock.now()
    }

    /// The same in a session that begins now: those of the world last a day.
    pub(crate) async fn browser_now(&self, persona: &str) -> Browser {
        let mut tx = self.app.db.write().await.unwrap();
        let person = self.world.persona(persona).person.unwrap();
        let session = store::accounts::sessions::begin(&mut tx, person, "a test", self.now()).await.unwrap();
        tx.commit().await.unwrap();
        let mut browser = self.browser("nobody");
        browser.plant("session", &session);
        browser
    }

    /// A browser in which that persona is signed in.
    pub(crate) fn browser(&self, persona: &str) -> Browser {
        Browser::new(self.router.clone(), self.world.persona(persona))
    }
}

/// A browser: keeps its cookies, sends the token of its forms.
#[derive(Clone)]
pub(crate) struct Browser {
    router: Router,
    cookies: Vec<(String, String)>,
}

/// What came back.
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: String,
    /// The body as it came, where it is a file.
    pub(crate) bytes: Vec<u8>,
}

impl Answer {
    /// Where it leads on to.
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

    pub(crate) fn csrf(&self) -> String {
        secrets::hash(&format!("form {}", self.cookie("browser")))
    }

    pub(crate) fn cookie(&self, name: &str) -> &str {
        self.cookies.iter().find(|(key, _)| key == name).map_or("", |(_, value)| value)
    }

    /// Lose all cookies.
    pub(crate) fn forget(&mut self) {
        self.cookies.clear();
    }

    /// Sets a cookie that was chosen by another.
    pub(crate) fn plant(&mut self, name: &str, value: &str) {
        self.cookies.push((name.to_owned(), value.to_owned()));
    }

    pub(crate) async fn get(&mut self, path: &str) -> Answer {
        self.send(Request::get(path).body(Body::empty()).unwrap()).await
    }

    /// Send a form: its fields as they are, and the token.
    pub(crate) async fn post(&mut self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let mut pairs = fields.to_vec();
        let csrf = self.csrf();
        pairs.push(("csrf", &csrf));
        let body = pairs.iter().map(|(key, value)| format!("{}={}", encoded(key), encoded(value))).collect::<Vec<_>>();
        self.post_raw(path, body.join("&")).await
    }

    /// Send a form without the token, as another site would.
    pub(crate) async fn post_raw(&mut self, path: &str, body: String) -> Answer {
        let request = Request::post(path).header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        self.send(request.body(Body::from(body)).unwrap()).await
    }

    pub(crate) async fn send(&mut self, mut request: Request<Body>) -> Answer {
        let line = self.cookies.iter().map(|(key, value)| format!("{key}={value}")).collect::<Vec<_>>().join("; ");
        request.headers_mut().insert(header::COOKIE, line.parse().unwrap());
        let response = self.router.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        for cookie in parts.headers.get_all(header::SET_COOKIE) {
            let (pair, _) = cookie.to_str().unwrap().split_once(';').unwrap();
            let (key, value) = pair.split_once('=').unwrap();
            self.cookies.retain(|(kept, _)| kept != key);
            if !value.is_empty() {
                self.cookies.push((key.to_owned(), value.to_owned()));
            }
        }
        let body = body.collect().await.unwrap().to_bytes();
        let text = String::from_utf8_lossy(&body).into_owned();
        Answer { status: parts.status, headers: parts.headers, body: text, bytes: body.to_vec() }
    }
}

/// The parts of a form with files: each its name, its file's name if it is one, and what it holds.
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

/// A field as forms send it.
pub(crate) fn encoded(text: &str) -> String {
    text.bytes()
        .map(|byte| if byte.is_ascii_alphanumeric() { char::from(byte).to_string() } else { format!("%{byte:02X}") })
        .collect()
}

/// The lines of a log.
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
    /// Keeps what is logged on this thread until `work` is done.
    pub(crate) async fn of<T>(&self, work: impl Future<Output = T>) -> T {
        let lines = self.clone();
        let log = tracing_subscriber::fmt().with_max_level(tracing::Level::DEBUG).with_ansi(false);
        let guard = tracing::subscriber::set_default(log.with_writer(move || lines.clone()).finish());
        let done = work.await;
        drop(guard);
        done
    }

    pub(crate) fn text(&self) -> String {
        String::from_utf8(self.0.lock().unwrap().clone()).unwrap()
    }
}
