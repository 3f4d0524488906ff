//! The allocation of a round: its proposal, changes by hand and approval.

use super::rounds::open;
use crate::support::{Browser, TestServer};
use axum::http::StatusCode;
use jiff::SignedDuration;
use model::PersonId;
use std::time::Duration;
use store::{
    Tx,
    core::{ids, values::At},
    work::jobs::Lane,
};
use web::work::jobs;

/// A person who reviews from an organisation of their own in another region, and takes up to 4 submissions in the open round.
pub(super) async fn reviewer(server: &TestServer, name: &str) -> PersonId {
    let (person, organisation) = (PersonId(ids::new(server.now())), ids::new(server.now()));
    let mut tx = server.app.db.write().await.unwrap();
    let (lower, now) = (name.to_lowercase(), At(server.now()));
    tx.query(
        "insert into organisation (id, slug, name, standing, kind, country, region, consortium, signed_on, phase, stage, scope,
             contact_name, contact_email, contact_telephone, page_url, leader_name, leader_post, leader_email, created_at)
         values ($1, $2, $3, 'signatory', 'University', 'Wales', $2, '', null, null, 1, '', '', '', '', '', '', '', '', $4)",
    )
    .bind(organisation)
    .bind(lower.as_str())
    .bind(format!("University of {name}"))
    .bind(now)
    .run()
    .await
    .unwrap();
    tx.query("insert into person (id, email, name, created_at) values ($1, $2 || '@' || $2 || '.example', $3, $4)")
        .bind(person.0)
        .bind(lower.as_str())
        .bind(name)
        .bind(now)
        .run()
        .await
        .unwrap();
    tx.query("insert into member (organisation_id, person_id, role, since) values ($1, $2, 'contributor', $3)")
        .bind(organisation)
        .bind(person.0)
        .bind(now)
        .run()
        .await
        .unwrap();
    tx.query(
        "insert into reviewer (person_id, organisation_id, background, is_experienced, stages, kinds, themes, enrolled_at)
         values ($1, $2, 'lead', true, '[1]', '[\"University\"]', '[]', $3)",
    )
    .bind(person.0)
    .bind(organisation)
    .bind(now)
    .run()
    .await
    .unwrap();
    tx.query("insert into availability (round_id, person_id, submissions, answered_at) values ($1, $2, 4, $3)")
        .bind(server.world.rounds[0].0)
        .bind(person.0)
        .bind(now)
        .run()
        .await
        .unwrap();
    let edition = server.app.charter.course.as_ref().unwrap().edition.to_string();
    tx.query("insert into completed_training (person_id, edition, completed_at) values ($1, $2, $3)")
        .bind(person.0)
        .bind(edition)
        .bind(now)
        .run()
        .await
        .unwrap();
    tx.commit().await.unwrap();
    person
}

/// Signs a reviewer in.
pub(super) async fn sign_in(server: &TestServer, person: PersonId) -> Browser {
    let mut tx = server.app.db.write().await.unwrap();
    let session = store::accounts::sessions::create(&mut tx, person, "a test", server.now()).await.unwrap();
    tx.commit().await.unwrap();
    let mut browser = server.browser("nobody");
    browser.set_cookie("session", &session);
    browser
}

pub(super) fn allocation(server: &TestServer) -> String {
    format!("{}/allocation", open(server))
}

const PANELS: [(&str, &str); 2] = [("mode", "panels"), ("seconds", "5")];

/// Creates a proposal and computes it.
pub(super) async fn propose(server: &TestServer, browser: &mut Browser) {
    let created = browser.post(&allocation(server), &PANELS).await;
    assert_eq!(created.status, StatusCode::SEE_OTHER, "{}", created.body);
    assert_eq!(jobs::run(&server.app, Lane::Search).await.unwrap(), 1);
}

/// The value of a hidden field of a page.
pub(super) fn hidden<'p>(page: &'p str, name: &str) -> &'p str {
    let (_, after) =
        page.split_once(&format!("name=\"{name}\" value=\"")).unwrap_or_else(|| panic!("no {name}: {page}"));
    after.split('"').next().unwrap()
}

/// The fields of the approval as its page has them.
pub(super) async fn approval(server: &TestServer, browser: &mut Browser) -> [(&'static str, String); 2] {
    let page = browser.get(&format!("{}/approval", allocation(server))).await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.body);
    ["proposal", "version"].map(|name| (name, hidden(&page.body, name).to_owned()))
}

