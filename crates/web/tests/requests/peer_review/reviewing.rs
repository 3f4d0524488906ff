//! A member volunteers as a reviewer, answers, declares conflicts of interest and stops.

use super::rounds::open;
use crate::support::{Browser, Response, TestServer};
use axum::http::StatusCode;

const HERE: &str = "/peer-review/reviewer";

/// Makes a persona of the world a reviewer.
pub(super) async fn volunteer(server: &TestServer, persona: &str, background: &str) -> Browser {
    let mut browser = server.browser(persona);
    let fields = [("background", background), ("stages", "1"), ("kinds", "University")];
    let done = browser.post(&format!("{HERE}/volunteer"), &fields).await;
    assert_eq!((done.status, done.location()), (StatusCode::SEE_OTHER, HERE), "{}", done.body);
    browser
}

/// The address at which availability for the open round is answered.
fn availability(server: &TestServer) -> String {
    format!("{HERE}/availability/{}", server.world.rounds[0])
}

/// The identity of the other organisation.
async fn eastfell(server: &TestServer) -> String {
    let mut tx = server.app.db.read().await.unwrap();
    let (id,): (uuid::Uuid,) = tx.query("select id from organisation where slug = 'eastfell'").one().await.unwrap();
    id.to_string()
}

async fn within(server: &TestServer, browser: &mut Browser, path: &str, budget: u64) -> Response {
    let before = server.app.db.queries();
    let page = browser.get(path).await;
    let queries = server.app.db.queries() - before;
    assert!(queries <= budget, "{queries} queries for {path}");
    assert_eq!(page.status, StatusCode::OK, "{path}: {}", page.body);
    page
}

