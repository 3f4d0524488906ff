//! Who may do what, at every address. The table in `access.txt` is the policy as the outside sees it: read it before
//! you change it. Write it anew with `UPDATE_ACCESS=1 cargo test -p web access`.
//!
//! Forms are sent without their token: a visitor who has access is then told that the form is not ours, and nothing
//! changes.

use crate::support::{Answer, Trial};
use axum::http::StatusCode;
use model::{assessment::Step, consultation};
use std::fmt::Write as _;
use uuid::Uuid;
use web::routes::routes;

#[tokio::test]
async fn access() {
    let trial = Trial::new().await;
    let world = &trial.world;
    open_review(&trial).await;
    let mut table = String::new();
    for (method, path) in routes().list {
        let heads = steps(path);
        let steps = heads.len().max(1);
        writeln!(table, "{method} {path}").unwrap();
        if steps > 1 {
            let heads: Vec<String> = heads.iter().map(|step| format!("{step:<12}")).collect();
            writeln!(table, "    {:<12} {}", "", heads.join(" ").trim_end()).unwrap();
        }
        for persona in &world.personas {
            let mut words = Vec::new();
            for step in 0..steps {
                let mut browser = trial.browser(persona.name);
                let path =
                    if step == 0 { path.replace("{progress_review}", &OPEN.to_string()) } else { path.to_owned() };
                let uri = address(&trial, &path, step);
                let answer = if method == "POST" {
                    browser.post_raw(&uri, String::new()).await
                } else {
                    browser.get(&uri).await
                };
                words.push(format!("{:<12}", word(&answer, method)));
            }
            writeln!(table, "    {:<12} {}", persona.name, words.join(" ").trim_end()).unwrap();
        }
    }
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/access.txt");
    if std::env::var_os("UPDATE_ACCESS").is_some() {
        std::fs::write(file, &table).unwrap();
    }
    let expected = std::fs::read_to_string(file).unwrap_or_default();
    assert!(table == expected, "access.txt says otherwise; what is so:\n{table}");
}

/// The review of the plan that is open.
const OPEN: Uuid = Uuid::from_u128(1);

/// Open a review of the plan that was submitted: the world has a closed one only, so that every other test can open its own.
async fn open_review(trial: &Trial) {
    let mut tx = trial.app.db.write().await.unwrap();
    tx.query(
        "insert into progress_review (id, organisation_id, plan_id, note, minutes, opened_at) values ($1, $2, $3, '', '', $4)",
    )
    .bind(OPEN)
    .bind(trial.world.organisation.0)
    .bind(trial.world.assessments[4].1.0)
    .bind(store::core::values::At(trial.now()))
    .run()
    .await
    .unwrap();
    tx.commit().await.unwrap();
}

/// The steps of what the address is about; none where it has no steps.
fn steps(path: &str) -> Vec<&'static str> {
    if ["{assessment}", "{plan}", "{action}"].iter().any(|name| path.contains(name)) {
        Step::ALL.iter().map(|step| step.as_str()).collect()
    } else if path.contains("{consultation}") {
        consultation::ConsultationStep::ALL.iter().map(|step| step.as_str()).collect()
    } else if path.contains("{progress_review}") {
        vec!["open", "closed"]
    } else {
        Vec::new()
    }
}

/// The address with the identities of the world in it.
pub(crate) fn address(trial: &Trial, path: &str, step: usize) -> String {
    let world = &trial.world;
    let (assessment, plan) = world.assessments[step];
    let question = trial.app.charter.editions[0].questions[0].id.to_string();
    let known = [
        ("{organisation}", world.organisation.to_string()),
        ("{slug}", "northmoor".to_owned()),
        ("{assessment}", assessment.to_string()),
        ("{submission}", world.assessments[4].0.to_string()),
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
        ("{charter}", trial.app.charter.allied[0].id.to_string()),
        ("{group}", world.group.0.to_string()),
        ("{group_member}", world.group.1.to_string()),
        ("{meeting}", world.group.2.to_string()),
        ("{thread}", world.thread.to_string()),
        // The first comment of a thread bears its identity.
        ("{comment}", world.thread.to_string()),
        ("{handover}", world.handover.to_string()),
        ("{import}", world.import.to_string()),
        ("{leader_link}", world.leader_link.clone()),
        ("{invitation}", world.invitation.0.to_string()),
        ("{invitation_link}", world.invitation.1.clone()),
        ("{sign_in_link}", world.sign_in_link.clone()),
        ("{unsubscribe_link}", world.unsubscribe_link.clone()),
        ("{calendar_link}", world.calendar_link.clone()),
        ("{evidence}", world.evidence.0.to_string()),
        ("{page}", "leads".to_owned()),
        ("{edition}", trial.app.charter.editions[0].id.to_string()),
        ("{person}", world.persona("contributor").person.unwrap().to_string()),
        ("{format}", "docx".to_owned()),
        ("{version}", "0".to_owned()),
        ("{*file}", "assay.css".to_owned()),
    ];
    let address = known.iter().fold(path.to_owned(), |path, (name, value)| path.replace(name, value));
    assert!(!address.contains('{'), "the access table does not know what to put into {path}");
    address
}

fn word(answer: &Answer, method: &str) -> &'static str {
    match answer.status {
        StatusCode::OK => "page",
        StatusCode::SEE_OTHER if answer.location().starts_with("/sign-in?then") => "sign in",
        StatusCode::SEE_OTHER if method == "GET" => "onward",
        StatusCode::FORBIDDEN if answer.body.contains("Form expired: reload the page and try again") => "may",
        StatusCode::FORBIDDEN => "forbidden",
        StatusCode::NOT_FOUND => "not found",
        StatusCode::GONE => "gone",
        _ => "BROKEN",
    }
}
