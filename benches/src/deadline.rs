//! The last evening before a deadline: leads of all organisations read and save at once, over more connections than the server may accept.

use crate::load::{Scenario, figures, read_response, request, revision_of};
use serde_json::{Value, json};
use std::time::{Duration, Instant};
use tokio::{io::AsyncWriteExt as _, net::TcpStream, time::sleep};

/// What each visitor does in turn: one in five saves an answer.
const TURNS: [Scenario; 10] = [
    Scenario::Question,
    Scenario::Save,
    Scenario::Tasks,
    Scenario::Question,
    Scenario::Public,
    Scenario::Plan,
    Scenario::Save,
    Scenario::Question,
    Scenario::Public,
    Scenario::Tasks,
];
/// How long a refused visitor waits before the next attempt.
const PAUSE: Duration = Duration::from_millis(500);

/// What one visitor saw.
#[derive(Debug, Default)]
struct Seen {
    /// The times of responses with status 200, in microseconds.
    waits: Vec<u64>,
    /// How many requests were refused with status 503, or connections not accepted.
    refused: usize,
    /// How many answers had another status.
    failed: usize,
    /// How many answers were saved.
    saved: usize,
}

/// Runs `connections` visitors at `address` (host:port) for `seconds`, over the places that `fill` printed. Returns JSON: requests a second,
/// the median and 99th percentile of response times in microseconds, and how many were saved, refused and failed.
pub(crate) async fn measure(address: &str, places: &Value, connections: usize, seconds: u64) -> Value {
    let (start, end) = (Instant::now(), Instant::now() + Duration::from_secs(seconds));
    let visitors: Vec<_> =
        (0..connections).map(|number| tokio::spawn(visit(address.to_owned(), places.clone(), number, end))).collect();
    let mut all = Seen::default();
    for visitor in visitors {
        let seen = visitor.await.expect("a visitor does not panic");
        all.waits.extend(seen.waits);
        all.refused += seen.refused;
        all.failed += seen.failed;
        all.saved += seen.saved;
    }
    let mut result = figures(all.waits, start.elapsed().as_secs_f64());
    result["saved"] = json!(all.saved);
    result["refused"] = json!(all.refused);
    result["failed"] = json!(all.failed);
    result
}

/// Runs one visitor, who connects again after a refusal. Several visitors share an organisation; a conflict of their answers is a response
/// like any other.
async fn visit(address: String, sector: Value, number: usize, end: Instant) -> Seen {
    let (mut seen, mut buffer) = (Seen::default(), Vec::with_capacity(1 << 18));
    let places = sector["places"].as_array().expect("fill printed places");
    let place = &places[number % places.len()];
    let mut revision = 0;
    'connections: while Instant::now() < end {
        let Ok(mut stream) = TcpStream::connect(&address).await else {
            seen.refused += 1;
            sleep(PAUSE).await;
            continue;
        };
        for turn in number.. {
            if Instant::now() >= end {
                break;
            }
            let scenario = TURNS[turn % TURNS.len()];
            let text = request(&address, &sector, place, scenario, Some(revision), turn);
            let sent = Instant::now();
            let response = match stream.write_all(text.as_bytes()).await {
                Ok(()) => read_response(&mut stream, &mut buffer).await,
                Err(error) => Err(error),
            };
            let took = u64::try_from(sent.elapsed().as_micros()).expect("a short time fits");
            match (response, scenario) {
                (Ok((200, body)), Scenario::Question) => {
                    revision =
                        revision_of(&String::from_utf8_lossy(&buffer[body..])).expect("the page has the revision");
                    seen.waits.push(took);
                }
                (Ok((200, _)), Scenario::Save) => {
                    seen.saved += 1;
                    seen.waits.push(took);
                }
                (Ok((200, _)), _) | (Ok((409, _)), Scenario::Save) => seen.waits.push(took),
                (Ok((503, _)) | Err(_), _) => {
                    seen.refused += 1;
                    sleep(PAUSE).await;
                    continue 'connections;
                }
                (Ok(_), _) => seen.failed += 1,
            }
        }
    }
    seen
}
