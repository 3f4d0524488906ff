//! The overview of an organisation, its profile, its registration and its due dates.

use crate::support::TestServer;
use axum::http::StatusCode;

fn home(server: &TestServer) -> String {
    format!("/organisations/{}", server.world.organisation)
}

#[tokio::test]
async fn the_overview_shows_a_lead_the_due_date_and_the_to_do_list() {
    let server = TestServer::new().await;
    let before = server.app.db.queries();
    let page = server.browser("lead").get(&home(&server)).await;
    let queries = server.app.db.queries() - before;
    assert_eq!(page.status, StatusCode::OK);
    assert!(queries <= 17, "{queries} queries");
    for words in [
        "Your stage 1 self-assessment was submitted on",
        "You are the only institutional lead.",
        "N. Newcomer has not accepted the invitation",
        "You signed in May 2019. No phase is recorded: ask the secretariat to add it.",
        "Action plan, 2028 to 2029",
        "of ",
    ] {
        assert!(page.body.contains(words), "{words}");
    }
}

#[tokio::test]
async fn the_overview_shows_only_buttons_that_the_reader_may_use() {
    let server = TestServer::new().await;
    let board = server.browser("board").get(&home(&server)).await;
    assert!(board.body.contains("Northmoor University’s stage 1 self-assessment was submitted on"));
    assert!(!board.body.contains("Only 1 institutional lead"), "the board has nothing to do here");
    assert!(!board.body.contains("/people") && !board.body.contains("/activity"), "{}", board.body);
    let contributor = server.browser("contributor").get(&home(&server)).await;
    assert!(!contributor.body.contains("Only 1 institutional lead"), "they cannot invite a lead");
    let secretariat = server.browser("secretariat").get(&home(&server)).await;
    assert!(secretariat.body.contains("Invite second lead") && secretariat.body.contains("Change due date"));
}

#[tokio::test]
async fn a_profile_is_saved_and_an_invalid_one_stays_in_the_form() {
    let server = TestServer::new().await;
    let (mut lead, path) = (server.browser("lead"), format!("{}/profile", home(&server)));
    let bad = [("revision", "1"), ("scope", "All of us"), ("page_url", "In progress"), ("leader_email", "nobody")];
    let response = lead.post(&path, &bad).await;
    assert_eq!(response.status, StatusCode::UNPROCESSABLE_ENTITY);
    for words in ["All of us", "In progress", "is not a web address", "Enter an email address"] {
        assert!(response.body.contains(words), "{words}");
    }
    let good = [("revision", "1"), ("scope", "All of us"), ("contact_name", "P. Example")];
    let response = lead.post(&path, &good).await;
    assert_eq!((response.status, response.location()), (StatusCode::SEE_OTHER, home(&server).as_str()));
    assert!(lead.get(&path).await.body.contains("All of us"));
}

#[tokio::test]
async fn conflicting_edits_of_a_profile_are_compared() {
    let server = TestServer::new().await;
    let path = format!("{}/profile", home(&server));
    server.browser("lead").post(&path, &[("revision", "1"), ("scope", "All of us")]).await;
    let mut second = server.browser("secretariat");
    let response = second.post(&path, &[("revision", "1"), ("scope", "Some of us")]).await;
    assert_eq!(response.status, StatusCode::CONFLICT);
    assert!(response.body.contains("All of us") && response.body.contains("Some of us"));
    assert!(response.body.contains(r#"name="revision" value="2""#));
    let again = second.post(&path, &[("revision", "2"), ("scope", "Some of us")]).await;
    assert_eq!(again.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn the_secretariat_sets_the_stage_and_a_due_date_with_a_reason() {
    let server = TestServer::new().await;
    let mut secretariat = server.browser("secretariat");
    let registration = [
        ("revision", "1"),
        ("name", "Northmoor University"),
        ("standing", "signatory"),
        ("phase", "later"),
        ("stage", "2"),
        ("signed_on-day", "1"),
        ("signed_on-month", "5"),
        ("signed_on-year", "2019"),
    ];
    let response = secretariat.post(&format!("{}/registration", home(&server)), &registration).await;
    assert_eq!(response.status, StatusCode::SEE_OTHER, "{}", response.body);
    let path = format!("{}/due-dates", home(&server));
    let refused =
        secretariat.post(&path, &[("stage", "2"), ("due-day", "31"), ("due-month", "6"), ("due-year", "2039")]).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        refused.body.contains("Due date must be a real date, for example 30 9 2027")
            && refused.body.contains("Enter a reason")
    );
    let set =
        [("stage", "2"), ("reason", "The lead left"), ("due-day", "30"), ("due-month", "6"), ("due-year", "2039")];
    assert_eq!(secretariat.post(&path, &set).await.status, StatusCode::SEE_OTHER);
    let lead = server.browser("lead").get(&home(&server)).await;
    assert!(lead.body.contains("Your self-assessment is due on 30 June 2039"));
    assert!(lead.body.contains("Later harbours · Stage 2") && lead.body.contains("The lead left"));
}

#[tokio::test]
async fn a_due_date_in_the_past_is_set_only_when_that_is_confirmed() {
    let server = TestServer::new().await;
    let mut secretariat = server.browser("secretariat");
    let path = format!("{}/due-dates", home(&server));
    let form = |year: &'static str| {
        [("stage", "1"), ("reason", "As agreed then"), ("due-day", "30"), ("due-month", "4"), ("due-year", year)]
    };
    let confirmed = |year: &'static str| form(year).into_iter().chain([("past", "yes")]).collect::<Vec<_>>();
    // The organisation signed on 1 May 2019.
    let before = secretariat.post(&path, &confirmed("2019")).await;
    assert_eq!(before.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(before.body.contains("Due date must be on or after 1 May 2019"), "{}", before.body);
    let past = secretariat.post(&path, &form("2020")).await;
    assert_eq!(past.status, StatusCode::UNPROCESSABLE_ENTITY);
    for words in ["href=\"#past\"", "30 April 2020 is in the past", "Set it anyway", "As agreed then", "value=\"2020\""]
    {
        assert!(past.body.contains(words), "{words} is not in {}", past.body);
    }
    assert!(secretariat.get(&path).await.body.contains("No changes yet"), "nothing was set");
    assert_eq!(secretariat.post(&path, &confirmed("2020")).await.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn the_menu_of_a_narrow_screen_is_named_after_the_current_page() {
    let server = TestServer::new().await;
    let page = server.browser("lead").get(&home(&server)).await.body;
    assert!(page.contains("Pages: </span>Overview</summary>"), "{page}");
}
