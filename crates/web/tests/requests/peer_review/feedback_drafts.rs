//! The shared draft of a panel: begun, written, agreed, and discussed.

use super::workbench::{autosave, base, colleague, complete};
use crate::support::{Browser, TestServer};
use axum::http::StatusCode;

/// A server on which both members of the panel have completed their reviews and the draft is begun, and the two.
pub(super) async fn begun() -> (TestServer, Browser, Browser) {
    let server = TestServer::with_panel().await;
    let (mut one, mut other) = (server.browser("other lead"), colleague(&server).await);
    complete(&mut one, &base(&server), "Bright").await;
    complete(&mut other, &base(&server), "Clean").await;
    let begun = one.post(&format!("{}/draft", base(&server)), &[]).await;
    assert_eq!(begun.status, StatusCode::SEE_OTHER, "{}", begun.body);
    (server, one, other)
}

pub(super) async fn write(browser: &mut Browser, base: &str, text: &str, revision: &str) -> StatusCode {
    let fields = [("opening", text), ("revision-opening", revision)];
    browser.post(&format!("{base}/draft/texts"), &fields).await.status
}

/// Agrees to the version that the page shows.
pub(super) async fn agree(browser: &mut Browser, base: &str) -> StatusCode {
    let page = browser.get(&format!("{base}/draft")).await;
    let version = page.body.split("id=\"draft-version\">").nth(1).unwrap().split('<').next().unwrap().to_owned();
    browser.post(&format!("{base}/draft/agreement"), &[("version", &version)]).await.status
}

#[tokio::test]
async fn the_reviews_are_side_by_side_and_begin_the_draft() {
    let server = TestServer::with_panel().await;
    let (mut one, mut other, base) = (server.browser("other lead"), colleague(&server).await, base(&server));
    complete(&mut one, &base, "Bright").await;
    let page = one.get(&format!("{base}/draft/beginning")).await;
    assert!(
        page.body.contains("Not complete yet: 1 review.") && page.body.contains("without waiting"),
        "{}",
        page.body
    );
    complete(&mut other, &base, "Clean").await;
    let page = one.get(&format!("{base}/draft/beginning")).await;
    for words in ["Bright", "Clean", "All reviews are complete.", "Colleague Example", "Begin feedback draft"] {
        assert!(page.body.contains(words), "{words}: {}", page.body);
    }
    assert_eq!(one.get(&format!("{base}/draft")).await.status, StatusCode::FORBIDDEN, "not begun");
    assert_eq!(one.post(&format!("{base}/draft"), &[]).await.status, StatusCode::SEE_OTHER);
    assert_eq!(other.post(&format!("{base}/draft"), &[]).await.status, StatusCode::FORBIDDEN, "once");
    let before = server.app.db.queries();
    let page = other.get(&format!("{base}/draft")).await;
    let queries = server.app.db.queries() - before;
    assert!(queries <= 12, "{queries} queries");
    assert!(page.body.contains("Bright\n\nClean") && page.body.contains("Agreed: 0 of 2 members."), "{}", page.body);
}

#[tokio::test]
async fn two_members_who_write_at_once_see_both_texts() {
    let (server, mut one, mut other) = begun().await;
    let base = base(&server);
    let path = format!("{base}/draft/texts/opening");
    assert_eq!(write(&mut one, &base, "Thank you", "0").await, StatusCode::SEE_OTHER);
    let typed = [("opening", "Hello"), ("revision", "0"), ("tab", "b.1")];
    let conflict = autosave(&mut other, &path, &typed).await;
    assert!(conflict.status == StatusCode::CONFLICT && conflict.body.contains("\"own\":false"), "{}", conflict.body);
    let merge = conflict.body.split("\"merge\":\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
    let page = other.get(&merge).await;
    for words in
        ["other lead Example changed this text", "Keep my version", "Keep their version", "Save combined version"]
    {
        assert!(page.body.contains(words), "{words}: {}", page.body);
    }
    let texts = format!("{base}/draft/texts");
    let compared = other.post(&texts, &[("opening", "Hello"), ("revision-opening", "0")]).await;
    assert!(compared.location().starts_with(&format!("{path}/merge?mine=")), "{}", compared.location());
    assert_eq!(write(&mut other, &base, "Hello. Thank you", "1").await, StatusCode::SEE_OTHER);
    let page = one.get(&format!("{path}/versions")).await;
    assert!(page.body.contains("set aside") && page.body.contains("Restore version 1"), "{}", page.body);
    let restored = one.post(&format!("{path}/restoring"), &[("version", "1"), ("revision", "4")]).await;
    assert_eq!(restored.status, StatusCode::SEE_OTHER);
    assert!(one.get(&path).await.body.contains("Thank you"));
    let long = "word ".repeat(30_000);
    let refused = one.post(&texts, &[("opening", &long), ("revision-opening", "5")]).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.body.contains("word word") && refused.body.contains("Shorten it"));
}

