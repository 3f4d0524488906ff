//! Submissions made outside Assay: proposed by one person, confirmed by another, and public only then.

use super::{SECOND_WATCH, imports, selection, send};
use crate::support::{Browser, Response, TestServer, multipart};
use axum::http::StatusCode;
use jiff::civil::date;
use model::core::{
    permit::CharterRole,
    short::{Email, Line},
};
use store::{accounts, core::values::At};

/// A server on which a past submission is possible: its forms were used before today, and stage 1 was submitted in 2025.
pub(super) async fn server() -> TestServer {
    let server = TestServer::new().await.with_forms_from(date(2020, 1, 1));
    let mut tx = server.app.db.write().await.unwrap();
    tx.query("update assessment set submitted_at = $1 where step = 'submitted'")
        .bind(At("2025-06-01T12:00:00Z".parse().unwrap()))
        .run()
        .await
        .unwrap();
    tx.commit().await.unwrap();
    server
}

/// Uploads the document and imports its items as a submission made outside Assay. Returns the address of the import and the answer.
async fn propose(server: &TestServer, who: &mut Browser, text: &str) -> (String, Response) {
    let import = send(who, &imports(server), ("watch.md", text), "").await.location().to_owned();
    let answer = who.post(&format!("{import}/acceptance"), &selection("paper")).await;
    (import, answer)
}

/// Everything that is public of the organisation, and the next due dates.
async fn public(server: &TestServer) -> Vec<String> {
    let mut all = Vec::new();
    for path in [
        "/signatories/northmoor",
        "/signatories/northmoor/organisation.json",
        "/signatories/northmoor/changes.atom",
        "/signatories/northmoor/actions.csv",
        "/signatories/northmoor/plan",
        "/signatories.json",
        "/signatories.csv",
        "/sitemap.xml",
        "/calendar",
    ] {
        all.push(format!("{path}\n{}", server.browser("nobody").get(path).await.body));
    }
    all
}

/// The id of the proposal that the page shows.
fn shown(page: &str) -> String {
    let (_, rest) = page.split_once("name=\"proposal\" value=\"").unwrap_or_else(|| panic!("no proposal: {page}"));
    rest.split('"').next().unwrap().to_owned()
}

/// Sends a decision about the proposal that the page shows.
async fn decide(who: &mut Browser, import: &str, decision: &str, reason: &str) -> Response {
    let page = who.get(&format!("{import}/submission")).await.body;
    let proposal = shown(&page);
    who.post(&format!("{import}/submission/{decision}"), &[("proposal", &proposal), ("reason", reason)]).await
}

/// Proposes the selected items and has them confirmed. Returns the address of the self-assessment.
pub(super) async fn publish(server: &TestServer, who: &mut Browser, import: &str, fields: &[(&str, &str)]) -> String {
    let sent = who.post(&format!("{import}/acceptance"), fields).await;
    assert_eq!(sent.location(), format!("{import}/submission"), "{}", sent.body);
    let confirmed = decide(&mut server.browser("secretariat"), import, "confirmation", "").await;
    confirmed.location().strip_suffix("/sign-off").unwrap_or_else(|| panic!("{}", confirmed.body)).to_owned()
}

async fn second_secretary(server: &TestServer) -> Browser {
    let (email, name) = (Email::parse("second@charter.example").unwrap(), Line::parse("S. Second").unwrap());
    let mut tx = server.app.db.write().await.unwrap();
    let program = testing::program();
    let person = accounts::people::find_or_create(&mut tx, &program, &email, &name, server.now()).await.unwrap();
    accounts::people::give_charter_role(&mut tx, &program, person, CharterRole::Secretariat).await.unwrap();
    let session = accounts::sessions::create(&mut tx, person, "a test", server.now()).await.unwrap();
    tx.commit().await.unwrap();
    let mut browser = server.browser("nobody");
    browser.set_cookie("session", &session);
    browser
}

async fn emails(server: &TestServer) -> Vec<(String, String, String)> {
    let mut tx = server.app.db.read().await.unwrap();
    tx.query("select recipient, subject, body from email order by created_at, id").all().await.unwrap()
}

