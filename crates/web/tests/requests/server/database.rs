//! PostgreSQL hangs, refuses connections, has locked rows, and recovers: a real server behind a proxy of the test.

use crate::support::{Response, TestServer};
use axum::http::{StatusCode, header};
use jiff::SignedDuration;
use std::{
    net::SocketAddr,
    time::{Duration, Instant},
};
use store::Db;
use testing::empty_postgres;
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::{
        TcpListener, TcpStream,
        tcp::{OwnedReadHalf, OwnedWriteHalf},
    },
    sync::watch,
    task::JoinSet,
};

const PAGE: &str = "/signatories/northmoor";

/// The state of the proxy.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum ProxyState {
    Forwards,
    /// It accepts connections and forwards nothing. Open connections stay open, as behind a firewall that has lost its state.
    Hangs,
    /// It closes open and new connections.
    Refuses,
}

/// A proxy in front of PostgreSQL.
struct Proxy {
    address: SocketAddr,
    state: watch::Sender<ProxyState>,
}

impl Proxy {
    async fn new(to: String) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let (state, seen) = watch::channel(ProxyState::Forwards);
        tokio::spawn(async move {
            let mut open = JoinSet::new();
            while let Ok((client, _)) = listener.accept().await {
                open.spawn(serve(client, to.clone(), seen.clone()));
            }
        });
        Self { address, state }
    }

    fn set(&self, state: ProxyState) {
        self.state.send(state).unwrap();
    }
}

/// Serves one connection of a client.
async fn serve(client: TcpStream, to: String, mut state: watch::Receiver<ProxyState>) {
    let begun = *state.borrow_and_update();
    if begun == ProxyState::Forwards {
        let (from_client, to_client) = client.into_split();
        let (from_server, to_server) = TcpStream::connect(to).await.unwrap().into_split();
        let (up, down) =
            (tokio::spawn(forward(from_client, to_server, state.clone())), forward(from_server, to_client, state));
        down.await;
        up.await.unwrap();
    } else if begun == ProxyState::Hangs {
        let _ = state.wait_for(|state| *state == ProxyState::Refuses).await;
    }
}

/// Forwards bytes in one direction.
async fn forward(mut from: OwnedReadHalf, mut to: OwnedWriteHalf, mut state: watch::Receiver<ProxyState>) {
    let mut bytes = vec![0; 16_384];
    loop {
        tokio::select! {
            biased;
            changed = state.changed() => {
                if changed.is_err() || *state.borrow_and_update() == ProxyState::Refuses {
                    return;
                }
                // The proxy hangs, and this connection will not be used again.
                let _ = state.wait_for(|state| *state == ProxyState::Refuses).await;
                return;
            }
            read = from.read(&mut bytes) => match read {
                Ok(count) if count > 0 && to.write_all(&bytes[..count]).await.is_ok() => {}
                _ => return,
            }
        }
    }
}

/// Creates a server on a new database behind a proxy. Also returns the address of the database without the proxy. `None` if there is no
/// PostgreSQL server.
async fn server_behind_proxy() -> Option<(TestServer, Proxy, String)> {
    let Ok(postgres) = std::env::var("TEST_POSTGRES") else {
        eprintln!("skipped PostgreSQL: TEST_POSTGRES is not set");
        return None;
    };
    let url = empty_postgres(&postgres).await;
    let (user, rest) = url.rsplit_once('@').unwrap();
    let (host, name) = rest.split_once('/').unwrap();
    let proxy = Proxy::new(host.to_owned()).await;
    let db = testing::open(&format!("{user}@{}/{name}", proxy.address)).await;
    Some((TestServer::with_db(db).await, proxy, url))
}

/// Gets a page, and measures how long it takes.
async fn timed(server: &TestServer, persona: &str, path: &str) -> (Response, Duration) {
    let started = Instant::now();
    let response = server.browser(persona).get(path).await;
    (response, started.elapsed())
}

/// Checks what visitors see while the database is away.
async fn visit_without_database(server: &TestServer) {
    server.app.clock.advance(SignedDuration::from_secs(45));
    let (page, time) = timed(server, "nobody", PAGE).await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.body);
    assert!(time < Duration::from_secs(2), "the first request checks: {time:?}");
    let age: u32 = page.headers[header::AGE].to_str().unwrap().parse().unwrap();
    assert!((45..60).contains(&age), "{age}");
    assert!(page.body.contains("Assay cannot reach its database. This page is from 22 November 2026 at 10:10"));
    assert!(page.body.contains("<h1>Northmoor University</h1>"));
    assert_eq!(page.headers[header::CACHE_CONTROL], "no-store");
    // Concurrent requests do not wait for each other.
    let started = Instant::now();
    let visits: Vec<_> = (0..20)
        .map(|_| {
            let mut browser = server.browser("nobody");
            tokio::spawn(async move { browser.get(PAGE).await.status })
        })
        .collect();
    for visit in visits {
        assert_eq!(visit.await.unwrap(), StatusCode::OK);
    }
    assert!(started.elapsed() < Duration::from_secs(2), "{:?}", started.elapsed());

    for (persona, path) in [("nobody", "/signatories/eastfell"), ("lead", "/account")] {
        let (response, time) = timed(server, persona, path).await;
        assert_eq!(response.status, StatusCode::SERVICE_UNAVAILABLE, "{path}");
        assert!(time < Duration::from_secs(6), "{path}: {time:?}");
        assert!(response.body.contains("Assay cannot reach its database"), "{}", response.body);
        assert_eq!(response.headers[header::RETRY_AFTER], "10");
        assert!(response.body.contains(response.headers["x-request-id"].to_str().unwrap()));
    }
    let typed = server.browser("lead").post("/account/name", &[("name", "Ada of the long words")]).await;
    assert_eq!(typed.status, StatusCode::SERVICE_UNAVAILABLE);
    assert!(typed.body.contains("it was not saved: go back in your browser"), "{}", typed.body);
    assert!(typed.body.contains("Ada of the long words"), "the typed text can be copied: {}", typed.body);

    // The pages about the failure have their styles, also for people who are signed in.
    let style = typed.body.split('"').find(|part| part.ends_with("/assay.css")).unwrap();
    let (style, time) = timed(server, "lead", style).await;
    assert!(style.status == StatusCode::OK && time < Duration::from_millis(500), "{time:?}");

    let (live, time) = timed(server, "nobody", "/health/live").await;
    assert!(live.status == StatusCode::OK && time < Duration::from_millis(500), "{time:?}");
    let (ready, time) = timed(server, "nobody", "/health/ready").await;
    assert!(ready.status == StatusCode::SERVICE_UNAVAILABLE && time < Duration::from_secs(5), "{time:?}");
    assert!(ready.body.starts_with("ready: no\nreads: no\nwrites: no\n"), "{}", ready.body);
    assert!(web::work::metrics::text(&server.app).await.contains("assay_database_up 0"));
}

