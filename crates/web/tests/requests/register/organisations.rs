//! The first page of an organisation, what it says of itself, what the secretariat keeps of it.

use crate::support::Trial;
use axum::http::StatusCode;

fn home(trial: &Trial) -> String {
    format!("/organisations/{}", trial.world.organisation)
}

#[tokio::test]
async fn a_lead_reads_first_what_is_due_and_what_needs_them() {
    let trial = Trial::new().await;
    let before = trial.app.db.queries();
    let page = trial.browser("lead").get(&home(&trial)).await;
    let queries = trial.app.db.queries() - before;
    assert_eq!(page.status, StatusCode::OK);
    assert!(queries <= 11, "{queries} queries");
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
async fn others_read_the_overview_and_get_only_their_own_buttons() {
    let trial = Trial::new().await;
    let board = trial.browser("board").get(&home(&trial)).await;
    assert!(board.body.contains("Northmoor University’s stage 1 self-assessment was submitted on"));
    assert!(board.body.contains("Only 1 institutional lead.") && !board.body.contains("Invite second lead"));
    let contributor = trial.browser("contributor").get(&home(&trial)).await;
    assert!(!contributor.body.contains("Only 1 institutional lead"), "they can do nothing about it");
    let secretariat = trial.browser("secretariat").get(&home(&trial)).await;
    assert!(secretariat.body.contains("Invite second lead") && secretariat.body.contains("Change due date"));
}

#[tokio::test]
async fn details_are_saved_and_bad_ones_come_back_with_every_word() {
    let trial = Trial::new().await;
    let (mut lead, path) = (trial.browser("lead"), format!("{}/profile", home(&trial)));
    let bad = [("revision", "1"), ("scope", "All of us"), ("page_url", "In progress"), ("leader_email", "nobody")];
    let answer = lead.post(&path, &bad).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    for words in ["All of us", "In progress", "is not a web address", "Enter an email address"] {
        assert!(answer.body.contains(words), "{words}");
    }
    let good = [("revision", "1"), ("scope", "All of us"), ("contact_name", "P. Example")];
    let answer = lead.post(&path, &good).await;
    assert_eq!((answer.status, answer.location()), (StatusCode::SEE_OTHER, home(&trial).as_str()));
    assert!(lead.get(&path).await.body.contains("All of us"));
}

#[tokio::test]
async fn the_second_of_two_writers_sees_both_versions_and_loses_nothing() {
    let trial = Trial::new().await;
    let path = format!("{}/profile", home(&trial));
    trial.browser("lead").post(&path, &[("revision", "1"), ("scope", "All of us")]).await;
    let mut second = trial.browser("secretariat");
    let answer = second.post(&path, &[("revision", "1"), ("scope", "Some of us")]).await;
    assert_eq!(answer.status, StatusCode::CONFLICT);
    assert!(answer.body.contains("All of us") && answer.body.contains("Some of us"));
    assert!(answer.body.contains(r#"name="revision" value="2""#));
    let again = second.post(&path, &[("revision", "2"), ("scope", "Some of us")]).await;
    assert_eq!(again.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn the_secretariat_moves_the_stage_and_sets_a_date_with_its_reason() {
    let trial = Trial::new().await;
    let mut secretariat = trial.browser("secretariat");
    let entry = [
        ("revision", "1"),
        ("name", "Northmoor University"),
        ("standing", "signatory"),
        ("phase", "later"),
        ("stage", "2"),
        ("signed_on-day", "1"),
        ("signed_on-month", "5"),
        ("signed_on-year", "2019"),
    ];
    let answer = secretariat.post(&format!("{}/registration", home(&trial)), &entry).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.body);
    let path = format!("{}/due-dates", home(&trial));
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
    let lead = trial.browser("lead").get(&home(&trial)).await;
    assert!(lead.body.contains("Your self-assessment is due on 30 June 2039"));
    assert!(lead.body.contains("Later harbours · Stage 2") && lead.body.contains("The lead left"));
}
