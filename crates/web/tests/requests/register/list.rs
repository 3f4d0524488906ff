//! The register.

use crate::support::Trial;
use axum::http::StatusCode;

#[tokio::test]
async fn the_secretariat_reads_first_who_is_late() {
    let trial = Trial::new().await;
    let before = trial.app.db.queries();
    let page = trial.browser("secretariat").get("/organisations").await;
    let queries = trial.app.db.queries() - before;
    assert!(queries <= 7, "{queries} queries: a list, and which addresses wait for the secretariat");
    // Northmoor has submitted; Eastfell signed in 2019 and has not.
    assert!(page.body.contains("1 self-assessment is overdue"), "{}", page.body);
    assert!(page.body.contains("2 organisations") && page.body.contains("lead Example"));
    let late = trial.browser("board").get("/organisations?due=late&name=EAST").await;
    assert!(late.body.contains("Eastfell Institute") && !late.body.contains("Northmoor University"));
    assert!(!late.body.contains("Add organisation"), "the board reads only");
    let none = trial.browser("secretariat").get("/organisations?name=%3Cscript%3E&stage=x&page=99").await;
    assert!(none.body.contains("No organisations match these filters") && !none.body.contains("<script>alert"));
}

#[tokio::test]
async fn an_organisation_is_entered_with_the_phase_of_its_day_and_its_first_lead_invited() {
    let trial = Trial::new().await;
    let mut secretariat = trial.browser("secretariat");
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
    let answer = secretariat.post("/organisations", &fields).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.body);
    let page = secretariat.get(answer.location()).await;
    assert!(page.body.contains("Westmere College") && page.body.contains("W. Lead has not accepted"));
    assert!(!page.body.contains("Invite lead"), "nobody invites twice: {}", page.body);
    let mut tx = trial.app.db.read().await.unwrap();
    let (body,): (String,) =
        tx.query("select body from email where recipient = 'w.lead@westmere.example'").one().await.unwrap();
    assert!(body.contains("http://assay.test/invitations/"));
    drop(tx);
    let mut again = fields;
    again[0].1 = "westmere College";
    let twice = secretariat.post("/organisations", &again).await;
    assert_eq!(twice.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(twice.body.contains("already exists") && twice.body.contains("W.Lead@westmere.example"));
}

#[tokio::test]
async fn what_cannot_be_entered_comes_back_with_every_word() {
    let trial = Trial::new().await;
    let fields =
        [("name", " "), ("standing", "signatory"), ("stage", "1"), ("country", "Wales"), ("lead_name", "W. Lead")];
    let answer = trial.browser("secretariat").post("/organisations", &fields).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    for words in ["Enter the name of the organisation", "Enter an email address", "Wales", "W. Lead"] {
        assert!(answer.body.contains(words), "{words}");
    }
}

#[tokio::test]
async fn who_hangs_on_one_lead_is_told_and_listed() {
    let trial = Trial::new().await;
    let mut secretariat = trial.browser("secretariat");
    let page = secretariat.get("/organisations").await.body;
    assert!(page.contains("2 signatories have fewer than 2 leads"), "{page}");
    let contributor = trial.world.persona("contributor").person.unwrap();
    let role = format!("/organisations/{}/people/{contributor}/role", trial.world.organisation);
    trial.browser("lead").post(&role, &[("role", "lead")]).await;
    let few = secretariat.get("/organisations?leads=few").await.body;
    assert!(few.contains("1 signatory has fewer than 2 leads"), "{few}");
    assert!(few.contains("Eastfell Institute") && !few.contains("Northmoor University"), "{few}");
}
