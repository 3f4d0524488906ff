//! Comments on answers and actions, and the agenda of a group.

use crate::support::{Response, TestServer};
use axum::http::StatusCode;
use store::work::reminders;

/// The queued emails: recipient, subject and text.
async fn queued_emails(server: &TestServer) -> Vec<(String, String, String)> {
    let mut tx = server.app.db.read().await.unwrap();
    tx.query("select recipient, subject, body from email order by id").all().await.unwrap()
}

/// Whether a form was refused with an error at this field.
fn has_error(response: &Response, field: &str) -> bool {
    response.status == StatusCode::UNPROCESSABLE_ENTITY && response.body.contains(&format!("href=\"#{field}\""))
}

/// The part of a page between two texts, or an empty string.
fn between<'p>(page: &'p str, from: &str, to: &str) -> &'p str {
    page.split(from).nth(1).unwrap_or_default().split(to).next().unwrap_or_default()
}

#[tokio::test]
async fn an_action_is_discussed_and_a_mentioned_member_gets_an_email() {
    let server = TestServer::new().await;
    let action = server.world.actions[4];
    let (mut lead, mut contributor) = (server.browser("lead"), server.browser("contributor"));
    let before = server.app.db.queries();
    let page = lead.get(&format!("/actions/{action}")).await.body;
    assert!(server.app.db.queries() - before <= 11);
    assert!(page.contains("1 comment, open"), "{page}");

    let here = format!("/actions/{action}/comments");
    let before = server.app.db.queries();
    let page = lead.get(&here).await.body;
    assert!(server.app.db.queries() - before <= 10, "{}", server.app.db.queries() - before);
    assert!(page.contains("1 open comment") && page.contains("Does this count the night shift?"), "{page}");
    assert!(page.contains("contributor Example</label>") && !page.contains("lead Example</label>"), "{page}");

    assert!(has_error(&lead.post(&here, &[("words", " ")]).await, "words"));
    let long = format!("{} end", "x".repeat(2_000));
    let refused = lead.post(&here, &[("words", &long)]).await;
    assert!(has_error(&refused, "words") && refused.body.contains(&format!("{long}</textarea>")));
    assert!(refused.body.contains("<title>Error: "), "{}", &refused.body[..2_000]);

    let posted = lead.post(&here, &[("words", "@contributor Example, **who** counts?\n\n<script>")]).await;
    assert!(posted.location().starts_with(&format!("{here}#t-")), "{}", posted.location());
    let page = lead.get(&here).await.body;
    assert!(page.contains("<strong>who</strong> counts?") && page.contains("&lt;script&gt;"), "{page}");
    assert!(page.contains("to contributor Example") && page.contains("2 open comments"), "{page}");
    assert!(page.contains("We have emailed contributor Example."), "{page}");
    let emails = queued_emails(&server).await;
    let [(to, subject, body)] = &emails[..] else { panic!("{} emails", emails.len()) };
    assert_eq!(to, "contributor@assay.example");
    assert!(subject.contains("lead Example mentioned you in a comment on Count everyone in 2028"), "{subject}");
    assert!(body.contains("“@contributor Example, who counts?") && body.contains("/unsubscribe/"), "{body}");
    let thread = between(body, "http://assay.test/threads/", "\n");
    let page = contributor.get(&format!("/threads/{thread}")).await.body;
    assert!(
        page.contains("lead Example has no reply yet") && page.contains("lead Example will be notified by email"),
        "{page}"
    );
}

