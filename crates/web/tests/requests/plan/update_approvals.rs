//! Updates of action owners count after a lead's approval, unless the organisation wants them published at once.

use super::update_requests::{queued_emails, request_updates};
use crate::support::{Browser, TestServer};
use axum::http::StatusCode;
use jiff::SignedDuration;

const WORDS: &str = "The lamp is half oiled";

fn approvals(server: &TestServer) -> String {
    format!("/organisations/{}/update-approvals", server.world.organisation)
}

/// A reply of the owner about the action of the submitted plan. Returns the lead and the links of the owner.
async fn replied(server: &TestServer) -> (Browser, Vec<String>) {
    let (lead, links) = request_updates(server).await;
    reply(server, &links[0], WORDS).await;
    (lead, links)
}

async fn reply(server: &TestServer, link: &str, words: &str) {
    let sent = server.browser("nobody").post(link, &[("rating", "amber"), ("explanation", words)]).await;
    assert_eq!(sent.location(), link, "{}", sent.body);
}

/// The updates that the page offers to approve.
fn shown(body: &str) -> Vec<String> {
    let ids = body.split("name=\"update\" value=\"").skip(1).map(|rest| rest.split('"').next().unwrap().to_owned());
    let mut ids: Vec<String> = ids.collect();
    ids.sort();
    ids.dedup();
    ids
}

/// Everything that is public of the plan.
async fn public_pages(server: &TestServer) -> Vec<(String, String)> {
    let plan = server.world.assessments[4].1;
    let files = format!("/signatories/northmoor/plans/{plan}/files");
    let mut visitor = server.browser("nobody");
    let mut pages = Vec::new();
    for path in [
        "/signatories/northmoor".to_owned(),
        "/signatories/northmoor/plan".to_owned(),
        "/signatories/northmoor/actions.csv".to_owned(),
        "/signatories/northmoor/organisation.json".to_owned(),
        "/signatories/northmoor/changes.atom".to_owned(),
        format!("{files}/html"),
        format!("{files}/csv"),
        format!("{files}/json"),
    ] {
        let page = visitor.get(&path).await;
        assert_eq!(page.status, StatusCode::OK, "{path}");
        pages.push((path, page.body));
    }
    pages
}

#[tokio::test]
async fn nothing_outside_the_organisation_shows_an_update_before_it_is_approved() {
    let server = TestServer::new().await;
    let before = public_pages(&server).await;
    let (mut lead, links) = replied(&server).await;
    let action = server.world.actions[4];
    let organisation = server.world.organisation;
    for ((path, page), (_, was)) in public_pages(&server).await.into_iter().zip(before) {
        assert!(!page.contains(WORDS), "{path}");
        // Pages have the address of the browser's own token and no more that differs.
        assert_eq!(page.matches("In progress").count(), was.matches("In progress").count(), "{path}");
    }
    for persona in ["secretariat", "board"] {
        let mut reader = server.browser(persona);
        for path in [
            format!("/actions/{action}"),
            format!("/plans/{}", server.world.assessments[4].1),
            format!("/organisations/{organisation}"),
            format!("/organisations/{organisation}/update-requests"),
            format!("/organisations/{organisation}/activity"),
        ] {
            let page = reader.get(&path).await;
            assert!(matches!(page.status, StatusCode::OK | StatusCode::FORBIDDEN), "{path}: {}", page.status);
            assert!(!page.body.contains(WORDS), "{persona} reads it at {path}");
        }
    }
    let mut contributor = server.browser("contributor");
    let page = contributor.get(&format!("/actions/{action}")).await.body;
    assert!(page.contains(WORDS) && page.contains("Awaiting approval"), "{page}");
    let page = lead.get(&format!("/plans/{}", server.world.assessments[4].1)).await.body;
    assert!(page.contains("1 update awaits approval"));
    let page = lead.get(&format!("/organisations/{organisation}")).await.body;
    assert!(page.contains("1 progress update awaits approval.") && page.contains(&approvals(&server)));
    let page = server.browser("nobody").get(&links[0]).await.body;
    assert!(page.contains("Awaiting approval by an institutional lead"), "{page}");

    let queries = server.app.db.queries();
    let page = lead.get(&approvals(&server)).await.body;
    assert!(server.app.db.queries() - queries <= 6, "{}", server.app.db.queries() - queries);
    assert!(page.contains(WORDS) && page.contains("1 update awaits approval."));
    let [update] = &shown(&page)[..] else { panic!("{page}") };
    let done = lead.post(&approvals(&server), &[("update", update)]).await;
    assert_eq!((done.status, done.location()), (StatusCode::SEE_OTHER, &*approvals(&server)));
    for (path, page) in public_pages(&server).await {
        assert!(page.contains(WORDS), "{path}:\n{page}");
    }
    let page = server.browser("nobody").get(&links[0]).await.body;
    assert!(page.contains("<dt>Status</dt><dd>Published</dd>"), "{page}");
    let page = lead.get(&format!("/actions/{action}")).await.body;
    assert!(page.contains("approved the progress update of Harbour master"), "{page}");
    assert!(page.contains("Harbour master (action owner) rated"));
}

