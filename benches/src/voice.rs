//! Many responses to a consultation while pages are read: how many responses a second are accepted, how long a respondent waits, and that no
//! response is lost. `benches/voice` compares this with bare durable commits of rows of that size.

use crate::sector;
use axum::extract::connect_info::IntoMakeServiceWithConnectInfo;
use model::{
    consultation::{
        ConsultationStep, Grouping, Questionnaire, disclosure::MinimumGroup, draft::ConsultationDraft,
        question::ready_made, turnout::Access,
    },
    core::{
        permit::{AtConsultation, AtOrganisation, Permission, Permit, ReadConsultation},
        short::Line,
    },
};
use serde_json::{Value, json};
use std::{
    net::SocketAddr,
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU32, Ordering::Relaxed},
    },
    time::{Duration, Instant},
};
use store::{
    Db,
    consultation::consultations::{self, ClosingOutcome, WithoutKey},
};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::{TcpListener, TcpStream},
};
use web::{
    core::{
        app::{App, Site},
        clock::Clock,
    },
    routes,
};

/// Fills the database at `url`, serves it, sends `answers` responses over `phones` connections while `readers` visitors read public pages,
/// closes the consultation and counts the responses. Returns the results as JSON.
pub(crate) async fn measure(url: &str, answers: u32, phones: u32, readers: usize) -> Value {
    let places = sector::fill(url, 20).await;
    let db = testing::open(url).await;
    let charter = testing::real_charter();
    let clock = Clock::default();
    let place = open(&db, &charter.words.people, &clock).await;
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port is free");
    let address = listener.local_addr().expect("it has an address").to_string();
    // Respondents are on many networks, so the requests have the header of a proxy.
    let site = Site { base: format!("http://{address}"), behind_proxy: true, ..Site::default() };
    let router = routes::site(App::new(db.clone(), charter, clock.clone(), site));
    let service: IntoMakeServiceWithConnectInfo<_, SocketAddr> = router.into_make_service_with_connect_info();
    let server = tokio::spawn(async move { axum::serve(listener, service).await });

    let code = {
        let may = permit::<ReadConsultation>(place);
        let mut tx = db.read().await.expect("the database answers");
        let now = consultations::read(&mut tx, &may).await.expect("the consultation exists");
        now.opened().expect("it was opened").code.to_string()
    };
    let (next, is_over) = (Arc::new(AtomicU32::new(0)), Arc::new(AtomicBool::new(false)));
    let reading: Vec<_> =
        (0..readers).map(|_| tokio::spawn(read(address.clone(), places.clone(), is_over.clone()))).collect();
    let start = Instant::now();
    let answering: Vec<_> =
        (0..phones).map(|_| tokio::spawn(respond(address.clone(), code.clone(), next.clone(), answers))).collect();
    let mut waits = Vec::new();
    for phone in answering {
        waits.extend(phone.await.expect("a respondent does not panic"));
    }
    let elapsed = start.elapsed().as_secs_f64();
    is_over.store(true, Relaxed);
    let mut pages = 0;
    for reader in reading {
        pages += reader.await.expect("a reader does not panic");
    }
    let began = Instant::now();
    let today = today(&clock);
    let mut tx = db.write().await.expect("the database takes writes");
    let may = testing::lock(&mut tx, &permit(place)).await;
    let counted = consultations::close(&mut tx, &may, WithoutKey::Wait, today, clock.now())
        .await
        .expect("the database takes writes");
    tx.commit().await.expect("the disk has room");
    server.abort();
    let sent = u32::try_from(waits.len()).expect("there are far fewer");
    assert_eq!(counted, Ok(ClosingOutcome::Counted(sent)), "every response that was confirmed is counted");
    waits.sort_unstable();
    let at =
        |percent: usize| waits.get((waits.len() * percent / 100).min(waits.len() - 1)).copied().unwrap_or_default();
    json!({
        "answers": sent, "counted": sent, "seconds": elapsed, "answers_per_second": f64::from(sent) / elapsed,
        "wait_p50_us": at(50), "wait_p99_us": at(99), "pages_read_per_second": f64::from(pages) / elapsed,
        "counting_seconds": began.elapsed().as_secs_f64(),
    })
}

fn today(clock: &Clock) -> model::Date {
    model::core::dates::day(clock.now())
}

fn permit<P: Permission>(place: P::Place) -> Permit<P> {
    let operator = testing::operator();
    Permit::ask(&operator, place).unwrap_or_else(|refused| panic!("{refused}"))
}

