//! Results of a consultation, findings and their publication.

use crate::support::{Browser, TestServer};
use axum::http::StatusCode;
use model::consultation::finding::FindingOutcome;

fn base(server: &TestServer) -> String {
    format!("/consultations/{}", server.world.consultations[2])
}

/// The identity of the written comment with this text, on a page with a checkbox for each.
fn comment(page: &str, words: &str) -> String {
    let before = &page[..page.find(words).unwrap_or_else(|| panic!("{words} is not in {page}"))];
    let (_, last) = before.rsplit_once("for=\"r-").unwrap();
    last.split_once('"').unwrap().0.to_owned()
}

/// Saves the finding of the world with these fields, and returns the status.
async fn save_finding(lead: &mut Browser, server: &TestServer, more: &[(&str, &str)]) -> StatusCode {
    let path = format!("{}/findings/{}", base(server), server.world.finding);
    let page = lead.get(&path).await;
    let (_, rest) = page.body.split_once("name=\"revision\" value=\"").unwrap();
    let revision = rest.split_once('"').unwrap().0.to_owned();
    let mut fields = vec![("revision", revision.as_str()), ("words", "The stairs are dark")];
    fields.extend_from_slice(more);
    lead.post(&path, &fields).await.status
}

#[tokio::test]
async fn results_leave_out_small_groups_and_those_that_would_reveal_them() {
    let server = TestServer::new().await;
    let mut reader = server.browser("contributor");
    let before = server.app.db.queries();
    let page = reader.get(&format!("{}/results", base(&server))).await;
    assert!(server.app.db.queries() - before <= 6);
    assert!(page.body.contains("12 of 40 invited people responded") && page.body.contains("Idea number 11"));
    assert!(page.body.contains("Selected by 12 people"));
    assert!(page.body.contains("12 codes were given out: on printed slips"));
    // Ten people of the coast answered and two of the island: they were counted together.
    assert!(page.body.contains("Groups are not shown separately, because fewer than 10 people answered"));
    let mut tx = server.app.db.read().await.unwrap();
    let (tally,): (String,) =
        tx.query("select cast(tally as text) from consultation where step = 'closed'").one().await.unwrap();
    assert!(
        !tally.contains("\"people\":2") && !tally.contains("\"people\":10"),
        "no row is stored for a group: {tally}"
    );
    assert!(!page.body.contains("<th scope=\"col\" class=\"number\">Coast") && page.body.contains("number\">All"));
    assert!(!page.body.contains("Contact details"), "contact details are for leads");
}

