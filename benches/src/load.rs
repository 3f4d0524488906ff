//! Visitors: so many connections, each asking again as soon as it was answered. The same for the program and for its peers.

use serde_json::Value;
use std::time::{Duration, Instant};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
};

/// What the visitors do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum What {
    /// Strangers read public pages.
    Public,
    /// A lead reads plans.
    Plan,
    /// A lead reads task lists.
    Tasks,
    /// A lead opens questions.
    Question,
    /// A lead saves answers, each time on the version before.
    Save,
    /// The one file of a web server.
    File,
}

/// Let `connections` visitors do `what` at `address` (host:port) for `seconds`, over the places that `fill` printed. What
/// came of it, as JSON: requests a second, and how long one waited in the middle and at the slowest hundredth, in microseconds.
pub(crate) async fn measure(address: &str, places: &Value, what: What, connections: usize, seconds: u64) -> Value {
    let end = Instant::now() + Duration::from_secs(seconds);
    let start = Instant::now();
    let visitors: Vec<_> = (0..connections)
        .map(|number| tokio::spawn(visit(address.to_owned(), places.clone(), what, number, connections, end)))
        .collect();
    let mut waits = Vec::new();
    for visitor in visitors {
        waits.extend(visitor.await.expect("a visitor comes back"));
    }
    let passed = start.elapsed().as_secs_f64();
    waits.sort_unstable();
    let at = |share: f64| {
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            clippy::cast_precision_loss,
            reason = "a place in a list"
        )]
        let place = ((waits.len() as f64 - 1.0) * share) as usize;
        waits.get(place).copied().unwrap_or_default()
    };
    #[expect(clippy::cast_precision_loss, reason = "far fewer requests than that")]
    let rate = waits.len() as f64 / passed;
    serde_json::json!({ "requests": waits.len(), "per_second": rate, "p50": at(0.5), "p99": at(0.99) })
}

/// One visitor on one connection. Each has places of its own, so that no two save the same answer.
async fn visit(address: String, sector: Value, what: What, number: usize, of: usize, end: Instant) -> Vec<u64> {
    let mut stream = TcpStream::connect(&address).await.expect("the server listens");
    stream.set_nodelay(true).expect("a socket can be told so");
    let empty = Vec::new();
    let places: Vec<&Value> = sector["places"].as_array().unwrap_or(&empty).iter().skip(number).step_by(of).collect();
    let (mut waits, mut buffer, mut turn) = (Vec::new(), Vec::with_capacity(1 << 20), 0_usize);
    let mut revisions = vec![0_i64; places.len()];
    if what == What::Save {
        // Another measurement may have saved before.
        for (revision, place) in revisions.iter_mut().zip(&places) {
            stream
                .write_all(request(&address, &sector, place, What::Question, None, 0).as_bytes())
                .await
                .expect("the server reads");
            let body = answer(&mut stream, &mut buffer).await;
            *revision = revision_of(&String::from_utf8_lossy(&buffer[body..])).expect("a question says its revision");
        }
    }
    while Instant::now() < end {
        let index = if places.is_empty() { 0 } else { turn % places.len() };
        let request = request(
            &address,
            &sector,
            places.get(index).copied().unwrap_or(&Value::Null),
            what,
            revisions.get(index).copied(),
            turn,
        );
        let asked = Instant::now();
        stream.write_all(request.as_bytes()).await.expect("the server reads");
        let body = answer(&mut stream, &mut buffer).await;
        waits.push(u64::try_from(asked.elapsed().as_micros()).expect("less than an age"));
        if what == What::Save {
            let saved: Value = serde_json::from_slice(&buffer[body..]).expect("a saved answer says its revision");
            revisions[index] =
                saved["revision"].as_i64().or_else(|| saved["revision"].as_str()?.parse().ok()).expect("a revision");
        }
        turn += 1;
    }
    waits
}

/// The version that a question's page was drawn from.
fn revision_of(page: &str) -> Option<i64> {
    let (_, field) = page.split_once("name=\"revision\" value=\"")?;
    field.split_once('"')?.0.parse().ok()
}

fn request(host: &str, sector: &Value, place: &Value, what: What, revision: Option<i64>, turn: usize) -> String {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let question =
        |place: &Value| format!("/assessments/{}/questions/{}", text(&place["assessment"]), text(&place["question"]));
    let cookies = format!("Cookie: session={}; browser={}\r\n", text(&sector["session"]), text(&sector["browser"]));
    let get = |path: String, headers: &str| format!("GET {path} HTTP/1.1\r\nHost: {host}\r\n{headers}\r\n");
    match what {
        What::File => get("/page.html".to_owned(), ""),
        What::Public => get(format!("/signatories/{}", text(&place["slug"])), ""),
        What::Plan => get(format!("/plans/{}", text(&place["plan"])), &cookies),
        What::Tasks => get(format!("/assessments/{}", text(&place["assessment"])), &cookies),
        What::Question => get(question(place), &cookies),
        What::Save => {
            let words = "Technical+staff+report+to+operations+managers.+".repeat(20);
            let revision = revision.expect("a place has a revision");
            let body = format!("csrf={}&revision={revision}&text={turn}+{words}", text(&sector["csrf"]));
            let path = question(place);
            format!(
                "POST {path} HTTP/1.1\r\nHost: {host}\r\n{cookies}Accept: application/json\r\n\
                 Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {}\r\n\r\n{body}",
                body.len()
            )
        }
    }
}

/// Read one answer into `buffer`; gives where its body begins. Anything but 200 ends the measurement.
async fn answer(stream: &mut TcpStream, buffer: &mut Vec<u8>) -> usize {
    buffer.clear();
    loop {
        assert!(stream.read_buf(buffer).await.expect("the server answers") > 0, "the server hung up");
        let Some(head) = buffer.windows(4).position(|four| four == b"\r\n\r\n") else { continue };
        let headers = String::from_utf8_lossy(&buffer[..head]).to_ascii_lowercase();
        assert!(
            headers.starts_with("http/1.1 200"),
            "not answered: {headers}\n{}",
            String::from_utf8_lossy(&buffer[head..])
        );
        let length =
            headers.lines().find_map(|line| line.strip_prefix("content-length: ")).expect("an answer says its length");
        let whole = head + 4 + length.trim().parse::<usize>().expect("a number");
        while buffer.len() < whole {
            assert!(stream.read_buf(buffer).await.expect("the server answers") > 0, "the server hung up");
        }
        return head + 4;
    }
}
