//! Pages with several texts have one form: one Save keeps all that was typed, without script as with it.

use super::{
    after_feedback,
    feedback_drafts::begun,
    workbench::{autosave, base, save},
};
use crate::support::{Browser, Response, TestServer};
use axum::http::StatusCode;

/// The value of a hidden field of a page.
fn hidden(page: &Response, name: &str) -> String {
    let (_, after) =
        page.body.split_once(&format!("name=\"{name}\" value=\"")).unwrap_or_else(|| panic!("{name}: {}", page.body));
    after.split('"').next().unwrap().to_owned()
}

/// The version of the draft that the page sends.
async fn version(browser: &mut Browser, draft: &str) -> String {
    hidden(&browser.get(draft).await, "version")
}

/// How many events of that kind there are.
async fn events(server: &TestServer, words: &str) -> usize {
    let mut tx = server.app.db.read().await.unwrap();
    let rows: Vec<(String,)> = tx.query("select cast(what as text) from event").all().await.unwrap();
    rows.iter().filter(|(what,)| what.contains(words)).count()
}

#[tokio::test]
async fn one_save_keeps_every_text_of_the_draft() {
    let (server, mut one, _) = begun().await;
    let (draft, texts) = (format!("{}/draft", base(&server)), format!("{}/draft/texts", base(&server)));
    let page = one.get(&draft).await;
    assert_eq!(page.body.matches("Save draft").count(), 1, "{}", page.body);
    assert_eq!(hidden(&page, "revision-strengths-lamp"), "1");
    let typed = [
        ("opening", "Thank you"),
        ("revision-opening", "0"),
        ("strengths-lamp", "Bright and clean"),
        ("revision-strengths-lamp", "1"),
        ("advice-log", ""),
        ("revision-advice-log", "0"),
    ];
    for _ in 0..2 {
        let saved = one.post(&texts, &typed).await;
        assert_eq!((saved.status, saved.location()), (StatusCode::SEE_OTHER, draft.as_str()), "{}", saved.body);
    }
    let page = one.get(&draft).await;
    assert!(page.body.contains("Thank you") && page.body.contains("Bright and clean"), "{}", page.body);
    assert_eq!((hidden(&page, "revision-opening"), hidden(&page, "revision-advice-log")), ("1".into(), "0".into()));
    assert_eq!(events(&server, "feedback-draft-changed").await, 2, "one for each text that was changed");
}

#[tokio::test]
async fn what_conflicts_is_set_aside_and_the_rest_is_saved() {
    let (server, mut one, mut other) = begun().await;
    let (draft, texts) = (format!("{}/draft", base(&server)), format!("{}/draft/texts", base(&server)));
    let first = [
        ("opening", "Thank you"),
        ("revision-opening", "0"),
        ("advice-lamp", "Trim it"),
        ("revision-advice-lamp", "0"),
    ];
    assert_eq!(one.post(&texts, &first).await.location(), draft);
    // The other member opened the page before, and did not touch the advice on the lamp.
    let typed = [
        ("opening", "Hello"),
        ("revision-opening", "0"),
        ("advice-lamp", ""),
        ("revision-advice-lamp", "0"),
        ("advice-log", "Write it up"),
        ("revision-advice-log", "0"),
    ];
    let compare = other.post(&texts, &typed).await;
    assert!(compare.location().starts_with(&format!("{texts}/opening/merge?mine=")), "{}", compare.location());
    let page = other.get(compare.location()).await;
    for words in
        ["1 text was changed while you edited it", "Hello", "Thank you", "name=\"revision-opening\" value=\"1\""]
    {
        assert!(page.body.contains(words), "{words}: {}", page.body);
    }
    let page = other.get(&draft).await;
    for words in ["Trim it", "Write it up", "Compare versions of Opening"] {
        assert!(page.body.contains(words), "{words}: {}", page.body);
    }
    assert!(!one.get(&draft).await.body.contains("Compare versions of"), "they are the other member’s");
    let both = [("opening", "Hello, and thank you"), ("revision-opening", "1")];
    assert_eq!(other.post(&texts, &both).await.status, StatusCode::SEE_OTHER);
    assert!(!other.get(&draft).await.body.contains("Compare versions of"), "it is decided");
    let again = [("opening", "One"), ("revision-opening", "0"), ("advice-lamp", "Two"), ("revision-advice-lamp", "0")];
    let compare = other.post(&texts, &again).await;
    assert!(other.get(compare.location()).await.body.contains("2 texts were changed while you edited them"));
}