#[tokio::test]
async fn a_lead_alone_publishes_nothing() {
    let server = server().await;
    let before = public(&server).await;
    let (_, answer) = propose(&server, &mut server.browser("lead"), SECOND_WATCH).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.body);
    let after = public(&server).await;
    for (before, after) in before.iter().zip(&after) {
        assert_eq!(before, after, "a lead alone changed what is public");
    }
    let mut tx = server.app.db.read().await.unwrap();
    let (submitted,): (i64,) =
        tx.query("select cast(count(*) as bigint) from assessment where step = 'submitted'").one().await.unwrap();
    assert_eq!(submitted, 1, "no stage moves and no due date ends");
}

#[tokio::test]
async fn the_secretariat_sees_confirms_and_publishes_it() {
    let server = server().await;
    let (import, answer) = propose(&server, &mut server.browser("lead"), SECOND_WATCH).await;
    assert_eq!(answer.location(), format!("{import}/submission"));
    let to_office = &emails(&server).await[0];
    assert_eq!(to_office.0, "secretariat@assay.example");
    assert!(to_office.1.starts_with("Submission to confirm: Second watch – Northmoor University"), "{to_office:?}");
    assert!(to_office.2.contains(&format!("http://assay.test{import}/submission")), "{to_office:?}");

    let mut office = server.browser("secretariat");
    let sentence = "Northmoor University: confirm the stage 2 submission made outside Assay on 1 March 2026.";
    assert!(office.get("/organisations").await.body.contains(sentence));
    let overview = office.get(&format!("/organisations/{}", server.world.organisation)).await.body;
    assert!(overview.contains("Stage 2: confirm the submission made outside Assay."), "{overview}");
    let before = server.app.db.queries();
    let page = office.get(&format!("{import}/submission")).await.body;
    assert!(server.app.db.queries() - before <= 10, "{}", server.app.db.queries() - before);
    for words in [
        "Submission made outside Assay: Second watch",
        "Waiting for the secretariat.",
        "It stands straight.",
        "Paint the tower",
        "No paint came",
        "Hold a winter feast",
        "1 March 2026",
        "1 May 2019",
        "at-line",
    ] {
        assert!(page.contains(words), "{words} is not in {page}");
    }
    assert!(!page.contains("Buy a second lamp</h3>"), "an action that was not selected is not proposed");

    let confirmed = decide(&mut office, &import, "confirmation", "").await;
    assert!(confirmed.location().ends_with("/sign-off"), "{}", confirmed.body);
    let page = office.get(confirmed.location()).await.body;
    assert!(page.contains("Submission confirmed."), "{page}");
    assert!(page.contains("The secretariat confirmed it on 22 November 2026."), "{page}");
    let public = public(&server).await;
    let label = "Submitted outside Assay, confirmed by the secretariat on 22 November 2026";
    assert!(public[0].contains("Second watch") && public[0].contains(label), "{}", public[0]);
    assert!(public[1].contains("\"outside\": true") && public[1].contains("\"confirmed_on\": \"2026-11-22\""));
    let all = emails(&server).await;
    let to_lead = all.last().unwrap();
    assert_eq!(to_lead.0, "lead@assay.example");
    assert!(to_lead.1.starts_with("Submission confirmed: Second watch"), "{to_lead:?}");
    assert!(to_lead.2.contains("/signatories/northmoor/submissions/"), "its link is public: {to_lead:?}");
    assert!(!office.get("/organisations").await.body.contains(sentence));

    assert_eq!(office.get(&format!("{import}/submission")).await.status, StatusCode::FORBIDDEN, "it waits no more");
    let again = server.browser("lead").get(&format!("{import}/submission")).await.body;
    let (_, state) = again.split_once("<p class=\"then\">").unwrap();
    assert!(state.starts_with("Confirmed by ") && state.contains(" on 22 November 2026"), "{again}");
    assert!(!again.contains("name=\"proposal\""));
}

