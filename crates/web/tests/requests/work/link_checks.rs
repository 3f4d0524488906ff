//! Link checks of evidence against a real web server.

use crate::support::TestServer;
use axum::{Router, http::StatusCode, routing::get};
use jiff::SignedDuration;
use model::{
    core::{
        address::Address,
        permit::{AtOrganisation, KeepEvidence, Permit},
        short::Line,
    },
    plan::evidence::{EvidenceContent, NewEvidence},
};
use std::{
    collections::BTreeMap,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering::Relaxed},
    },
};
use store::plan::evidence;
use web::work::{
    jobs::{self, Lane},
    link_checks::LinkChecker,
};

/// Starts a web server for pages.example on this machine, and returns the most requests that it had at once.
#[expect(clippy::disallowed_methods, reason = "it is not an address of the program")]
async fn serve_pages(server: &mut TestServer) -> Arc<AtomicUsize> {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let (current, peak) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
    let most = peak.clone();
    let pages = Router::new().route("/there", get(|| async { "Words" })).layer(axum::middleware::from_fn(
        move |request: axum::extract::Request, next: axum::middleware::Next| {
            let (current, peak) = (current.clone(), peak.clone());
            async move {
                peak.fetch_max(current.fetch_add(1, Relaxed) + 1, Relaxed);
                tokio::time::sleep(std::time::Duration::from_millis(50)).await;
                let response = next.run(request).await;
                current.fetch_sub(1, Relaxed);
                response
            }
        },
    ));
    tokio::spawn(async move { axum::serve(listener, pages).await });
    let allowed_hosts = BTreeMap::from([("pages.example".to_owned(), address)]);
    server.app.link_checker = Arc::new(LinkChecker { allowed_hosts, user_agent: "Assay test".to_owned() });
    most
}

/// Adds a link as evidence, and returns the address of its page.
async fn add_link(server: &TestServer, title: &str, address: &str) -> String {
    let place = AtOrganisation { organisation: server.world.organisation };
    let operator = testing::operator();
    let new = NewEvidence {
        title: Line::parse(title).unwrap(),
        content: EvidenceContent::Link { address: Address::parse(address).unwrap() },
        themes: Vec::new(),
        allied: Vec::new(),
    };
    let mut tx = server.app.db.write().await.unwrap();
    let may = Permit::<KeepEvidence>::ask(&operator, place).unwrap();
    let may = testing::lock(&mut tx, &may).await;
    let id = evidence::add(&mut tx, &may, &new, server.now()).await.unwrap();
    tx.commit().await.unwrap();
    format!("/organisations/{}/evidence/{id}", server.world.organisation)
}

/// Runs the nightly jobs on two instances.
async fn run_nightly_jobs(server: &TestServer) {
    jobs::plan(&server.app, server.now()).await.unwrap();
    let other = server.app.clone();
    loop {
        let mut done = 0;
        for lane in [Lane::Database, Lane::Network] {
            let (one, two) = tokio::join!(jobs::run(&server.app, lane), jobs::run(&other, lane));
            done += one.unwrap() + two.unwrap();
        }
        if done == 0 {
            return;
        }
    }
}

#[tokio::test]
async fn a_link_that_fails_on_three_days_is_shown_as_broken() {
    let mut server = TestServer::new().await;
    let most = serve_pages(&mut server).await;
    let there = add_link(&server, "Our page", "http://pages.example/there").await;
    let gone = add_link(&server, "Our page of fame", "http://pages.example/gone").await;
    for day in 1..=3 {
        run_nightly_jobs(&server).await;
        let mut lead = server.browser_in_new_session("lead").await;
        let page = lead.get(&gone).await;
        assert_eq!(page.status, StatusCode::OK);
        let is_broken = page.body.contains("Link broken since");
        assert_eq!(is_broken, day == 3, "on day {day}");
        server.app.clock.advance(SignedDuration::from_hours(24));
    }
    assert_eq!(most.load(Relaxed), 1, "one request at a time");
    let mut lead = server.browser_in_new_session("lead").await;
    assert!(!lead.get(&there).await.body.contains("Link broken since"));
    let library = format!("/organisations/{}/evidence?links=dead", server.world.organisation);
    let found = lead.get(&library).await.body;
    assert!(found.contains("1 link is broken") && found.contains("Our page of fame"));
    let history = lead.get(&format!("/organisations/{}/activity", server.world.organisation)).await.body;
    assert!(history.contains("found the link of the evidence “Our page of fame” broken"), "{history}");
}

#[tokio::test]
async fn a_link_that_cannot_be_read_does_not_keep_the_others_of_its_host_unchecked() {
    let mut server = TestServer::new().await;
    serve_pages(&mut server).await;
    add_link(&server, "Damaged", "http://pages.example/damaged").await;
    add_link(&server, "Our page", "http://pages.example/there").await;
    let mut tx = server.app.db.write().await.unwrap();
    let damage = "update evidence set content = '{\"kind\":\"sound\"}' where title = 'Damaged'";
    assert_eq!(tx.query(damage).run().await.unwrap(), 1);
    tx.commit().await.unwrap();
    run_nightly_jobs(&server).await;
    let mut tx = server.app.db.read().await.unwrap();
    let checked: Vec<(String, bool)> = tx
        .query(
            "select e.title, l.checked_at is not null from link_check l join evidence e on e.id = l.evidence_id
             where l.host = 'pages.example' order by e.title",
        )
        .all()
        .await
        .unwrap();
    assert_eq!(checked, [("Damaged".to_owned(), false), ("Our page".to_owned(), true)]);
    let failed = store::work::jobs::failed_jobs(&mut tx, &testing::program()).await.unwrap();
    assert_eq!(failed.iter().map(|job| job.kind.as_str()).collect::<Vec<_>>(), ["host"], "it is reported");
}

#[tokio::test]
async fn no_request_is_sent_to_a_private_address() {
    let mut server = TestServer::new().await;
    let most = serve_pages(&mut server).await;
    // Without the exception for pages.example, no request may reach the local server.
    server.app.link_checker = Arc::new(LinkChecker::default());
    let page = add_link(&server, "A trap", "http://pages.example/there").await;
    run_nightly_jobs(&server).await;
    assert_eq!(most.load(Relaxed), 0);
    assert_eq!(server.browser("lead").get(&page).await.status, StatusCode::OK);
}