#[tokio::test]
async fn only_a_lead_decides_and_only_about_their_own_organisation() {
    let server = TestServer::new().await;
    let (mut lead, _) = replied(&server).await;
    let updates = shown(&lead.get(&approvals(&server)).await.body);
    let update = updates[0].as_str();
    let (send_back, setting) = (format!("{}/send-back", approvals(&server)), format!("{}/setting", approvals(&server)));
    for (persona, status) in [
        ("contributor", StatusCode::FORBIDDEN),
        ("secretariat", StatusCode::FORBIDDEN),
        ("board", StatusCode::FORBIDDEN),
        ("other lead", StatusCode::NOT_FOUND),
        ("nobody", StatusCode::SEE_OTHER),
    ] {
        let mut browser = server.browser(persona);
        for (path, fields) in [
            (approvals(&server), vec![("update", update)]),
            (send_back.clone(), vec![("update", update), ("comment", "More")]),
            (setting.clone(), vec![("setting", "at-once")]),
        ] {
            assert_eq!(browser.post(&path, &fields).await.status, status, "{persona} at {path}");
        }
    }
    let page = server.browser("contributor").get(&approvals(&server)).await;
    assert!(page.body.contains(WORDS) && !page.body.contains("Approve update"), "a contributor reads it");
    // A lead elsewhere cannot approve it at their own address either.
    let mut other = server.browser("other lead");
    let home = other.get("/home").await;
    let theirs = format!("{}/update-approvals", home.location());
    let done = other.post(&theirs, &[("update", update)]).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{theirs}: {}", done.body);
    assert_eq!(shown(&lead.get(&approvals(&server)).await.body), updates, "it still waits");
}

#[tokio::test]
async fn a_lead_approves_what_the_page_showed_and_nothing_that_came_later() {
    let server = TestServer::new().await;
    let (mut lead, links) = replied(&server).await;
    let first = shown(&lead.get(&approvals(&server)).await.body);
    // The owner corrects the update while the lead reads.
    reply(&server, &links[0], "Nothing is oiled").await;
    reply(&server, &links[1], "The door is stuck").await;
    let fields: Vec<_> = first.iter().map(|id| ("update", id.as_str())).collect();
    let done = lead.post(&approvals(&server), &fields).await;
    let page = lead.get(done.location()).await.body;
    assert!(page.contains("No update approved. 1 no longer awaited approval"), "{page}");
    assert!(page.contains("Approve both updates") && page.contains("Nothing is oiled"));
    assert!(!public_pages(&server).await.iter().any(|(_, page)| page.contains("oiled")));
    // All at once, by two presses and by two leads.
    let both = shown(&page);
    let fields: Vec<_> = both.iter().map(|id| ("update", id.as_str())).collect();
    let (mut again, path) = (lead.clone(), approvals(&server));
    let (one, two) = tokio::join!(lead.post(&path, &fields), again.post(&path, &fields));
    assert_eq!((one.status, two.status), (StatusCode::SEE_OTHER, StatusCode::SEE_OTHER));
    let mut tx = server.app.db.read().await.unwrap();
    let (events,): (i64,) = tx
        .query("select cast(count(*) as bigint) from event where cast(what as text) like '%action-rated%'")
        .one()
        .await
        .unwrap();
    assert_eq!(events, 2, "each is published once");
    drop(tx);
    assert!(public_pages(&server).await[1].1.contains("Nothing is oiled"));
    let page = lead.get(&approvals(&server)).await.body;
    assert!(page.contains("No updates await approval."), "{page}");
}

