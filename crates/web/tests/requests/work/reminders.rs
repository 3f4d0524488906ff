//! Reminders: one weekly summary for each person, urgent emails on their own, unsubscribing with one click, undelivered
//! emails, and private calendars.

use crate::support::{Browser, TestServer};
use axum::http::{Request, StatusCode, header};
use jiff::{SignedDuration, Timestamp, civil::Date};
use model::{core::dates::day, work::job};
use store::{Db, core::values::Day, work::emails};
use testing::world::World;
use web::work::jobs::{self, Lane};

/// Half past seven in London on the next Monday that is the first of its month.
fn first_monday(server: &TestServer) -> Timestamp {
    let mut at = server.now();
    loop {
        at += SignedDuration::from_mins(30);
        if job::week(at).is_some_and(|monday| monday == day(at) && monday.day() <= 7) {
            return at;
        }
    }
}

/// Moves the clock forward to this time, and returns the day.
fn advance_to(server: &TestServer, time: Timestamp) -> Date {
    server.app.clock.advance(time.duration_since(server.now()));
    day(server.now())
}

/// Runs all jobs that are due, on two instances.
async fn run_jobs(server: &TestServer) {
    let other = server.app.clone();
    loop {
        let (one, two) = tokio::join!(jobs::run(&server.app, Lane::Database), jobs::run(&other, Lane::Database));
        if one.unwrap() + two.unwrap() == 0 {
            return;
        }
    }
}

/// All queued and sent emails: recipient, subject, text and link to unsubscribe.
async fn all_emails(db: &Db) -> Vec<(String, String, String, Option<String>)> {
    let mut tx = db.read().await.unwrap();
    tx.query("select recipient, subject, body, unsubscribe from email order by recipient, id").all().await.unwrap()
}

/// Adds an owner of the submitted plan's action, and makes the action due on this day.
pub(crate) async fn add_owner(server: &TestServer, email: &str, due: Date) {
    let (world, mut tx) = (&server.world, server.app.db.write().await.unwrap());
    let id = store::core::ids::new(server.now());
    tx.query(
        "insert into owner (id, organisation_id, name, email, created_at) values ($1, $2, 'Head of Stores', $3, $4)",
    )
    .bind(id)
    .bind(world.organisation.0)
    .bind(email)
    .bind(store::core::values::At(server.now()))
    .run()
    .await
    .unwrap();
    tx.query("update action set owner_id = $1, due_on = $2 where id = $3")
        .bind(id)
        .bind(Day(due))
        .bind(world.actions[4].0)
        .run()
        .await
        .unwrap();
    tx.commit().await.unwrap();
}

#[tokio::test]
async fn each_person_with_items_gets_one_summary_a_week() {
    for db in testing::databases().await {
        let server = TestServer::with_db(db).await;
        let monday = advance_to(&server, first_monday(&server));
        // An action that is due a month after a day of this week is in the summary of this week.
        let wednesday = monday.checked_add(jiff::Span::new().days(2)).unwrap();
        let due = wednesday.checked_add(jiff::Span::new().months(1)).unwrap();
        add_owner(&server, "stores@northmoor.example", due).await;
        for _ in 0..2 {
            jobs::plan(&server.app, server.now()).await.unwrap();
            run_jobs(&server).await;
        }
        let all = all_emails(&server.app.db).await;
        let to: Vec<_> = all.iter().map(|message| message.0.as_str()).collect();
        // Eastfell is overdue, of which its lead is reminded on the first Monday. At Northmoor only the action is due.
        assert_eq!(to, ["other-lead@assay.example", "stores@northmoor.example"], "{all:#?}");
        assert!(all[0].2.contains("Stage 1 was due on 1 May 2020") && all[0].1.starts_with("Weekly summary: 1 item"));
        let (_, _, body, unsubscribe) = &all[1];
        assert!(body.contains("Dear Head of Stores") && body.contains("Your action “Count everyone in 2028”"));
        assert!(body.contains(unsubscribe.as_ref().unwrap()) && !body.contains("/actions/"), "{body}");

        // Nothing is sent again on the next day.
        server.app.clock.advance(SignedDuration::from_hours(24));
        jobs::plan(&server.app, server.now()).await.unwrap();
        run_jobs(&server).await;
        assert_eq!(all_emails(&server.app.db).await.len(), 2);
    }
}