async fn post(browser: &mut Browser, path: &str, fields: &[(&str, String)]) -> crate::support::Response {
    let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
    browser.post(path, &fields).await
}

/// Two reviewers on an approved panel, and its address.
pub(super) async fn approved(server: &TestServer) -> (Vec<PersonId>, String) {
    let mut browser = server.browser("secretariat");
    let people = vec![reviewer(server, "Ada").await, reviewer(server, "Bo").await];
    propose(server, &mut browser).await;
    let fields = approval(server, &mut browser).await;
    let approved = post(&mut browser, &format!("{}/approval", allocation(server)), &fields).await;
    assert_eq!(approved.status, StatusCode::SEE_OTHER, "{}", approved.body);
    let mut tx = server.app.db.read().await.unwrap();
    let (id,): (uuid::Uuid,) = tx.query("select id from panel").one().await.unwrap();
    (people, format!("/peer-review/panels/{id}"))
}

async fn emails(tx: &mut Tx) -> Vec<(String, String, String)> {
    tx.query("select recipient, subject, body from email order by recipient").all().await.unwrap()
}

#[tokio::test]
async fn a_proposal_is_computed_by_a_job_and_shown_with_reasons() {
    let server = TestServer::new().await;
    let mut browser = server.browser("secretariat");
    let empty = browser.get(&allocation(&server)).await;
    assert!(
        empty.body.contains("No proposal yet. Submissions: 1. Reviewers who can be allocated: 0."),
        "{}",
        empty.body
    );
    let wrong = browser.post(&allocation(&server), &[("mode", ""), ("seconds", "4")]).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        wrong.body.contains("Select how reviewers are allocated") && wrong.body.contains("value=\"4\""),
        "{}",
        wrong.body
    );
    reviewer(&server, "Ada").await;
    reviewer(&server, "Bo").await;
    assert_eq!(browser.post(&allocation(&server), &PANELS).await.status, StatusCode::SEE_OTHER);
    let waiting = browser.get(&allocation(&server)).await;
    assert!(
        waiting.body.contains("The search begins in a few seconds.")
            && waiting.body.contains("Stop and use best proposal"),
        "{}",
        waiting.body
    );
    assert!(waiting.body.contains("0 of at most 5"), "{}", waiting.body);
    let twice = browser.post(&allocation(&server), &PANELS).await;
    assert_eq!(twice.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(twice.body.contains("Another proposal is being computed"));
    assert_eq!(jobs::run(&server.app, Lane::Search).await.unwrap(), 1);
    let before = server.app.db.queries();
    let page = browser.get(&allocation(&server)).await;
    let queries = server.app.db.queries() - before;
    assert!(queries <= 19, "{queries} queries");
    for words in [
        "Proven",
        "Panel 1",
        "Ada",
        "Bo",
        "University of Ada",
        "Institutional lead, experienced",
        "Good match",
        "Knows stage 1",
        "Number 1 by match, of the 2 reviewers who may review it.",
        "Approve allocation",
    ] {
        assert!(page.body.contains(words), "{words}: {}", page.body);
    }
}

#[tokio::test]
async fn the_site_writes_while_a_search_goes_on_and_a_stopped_search_uses_the_best() {
    let server = TestServer::new().await;
    let mut browser = server.browser("secretariat");
    // Many reviewers who suit equally well: the search for a proof takes longer than the time limit.
    for number in 0..14 {
        reviewer(&server, &format!("R{number}")).await;
    }
    let mut tx = server.app.db.write().await.unwrap();
    tx.query("update reviewer set stages = '[]', kinds = '[]'").run().await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(
        browser.post(&allocation(&server), &[("mode", "panels"), ("seconds", "300")]).await.status,
        StatusCode::SEE_OTHER
    );
    let app = server.app.clone();
    let job = tokio::spawn(async move { jobs::run(&app, Lane::Search).await.unwrap() });
    tokio::time::sleep(Duration::from_millis(200)).await;
    let written = server.app.db.write().await.unwrap();
    written.commit().await.unwrap();
    browser.post(&format!("{}/stop", allocation(&server)), &[]).await;
    assert_eq!(tokio::time::timeout(Duration::from_mins(1), job).await.expect("it stops").unwrap(), 1);
    let page = browser.get(&allocation(&server)).await;
    assert!(page.body.contains("Panel 1"), "{}", page.body);
    let again = browser.post(&format!("{}/stop", allocation(&server)), &[]).await;
    let shown = browser.get(again.location()).await;
    assert!(shown.body.contains("The search has already ended."));
}

