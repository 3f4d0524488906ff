//! Pages and emails contain only what is for their reader, and the log contains nothing private.

use crate::{
    markers::{SECRET, add_markers, marker},
    support::{Log, TestServer},
};
use axum::http::StatusCode;
use jiff::SignedDuration;
use model::{assessment::Step, core::dates::day};
use std::collections::BTreeSet;
use web::{
    routes::routes,
    work::jobs::{self, Lane},
};

/// A server with a marker in every private column.
async fn marked_server() -> TestServer {
    let server = TestServer::new().await;
    let mut tx = server.app.db.write().await.unwrap();
    add_markers(&server, &mut tx).await;
    // Email addresses must stay valid, since a row that cannot be read is an error.
    for table in ["owner", "group_member", "invitation"] {
        let sql = format!("update {table} set email = 'marked' || rowid || '@marked.example' where email is not null");
        tx.query(sql.leak()).run().await.unwrap();
    }
    tx.commit().await.unwrap();
    server
}

/// The markers of the columns for these audiences.
fn markers(audiences: &[&str]) -> Vec<String> {
    let columns = testing::audiences().into_iter().filter(|(audience, _)| audiences.contains(&audience.as_str()));
    let markers: Vec<_> = columns.map(|(_, column)| marker(&column)).collect();
    assert!(!markers.is_empty());
    markers
}

/// Reads every page in every state as each of these visitors. Secret links are left out, since anyone who holds one may use it.
async fn visit(server: &TestServer, visitors: &[&str], mut read: impl FnMut(&str, &str, &str)) {
    let mut seen = 0;
    for (_, path) in routes().list.into_iter().filter(|(method, path)| *method == "GET" && !path.contains("_link}")) {
        for (visitor, step) in visitors.iter().flat_map(|visitor| (0..Step::ALL.len()).map(move |step| (visitor, step)))
        {
            // Only downloads that can be searched as text.
            let formats: &[&str] = if path.contains("{format}") { &["html", "csv", "json"] } else { &[""] };
            for format in formats {
                let address = crate::core::access::address(server, &path.replace("{format}", format), step);
                let page = server.browser(visitor).get(&address).await;
                read(visitor, &address, &page.body);
                seen += usize::from(page.status == StatusCode::OK);
            }
        }
    }
    assert!(seen > 100, "only {seen} pages were read");
}

/// Checks that no page shows the visitors a column for one of these audiences.
async fn assert_not_shown(audiences: &[&str], visitors: &[&str]) {
    let (server, markers) = (marked_server().await, markers(audiences));
    visit(&server, visitors, |visitor, address, body| {
        for marker in &markers {
            assert!(!body.contains(marker), "{marker}is shown to {visitor} at {address}:\n{body}");
        }
        let has_address = matches!(visitor, "other lead" | "board") && body.contains("@marked.example");
        assert!(!has_address, "an email address is shown to {visitor} at {address}:\n{body}");
    })
    .await;
}

#[tokio::test]
async fn the_secretariat_and_the_board_do_not_see_what_is_for_members_or_a_draft() {
    assert_not_shown(&["members", "shared"], &["secretariat", "board"]).await;
}

#[tokio::test]
async fn the_board_does_not_see_what_is_for_the_secretariat_or_the_address_of_anyone() {
    let (server, mut hidden) = (marked_server().await, markers(&["secretariat"]));
    let personal = testing::audiences().into_iter().filter(|(audience, _)| audience == "personal");
    let addresses = personal.filter(|(_, column)| column.ends_with("email") || column.ends_with("recipient"));
    hidden.extend(addresses.map(|(_, column)| marker(&column)));
    visit(&server, &["board"], |_, address, body| {
        // The board has an account of its own.
        let own = address.starts_with("/account");
        for marker in hidden.iter().filter(|_| !own) {
            assert!(!body.contains(marker), "{marker}is shown to the board at {address}:\n{body}");
        }
    })
    .await;
}

