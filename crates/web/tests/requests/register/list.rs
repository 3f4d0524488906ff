//! The list of organisations, and adding one.

use crate::support::TestServer;
use axum::http::StatusCode;

#[tokio::test]
async fn the_list_starts_with_overdue_self_assessments() {
    let server = TestServer::new().await;
    let before = server.app.db.queries();
    let page = server.browser("secretariat").get("/organisations").await;
    let queries = server.app.db.queries() - before;
    assert!(queries <= 10, "{queries} queries, four of them for what is to do");
    // Northmoor has submitted; Eastfell signed in 2019 and has not.
    assert!(page.body.contains("1 self-assessment is overdue"), "{}", page.body);
    assert!(page.body.contains("2 organisations") && page.body.contains("lead Example"));
    let late = server.browser("board").get("/organisations?due=late&name=EAST").await;
    assert!(late.body.contains("Eastfell Institute") && !late.body.contains("Northmoor University"));
    assert!(!late.body.contains("Add organisation"), "the board cannot edit");
    let none = server.browser("secretariat").get("/organisations?name=%3Cscript%3E&stage=x&page=99").await;
    assert!(none.body.contains("No organisations match these filters") && !none.body.contains("<script>alert"));
}

#[tokio::test]
async fn an_organisation_is_added_and_its_first_lead_is_invited() {
    let server = TestServer::new().await;
    let mut secretariat = server.browser("secretariat");
    let fields = [
        ("name", "Westmere College"),
        ("standing", "signatory"),
        ("stage", "1"),
        ("signed_on-day", "2"),
        ("signed_on-month", "5"),
        ("signed_on-year", "2019"),
        ("lead_name", "W. Lead"),
        ("lead_email", "W.Lead@westmere.example"),
    ];
    let response = secretariat.post("/organisations", &fields).await;
    assert_eq!(response.status, StatusCode::SEE_OTHER, "{}", response.body);
    let page = secretariat.get(response.location()).await;
    assert!(page.body.contains("Westmere College") && page.body.contains("W. Lead has not accepted"));
    assert!(!page.body.contains("Invite lead"), "the lead has already been invited: {}", page.body);
    let mut tx = server.app.db.read().await.unwrap();
    let (body,): (String,) =
        tx.query("select body from email where recipient = 'w.lead@westmere.example'").one().await.unwrap();
    assert!(body.contains("http://assay.test/invitations/"));
    drop(tx);
    let twice = secretariat.post("/organisations", &fields).await;
    assert_eq!((twice.status, twice.location()), (StatusCode::SEE_OTHER, response.location()), "{}", twice.body);
    let mut tx = server.app.db.read().await.unwrap();
    let (emails,): (i64,) = tx
        .query("select cast(count(*) as bigint) from email where recipient = 'w.lead@westmere.example'")
        .one()
        .await
        .unwrap();
    assert_eq!(emails, 1, "a double click invites once");
    drop(tx);
    let mut other_lead = fields;
    other_lead[7].1 = "other@westmere.example";
    let refused = secretariat.post("/organisations", &other_lead).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "another lead is not lost");
    let mut again = fields;
    again[0].1 = "westmere College";
    let refused = secretariat.post("/organisations", &again).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.body.contains("already exists") && refused.body.contains("W.Lead@westmere.example"));
}

#[tokio::test]
async fn an_invalid_organisation_is_refused_and_stays_in_the_form() {
    let server = TestServer::new().await;
    let fields =
        [("name", " "), ("standing", "signatory"), ("stage", "1"), ("country", "Wales"), ("lead_name", "W. Lead")];
    let response = server.browser("secretariat").post("/organisations", &fields).await;
    assert_eq!(response.status, StatusCode::UNPROCESSABLE_ENTITY);
    for words in ["Enter the name of the organisation", "Enter an email address", "Wales", "W. Lead"] {
        assert!(response.body.contains(words), "{words}");
    }
}

#[tokio::test]
async fn signatories_with_one_lead_are_counted_and_filtered() {
    let server = TestServer::new().await;
    let mut secretariat = server.browser("secretariat");
    let page = secretariat.get("/organisations").await.body;
    assert!(page.contains("2 signatories have fewer than 2 leads"), "{page}");
    let contributor = server.world.persona("contributor").person.unwrap();
    let role = format!("/organisations/{}/people/{contributor}/role", server.world.organisation);
    server.browser("lead").post(&role, &[("role", "lead")]).await;
    let few = secretariat.get("/organisations?leads=few").await.body;
    assert!(few.contains("1 signatory has fewer than 2 leads"), "{few}");
    assert!(few.contains("Eastfell Institute") && !few.contains("Northmoor University"), "{few}");
}
