//! The secretariat's pages about reviewers: their list, one of them, and invitations.

use super::{reviewing::volunteer, rounds::open};
use crate::support::TestServer;
use axum::http::StatusCode;

fn list(server: &TestServer) -> String {
    format!("{}/reviewers", open(server))
}

fn reviewer(server: &TestServer, persona: &str) -> String {
    format!("/peer-review/reviewers/{}", server.world.persona(persona).person.unwrap())
}

/// The lead and the other lead take 2 and no submissions; the contributor has not answered.
async fn with_reviewers() -> TestServer {
    let server = TestServer::new().await;
    let availability = format!("/peer-review/reviewer/availability/{}", server.world.rounds[0]);
    for (persona, background, answer) in
        [("lead", "lead", "2"), ("other lead", "lead", "break"), ("contributor", "technician", "")]
    {
        let mut browser = volunteer(&server, persona, background).await;
        if !answer.is_empty() {
            let done = browser.post(&availability, &[("availability", answer)]).await;
            assert_eq!(done.status, StatusCode::SEE_OTHER);
        }
    }
    server
}

/// The recipients of the emails that were written, and their texts.
async fn emails(server: &TestServer) -> Vec<(String, String)> {
    let mut tx = server.app.db.read().await.unwrap();
    tx.query("select recipient, body from email order by created_at, id").all().await.unwrap()
}

#[tokio::test]
async fn the_list_of_a_round_is_filtered_searched_and_sorted() {
    let server = with_reviewers().await;
    let mut browser = server.browser("secretariat");
    let before = server.app.db.queries();
    let page = browser.get(&list(&server)).await;
    let queries = server.app.db.queries() - before;
    assert!(queries <= 6, "{queries} queries");
    for words in ["3 reviewers: 2 answered, 1 can take", "lead Example", "Not answered", "A break this time", "Invite"]
    {
        assert!(page.body.contains(words), "{words}: {}", page.body);
    }
    for (query, expected) in [
        ("background=technician", "1 reviewer<"),
        ("background=lead", "2 reviewers<"),
        ("stage=2", "0 reviewers<"),
        ("stage=1", "3 reviewers<"),
        ("answer=no", "1 reviewer<"),
        ("answer=break", "1 reviewer<"),
        ("answer=yes", "1 reviewer<"),
        ("training=yes", "0 reviewers<"),
        ("training=no&order=answer", "3 reviewers<"),
        ("name=eastfell&order=organisation", "1 reviewer<"),
        ("name=nobody", "No reviewers match"),
        ("background=x&stage=x&answer=x&page=99", "3 reviewers<"),
    ] {
        let page = browser.get(&format!("{}?{query}", list(&server))).await;
        assert!(page.body.contains(expected), "{query}: {}", page.body);
    }
    assert!(browser.get(&open(&server)).await.body.contains(&format!("href=\"{}\"", list(&server))));
}

#[tokio::test]
async fn the_board_reads_who_is_allocated_alone_and_members_read_nothing() {
    let server = with_reviewers().await;
    let mut board = server.browser("board");
    let page = board.get(&list(&server)).await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(
        page.body.contains("No reviewers are allocated yet") && !page.body.contains("lead Example"),
        "{}",
        page.body
    );
    let csv = format!("{}/reviewers.csv", open(&server));
    let only_secretariat = [
        csv,
        reviewer(&server, "lead"),
        format!("{}/invite", list(&server)),
        format!("{}/invite-leads", list(&server)),
    ];
    for path in &only_secretariat {
        assert_eq!(board.get(path).await.status, StatusCode::FORBIDDEN, "{path}");
        for persona in ["lead", "contributor", "other lead"] {
            assert_eq!(server.browser(persona).get(path).await.status, StatusCode::NOT_FOUND, "{persona}: {path}");
        }
    }
    for (persona, status) in [("board", StatusCode::FORBIDDEN), ("lead", StatusCode::NOT_FOUND)] {
        let mut browser = server.browser(persona);
        let experience = format!("{}/experience", reviewer(&server, "lead"));
        assert_eq!(browser.post(&experience, &[("experienced", "yes")]).await.status, status, "{persona}");
        for path in &only_secretariat[2..] {
            assert_eq!(browser.post(path, &[("email", "a@b.example")]).await.status, status, "{persona}: {path}");
        }
        if persona == "lead" {
            assert_eq!(browser.get(&list(&server)).await.status, StatusCode::NOT_FOUND);
        }
    }
}

