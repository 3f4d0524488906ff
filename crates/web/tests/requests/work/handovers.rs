//! Handovers: preparing one, the email about it, and acceptance.

use crate::{accounts::sign_in::queued_emails, support::TestServer};
use axum::http::StatusCode;

#[tokio::test]
async fn the_new_lead_accepts_the_handover_in_their_own_name() {
    let server = TestServer::new().await;
    let home = format!("/organisations/{}/handovers", server.world.organisation);
    let (mut lead, mut contributor) = (server.browser("lead"), server.browser("contributor"));
    let [from, to] = ["lead", "contributor"].map(|name| server.world.persona(name).person.unwrap().to_string());
    let same = lead.post(&home, &[("from", &from), ("to", &from), ("note", "Ask *Ann*")]).await;
    assert_eq!(same.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(same.body.contains("Ask *Ann*</textarea>") && same.body.contains("href=\"#to\""), "{}", same.body);
    let prepared = lead.post(&home, &[("from", &from), ("to", &to), ("note", "Ask *Ann*")]).await;
    let path = prepared.location().to_owned();
    assert!(path.starts_with(&home), "{}", prepared.body);
    let (recipient, message) = queued_emails(&server).await.pop().unwrap();
    assert_eq!(recipient, "contributor@assay.example");
    assert!(message.contains(&path), "{message}");

    let before = server.app.db.queries();
    let page = contributor.get(&path).await.body;
    assert!(server.app.db.queries() - before <= 27, "{}", server.app.db.queries() - before);
    for words in [
        "Handover from lead Example to contributor Example",
        "Ask <em>Ann</em>",
        "Missing in the self-assessment",
        "Actions without an owner",
        "Count everyone in 2020",
        "Import of old.txt on",
        ">Accept handover<",
    ] {
        assert!(page.contains(words), "{words} is not in {page}");
    }
    assert!(!lead.get(&path).await.body.contains(">Accept handover<"), "only the recipient accepts it");
    let acceptance = format!("{path}/acceptance");
    assert_eq!(lead.post(&acceptance, &[]).await.status, StatusCode::FORBIDDEN);
    assert!(contributor.get(&path).await.body.contains("You accept it as contributor Example."));
    // A name in the form is ignored: the person who is signed in accepts.
    assert_eq!(contributor.post(&acceptance, &[("name", "Another Name")]).await.location(), path);
    let page = lead.get(&path).await.body;
    assert!(
        page.contains("Accepted by contributor Example on")
            && !page.contains("Another Name")
            && page.contains("Count everyone in 2020"),
        "{page}"
    );
    assert!(lead.get(&home).await.body.contains("1 handover is waiting"), "the handover of the world is still open");
}

#[tokio::test]
async fn group_memberships_and_meetings_are_handed_over() {
    let server = TestServer::new().await;
    let (group, ..) = server.world.group;
    let mut tx = server.app.db.write().await.unwrap();
    tx.query("update group_member set email = 'lead@assay.example' where group_id = $1")
        .bind(group.0)
        .run()
        .await
        .unwrap();
    tx.query("update meeting set held_on = '2099-12-01' where group_id = $1").bind(group.0).run().await.unwrap();
    tx.commit().await.unwrap();
    let home = format!("/organisations/{}/handovers", server.world.organisation);
    let mut lead = server.browser("lead");
    let [from, to] = ["lead", "contributor"].map(|name| server.world.persona(name).person.unwrap().to_string());
    let path = lead.post(&home, &[("from", &from), ("to", &to), ("note", "")]).await.location().to_owned();
    let page = lead.get(&path).await.body;
    for words in [
        "Group memberships",
        "Lamp committee: Chair. From 1 May 2020",
        "Lamp committee meets on 1 December 2099, The lamp room.",
    ] {
        assert!(page.contains(words), "{words} is not in {page}");
    }
}
