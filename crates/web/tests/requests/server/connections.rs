//! The limits of connections: half-sent requests do not occupy all places, and refused clients are told when to retry.

use super::{Running, form, get, rest};
use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
use std::time::{Duration, Instant};
use tokio::{io::AsyncWriteExt as _, net::TcpStream};
use web::server::ServerLimits;

/// Raises the limit of open files, because both ends of 1,100 connections are in this process.
fn allow_files() {
    let limit = getrlimit(Resource::Nofile);
    if limit.current.is_some_and(|current| current < 4096) {
        setrlimit(Resource::Nofile, Rlimit { current: limit.maximum.or(Some(4096)), ..limit }).unwrap();
    }
}

/// Opens connections with half-sent requests.
async fn half_sent(running: &Running) -> Vec<TcpStream> {
    let mut streams = Vec::new();
    for _ in 0..1_100 {
        streams.push(running.send("GET / HTTP/1.1\r\nHost: assay.test\r\nX-Slow: ").await);
    }
    streams
}

#[tokio::test]
async fn half_sent_requests_do_not_block_other_clients() {
    allow_files();
    for limits in [ServerLimits::default(), ServerLimits::default().behind_proxy()] {
        let running = Running::new(limits).await;
        let streams = half_sent(&running).await;
        for client in [[127, 0, 0, 1], [127, 0, 0, 2]] {
            let started = Instant::now();
            let response = running.get_from(client, "/health/live").await;
            assert!(response.starts_with("HTTP/1.1 200"), "{response}");
            assert!(started.elapsed() < Duration::from_secs(1), "{:?}", started.elapsed());
        }
        drop(streams);
        running.stop().await;
    }
}

#[tokio::test]
async fn a_refused_client_is_told_when_to_retry_and_is_then_served() {
    let running = Running::new(ServerLimits { connections: 3, ..ServerLimits::default() }).await;
    let mut busy = Vec::new();
    for _ in 0..3 {
        busy.push(running.send(&form(10)).await);
    }
    tokio::time::sleep(Duration::from_millis(200)).await;
    let response = running.get("/health/live").await;
    assert!(response.starts_with("HTTP/1.1 503 ") && response.contains("Retry-After: 5\r\n"), "{response}");
    assert!(response.ends_with("\r\n\r\nAssay is busy. Try again in a few seconds.\n"), "{response}");
    running.until("assay_connections_refused_total 1").await;
    drop(busy);
    running.until("assay_connections_open 0").await;
    assert!(running.get("/health/live").await.starts_with("HTTP/1.1 200"));
}

#[tokio::test]
async fn the_limit_of_one_network_does_not_affect_others() {
    let running = Running::new(ServerLimits { per_network: Some(2), ..ServerLimits::default() }).await;
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