#[tokio::test]
async fn a_reviewer_has_a_page_and_is_marked_as_experienced() {
    let server = with_reviewers().await;
    let mut browser = server.browser("secretariat");
    let path = reviewer(&server, "lead");
    let before = server.app.db.queries();
    let page = browser.get(&path).await;
    let queries = server.app.db.queries() - before;
    assert!(queries <= 13, "{queries} queries");
    for words in ["lead@assay.example", "Up to 2 submissions", "Member of this organisation", "Mark as experienced"] {
        assert!(page.body.contains(words), "{words}: {}", page.body);
    }
    let marked = browser.post(&format!("{path}/experience"), &[("experienced", "yes")]).await;
    assert_eq!(marked.status, StatusCode::SEE_OTHER);
    assert!(browser.get(&path).await.body.contains("Marked as experienced by the secretariat"));
    assert!(browser.get(&list(&server)).await.body.contains("Experienced"));
    browser.post(&format!("{path}/experience"), &[]).await;
    assert!(!browser.get(&list(&server)).await.body.contains("Experienced"));
    for nobody in [reviewer(&server, "board"), "/peer-review/reviewers/x".to_owned()] {
        assert_eq!(browser.get(&nobody).await.status, StatusCode::NOT_FOUND, "{nobody}");
        let gone = browser.post(&format!("{nobody}/experience"), &[("experienced", "yes")]).await;
        assert_eq!(gone.status, StatusCode::NOT_FOUND, "{nobody}");
    }
}

#[tokio::test]
async fn the_table_of_reviewers_has_no_formula() {
    let server = with_reviewers().await;
    let mut tx = server.app.db.write().await.unwrap();
    tx.query("update person set name = '=1+1' where email = 'lead@assay.example'").run().await.unwrap();
    tx.commit().await.unwrap();
    let file = server.browser("secretariat").get(&format!("{}/reviewers.csv", open(&server))).await;
    assert_eq!(file.status, StatusCode::OK);
    assert!(file.body.contains("'=1+1,lead@assay.example,Northmoor University"), "{}", file.body);
    assert!(file.body.contains("Up to 2 submissions") && file.body.contains("Not answered"));
}

#[tokio::test]
async fn one_person_is_invited_once_and_who_has_no_account_joins_first() {
    let server = TestServer::new().await;
    let mut browser = server.browser("secretariat");
    let (path, organisation) = (format!("{}/invite", list(&server)), server.world.organisation.to_string());
    assert!(browser.get(&path).await.body.contains("Eastfell Institute"));
    let blank = browser.post(&path, &[]).await;
    assert_eq!(blank.status, StatusCode::UNPROCESSABLE_ENTITY);
    for words in ["Select an organisation", "Enter the person’s name", "Enter an email address"] {
        assert!(blank.body.contains(words), "{words}: {}", blank.body);
    }
    let half = browser.post(&path, &[("name", "N. Newcomer"), ("email", "new@northmoor")]).await;
    assert!(half.body.contains("value=\"N. Newcomer\"") && half.body.contains("value=\"new@northmoor\""));
    for (name, email) in
        [("contributor Example", "contributor@assay.example"), ("N. Newcomer", "new@northmoor.example")]
    {
        let fields = [("organisation", organisation.as_str()), ("name", name), ("email", email)];
        let sent = browser.post(&path, &fields).await;
        assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.body);
        let again = browser.post(&path, &fields).await;
        assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(again.body.contains("invited to review in this round already"), "{}", again.body);
    }
    let written = emails(&server).await;
    let to = |email: &str| written.iter().filter(|(to, _)| to == email).map(|(_, body)| body).collect::<Vec<_>>();
    let member = to("contributor@assay.example");
    assert!(member.len() == 1 && member[0].contains("/peer-review/reviewer/volunteer"), "{written:?}");
    let new = to("new@northmoor.example");
    assert!(new.len() == 1 && new[0].contains("join Northmoor University as a contributor"), "{written:?}");
    let lead = to("lead@assay.example");
    assert!(lead.len() == 1 && lead[0].contains("invited N. Newcomer as a contributor"), "{written:?}");
    assert!(!lead[0].contains("review"), "the lead does not learn why: {}", lead[0]);
    let page = browser.get(&list(&server)).await;
    assert!(page.body.contains("new@northmoor.example") && page.body.contains("have not volunteered yet"));
    let overview = server.browser("contributor").get(&format!("/organisations/{organisation}")).await;
    assert!(overview.body.contains("You are invited to review submissions"), "{}", overview.body);
}