#[tokio::test]
async fn a_thread_is_replied_to_resolved_and_reopened() {
    let server = TestServer::new().await;
    let thread = server.world.thread;
    let here = format!("/threads/{thread}");
    let (mut lead, mut contributor) = (server.browser("lead"), server.browser("contributor"));
    let person = server.world.persona("contributor").person.unwrap().to_string();
    let refused = lead.post(&format!("{here}/comments"), &[("words", ""), ("tell", &person)]).await;
    assert!(has_error(&refused, "words") && refused.body.contains("contributor Example will be notified by email"));
    let outsider = server.world.persona("other lead").person.unwrap().to_string();
    let fields = [("words", "It does."), ("tell", person.as_str()), ("tell", outsider.as_str()), ("tell", "nobody")];
    assert_eq!(lead.post(&format!("{here}/comments"), &fields).await.location(), here);
    assert_eq!(queued_emails(&server).await.len(), 1, "only members are notified");

    let before = server.app.db.queries();
    let page = contributor.get(&here).await.body;
    assert!(server.app.db.queries() - before <= 7, "{}", server.app.db.queries() - before);
    assert!(page.contains("contributor Example has 1 reply") && page.contains("It does."), "{page}");

    let long = "much ".repeat(200);
    let refused = contributor.post(&format!("{here}/resolution"), &[("decided", &long)]).await;
    assert!(has_error(&refused, "decided") && refused.body.contains("much much"));
    let decided = [("decided", "The night shift counts.")];
    assert_eq!(contributor.post(&format!("{here}/resolution"), &decided).await.location(), here);
    let page = lead.get(&here).await.body;
    assert!(page.contains("resolved this") && page.contains("The night shift counts."), "{page}");
    assert!(!page.contains("<h2>Reply</h2>") && page.contains(">Reopen<"), "{page}");

    // A reply to the resolved thread is refused, and the page shows its text again.
    let late = lead.post(&format!("{here}/comments"), &[("words", "One thing more")]).await;
    assert_eq!(late.status, StatusCode::FORBIDDEN);
    assert!(late.body.contains("One thing more") && late.body.contains("Reopen it to reply"), "{}", late.body);
    assert_eq!(lead.post(&format!("{here}/reopening"), &[]).await.location(), here);
    let page = lead.get(&here).await.body;
    assert!(page.contains("reopened this") && page.contains("The night shift counts."), "{page}");
    let history = lead.get(&format!("/organisations/{}/activity?kind=comments", server.world.organisation)).await.body;
    assert!(history.contains("resolved a comment on “Count everyone in 2028”"), "{history}");
    assert!(!history.contains("The night shift counts."), "the activity log does not quote comments");
}

#[tokio::test]
async fn only_the_author_deletes_a_comment() {
    let server = TestServer::new().await;
    let thread = server.world.thread;
    let (here, path) = (format!("/threads/{thread}"), format!("/comments/{thread}/withdrawal"));
    let (mut lead, mut contributor) = (server.browser("lead"), server.browser("contributor"));
    assert!(!lead.get(&here).await.body.contains(&path));
    assert_eq!(lead.post(&path, &[]).await.status, StatusCode::FORBIDDEN);
    assert!(contributor.get(&here).await.body.contains(&path));
    assert_eq!(contributor.post(&path, &[]).await.location(), here);
    let page = lead.get(&here).await.body;
    assert!(page.contains("deleted this comment") && !page.contains("the night shift"), "{page}");
    let own = contributor.get("/account/data").await.body;
    assert!(own.contains("(deleted): Does this count the night shift?"), "{own}");
}

