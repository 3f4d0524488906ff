//! Handovers: prepared, told by email, read and accepted.

use crate::{accounts::sign_in::queued_emails, support::Trial};
use axum::http::StatusCode;

#[tokio::test]
async fn the_new_lead_accepts_the_handover_in_their_own_name() {
    let trial = Trial::new().await;
    let home = format!("/organisations/{}/handovers", trial.world.organisation);
    let (mut lead, mut contributor) = (trial.browser("lead"), trial.browser("contributor"));
    let [from, to] = ["lead", "contributor"].map(|name| trial.world.persona(name).person.unwrap().to_string());
    let same = lead.post(&home, &[("from", &from), ("to", &from), ("note", "Ask *Ann*")]).await;
    assert_eq!(same.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(same.body.contains("Ask *Ann*</textarea>") && same.body.contains("href=\"#to\""), "{}", same.body);
    let prepared = lead.post(&home, &[("from", &from), ("to", &to), ("note", "Ask *Ann*")]).await;
    let path = prepared.location().to_owned();
    assert!(path.starts_with(&home), "{}", prepared.body);
    let (recipient, message) = queued_emails(&trial).await.pop().unwrap();
    assert_eq!(recipient, "contributor@assay.example");
    assert!(message.contains(&path), "{message}");

    let before = trial.app.db.queries();
    let page = contributor.get(&path).await.body;
    assert!(trial.app.db.queries() - before <= 26, "{}", trial.app.db.queries() - before);
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
    assert!(!lead.get(&path).await.body.contains(">Accept handover<"), "it is not theirs to accept");
    let acceptance = format!("{path}/acceptance");
    assert_eq!(lead.post(&acceptance, &[]).await.status, StatusCode::FORBIDDEN);
    assert!(contributor.get(&path).await.body.contains("You accept it as contributor Example."));
    // A name that is sent is not read: who is signed in accepts.
    assert_eq!(contributor.post(&acceptance, &[("name", "Somebody Else")]).await.location(), path);
    let page = lead.get(&path).await.body;
    assert!(
        page.contains("Accepted by contributor Example on")
            && !page.contains("Somebody Else")
            && page.contains("Count everyone in 2020"),
        "{page}"
    );
    assert!(lead.get(&home).await.body.contains("1 handover is waiting"), "the other of the world still does");
}

#[tokio::test]
async fn group_memberships_and_meetings_are_handed_over() {
    let trial = Trial::new().await;
    let (group, ..) = trial.world.group;
    let mut tx = trial.app.db.write().await.unwrap();
    tx.query("update group_member set email = 'lead@assay.example' where group_id = $1")
        .bind(group.0)
        .run()
        .await
        .unwrap();
    tx.query("update meeting set held_on = '2099-12-01' where group_id = $1").bind(group.0).run().await.unwrap();
    tx.commit().await.unwrap();
    let home = format!("/organisations/{}/handovers", trial.world.organisation);
    let mut lead = trial.browser("lead");
    let [from, to] = ["lead", "contributor"].map(|name| trial.world.persona(name).person.unwrap().to_string());
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
