//! Who may do what, at every address. The table in `access.txt` is the access policy as seen from outside: review every
//! change to it. Update it with `UPDATE_ACCESS=1 cargo test -p web access`.
//!
//! Forms are sent without the CSRF token, so that nothing changes: a visitor who has access is told that the form has expired.

use crate::support::{Response, TestServer};
use axum::http::StatusCode;
use model::{assessment::Step, consultation};
use std::fmt::Write as _;
use uuid::Uuid;
use web::routes::routes;

#[tokio::test]
async fn access() {
    let server = TestServer::with_panel().await;
    let world = &server.world;
    open_review(&server).await;
    keep_file(&server).await;
    send_feedback(&server).await;
    let mut table = String::new();
    for (method, path) in routes().list {
        let columns = steps(path);
        let steps = columns.len().max(1);
        writeln!(table, "{method} {path}").unwrap();
        if steps > 1 {
            let columns: Vec<String> = columns.iter().map(|step| format!("{step:<12}")).collect();
            writeln!(table, "    {:<12} {}", "", columns.join(" ").trim_end()).unwrap();
        }
        for persona in &world.personas {
            let mut outcomes = Vec::new();
            for step in 0..steps {
                let mut browser = server.browser(persona.name);
                let path = if step == 0 {
                    path.replace("{progress_review}", &OPEN_REVIEW.to_string())
                } else {
                    path.to_owned()
                };
                let uri = address(&server, &path, step);
                let response = if method == "POST" {
                    browser.post_raw(&uri, String::new()).await
                } else {
                    browser.get(&uri).await
                };
                outcomes.push(format!("{:<12}", outcome(&response, method)));
            }
            writeln!(table, "    {:<12} {}", persona.name, outcomes.join(" ").trim_end()).unwrap();
        }
    }
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/access.txt");
    if std::env::var_os("UPDATE_ACCESS").is_some() {
        std::fs::write(file, &table).unwrap();
    }
    let expected = std::fs::read_to_string(file).unwrap_or_default();
    assert!(table == expected, "access.txt differs from the actual access:\n{table}");
}

/// The identity of the open progress review.
const OPEN_REVIEW: Uuid = Uuid::from_u128(1);

/// Opens a progress review of the submitted plan. The world has only a closed one, so that other tests can open their own.
async fn open_review(server: &TestServer) {
    let mut tx = server.app.db.write().await.unwrap();
    tx.query(
        "insert into progress_review (id, organisation_id, plan_id, note, minutes, opened_at) values ($1, $2, $3, '', '', $4)",
    )
    .bind(OPEN_REVIEW)
    .bind(server.world.organisation.0)
    .bind(server.world.assessments[4].1.0)
    .bind(store::core::values::At(server.now()))
    .run()
    .await
    .unwrap();
    tx.commit().await.unwrap();
}

/// Sends feedback about the submission, which the organisation publishes.
async fn send_feedback(server: &TestServer) {
    let mut tx = server.app.db.write().await.unwrap();
    testing::world::panels::send_feedback(&mut tx, &server.world, server.now()).await;
    // Not of the panel, whose review would be over.
    tx.query("update feedback set published_at = sent_at, panel_id = null").run().await.unwrap();
    tx.commit().await.unwrap();
}

/// Keeps a file with the import, as if it had been uploaded to be published, and a proposal of a submission made outside Assay that was taken
/// back, so that the import is open.
async fn keep_file(server: &TestServer) {
    let mut tx = server.app.db.write().await.unwrap();
    let files = serde_json::to_string(&[&server.world.evidence.1]).unwrap();
    tx.query("update import set files = $1").bind(files).run().await.unwrap();
    let content = r#"{"stage":1,"edition":"first-2030","becomes":"draft","answers":[],"rated":[],"new":[],"headcount":null,
        "contact":{"name":"","email":"","telephone":""},"page":"","seen":null}"#;
    tx.query(
        "insert into past_submission (id, organisation_id, import_id, edition, stage, submitted_on, form, content, shares_files,
             proposed_at, outcome, decided_at, reason)
         select $1, organisation_id, id, 'first-2030', 1, '2026-01-01', '[]', $2, false, $3, 'taken-back', $3, '' from import",
    )
    .bind(OPEN_REVIEW)
    .bind(content)
    .bind(store::core::values::At(server.now()))
    .run()
    .await
    .unwrap();
    tx.commit().await.unwrap();
}

/// The steps that the subject of an address goes through; empty if there are none.
fn steps(path: &str) -> Vec<&'static str> {
    if ["{assessment}", "{plan}", "{action}"].iter().any(|name| path.contains(name)) {
        Step::ALL.iter().map(|step| step.as_str()).collect()
    } else if path.contains("{consultation}") {
        consultation::ConsultationStep::ALL.iter().map(|step| step.as_str()).collect()
    } else if path.contains("{progress_review}") {
        vec!["open", "closed"]
    } else if path.contains("{round}") {
        vec!["open", "cancelled"]
    } else {
        Vec::new()
    }
}