#[tokio::test]
async fn only_another_member_of_the_secretariat_confirms() {
    let server = server().await;
    let (import, _) = propose(&server, &mut server.browser("lead"), SECOND_WATCH).await;
    let page = server.browser("secretariat").get(&format!("{import}/submission")).await.body;
    let fields = [("proposal", shown(&page)), ("reason", "No".to_owned())];
    let fields = fields.each_ref().map(|(name, value)| (*name, value.as_str()));
    let (forbidden, unknown) = (StatusCode::FORBIDDEN, StatusCode::NOT_FOUND);
    for (who, decides, proposes) in [
        ("contributor", unknown, forbidden),
        ("lead", unknown, forbidden),
        ("board", forbidden, forbidden),
        ("other lead", unknown, unknown),
    ] {
        for decision in ["confirmation", "refusal"] {
            let answer = server.browser(who).post(&format!("{import}/submission/{decision}"), &fields).await;
            assert_eq!(answer.status, decides, "{who}, {decision}");
        }
        if who != "lead" {
            let answer = server.browser(who).post(&format!("{import}/submission/withdrawal"), &fields).await;
            assert_eq!(answer.status, proposes, "{who} takes it back");
        }
        // The lead neither, while it waits.
        let answer = server.browser(who).post(&format!("{import}/acceptance"), &selection("paper")).await;
        assert_eq!(answer.status, proposes, "{who} proposes");
    }
    assert_eq!(server.browser("other lead").get(&format!("{import}/submission")).await.status, StatusCode::NOT_FOUND);
    assert_eq!(server.browser("board").get(&format!("{import}/submission")).await.status, forbidden);
    let page = server.browser("contributor").get(&format!("{import}/submission")).await;
    assert!(page.status == StatusCode::OK && !page.body.contains("name=\"proposal\""), "a contributor reads it");
    let mut office = server.browser("secretariat");
    let taken_back = office.post(&format!("{import}/submission/withdrawal"), &fields).await;
    assert_eq!(taken_back.status, forbidden, "the secretariat refuses it with a reason instead");

    // What a lead takes back, the secretariat no longer reads, nor by a form that shows the page again.
    assert_eq!(decide(&mut server.browser("lead"), &import, "withdrawal", "").await.status, StatusCode::SEE_OTHER);
    for path in ["", "/submission", "/files/0"] {
        assert_eq!(office.get(&format!("{import}{path}")).await.status, forbidden, "{path}");
    }
    let overview = format!("/organisations/{}", server.world.organisation);
    for decision in ["confirmation", "refusal"] {
        let late = office.post(&format!("{import}/submission/{decision}"), &[("reason", "")]).await;
        assert_eq!(late.location(), overview, "{}", late.body);
    }

    // A member of the secretariat proposes one for an organisation without members, and does not confirm it, but another one does.
    let proposed = office.post(&format!("{import}/acceptance"), &selection("paper")).await;
    assert_eq!(proposed.status, forbidden, "the organisation has members");
    let mut tx = server.app.db.write().await.unwrap();
    tx.query("delete from member").run().await.unwrap();
    tx.commit().await.unwrap();
    let proposed = office.post(&format!("{import}/acceptance"), &selection("paper")).await;
    assert_eq!(proposed.status, StatusCode::SEE_OTHER, "{}", proposed.body);
    let page = office.get(&format!("{import}/submission")).await.body;
    assert!(
        page.contains("Another member of the secretariat confirms it.")
            && !page.contains("Confirm submission</button>")
    );
    let own = decide(&mut office, &import, "confirmation", "").await;
    assert_eq!(own.status, StatusCode::FORBIDDEN);
    assert!(own.body.contains("You proposed this submission."), "{}", own.body);
    let mut second = second_secretary(&server).await;
    let confirmed = decide(&mut second, &import, "confirmation", "").await;
    assert!(confirmed.location().starts_with("/assessments/"), "{}", confirmed.body);
}

