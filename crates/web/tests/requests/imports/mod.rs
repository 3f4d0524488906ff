//! Imports: uploading or pasting a document, checking it, importing parts of it, discarding it.

mod past_submissions;

use crate::support::{Browser, Response, TestServer};
use axum::{
    body::Body,
    http::{Request, StatusCode, header},
};

/// An invented submission under the invented charter.
const SECOND_WATCH: &str = "# Second watch\n\n**Organisation:** Northmoor University\n\n\
    ## How does it stand now?\n\nIt stands straight.\n\n\
    ## What was done?\n\n\
    | Theme | Action | Responsibility | Deadline | RAG status | Progress |\n|---|---|---|---|---|---|\n\
    | Light | Trim the wick | Lamp room | 2031 | Green | Done at dusk |\n\
    | Upkeep | Paint the tower | Works | 2031 | Red | |\n\n\
    ## What will you do within two years?\n\n\
    | Theme | Action | Responsibility | Deadline |\n|---|---|---|---|\n\
    | Light | Buy a second lamp | Lamp room | 2033 |\n\
    | Company | Hold a winter feast | Kitchen | 2033 |\n";

const BOUNDARY: &str = "northmoor-boundary";

fn part(name: &str, file: Option<&str>, value: &str) -> String {
    let file = file.map(|file| format!("; filename=\"{file}\"")).unwrap_or_default();
    format!("--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"{name}\"{file}\r\n\r\n{value}\r\n")
}

/// Sends the form as a browser does: the CSRF token, the file (without a name if there is none) and the pasted text.
async fn send(browser: &mut Browser, path: &str, file: (&str, &str), text: &str) -> Response {
    let csrf = browser.csrf();
    let parts = [part("csrf", None, &csrf), part("file", Some(file.0), file.1), part("text", None, text)];
    send_raw(browser, path, format!("{}--{BOUNDARY}--\r\n", parts.concat())).await
}

async fn send_raw(browser: &mut Browser, path: &str, body: String) -> Response {
    let kind = format!("multipart/form-data; boundary={BOUNDARY}");
    browser.send(Request::post(path).header(header::CONTENT_TYPE, kind).body(Body::from(body)).unwrap()).await
}

fn imports(server: &TestServer) -> String {
    format!("/organisations/{}/imports", server.world.organisation)
}

/// The fields that a browser sends when all actions but one are selected.
fn selection(destination: &'static str) -> Vec<(&'static str, &'static str)> {
    vec![
        ("edition", "second-2031"),
        ("answer", "tower"),
        ("action", "0"),
        ("action", "1"),
        ("action", "3"),
        ("explanation-1", "No paint came"),
        ("destination", destination),
        ("on-day", "1"),
        ("on-month", "3"),
        ("on-year", "2026"),
    ]
}

#[tokio::test]
async fn only_the_selected_items_of_a_file_are_imported() {
    let server = past_submissions::server().await;
    let (mut lead, path) = (server.browser("lead"), imports(&server));
    let sent = send(&mut lead, &path, ("watch.md", SECOND_WATCH), "").await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.body);
    let import = sent.location().to_owned();
    let before = server.app.db.queries();
    let page = lead.get(&import).await;
    assert!(server.app.db.queries() - before <= 10);
    for words in [
        "<h1>Check import: watch.md</h1>",
        "4 actions and 1 answer found. Nothing has been imported yet.",
        "Paint the tower",
        "id=\"action-3\" name=\"action\" value=\"3\" checked",
        "name=\"explanation-1\"",
        "<option value=\"second-2031\" selected>",
        "It stands straight.",
        "<span class=\"rag green\">Done</span>",
    ] {
        assert!(page.body.contains(words), "{words} is not in {}", page.body);
    }
    let assessment = past_submissions::publish(&server, &mut lead, &import, &selection("paper")).await;
    let log = lead.get(&format!("/organisations/{}/activity", server.world.organisation)).await;
    assert!(log.body.contains("(answers: 1, actions: 3)"), "{}", log.body);
    let answer = lead.get(&format!("{assessment}/questions/tower")).await;
    assert!(answer.body.contains("It stands straight."));
    let history = lead.get(&format!("/organisations/{}/plans", server.world.organisation)).await;
    assert_eq!(history.status, StatusCode::OK);
    let page = lead.get(&import).await;
    assert!(
        page.body.contains("Imported. The selected items are in the self-assessment.")
            && !page.body.contains("type=\"checkbox\"")
    );
    let again = send(&mut lead, &path, ("again.md", SECOND_WATCH), "").await;
    assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(again.body.contains("This document has already been imported"));
}