#[tokio::test]
async fn a_member_finds_the_form_in_the_to_do_list_while_a_round_recruits_and_volunteers() {
    let server = TestServer::new().await;
    let home = format!("/organisations/{}", server.world.organisation);
    let mut browser = server.browser("contributor");
    let overview = browser.get(&home).await;
    assert!(overview.body.contains("href=\"/peer-review/reviewer/volunteer\""), "{}", overview.body);
    let form = within(&server, &mut browser, &format!("{HERE}/volunteer"), 6).await;
    assert!(form.body.contains("Northmoor University") && !form.body.contains("value=\"lead\""), "{}", form.body);
    let mut browser = volunteer(&server, "contributor", "technician").await;
    let page = within(&server, &mut browser, HERE, 7).await;
    for words in ["You review from Northmoor University", "Open round", "Not answered", "Stage 1", "University"] {
        assert!(page.body.contains(words), "{words}: {}", page.body);
    }
    assert!(!page.body.contains("Cancelled round"));
    let overview = browser.get(&home).await;
    assert!(overview.body.contains(&format!("href=\"{}\"", availability(&server))), "{}", overview.body);
    assert!(overview.body.contains("href=\"/peer-review/reviewer\""), "the service bar leads to it");
    assert_eq!(browser.get(&format!("{HERE}/volunteer")).await.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn what_is_wrong_stays_in_the_form() {
    let server = TestServer::new().await;
    let mut browser = server.browser("lead");
    let path = format!("{HERE}/volunteer");
    let blank = browser.post(&path, &[]).await;
    assert_eq!(blank.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(blank.body.contains("Select what you review as") && blank.body.contains("Select at least one stage"));
    let half = browser.post(&path, &[("background", "lead"), ("kinds", "Funder")]).await;
    assert_eq!(half.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(half.body.matches(" checked").count(), 2, "{}", half.body);
    let contributor = server.browser("contributor").post(&path, &[("background", "lead"), ("stages", "1")]).await;
    assert!(contributor.body.contains("You are not an institutional lead of Northmoor University"));
    let other = eastfell(&server).await;
    let fields = [("organisation", other.as_str()), ("background", "lead"), ("stages", "1")];
    let foreign = browser.post(&path, &fields).await;
    assert_eq!(foreign.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(foreign.body.contains("Select the organisation that you review from"));
    for wrong in [[("stages", "99"), ("kinds", "University")], [("stages", "1"), ("kinds", "Castle")]] {
        let fields = [wrong[0], wrong[1], ("background", "lead")];
        assert_eq!(browser.post(&path, &fields).await.status, StatusCode::UNPROCESSABLE_ENTITY, "{wrong:?}");
    }
}

#[tokio::test]
async fn who_receives_submissions_or_is_no_member_of_a_signatory_does_not_review() {
    let server = TestServer::new().await;
    let fields = [("background", "technician"), ("stages", "1")];
    for persona in ["secretariat", "board"] {
        let mut browser = server.browser(persona);
        let path = format!("{HERE}/volunteer");
        assert_eq!(browser.get(&path).await.status, StatusCode::FORBIDDEN, "{persona}");
        assert_eq!(browser.post(&path, &fields).await.status, StatusCode::FORBIDDEN, "{persona}");
    }
    let mut tx = server.app.db.write().await.unwrap();
    tx.query("update organisation set standing = 'supporter' where slug = 'eastfell'").run().await.unwrap();
    tx.commit().await.unwrap();
    let mut browser = server.browser("other lead");
    let refused = browser.get(&format!("{HERE}/volunteer")).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
    assert!(refused.body.contains("member of a signatory"), "{}", refused.body);
    assert_eq!(browser.post(&format!("{HERE}/volunteer"), &fields).await.status, StatusCode::FORBIDDEN);
    let signed_out = server.browser("nobody").get(&format!("{HERE}/volunteer")).await;
    assert_eq!(signed_out.status, StatusCode::SEE_OTHER, "to sign in");
}

#[tokio::test]
async fn only_a_reviewer_reaches_the_pages_of_a_reviewer() {
    let server = TestServer::new().await;
    let paths = ["", "/knowledge", "/conflicts", "/stop"].map(|path| format!("{HERE}{path}"));
    for persona in ["lead", "contributor", "other lead"] {
        let mut browser = server.browser(persona);
        for path in paths.iter().chain([&availability(&server)]) {
            assert_eq!(browser.get(path).await.status, StatusCode::NOT_FOUND, "{persona}: {path}");
        }
        for path in ["/knowledge", "/conflicts", "/conflicts/withdraw", "/stop"] {
            let answer = browser.post(&format!("{HERE}{path}"), &[("stages", "1")]).await;
            assert_eq!(answer.status, StatusCode::NOT_FOUND, "{persona}: {path}");
        }
        let answer = browser.post(&availability(&server), &[("availability", "2")]).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{persona}");
    }
}

#[tokio::test]
async fn a_reviewer_answers_for_a_round_and_changes_the_answer_until_it_is_cancelled() {
    let server = TestServer::new().await;
    let mut browser = volunteer(&server, "lead", "lead").await;
    let path = availability(&server);
    let form = within(&server, &mut browser, &path, 6).await;
    assert!(form.body.contains("A break this time") && form.body.contains("Up to 3 submissions"), "{}", form.body);
    for wrong in ["", "9", "-1"] {
        let refused = browser.post(&path, &[("availability", wrong)]).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{wrong}");
        assert!(refused.body.contains("Select how many submissions you can take"));
    }
    for (answer, words) in [("2", "Up to 2 submissions"), ("break", "A break this time")] {
        assert_eq!(browser.post(&path, &[("availability", answer)]).await.status, StatusCode::SEE_OTHER);
        assert!(browser.get(HERE).await.body.contains(words), "{words}");
    }
    let cancelled = format!("{HERE}/availability/{}", server.world.rounds[1]);
    for gone in [&cancelled, &format!("{HERE}/availability/x")] {
        assert_eq!(browser.get(gone).await.status, StatusCode::NOT_FOUND, "{gone}");
        assert_eq!(browser.post(gone, &[("availability", "2")]).await.status, StatusCode::NOT_FOUND, "{gone}");
    }
    let cancel = format!("{}/cancellation", open(&server));
    server.browser("secretariat").post(&cancel, &[("reason", "Too few")]).await;
    assert_eq!(browser.post(&path, &[("availability", "2")]).await.status, StatusCode::NOT_FOUND);
    assert!(browser.get(HERE).await.body.contains("No round is asking for reviewers"));
}

#[tokio::test]
async fn a_reviewer_edits_what_they_know_and_a_second_tab_is_told() {
    let server = TestServer::new().await;
    let mut browser = volunteer(&server, "lead", "lead").await;
    let path = format!("{HERE}/knowledge");
    let form = within(&server, &mut browser, &path, 6).await;
    assert!(form.body.contains("name=\"revision\" value=\"1\""), "{}", form.body);
    let blank = browser.post(&path, &[("revision", "1"), ("kinds", "Funder")]).await;
    assert_eq!(blank.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(blank.body.matches(" checked").count(), 1, "what was selected stays: {}", blank.body);
    let fields = [("revision", "1"), ("stages", "1"), ("stages", "2"), ("kinds", "Funder")];
    assert_eq!(browser.post(&path, &fields).await.status, StatusCode::SEE_OTHER);
    assert!(browser.get(HERE).await.body.contains("Stage 1, Stage 2"));
    let second = browser.post(&path, &[("revision", "1"), ("stages", "2")]).await;
    assert_eq!(second.status, StatusCode::CONFLICT);
    assert!(second.body.contains("changed in another window") && second.body.contains("value=\"2\""));
    assert!(browser.get(HERE).await.body.contains("Stage 1, Stage 2"));
}

#[tokio::test]
async fn a_conflict_of_interest_is_declared_with_a_reason_and_withdrawn() {
    let server = TestServer::new().await;
    let mut browser = volunteer(&server, "lead", "lead").await;
    let (path, other) = (format!("{HERE}/conflicts"), eastfell(&server).await);
    let form = within(&server, &mut browser, &path, 6).await;
    assert!(form.body.contains("No conflicts of interest declared yet") && form.body.contains("Eastfell Institute"));
    let blank = browser.post(&path, &[]).await;
    assert_eq!(blank.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(blank.body.contains("Select an organisation") && blank.body.contains("Enter the reason"));
    let half = browser.post(&path, &[("organisation", ""), ("reason", "A project in common")]).await;
    assert!(half.body.contains("value=\"A project in common\""), "what was typed stays");
    let unknown = "00000000-0000-0000-0000-000000000001";
    let refused = browser.post(&path, &[("organisation", unknown), ("reason", "A project")]).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    let fields = [("organisation", other.as_str()), ("reason", "A project in common")];
    assert_eq!(browser.post(&path, &fields).await.status, StatusCode::SEE_OTHER);
    assert!(browser.get(&path).await.body.contains("A project in common"));
    assert!(browser.get(HERE).await.body.contains("You have declared 1 conflict of interest"));
    let withdraw = format!("{path}/withdraw");
    for wrong in ["", "x", unknown] {
        let gone = browser.post(&withdraw, &[("organisation", wrong)]).await;
        assert_eq!(gone.status, StatusCode::NOT_FOUND, "{wrong}");
    }
    // Another reviewer cannot withdraw it.
    let mut contributor = volunteer(&server, "contributor", "technician").await;
    assert_eq!(contributor.post(&withdraw, &fields[..1]).await.status, StatusCode::NOT_FOUND);
    assert_eq!(browser.post(&withdraw, &fields[..1]).await.status, StatusCode::SEE_OTHER);
    assert!(!browser.get(&path).await.body.contains("A project in common"));
}

#[tokio::test]
async fn a_reviewer_stops_and_what_it_means_is_said_before() {
    let server = TestServer::new().await;
    let mut browser = volunteer(&server, "contributor", "technician").await;
    let path = format!("{HERE}/stop");
    assert!(browser.get(&path).await.body.contains("You will not be asked about rounds any more"));
    let done = browser.post(&path, &[]).await;
    assert_eq!((done.status, done.location()), (StatusCode::SEE_OTHER, "/home"));
    assert_eq!(browser.get(HERE).await.status, StatusCode::NOT_FOUND);
    assert_eq!(browser.get(&format!("{HERE}/volunteer")).await.status, StatusCode::OK, "they can start again");
}

#[tokio::test]
async fn your_data_has_what_a_reviewer_entered() {
    let server = TestServer::new().await;
    let mut browser = volunteer(&server, "lead", "lead").await;
    browser.post(&availability(&server), &[("availability", "2")]).await;
    let other = eastfell(&server).await;
    let fields = [("organisation", other.as_str()), ("reason", "A project in common")];
    browser.post(&format!("{HERE}/conflicts"), &fields).await;
    let page = browser.get("/account/data").await;
    for words in ["Reviewer from Northmoor University", "Open round: up to 2 submissions", "A project in common"] {
        assert!(page.body.contains(words), "{words}: {}", page.body);
    }
    assert!(browser.get("/account/data.json").await.body.contains("A project in common"));
}