#[tokio::test]
async fn a_locked_answer_can_be_discussed() {
    let server = TestServer::new().await;
    let question = server.app.charter.editions[0].questions[0].id.to_string();
    let mut lead = server.browser("lead");
    for step in [0, 2, 4] {
        let base = format!("/assessments/{}", server.world.assessments[step].0);
        let here = format!("{base}/questions/{question}");
        assert!(lead.get(&here).await.body.contains("No comments yet."));
        let posted = lead.post(&format!("{here}/comments"), &[("words", "Is this still so?")]).await;
        assert!(posted.location().starts_with(&format!("{here}/comments#t-")), "{}", posted.location());
        let before = server.app.db.queries();
        let page = lead.get(&format!("{here}/comments")).await.body;
        assert!(server.app.db.queries() - before <= 10);
        assert!(page.contains("Is this still so?"), "{page}");
        assert!(lead.get(&here).await.body.contains("1 comment, open"));
        assert!(lead.get(&base).await.body.contains("1 open comment"));
    }
    let unknown = format!("/assessments/{}/questions/nowhere/comments", server.world.assessments[0].0);
    assert_eq!(lead.get(&unknown).await.status, StatusCode::NOT_FOUND);
    assert_eq!(lead.post(&unknown, &[("words", "Hello")]).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn comments_are_shown_only_to_members_of_the_organisation() {
    let server = TestServer::new().await;
    let action = server.world.actions[4];
    let paths = [
        format!("/actions/{action}/comments"),
        format!("/threads/{}", server.world.thread),
        format!("/organisations/{}/groups/{}/agenda", server.world.organisation, server.world.group.0),
    ];
    for path in &paths {
        assert_eq!(server.browser("other lead").get(path).await.status, StatusCode::NOT_FOUND, "{path}");
        for charter_role in ["secretariat", "board"] {
            assert_eq!(server.browser(charter_role).get(path).await.status, StatusCode::FORBIDDEN, "{path}");
        }
    }
    let page = server.browser("secretariat").get(&format!("/actions/{action}")).await.body;
    assert!(!page.contains("<h2>Comments</h2>"), "{page}");
    let plan = server.world.assessments[4].1;
    for public in
        ["/signatories/northmoor/plan", "/signatories/northmoor/actions.csv", "/signatories/northmoor/changes.atom"]
    {
        let page = server.browser("nobody").get(public).await.body;
        assert!(!page.contains("night shift") && !page.contains("commented on"), "{public}: {page}");
    }
    let mut lead = server.browser("lead");
    for file in [format!("/plans/{plan}/files/csv"), format!("/plans/{plan}/files/json")] {
        assert!(!lead.get(&file).await.body.contains("night shift"), "{file}");
    }
    assert!(lead.get(&format!("/plans/{plan}")).await.body.contains("1 open comment"));
}

#[tokio::test]
async fn an_unsubscribed_member_finds_the_comment_on_the_agenda() {
    let server = TestServer::new().await;
    let mut tx = server.app.db.write().await.unwrap();
    let link = reminders::link(&mut tx, "contributor@assay.example", server.now()).await.unwrap();
    assert!(reminders::stop_by_link(&mut tx, &link, server.now()).await.unwrap());
    tx.commit().await.unwrap();
    let mut lead = server.browser("lead");
    let here = format!("/actions/{}/comments", server.world.actions[4]);
    lead.post(&here, &[("words", "@contributor, look")]).await;
    let page = lead.get(&here).await.body;
    assert!(page.contains("Not emailed, because they have unsubscribed: contributor Example."), "{page}");
    assert!(queued_emails(&server).await.is_empty());
    let agenda = format!("/organisations/{}/groups/{}/agenda", server.world.organisation, server.world.group.0);
    assert!(server.browser("contributor").get(&agenda).await.body.contains("Mentions you"));
    assert!(!lead.get(&agenda).await.body.contains("Mentions you"));
}

#[tokio::test]
async fn an_agenda_has_the_next_meeting_open_comments_and_decisions() {
    let server = TestServer::new().await;
    let group = format!("/organisations/{}/groups/{}", server.world.organisation, server.world.group.0);
    let agenda = format!("{group}/agenda");
    let mut lead = server.browser("lead");
    assert!(lead.get(&group).await.body.contains(&format!("href=\"{agenda}\"")));
    let page = lead.get(&agenda).await.body;
    assert!(page.contains("No meeting planned.") && page.contains("Add meeting"), "{page}");
    assert!(page.contains("Never updated: 1") && page.contains("Count everyone in 2028"), "{page}");
    assert!(page.contains("Does this count the night shift?"), "{page}");

    let minutes = format!("{group}/meetings/{}", server.world.group.2);
    lead.post(&minutes, &[("revision", "1"), ("minutes", "We *met*.")]).await;
    for (day, at) in [("1", "The later tower"), ("2", "The tower")] {
        let year = if at == "The tower" { "2028" } else { "2029" };
        let set = [("held-day", day), ("held-month", "12"), ("held-year", year), ("held-at", at)];
        lead.post(&format!("{group}/meetings"), &set).await;
    }
    let thread = format!("/threads/{}", server.world.thread);
    lead.post(&format!("{thread}/resolution"), &[("decided", "The night shift counts.")]).await;
    let before = server.app.db.queries();
    let page = lead.get(&agenda).await.body;
    assert!(server.app.db.queries() - before <= 10, "{}", server.app.db.queries() - before);
    for words in [
        "Next meeting on 2 December 2028",
        "The tower, ",
        "We <em>met</em>.",
        "The night shift counts.",
        "No open comments.",
    ] {
        assert!(page.contains(words), "{words} is not in {page}");
    }
    let unknown = format!("/organisations/{}/groups/{}/agenda", server.world.organisation, server.world.thread);
    assert_eq!(lead.get(&unknown).await.status, StatusCode::NOT_FOUND);
}
