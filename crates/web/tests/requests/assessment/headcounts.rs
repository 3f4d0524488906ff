//! Headcounts: typed, pasted, checked, and rounded for publication.

use crate::support::TestServer;
use axum::http::StatusCode;

const TABLE: [(&str, &str); 13] = [
    ("do", "save"),
    ("as_at-day", "31"),
    ("as_at-month", "7"),
    ("as_at-year", "2026"),
    ("group", "Women"),
    ("group", "Men"),
    ("unit", "Lamps"),
    ("cell", "2"),
    ("cell", "13"),
    ("cell", "14"),
    ("total", ""),
    ("total", ""),
    ("total", ""),
];

fn path(server: &TestServer, step: usize) -> String {
    format!("/assessments/{}/headcount", server.world.assessments[step].0)
}

#[tokio::test]
async fn a_typed_table_is_saved_checked_and_rounded() {
    let server = TestServer::new().await;
    let (path, mut browser) = (path(&server, 0), server.browser("contributor"));
    assert!(browser.get(&path).await.body.contains("No headcount yet. Enter the number of keepers"));
    let saved = browser.post(&path, &TABLE).await;
    assert_eq!((saved.status, saved.location()), (StatusCode::SEE_OTHER, path.as_str()), "{}", saved.body);
    let before = server.app.db.queries();
    let page = browser.get(&path).await;
    assert!(server.app.db.queries() - before <= 10);
    for words in [
        "15 keepers",
        "31 July 2026",
        "Lamps: 2 + 13 is 15, but the row total is 14",
        "<td class=\"number\">0</td><td class=\"number\">15</td>",
        "aria-label=\"Women, Lamps\"",
    ] {
        assert!(page.body.contains(words), "“{words}” is not in {}", page.body);
    }
}

#[tokio::test]
async fn invalid_cells_are_reported_and_stay_in_the_form() {
    let server = TestServer::new().await;
    let (path, mut browser) = (path(&server, 0), server.browser("lead"));
    let mut table = TABLE;
    (table[1].1, table[7].1) = ("32", "some");
    let refused = browser.post(&path, &table).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    for words in [
        "Date of headcount must be a real date",
        "href=\"#cell-0-0\"",
        "value=\"some\"",
        "value=\"32\"",
        "value=\"Lamps\"",
    ] {
        assert!(refused.body.contains(words), "“{words}” is not in {}", refused.body);
    }
}

#[tokio::test]
async fn rows_and_groups_are_added_without_script_and_without_saving() {
    let server = TestServer::new().await;
    let (path, mut browser) = (path(&server, 0), server.browser("lead"));
    for (button, found) in [("rows", "id=\"unit-5\""), ("group", "id=\"group-2\"")] {
        let mut table = TABLE;
        table[0].1 = button;
        let page = browser.post(&path, &table).await;
        assert_eq!(page.status, StatusCode::OK);
        assert!(page.body.contains(found) && page.body.contains("value=\"Lamps\""), "{}", page.body);
    }
    assert!(
        browser.get(&path).await.body.contains("No headcount yet. Enter the number of keepers"),
        "nothing was saved"
    );
}

#[tokio::test]
async fn a_pasted_table_is_shown_before_it_is_saved() {
    let server = TestServer::new().await;
    let (path, mut browser) = (path(&server, 0), server.browser("lead"));
    let pasted = "\tWomen\tMen\nBoats\t4\t6\n";
    let page = browser.post(&path, &[("do", "paste"), ("pasted", pasted)]).await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(page.body.contains("value=\"Boats\"") && page.body.contains("Not saved yet"));
    let refused = browser.post(&path, &[("do", "paste"), ("pasted", "Women\nmany words")]).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.body.contains("many words</textarea>"), "{}", refused.body);
}

#[tokio::test]
async fn saving_takes_a_pasted_table_into_account_or_keeps_it() {
    let server = TestServer::new().await;
    let (path, mut browser) = (path(&server, 0), server.browser("lead"));
    let blank = [("group", "Women"), ("group", "Men"), ("group", "Other"), ("group", "Not stated"), ("total", "")];
    let send = |button: &'static str, pasted: &'static str| {
        [("do", button), ("pasted", pasted)].into_iter().chain(blank).collect::<Vec<_>>()
    };
    let bad = browser.post(&path, &send("save", "\tWomen\tMen\nBoats\tfour\t6\n")).await;
    assert_eq!(bad.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(bad.body.contains("href=\"#pasted\"") && bad.body.contains("Boats\tfour\t6"), "{}", bad.body);
    assert!(!bad.body.contains("Enter at least 1 unit"), "{}", bad.body);
    let rows = browser.post(&path, &send("rows", "\tWomen\tMen\nBoats\tfour\t6\n")).await;
    assert!(rows.body.contains("Boats\tfour\t6"), "{}", rows.body);
    let good = browser.post(&path, &send("save", "\tWomen\tMen\nBoats\t4\t6\n")).await;
    assert_eq!(good.status, StatusCode::OK);
    assert!(good.body.contains("value=\"Boats\"") && good.body.contains("Not saved yet"), "{}", good.body);
    let both: Vec<_> = TABLE.into_iter().chain([("pasted", "\tWomen\tMen\nBoats\t4\t6\n")]).collect();
    let refused = browser.post(&path, &both).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    for kept in ["value=\"Lamps\"", "Boats\t4\t6", "pasted another"] {
        assert!(refused.body.contains(kept), "{kept} is not in {}", refused.body);
    }
}

#[tokio::test]
async fn conflicting_edits_of_a_headcount_keep_the_typed_table() {
    let server = TestServer::new().await;
    let path = path(&server, 0);
    server.browser("lead").post(&path, &TABLE).await;
    let mut table = TABLE;
    table[8].1 = "99";
    let mut browser = server.browser("contributor");
    let conflict = browser.post(&path, &table).await;
    assert_eq!(conflict.status, StatusCode::CONFLICT);
    for words in ["lead Example changed this headcount", "value=\"99\"", "name=\"revision\" value=\"1\""] {
        assert!(conflict.body.contains(words), "“{words}” is not in {}", conflict.body);
    }
}

#[tokio::test]
async fn a_locked_headcount_is_read_only() {
    let server = TestServer::new().await;
    let (path, mut browser) = (path(&server, 1), server.browser("lead"));
    assert_eq!(browser.post(&path, &TABLE).await.status, StatusCode::FORBIDDEN);
    let page = browser.get(&path).await;
    assert!(page.status == StatusCode::OK && !page.body.contains("name=\"cell\""));
}