#[tokio::test]
async fn an_update_is_sent_back_with_a_comment_and_can_be_sent_again() {
    let server = TestServer::new().await;
    let (mut lead, links) = replied(&server).await;
    let update = shown(&lead.get(&approvals(&server)).await.body).remove(0);
    let send_back = format!("{}/send-back", approvals(&server));
    let form = lead.get(&format!("{send_back}?update={update}")).await;
    assert!(form.body.contains("<h1>Send update back</h1>") && form.body.contains(WORDS));
    let long = "x".repeat(2_001);
    for (wrong, message) in [("  ", "Enter what the owner should change"), (&*long, "2,000 characters or fewer")] {
        let refused = lead.post(&send_back, &[("update", &update), ("comment", wrong)]).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(refused.body.contains(message) && refused.body.contains(&update) && refused.body.contains(wrong));
    }
    let fields = [("update", update.as_str()), ("comment", "Say how much oil")];
    assert_eq!(lead.post(&send_back, &fields).await.location(), approvals(&server));
    let emails = queued_emails(&server).await;
    let [message] = &emails[..] else { panic!("{} emails", emails.len()) };
    assert_eq!(message.recipient, "harbour@northmoor.example");
    assert!(message.body.contains("Say how much oil"), "{}", message.body);
    // A second press, and the form in another tab, change nothing.
    let twice = lead.post(&send_back, &fields).await;
    assert!(lead.get(twice.location()).await.body.contains("no longer awaits approval"));
    let stale = lead.get(&format!("{send_back}?update={update}")).await;
    assert_eq!(stale.location(), approvals(&server));
    assert!(queued_emails(&server).await.is_empty());
    assert!(lead.post(&approvals(&server), &[("update", &update)]).await.status == StatusCode::SEE_OTHER);
    assert!(!public_pages(&server).await.iter().any(|(_, page)| page.contains(WORDS)), "it is not approved after all");

    let new = super::update_requests::links(&message.body).remove(0);
    let page = server.browser("nobody").get(&new).await.body;
    assert!(page.contains("sent your update back") && page.contains("Say how much oil"), "{page}");
    assert!(page.contains(WORDS), "the form has the text");
    assert!(server.browser("nobody").get(&links[0]).await.body.contains("Update no longer needed"));
    // The same text can be sent again.
    reply(&server, &new, WORDS).await;
    let page = lead.get(&approvals(&server)).await.body;
    assert_eq!(shown(&page).len(), 1);
    // The comment is for members and the owner, and the event for members.
    let activity = format!("/organisations/{}/activity", server.world.organisation);
    assert!(lead.get(&activity).await.body.contains("sent back the progress update of Harbour master"));
    let page = server.browser("secretariat").get(&activity).await.body;
    assert!(!page.contains("sent back the progress update") && !page.contains("Say how much oil"));
    let page = lead.get(&format!("/actions/{}", server.world.actions[4])).await.body;
    assert!(page.contains("Say how much oil"), "{page}");
}