#[tokio::test]
async fn all_members_agree_to_one_version() {
    let (server, mut one, mut other) = begun().await;
    let base = base(&server);
    assert!(one.get(&format!("{base}/draft")).await.body.contains("Before you can agree, write: Opening."));
    assert_eq!(agree(&mut one, &base).await, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(write(&mut one, &base, "Thank you", "0").await, StatusCode::SEE_OTHER);
    assert_eq!(agree(&mut one, &base).await, StatusCode::SEE_OTHER);
    assert_eq!(write(&mut other, &base, "Thank you!", "1").await, StatusCode::SEE_OTHER);
    let page = one.get(&format!("{base}/draft")).await;
    assert!(page.body.contains("Agreed: 0 of 2 members."), "a change cancels agreements: {}", page.body);
    let stale = one.post(&format!("{base}/draft/agreement"), &[("version", &"0".repeat(64))]).await;
    assert_eq!(stale.status, StatusCode::CONFLICT);
    assert!(stale.body.contains("Read it again before you agree"), "{}", stale.body);
    assert_eq!(agree(&mut one, &base).await, StatusCode::SEE_OTHER);
    assert_eq!(agree(&mut other, &base).await, StatusCode::SEE_OTHER);
    let page = one.get(&format!("{base}/draft")).await;
    assert!(page.body.contains("The feedback is ready for moderation.") && !page.body.contains("data-autosave"));
    assert!(one.get("/peer-review/reviewing").await.body.contains("Agreed: ready for moderation"));
    assert_eq!(write(&mut other, &base, "Again", "2").await, StatusCode::FORBIDDEN);
    let withdrawn = other.post(&format!("{base}/draft/agreement/withdrawal"), &[]).await;
    assert_eq!(withdrawn.status, StatusCode::SEE_OTHER);
    assert_eq!(write(&mut other, &base, "Again", "2").await, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn comments_disagreements_and_a_conversation_stay_within_the_panel() {
    let (server, mut one, mut other) = begun().await;
    let draft = format!("{}/draft", base(&server));
    let blank = one.post(&format!("{draft}/comments"), &[("comment", " ")]).await;
    assert_eq!(blank.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(blank.body.contains("Enter a comment"));
    assert_eq!(
        one.post(&format!("{draft}/comments"), &[("comment", "Shall we talk?")]).await.status,
        StatusCode::SEE_OTHER
    );
    let page = other.get(&draft).await;
    assert!(page.body.contains("Shall we talk?") && !page.body.contains("Delete comment"), "{}", page.body);
    let page = one.get(&draft).await;
    let deletion = page.body.split("/draft/comments/").nth(1).unwrap().split('"').next().unwrap().to_owned();
    let deletion = format!("{draft}/comments/{deletion}");
    assert_eq!(other.get(&deletion).await.status, StatusCode::NOT_FOUND);
    assert_eq!(other.post(&deletion, &[]).await.status, StatusCode::NOT_FOUND);
    assert!(one.get(&deletion).await.body.contains("cannot be restored"));
    assert_eq!(one.post(&deletion, &[]).await.status, StatusCode::SEE_OTHER);
    assert!(other.get(&draft).await.body.contains("Comment deleted."));

    let refused = one.post(&format!("{draft}/disagreements"), &[("criterion", "fire"), ("disagreement", "")]).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.body.contains("Enter what you disagree about") && refused.body.contains("Select a criterion"));
    let recorded = [("criterion", "lamp"), ("disagreement", "It is not lit")];
    assert_eq!(one.post(&format!("{draft}/disagreements"), &recorded).await.status, StatusCode::SEE_OTHER);
    let page = other.get(&draft).await;
    assert!(page.body.contains("It is not lit") && !page.body.contains("Settle disagreement"), "{}", page.body);
    let page = one.get(&draft).await;
    let settling = page.body.split("/draft/disagreements/").nth(1).unwrap().split('"').next().unwrap().to_owned();
    let settling = format!("{draft}/disagreements/{settling}");
    assert_eq!(other.post(&settling, &[]).await.status, StatusCode::NOT_FOUND);
    assert_eq!(one.post(&settling, &[]).await.status, StatusCode::SEE_OTHER);
    assert!(other.get(&draft).await.body.contains("Settled on "));

    let wrong =
        one.post(&format!("{draft}/meeting"), &[("address", "http://meet.example.org"), ("when", "Tuesday")]).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        wrong.body.contains("must begin with https://") && wrong.body.contains("value=\"Tuesday\""),
        "{}",
        wrong.body
    );
    let fields = [("address", "https://meet.example.org/lamp"), ("when", "Tuesday")];
    assert_eq!(one.post(&format!("{draft}/meeting"), &fields).await.status, StatusCode::SEE_OTHER);
    assert!(other.get(&draft).await.body.contains("href=\"https://meet.example.org/lamp\""));
}
