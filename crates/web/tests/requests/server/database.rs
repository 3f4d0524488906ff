//! PostgreSQL hangs, refuses, is locked, and returns: a real server behind a proxy of the test.

use crate::support::{Answer, Trial};
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

/// What the way to the database does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Way {
    Forwards,
    /// It takes everything and passes nothing on. What was open stays so for ever, as behind a firewall that forgot it.
    Hangs,
    /// It closes what was open and what comes.
    Refuses,
}

/// A proxy before PostgreSQL.
struct Proxy {
    address: SocketAddr,
    way: watch::Sender<Way>,
}

impl Proxy {
    async fn new(to: String) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let (way, seen) = watch::channel(Way::Forwards);
        tokio::spawn(async move {
            let mut open = JoinSet::new();
            while let Ok((client, _)) = listener.accept().await {
                open.spawn(carry(client, to.clone(), seen.clone()));
            }
        });
        Self { address, way }
    }

    fn set(&self, way: Way) {
        self.way.send(way).unwrap();
    }
}

async fn carry(client: TcpStream, to: String, mut way: watch::Receiver<Way>) {
    let begun = *way.borrow_and_update();
    if begun == Way::Forwards {
        let (from_client, to_client) = client.into_split();
        let (from_server, to_server) = TcpStream::connect(to).await.unwrap().into_split();
        let (up, down) = (tokio::spawn(pass(from_client, to_server, way.clone())), pass(from_server, to_client, way));
        down.await;
        up.await.unwrap();
    } else if begun == Way::Hangs {
        let _ = way.wait_for(|way| *way == Way::Refuses).await;
    }
}

async fn pass(mut from: OwnedReadHalf, mut to: OwnedWriteHalf, mut way: watch::Receiver<Way>) {
    let mut bytes = vec![0; 16_384];
    loop {
        tokio::select! {
            biased;
            changed = way.changed() => {
                if changed.is_err() || *way.borrow_and_update() == Way::Refuses {
                    return;
                }
                // It hung: what was open passes nothing any more.
                let _ = way.wait_for(|way| *way == Way::Refuses).await;
                return;
            }
            read = from.read(&mut bytes) => match read {
                Ok(count) if count > 0 && to.write_all(&bytes[..count]).await.is_ok() => {}
                _ => return,
            }
        }
    }
}

/// A trial on a new database behind a proxy, and the address of the database without it; none without a server.
async fn trial() -> Option<(Trial, Proxy, String)> {
    let Ok(server) = std::env::var("TEST_POSTGRES") else {
        eprintln!("skipped PostgreSQL: TEST_POSTGRES names no server");
        return None;
    };
    let url = empty_postgres(&server).await;
    let (user, rest) = url.rsplit_once('@').unwrap();
    let (host, name) = rest.split_once('/').unwrap();
    let proxy = Proxy::new(host.to_owned()).await;
    let db = Db::open(&format!("{user}@{}/{name}", proxy.address)).await.unwrap();
    Some((Trial::on(db).await, proxy, url))
}

async fn timed(trial: &Trial, persona: &str, path: &str) -> (Answer, Duration) {
    let started = Instant::now();
    let answer = trial.browser(persona).get(path).await;
    (answer, started.elapsed())
}

