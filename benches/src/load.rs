//! A load generator: a number of connections, each of which sends the next request as soon as it has a response. It is the same for Assay and
//! its peers.

use serde_json::Value;
use std::{
    io,
    time::{Duration, Instant},
};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
};

/// The requests that the visitors send.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum Scenario {
    /// The public reads pages of signatories.
    Public,
    /// A lead reads plans.
    Plan,
    /// A lead reads task lists.
    Tasks,
    /// A lead opens questions.
    Question,
    /// A lead saves answers, each based on the previous version.
    Save,
    /// A reviewer opens their workbench.
    Workbench,
    /// The secretariat reads the page of a round with 100 submissions.
    Round,
    /// The secretariat reads the list of its drafts, with the passages to check in each.
    Moderation,
    /// The file of a peer web server.
    File,
}

/// The figures of some response times, in microseconds, which are sorted here.
pub(crate) fn figures(mut waits: Vec<u64>, elapsed: f64) -> Value {
    waits.sort_unstable();
    let at = |share: f64| {
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            clippy::cast_precision_loss,
            reason = "an index of a list"
        )]
        let index = ((waits.len() as f64 - 1.0) * share) as usize;
        waits.get(index).copied().unwrap_or_default()
    };
    #[expect(clippy::cast_precision_loss, reason = "there are far fewer requests")]
    let rate = waits.len() as f64 / elapsed;
    serde_json::json!({ "requests": waits.len(), "per_second": rate, "p50": at(0.5), "p99": at(0.99) })
}

/// Runs a scenario with `connections` visitors at `address` (host:port) for `seconds`, over the places that `fill` printed. Returns JSON:
/// requests a second, and the median and 99th percentile of response times, in microseconds.
pub(crate) async fn measure(
    address: &str,
    places: &Value,
    scenario: Scenario,
    connections: usize,
    seconds: u64,
) -> Value {
    let end = Instant::now() + Duration::from_secs(seconds);
    let start = Instant::now();
    let visitors: Vec<_> = (0..connections)
        .map(|number| tokio::spawn(visit(address.to_owned(), places.clone(), scenario, number, connections, end)))
        .collect();
    let mut waits = Vec::new();
    for visitor in visitors {
        waits.extend(visitor.await.expect("a visitor does not panic"));
    }
    figures(waits, start.elapsed().as_secs_f64())
}

/// Runs one visitor on one connection, and returns its response times. Each has places of its own, so that no two save the same answer.
async fn visit(
    address: String,
    sector: Value,
    scenario: Scenario,
    number: usize,
    connections: usize,
    end: Instant,
) -> Vec<u64> {
    let mut stream = TcpStream::connect(&address).await.expect("the server listens");
    stream.set_nodelay(true).expect("the option can be set");
    let empty = Vec::new();
    let all = sector["places"].as_array().unwrap_or(&empty);
    let places: Vec<&Value> = all.iter().skip(number).step_by(connections).collect();
    let (mut waits, mut buffer, mut turn) = (Vec::new(), Vec::with_capacity(1 << 20), 0_usize);
    let mut revisions = vec![0_i64; places.len()];
    if scenario == Scenario::Save {
        // An earlier measurement may have saved.
        for (revision, place) in revisions.iter_mut().zip(&places) {
            stream
                .write_all(request(&address, &sector, place, Scenario::Question, None, 0).as_bytes())
                .await
                .expect("the server reads");
            let body = read_success(&mut stream, &mut buffer).await;
            *revision = revision_of(&String::from_utf8_lossy(&buffer[body..])).expect("the page has the revision");
        }
    }
    while Instant::now() < end {
        let index = if places.is_empty() { 0 } else { turn % places.len() };
        let request = request(
            &address,
            &sector,
            places.get(index).copied().unwrap_or(&Value::Null),
            scenario,
            revisions.get(index).copied(),
            turn,
        );
        let sent = Instant::now();
        stream.write_all(request.as_bytes()).await.expect("the server reads");
        let body = read_success(&mut stream, &mut buffer).await;
        waits.push(u64::try_from(sent.elapsed().as_micros()).expect("a short time fits"));
        if scenario == Scenario::Save {
            let saved: Value = serde_json::from_slice(&buffer[body..]).expect("the response is JSON");
            revisions[index] =
                saved["revision"].as_i64().or_else(|| saved["revision"].as_str()?.parse().ok()).expect("a revision");
        }
        turn += 1;
    }
    waits
}

