//! The public pages, files and feeds, and what they must not contain.

pub(crate) mod cache;
pub(crate) mod event_log;
pub(crate) mod help;
pub(crate) mod secrets;

use crate::support::{Response, TestServer};
use axum::http::StatusCode;
use model::assessment::{Step, verify};
use store::Tx;

/// Opens a page without a session.
async fn visit(server: &TestServer, path: &str) -> Response {
    server.browser("nobody").get(path).await
}

/// Runs an SQL statement.
async fn change(server: &TestServer, sql: &'static str) {
    let mut tx: Tx = server.app.db.write().await.unwrap();
    tx.query(sql).run().await.unwrap();
    tx.commit().await.unwrap();
}

#[tokio::test]
async fn the_page_of_an_organisation_shows_its_profile_and_the_state_of_its_plan() {
    let server = TestServer::new().await;
    let before = server.app.db.queries();
    let page = visit(&server, "/signatories/northmoor").await;
    assert!(server.app.db.queries() - before <= 12, "{}", server.app.db.queries() - before);
    assert_eq!(page.status, StatusCode::OK);
    for words in [
        "<h1>Northmoor University</h1>",
        "since May 2019",
        "contact@northmoor.example",
        "The 1 action in the action plan for 2028 to 2029 is not yet completed.",
        "P. Example (Institutional lead) and A. Sample (Vice-Chancellor)",
        "<link rel=\"canonical\" href=\"http://assay.test/signatories/northmoor\">",
        "og:title",
    ] {
        assert!(page.body.contains(words), "{words}\n{}", page.body);
    }
    assert_eq!(visit(&server, "/signatories/nowhere").await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn the_register_is_searched_and_filtered_in_six_queries() {
    let server = TestServer::new().await;
    let before = server.app.db.queries();
    let all = visit(&server, "/signatories").await;
    assert!(server.app.db.queries() - before <= 6, "{}", server.app.db.queries() - before);
    assert!(all.body.contains("2 signatories and 0 supporters"), "{}", all.body);
    let found = visit(&server, "/signatories?q=NORTH&standing=signatory&kind=University&country=England").await;
    assert!(found.body.contains("1 organisation found"));
    assert!(found.body.contains("Northmoor University") && !found.body.contains("Eastfell"));
    assert!(found.body.contains("noindex"), "search engines index only the full list");
    // Wildcards of SQL are searched for as they are typed.
    for query in ["q=%25", "q=_orth", "phase=nonsense", "standing=%00", "kind=%FF", "page=0&q=zzz"] {
        let page = visit(&server, &format!("/signatories?{query}")).await;
        assert_eq!(page.status, StatusCode::OK, "{query}");
    }
    assert!(visit(&server, "/signatories?q=%25").await.body.contains("No organisations found"));
    assert!(visit(&server, "/signatories?page=99").await.body.contains("Eastfell"), "the last page is shown");
}

#[tokio::test]
async fn only_submitted_plans_and_self_assessments_are_public() {
    let server = TestServer::new().await;
    for (step, (assessment, plan)) in Step::ALL.into_iter().zip(&server.world.assessments) {
        let expected = if step == Step::Submitted { StatusCode::OK } else { StatusCode::NOT_FOUND };
        for path in [
            format!("/signatories/northmoor/plans/{plan}"),
            format!("/signatories/northmoor/submissions/{assessment}"),
            format!("/signatories/northmoor/submissions/{assessment}/submission.json"),
        ] {
            assert_eq!(visit(&server, &path).await.status, expected, "{path}, {step:?}");
            let other = path.replace("northmoor", "eastfell");
            assert_eq!(visit(&server, &other).await.status, StatusCode::NOT_FOUND, "{other}");
        }
    }
    // A submission that the secretariat has returned is a draft again.
    change(&server, "update assessment set step = 'drafting' where step = 'submitted'").await;
    assert_eq!(visit(&server, "/signatories/northmoor/plan").await.status, StatusCode::NOT_FOUND);
    assert!(visit(&server, "/signatories/northmoor").await.body.contains("No action plan yet"));
}

#[tokio::test]
async fn a_returned_submission_is_no_longer_shown_as_submitted() {
    let server = TestServer::new().await;
    let (mut lead, assessment) = (server.browser("lead"), server.world.assessments[3].0);
    let submitted = lead.post(&format!("/assessments/{assessment}/submission"), &[]).await;
    assert_eq!(submitted.status, StatusCode::SEE_OTHER, "{}", submitted.body);
    let draft = format!("/signatories/northmoor/submissions/{}", server.world.assessments[0].0);
    let never = visit(&server, &draft).await;
    assert!(never.status == StatusCode::NOT_FOUND && !never.body.contains("has returned"), "{}", never.body);
    let page = format!("/signatories/northmoor/submissions/{assessment}");
    let files = ["", "/submission.json", "/files/docx"].map(|file| format!("{page}{file}"));
    let lists = ["", "/organisation.json", "/changes.atom"].map(|path| format!("/signatories/northmoor{path}"));
    // They are in memory now.
    for path in files.iter().chain(&lists) {
        assert_eq!(visit(&server, path).await.status, StatusCode::OK, "{path}");
    }
    assert!(visit(&server, &lists[0]).await.body.contains("Submitted “First watch”"));
    assert!(visit(&server, &lists[1]).await.body.contains(&assessment.to_string()));
    assert!(visit(&server, &lists[2]).await.body.contains("Submitted “First watch”"));
    let tag = visit(&server, &page).await.headers["etag"].to_str().unwrap().to_owned();

    let reason = [("reason", "The plan has no dates")];
    let returned = server.browser("secretariat").post(&format!("/assessments/{assessment}/return"), &reason).await;
    assert_eq!(returned.status, StatusCode::SEE_OTHER, "{}", returned.body);
    for path in &files {
        assert_eq!(visit(&server, path).await.status, StatusCode::NOT_FOUND, "{path}");
    }
    let explained = visit(&server, &page).await.body;
    assert!(explained.contains("has returned this submission to Northmoor University"), "{explained}");
    assert!(!explained.contains("no dates"), "the reason is not public");
    let request = axum::http::Request::get(&page).header("if-none-match", tag).body(axum::body::Body::empty()).unwrap();
    let again = server.browser("nobody").send(request).await;
    assert_eq!(again.status, StatusCode::NOT_FOUND, "a copy in a browser is not confirmed");
    for path in &lists {
        let body = visit(&server, path).await.body;
        assert!(!body.contains("Submitted “First watch”"), "{path}: {body}");
        assert!(!body.contains(&assessment.to_string()), "{path}: {body}");
        assert!(!body.contains("no dates"), "the reason is not public: {path}");
    }
    let json: serde_json::Value = serde_json::from_str(&visit(&server, &lists[1]).await.body).unwrap();
    assert_eq!(json["submissions"].as_array().unwrap().len(), 1, "the one before is shown again");
}

#[tokio::test]
async fn a_downloaded_submission_is_exactly_what_was_signed() {
    let server = TestServer::new().await;
    let path = format!("/signatories/northmoor/submissions/{}/submission.json", server.world.assessments[4].0);
    let file = visit(&server, &path).await;
    let verify::Verdict::Verified(genuine) = verify::verify(&file.body) else { panic!("{}", file.body) };
    assert_eq!((genuine.signatures.len(), genuine.submission.organisation.slug.as_str()), (2, "northmoor"));
    let page = visit(&server, path.trim_end_matches("/submission.json")).await;
    assert!(page.body.contains(&genuine.hash.to_string()), "the page shows the full hash");
}

#[tokio::test]
async fn a_submission_on_paper_shows_its_answers_and_has_no_signed_file() {
    let server = TestServer::new().await;
    let (id, question) = (server.world.assessments[4].0, server.app.charter.editions[0].questions[0].id.clone());
    let mut tx = server.app.db.write().await.unwrap();
    tx.query(
        "update assessment set locked_version_hash = null, submitted_at = null, paper_on = '2019-05-11',
             paper = '{\"lead\":{\"name\":\"Q. Sample\",\"on\":\"2019-05-10\"},\"leader\":null}' where id = $1",
    )
    .bind(id.0)
    .run()
    .await
    .unwrap();
    tx.query("insert into answer (assessment_id, question, body, revision, saved_at) select $1, $2, $3, 1, started_at from assessment where id = $1")
        .bind(id.0).bind(question.as_str()).bind("**Two** lamps <script>").run().await.unwrap();
    tx.commit().await.unwrap();
    let path = format!("/signatories/northmoor/submissions/{id}");
    let page = visit(&server, &path).await;
    assert!(page.body.contains("<strong>Two</strong> lamps &lt;script&gt;"), "{}", page.body);
    assert!(
        page.body
            .contains("Submitted outside Assay on 11 May 2019, signed by Q. Sample (institutional lead, 10 May 2019).")
    );
    assert_eq!(visit(&server, &format!("{path}/submission.json")).await.status, StatusCode::NOT_FOUND);
    assert_eq!(visit(&server, "/signatories/northmoor").await.status, StatusCode::OK);
}

#[tokio::test]
async fn csv_files_contain_no_formulas() {
    let server = TestServer::new().await;
    change(&server, "update assessment set locked_version_hash = null, paper = '{\"lead\":null,\"leader\":null}', paper_on = '2019-05-11' where step = 'submitted'").await;
    change(&server, "update action set text = '=cmd|calc', owner = 'Library, \"main\"'").await;
    let file = visit(&server, "/signatories/northmoor/actions.csv").await;
    assert!(
        file.body.starts_with('\u{feff}') && file.body.contains("'=cmd|calc,\"Library, \"\"main\"\"\""),
        "{}",
        file.body
    );
    assert_eq!(file.headers["content-type"], "text/csv; charset=utf-8");
}

#[tokio::test]
async fn json_csv_atom_and_the_sitemap_have_the_right_contents() {
    let server = TestServer::new().await;
    let json: serde_json::Value =
        serde_json::from_str(&visit(&server, "/signatories/northmoor/organisation.json").await.body).unwrap();
    assert_eq!(json["plan"]["actions"][0]["rating"], serde_json::Value::Null, "an unknown rating is null");
    assert_eq!(json["submissions"][0]["stage"], 1);
    let all: serde_json::Value = serde_json::from_str(&visit(&server, "/signatories.json").await.body).unwrap();
    assert_eq!(all[1]["address"], "http://assay.test/signatories/northmoor");
    assert!(visit(&server, "/signatories.csv").await.body.contains("Eastfell Institute,signatory,University"));
    let feed = visit(&server, "/signatories/northmoor/changes.atom").await;
    assert_eq!(feed.headers["content-type"], "application/atom+xml; charset=utf-8");
    assert!(visit(&server, "/sitemap.xml").await.body.contains("<loc>http://assay.test/signatories/northmoor</loc>"));
    assert!(visit(&server, "/robots.txt").await.body.contains("Sitemap: http://assay.test/sitemap.xml"));
}