/// Everything that a visitor meets while the database is away.
async fn visit_without_database(trial: &Trial) {
    trial.app.clock.pass(SignedDuration::from_secs(60));
    let (page, time) = timed(trial, "nobody", PAGE).await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.body);
    assert!(time < Duration::from_secs(2), "the first one looks: {time:?}");
    let age: u32 = page.headers[header::AGE].to_str().unwrap().parse().unwrap();
    assert!((60..120).contains(&age), "{age}");
    assert!(page.body.contains("Assay cannot reach its database. This page is from 22 November 2026 at 10:10"));
    assert!(page.body.contains("<h1>Northmoor University</h1>"));
    assert_eq!(page.headers[header::CACHE_CONTROL], "no-store");
    // Many at once do not wait for each other.
    let started = Instant::now();
    let visits: Vec<_> = (0..20)
        .map(|_| {
            let mut browser = trial.browser("nobody");
            tokio::spawn(async move { browser.get(PAGE).await.status })
        })
        .collect();
    for visit in visits {
        assert_eq!(visit.await.unwrap(), StatusCode::OK);
    }
    assert!(started.elapsed() < Duration::from_secs(2), "{:?}", started.elapsed());

    for (persona, path) in [("nobody", "/signatories/eastfell"), ("lead", "/account")] {
        let (answer, time) = timed(trial, persona, path).await;
        assert_eq!(answer.status, StatusCode::SERVICE_UNAVAILABLE, "{path}");
        assert!(time < Duration::from_secs(6), "{path}: {time:?}");
        assert!(answer.body.contains("Assay cannot reach its database"), "{}", answer.body);
        assert_eq!(answer.headers[header::RETRY_AFTER], "10");
        assert!(answer.body.contains(answer.headers["x-request-id"].to_str().unwrap()));
    }
    let typed = trial.browser("lead").post("/account/name", &[("name", "Ada of the long words")]).await;
    assert_eq!(typed.status, StatusCode::SERVICE_UNAVAILABLE);
    assert!(typed.body.contains("it was not saved: go back in your browser"), "{}", typed.body);
    assert!(typed.body.contains("Ada of the long words"), "what was typed can be copied: {}", typed.body);

    // The pages about the failure have their style, also for people who are signed in.
    let style = typed.body.split('"').find(|part| part.ends_with("/assay.css")).unwrap();
    let (style, time) = timed(trial, "lead", style).await;
    assert!(style.status == StatusCode::OK && time < Duration::from_millis(500), "{time:?}");

    let (live, time) = timed(trial, "nobody", "/health/live").await;
    assert!(live.status == StatusCode::OK && time < Duration::from_millis(500), "{time:?}");
    let (ready, time) = timed(trial, "nobody", "/health/ready").await;
    assert!(ready.status == StatusCode::SERVICE_UNAVAILABLE && time < Duration::from_secs(5), "{time:?}");
    assert!(ready.body.starts_with("ready: no\nreads: no\nwrites: no\n"), "{}", ready.body);
    assert!(web::work::metrics::text(&trial.app).await.contains("assay_database_up 0"));
}

/// The database is there again, and no one restarted anything.
async fn visit_again(trial: &Trial) {
    let started = Instant::now();
    loop {
        trial.app.clock.pass(SignedDuration::from_secs(2));
        let page = trial.browser("nobody").get(PAGE).await;
        if page.status == StatusCode::OK && !page.headers.contains_key(header::AGE) {
            assert!(!page.body.contains("cannot reach its database"));
            break;
        }
        assert!(started.elapsed() < Duration::from_secs(10), "{}", page.status);
    }
    let saved = trial.browser("lead").post("/account/name", &[("name", "Ada")]).await;
    assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.body);
    assert_eq!(timed(trial, "lead", "/account").await.0.status, StatusCode::OK);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_database_that_hangs_leaves_public_pages_and_returns_without_a_restart() {
    let Some((trial, proxy, _)) = trial().await else { return };
    assert_eq!(trial.browser("nobody").get(PAGE).await.status, StatusCode::OK);
    tokio::time::sleep(Duration::from_millis(1200)).await;
    proxy.set(Way::Hangs);
    visit_without_database(&trial).await;
    proxy.set(Way::Forwards);
    visit_again(&trial).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_database_that_refuses_leaves_public_pages_and_returns_without_a_restart() {
    let Some((trial, proxy, _)) = trial().await else { return };
    assert_eq!(trial.browser("nobody").get(PAGE).await.status, StatusCode::OK);
    proxy.set(Way::Refuses);
    visit_without_database(&trial).await;
    proxy.set(Way::Forwards);
    visit_again(&trial).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn thirty_people_who_wait_for_one_row_keep_no_one_else_waiting() {
    let Some((trial, _proxy, url)) = trial().await else { return };
    let other = Db::open(&url).await.unwrap();
    let mut holder = other.write().await.unwrap();
    let lead = trial.world.persona("lead").person.unwrap();
    holder.query("update person set name = name where id = $1").bind(lead.0).run().await.unwrap();
    let writers: Vec<_> = (0..30)
        .map(|_| {
            let mut browser = trial.browser("lead");
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
        let (answer, time) = timed(&trial, persona, path).await;
        assert_eq!(answer.status, StatusCode::OK, "{path}");
        assert!(time < Duration::from_secs(1), "{path}: {time:?}");
    }
    for writer in writers {
        let (answer, time) = writer.await.unwrap();
        assert_eq!(answer.status, StatusCode::SERVICE_UNAVAILABLE, "{}", answer.body);
        assert!(answer.body.contains("Assay is busy"), "{}", answer.body);
        assert!(time < Duration::from_secs(7), "{time:?}");
    }
    drop(holder);
    other.close().await;
    let saved = trial.browser("lead").post("/account/name", &[("name", "Ada")]).await;
    assert_eq!(saved.status, StatusCode::SEE_OTHER);
}