#[tokio::test]
async fn an_invalid_import_is_refused_and_stays_in_the_form() {
    let server = TestServer::new().await;
    let mut lead = server.browser("lead");
    let sent = send(&mut lead, &imports(&server), ("", ""), SECOND_WATCH).await;
    let import = sent.location().to_owned();
    assert!(lead.get(&import).await.body.contains("Check import: Pasted text"));
    let to = format!("{import}/acceptance");
    for (fields, sentence) in [
        (selection("draft"), "The stage 1 self-assessment is open"),
        (
            selection("paper").into_iter().filter(|field| !field.0.starts_with("on-")).collect(),
            "Enter the submission date",
        ),
        (selection("paper").into_iter().filter(|field| field.0 != "edition").collect(), "Select a stage and form</a>"),
    ] {
        let refused = lead.post(&to, &fields).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{sentence}");
        assert!(refused.body.contains(sentence), "{sentence} is not in {}", refused.body);
        assert!(refused.body.contains("No paint came"), "the form keeps the text");
        assert!(refused.body.contains("value=\"2\"><label"), "the form keeps the selection: {}", refused.body);
    }
    let page = lead.get(&import).await.body;
    assert!(page.contains(&format!("href=\"{import}/refusal\"")), "a page confirms it: {page}");
    assert!(!page.contains(&format!("action=\"{import}/refusal\"")), "one click does not discard it: {page}");
    let before = server.app.db.queries();
    let page = lead.get(&format!("{import}/refusal")).await.body;
    assert!(server.app.db.queries() - before <= 6, "{}", server.app.db.queries() - before);
    assert!(page.contains("You cannot undo it") && page.contains("upload it again"), "{page}");
    let discarded = lead.post(&format!("{import}/refusal"), &[]).await;
    assert_eq!(discarded.location(), imports(&server));
    assert!(lead.get(&import).await.body.contains("Discarded. Nothing was imported."));
    assert_eq!(lead.get(&format!("{import}/refusal")).await.location(), import);
    let late = lead.post(&to, &selection("paper")).await;
    assert_eq!(late.location(), import);
    assert!(lead.get(&import).await.body.contains("already been imported or discarded"));
}

#[tokio::test]
async fn an_unreadable_document_is_refused_with_a_reason() {
    let server = TestServer::new().await;
    let (mut lead, path) = (server.browser("lead"), imports(&server));
    let large = "x".repeat(documents::MAX_BYTES + 10);
    for (file, text, sentence) in [
        (("", ""), "A letter to a friend about soup", "is not a submission"),
        (("", ""), "", "Select a file or paste the text"),
        (("a.txt", "Second watch"), "And words", "not both"),
        (("a.txt", ""), "", "a.txt is empty"),
        (("a.pdf", "%PDF-1.4"), "", "a.pdf cannot be opened as .pdf"),
        (("large.txt", large.as_str()), "", "large.txt must be smaller than 20 MB"),
    ] {
        let refused = send(&mut lead, &path, file, text).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{sentence}");
        assert!(refused.body.contains(sentence), "{sentence} is not in {}", refused.body);
        assert!(refused.body.contains(text), "the form keeps the text");
    }
    let too_large = "x".repeat(2 * documents::MAX_BYTES);
    let refused = send(&mut lead, &path, ("too-large.txt", &too_large), "").await;
    assert_eq!(refused.status, StatusCode::PAYLOAD_TOO_LARGE);
    let other_form = lead.post("/account/name", &[("name", &large)]).await;
    assert_eq!(other_form.status, StatusCode::PAYLOAD_TOO_LARGE, "only imports accept large forms");
    let before = server.app.db.queries();
    assert!(lead.get(&path).await.body.contains("old.txt"));
    assert!(server.app.db.queries() - before <= 6);
}

#[tokio::test]
async fn an_import_needs_a_csrf_token_and_permission() {
    let server = TestServer::new().await;
    let path = imports(&server);
    let mut lead = server.browser("lead");
    let forged = send_raw(&mut lead, &path, format!("{}--{BOUNDARY}--\r\n", part("text", None, SECOND_WATCH))).await;
    assert_eq!(forged.status, StatusCode::FORBIDDEN);
    let import = send(&mut lead, &path, ("watch.md", SECOND_WATCH), "").await.location().to_owned();
    let mut other = server.browser("other lead");
    assert_eq!(send(&mut other, &path, ("watch.md", SECOND_WATCH), "").await.status, StatusCode::NOT_FOUND);
    assert_eq!(other.get(&import).await.status, StatusCode::NOT_FOUND);
    assert_eq!(other.post(&format!("{import}/acceptance"), &selection("paper")).await.status, StatusCode::NOT_FOUND);
    let page = server.browser("contributor").get(&import).await;
    assert!(page.body.contains("Paint the tower") && !page.body.contains("type=\"checkbox\""));
}