#[tokio::test]
async fn a_refused_submission_is_corrected_and_sent_again() {
    let server = server().await;
    let mut lead = server.browser("lead");
    let (import, _) = propose(&server, &mut lead, SECOND_WATCH).await;
    let mut office = server.browser("secretariat");
    let blank = decide(&mut office, &import, "refusal", "  ").await;
    assert_eq!(blank.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(blank.body.contains("Enter a reason"), "{}", blank.body);
    let long = "x".repeat(1001);
    let too_long = decide(&mut office, &import, "refusal", &long).await;
    assert!(too_long.body.contains(&long), "the form keeps the text");
    let before = public(&server).await;
    let refused = decide(&mut office, &import, "refusal", "The feast is not in it").await;
    assert_eq!(refused.location(), format!("/organisations/{}", server.world.organisation));
    assert_eq!(office.get(&format!("{import}/submission")).await.status, StatusCode::FORBIDDEN, "it waits no more");
    assert_eq!(public(&server).await, before);
    let all = emails(&server).await;
    assert!(all.last().unwrap().2.contains("The feast is not in it"), "{all:?}");

    let overview = lead.get(&format!("/organisations/{}", server.world.organisation)).await.body;
    assert!(overview.contains("The secretariat refused stage 2, submitted outside Assay."), "{overview}");
    let page = lead.get(&import).await.body;
    assert!(page.contains("Reason: The feast is not in it"), "{page}");
    assert!(page.contains("No paint came"), "what was typed is kept: {page}");
    assert!(page.contains("id=\"action-2\" name=\"action\" value=\"2\"><label"), "what was cleared stays cleared");
    let corrected = [&selection("paper")[..], &[("text-3", "Hold a summer feast")]].concat();
    let again = lead.post(&format!("{import}/acceptance"), &corrected).await;
    assert_eq!(again.location(), format!("{import}/submission"), "{}", again.body);
    let confirmed = decide(&mut office, &import, "confirmation", "").await;
    assert!(confirmed.location().starts_with("/assessments/"), "{}", confirmed.body);
    let mut tx = server.app.db.read().await.unwrap();
    let (feasts,): (i64,) =
        tx.query("select cast(count(*) as bigint) from action where text = 'Hold a summer feast'").one().await.unwrap();
    assert_eq!(feasts, 1, "the corrected text");
}

#[tokio::test]
async fn what_is_confirmed_is_what_was_read() {
    let server = server().await;
    let (mut lead, mut office) = (server.browser("lead"), server.browser("secretariat"));
    let (import, _) = propose(&server, &mut lead, SECOND_WATCH).await;
    let read = shown(&office.get(&format!("{import}/submission")).await.body);
    // The lead takes it back and sends another text, while the secretariat reads the first.
    assert_eq!(decide(&mut lead, &import, "withdrawal", "").await.location(), import);
    let changed = [&selection("paper")[..], &[("text-3", "Hold no feast")]].concat();
    lead.post(&format!("{import}/acceptance"), &changed).await;
    let before = public(&server).await;
    for decision in ["confirmation", "refusal"] {
        let fields = [("proposal", read.as_str()), ("reason", "No")];
        let stale = office.post(&format!("{import}/submission/{decision}"), &fields).await;
        assert_eq!(stale.location(), format!("{import}/submission"));
        let page = office.get(stale.location()).await.body;
        assert!(page.contains("no longer waiting, or was changed") && page.contains("Hold no feast"), "{page}");
    }
    let forged = office.post(&format!("{import}/submission/confirmation"), &[("proposal", "nonsense")]).await;
    assert_eq!(forged.status, StatusCode::SEE_OTHER);
    assert_eq!(public(&server).await, before, "nothing was decided");

    // While it waits, it is not changed, imported in another way or discarded.
    for path in ["acceptance", "refusal"] {
        let answer = lead.post(&format!("{import}/{path}"), &selection("part")).await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN, "{path}");
        assert!(answer.body.contains("Take it back before you change"), "{}", answer.body);
    }
    assert_eq!(lead.get(&import).await.location(), format!("{import}/submission"));
}

#[tokio::test]
async fn two_clicks_and_two_secretaries_confirm_it_once() {
    let server = server().await;
    let (import, _) = propose(&server, &mut server.browser("lead"), SECOND_WATCH).await;
    let (mut first, mut second) = (server.browser("secretariat"), second_secretary(&server).await);
    let proposal = shown(&first.get(&format!("{import}/submission")).await.body);
    let (path, fields) = (format!("{import}/submission/confirmation"), [("proposal", proposal.as_str())]);
    let mut twice = first.clone();
    let (one, two, three) =
        tokio::join!(first.post(&path, &fields), twice.post(&path, &fields), second.post(&path, &fields));
    let there: Vec<&str> = [&one, &two, &three].map(Response::location).into();
    assert_eq!(there.iter().filter(|path| path.starts_with("/assessments/")).count(), 1, "{there:?}");
    assert_eq!(there.iter().filter(|path| path.starts_with("/organisations/")).count(), 2, "{there:?}");
    let mut tx = server.app.db.read().await.unwrap();
    let (made,): (i64,) =
        tx.query("select cast(count(*) as bigint) from assessment where confirmed_at is not null").one().await.unwrap();
    assert_eq!(made, 1);
}