/// Opens a consultation of the first organisation for a month.
async fn open(db: &Db, people: &str, clock: &Clock) -> AtConsultation {
    let (now, today) = (clock.now(), today(clock));
    let mut tx = db.write().await.expect("the database takes writes");
    let (organisation,): (uuid::Uuid,) =
        tx.query("select id from organisation order by slug limit 1").one().await.expect("there is an organisation");
    let organisation = model::OrganisationId(organisation);
    let choices = (1..=8).map(|number| format!("Faculty {number}")).collect();
    let draft = ConsultationDraft {
        title: Line::parse("What do you think?").expect("a valid title"),
        closes: today.saturating_add(jiff::Span::new().days(30)),
        asked: Questionnaire {
            questions: ready_made(people, false),
            // As an earlier version stored it: a new one with an open link has no groups.
            grouping: Some(Grouping { words: "Where do you work?".into(), choices }),
            comments_on_plan: false,
            least: MinimumGroup::default(),
            follow_up: false,
            access: Access::Link,
        },
        plan: None,
        invited: None,
    };
    let may = testing::lock(&mut tx, &permit(AtOrganisation { organisation })).await;
    let id = consultations::start(&mut tx, &may, &draft, now).await.expect("the database takes writes");
    let place = AtConsultation { organisation, consultation: id, step: ConsultationStep::Drafting };
    let may = testing::lock(&mut tx, &permit(place)).await;
    consultations::open(&mut tx, &may, today, now).await.expect("the database takes writes").expect("it can be opened");
    tx.commit().await.expect("the disk has room");
    AtConsultation { step: ConsultationStep::Open, ..place }
}

/// Runs one connection: opens the page, sends a response, and repeats this as another person until all responses are sent. Returns how long
/// each respondent waited for the confirmation.
async fn respond(address: String, code: String, next: Arc<AtomicU32>, answers: u32) -> Vec<u64> {
    let mut stream = TcpStream::connect(&address).await.expect("the server listens");
    stream.set_nodelay(true).expect("the option can be set");
    let (mut waits, mut buffer) = (Vec::new(), Vec::with_capacity(1 << 16));
    loop {
        let number = next.fetch_add(1, Relaxed);
        if number >= answers {
            return waits;
        }
        let from = format!("X-Forwarded-For: 10.{}.{}.1\r\n", number / 200 % 200, number % 200);
        let get = format!("GET /respond/{code} HTTP/1.1\r\nHost: {address}\r\n{from}\r\n");
        let (status, page) = exchange(&mut stream, &mut buffer, &get).await;
        assert_eq!(status, 200, "{page}");
        let between = |start: &str, end: &str| {
            let (_, rest) = page.split_once(start).unwrap_or_else(|| panic!("{start} is not on the page: {page}"));
            rest.split_once(end).expect("the value ends").0.to_owned()
        };
        let form = between("name=\"form\" value=\"", "\"");
        let body = format!(
            "form={form}&group={}&q1={}&q2={}&q3=4&q4=I+write+number+{number}&q5-idea-1=Idea+{number}",
            number % 8,
            number % 5,
            number % 3
        );
        let post = format!(
            "POST /respond/{code} HTTP/1.1\r\nHost: {address}\r\n{from}\
             Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {}\r\n\r\n{body}",
            body.len()
        );
        let sent = Instant::now();
        let (status, page) = exchange(&mut stream, &mut buffer, &post).await;
        assert_eq!(status, 303, "{page}");
        waits.push(u64::try_from(sent.elapsed().as_micros()).expect("a short time fits"));
    }
}

/// Reads public pages until `is_over`, and returns the number of pages.
async fn read(address: String, places: Value, is_over: Arc<AtomicBool>) -> u32 {
    let mut stream = TcpStream::connect(&address).await.expect("the server listens");
    let (mut buffer, mut count) = (Vec::with_capacity(1 << 16), 0);
    let slugs: Vec<&str> =
        places["places"].as_array().expect("places").iter().filter_map(|place| place["slug"].as_str()).collect();
    while !is_over.load(Relaxed) {
        let slug = slugs[count as usize % slugs.len()];
        let get = format!("GET /signatories/{slug} HTTP/1.1\r\nHost: {address}\r\n\r\n");
        let (status, page) = exchange(&mut stream, &mut buffer, &get).await;
        assert_eq!(status, 200, "{page}");
        count += 1;
        // Readers pause between pages, because responding is what is measured.
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    count
}

/// Sends a request and reads the response. Returns the status, and the text with the headers.
async fn exchange(stream: &mut TcpStream, buffer: &mut Vec<u8>, request: &str) -> (u16, String) {
    stream.write_all(request.as_bytes()).await.expect("the server reads");
    buffer.clear();
    loop {
        assert!(stream.read_buf(buffer).await.expect("the server answers") > 0, "the server closed the connection");
        let Some(head) = buffer.windows(4).position(|four| four == b"\r\n\r\n") else { continue };
        let headers = String::from_utf8_lossy(&buffer[..head]).to_ascii_lowercase();
        let content_length = headers.lines().find_map(|line| line.strip_prefix("content-length: "));
        let length = head + 4 + content_length.map_or(0, |length| length.trim().parse().expect("a number"));
        while buffer.len() < length {
            assert!(stream.read_buf(buffer).await.expect("the server answers") > 0, "the server closed the connection");
        }
        let status = headers.split(' ').nth(1).and_then(|status| status.parse().ok()).expect("a status");
        return (status, String::from_utf8_lossy(buffer).into_owned());
    }
}