#[tokio::test]
async fn an_error_in_one_text_of_the_draft_keeps_all_that_was_typed() {
    let (server, mut one, _) = begun().await;
    let (draft, texts) = (format!("{}/draft", base(&server)), format!("{}/draft/texts", base(&server)));
    let long = "word ".repeat(30_000);
    let typed = [("opening", long.as_str()), ("advice-log", "Write it up"), ("version", "of the page")];
    for address in [&texts, &format!("{draft}/agreement")] {
        let refused = one.post(address, &typed).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{address}");
        for words in ["href=\"#opening\"", "Shorten it", "word word", "Write it up", "value=\"of the page\""] {
            assert!(refused.body.contains(words), "{address}: {words}");
        }
    }
    assert!(!one.get(&draft).await.body.contains("Write it up"), "nothing was saved");
}

#[tokio::test]
async fn who_agrees_saves_what_they_typed_first_and_agrees_to_that() {
    let (server, mut one, mut other) = begun().await;
    let draft = format!("{}/draft", base(&server));
    let agreement = format!("{draft}/agreement");
    let seen = version(&mut one, &draft).await;
    let typed = [("version", seen.as_str()), ("opening", "Thank you"), ("revision-opening", "0")];
    for _ in 0..2 {
        let agreed = one.post(&agreement, &typed).await;
        assert_eq!((agreed.status, agreed.location()), (StatusCode::SEE_OTHER, draft.as_str()), "{}", agreed.body);
    }
    let page = one.get(&draft).await;
    assert!(page.body.contains("Thank you") && page.body.contains("Agreed: 1 of 2 members."), "{}", page.body);
    // The other member has the page from before: what they typed is saved, but they have not read the opening.
    let typed = [("version", seen.as_str()), ("advice-log", "Write it up"), ("revision-advice-log", "0")];
    let stale = other.post(&agreement, &typed).await;
    assert_eq!(stale.status, StatusCode::CONFLICT, "{}", stale.body);
    assert!(stale.body.contains("Write it up") && stale.body.contains("Read it again before you agree"));
    assert!(other.get(&draft).await.body.contains("Agreed: 0 of 2 members."));
}

#[tokio::test]
async fn ones_own_autosave_gives_the_version_to_agree_to_and_that_of_others_does_not() {
    let (server, mut one, mut other) = begun().await;
    let draft = format!("{}/draft", base(&server));
    let (seen, opening) = (version(&mut one, &draft).await, format!("{draft}/texts/opening"));
    let typed = [("opening", "Thank you"), ("revision", "0"), ("tab", "a.1"), ("version", &seen)];
    let saved = autosave(&mut one, &opening, &typed).await;
    let now = version(&mut one, &draft).await;
    for words in [&*now, "Agreed: 0 of 2 members.", "\"draft-missing\",\"text\":\"\"", "Not agreed yet"] {
        assert!(saved.body.contains(words), "{words}: {}", saved.body);
    }
    assert_eq!(one.post(&format!("{draft}/agreement"), &[("version", &now)]).await.status, StatusCode::SEE_OTHER);
    let advice = [("advice-log", "Write it up"), ("revision", "0"), ("tab", "b.1"), ("version", &seen)];
    let saved = autosave(&mut other, &format!("{draft}/texts/advice-log"), &advice).await;
    assert!(
        saved.body.contains("\"version\":null") && saved.body.contains("Others have changed the text"),
        "{}",
        saved.body
    );
}

#[tokio::test]
async fn one_save_keeps_every_criterion_and_leads_on_to_the_completion() {
    let server = TestServer::with_panel().await;
    let (mut browser, base) = (server.browser("other lead"), base(&server));
    let criteria = format!("{base}/criteria");
    let mut typed = vec![
        ("finding-lamp", "clear"),
        ("strengths-lamp", "Bright"),
        ("advice-lamp", ""),
        ("revision-lamp", "0"),
        ("finding-log", "some"),
        ("strengths-log", ""),
        ("advice-log", "Write it up"),
        ("revision-log", "0"),
    ];
    let saved = browser.post(&criteria, &typed).await;
    assert_eq!((saved.status, saved.location()), (StatusCode::SEE_OTHER, base.as_str()), "{}", saved.body);
    typed.push(("then", "complete"));
    for _ in 0..2 {
        assert_eq!(browser.post(&criteria, &typed).await.location(), format!("{base}/completion"));
    }
    let page = browser.get(&base).await;
    assert!(page.body.contains("Bright") && page.body.contains("Write it up"), "{}", page.body);
    assert_eq!((hidden(&page, "revision-lamp"), hidden(&page, "revision-log")), ("1".into(), "1".into()));
    let wrong = [("finding-lamp", "splendid"), ("strengths-lamp", "Very bright"), ("advice-log", "Write it all up")];
    let refused = browser.post(&criteria, &wrong).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    for words in ["href=\"#finding-lamp\"", "Very bright", "Write it all up"] {
        assert!(refused.body.contains(words), "{words}: {}", refused.body);
    }
}