#[tokio::test]
async fn leads_of_the_selected_organisations_are_invited_once() {
    let server = TestServer::new().await;
    let mut browser = server.browser("secretariat");
    let path = format!("{}/invite-leads", list(&server));
    let page = browser.get(&path).await;
    assert!(page.body.contains("Select all 2") && page.body.matches(" checked").count() == 0, "{}", page.body);
    let all = browser.get(&format!("{path}?all=yes")).await;
    assert_eq!(all.body.matches(" checked").count(), 2);
    let found = browser.get(&format!("{path}?name=eastfell&kind=&region=")).await;
    assert!(found.body.contains("Select all 1") && !found.body.contains("Northmoor University"));
    let blank = browser.post(&path, &[]).await;
    assert_eq!(blank.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(blank.body.contains("Select at least one organisation"));
    assert_eq!(browser.post(&path, &[("organisations", "x")]).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    let organisation = server.world.organisation.to_string();
    for number in [1, 1] {
        let sent = browser.post(&path, &[("organisations", &organisation)]).await;
        assert_eq!(sent.status, StatusCode::SEE_OTHER);
        assert_eq!(emails(&server).await.len(), number, "each lead gets one email in a round");
    }
    assert_eq!(emails(&server).await[0].0, "lead@assay.example");
}

#[tokio::test]
async fn nobody_is_invited_to_a_cancelled_round() {
    let server = TestServer::new().await;
    let mut browser = server.browser("secretariat");
    let cancelled = format!("/peer-review/rounds/{}/reviewers", server.world.rounds[1]);
    for path in ["invite", "invite-leads"].map(|path| format!("{cancelled}/{path}")) {
        assert_eq!(browser.get(&path).await.status, StatusCode::FORBIDDEN, "{path}");
        let organisation = server.world.organisation.to_string();
        let fields = [("organisation", organisation.as_str()), ("name", "N. N."), ("email", "n@n.example")];
        assert_eq!(browser.post(&path, &fields).await.status, StatusCode::FORBIDDEN, "{path}");
    }
    assert!(emails(&server).await.is_empty());
}

#[tokio::test]
async fn a_reviewer_who_is_removed_from_their_organisation_is_not_in_the_list() {
    let server = with_reviewers().await;
    let person = server.world.persona("contributor").person.unwrap();
    let remove = format!("/organisations/{}/people/{person}/leave", server.world.organisation);
    let removed = server.browser("lead").post(&remove, &[]).await;
    assert_eq!(removed.status, StatusCode::SEE_OTHER, "{}", removed.body);
    let page = server.browser("secretariat").get(&list(&server)).await;
    assert!(page.body.contains("2 reviewers: 2 answered") && !page.body.contains("contributor Example"));
    let gone = server.browser("secretariat").get(&reviewer(&server, "contributor")).await;
    assert!(gone.body.contains("Stopped, or left the organisation"), "{}", gone.body);
}