/// Returns the revision on which the page of a question is based.
pub(crate) fn revision_of(page: &str) -> Option<i64> {
    let (_, field) = page.split_once("name=\"revision\" value=\"")?;
    field.split_once('"')?.0.parse().ok()
}

pub(crate) fn request(
    host: &str,
    sector: &Value,
    place: &Value,
    scenario: Scenario,
    revision: Option<i64>,
    turn: usize,
) -> String {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let question =
        |place: &Value| format!("/assessments/{}/questions/{}", text(&place["assessment"]), text(&place["question"]));
    let review = &sector["peer_review"];
    let session = match scenario {
        Scenario::Workbench => &review["reviewer"],
        Scenario::Round | Scenario::Moderation => &review["secretariat"],
        _ => &sector["session"],
    };
    let cookies = format!("Cookie: session={}; browser={}\r\n", text(session), text(&sector["browser"]));
    let round = || format!("/peer-review/rounds/{}", text(&review["round"]));
    let get = |path: String, headers: &str| format!("GET {path} HTTP/1.1\r\nHost: {host}\r\n{headers}\r\n");
    match scenario {
        Scenario::File => get("/page.html".to_owned(), ""),
        Scenario::Public => get(format!("/signatories/{}", text(&place["slug"])), ""),
        Scenario::Plan => get(format!("/plans/{}", text(&place["plan"])), &cookies),
        Scenario::Tasks => get(format!("/assessments/{}", text(&place["assessment"])), &cookies),
        Scenario::Question => get(question(place), &cookies),
        Scenario::Workbench => {
            let all = review["reviewing"].as_array().map_or(&[][..], Vec::as_slice);
            let one = &all[turn % all.len().max(1)];
            let path = format!("/peer-review/panels/{}/submissions/{}", text(&one["panel"]), text(&one["submission"]));
            get(path, &cookies)
        }
        Scenario::Round => get(round(), &cookies),
        Scenario::Moderation => get(format!("{}/moderation", round()), &cookies),
        Scenario::Save => {
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

/// Reads a response into `buffer`, and returns the offset of its body. Any status but 200 ends the measurement.
async fn read_success(stream: &mut TcpStream, buffer: &mut Vec<u8>) -> usize {
    let (status, body) = read_response(stream, buffer).await.expect("the server answers");
    assert!(status == 200, "unexpected response: {}", String::from_utf8_lossy(buffer));
    body
}

/// Reads a response into `buffer`, and returns its status and the offset of its body.
pub(crate) async fn read_response(stream: &mut TcpStream, buffer: &mut Vec<u8>) -> io::Result<(u16, usize)> {
    buffer.clear();
    let mut more = async |buffer: &mut Vec<u8>| match stream.read_buf(buffer).await? {
        0 => Err(io::Error::from(io::ErrorKind::UnexpectedEof)),
        _ => Ok(()),
    };
    loop {
        more(buffer).await?;
        let Some(head) = buffer.windows(4).position(|four| four == b"\r\n\r\n") else { continue };
        let headers = String::from_utf8_lossy(&buffer[..head]).to_ascii_lowercase();
        let status = headers.get(9..12).and_then(|digits| digits.parse().ok()).expect("a response has a status");
        let content_length =
            headers.lines().find_map(|line| line.strip_prefix("content-length: ")).expect("a response has a length");
        let length = head + 4 + content_length.trim().parse::<usize>().expect("a number");
        while buffer.len() < length {
            more(buffer).await?;
        }
        return Ok((status, head + 4));
    }
}