/// The address at a path, with the identities of the world as its parameters.
pub(crate) fn address(server: &TestServer, path: &str, step: usize) -> String {
    let world = &server.world;
    let (assessment, plan) = world.assessments[step];
    let question = server.app.charter.editions[0].questions[0].id.to_string();
    let course = server.app.charter.course.as_ref().expect("the charter of the tests has a course");
    let values = [
        ("{organisation}", world.organisation.to_string()),
        ("{slug}", "northmoor".to_owned()),
        ("{assessment}", assessment.to_string()),
        ("{submission}", world.assessments[4].0.to_string()),
        ("{sha256}", world.submitted_version.clone()),
        ("{question}", question),
        ("{plan}", plan.to_string()),
        ("{action}", world.actions[step].to_string()),
        ("{rated}", world.rated.1.to_string()),
        ("{progress_review}", world.progress_review.to_string()),
        ("{owner_link}", world.update_request.1.clone()),
        ("{update_request}", world.update_request.0.to_string()),
        ("{owner}", world.owner.to_string()),
        ("{consultation}", world.consultations[step.min(2)].to_string()),
        ("{finding}", world.finding.to_string()),
        ("{code}", world.codes[0].to_string()),
        ("{charter}", server.app.charter.allied[0].id.to_string()),
        ("{group}", world.group.0.to_string()),
        ("{group_member}", world.group.1.to_string()),
        ("{meeting}", world.group.2.to_string()),
        ("{round}", world.rounds[step.min(1)].to_string()),
        ("{panel}", world.panel.to_string()),
        ("{reviewed_submission}", world.assessments[4].0.to_string()),
        ("{criterion}", server.app.charter.review.criteria[0].id.to_string()),
        ("{draft_text}", "opening".to_owned()),
        ("{stage}", testing::world::panels::feedback().stage.to_string()),
        // There are none in the world: who may do it is told that there is none.
        ("{private_note}", world.handover.to_string()),
        ("{disagreement}", world.handover.to_string()),
        ("{panel_comment}", world.handover.to_string()),
        ("{thread}", world.thread.to_string()),
        // The first comment of a thread has the same identity as the thread.
        ("{comment}", world.thread.to_string()),
        ("{handover}", world.handover.to_string()),
        // No name waits for a decision in the world: whoever may decide is told so.
        ("{name_check}", world.handover.to_string()),
        ("{import}", world.import.to_string()),
        ("{leader_link}", world.leader_link.clone()),
        ("{invitation}", world.invitation.0.to_string()),
        ("{invitation_link}", world.invitation.1.clone()),
        ("{sign_in_link}", world.sign_in_link.clone()),
        ("{unsubscribe_link}", world.unsubscribe_link.clone()),
        ("{calendar_link}", world.calendar_link.clone()),
        ("{evidence}", world.evidence.0.to_string()),
        ("{page}", "leads".to_owned()),
        ("{course_page}", course.pages[0].id.to_string()),
        ("{quiz_question}", course.questions[0].id.to_string()),
        ("{edition}", server.app.charter.editions[0].id.to_string()),
        ("{person}", world.persona("contributor").person.unwrap().to_string()),
        ("{format}", "docx".to_owned()),
        ("{version}", "0".to_owned()),
        ("{number}", "0".to_owned()),
        ("{*file}", "assay.css".to_owned()),
        ("{size}", "1".to_owned()),
        ("{*path}", "0/000.p/1".to_owned()),
    ];
    let address = values.iter().fold(path.to_owned(), |path, (name, value)| path.replace(name, value));
    assert!(!address.contains('{'), "no value for a parameter of {path}");
    address
}

/// The word for a response in the access table.
fn outcome(response: &Response, method: &str) -> &'static str {
    match response.status {
        StatusCode::OK => "page",
        StatusCode::SEE_OTHER if response.location().starts_with("/sign-in?then") => "sign in",
        StatusCode::SEE_OTHER if method == "GET" => "onward",
        StatusCode::FORBIDDEN if response.body.contains("Form expired: reload the page and try again") => "may",
        // A form without cookies has no token: it reaches its handler, which refuses it because it is empty.
        StatusCode::UNPROCESSABLE_ENTITY if method == "POST" => "may",
        StatusCode::FORBIDDEN => "forbidden",
        StatusCode::NOT_FOUND => "not found",
        StatusCode::GONE => "gone",
        _ => "BROKEN",
    }
}