/// Checks that the site recovers without a restart.
async fn visit_again(server: &TestServer) {
    let started = Instant::now();
    loop {
        server.app.clock.advance(SignedDuration::from_secs(2));
        let page = server.browser("nobody").get(PAGE).await;
        if page.status == StatusCode::OK && !page.headers.contains_key(header::AGE) {
            assert!(!page.body.contains("cannot reach its database"));
            break;
        }
        assert!(started.elapsed() < Duration::from_secs(10), "{}", page.status);
    }
    let saved = server.browser("lead").post("/account/name", &[("name", "Ada")]).await;
    assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.body);
    assert_eq!(timed(server, "lead", "/account").await.0.status, StatusCode::OK);
}

#[tokio::test(flavor = "multi_thread")]
async fn public_pages_are_served_while_the_database_hangs_and_the_site_recovers() {
    let Some((server, proxy, _)) = server_behind_proxy().await else { return };
    assert_eq!(server.browser("nobody").get(PAGE).await.status, StatusCode::OK);
    // People sign in all day, which changes no public page.
    let mut browser = server.browser("nobody");
    browser.post(&format!("/sign-in/link/{}", server.world.sign_in_link), &[]).await;
    assert_eq!(browser.get("/account").await.status, StatusCode::OK);
    tokio::time::sleep(Duration::from_millis(1200)).await;
    proxy.set(ProxyState::Hangs);
    visit_without_database(&server).await;
    proxy.set(ProxyState::Forwards);
    visit_again(&server).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn public_pages_are_served_while_the_database_refuses_connections_and_the_site_recovers() {
    let Some((server, proxy, _)) = server_behind_proxy().await else { return };
    assert_eq!(server.browser("nobody").get(PAGE).await.status, StatusCode::OK);
    proxy.set(ProxyState::Refuses);
    visit_without_database(&server).await;
    proxy.set(ProxyState::Forwards);
    visit_again(&server).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn requests_that_wait_for_a_locked_row_do_not_block_others() {
    let Some((server, _proxy, url)) = server_behind_proxy().await else { return };
    let other = Db::open(&url).await.unwrap();
    let mut holder = other.write().await.unwrap();
    let lead = server.world.persona("lead").person.unwrap();
    holder.query("update person set name = name where id = $1").bind(lead.0).run().await.unwrap();
    let writers: Vec<_> = (0..30)
        .map(|_| {
            let mut browser = server.browser("lead");
            tokio::spawn(async move {
                let started = Instant::now();
                (browser.post("/account/name", &[("name", "Ada")]).await, started.elapsed())
            })
        })
        .collect();
    tokio::time::sleep(Duration::from_secs(1)).await;
    for (persona, path) in
        [("nobody", "/signatories/eastfell"), ("contributor", "/account"), ("secretariat", "/organisations")]
    {
        let (response, time) = timed(&server, persona, path).await;
        assert_eq!(response.status, StatusCode::OK, "{path}");
        assert!(time < Duration::from_secs(1), "{path}: {time:?}");
    }
    for writer in writers {
        let (response, time) = writer.await.unwrap();
        assert_eq!(response.status, StatusCode::SERVICE_UNAVAILABLE, "{}", response.body);
        assert!(response.body.contains("Assay is busy"), "{}", response.body);
        assert!(time < Duration::from_secs(7), "{time:?}");
    }
    drop(holder);
    other.close().await;
    let saved = server.browser("lead").post("/account/name", &[("name", "Ada")]).await;
    assert_eq!(saved.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn a_page_that_may_have_been_withdrawn_before_the_database_went_away_is_not_served() {
    let Some((server, proxy, _)) = server_behind_proxy().await else { return };
    assert_eq!(server.browser("nobody").get(PAGE).await.status, StatusCode::OK);
    // Nobody visits for five minutes, in which another instance may have withdrawn it.
    server.app.clock.advance(SignedDuration::from_mins(5));
    proxy.set(ProxyState::Refuses);
    assert_eq!(server.browser("nobody").get(PAGE).await.status, StatusCode::SERVICE_UNAVAILABLE);
}