#[tokio::test]
async fn a_search_is_begun_again_after_the_instance_ended() {
    let server = TestServer::new().await;
    let mut browser = server.browser("secretariat");
    reviewer(&server, "Ada").await;
    browser.post(&allocation(&server), &PANELS).await;
    // An instance claims the job and dies.
    let mut tx = server.app.db.write().await.unwrap();
    let claimed = store::work::jobs::claim(&mut tx, &testing::program(), Lane::Search, server.now()).await.unwrap();
    assert_eq!(claimed.len(), 1);
    tx.commit().await.unwrap();
    assert_eq!(jobs::run(&server.app, Lane::Search).await.unwrap(), 0, "it is claimed");
    assert_eq!(jobs::run(&server.app, Lane::Database).await.unwrap(), 0, "it is of its own lane");
    server.app.clock.advance(SignedDuration::from_secs(31));
    assert_eq!(jobs::run(&server.app, Lane::Search).await.unwrap(), 1);
    assert!(browser.get(&allocation(&server)).await.body.contains("Panel 1"));
}

#[tokio::test]
async fn a_change_that_was_asked_for_by_dragging_is_shown_alone_with_its_cost_before_it_is_made() {
    let server = TestServer::new().await;
    let mut browser = server.browser("secretariat");
    for name in ["Ada", "Bo", "Cy"] {
        reviewer(&server, name).await;
    }
    propose(&server, &mut browser).await;
    let page = browser.get(&allocation(&server)).await;
    assert!(page.body.contains("allocation.js") && page.body.contains("data-drag-hint hidden"), "{}", page.body);
    let (_, after) = page.body.split_once("/allocation/change?").unwrap();
    let query = after.split('"').next().unwrap().replace("&amp;", "&");
    let change = format!("{}/change", allocation(&server));
    let all = browser.get(&format!("{change}?{query}")).await;
    let option = hidden_option(&all.body);
    let asked = browser.get(&format!("{change}?{query}&option={option}")).await;
    assert_eq!(asked.status, StatusCode::OK);
    assert!(!asked.body.contains("type=\"radio\"") && asked.body.contains("takes the place of"), "{}", asked.body);
    assert!(asked.body.contains("Breaks no other rule.") && asked.body.contains("View other changes"));
    assert!(!browser.get(&allocation(&server)).await.body.contains("Changed by hand"), "nothing is changed by asking");
    let fields: Vec<(&str, String)> = ["proposal", "version", "person", "from", "option"]
        .map(|name| (name, hidden(&asked.body, name).to_owned()))
        .to_vec();
    let unknown = browser.get(&format!("{change}?{query}&option=to-99")).await;
    assert!(unknown.body.contains("This change is not possible now") && unknown.body.contains("type=\"radio\""));
    assert_eq!(post(&mut browser, &change, &fields).await.status, StatusCode::SEE_OTHER);
    let late = browser.get(&format!("{change}?{query}&option={option}")).await;
    assert!(late.body.contains("Someone else changed this allocation"), "{}", late.body);
    assert!(!server.browser("board").get(&format!("{change}?{query}&option={option}")).await.body.contains("Breaks"));
}