#[tokio::test]
async fn an_update_approved_after_a_later_one_is_kept_in_the_history_and_is_no_news() {
    let server = TestServer::new().await;
    let (mut lead, _) = replied(&server).await;
    server.app.clock.advance(SignedDuration::from_mins(1));
    let fields = [("rating", "red"), ("explanation", "The oil is gone")];
    let action = server.world.actions[4];
    server.browser("contributor").post(&format!("/actions/{action}/progress"), &fields).await;
    let page = lead.get(&approvals(&server)).await.body;
    assert!(page.contains("A later update has been published since"), "{page}");
    lead.post(&approvals(&server), &[("update", &shown(&page)[0])]).await;
    for (path, page) in public_pages(&server).await {
        assert!(page.contains("The oil is gone") && !page.contains(WORDS), "{path}");
    }
    assert!(lead.get(&format!("/actions/{action}")).await.body.contains(WORDS));
}

#[tokio::test]
async fn an_organisation_can_publish_updates_at_once() {
    let server = TestServer::new().await;
    let (mut lead, links) = replied(&server).await;
    let setting = format!("{}/setting", approvals(&server));
    let refused = lead.post(&setting, &[("setting", "never")]).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(lead.post(&setting, &[("setting", "at-once")]).await.location(), approvals(&server));
    assert!(!public_pages(&server).await.iter().any(|(_, page)| page.contains(WORDS)), "what waits goes on waiting");
    server.app.clock.advance(SignedDuration::from_mins(1));
    reply(&server, &links[0], "All of it is oiled").await;
    assert!(public_pages(&server).await[1].1.contains("All of it is oiled"));
    let page = lead.get(&approvals(&server)).await.body;
    assert!(page.contains("published at once") && page.contains("value=\"at-once\" checked"), "{page}");
    assert!(shown(&page).is_empty(), "the owner has replaced it");
    let activity = lead.get(&format!("/organisations/{}/activity", server.world.organisation)).await.body;
    assert!(activity.contains("set progress updates of owners to be published at once"));
}

#[tokio::test]
async fn the_comment_on_a_collaborators_update_is_emailed_to_that_collaborator_alone() {
    let server = TestServer::new().await;
    let mut lead = server.browser("lead");
    let owners = format!("/organisations/{}/owners", server.world.organisation);
    let mut ids = Vec::new();
    for (name, email) in [("Library", "library@northmoor.example"), ("Workshop", "workshop@northmoor.example")] {
        lead.post(&owners, &[("name", name), ("email", email)]).await;
        let mut tx = server.app.db.read().await.unwrap();
        let (id,): (uuid::Uuid,) = tx.query("select id from owner where email = $1").bind(email).one().await.unwrap();
        ids.push(id.to_string());
    }
    let (owner, action) = (server.world.owner.to_string(), server.world.actions[4]);
    let fields = [("owner", &*owner), ("collaborators", &ids[0]), ("collaborators", &ids[1])];
    assert_eq!(lead.post(&format!("/actions/{action}/owner"), &fields).await.status, StatusCode::SEE_OTHER);
    lead.post(&format!("/actions/{action}/update-request"), &[("collaborators", "yes")]).await;
    let emails = queued_emails(&server).await;
    let library = emails.iter().find(|one| one.recipient == "library@northmoor.example").unwrap();
    assert_eq!(emails.len(), 3, "the owner and both collaborators are asked");
    reply(&server, &super::update_requests::links(&library.body)[0], WORDS).await;
    let update = shown(&lead.get(&approvals(&server)).await.body).remove(0);
    let fields = [("update", update.as_str()), ("comment", "Say how much oil")];
    lead.post(&format!("{}/send-back", approvals(&server)), &fields).await;
    let emails = queued_emails(&server).await;
    let recipients: Vec<_> = emails.iter().map(|one| one.recipient.as_str()).collect();
    assert_eq!(recipients, ["library@northmoor.example"]);
    assert!(emails[0].body.contains("Say how much oil"));
}
