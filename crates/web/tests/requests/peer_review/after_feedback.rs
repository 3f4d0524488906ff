//! What an organisation does with its feedback: it responds, rates, publishes, and answers the advice at the next stage.

use super::workbench::{autosave, base as review};
use crate::support::{Browser, TestServer};
use axum::http::StatusCode;
use jiff::{SignedDuration, ToSpan as _};
use store::core::values::At;

/// A server whose organisation received feedback.
pub(super) async fn server() -> TestServer {
    let server = TestServer::with_panel().await;
    let mut tx = server.app.db.write().await.unwrap();
    testing::world::panels::send_feedback(&mut tx, &server.world, server.now()).await;
    tx.commit().await.unwrap();
    server
}

/// The address of the feedback.
pub(super) fn base(server: &TestServer) -> String {
    format!("/assessments/{}/feedback", server.world.assessments[4].0)
}

/// The address of the advice of the draft self-assessment.
pub(super) fn advice(server: &TestServer) -> String {
    format!("/assessments/{}/advice", server.world.assessments[0].0)
}

/// The value of a hidden field of a page.
async fn hidden(browser: &mut Browser, page: &str, name: &str) -> String {
    let body = browser.get(page).await.body;
    let field = format!("name=\"{name}\" value=\"");
    body.split(&field).nth(1).unwrap_or_else(|| panic!("no {name}: {body}")).split('"').next().unwrap().to_owned()
}

async fn send(browser: &mut Browser, base: &str, revision: &str) -> crate::support::Response {
    let sending = format!("{base}/response/sending");
    let feedback = hidden(browser, &format!("{base}/rating"), "feedback").await;
    browser.post(&sending, &[("revision", revision), ("feedback", &feedback)]).await
}

/// Publishes the feedback as the visitor reads it, or stops that.
async fn publish(browser: &mut Browser, base: &str, end: &str, fields: &[(&str, &str)]) -> crate::support::Response {
    let path = format!("{base}/publishing");
    let version = hidden(browser, &path, "version").await;
    let fields: Vec<(&str, &str)> = fields.iter().copied().chain([("version", version.as_str())]).collect();
    browser.post(&format!("{path}{end}"), &fields).await
}

async fn write(browser: &mut Browser, base: &str, text: &str, revision: &str) -> crate::support::Response {
    browser.post(&format!("{base}/response"), &[("text", text), ("revision", revision)]).await
}

async fn emails(server: &TestServer) -> Vec<(String, String)> {
    let mut tx = server.app.db.read().await.unwrap();
    tx.query("select recipient, body from email where subject like 'Response to peer review%' order by 1")
        .all()
        .await
        .unwrap()
}

