//! Slow clients: each step has a deadline, and what moves is waited for.

use super::{Running, form, get, rest};
use crate::support::Trial;
use std::time::{Duration, Instant};
use tokio::{io::AsyncWriteExt as _, net::TcpStream};
use web::{
    core::app::App,
    server::{ServerLimits, deadlines::Deadlines},
};

const SHORT: Duration = Duration::from_millis(300);

async fn site(deadlines: Deadlines) -> Running {
    let app = App { deadlines, ..Trial::new().await.app };
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
async fn a_form_that_stops_coming_is_answered_and_closed() {
    let running = site(Deadlines { stalled: SHORT, ..Deadlines::default() }).await;
    let answer = rest(&mut running.send(&form(10)).await).await;
    assert!(answer.starts_with("HTTP/1.1 408 ") && answer.contains("connection: close"), "{answer}");
    assert!(answer.contains("Your request took too long to arrive") && answer.contains("content-security-policy"));
}

#[tokio::test]
async fn a_form_that_keeps_coming_is_waited_for_but_not_without_end() {
    for (whole, expected) in [(Duration::from_mins(1), "HTTP/1.1 403 "), (SHORT * 2, "HTTP/1.1 408 ")] {
        let deadlines = Deadlines { stalled: SHORT, body: whole, handler: SHORT };
        let running = site(deadlines).await;
        let mut stream = running.send(&form(0)).await;
        for _ in 0..10 {
            tokio::time::sleep(SHORT / 3).await;
            let _ = stream.write_all("a".repeat(20).as_bytes()).await;
        }
        let answer = rest(&mut stream).await;
        assert!(answer.starts_with(expected), "{expected}\n{answer}");
    }
}

#[tokio::test]
async fn a_page_that_takes_too_long_is_given_up() {
    let running = site(Deadlines { handler: SHORT, ..Deadlines::default() }).await;
    let _writing = running.app.db.write().await.unwrap();
    // It waits for its turn to write.
    let answer = running.get("/health/ready").await;
    assert!(answer.starts_with("HTTP/1.1 503 ") && answer.contains("retry-after: 10"), "{answer}");
    assert!(answer.contains("Assay took too long to answer") && answer.contains("request ID"), "{answer}");
}

/// Asks for more than the system holds for a client: 150 times a file of 140 kilobytes.
async fn ask_for_much(running: &Running) -> TcpStream {
    let page = running.get("/").await;
    let style = get(page.split('"').find(|part| part.ends_with("/assay.css")).unwrap());
    let requests = style.replace("Connection: close\r\n", "").repeat(149);
    running.send(&(requests + &style)).await
}

#[tokio::test]
async fn a_client_that_reads_nothing_is_dropped() {
    let running = Running::new(ServerLimits { stalled: SHORT, ..ServerLimits::default() }).await;
    let stream = ask_for_much(&running).await;
    running.until("assay_connections_open 1").await;
    running.until("assay_connections_open 0").await;
    drop(stream);
}

#[tokio::test]
async fn a_client_that_reads_too_slowly_is_dropped() {
    let running = Running::new(ServerLimits { sending: SHORT, ..ServerLimits::default() }).await;
    let stream = ask_for_much(&running).await;
    running.until("assay_connections_closed_total{reason=\"sending\"} 1").await;
    drop(stream);
}

#[tokio::test]
async fn an_answer_that_is_read_slowly_is_not_taken_for_an_idle_connection() {
    let running = Running::new(ServerLimits { idle: SHORT, ..ServerLimits::default() }).await;
    let mut stream = ask_for_much(&running).await;
    tokio::time::sleep(SHORT * 4).await;
    assert_eq!(rest(&mut stream).await.matches("HTTP/1.1 200").count(), 150);
}

#[tokio::test]
async fn an_unfinished_form_does_not_keep_the_server_from_ending() {
    let running = Running::new(ServerLimits { shutdown: SHORT, ..ServerLimits::default() }).await;
    let (_form, _head) = (running.send(&form(10)).await, running.send("GET / HT").await);
    tokio::time::sleep(SHORT).await;
    let started = Instant::now();
    running.stop().await;
    assert!(started.elapsed() < Duration::from_secs(5), "{:?}", started.elapsed());
}

#[tokio::test]
async fn a_request_in_progress_is_completed_when_the_server_ends() {
    let running = Running::new(ServerLimits::default()).await;
    let mut idle = running.send(&get("/health/live").replace("Connection: close\r\n", "")).await;
    let mut stream = running.send(&form(150)).await;
    tokio::time::sleep(SHORT).await;
    let started = Instant::now();
    let ((), answer) = tokio::join!(running.stop(), async {
        tokio::time::sleep(SHORT).await;
        stream.write_all("a".repeat(50).as_bytes()).await.unwrap();
        rest(&mut stream).await
    });
    assert!(answer.starts_with("HTTP/1.1 403 "), "{answer}");
    assert!(rest(&mut idle).await.starts_with("HTTP/1.1 200"));
    assert!(started.elapsed() < Duration::from_secs(8), "{:?}", started.elapsed());
}