#[tokio::test]
async fn completing_a_review_warns_that_a_version_is_set_aside() {
    let server = TestServer::with_panel().await;
    let (mut browser, base) = (server.browser("other lead"), base(&server));
    save(&mut browser, &base, "lamp", ["clear", "Bright", ""], "0").await;
    save(&mut browser, &base, "log", ["clear", "Neat", ""], "0").await;
    let typed = [("strengths-lamp", "Of the other tab"), ("revision", "0"), ("tab", "b.1")];
    let conflict = autosave(&mut browser, &format!("{base}/criteria/lamp"), &typed).await;
    assert_eq!(conflict.status, StatusCode::CONFLICT);
    for path in [base.clone(), format!("{base}/completion")] {
        let page = browser.get(&path).await;
        let link =
            page.body.split("href=\"").find(|link| link.contains("/criteria/lamp/merge?mine=")).unwrap_or_default();
        assert!(page.body.contains("Versions that are set aside"), "{path}: {}", page.body);
        let merge = link.split('"').next().unwrap().replace("&#38;", "&").replace("&amp;", "&");
        assert!(browser.get(&merge).await.body.contains("Of the other tab"), "{merge}");
    }
    save(&mut browser, &base, "lamp", ["clear", "Bright, of both tabs", ""], "1").await;
    assert!(!browser.get(&format!("{base}/completion")).await.body.contains("Versions that are set aside"));
    let typed = [("strengths-log", "Untouched"), ("revision-log", "0"), ("strengths-lamp", ""), ("revision-lamp", "0")];
    let compare = browser.post(&format!("{base}/criteria"), &typed).await;
    assert!(
        compare.location().starts_with(&format!("{base}/criteria/log/merge")),
        "an empty form did not touch the lamp"
    );
}

#[tokio::test]
async fn one_save_keeps_every_answer_to_advice_and_an_empty_form_says_so() {
    let server = after_feedback::server().await;
    let (mut lead, mut contributor, advice) =
        (server.browser("lead"), server.browser("contributor"), after_feedback::advice(&server));
    let empty = [("text-lamp", ""), ("revision-lamp", "0"), ("text-log", " "), ("revision-log", "0")];
    assert_eq!(lead.post(&advice, &empty).await.location(), advice);
    let page = lead.get(&advice).await;
    assert!(
        page.body.contains("There is no answer to save yet.") && !page.body.contains("Answers saved"),
        "{}",
        page.body
    );
    let typed = [
        ("outcome-lamp", "done"),
        ("text-lamp", "Each Sunday"),
        ("revision-lamp", "0"),
        ("outcome-log", "partly"),
        ("text-log", "On paper"),
        ("revision-log", "0"),
    ];
    for _ in 0..2 {
        assert_eq!(lead.post(&advice, &typed).await.location(), advice);
    }
    let page = lead.get(&advice).await;
    for words in ["Answers saved. 2 of 2 answered.", "Each Sunday", "On paper"] {
        assert!(page.body.contains(words), "{words}: {}", page.body);
    }
    let late = [("text-lamp", "We moved"), ("revision-lamp", "0"), ("text-log", ""), ("revision-log", "0")];
    let compare = contributor.post(&advice, &late).await;
    assert!(compare.location().starts_with(&format!("{advice}/lamp/merge?mine=")), "{}", compare.location());
    let page = contributor.get(compare.location()).await;
    assert!(
        page.body.contains("We moved") && page.body.contains("name=\"revision-lamp\" value=\"1\""),
        "{}",
        page.body
    );
    assert!(contributor.get(&advice).await.body.contains("Compare versions of"));
}

#[tokio::test]
async fn the_response_is_saved_before_it_is_checked_and_sent() {
    let server = after_feedback::server().await;
    let (mut lead, base) = (server.browser("lead"), after_feedback::base(&server));
    let typed = [("text", "We will trim it"), ("revision", "0"), ("then", "send")];
    let onward = lead.post(&format!("{base}/response"), &typed).await;
    assert_eq!(onward.location(), format!("{base}/response/sending"), "{}", onward.body);
    assert!(lead.get(onward.location()).await.body.contains("We will trim it"));
    let other = [("text", "We did"), ("revision", "0")];
    let compared = lead.post(&format!("{base}/response"), &other).await;
    assert!(compared.body.contains("Response to the feedback</label>"), "{}", compared.body);
}
