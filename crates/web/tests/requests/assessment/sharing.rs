//! Who reads a draft: members, and the secretariat while a lead shares it.

use crate::support::{Browser, TestServer};
use axum::http::StatusCode;
use std::collections::BTreeSet;

/// The path of the draft, and below it.
fn draft(server: &TestServer, rest: &str) -> String {
    format!("/assessments/{}{rest}", server.world.assessments[0].0)
}

async fn status(server: &TestServer, who: &str, path: &str) -> StatusCode {
    server.browser(who).get(path).await.status
}

#[tokio::test]
async fn a_lead_shares_a_draft_with_the_secretariat_and_ends_that() {
    let server = TestServer::new().await;
    let (page, sharing, end) = (draft(&server, ""), draft(&server, "/sharing"), draft(&server, "/sharing/end"));
    let mut lead = server.browser("lead");
    assert!(lead.get(&page).await.body.contains("Only members of Northmoor University can read this."));
    assert_eq!(status(&server, "secretariat", &page).await, StatusCode::FORBIDDEN);
    for stranger in ["contributor", "secretariat", "board"] {
        let refused = server.browser(stranger).post(&sharing, &[]).await;
        assert_eq!(refused.status, StatusCode::FORBIDDEN, "{stranger}");
    }
    // The button can be selected twice.
    for _ in 0..2 {
        assert_eq!(lead.post(&sharing, &[]).await.location(), page);
    }
    for who in ["lead", "contributor", "secretariat"] {
        let shown = server.browser(who).get(&page).await;
        assert!(shown.body.contains("Shared with the secretariat since 22 November 2026."), "{who}: {}", shown.body);
    }
    assert_eq!(status(&server, "board", &page).await, StatusCode::FORBIDDEN);
    assert_eq!(status(&server, "other lead", &page).await, StatusCode::NOT_FOUND);
    for kept in ["/headcount", "/check", "/sharing"] {
        assert_eq!(status(&server, "secretariat", &draft(&server, kept)).await, StatusCode::FORBIDDEN, "{kept}");
    }
    assert_eq!(lead.post(&end, &[]).await.location(), page);
    assert_eq!(status(&server, "secretariat", &page).await, StatusCode::FORBIDDEN);
    let log = lead.get(&format!("/organisations/{}/activity", server.world.organisation)).await.body;
    for what in ["</strong> shared “", "</strong> stopped sharing “"] {
        assert_eq!(log.matches(what).count(), 1, "{what}: {log}");
    }
}

#[tokio::test]
async fn a_submission_that_is_returned_is_private_again() {
    let server = TestServer::new().await;
    let [.., (signed, _), _] = server.world.assessments[..] else { panic!() };
    let path = format!("/assessments/{signed}");
    let mut lead = server.browser("lead");
    lead.post(&format!("{path}/sharing"), &[]).await;
    assert_eq!(status(&server, "secretariat", &path).await, StatusCode::OK);
    lead.post(&format!("{path}/submission"), &[]).await;
    // What is submitted is read as it was signed.
    assert_eq!(status(&server, "secretariat", &path).await, StatusCode::FORBIDDEN);
    assert_eq!(status(&server, "secretariat", &format!("{path}/locked")).await, StatusCode::OK);
    assert_eq!(lead.get(&format!("{path}/sharing")).await.status, StatusCode::FORBIDDEN);
    let returned = server.browser("secretariat").post(&format!("{path}/return"), &[("reason", "Add the dates")]).await;
    assert_eq!(returned.status, StatusCode::SEE_OTHER, "{}", returned.body);
    assert_ne!(returned.location(), format!("{path}/sign-off"), "it leads to a page that the secretariat may open");
    assert_eq!(status(&server, "secretariat", &path).await, StatusCode::FORBIDDEN);
    assert_eq!(status(&server, "lead", &path).await, StatusCode::OK);
}

/// The addresses of this site that a page links to.
fn links(body: &str) -> BTreeSet<String> {
    let hrefs = body.split("href=\"/").skip(1).filter_map(|rest| rest.split(['"', '#']).next());
    hrefs.map(|path| format!("/{path}").replace("&amp;", "&").replace("&#38;", "&")).collect()
}