/// Actions for the open self-assessment of the world, which is at stage 1 and has a plan.
const MORE_FOR_THE_PLAN: &str = "Theme,Action,Responsibility,Deadline\nLight,Buy a second lamp,Lamp room,2033\nCompany,Hold a winter feast,Kitchen,2033\n";

#[tokio::test]
async fn actions_from_a_spreadsheet_are_added_to_the_open_plan_once() {
    let server = TestServer::new().await;
    let (mut lead, path) = (server.browser("lead"), imports(&server));
    let import = send(&mut lead, &path, ("plan.csv", MORE_FOR_THE_PLAN), "").await.location().to_owned();
    let page = lead.get(&import).await;
    assert!(page.body.contains("value=\"part\" checked"), "{}", page.body);
    assert!(page.body.contains("id=\"at-sheet-1-row-2\""), "the document is shown beside the items: {}", page.body);
    let edition = between(&page.body, "<option value=\"", "\" selected>");
    let fields = |text: &'static str| {
        [
            ("edition", edition),
            ("destination", "part"),
            ("action", "0"),
            ("action", "1"),
            ("text-1", text),
            ("owner-1", "Cook"),
        ]
    };
    let imported = lead.post(&format!("{import}/acceptance"), &fields("Hold a summer feast")).await;
    assert!(imported.location().starts_with("/assessments/"), "{}", imported.body);
    let tasks = lead.get(imported.location()).await;
    let plan = format!("/plans/{}", &tasks.body.split_once("/plans/").unwrap().1[..36]);
    let plan = lead.get(&plan).await;
    for words in ["Buy a second lamp", "Hold a summer feast", "Cook"] {
        assert!(plan.body.contains(words), "{words} is not in {}", plan.body);
    }
    let again = MORE_FOR_THE_PLAN.replace("Responsibility", "Owner").replace("winter", "summer");
    let import = send(&mut lead, &path, ("again.csv", &again), "").await.location().to_owned();
    let page = lead.get(&import).await;
    assert_eq!(page.body.matches("This action is already in your plan").count(), 2, "{}", page.body);
    assert!(!page.body.contains("name=\"action\" value=\"0\" checked"));
}

#[tokio::test]
async fn an_action_of_the_previous_plan_is_rated_there_and_continued() {
    let server = past_submissions::server().await;
    let (mut lead, path) = (server.browser("lead"), imports(&server));
    let previous = server.world.actions[4];
    let title = lead.get(&format!("/actions/{previous}")).await.body;
    let title = &title[title.find("Count everyone in ").unwrap()..][.."Count everyone in 2028".len()];
    let again = SECOND_WATCH.replace("Trim the wick", title).replace("Buy a second lamp", title);
    let import = send(&mut lead, &path, ("watch.md", &again), "").await.location().to_owned();
    let page = lead.get(&import).await.body;
    assert!(page.contains("This action is in your previous plan and will be rated there"), "{page}");
    assert!(page.contains("This action is in your previous plan and will be imported as continued"), "{page}");
    // A browser sends the hidden fields, too.
    let sends = |name: &str| page.contains(&format!("<input type=\"hidden\" name=\"{name}\" value=\"{previous}\">"));
    assert!(sends("of-0") && sends("of-2"), "{page}");
    let id = previous.to_string();
    let mut fields = selection("paper");
    fields.extend([("action", "2"), ("of-0", &*id), ("of-2", &*id)]);
    let assessment = past_submissions::publish(&server, &mut lead, &import, &fields).await;
    let action = lead.get(&format!("/actions/{previous}")).await.body;
    assert!(action.contains("<span class=\"rag green\">Done</span>") && action.contains("Done at dusk"), "{action}");
    let ratings = lead.get(&format!("{assessment}/previous-plan")).await.body;
    assert!(ratings.contains(title) && ratings.contains("Continued"), "{ratings}");
}

