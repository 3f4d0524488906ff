//! Nobody learns from a page, a file, a feed or an email that somebody reviews, or with whom they have a conflict, except the secretariat and the
//! reviewer. Every address of the site is an exit, so that a new page is tested without being named here.

use super::reviewing::volunteer;
use crate::{core::access::address, support::TestServer};
use axum::http::StatusCode;
use jiff::SignedDuration;
use model::assessment::Step;
use web::{
    routes::routes,
    work::jobs::{self, Lane},
};

/// What a reviewer alone and the secretariat know. Each is a text that is nowhere else in the world.
const REASON: &str = "tellTale: my partner built their lamp";
const NAME: &str = "Tellula Tale";
/// Words of pages and events that tell that somebody reviews.
const ROLE: [&str; 8] = [
    "volunteered as a reviewer",
    "declared a conflict",
    "withdrew a conflict",
    "what they know as a reviewer",
    "answered how much they review",
    "stopped reviewing",
    "as an experienced reviewer",
    "to review in the peer review round",
];

/// A server where a contributor of Northmoor reviews, under a name that is nowhere else, and has declared a conflict with Eastfell.
async fn with_a_reviewer() -> TestServer {
    let server = TestServer::new().await;
    let mut browser = volunteer(&server, "contributor", "technician").await;
    let answer = format!("/peer-review/reviewer/availability/{}", server.world.rounds[0]);
    browser.post(&answer, &[("availability", "2")]).await;
    let mut tx = server.app.db.write().await.unwrap();
    let (other,): (uuid::Uuid,) = tx.query("select id from organisation where slug = 'eastfell'").one().await.unwrap();
    drop(tx);
    let fields = [("organisation", other.to_string()), ("reason", REASON.to_owned())];
    let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let declared = browser.post("/peer-review/reviewer/conflicts", &fields).await;
    assert_eq!(declared.status, StatusCode::SEE_OTHER);
    let path = format!("/peer-review/reviewers/{}/experience", server.world.persona("contributor").person.unwrap());
    server.browser("secretariat").post(&path, &[("experienced", "yes")]).await;
    server
}

/// Every address that answers `GET`, at every step, as each of these visitors.
async fn visit(server: &TestServer, visitors: &[&str], mut read: impl FnMut(&str, &str, &str)) {
    let mut seen = 0;
    for (_, path) in routes().list.into_iter().filter(|(method, _)| *method == "GET") {
        for visitor in visitors {
            for step in 0..Step::ALL.len() {
                let formats: &[&str] = if path.contains("{format}") { &["html", "csv", "json"] } else { &[""] };
                for format in formats {
                    let address = address(server, &path.replace("{format}", format), step);
                    let page = server.browser(visitor).get(&address).await;
                    read(visitor, &address, &page.body);
                    seen += usize::from(page.status == StatusCode::OK);
                }
            }
        }
    }
    assert!(seen > 100, "only {seen} pages were read");
}

#[tokio::test]
async fn no_page_file_or_feed_tells_others_that_somebody_reviews_or_their_conflict() {
    let server = with_a_reviewer().await;
    // The lead of the reviewer, a lead of the organisation of the conflict, the board, and everyone.
    visit(&server, &["lead", "other lead", "board", "nobody"], |visitor, address, body| {
        assert!(!body.contains("tellTale"), "the conflict is shown to {visitor} at {address}:\n{body}");
        for words in ROLE {
            assert!(!body.contains(words), "“{words}” is shown to {visitor} at {address}:\n{body}");
        }
        // Nobody is named where reviewers are.
        let is_named = address.starts_with("/peer-review") && body.contains("contributor Example");
        assert!(!is_named, "the reviewer is shown to {visitor} at {address}:\n{body}");
    })
    .await;
}

/// Proves that the test above looks for what is on pages.
#[tokio::test]
async fn the_secretariat_and_the_reviewer_see_it() {
    let server = with_a_reviewer().await;
    let page = format!("/peer-review/reviewers/{}", server.world.persona("contributor").person.unwrap());
    let page = server.browser("secretariat").get(&page).await;
    assert!(page.body.contains(REASON) && page.body.contains("contributor Example"), "{}", page.body);
    let own = server.browser("contributor").get("/account/data").await;
    assert!(own.body.contains(ROLE[0]) && own.body.contains(ROLE[1]), "{}", own.body);
}

/// The pages of the organisation of a reviewer, and their sizes, are the same as if they did not review.
#[tokio::test]
async fn the_pages_of_their_organisation_do_not_differ_for_their_lead() {
    let (with, without) = (with_a_reviewer().await, TestServer::new().await);
    let pages = ["", "/people", "/activity", "/groups", "/plan"];
    for page in pages {
        let length = async |server: &TestServer| {
            let path = format!("/organisations/{}{page}", server.world.organisation);
            let body = server.browser("lead").get(&path).await.body;
            // Identities, secrets of forms and times differ from server to server, and have the same length.
            body.len()
        };
        assert_eq!(length(&with).await, length(&without).await, "/organisations/…{page}");
    }
}

#[tokio::test]
async fn no_email_tells_others_that_somebody_reviews() {
    let server = with_a_reviewer().await;
    let mut tx = server.app.db.write().await.unwrap();
    tx.query("update person set name = $1 where email = 'contributor@assay.example'").bind(NAME).run().await.unwrap();
    tx.commit().await.unwrap();
    for _ in 0..30 {
        jobs::plan(&server.app, server.now()).await.unwrap();
        while jobs::run(&server.app, Lane::Database).await.unwrap() > 0 {}
        server.app.clock.advance(SignedDuration::from_hours(24));
    }
    let mut tx = server.app.db.read().await.unwrap();
    let emails: Vec<(String, String, String)> =
        tx.query("select recipient, subject, body from email").all().await.unwrap();
    assert!(!emails.is_empty());
    for (to, subject, body) in emails {
        assert!(!body.contains("tellTale"), "{to}: {body}");
        let is_theirs = to == "contributor@assay.example" || to == "secretariat@assay.example";
        let tells = body.contains(NAME) && (subject + &body).contains("review submissions");
        assert!(is_theirs || !tells, "{to}: {body}");
    }
}
