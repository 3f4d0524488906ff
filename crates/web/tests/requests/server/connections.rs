//! Many connections: those that wait keep no one out, and beyond the bound clients are told to come back.

use super::{Running, form, get, rest};
use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
use std::time::{Duration, Instant};
use tokio::{io::AsyncWriteExt as _, net::TcpStream};
use web::server::ServerLimits;

/// Both ends of 1,100 connections are in this process.
fn allow_files() {
    let limit = getrlimit(Resource::Nofile);
    if limit.current.is_some_and(|current| current < 4096) {
        setrlimit(Resource::Nofile, Rlimit { current: limit.maximum.or(Some(4096)), ..limit }).unwrap();
    }
}

async fn half_sent(running: &Running) -> Vec<TcpStream> {
    let mut streams = Vec::new();
    for _ in 0..1_100 {
        streams.push(running.send("GET / HTTP/1.1\r\nHost: assay.test\r\nX-Slow: ").await);
    }
    streams
}

#[tokio::test]
async fn half_sent_requests_keep_no_one_out() {
    allow_files();
    for limits in [ServerLimits::default(), ServerLimits::default().behind_proxy()] {
        let running = Running::new(limits).await;
        let streams = half_sent(&running).await;
        for client in [[127, 0, 0, 1], [127, 0, 0, 2]] {
            let started = Instant::now();
            let answer = running.get_from(client, "/health/live").await;
            assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
            assert!(started.elapsed() < Duration::from_secs(1), "{:?}", started.elapsed());
        }
        drop(streams);
        running.stop().await;
    }
}

#[tokio::test]
async fn beyond_the_bound_clients_are_told_when_to_come_back_and_then_served() {
    let running = Running::new(ServerLimits { connections: 3, ..ServerLimits::default() }).await;
    let mut busy = Vec::new();
    for _ in 0..3 {
        busy.push(running.send(&form(10)).await);
    }
    tokio::time::sleep(Duration::from_millis(200)).await;
    let answer = running.get("/health/live").await;
    assert!(answer.starts_with("HTTP/1.1 503 ") && answer.contains("Retry-After: 5\r\n"), "{answer}");
    assert!(answer.ends_with("\r\n\r\nAssay is busy. Try again in a few seconds.\n"), "{answer}");
    running.until("assay_connections_refused_total 1").await;
    drop(busy);
    running.until("assay_connections_open 0").await;
    assert!(running.get("/health/live").await.starts_with("HTTP/1.1 200"));
}

#[tokio::test]
async fn one_network_has_a_share_and_leaves_the_rest() {
    let running = Running::new(ServerLimits { of_network: Some(2), ..ServerLimits::default() }).await;
    let busy = [running.send(&form(10)).await, running.send(&form(10)).await];
    tokio::time::sleep(Duration::from_millis(200)).await;
    assert!(running.get("/health/live").await.starts_with("HTTP/1.1 503"));
    assert!(running.get_from([127, 0, 0, 2], "/health/live").await.starts_with("HTTP/1.1 200"));
    drop(busy);
}

#[tokio::test]
async fn a_connection_is_used_for_several_requests() {
    let running = Running::new(ServerLimits::default()).await;
    let first = get("/health/live").replace("Connection: close\r\n", "");
    let mut stream = running.send(&first).await;
    tokio::time::sleep(Duration::from_millis(200)).await;
    stream.write_all(get("/health/live").as_bytes()).await.unwrap();
    assert_eq!(rest(&mut stream).await.matches("HTTP/1.1 200").count(), 2);
}
