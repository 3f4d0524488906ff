//! The list of peer review rounds, and the page and the forms of each.

use crate::support::{Browser, Response, TestServer};
use axum::http::StatusCode;

pub(super) fn open(server: &TestServer) -> String {
    format!("/peer-review/rounds/{}", server.world.rounds[0])
}

fn cancelled(server: &TestServer) -> String {
    format!("/peer-review/rounds/{}", server.world.rounds[1])
}

const FIELDS: [&str; 9] = ["first", "due", "recruit", "train", "allocate", "read", "agree", "moderate", "send"];

/// The fields of a round that gathers the submissions of the first months of 2028, with some of them changed.
fn fields<'f>(name: &'f str, changes: &[(&'f str, &'f str)]) -> Vec<(String, String)> {
    let dates = [
        "1 1 2028",
        "31 3 2028",
        "1 3 2028",
        "20 3 2028",
        "10 4 2028",
        "1 6 2028",
        "20 6 2028",
        "10 7 2028",
        "20 7 2028",
    ];
    let mut fields = vec![("name".to_owned(), name.to_owned()), ("revision".to_owned(), "1".to_owned())];
    for (field, date) in FIELDS.into_iter().zip(dates) {
        let date = changes.iter().find(|(changed, _)| *changed == field).map_or(date, |(_, date)| *date);
        for (part, value) in ["day", "month", "year"].into_iter().zip(date.split(' ')) {
            fields.push((format!("{field}-{part}"), value.to_owned()));
        }
    }
    fields
}

async fn post(browser: &mut Browser, path: &str, fields: &[(String, String)]) -> Response {
    let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    browser.post(path, &fields).await
}