#[tokio::test]
async fn a_shared_draft_is_read_by_the_secretariat_without_what_is_for_members() {
    let server = marked_server().await;
    let (draft, plan) = server.world.assessments[0];
    let action = server.world.actions[0];
    let question = server.app.charter.editions[0].questions[0].id.clone();
    let shared = format!("/assessments/{draft}/sharing");
    assert_eq!(server.browser("lead").post(&shared, &[]).await.status, StatusCode::SEE_OTHER);
    let (hidden, readable) = (markers(&["members"]), markers(&["shared"]));
    let pages = [
        format!("/assessments/{draft}"),
        format!("/assessments/{draft}/questions/{question}"),
        format!("/assessments/{draft}/previous-plan"),
        format!("/assessments/{draft}/sign-off"),
        format!("/assessments/{draft}/files/html"),
        format!("/assessments/{draft}/files/json"),
        format!("/plans/{plan}"),
        format!("/plans/{plan}?on=2026-01-01"),
        format!("/plans/{plan}/files/html"),
        format!("/actions/{action}"),
    ];
    let mut seen = 0;
    for address in &pages {
        let page = server.browser("secretariat").get(address).await;
        assert_eq!(page.status, StatusCode::OK, "{address}");
        seen += readable.iter().filter(|marker| page.body.contains(*marker)).count();
        for marker in &hidden {
            assert!(!page.body.contains(marker), "{marker}is shown at {address}:\n{}", page.body);
        }
        assert_eq!(server.browser("board").get(address).await.status, StatusCode::FORBIDDEN, "{address}");
    }
    assert!(seen > 5, "only {seen} markers of the draft were seen");
    // The other drafts stay private.
    visit(&server, &["secretariat"], |_, address, body| {
        for marker in &hidden {
            assert!(!body.contains(marker), "{marker}is shown at {address}:\n{body}");
        }
    })
    .await;
}

#[tokio::test]
async fn members_of_another_organisation_see_only_what_is_public() {
    assert_not_shown(&["members", "shared", "secretariat", "register"], &["other lead"]).await;
}

#[tokio::test]
async fn members_of_organisations_do_not_see_what_is_for_the_secretariat_and_the_board() {
    assert_not_shown(&["charter"], &["contributor", "lead", "other lead"]).await;
}

/// Members of the reviewed organisation above all: no page tells them that they are reviewed, by whom, or what is written about them.
#[tokio::test]
async fn what_a_panel_writes_is_shown_to_nobody_else() {
    assert_not_shown(&["panel", "author"], &["nobody", "contributor", "lead"]).await;
}

#[tokio::test]
async fn the_secretariat_and_the_board_do_not_see_private_notes() {
    assert_not_shown(&["author"], &["secretariat", "board"]).await;
}

/// Proves that the tests above search for what a member of the panel does see.
#[tokio::test]
async fn a_member_of_a_panel_sees_what_it_writes() {
    let server = marked_server().await;
    let mut unseen: BTreeSet<String> = markers(&["panel", "author"]).into_iter().collect();
    visit(&server, &["other lead"], |_, _, body| unseen.retain(|marker| !body.contains(marker))).await;
    for column in
        ["review_version.strengths", "private_note.words", "feedback_draft_version.body", "panel_comment.words"]
    {
        assert!(!unseen.contains(&marker(column)), "{column} is on no page");
    }
}

/// Proves that the tests above search for markers that do appear on pages.
#[tokio::test]
async fn members_see_the_private_data_of_their_organisation() {
    let server = marked_server().await;
    let mut unseen: BTreeSet<String> = markers(&["members", "shared", "secretariat"]).into_iter().collect();
    let all = unseen.len();
    visit(&server, &["lead"], |_, _, body| unseen.retain(|marker| !body.contains(marker))).await;
    assert!(all - unseen.len() >= 20, "of {all} markers, these are on no page: {unseen:#?}");
}