#[tokio::test]
async fn members_write_a_response_and_a_lead_sends_it_once_to_the_panel_and_the_secretariat() {
    let server = server().await;
    let (mut contributor, mut lead, base) = (server.browser("contributor"), server.browser("lead"), base(&server));
    let before = server.app.db.queries();
    let page = lead.get(&format!("{base}/response")).await;
    let queries = server.app.db.queries() - before;
    assert!(queries <= 10, "{queries} queries");
    for words in ["You can send a response by the end of 3 January 2027.", "Check and send response", "Not rated"] {
        assert!(page.body.contains(words), "{words}: {}", page.body);
    }
    assert_eq!(write(&mut contributor, &base, "We will trim it", "0").await.status, StatusCode::SEE_OTHER);
    let page = contributor.get(&format!("{base}/response")).await;
    assert!(page.body.contains("We will trim it") && page.body.contains("Only a lead can send it."), "{}", page.body);
    for path in ["response/sending", "rating", "publishing"] {
        assert_eq!(contributor.get(&format!("{base}/{path}")).await.status, StatusCode::FORBIDDEN, "{path}");
    }
    let sending = format!("{base}/response/sending");
    assert_eq!(contributor.post(&sending, &[("revision", "1")]).await.status, StatusCode::FORBIDDEN);
    let page = lead.get(&sending).await;
    assert!(page.body.contains("We will trim it") && page.body.contains("name=\"revision\" value=\"1\""));
    write(&mut contributor, &base, "We will trim it each week", "1").await;
    let changed = send(&mut lead, &base, "1").await;
    assert_eq!(changed.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(changed.body.contains("was changed since you opened this page"), "{}", changed.body);
    for _ in 0..2 {
        assert_eq!(send(&mut lead, &base, "2").await.status, StatusCode::SEE_OTHER);
    }
    let emails = emails(&server).await;
    let to: Vec<_> = emails.iter().map(|(to, _)| to.as_str()).collect();
    assert_eq!(to, ["other-lead@assay.example", "secretariat@assay.example"], "each once");
    assert!(emails[0].1.contains(&review(&server)) && !emails[1].1.contains("/panels/"), "{emails:?}");
    let late = write(&mut contributor, &base, "One more thing", "2").await;
    assert_eq!(late.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(late.body.contains("One more thing") && late.body.contains("can no longer be changed"), "{}", late.body);
    assert_eq!(lead.get(&sending).await.status, StatusCode::SEE_OTHER, "there is nothing to send");
}

#[tokio::test]
async fn others_read_the_response_only_once_it_is_sent() {
    let server = server().await;
    let (mut lead, base) = (server.browser("lead"), base(&server));
    write(&mut lead, &base, "Remarkably kind", "0").await;
    let review = review(&server);
    for persona in ["secretariat", "board"] {
        let page = server.browser(persona).get(&format!("{base}/response")).await;
        assert_eq!(page.status, StatusCode::OK, "{persona}");
        assert!(!page.body.contains("Remarkably kind"), "{persona}");
        let refused = write(&mut server.browser(persona), &base, "Mine", "1").await;
        assert_eq!(refused.status, StatusCode::FORBIDDEN, "{persona}");
    }
    let mut reviewer = server.browser("other lead");
    assert!(!reviewer.get(&review).await.body.contains("Remarkably kind"));
    for path in ["response", "rating", "publishing", "response/sending"] {
        let page = reviewer.get(&format!("{base}/{path}")).await;
        assert_eq!(page.status, StatusCode::NOT_FOUND, "a lead of another organisation, also on its panel: {path}");
    }
    send(&mut lead, &base, "1").await;
    for persona in ["contributor", "secretariat", "board"] {
        let page = server.browser(persona).get(&format!("{base}/response")).await;
        assert!(page.body.contains("Remarkably kind"), "{persona}: {}", page.body);
    }
    let before = server.app.db.queries();
    let page = reviewer.get(&review).await;
    let queries = server.app.db.queries() - before;
    assert!(queries <= 13, "{queries} queries");
    assert!(page.body.contains("Response to your feedback") && page.body.contains("Remarkably kind"), "{}", page.body);
}

#[tokio::test]
async fn typing_is_saved_and_two_editors_see_both_versions() {
    let server = server().await;
    let (mut lead, mut contributor, base) = (server.browser("lead"), server.browser("contributor"), base(&server));
    let path = format!("{base}/response");
    let first = autosave(&mut contributor, &path, &[("text", "One"), ("revision", "0"), ("tab", "a.1")]).await;
    assert!(first.status == StatusCode::OK && first.body.contains("\"revision\":1"), "{}", first.body);
    let other = autosave(&mut lead, &path, &[("text", "Two"), ("revision", "0"), ("tab", "b.1")]).await;
    assert!(other.status == StatusCode::CONFLICT && other.body.contains("\"own\":false"), "{}", other.body);
    let merge = other.body.split("\"merge\":\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
    let page = lead.get(&merge).await;
    assert!(page.body.contains("One") && page.body.contains("Two") && page.body.contains("Keep my version"));
    let by_hand = write(&mut lead, &base, "Three", "0").await;
    assert_eq!(by_hand.status, StatusCode::CONFLICT);
    assert!(by_hand.body.contains("Three") && by_hand.body.contains("One"), "{}", by_hand.body);
    assert_eq!(lead.get(&format!("{base}/response/merge?mine=99&base=0")).await.location(), path);
    server.app.clock.advance(SignedDuration::from_hours(43 * 24));
    let mut lead = server.browser_in_new_session("lead").await;
    let late = autosave(&mut lead, &path, &[("text", "Late"), ("revision", "1"), ("tab", "c.1")]).await;
    assert_eq!(late.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(late.body.contains("The last day to respond was 3 January 2027"), "{}", late.body);
    let page = lead.get(&path).await;
    assert!(page.body.contains("No response was sent. The last day was 3 January 2027."), "{}", page.body);
}

#[tokio::test]
async fn members_read_every_version_of_the_response_and_restore_one_until_it_is_sent() {
    let server = server().await;
    let (mut lead, mut contributor, base) = (server.browser("lead"), server.browser("contributor"), base(&server));
    write(&mut contributor, &base, "We will trim it", "0").await;
    write(&mut lead, &base, "We have trimmed it", "1").await;
    let (versions, restoring) = (format!("{base}/response/versions"), format!("{base}/response/restoring"));
    assert!(lead.get(&format!("{base}/response")).await.body.contains(&versions));
    let page = contributor.get(&versions).await;
    for words in ["lead Example", "contributor Example", "<ins>", "Restore version 1"] {
        assert!(page.body.contains(words), "{words}: {}", page.body);
    }
    for persona in ["secretariat", "board", "other lead", "nobody"] {
        let mut browser = server.browser(persona);
        let page = browser.get(&versions).await;
        assert!(page.status != StatusCode::OK && !page.body.contains("trim"), "{persona}: {}", page.body);
        let restored = browser.post(&restoring, &[("version", "1"), ("revision", "2")]).await;
        assert!(!restored.location().contains("response"), "{persona}");
    }
    assert_eq!(
        lead.post(&restoring, &[("version", "1"), ("revision", "1")]).await.location(),
        versions,
        "another saved"
    );
    assert_eq!(lead.post(&restoring, &[("version", "9"), ("revision", "2")]).await.status, StatusCode::NOT_FOUND);
    lead.post(&restoring, &[("version", "1"), ("revision", "2")]).await;
    assert!(lead.get(&format!("{base}/response/sending")).await.body.contains("We will trim it"));
    send(&mut lead, &base, "3").await;
    let page = lead.get(&versions).await;
    assert!(page.body.contains("version 3") && !page.body.contains("Restore version"), "{}", page.body);
    lead.post(&restoring, &[("version", "2"), ("revision", "3")]).await;
    assert!(
        lead.get(&format!("{base}/response")).await.body.contains("We will trim it"),
        "what is sent does not change"
    );
}

#[tokio::test]
async fn leads_have_it_to_do_until_it_is_sent() {
    let server = server().await;
    let (mut lead, base) = (server.browser("lead"), base(&server));
    let home = format!("/organisations/{}", server.world.organisation);
    let words = "by 3 January 2027.";
    assert!(lead.get(&home).await.body.contains(&format!("{base}/response")));
    assert!(lead.get(&home).await.body.contains(words));
    assert!(!server.browser("contributor").get(&home).await.body.contains(words));
    write(&mut lead, &base, "Thank you", "0").await;
    send(&mut lead, &base, "1").await;
    assert!(!lead.get(&home).await.body.contains(words));
}

#[tokio::test]
async fn a_rating_is_for_the_secretariat_and_the_panel_never_sees_it() {
    let server = server().await;
    let (mut lead, base) = (server.browser("lead"), base(&server));
    let path = format!("{base}/rating");
    let read = hidden(&mut lead, &path, "feedback").await;
    let read = ("feedback", read.as_str());
    let half = lead.post(&path, &[("rating-clear", "3"), ("comment", "Rather harsh"), ("revision", "0"), read]).await;
    assert_eq!(half.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(half.body.contains("href=\"#rating-useful\"") && half.body.contains("Rather harsh"), "{}", half.body);
    let fields = [("rating-clear", "3"), ("rating-useful", "0"), ("comment", "Rather harsh"), ("revision", "0"), read];
    for _ in 0..2 {
        assert_eq!(lead.post(&path, &fields).await.status, StatusCode::SEE_OTHER);
    }
    let other = [("rating-clear", "1"), ("rating-useful", "0"), ("comment", "Mine"), ("revision", "0"), read];
    let conflict = lead.post(&path, &other).await;
    assert_eq!(conflict.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(conflict.body.contains("Rather harsh") && conflict.body.contains("Mine"), "{}", conflict.body);
    let ratings = format!("/peer-review/rounds/{}/feedback-ratings", server.world.rounds[0]);
    let page = server.browser("secretariat").get(&ratings).await;
    assert!(page.body.contains("Rather harsh") && page.body.contains("Northmoor University"), "{}", page.body);
    let board = server.browser("board").get(&ratings).await;
    assert_eq!(board.status, StatusCode::OK);
    assert!(!board.body.contains("Rather harsh") && !board.body.contains("Northmoor"), "{}", board.body);
    for persona in ["other lead", "lead", "contributor"] {
        assert_eq!(server.browser(persona).get(&ratings).await.status, StatusCode::NOT_FOUND, "{persona}");
    }
    assert!(!server.browser("other lead").get(&review(&server)).await.body.contains("Rather harsh"));
    for persona in ["secretariat", "board", "contributor"] {
        assert_eq!(server.browser(persona).get(&path).await.status, StatusCode::FORBIDDEN, "{persona}");
    }
}

#[tokio::test]
async fn feedback_is_public_from_the_decision_of_a_lead_until_it_is_stopped() {
    let server = server().await;
    let (mut lead, base) = (server.browser("lead"), base(&server));
    let (path, public, home) =
        (format!("{base}/publishing"), "/signatories/northmoor/feedback/2", "/signatories/northmoor");
    let mut nobody = server.browser("nobody");
    assert_eq!(nobody.get(public).await.status, StatusCode::NOT_FOUND);
    write(&mut lead, &base, "We thank them", "0").await;
    send(&mut lead, &base, "1").await;
    let page = lead.get(&path).await;
    for words in ["What will be public", "Trim the wick each week.", "We thank them", "Publish our response as well"] {
        assert!(page.body.contains(words), "{words}: {}", page.body);
    }
    assert_eq!(server.browser("contributor").post(&path, &[]).await.status, StatusCode::FORBIDDEN);
    for persona in ["secretariat", "board"] {
        assert_eq!(server.browser(persona).post(&path, &[]).await.status, StatusCode::FORBIDDEN, "{persona}");
    }
    let version = hidden(&mut lead, &path, "version").await;
    for _ in 0..2 {
        let published = lead.post(&path, &[("version", &version)]).await;
        assert_eq!(published.status, StatusCode::SEE_OTHER, "also a second click: {}", published.body);
    }
    let shown = nobody.get(public).await;
    assert!(shown.body.contains("Trim the wick each week.") && !shown.body.contains("We thank them"), "{}", shown.body);
    let (panel, round) = (server.world.panel.to_string(), server.world.rounds[0].to_string());
    for secret in [panel.as_str(), round.as_str(), "Open round", "Other lead", "Eastfell"] {
        assert!(!shown.body.contains(secret), "{secret}: {}", shown.body);
    }
    let page = nobody.get(home).await;
    assert!(page.body.contains(public) && page.body.contains("Published the peer review feedback"), "{}", page.body);
    let feed = nobody.get("/signatories/northmoor/changes.atom").await;
    assert_eq!(feed.body.matches("Published the peer review feedback").count(), 1, "{}", feed.body);
    assert_eq!(nobody.get("/signatories/northmoor/feedback/1").await.status, StatusCode::NOT_FOUND);
    assert_eq!(nobody.get("/signatories/northmoor/feedback/x").await.status, StatusCode::NOT_FOUND);
    publish(&mut lead, &base, "", &[("response", "yes")]).await;
    assert!(nobody.get(public).await.body.contains("We thank them"));
    for _ in 0..2 {
        let stopped = lead.post(&format!("{path}/stop"), &[("version", &version)]).await;
        assert_eq!(stopped.status, StatusCode::SEE_OTHER, "also a second click");
    }
    assert_eq!(nobody.get(public).await.status, StatusCode::NOT_FOUND, "and not from the cache");
    for path in [home, "/signatories/northmoor/changes.atom", "/signatories/northmoor/organisation.json"] {
        assert!(!nobody.get(path).await.body.contains("eer review feedback"), "{path}");
    }
}

#[tokio::test]
async fn feedback_that_a_lead_has_not_read_is_shown_to_them_and_nothing_is_done_with_it() {
    let server = server().await;
    let (mut lead, base) = (server.browser("lead"), base(&server));
    write(&mut lead, &base, "We thank them", "0").await;
    let (publishing, rating, sending) =
        (format!("{base}/publishing"), format!("{base}/rating"), format!("{base}/response/sending"));
    let version = hidden(&mut lead, &publishing, "version").await;
    let read = hidden(&mut lead, &rating, "feedback").await;
    // The submission was returned, submitted again and reviewed in another round.
    let mut other = testing::world::panels::feedback();
    other.opening = "This is the second feedback.".to_owned();
    let (hash, canonical) = other.locked();
    let mut tx = server.app.db.write().await.unwrap();
    tx.query(
        "insert into feedback (id, round_id, assessment_id, hash, canonical, approved_at, sent_at)
         select $1, $2, assessment_id, $3, $4, $5, $5 from feedback",
    )
    .bind(store::core::ids::new(server.now()))
    .bind(server.world.rounds[1].0)
    .bind(hash.to_string())
    .bind(canonical)
    .bind(At(server.now() + SignedDuration::from_mins(1)))
    .run()
    .await
    .unwrap();
    tx.commit().await.unwrap();
    for (path, fields, kept) in [
        (publishing.clone(), vec![("response", "yes"), ("version", version.as_str())], ""),
        (format!("{publishing}/stop"), vec![("version", version.as_str())], ""),
        (publishing.clone(), vec![], ""),
        (
            rating.clone(),
            vec![("rating-clear", "3"), ("comment", "Rather harsh"), ("feedback", read.as_str())],
            "Rather harsh",
        ),
        (sending, vec![("revision", "1"), ("feedback", read.as_str())], "We thank them"),
    ] {
        let refused = lead.post(&path, &fields).await;
        assert_eq!(refused.status, StatusCode::CONFLICT, "{path}: {}", refused.body);
        for words in ["Other feedback was sent since you opened this page", "This is the second feedback.", kept] {
            assert!(refused.body.contains(words), "{words} at {path}: {}", refused.body);
        }
        assert!(!kept.contains("harsh") || refused.body.contains("value=\"3\" checked"), "{}", refused.body);
    }
    let mut tx = server.app.db.read().await.unwrap();
    let (done,): (i64,) = tx
        .query(
            "select cast(count(*) as bigint) from feedback f where f.published_at is not null
                 or exists (select 1 from feedback_rating g) or exists (select 1 from feedback_response r)",
        )
        .one()
        .await
        .unwrap();
    assert_eq!(done, 0);
    drop(tx);
    let published = publish(&mut lead, &base, "", &[]).await;
    assert_eq!(published.status, StatusCode::SEE_OTHER, "once it is read: {}", published.body);
}

#[tokio::test]
async fn without_feedback_there_is_nothing_to_do_with_it() {
    let server = TestServer::with_panel().await;
    let (mut lead, base) = (server.browser("lead"), base(&server));
    for path in ["response", "response/sending", "response/merge", "rating", "publishing"] {
        assert_eq!(lead.get(&format!("{base}/{path}")).await.status, StatusCode::NOT_FOUND, "{path}");
    }
    for path in ["response", "response/sending", "publishing", "publishing/stop"] {
        assert_eq!(lead.post(&format!("{base}/{path}"), &[]).await.status, StatusCode::NOT_FOUND, "{path}");
    }
    let advice = advice(&server);
    assert_eq!(lead.get(&advice).await.status, StatusCode::NOT_FOUND);
    for address in [advice.clone(), format!("{advice}/lamp")] {
        assert_eq!(lead.post(&address, &[]).await.status, StatusCode::NOT_FOUND, "{address}");
    }
    let tasks = lead.get(&format!("/assessments/{}", server.world.assessments[0].0)).await;
    assert!(!tasks.body.contains("Advice from the last peer review"));
}

#[tokio::test]
async fn the_advice_is_a_task_of_the_next_self_assessment_and_no_obstacle_to_lock_it() {
    let server = server().await;
    let (mut lead, advice) = (server.browser("lead"), advice(&server));
    let assessment = format!("/assessments/{}", server.world.assessments[0].0);
    let before = server.app.db.queries();
    let page = lead.get(&advice).await;
    let queries = server.app.db.queries() - before;
    assert!(queries <= 8, "{queries} queries");
    for words in
        ["Trim the wick each week.", "Write down who was on watch.", "0 of 2 answered", "name=\"outcome-lamp\""]
    {
        assert!(page.body.contains(words), "{words}: {}", page.body);
    }
    let wrong = [("outcome-lamp", "splendid"), ("text-lamp", "Each Sunday"), ("revision-lamp", "0")];
    let refused = lead.post(&advice, &wrong).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.body.contains("href=\"#outcome-lamp\"") && refused.body.contains("Each Sunday"));
    let fields = [("outcome-lamp", "done"), ("text-lamp", "Each Sunday"), ("revision-lamp", "0")];
    for _ in 0..2 {
        let saved = lead.post(&advice, &fields).await;
        assert_eq!(saved.location(), advice, "{}", saved.body);
    }
    assert_eq!(lead.post(&format!("{advice}/fire"), &fields).await.status, StatusCode::NOT_FOUND);
    let mut contributor = server.browser("contributor");
    let mine = [("outcome-lamp", "not-done"), ("text-lamp", "We moved"), ("revision", "0"), ("tab", "a.1")];
    let conflict = autosave(&mut contributor, &format!("{advice}/lamp"), &mine).await;
    assert_eq!(conflict.status, StatusCode::CONFLICT, "{}", conflict.body);
    let merge = conflict.body.split("\"merge\":\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
    let page = contributor.get(&merge).await;
    assert!(page.body.contains("We moved") && page.body.contains("Each Sunday") && page.body.contains("Not done"));
    let tasks = lead.get(&assessment).await;
    assert!(tasks.body.contains(&advice) && tasks.body.contains("1 of 2 answered"), "{}", tasks.body);
    let sign_off = lead.get(&format!("{assessment}/sign-off")).await;
    assert!(sign_off.body.contains("You can lock without answering it."), "{}", sign_off.body);
}

#[tokio::test]
async fn the_advice_is_read_by_members_and_the_secretariat_and_by_nobody_else() {
    let server = server().await;
    let advice = advice(&server);
    for (persona, status) in [
        ("contributor", StatusCode::OK),
        ("other lead", StatusCode::NOT_FOUND),
        ("secretariat", StatusCode::FORBIDDEN),
        ("board", StatusCode::FORBIDDEN),
    ] {
        assert_eq!(server.browser(persona).get(&advice).await.status, status, "{persona}, of a draft");
    }
    let mut tx = server.app.db.write().await.unwrap();
    tx.query("update feedback set assessment_id = $1, sent_at = $2")
        .bind(server.world.assessments[0].0.0)
        .bind(At(server.now() - 24.hours()))
        .run()
        .await
        .unwrap();
    tx.query("update assessment set submitted_at = $1 where step = 'submitted'")
        .bind(At(server.now()))
        .run()
        .await
        .unwrap();
    tx.commit().await.unwrap();
    let submitted = format!("/assessments/{}/advice", server.world.assessments[4].0);
    for (persona, status) in
        [("lead", StatusCode::OK), ("secretariat", StatusCode::OK), ("board", StatusCode::FORBIDDEN)]
    {
        assert_eq!(server.browser(persona).get(&submitted).await.status, status, "{persona}, once submitted");
    }
    let late = [("outcome-lamp", "done"), ("text-lamp", "Late"), ("revision-lamp", "0")];
    for address in [submitted.clone(), format!("{submitted}/lamp")] {
        assert_eq!(server.browser("lead").post(&address, &late).await.status, StatusCode::FORBIDDEN, "{address}");
    }
    let page = server.browser("other lead").get(&review(&server)).await;
    for words in ["Advice from the last peer review", "Trim the wick each week.", "No answer."] {
        assert!(page.body.contains(words), "{words}: {}", page.body);
    }
    let public = format!("/signatories/northmoor/submissions/{}", server.world.assessments[4].0);
    assert!(!server.browser("nobody").get(&public).await.body.contains("Trim the wick"));
}