#[tokio::test]
async fn an_organisation_that_cannot_be_read_costs_nobody_the_summary_of_their_others() {
    for db in testing::databases().await {
        let server = TestServer::with_db(db).await;
        let monday = advance_to(&server, first_monday(&server));
        let due = monday.checked_add(jiff::Span::new().months(1)).unwrap();
        add_owner(&server, "other-lead@assay.example", due).await;
        let mut tx = server.app.db.write().await.unwrap();
        // No stage has this number, which the program never writes.
        let damage = tx.query("update organisation set stage = 1000 where slug = 'eastfell'");
        assert_eq!(damage.run().await.unwrap(), 1);
        tx.commit().await.unwrap();
        jobs::plan(&server.app, server.now()).await.unwrap();
        run_jobs(&server).await;
        let all = all_emails(&server.app.db).await;
        let summary = all.iter().find(|one| one.0 == "other-lead@assay.example" && one.1.starts_with("Weekly summary"));
        let summary = summary.unwrap_or_else(|| panic!("{all:#?}"));
        assert!(summary.2.contains("We could not read everything about this organisation"), "{}", summary.2);
        assert!(summary.2.contains("Your action “Count everyone in 2028”"), "{}", summary.2);
    }
}

#[tokio::test]
async fn an_action_due_within_a_week_gets_one_urgent_email() {
    let server = TestServer::new().await;
    let due = day(server.now()).checked_add(jiff::Span::new().days(6)).unwrap();
    add_owner(&server, "stores@northmoor.example", due).await;
    for _ in 0..3 {
        jobs::plan(&server.app, server.now()).await.unwrap();
        run_jobs(&server).await;
        server.app.clock.advance(SignedDuration::from_hours(24));
    }
    let urgent: Vec<_> = all_emails(&server.app.db).await.into_iter().filter(|one| one.1.starts_with("Due ")).collect();
    assert_eq!(urgent.len(), 1, "{urgent:#?}");
    assert!(urgent[0].0 == "stores@northmoor.example" && urgent[0].2.contains(" days)"));
}

#[tokio::test]
async fn one_click_stops_reminders_and_the_account_page_turns_them_on_again() {
    let server = TestServer::new().await;
    let path = format!("/unsubscribe/{}", server.world.unsubscribe_link);
    let mut email_program = Browser::new(server.router.clone(), server.world.persona("nobody"));
    email_program.clear_cookies();
    let before = server.app.db.queries();
    let page = email_program.get(&path).await;
    assert!(server.app.db.queries() - before <= 6);
    assert!(page.body.contains("Unsubscribe from reminder emails") && page.body.contains("contributor@assay.example"));
    assert!(email_program.get(&path).await.body.contains("Stop reminder emails"));

    // Email programs send this without cookies, without a CSRF token and without opening the page first.
    let request = Request::post(&path).header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
    let response = email_program.send(request.body("List-Unsubscribe=One-Click".into()).unwrap()).await;
    assert_eq!(response.status, StatusCode::OK);
    assert!(response.body.contains("You are unsubscribed"));
    assert_eq!(email_program.post_raw("/unsubscribe/0123", String::new()).await.status, StatusCode::NOT_FOUND);

    let mut contributor = server.browser("contributor");
    assert!(contributor.get("/account").await.body.contains("Turn on reminder emails"));
    assert_eq!(contributor.post("/account/reminders", &[]).await.location(), "/account#reminders");
    assert!(contributor.get("/account").await.body.contains("Stop reminder emails"));
    assert_eq!(contributor.post("/account/reminders/stop", &[]).await.status, StatusCode::SEE_OTHER);
    assert!(email_program.get(&path).await.body.contains("You are unsubscribed"));
}

#[tokio::test]
async fn an_unsubscribed_person_gets_neither_summaries_nor_urgent_emails() {
    let server = TestServer::new().await;
    advance_to(&server, first_monday(&server));
    let due = day(server.now()).checked_add(jiff::Span::new().days(6)).unwrap();
    add_owner(&server, "stores@northmoor.example", due).await;
    let mut tx = server.app.db.write().await.unwrap();
    for email in ["stores@northmoor.example", "other-lead@assay.example"] {
        let link = store::work::reminders::link(&mut tx, email, server.now()).await.unwrap();
        assert!(store::work::reminders::stop_by_link(&mut tx, &link, server.now()).await.unwrap());
    }
    tx.commit().await.unwrap();
    jobs::plan(&server.app, server.now()).await.unwrap();
    run_jobs(&server).await;
    assert_eq!(all_emails(&server.app.db).await, []);
}