/// Follows every link from the first page of a visitor on, and returns those that lead to a page that the visitor may not open.
async fn forbidden_links(browser: &mut Browser, first: &str) -> Vec<String> {
    let (mut known, mut waiting) = (BTreeSet::from([first.to_owned()]), vec![(String::new(), first.to_owned())]);
    let mut forbidden = Vec::new();
    while let Some((from, path)) = waiting.pop() {
        let page = browser.get(&path).await;
        if matches!(page.status, StatusCode::FORBIDDEN | StatusCode::NOT_FOUND) {
            forbidden.push(format!("{from} → {path}"));
        }
        let is_inside = |path: &String| {
            ["/organisations", "/assessments", "/plans/", "/actions/", "/imports/", "/secretariat"]
                .iter()
                .any(|prefix| path.starts_with(prefix))
        };
        for link in links(&page.body).into_iter().filter(is_inside) {
            if known.len() < 400 && known.insert(link.clone()) {
                waiting.push((path.clone(), link));
            }
        }
    }
    assert!(known.len() > 5, "{known:?}");
    forbidden
}

#[tokio::test]
async fn every_link_leads_to_a_page_that_its_reader_may_open() {
    let server = TestServer::new().await;
    for who in ["secretariat", "board", "contributor", "lead"] {
        let first = format!("/organisations/{}", server.world.organisation);
        let forbidden = forbidden_links(&mut server.browser(who), &first).await;
        assert_eq!(forbidden, [""; 0], "{who}");
    }
    // The same while a draft is shared.
    server.browser("lead").post(&draft(&server, "/sharing"), &[]).await;
    for who in ["secretariat", "board"] {
        let forbidden = forbidden_links(&mut server.browser(who), "/organisations").await;
        assert_eq!(forbidden, [""; 0], "{who}");
    }
}

#[tokio::test]
async fn the_secretariat_sees_how_far_a_draft_is_and_whom_to_write_to() {
    let server = TestServer::new().await;
    let organisation = server.world.organisation;
    let overview = server.browser("secretariat").get(&format!("/organisations/{organisation}")).await.body;
    let steps = [
        "In progress.",
        "Locked: awaiting lead’s signature.",
        "Awaiting leader’s signature.",
        "Signed: ready to submit.",
    ];
    assert!(steps.iter().any(|step| overview.contains(step)), "{overview}");
    assert!(!overview.contains("questions have an answer"), "{overview}");
    let list = server.browser("board").get(&format!("/organisations/{organisation}/assessments")).await.body;
    assert!(list.contains("Signed: ready to submit") && list.contains("In progress"), "{list}");
    assert_eq!(list.matches("href=\"/assessments/").count(), 1, "only the submitted one is a link: {list}");
    let people = server.browser("secretariat").get(&format!("/organisations/{organisation}/people")).await.body;
    assert!(people.contains("lead@assay.example") && !people.contains("contributor@assay.example"), "{people}");
    assert_eq!(status(&server, "board", &format!("/organisations/{organisation}/people")).await, StatusCode::FORBIDDEN);
    let own = server.browser("contributor").get(&format!("/organisations/{organisation}/people")).await.body;
    assert!(own.contains("contributor@assay.example"), "members see all addresses");
}

#[tokio::test]
async fn the_secretariat_imports_only_while_an_organisation_has_no_members() {
    let server = TestServer::new().await;
    let imports = format!("/organisations/{}/imports", server.world.organisation);
    assert_eq!(status(&server, "secretariat", &imports).await, StatusCode::FORBIDDEN);
    assert_eq!(
        status(&server, "secretariat", &format!("/imports/{}", server.world.import)).await,
        StatusCode::FORBIDDEN
    );
    let mut tx = server.app.db.write().await.unwrap();
    tx.query("delete from member where organisation_id = $1").bind(server.world.organisation.0).run().await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(status(&server, "secretariat", &imports).await, StatusCode::OK);
    assert_eq!(status(&server, "board", &imports).await, StatusCode::FORBIDDEN);
}