#[tokio::test]
async fn an_impossible_round_says_what_is_in_the_way() {
    let mut server = TestServer::new().await;
    let mut charter = (*server.app.charter).clone();
    charter.review.panel_needs = [model::charter::PanelNeed::Lead, model::charter::PanelNeed::Technician].to_vec();
    server.app.charter = std::sync::Arc::new(charter);
    server.router = web::routes::site(server.app.clone());
    let mut browser = server.browser("secretariat");
    reviewer(&server, "Ada").await;
    propose(&server, &mut browser).await;
    let page = browser.get(&allocation(&server)).await;
    for words in [
        "No allocation keeps all rules.",
        "each panel has a technician: 1 submission would be without one",
        "Adding 1 technician would be enough",
        "Recruit more technicians",
    ] {
        assert!(page.body.contains(words), "{words}: {}", page.body);
    }
    assert!(!page.body.contains("Approve allocation"));
    assert_eq!(browser.get(&format!("{}/approval", allocation(&server))).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_change_by_hand_is_offered_with_its_cost_and_undone_and_the_second_person_sees_it() {
    let server = TestServer::new().await;
    let (mut one, mut other) = (server.browser("secretariat"), server.browser("secretariat"));
    for name in ["Ada", "Bo", "Cy"] {
        reviewer(&server, name).await;
    }
    propose(&server, &mut one).await;
    let page = one.get(&allocation(&server)).await;
    assert!(page.body.contains("May review 1 of 1 submissions"), "one is left over: {}", page.body);
    let (_, after) = page.body.split_once("/allocation/change?").unwrap();
    let query = after.split('"').next().unwrap().replace("&amp;", "&");
    let change = format!("{}/change", allocation(&server));
    let form = other.get(&format!("{change}?{query}")).await;
    assert!(
        form.body.contains("Breaks no other rule. Overall match") && form.body.contains("takes the place of"),
        "{}",
        form.body
    );
    let option = hidden_option(&form.body);
    let fields: Vec<(&str, String)> =
        ["proposal", "version", "person", "from"].map(|name| (name, hidden(&form.body, name).to_owned())).to_vec();
    let chosen = [fields.clone(), vec![("option", option)]].concat();
    let nothing = post(&mut one, &change, &fields).await;
    assert_eq!(nothing.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", nothing.body);
    assert!(nothing.body.contains("Select one of the changes"));
    let changed = post(&mut one, &change, &chosen).await;
    assert_eq!(changed.status, StatusCode::SEE_OTHER, "{}", changed.body);
    let late = post(&mut other, &change, &chosen).await;
    assert_eq!(late.status, StatusCode::CONFLICT);
    assert!(late.body.contains("Someone else changed this allocation"), "{}", late.body);
    let page = one.get(&allocation(&server)).await;
    assert!(page.body.contains("Changed by hand") && page.body.contains("The secretariat replaced"), "{}", page.body);
    let undo: Vec<(&str, String)> =
        ["proposal", "version"].map(|name| (name, hidden(&page.body, name).to_owned())).to_vec();
    assert_eq!(post(&mut one, &format!("{}/undo", allocation(&server)), &undo).await.status, StatusCode::SEE_OTHER);
    assert!(!one.get(&allocation(&server)).await.body.contains("Changed by hand"));
}

/// The value of the first option of a page of changes.
fn hidden_option(page: &str) -> String {
    let (_, after) = page.split_once("name=\"option\"").unwrap();
    let (_, after) = after.split_once("value=\"").unwrap();
    after.split('"').next().unwrap().to_owned()
}

#[tokio::test]
async fn pins_and_exclusions_are_kept_by_the_next_proposal_and_differences_are_shown() {
    let server = TestServer::new().await;
    let mut browser = server.browser("secretariat");
    let mut people = Vec::new();
    for name in ["Ada", "Bo", "Cy"] {
        people.push((name, reviewer(&server, name).await));
    }
    propose(&server, &mut browser).await;
    let page = browser.get(&allocation(&server)).await;
    let left = people.iter().find(|(_, person)| !page.body.contains(&format!("person={person}&amp;from="))).unwrap();
    let submission = server.world.assessments[4].0.to_string();
    let person = left.1.to_string();
    let wishes = format!("{}/wishes", allocation(&server));
    let pin = [("submission", submission.as_str()), ("person", person.as_str()), ("kind", "pin")];
    assert_eq!(browser.post(&wishes, &pin).await.status, StatusCode::SEE_OTHER);
    assert!(browser.get(&allocation(&server)).await.body.contains(&format!("{} reviews", left.0)));
    propose(&server, &mut browser).await;
    let page = browser.get(&allocation(&server)).await;
    assert!(page.body.contains(&format!("now {}", left.0)), "{}", page.body);
    let near = [PANELS[0], PANELS[1], ("stay_near", "yes")];
    assert_eq!(browser.post(&allocation(&server), &near).await.status, StatusCode::SEE_OTHER);
    assert_eq!(jobs::run(&server.app, Lane::Search).await.unwrap(), 1);
    let page = browser.get(&allocation(&server)).await;
    assert!(page.body.contains("No one moves."), "{}", page.body);
    assert_eq!(browser.post(&wishes, &[("submission", "x"), ("person", &person)]).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn an_approval_emails_each_member_once_even_if_it_is_sent_twice() {
    let server = TestServer::new().await;
    let mut browser = server.browser("secretariat");
    reviewer(&server, "Ada").await;
    reviewer(&server, "Bo").await;
    propose(&server, &mut browser).await;
    let fields = approval(&server, &mut browser).await;
    let path = format!("{}/approval", allocation(&server));
    let (mut one, mut other) = (browser.clone(), browser.clone());
    let (first, second) = tokio::join!(post(&mut one, &path, &fields), post(&mut other, &path, &fields));
    assert_eq!((first.status, second.status), (StatusCode::SEE_OTHER, StatusCode::SEE_OTHER));
    let mut tx = server.app.db.read().await.unwrap();
    let sent = emails(&mut tx).await;
    assert_eq!(sent.iter().map(|one| one.0.as_str()).collect::<Vec<_>>(), ["ada@ada.example", "bo@bo.example"]);
    for (_, subject, body) in &sent {
        assert!(subject.starts_with("Peer review: you are on a panel"), "{subject}");
        assert!(!body.contains("Northmoor") && body.contains("/peer-review/panels/"), "{body}");
    }
    let (panels,): (i64,) = tx.query("select count(*) from panel").one().await.unwrap();
    assert_eq!(panels, 1);
    drop(tx);
    let round = browser.get(&open(&server)).await;
    assert!(round.body.contains("Reviewers are allocated. Later submissions go to another round."), "{}", round.body);
    assert!(round.body.contains("Read submissions by"), "the step moves on: {}", round.body);
    let page = browser.get(&allocation(&server)).await;
    assert!(page.body.contains("Approved on 22 November 2026") && page.body.contains("Replace"), "{}", page.body);
    let again = browser.post(&allocation(&server), &PANELS).await;
    assert!(again.body.contains("The allocation of this round is approved"), "{}", again.body);
}

#[tokio::test]
async fn an_outdated_allocation_is_not_approved() {
    let server = TestServer::new().await;
    let mut browser = server.browser("secretariat");
    let ada = reviewer(&server, "Ada").await;
    propose(&server, &mut browser).await;
    let fields = approval(&server, &mut browser).await;
    let mut tx = server.app.db.write().await.unwrap();
    tx.query("insert into declared_conflict (person_id, organisation_id, reason, declared_at) values ($1, $2, 'My partner', $3)")
        .bind(ada.0)
        .bind(server.world.organisation.0)
        .bind(At(server.now()))
        .run()
        .await
        .unwrap();
    tx.commit().await.unwrap();
    let refused = post(&mut browser, &format!("{}/approval", allocation(&server)), &fields).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.body.contains("Ada now has a conflict of interest with Northmoor"), "{}", refused.body);
    assert!(!refused.body.contains("My partner"), "the reason is on the page of reviewers alone");
    assert!(browser.get(&allocation(&server)).await.body.contains("Ada now has a conflict of interest"));
}

#[tokio::test]
async fn nobody_but_the_secretariat_reads_a_proposal_and_the_board_reads_what_is_approved() {
    let server = TestServer::new().await;
    for (persona, status) in
        [("lead", StatusCode::NOT_FOUND), ("other lead", StatusCode::NOT_FOUND), ("board", StatusCode::FORBIDDEN)]
    {
        assert_eq!(server.browser(persona).get(&allocation(&server)).await.status, status, "{persona}");
        let posted = server.browser(persona).post(&allocation(&server), &PANELS).await;
        assert_eq!(posted.status, status, "{persona}");
    }
    let (people, _) = approved(&server).await;
    let page = server.browser("board").get(&allocation(&server)).await;
    assert!(page.body.contains("Ada") && !page.body.contains("Replace"), "{}", page.body);
    for person in people {
        assert_eq!(sign_in(&server, person).await.get(&allocation(&server)).await.status, StatusCode::NOT_FOUND);
    }
    let mut tx = server.app.db.write().await.unwrap();
    let move_board = "update person set email = 'board@northmoor.example' where email = 'board@assay.example'";
    tx.query(move_board).run().await.unwrap();
    tx.commit().await.unwrap();
    let refused = server.browser("board").get(&allocation(&server)).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
    assert!(!refused.body.contains("Ada"));
}