/// Runs all the jobs of ten weeks: summaries, reminders and notifications.
async fn run_ten_weeks(server: &TestServer) {
    for _ in 0..70 {
        jobs::plan(&server.app, server.now()).await.unwrap();
        while jobs::run(&server.app, Lane::Database).await.unwrap() > 0 {}
        server.app.clock.advance(SignedDuration::from_hours(24));
    }
}

#[tokio::test]
async fn emails_contain_only_what_is_for_their_recipient() {
    let server = marked_server().await;
    // People need valid addresses to be sent emails.
    let mut tx = server.app.db.write().await.unwrap();
    for persona in &server.world.personas {
        let Some(person) = persona.person else { continue };
        let email = format!("{}@assay.example", persona.name.replace(' ', "-"));
        tx.query("update person set email = $1 where id = $2").bind(email).bind(person.0).run().await.unwrap();
    }
    tx.query("delete from email").run().await.unwrap();
    tx.query("delete from unsubscribed").run().await.unwrap();
    tx.commit().await.unwrap();
    let due = day(server.now()).checked_add(jiff::Span::new().weeks(3)).unwrap();
    crate::work::reminders::add_owner(&server, "stores@marked.example", due).await;
    run_ten_weeks(&server).await;
    let mut tx = server.app.db.read().await.unwrap();
    let emails: Vec<(String, String, String)> =
        tx.query("select recipient, subject, body from email").all().await.unwrap();
    assert!(emails.iter().any(|(to, _, body)| to == "lead@assay.example" && body.contains(SECRET)), "{emails:#?}");
    assert!(emails.iter().any(|(to, ..)| to == "other-lead@assay.example"), "{emails:#?}");
    assert!(emails.iter().any(|(to, ..)| to.ends_with("@marked.example")), "{emails:#?}");
    for (recipient, subject, body) in emails {
        let hidden: &[&str] = match recipient.as_str() {
            "lead@assay.example" | "contributor@assay.example" => continue,
            "other-lead@assay.example" => &["members", "shared", "secretariat", "register", "charter"],
            "board@assay.example" => &["members", "shared", "secretariat"],
            "secretariat@assay.example" => &["members", "shared"],
            // Owners, who get update requests for their actions.
            _ => &["members"],
        };
        for marker in markers(hidden) {
            assert!(!subject.contains(&marker) && !body.contains(&marker), "{marker}is sent to {recipient}:\n{body}");
        }
    }
}

#[tokio::test]
async fn the_log_contains_nothing_private() {
    let log = Log::default();
    let work = async {
        let server = marked_server().await;
        visit(&server, &["lead", "secretariat", "nobody"], |_, _, _| {}).await;
        run_ten_weeks(&server).await;
    };
    log.of(Box::pin(work)).await;
    let log = log.text();
    let requests = log.lines().filter(|line| line.contains("status")).count();
    assert!(requests > 500, "only {requests} requests are in the log");
    let private: Vec<_> = log.lines().filter(|line| line.contains(SECRET)).collect();
    assert!(private.is_empty(), "{private:#?}");
}

#[tokio::test]
async fn your_data_contains_no_email_address_of_other_people() {
    let server = marked_server().await;
    for persona in ["lead", "contributor", "secretariat", "other lead"] {
        let mut browser = server.browser(persona);
        for address in ["/account/data", "/account/data.json"] {
            let page = browser.get(address).await;
            assert_eq!(page.status, StatusCode::OK);
            let mut tx = server.app.db.read().await.unwrap();
            let person = server.world.persona(persona).person.unwrap();
            let (row,): (i64,) = tx.query("select rowid from person where id = $1").bind(person.0).one().await.unwrap();
            for after in page.body.split(&marker("person.email")).skip(1) {
                let number: String = after.chars().take_while(char::is_ascii_digit).collect();
                assert_eq!(number, row.to_string(), "{persona} sees the address of another person:\n{}", page.body);
            }
        }
    }
}