#[tokio::test]
async fn only_closed_consultations_have_results() {
    let server = TestServer::new().await;
    let mut lead = server.browser("lead");
    for step in [0, 1] {
        let path = format!("/consultations/{}/results", server.world.consultations[step]);
        assert_eq!(lead.get(&path).await.status, StatusCode::FORBIDDEN);
    }
    assert_eq!(server.browser("board").get(&format!("{}/results", base(&server))).await.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn written_comments_are_sorted_into_findings() {
    let server = TestServer::new().await;
    let mut lead = server.browser("lead");
    let path = format!("{}/findings", base(&server));
    let before = server.app.db.queries();
    let page = lead.get(&path).await;
    assert!(server.app.db.queries() - before <= 8);
    assert!(page.body.contains("36 written comments are not in a finding yet"));
    let (one, other) = (comment(&page.body, "Change number 3<"), comment(&page.body, "Idea number 5<"));
    let nothing = lead.post(&path, &[("remark", &one)]).await;
    assert_eq!(nothing.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(nothing.body.contains("href=\"#words\"") && nothing.body.contains(&format!("value=\"{one}\" checked")));
    let sorted = lead.post(&path, &[("remark", &one), ("remark", &other), ("words", "More <light>")]).await;
    assert_eq!(sorted.status, StatusCode::SEE_OTHER, "{}", sorted.body);
    let page = lead.get(&path).await;
    assert!(page.body.contains("34 written comments are not") && page.body.contains("More &#60;light&#62;"));
    assert!(page.body.contains("2 written comments"));
    // Into the other finding, and out of it again.
    let into = server.world.finding.to_string();
    lead.post(&path, &[("remark", &one), ("into", &into)]).await;
    assert!(lead.get(&path).await.body.contains("1 written comment"));
    lead.post(&path, &[("remark", &one), ("remark", &other), ("into", "none")]).await;
    assert!(lead.get(&path).await.body.contains("36 written comments are not"));
}

#[tokio::test]
async fn a_finding_has_actions_or_a_reason_for_none() {
    let server = TestServer::new().await;
    let mut lead = server.browser("lead");
    let action = server.world.actions[4].to_string();
    let both = save_finding(&mut lead, &server, &[("action", &action), ("reason", "No funds")]).await;
    assert_eq!(both, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(save_finding(&mut lead, &server, &[("reason", "No funds")]).await, StatusCode::SEE_OTHER);
    let path = format!("{}/findings/{}", base(&server), server.world.finding);
    let late = lead.post(&path, &[("revision", "1"), ("words", "Mine"), ("reason", "Other")]).await;
    assert_eq!(late.status, StatusCode::CONFLICT);
    assert!(late.body.contains("value=\"Mine\""));
    let history = lead.get(&format!("/organisations/{}/activity", server.world.organisation)).await;
    assert!(history.body.contains("gave the reason for no action on the finding"));
}

#[tokio::test]
async fn an_idea_becomes_an_action_in_the_leads_own_words() {
    let server = TestServer::new().await;
    let mut lead = server.browser("lead");
    let list = format!("{}/findings", base(&server));
    let idea = comment(&lead.get(&list).await.body, "Idea number 5<");
    let into = server.world.finding.to_string();
    lead.post(&list, &[("remark", &idea), ("into", &into)]).await;
    let path = format!("{list}/{into}");
    let form = lead.get(&format!("{path}/actions/new?comment={idea}")).await;
    assert!(form.body.contains("Idea number 5</blockquote>") && form.body.contains("name=\"text\" rows=\"4\""));
    for copied in ["", " idea NUMBER 5! ", "Idea number 5"] {
        let fields = [("comment", idea.as_str()), ("theme", "light"), ("text", copied)];
        let refused = lead.post(&format!("{path}/actions"), &fields).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{copied}");
        assert!(refused.body.contains("href=\"#text\"") && refused.body.contains("own words"));
    }
    let fields = [("comment", idea.as_str()), ("theme", "light"), ("text", "Hang a lamp on every landing")];
    let added = lead.post(&format!("{path}/actions"), &fields).await;
    assert_eq!(added.status, StatusCode::SEE_OTHER, "{}", added.body);
    let page = lead.get(&path).await;
    assert!(page.body.contains("checked><label") || page.body.contains("checked>"), "the action is selected");
    let may = testing::world::consultations::permit(model::core::permit::AtConsultation {
        organisation: server.world.organisation,
        consultation: server.world.consultations[2],
        step: model::consultation::ConsultationStep::Closed,
    });
    let all = store::consultation::findings::list(&mut server.app.db.read().await.unwrap(), &may).await.unwrap();
    assert!(matches!(&all[0].outcome, FindingOutcome::Actions(actions) if actions.len() == 1));
    let unknown = lead.post(&format!("{path}/actions"), &[("comment", into.as_str()), ("text", "Other words")]).await;
    assert_eq!(unknown.status, StatusCode::NOT_FOUND, "the finding has no such comment");
}

#[tokio::test]
async fn published_findings_show_the_leads_text_and_rounded_numbers() {
    let server = TestServer::new().await;
    let (mut lead, mut public) = (server.browser("lead"), server.browser("nobody"));
    let path = "/signatories/northmoor/you-said-we-did";
    assert_eq!(public.get(path).await.status, StatusCode::NOT_FOUND);
    save_finding(&mut lead, &server, &[("action", &server.world.actions[4].to_string())]).await;
    let published = lead.post(&format!("{}/publication", base(&server)), &[("publish", "yes")]).await;
    assert_eq!(published.status, StatusCode::SEE_OTHER);
    let before = server.app.db.queries();
    let page = public.get(path).await;
    assert!(server.app.db.queries() - before <= 12);
    assert!(page.body.contains("The stairs are dark") && page.body.contains("About 10 people responded"));
    assert!(page.body.contains("Actions:") && page.body.contains("Count everyone in 2028"));
    assert!(!page.body.contains("number 3") && !page.body.contains("12 people"), "no comment and no exact number");
    assert!(public.get("/signatories/northmoor").await.body.contains(path));
    lead.post(&format!("{}/publication", base(&server)), &[("publish", "no")]).await;
    assert_eq!(public.get(path).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_draft_from_the_consultation_is_added_to_the_answer_once() {
    let server = TestServer::new().await;
    let mut lead = server.browser("lead");
    save_finding(&mut lead, &server, &[("reason", "No funds")]).await;
    let edition = &server.app.charter.editions[0];
    let question = edition.questions.iter().find(|one| one.kind == model::charter::QuestionKind::Voice).unwrap();
    let path = format!("/assessments/{}/questions/{}", server.world.assessments[0].0, question.id);
    let before = server.app.db.queries();
    let page = lead.get(&path).await;
    assert!(server.app.db.queries() - before <= 12);
    assert!(page.body.contains("From your consultations") && page.body.contains("about 10 responded"));
    let mut revision = "0".to_owned();
    for text in ["My own words", ""] {
        let typed = if text.is_empty() { saved_text(&lead.get(&path).await.body) } else { text.to_owned() };
        let saved = lead.post(&path, &[("revision", &revision), ("text", &typed), ("then", "drafted")]).await;
        assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.body);
        revision = "1".to_owned();
    }
    let text = saved_text(&lead.get(&path).await.body);
    assert!(text.starts_with("My own words\n\nIn ") && text.contains("No action: No funds"), "{text}");
    assert_eq!(text.matches("The stairs are dark").count(), 1);
    let other = format!("/assessments/{}/questions/{}", server.world.assessments[0].0, edition.questions[0].id);
    assert!(!lead.get(&other).await.body.contains("From your consultations"));
}

/// The text in the field of a question.
fn saved_text(page: &str) -> String {
    let (_, rest) = page.split_once("name=\"text\"").unwrap();
    let (_, text) = rest.split_once(">\n").unwrap();
    text.split_once("</textarea>").unwrap().0.replace("&#39;", "'").replace("&#38;", "&")
}

#[tokio::test]
async fn a_comment_does_not_become_a_finding_or_a_reason_as_it_was_written() {
    let server = TestServer::new().await;
    let mut lead = server.browser("lead");
    let list = format!("{}/findings", base(&server));
    let one = comment(&lead.get(&list).await.body, "Change number 3<");
    let copied = lead.post(&list, &[("remark", &one), ("words", "change number 3.")]).await;
    assert_eq!(copied.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(copied.body.contains("href=\"#words\"") && copied.body.contains("value=\"change number 3.\""));
    let refused = save_finding(&mut lead, &server, &[("reason", "Change number 3")]).await;
    assert_eq!(refused, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(save_finding(&mut lead, &server, &[("reason", "No funds")]).await, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn more_responses_than_invitations_are_a_warning_on_every_result() {
    let server = TestServer::new().await;
    let (mut lead, mut public) = (server.browser("lead"), server.browser("nobody"));
    save_finding(&mut lead, &server, &[("reason", "No funds")]).await;
    lead.post(&format!("{}/publication", base(&server)), &[("publish", "yes")]).await;
    let mut tx = server.app.db.write().await.unwrap();
    tx.query("update consultation set invited = 5 where step = 'closed'").run().await.unwrap();
    tx.commit().await.unwrap();
    for path in [base(&server), format!("{}/results", base(&server)), format!("{}/findings", base(&server))] {
        assert!(lead.get(&path).await.body.contains("more responses (12) than people invited (5)"), "{path}");
    }
    let page = public.get("/signatories/northmoor/you-said-we-did").await.body;
    assert!(page.contains("There were more responses than people invited."), "{page}");
    assert!(page.contains("About 10 people responded with single-use codes."));
}