#[tokio::test]
async fn the_list_leads_to_each_round_and_only_the_secretariat_creates_one() {
    let server = TestServer::new().await;
    let before = server.app.db.queries();
    let page = server.browser("secretariat").get("/peer-review").await;
    let queries = server.app.db.queries() - before;
    assert!(queries <= 6, "{queries} queries");
    for words in ["Open round", "Cancelled round", &open(&server), "Create round", "Open: 1."] {
        assert!(page.body.contains(words), "{words}: {}", page.body);
    }
    let board = server.browser("board").get("/peer-review").await;
    assert!(board.body.contains("Open round") && !board.body.contains("Create round"));
    assert!(board.body.contains(r#"href="/peer-review" aria-current="page""#), "the board finds it in the service bar");
}

#[tokio::test]
async fn a_round_says_whose_turn_it_is_what_it_gathers_and_whether_feedback_is_in_time() {
    let server = TestServer::new().await;
    let before = server.app.db.queries();
    let page = server.browser("secretariat").get(&open(&server)).await;
    let queries = server.app.db.queries() - before;
    assert!(queries <= 6, "{queries} queries");
    // The charter of the tests has feedback after one or two months, and this round after four.
    for words in
        ["Whose turn: ", "Northmoor University", "In time", "is later than the usual 1 to 2 months", "Edit round"]
    {
        assert!(page.body.contains(words), "{words}: {}", page.body);
    }
    let board = server.browser("board").get(&open(&server)).await;
    assert!(board.body.contains("Northmoor University") && !board.body.contains("Edit round"));
    assert!(
        !board.body.contains("Cancel round") && !board.body.contains("<form method=\"post\" action=\"/peer-review")
    );
    let gone = server.browser("secretariat").get(&cancelled(&server)).await;
    assert!(gone.body.contains("Too few submissions") && !gone.body.contains("Northmoor University"));
    assert!(!gone.body.contains("Edit round") && gone.body.contains("Copy round"));
}

#[tokio::test]
async fn members_of_organisations_do_not_learn_that_a_round_exists() {
    let server = TestServer::new().await;
    let unknown = "/peer-review/rounds/00000000-0000-0000-0000-000000000001";
    for persona in ["lead", "contributor", "other lead"] {
        let mut browser = server.browser(persona);
        let missing = browser.get(unknown).await;
        for path in ["/peer-review", "/peer-review/rounds/new", &open(&server), &cancelled(&server)] {
            let page = browser.get(path).await;
            assert_eq!(
                (page.status, page.body.len()),
                (StatusCode::NOT_FOUND, missing.body.len()),
                "{persona}: {path}"
            );
        }
        for path in ["/peer-review/rounds".to_owned(), format!("{}/edit", open(&server))] {
            assert_eq!(
                post(&mut browser, &path, &fields("Mine", &[])).await.status,
                StatusCode::NOT_FOUND,
                "{persona}"
            );
        }
        assert!(!browser.get("/home").await.body.contains("/peer-review"), "{persona}");
    }
    let mut board = server.browser("board");
    assert_eq!(post(&mut board, "/peer-review/rounds", &fields("Mine", &[])).await.status, StatusCode::FORBIDDEN);
    let path = format!("{}/cancellation", open(&server));
    assert_eq!(board.post(&path, &[("reason", "No")]).await.status, StatusCode::FORBIDDEN);
    assert!(!server.browser("secretariat").get("/peer-review").await.body.contains("Mine"));
}

#[tokio::test]
async fn a_round_is_created_and_what_is_wrong_stays_in_the_form() {
    let server = TestServer::new().await;
    let mut browser = server.browser("secretariat");
    let empty = browser.post("/peer-review/rounds", &[]).await;
    assert_eq!(empty.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(empty.body.contains("Enter a name, for example January 2027"));
    assert!(FIELDS.iter().all(|field| empty.body.contains(&format!("href=\"#{field}\""))), "{}", empty.body);
    let wrong = post(
        &mut browser,
        "/peer-review/rounds",
        &fields("Spring 2028", &[("read", "1 4 2028"), ("agree", "31 6 2028")]),
    )
    .await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        wrong.body.contains("must be a real date") && wrong.body.contains("value=\"Spring 2028\""),
        "{}",
        wrong.body
    );
    let created = post(&mut browser, "/peer-review/rounds", &fields("Spring 2028", &[])).await;
    assert_eq!(created.status, StatusCode::SEE_OTHER, "{}", created.body);
    let page = browser.get(created.location()).await;
    assert!(
        page.body.contains("Spring 2028")
            && page.body.contains("20 July 2028")
            && page.body.contains("No submissions yet")
    );
    let again = post(&mut browser, "/peer-review/rounds", &fields("Another", &[])).await;
    assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(again.body.contains("“Spring 2028” already gathers submissions of some of these days"), "{}", again.body);
}

#[tokio::test]
async fn a_new_round_starts_from_the_calendar_or_from_another_round() {
    let server = TestServer::new().await;
    let mut browser = server.browser("secretariat");
    let due = server.app.charter.calendar.rounds[1].submissions;
    let page = browser.get(&format!("/peer-review/rounds/new?due={due}")).await;
    assert!(page.body.contains("value=\"October 2032\"") && page.body.contains("value=\"2033\""), "{}", page.body);
    let copied = browser.get(&format!("/peer-review/rounds/new?copy={}", server.world.rounds[0])).await;
    assert!(copied.body.contains("value=\"April 2032\""), "{}", copied.body);
    let blank = browser.get("/peer-review/rounds/new?due=never&copy=nothing").await;
    assert_eq!(blank.status, StatusCode::OK);
    assert!(blank.body.contains("name=\"name\" type=\"text\" value=\"\""), "{}", blank.body);
}

#[tokio::test]
async fn an_edit_of_another_person_is_not_overwritten_unseen() {
    let server = TestServer::new().await;
    let (mut browser, path) = (server.browser("secretariat"), format!("{}/edit", open(&server)));
    assert!(browser.get(&path).await.body.contains("value=\"Open round\""));
    assert_eq!(post(&mut browser, &path, &fields("Theirs", &[])).await.status, StatusCode::SEE_OTHER);
    let mine = post(&mut browser, &path, &fields("Mine", &[])).await;
    assert_eq!(mine.status, StatusCode::CONFLICT);
    assert!(
        mine.body.contains("value=\"Mine\"") && mine.body.contains("name=\"revision\" value=\"2\""),
        "{}",
        mine.body
    );
    assert!(browser.get(&open(&server)).await.body.contains("Theirs"));
}

#[tokio::test]
async fn a_round_is_cancelled_with_a_reason_after_a_page_that_says_what_that_means() {
    let server = TestServer::new().await;
    let (mut browser, path) = (server.browser("secretariat"), format!("{}/cancellation", open(&server)));
    assert!(browser.get(&path).await.body.contains("Its 1 submission will not be reviewed"));
    let blank = browser.post(&path, &[("reason", " ")]).await;
    assert_eq!(blank.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(blank.body.contains("Enter why this round is cancelled"));
    assert_eq!(browser.post(&path, &[("reason", "Too few reviewers")]).await.status, StatusCode::SEE_OTHER);
    let page = browser.get(&open(&server)).await;
    assert!(page.body.contains(": Too few reviewers."), "{}", page.body);
    let again = browser.post(&path, &[("reason", "Again")]).await;
    assert_eq!(again.status, StatusCode::FORBIDDEN);
    assert!(again.body.contains("This round was cancelled"));
}

#[tokio::test]
async fn the_secretariat_is_told_of_a_round_that_is_late() {
    let server = TestServer::new().await;
    let page = server.browser("secretariat").get("/organisations").await;
    assert!(!page.body.contains("allocate reviewers by"), "{}", page.body);
    let mut tx = server.app.db.write().await.unwrap();
    tx.query(
        "update round set first_on = '2020-01-01', due_on = '2020-03-31', recruit_on = '2020-03-01', train_on = '2020-03-20',
             allocate_on = '2020-04-10', read_on = '2020-05-20', agree_on = '2020-06-10', moderate_on = '2020-07-01',
             send_on = '2030-07-31' where name = 'Open round'",
    )
    .run()
    .await
    .unwrap();
    tx.commit().await.unwrap();
    let page = server.browser("secretariat").get("/organisations").await;
    assert!(page.body.contains("Peer review, Open round: allocate reviewers by 10 April 2020 ("), "{}", page.body);
    assert!(page.body.contains(&open(&server)));
    let board = server.browser("board").get("/organisations").await;
    assert!(!board.body.contains("allocate reviewers by"), "the board has nothing to do here");
    let mut tx = server.app.db.write().await.unwrap();
    tx.query("update round set send_on = '2020-07-31' where name = 'Open round'").run().await.unwrap();
    tx.commit().await.unwrap();
    let board = server.browser("board").get("/organisations").await;
    assert!(board.body.contains("allocate reviewers by 10 April 2020 ("), "feedback is overdue: {}", board.body);
    assert!(
        server
            .browser("secretariat")
            .get(&open(&server))
            .await
            .body
            .contains("Late: allocate reviewers was due by 10 April 2020")
    );
}

#[tokio::test]
async fn the_dates_of_a_round_are_in_the_calendar_of_the_secretariat_and_not_of_a_lead() {
    let server = TestServer::new().await;
    let feed = async |persona: &str| {
        let page = server.browser(persona).post("/account/calendar", &[]).await;
        let (_, after) = page.body.split_once("/calendars/").expect("the page shows the address");
        let secret = after
            .split(|letter: char| !letter.is_ascii_alphanumeric() && letter != '-' && letter != '_')
            .next()
            .unwrap();
        server.browser("nobody").get(&format!("/calendars/{secret}")).await.body
    };
    let secretariat = feed("secretariat").await;
    assert!(secretariat.contains("Allocate reviewers: peer review\\, Open round"), "{secretariat}");
    assert!(!secretariat.contains("Cancelled round"));
    assert!(!feed("lead").await.contains("Open round"));
}