#[tokio::test]
async fn an_undelivered_email_is_shown_until_the_address_is_changed() {
    let server = TestServer::new().await;
    add_owner(&server, "stores@northmoor.example", Date::constant(2099, 1, 1)).await;
    fail_an_email(&server).await;
    let home = format!("/organisations/{}", server.world.organisation);
    let mut lead = server.browser("lead");
    assert!(lead.get(&home).await.body.contains("We could not deliver an email to Head of Stores."));
    let people = lead.get(&format!("{home}/people")).await.body;
    assert!(people.contains("stores@northmoor.example") && people.contains("550 no such mailbox"), "{people}");
    // The next weekly summary reports it, too.
    advance_to(&server, first_monday(&server));
    jobs::plan(&server.app, server.now()).await.unwrap();
    run_jobs(&server).await;
    let all = all_emails(&server.app.db).await;
    let summary = all.iter().find(|message| message.0 == "lead@assay.example").expect("the lead gets a summary");
    assert!(summary.2.contains("We could not deliver an email to Head of Stores"), "{summary:?}");

    // Failures of the old address are not shown once the owner has another.
    let mut tx = server.app.db.write().await.unwrap();
    tx.query("update owner set email = 'new@northmoor.example'").run().await.unwrap();
    tx.commit().await.unwrap();
    let page = server.browser_in_new_session("lead").await.get(&home).await;
    assert!(page.status == StatusCode::OK && !page.body.contains("could not deliver"));
}

/// Queues an email to Head of Stores that the mailer gives up on.
async fn fail_an_email(server: &TestServer) {
    let mut tx = server.app.db.write().await.unwrap();
    let about = emails::EmailContext {
        organisation: Some(server.world.organisation),
        concerns: Some("Head of Stores"),
        ..emails::EmailContext::default()
    };
    emails::write_about(&mut tx, "stores@northmoor.example", "Hello", "Words", about, server.now()).await.unwrap();
    let email = emails::claim(&mut tx, &testing::program(), emails::Priority::All, 10, server.now())
        .await
        .unwrap()
        .pop()
        .unwrap();
    emails::give_up(&mut tx, &testing::program(), email.id, "550 no such mailbox", server.now()).await.unwrap();
    tx.commit().await.unwrap();
}

