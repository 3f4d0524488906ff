//! Slow clients: each phase has a timeout, and a client that makes progress is not dropped.

use super::{Running, form, get, rest};
use crate::support::TestServer;
use std::time::{Duration, Instant};
use tokio::{io::AsyncWriteExt as _, net::TcpStream};
use web::{
    core::app::App,
    server::{ServerLimits, deadlines::Deadlines},
};

const SHORT: Duration = Duration::from_millis(300);

/// The site with these deadlines.
async fn site(deadlines: Deadlines) -> Running {
    let app = App { deadlines, ..TestServer::new().await.app };
    Running::with(app, ServerLimits::default()).await
}

#[tokio::test]
async fn a_half_sent_head_and_an_idle_connection_are_closed() {
    let running = Running::new(ServerLimits { head: SHORT, idle: SHORT * 2, ..ServerLimits::default() }).await;
    let mut half_sent = running.send("GET / HTTP/1.1\r\nHost: ").await;
    let mut silent = running.send("").await;
    let mut idle = running.send(&get("/health/live").replace("Connection: close\r\n", "")).await;
    let started = Instant::now();
    assert_eq!(rest(&mut half_sent).await, "");
    assert_eq!(rest(&mut silent).await, "");
    assert!(rest(&mut idle).await.starts_with("HTTP/1.1 200"));
    assert!(started.elapsed() < Duration::from_secs(5), "{:?}", started.elapsed());
    running.until("assay_connections_closed_total{reason=\"head\"} 2").await;
    running.until("assay_connections_closed_total{reason=\"idle\"} 1").await;
}

#[tokio::test]
async fn a_stalled_form_gets_a_response_and_is_closed() {
    let running = site(Deadlines { stalled: SHORT, ..Deadlines::default() }).await;
    let response = rest(&mut running.send(&form(10)).await).await;
    assert!(response.starts_with("HTTP/1.1 408 ") && response.contains("connection: close"), "{response}");
    assert!(response.contains("Your request took too long to arrive") && response.contains("content-security-policy"));
}

#[tokio::test]
async fn a_slow_form_is_accepted_until_its_deadline() {
    for (whole, expected) in [(Duration::from_mins(1), "HTTP/1.1 403 "), (SHORT * 2, "HTTP/1.1 408 ")] {
        let deadlines = Deadlines { stalled: SHORT, body: whole, handler: SHORT };
        let running = site(deadlines).await;
        let mut stream = running.send(&form(0)).await;
        for _ in 0..10 {
            tokio::time::sleep(SHORT / 3).await;
            let _ = stream.write_all("a".repeat(20).as_bytes()).await;
        }
        let response = rest(&mut stream).await;
        assert!(response.starts_with(expected), "{expected}\n{response}");
    }
}

#[tokio::test]
async fn a_handler_that_takes_too_long_is_cancelled() {
    let running = site(Deadlines { handler: SHORT, ..Deadlines::default() }).await;
    let _writing = running.app.db.write().await.unwrap();
    // The handler waits for the connection that writes.
    let response = running.get("/health/ready").await;
    assert!(response.starts_with("HTTP/1.1 503 ") && response.contains("retry-after: 10"), "{response}");
    assert!(response.contains("Assay took too long to answer") && response.contains("request ID"), "{response}");
}

/// Requests more than the buffers of the system hold: 150 times a file of 140 kilobytes.
async fn request_many_files(running: &Running) -> TcpStream {
    let page = running.get("/").await;
    let style = get(page.split('"').find(|part| part.ends_with("/assay.css")).unwrap());
    let requests = style.replace("Connection: close\r\n", "").repeat(149);
    running.send(&(requests + &style)).await
}

#[tokio::test]
async fn a_client_that_reads_nothing_is_dropped() {
    let running = Running::new(ServerLimits { stalled: SHORT, ..ServerLimits::default() }).await;
    let stream = request_many_files(&running).await;
    running.until("assay_connections_open 1").await;
    running.until("assay_connections_open 0").await;
    drop(stream);
}

#[tokio::test]
async fn a_client_that_reads_too_slowly_is_dropped() {
    let running = Running::new(ServerLimits { sending: SHORT, ..ServerLimits::default() }).await;
    let stream = request_many_files(&running).await;
    running.until("assay_connections_closed_total{reason=\"sending\"} 1").await;
    drop(stream);
}

#[tokio::test]
async fn a_connection_is_not_idle_while_its_response_is_read_slowly() {
    let running = Running::new(ServerLimits { idle: SHORT, ..ServerLimits::default() }).await;
    let mut stream = request_many_files(&running).await;
    tokio::time::sleep(SHORT * 4).await;
    assert_eq!(rest(&mut stream).await.matches("HTTP/1.1 200").count(), 150);
}

#[tokio::test]
async fn an_unfinished_form_does_not_delay_shutdown() {
    let running = Running::new(ServerLimits { shutdown: SHORT, ..ServerLimits::default() }).await;
    let (_form, _head) = (running.send(&form(10)).await, running.send("GET / HT").await);
    tokio::time::sleep(SHORT).await;
    let started = Instant::now();
    running.stop().await;
    assert!(started.elapsed() < Duration::from_secs(5), "{:?}", started.elapsed());
}

#[tokio::test]
async fn a_request_in_progress_is_completed_at_shutdown() {
    let running = Running::new(ServerLimits::default()).await;
    let mut idle = running.send(&get("/health/live").replace("Connection: close\r\n", "")).await;
    let mut stream = running.send(&form(150)).await;
    tokio::time::sleep(SHORT).await;
    let started = Instant::now();
    let ((), response) = tokio::join!(running.stop(), async {
        tokio::time::sleep(SHORT).await;
        stream.write_all("a".repeat(50).as_bytes()).await.unwrap();
        rest(&mut stream).await
    });
    assert!(response.starts_with("HTTP/1.1 403 "), "{response}");
    assert!(rest(&mut idle).await.starts_with("HTTP/1.1 200"));
    assert!(started.elapsed() < Duration::from_secs(8), "{:?}", started.elapsed());
}