#[tokio::test]
async fn a_blank_form_and_an_impossible_date_are_refused() {
    let server = server().await;
    let mut lead = server.browser("lead");
    let import = send(&mut lead, &imports(&server), ("watch.md", SECOND_WATCH), "").await.location().to_owned();
    let to = format!("{import}/acceptance");
    let without = |names: &[&str]| -> Vec<(&str, &str)> {
        selection("paper").into_iter().filter(|(name, _)| !names.contains(name)).collect()
    };
    let on = |year: &'static str| -> Vec<(&str, &str)> {
        let mut fields = without(&["on-year"]);
        fields.push(("on-year", year));
        fields
    };
    for (fields, sentence) in [
        (without(&["answer"]), "Select the answer “Your tower”"),
        (without(&["action", "explanation-1"]), "Select at least 1 action of the new action plan"),
        (without(&["action", "explanation-1"]), "Select the actions of the previous action plan, or enter"),
        (on("2019"), "Submission date must be on or after 1 May 2019, when the organisation signed"),
        (on("2025"), "Submission date must be after 1 June 2025, when stage 1 was submitted"),
    ] {
        let refused = lead.post(&to, &fields).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{sentence}");
        assert!(refused.body.contains(sentence), "{sentence} is not in {}", refused.body);
    }
    // Westfold’s document has no answer: it is copied by hand.
    let unanswered = SECOND_WATCH.replace("It stands straight.\n", "");
    let import = send(&mut lead, &imports(&server), ("no-answer.md", &unanswered), "").await.location().to_owned();
    let page = lead.get(&import).await.body;
    assert!(page.contains("<h2>Answers not found</h2>") && page.contains("name=\"missing-tower\""), "{page}");
    let refused = lead.post(&format!("{import}/acceptance"), &without(&["answer"])).await;
    assert!(refused.body.contains("Enter the answer “Your tower” as it is in the document"), "{}", refused.body);
    let mut typed = without(&["answer"]);
    typed.push(("missing-tower", "It stands."));
    let sent = lead.post(&format!("{import}/acceptance"), &typed).await;
    assert_eq!(sent.location(), format!("{import}/submission"), "{}", sent.body);
}

#[tokio::test]
async fn a_stage_is_proposed_once_and_the_signing_date_is_needed() {
    let server = server().await;
    let (mut lead, mut office) = (server.browser("lead"), server.browser("secretariat"));
    let (import, _) = propose(&server, &mut lead, SECOND_WATCH).await;
    let other = SECOND_WATCH.replace("winter", "summer");
    let (_, second) = propose(&server, &mut lead, &other).await;
    assert_eq!(second.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(second.body.contains("is already waiting for the secretariat"), "{}", second.body);

    let change = async |sql: &'static str| {
        let mut tx = server.app.db.write().await.unwrap();
        tx.query(sql).run().await.unwrap();
        tx.commit().await.unwrap();
    };
    change("update organisation set signed_on = null where slug = 'northmoor'").await;
    let refused = decide(&mut office, &import, "confirmation", "").await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.body.contains("Record the date on which the organisation signed"), "{}", refused.body);
    change("update organisation set signed_on = '2026-05-01' where slug = 'northmoor'").await;
    let refused = decide(&mut office, &import, "confirmation", "").await;
    assert!(refused.body.contains("must be on or after 1 May 2026"), "{}", refused.body);
    change("update organisation set signed_on = '2019-05-01' where slug = 'northmoor'").await;
    assert!(decide(&mut office, &import, "confirmation", "").await.location().starts_with("/assessments/"));
}