#[tokio::test]
async fn a_document_of_another_organisation_must_be_confirmed() {
    let server = past_submissions::server().await;
    let (mut lead, path) = (server.browser("lead"), imports(&server));
    let theirs = SECOND_WATCH.replace("Northmoor University", "Westfold College");
    let import = send(&mut lead, &path, ("watch.md", &theirs), "").await.location().to_owned();
    let page = lead.get(&import).await.body;
    assert!(page.contains("The document names Westfold College, not Northmoor University"));
    assert!(
        !page.contains("name=\"action\" value=\"0\" checked") && !page.contains("value=\"tower\" checked"),
        "nothing is selected"
    );
    let refused = lead.post(&format!("{import}/acceptance"), &selection("paper")).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.body.contains("Select the box to confirm that this is your document"), "{}", refused.body);
    let confirmed = [&selection("paper")[..], &[("ours", "yes")]].concat();
    past_submissions::publish(&server, &mut lead, &import, &confirmed).await;
    let import = send(&mut lead, &path, ("watch.md", SECOND_WATCH), "").await.location().to_owned();
    assert!(!lead.get(&import).await.body.contains("The document names"));
}

#[tokio::test]
async fn an_import_does_not_change_which_plan_is_rated() {
    let server = TestServer::new().await;
    let (mut lead, path) = (server.browser("lead"), imports(&server));
    let rated_plans = async || -> Vec<(Option<uuid::Uuid>,)> {
        let mut tx = server.app.db.read().await.unwrap();
        tx.query("select rated_plan_id from assessment where step = 'drafting' order by id").all().await.unwrap()
    };
    let mut tx = server.app.db.write().await.unwrap();
    tx.query("update assessment set edition = 'second-2031', stage = 2 where step = 'drafting'").run().await.unwrap();
    tx.commit().await.unwrap();
    let before = rated_plans().await;
    assert!(before[0].0.is_some());
    let import = send(&mut lead, &path, ("watch.md", SECOND_WATCH), "").await.location().to_owned();
    let imported = lead.post(&format!("{import}/acceptance"), &selection("part")).await;
    assert!(imported.location().starts_with("/assessments/"), "{}", imported.body);
    assert_eq!(rated_plans().await, before);
    let ratings = lead.get(&format!("{}/previous-plan", imported.location())).await.body;
    assert!(ratings.contains("Trim the wick"), "the actions of the document are added to that plan: {ratings}");
}

#[tokio::test]
async fn an_answer_that_changed_since_the_page_was_opened_is_compared_again() {
    let server = TestServer::new().await;
    let mut tx = server.app.db.write().await.unwrap();
    tx.query("update assessment set edition = 'second-2031', stage = 2 where step = 'drafting'").run().await.unwrap();
    tx.commit().await.unwrap();
    let (mut lead, assessment) = (server.browser("lead"), format!("/assessments/{}", server.world.assessments[0].0));
    let import = send(&mut lead, &imports(&server), ("watch.md", SECOND_WATCH), "").await.location().to_owned();
    assert!(!lead.get(&import).await.body.contains("name=\"seen-answer-tower\""), "there is no answer yet");
    let (to, tower) = (format!("{import}/acceptance"), format!("{assessment}/questions/tower"));
    let saved = server.browser("contributor").post(&tower, &[("text", "It leans a little."), ("revision", "0")]).await;
    assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.body);

    let refused = lead.post(&to, &selection("part")).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", refused.body);
    for words in ["was changed after you opened this page, so nothing was imported", "leans", "No paint came"] {
        assert!(refused.body.contains(words), "{words} is not in {}", refused.body);
    }
    assert!(lead.get(&tower).await.body.contains("It leans a little."), "nothing was imported");

    assert!(refused.body.contains("name=\"seen-answer-tower\" value=\"1\""), "{}", refused.body);
    let imported = lead.post(&to, &[&selection("part")[..], &[("seen-answer-tower", "1")]].concat()).await;
    assert_eq!(imported.location(), assessment, "{}", imported.body);
    assert!(lead.get(&tower).await.body.contains("It stands straight."));
}

#[tokio::test]
async fn several_files_are_imported_together() {
    let server = TestServer::new().await;
    let (mut lead, path) = (server.browser("lead"), imports(&server));
    let csrf = lead.csrf();
    let (form, _) = SECOND_WATCH.split_once("## What will you do").unwrap();
    let parts = [
        part("csrf", None, &csrf),
        part("file", Some("form.md"), form),
        part("file", Some("plan.csv"), MORE_FOR_THE_PLAN),
        part("text", None, ""),
    ];
    let sent = send_raw(&mut lead, &path, format!("{}--{BOUNDARY}--\r\n", parts.concat())).await;
    let page = lead.get(sent.location()).await;
    assert!(page.body.contains("4 actions and 1 answer found"), "{}", page.body);
    assert!(page.body.contains("<h1>Check import: form.md, plan.csv</h1>"), "{}", page.body);
    assert!(page.body.contains("plan.csv: sheet 1, row 2") && page.body.contains("<h2>plan.csv</h2>"));
}