#[tokio::test]
async fn a_private_calendar_has_the_dates_of_its_owner_until_its_link_is_deleted() {
    let server = TestServer::new().await;
    add_owner(&server, "stores@northmoor.example", Date::constant(2099, 3, 4)).await;
    let mut lead = server.browser("lead");
    let page = lead.post("/account/calendar", &[]).await.body;
    let path = &page[page.find("/calendars/").unwrap()..][.."/calendars/".len() + 64];
    let mut anyone = server.browser("nobody");
    let old = anyone.get(&format!("/calendars/{}", server.world.calendar_link)).await;
    assert_eq!(old.status, StatusCode::NOT_FOUND, "a new link replaces the old one");
    let feed = anyone.get(path).await;
    assert_eq!(feed.headers[header::CACHE_CONTROL], "private, max-age=3600");
    assert!(feed.body.contains("DTSTART;VALUE=DATE:20990304") && feed.body.contains("Due: Count everyone in 2028"));
    assert!(lead.get("/account").await.body.contains("You created a private calendar link"));
    lead.post("/account/calendar/end", &[]).await;
    assert_eq!(anyone.get(path).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn the_public_calendar_of_an_organisation_has_no_dates_of_drafts() {
    let server = TestServer::new().await;
    let World { actions, .. } = &server.world;
    let mut tx = server.app.db.write().await.unwrap();
    for (action, due) in [(actions[4], "2099-03-04"), (actions[0], "2099-05-06")] {
        let due: Date = due.parse().unwrap();
        tx.query("update action set due_on = $1 where id = $2").bind(Day(due)).bind(action.0).run().await.unwrap();
    }
    tx.commit().await.unwrap();
    let feed = server.browser("nobody").get("/signatories/northmoor/calendar.ics").await;
    // Only the signed version is public, in which the action had no due date.
    assert!(!feed.body.contains("20990506"), "{}", feed.body);
}

#[tokio::test]
async fn a_weekly_summary_reaches_a_real_server_with_its_unsubscribe_header() {
    let (Ok(smtp), Ok(maildir)) = (std::env::var("TEST_SMTP"), std::env::var("TEST_SMTP_MAIL")) else {
        eprintln!("skipped: TEST_SMTP names no email server");
        return;
    };
    let server = TestServer::new().await;
    let monday = advance_to(&server, first_monday(&server));
    let address = format!("stores-{}@northmoor.example", store::core::secrets::code());
    let in_a_month = monday.checked_add(jiff::Span::new().months(1)).unwrap();
    add_owner(&server, &address, in_a_month).await;
    jobs::plan(&server.app, server.now()).await.unwrap();
    run_jobs(&server).await;
    let post =
        web::work::mailer::EmailTransport::smtp(&format!("smtp://{smtp}"), "Assay <assay@assay.example>").unwrap();
    while web::work::mailer::deliver(&server.app, &post).await.unwrap() > 0 {}
    let folder = std::path::Path::new(&maildir).join("new");
    let emails =
        std::fs::read_dir(folder).unwrap().filter_map(|entry| std::fs::read_to_string(entry.unwrap().path()).ok());
    let arrived: Vec<String> = emails.filter(|text| text.contains(&address)).collect();
    assert_eq!(arrived.len(), 1);
    let head = arrived[0].split_once("\n\n").or_else(|| arrived[0].split_once("\r\n\r\n")).unwrap().0;
    assert!(head.contains("List-Unsubscribe-Post: List-Unsubscribe=One-Click"), "{head}");
    let start = head.find("List-Unsubscribe: <http://assay.test/unsubscribe/").expect("the header is not folded");
    let path = &head[start + "List-Unsubscribe: <http://assay.test".len()..][.."/unsubscribe/".len() + 64];
    let response = server.browser("nobody").post_raw(path, "List-Unsubscribe=One-Click".to_owned()).await;
    assert_eq!(response.status, StatusCode::OK);
    // The text of a sent email and the secret in its link are deleted.
    assert!(all_emails(&server.app.db).await.iter().all(|message| message.2.is_empty() && message.3.is_none()));
}

/// Makes the lead and a person without an account members of the group of the world, and adds a meeting on this day.
async fn add_meeting(server: &TestServer, on: Date) {
    let mut tx = server.app.db.write().await.unwrap();
    for (name, email) in [("L. Lead", "lead@assay.example"), ("K. Keeper", "keeper@northmoor.example")] {
        tx.query("insert into group_member (id, group_id, name, email, role, starts_on) values ($1, $2, $3, $4, 'member', '2020-01-01')")
            .bind(store::core::ids::new(server.now()))
            .bind(server.world.group.0.0)
            .bind(name)
            .bind(email)
            .run()
            .await
            .unwrap();
    }
    tx.query("insert into meeting (id, group_id, held_on, place) values ($1, $2, $3, 'The tower')")
        .bind(store::core::ids::new(server.now()))
        .bind(server.world.group.0.0)
        .bind(Day(on))
        .run()
        .await
        .unwrap();
    tx.commit().await.unwrap();
}

#[tokio::test]
async fn calendars_and_summaries_have_meetings_reviews_and_closing_dates() {
    let server = TestServer::new().await;
    let monday = first_monday(&server);
    add_meeting(&server, day(monday).saturating_add(jiff::ToSpan::days(9))).await;
    let page = server.browser("lead").post("/account/calendar", &[]).await.body;
    let path = &page[page.find("/calendars/").unwrap()..][.."/calendars/".len() + 64];
    let feed = server.browser("nobody").get(path).await.body.replace("\r\n ", "");
    for words in ["“Lamp committee” meets", "The tower", "progress review due", "The consultation “"] {
        assert!(feed.contains(words), "{words} is not in {feed}");
    }
    let page = server.browser("contributor").post("/account/calendar", &[]).await.body;
    let path = &page[page.find("/calendars/").unwrap()..][.."/calendars/".len() + 64];
    let feed = server.browser("nobody").get(path).await.body;
    assert!(!feed.contains("Lamp committee"), "the contributor is not a member of the group");

    let week = advance_to(&server, monday);
    jobs::plan(&server.app, server.now()).await.unwrap();
    run_jobs(&server).await;
    let emails = all_emails(&server.app.db).await;
    for reader in ["lead@assay.example", "keeper@northmoor.example"] {
        let message =
            emails.iter().find(|(to, ..)| to == reader).unwrap_or_else(|| panic!("no email to {reader}: {emails:?}"));
        assert!(message.2.contains("“Lamp committee” meets on"), "{message:?}");
    }
    let keys: Vec<(String,)> = server.app.db.read().await.unwrap().query("select key from job").all().await.unwrap();
    assert!(keys.iter().all(|(key,)| !key.contains('@')), "a key contains an email address: {keys:?}");
    assert!(keys.iter().any(|(key,)| key.starts_with(&format!("{week}/"))));
}