#[tokio::test]
async fn an_earlier_import_is_marked_and_confirmed_later() {
    let server = server().await;
    let assessment = server.world.assessments[4].0;
    let mut tx = server.app.db.write().await.unwrap();
    tx.query(
        "update assessment set locked_version_hash = null, submitted_at = null, paper_on = '2021-05-11',
             paper = '{\"lead\":null,\"leader\":null}' where step = 'submitted'",
    )
    .run()
    .await
    .unwrap();
    tx.commit().await.unwrap();
    let unconfirmed = "Submitted outside Assay, not confirmed by the secretariat";
    assert!(public(&server).await[0].contains(unconfirmed));
    let (base, mut office) = (format!("/assessments/{assessment}"), server.browser("secretariat"));
    assert!(office.get(&format!("{base}/sign-off")).await.body.contains("Confirm submission</button>"));
    for (who, status) in
        [("lead", StatusCode::NOT_FOUND), ("contributor", StatusCode::NOT_FOUND), ("board", StatusCode::FORBIDDEN)]
    {
        assert!(
            !server.browser(who).get(&format!("{base}/sign-off")).await.body.contains("Confirm submission</button>")
        );
        let answer = server.browser(who).post(&format!("{base}/past-confirmation"), &[]).await;
        assert_eq!(answer.status, status, "{who}");
    }
    for notice in ["Submission confirmed.", "so nothing was done"] {
        let answer = office.post(&format!("{base}/past-confirmation"), &[]).await;
        assert!(office.get(answer.location()).await.body.contains(notice), "{notice}");
    }
    assert!(public(&server).await[0].contains("confirmed by the secretariat on 22 November 2026"));
    // One that was made here is not confirmed in this way.
    let other = &server.world.assessments[3].0;
    assert_eq!(
        office.post(&format!("/assessments/{other}/past-confirmation"), &[]).await.status,
        StatusCode::FORBIDDEN
    );
}

/// Uploads a file that is to be kept.
async fn upload(server: &TestServer, who: &mut Browser, name: &str) -> Response {
    let csrf = who.csrf();
    let parts: [(&str, Option<&str>, &[u8]); 3] =
        [("csrf", None, csrf.as_bytes()), ("file", Some(name), SECOND_WATCH.as_bytes()), ("keep", None, b"yes")];
    who.send(multipart(&imports(server), &parts)).await
}

#[tokio::test]
async fn the_original_document_is_public_only_on_request_and_once_confirmed() {
    for is_shared in [false, true] {
        let server = server().await;
        let mut lead = server.browser("lead");
        let refused = upload(&server, &mut lead, "watch.md").await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(refused.body.contains("watch.md cannot be kept"), "{}", refused.body);
        let import = upload(&server, &mut lead, "watch.txt").await.location().to_owned();
        let page = lead.get(&import).await.body;
        assert!(
            page.contains("Publish watch.txt with the submission")
                && !page.contains("name=\"share\" value=\"yes\" checked")
        );
        let kept = format!("{import}/files/0");
        assert_eq!(server.browser("contributor").get(&kept).await.bytes, SECOND_WATCH.as_bytes());
        assert_eq!(server.browser("other lead").get(&kept).await.status, StatusCode::NOT_FOUND);
        assert_eq!(lead.get(&format!("{import}/files/1")).await.status, StatusCode::NOT_FOUND);

        let mut fields = selection("paper");
        fields.extend(is_shared.then_some(("share", "yes")));
        let assessment = publish(&server, &mut lead, &import, &fields).await;
        let address = format!("/signatories/northmoor/submissions/{}", assessment.trim_start_matches("/assessments/"));
        let (page, file) = (
            server.browser("nobody").get(&address).await,
            server.browser("nobody").get(&format!("{address}/documents/0")).await,
        );
        assert_eq!(page.body.contains("Download original document: watch.txt"), is_shared, "{}", page.body);
        if !is_shared {
            assert_eq!(file.status, StatusCode::NOT_FOUND);
            continue;
        }
        assert_eq!(file.bytes, SECOND_WATCH.as_bytes());
        assert!(file.headers["content-disposition"].to_str().unwrap().starts_with("attachment;"));
        assert_eq!(file.headers["content-type"], "text/plain; charset=utf-8");
        assert!(file.headers["content-security-policy"].to_str().unwrap().contains("sandbox"));
        let returned = server.browser("secretariat").post(&format!("{assessment}/return"), &[("reason", "No")]).await;
        assert_eq!(returned.status, StatusCode::SEE_OTHER);
        let file = server.browser("nobody").get(&format!("{address}/documents/0")).await;
        assert_eq!(file.status, StatusCode::NOT_FOUND, "it was returned");
    }
}