#[tokio::test]
async fn a_stage_that_has_been_submitted_cannot_be_imported_again() {
    let server = past_submissions::server().await;
    let (mut lead, path) = (server.browser("lead"), imports(&server));
    let signed = SECOND_WATCH.to_owned() + "\n\n**Institutional lead:** P. Example, 3 March 2026\n";
    let import = send(&mut lead, &path, ("watch.md", &signed), "").await.location().to_owned();
    let page = lead.get(&import).await.body;
    assert!(
        page.contains("The stage 1 self-assessment is open, so this stage 2 document cannot be imported as a draft"),
        "{page}"
    );
    past_submissions::publish(&server, &mut lead, &import, &selection("paper")).await;
    let again = signed.replace("a winter feast", "a summer feast");
    let import = send(&mut lead, &path, ("again.md", &again), "").await.location().to_owned();
    let page = lead.get(&import).await.body;
    let (warnings, choice) = page.split_once(">Import as<").unwrap();
    assert!(warnings.contains("Stage 2 has already been submitted. Discard this import"), "{page}");
    assert!(choice.contains("Not available. Stage 2 has already been submitted"));
    assert!(!choice.contains("name=\"destination\" type=\"radio\" value=\"paper\" checked"), "{page}");
    let none: Vec<_> = selection("paper").into_iter().filter(|field| field.0 != "destination").collect();
    let refused = lead.post(&format!("{import}/acceptance"), &none).await;
    assert!(refused.body.contains("Select how to import the document"), "there is no default");
    // The edition and the way are enough for the reason that cannot be corrected, and nothing else is asked for.
    let kept = |field: &(&str, &str)| ["edition", "destination"].contains(&field.0);
    let blocked: Vec<_> = selection("paper").into_iter().filter(kept).collect();
    let refused = lead.post(&format!("{import}/acceptance"), &blocked).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    let (_, summary) = refused.body.split_once("There is a problem").unwrap();
    let (summary, _) = summary.split_once("<h1>").unwrap();
    assert!(summary.contains("href=\"#destination\">Stage 2 has already been submitted"), "{summary}");
    assert_eq!(summary.matches("href=\"#").count(), 1, "{summary}");
}

#[tokio::test]
async fn an_existing_answer_is_compared_and_not_preselected() {
    let server = TestServer::new().await;
    let (mut lead, path) = (server.browser("lead"), imports(&server));
    let question = format!("/assessments/{}/questions/tower", server.world.assessments[0].0);
    lead.post(&question, &[("text", "It leans a little."), ("revision", "0")]).await;
    let first =
        "# First watch\n\n**Organisation:** Northmoor University\n\n## How does it stand?\n\nIt stands upright.\n";
    let import = send(&mut lead, &path, ("first.md", first), "").await.location().to_owned();
    let page = lead.get(&import).await.body;
    for words in [
        "value=\"part\" checked",
        "name=\"answer\" value=\"tower\"><label",
        "<strong>Already answered.</strong>",
        "It <del>leans</del> <del>a little.</del>",
        "It <ins>stands</ins> <ins>upright.</ins>",
        "The stage 1 self-assessment is open. Selected items will be added to it.",
    ] {
        assert!(page.contains(words), "{words} is not in {page}");
    }
    let same = first.replace("stands upright", "leans a little");
    let import = send(&mut lead, &path, ("same.md", &same), "").await.location().to_owned();
    assert!(lead.get(&import).await.body.contains("Same as the current answer in your open self-assessment."));
}

#[tokio::test]
async fn a_warning_links_to_its_place_in_the_document() {
    let server = TestServer::new().await;
    let (mut lead, path) = (server.browser("lead"), imports(&server));
    let invalid_date = SECOND_WATCH.replace("| 2033 |", "| 31 June 2033 |");
    let import = send(&mut lead, &path, ("watch.md", &invalid_date), "").await.location().to_owned();
    let page = lead.get(&import).await.body;
    let (_, warnings) = page.split_once("<h2>Warnings</h2>").unwrap();
    let (warnings, _) = warnings.split_once("</section>").unwrap();
    let anchor = between(warnings, "<a href=\"#", "\">line");
    assert!(page.contains(&format!("id=\"{anchor}\"")), "{warnings}");
}

/// The text between the last `before` and the first `after`.
fn between<'t>(text: &'t str, before: &str, after: &str) -> &'t str {
    let (head, _) = text.split_once(after).unwrap();
    head.rsplit_once(before).unwrap().1
}
