//! Reminders: one email a week for each person, urgent ones by themselves, stopped by one click, and a lead who is told
//! what could not be delivered.

use crate::support::{Browser, Trial};
use axum::http::{Request, StatusCode, header};
use jiff::{SignedDuration, Timestamp, civil::Date};
use model::{core::dates::day, work::job};
use store::{Db, core::values::Day, work::emails};
use testing::world::World;
use web::work::jobs::{self, Lane};

/// A Monday at half past seven in London, in the year of the world's clock or after it, and the first one of a month.
fn first_monday(trial: &Trial) -> Timestamp {
    let mut at = trial.now();
    loop {
        at += SignedDuration::from_mins(30);
        if job::week(at).is_some_and(|monday| monday == day(at) && monday.day() <= 7) {
            return at;
        }
    }
}

fn pass_until(trial: &Trial, moment: Timestamp) -> Date {
    trial.app.clock.pass(moment.duration_since(trial.now()));
    day(trial.now())
}

/// Do all that is due, as two instances.
async fn work(trial: &Trial) {
    let other = trial.app.clone();
    loop {
        let (one, two) = tokio::join!(jobs::run(&trial.app, Lane::Own), jobs::run(&other, Lane::Own));
        if one.unwrap() + two.unwrap() == 0 {
            return;
        }
    }
}

/// Emails: to whom, their subject, their text, and the link that stops them.
async fn written(db: &Db) -> Vec<(String, String, String, Option<String>)> {
    let mut tx = db.read().await.unwrap();
    tx.query("select recipient, subject, body, unsubscribe from email order by recipient, id").all().await.unwrap()
}

/// The owner of the submitted plan's action, which is due on that day.
pub(crate) async fn owner(trial: &Trial, email: &str, due: Date) {
    let (world, mut tx) = (&trial.world, trial.app.db.write().await.unwrap());
    let id = store::core::ids::new(trial.now());
    tx.query(
        "insert into owner (id, organisation_id, name, email, created_at) values ($1, $2, 'Head of Stores', $3, $4)",
    )
    .bind(id)
    .bind(world.organisation.0)
    .bind(email)
    .bind(store::core::values::At(trial.now()))
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
async fn a_week_has_one_summary_for_each_reader_with_items() {
    for db in testing::databases().await {
        let trial = Trial::on(db).await;
        let monday = pass_until(&trial, first_monday(&trial));
        // A month after the Monday's Wednesday: the weekly summary says so.
        let wednesday = monday.checked_add(jiff::Span::new().days(2)).unwrap();
        owner(&trial, "stores@northmoor.example", wednesday.checked_add(jiff::Span::new().months(1)).unwrap()).await;
        for _ in 0..2 {
            jobs::plan(&trial.app, trial.now()).await.unwrap();
            work(&trial).await;
        }
        let all = written(&trial.app.db).await;
        let to: Vec<_> = all.iter().map(|message| message.0.as_str()).collect();
        // Eastfell never submitted, which its lead is told on the first Monday; nothing is due at Northmoor but one action.
        assert_eq!(to, ["other-lead@assay.example", "stores@northmoor.example"], "{all:#?}");
        assert!(all[0].2.contains("Stage 1 was due on 1 May 2020") && all[0].1.starts_with("Weekly summary: 1 item"));
        let (_, _, body, unsubscribe) = &all[1];
        assert!(body.contains("Dear Head of Stores") && body.contains("Your action “Count everyone in 2028”"));
        assert!(body.contains(unsubscribe.as_ref().unwrap()) && !body.contains("/actions/"), "{body}");

        // The next day says nothing again.
        trial.app.clock.pass(SignedDuration::from_hours(24));
        jobs::plan(&trial.app, trial.now()).await.unwrap();
        work(&trial).await;
        assert_eq!(written(&trial.app.db).await.len(), 2);
    }
}

#[tokio::test]
async fn what_is_due_within_a_week_goes_by_itself_and_once() {
    let trial = Trial::new().await;
    let due = day(trial.now()).checked_add(jiff::Span::new().days(6)).unwrap();
    owner(&trial, "stores@northmoor.example", due).await;
    for _ in 0..3 {
        jobs::plan(&trial.app, trial.now()).await.unwrap();
        work(&trial).await;
        trial.app.clock.pass(SignedDuration::from_hours(24));
    }
    let urgent: Vec<_> = written(&trial.app.db).await.into_iter().filter(|one| one.1.starts_with("Due ")).collect();
    assert_eq!(urgent.len(), 1, "{urgent:#?}");
    assert!(urgent[0].0 == "stores@northmoor.example" && urgent[0].2.contains(" days)"));
}

#[tokio::test]
async fn one_click_ends_reminders_a_look_does_not_and_the_account_begins_them_again() {
    let trial = Trial::new().await;
    let path = format!("/unsubscribe/{}", trial.world.unsubscribe_link);
    let mut mail = Browser::new(trial.router.clone(), trial.world.persona("nobody"));
    mail.forget();
    let before = trial.app.db.queries();
    let page = mail.get(&path).await;
    assert!(trial.app.db.queries() - before <= 6);
    assert!(page.body.contains("Unsubscribe from reminder emails") && page.body.contains("contributor@assay.example"));
    assert!(mail.get(&path).await.body.contains("Stop reminder emails"));

    // As mail programs send it: no cookie, no token, no page before.
    let request = Request::post(&path).header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
    let answer = mail.send(request.body("List-Unsubscribe=One-Click".into()).unwrap()).await;
    assert_eq!(answer.status, StatusCode::OK);
    assert!(answer.body.contains("You are unsubscribed"));
    assert_eq!(mail.post_raw("/unsubscribe/0123", String::new()).await.status, StatusCode::NOT_FOUND);

    let mut contributor = trial.browser("contributor");
    assert!(contributor.get("/account").await.body.contains("Turn on reminder emails"));
    assert_eq!(contributor.post("/account/reminders", &[]).await.location(), "/account#reminders");
    assert!(contributor.get("/account").await.body.contains("Stop reminder emails"));
    assert_eq!(contributor.post("/account/reminders/stop", &[]).await.status, StatusCode::SEE_OTHER);
    assert!(mail.get(&path).await.body.contains("You are unsubscribed"));
}

#[tokio::test]
async fn a_reader_without_reminders_gets_neither_summary_nor_urgent_email() {
    let trial = Trial::new().await;
    pass_until(&trial, first_monday(&trial));
    owner(&trial, "stores@northmoor.example", day(trial.now()).checked_add(jiff::Span::new().days(6)).unwrap()).await;
    let mut tx = trial.app.db.write().await.unwrap();
    for email in ["stores@northmoor.example", "other-lead@assay.example"] {
        let link = store::work::reminders::link(&mut tx, email, trial.now()).await.unwrap();
        assert!(store::work::reminders::stop_by_link(&mut tx, &link, trial.now()).await.unwrap());
    }
    tx.commit().await.unwrap();
    jobs::plan(&trial.app, trial.now()).await.unwrap();
    work(&trial).await;
    assert_eq!(written(&trial.app.db).await, []);
}

#[tokio::test]
async fn an_undelivered_email_is_shown_until_one_is_delivered() {
    let trial = Trial::new().await;
    owner(&trial, "stores@northmoor.example", Date::constant(2099, 1, 1)).await;
    lose_an_email(&trial).await;
    let home = format!("/organisations/{}", trial.world.organisation);
    let mut lead = trial.browser("lead");
    assert!(lead.get(&home).await.body.contains("We could not deliver an email to Head of Stores."));
    let people = lead.get(&format!("{home}/people")).await.body;
    assert!(people.contains("stores@northmoor.example") && people.contains("550 no such mailbox"), "{people}");
    // It is in the next weekly summary, too.
    pass_until(&trial, first_monday(&trial));
    jobs::plan(&trial.app, trial.now()).await.unwrap();
    work(&trial).await;
    let all = written(&trial.app.db).await;
    let told = all.iter().find(|message| message.0 == "lead@assay.example").expect("the lead is told");
    assert!(told.2.contains("We could not deliver an email to Head of Stores"), "{told:?}");

    // The address is corrected: nothing need be said of the old one.
    let mut tx = trial.app.db.write().await.unwrap();
    tx.query("update owner set email = 'new@northmoor.example'").run().await.unwrap();
    tx.commit().await.unwrap();
    let page = trial.browser_now("lead").await.get(&home).await;
    assert!(page.status == StatusCode::OK && !page.body.contains("could not deliver"));
}

async fn lose_an_email(trial: &Trial) {
    let mut tx = trial.app.db.write().await.unwrap();
    let about = emails::EmailContext {
        organisation: Some(trial.world.organisation),
        concerns: Some("Head of Stores"),
        unsubscribe: None,
    };
    emails::write_about(&mut tx, "stores@northmoor.example", "Hello", "Words", about, trial.now()).await.unwrap();
    let lost =
        emails::claim(&mut tx, &testing::program(), emails::Turn::All, 10, trial.now()).await.unwrap().pop().unwrap();
    emails::give_up(&mut tx, &testing::program(), lost.id, "550 no such mailbox", trial.now()).await.unwrap();
    tx.commit().await.unwrap();
}

#[tokio::test]
async fn a_calendar_by_a_secret_address_has_the_days_of_its_person_until_it_is_ended() {
    let trial = Trial::new().await;
    owner(&trial, "stores@northmoor.example", Date::constant(2099, 3, 4)).await;
    let mut lead = trial.browser("lead");
    let made = lead.post("/account/calendar", &[]).await.body;
    let path = &made[made.find("/calendars/").unwrap()..][.."/calendars/".len() + 64];
    let mut anyone = trial.browser("nobody");
    let old = anyone.get(&format!("/calendars/{}", trial.world.calendar_link)).await;
    assert_eq!(old.status, StatusCode::NOT_FOUND, "a new address ends the old one");
    let feed = anyone.get(path).await;
    assert_eq!(feed.headers[header::CACHE_CONTROL], "private, max-age=3600");
    assert!(feed.body.contains("DTSTART;VALUE=DATE:20990304") && feed.body.contains("Due: Count everyone in 2028"));
    assert!(lead.get("/account").await.body.contains("You created a private calendar link"));
    lead.post("/account/calendar/end", &[]).await;
    assert_eq!(anyone.get(path).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn an_organisations_calendar_has_the_due_days_that_everyone_may_know() {
    let trial = Trial::new().await;
    let World { actions, .. } = &trial.world;
    let mut tx = trial.app.db.write().await.unwrap();
    for (action, due) in [(actions[4], "2099-03-04"), (actions[0], "2099-05-06")] {
        let due: Date = due.parse().unwrap();
        tx.query("update action set due_on = $1 where id = $2").bind(Day(due)).bind(action.0).run().await.unwrap();
    }
    tx.commit().await.unwrap();
    let feed = trial.browser("nobody").get("/signatories/northmoor/calendar.ics").await;
    // What everyone may know is what was signed, in which the action had no due day yet; a draft is never there.
    assert!(!feed.body.contains("20990506"), "{}", feed.body);
}

#[tokio::test]
async fn a_weekly_summary_reaches_a_real_server_with_its_unsubscribe_header() {
    let (Ok(server), Ok(maildir)) = (std::env::var("TEST_SMTP"), std::env::var("TEST_SMTP_MAIL")) else {
        eprintln!("skipped: TEST_SMTP names no server of mail");
        return;
    };
    let trial = Trial::new().await;
    let monday = pass_until(&trial, first_monday(&trial));
    let address = format!("stores-{}@northmoor.example", store::core::secrets::code());
    let in_a_month = monday.checked_add(jiff::Span::new().months(1)).unwrap();
    owner(&trial, &address, in_a_month).await;
    jobs::plan(&trial.app, trial.now()).await.unwrap();
    work(&trial).await;
    let post = web::work::mailer::Post::smtp(&format!("smtp://{server}"), "Assay <assay@assay.example>").unwrap();
    while web::work::mailer::deliver(&trial.app, &post).await.unwrap() > 0 {}
    let folder = std::path::Path::new(&maildir).join("new");
    let emails =
        std::fs::read_dir(folder).unwrap().filter_map(|entry| std::fs::read_to_string(entry.unwrap().path()).ok());
    let arrived: Vec<String> = emails.filter(|text| text.contains(&address)).collect();
    assert_eq!(arrived.len(), 1);
    let head = arrived[0].split_once("\n\n").or_else(|| arrived[0].split_once("\r\n\r\n")).unwrap().0;
    assert!(head.contains("List-Unsubscribe-Post: List-Unsubscribe=One-Click"), "{head}");
    let start = head.find("List-Unsubscribe: <http://assay.test/unsubscribe/").expect("the end is one whole address");
    let path = &head[start + "List-Unsubscribe: <http://assay.test".len()..][.."/unsubscribe/".len() + 64];
    let answer = trial.browser("nobody").post_raw(path, "List-Unsubscribe=One-Click".to_owned()).await;
    assert_eq!(answer.status, StatusCode::OK);
    // What was sent is forgotten, the secret with it.
    assert!(written(&trial.app.db).await.iter().all(|message| message.2.is_empty() && message.3.is_none()));
}

/// The lead and a person without an account are members of the group of the world, which meets on that day.
async fn meeting(trial: &Trial, on: Date) {
    let mut tx = trial.app.db.write().await.unwrap();
    for (name, email) in [("L. Lead", "lead@assay.example"), ("K. Keeper", "keeper@northmoor.example")] {
        tx.query("insert into group_member (id, group_id, name, email, role, starts_on) values ($1, $2, $3, $4, 'member', '2020-01-01')")
            .bind(store::core::ids::new(trial.now()))
            .bind(trial.world.group.0.0)
            .bind(name)
            .bind(email)
            .run()
            .await
            .unwrap();
    }
    tx.query("insert into meeting (id, group_id, held_on, place) values ($1, $2, $3, 'The tower')")
        .bind(store::core::ids::new(trial.now()))
        .bind(trial.world.group.0.0)
        .bind(Day(on))
        .run()
        .await
        .unwrap();
    tx.commit().await.unwrap();
}

#[tokio::test]
async fn meetings_reviews_and_closing_days_are_in_calendars_and_summaries_of_those_concerned() {
    let trial = Trial::new().await;
    let monday = first_monday(&trial);
    meeting(&trial, day(monday).saturating_add(jiff::ToSpan::days(9))).await;
    let made = trial.browser("lead").post("/account/calendar", &[]).await.body;
    let path = &made[made.find("/calendars/").unwrap()..][.."/calendars/".len() + 64];
    let feed = trial.browser("nobody").get(path).await.body.replace("\r\n ", "");
    for words in ["“Lamp committee” meets", "The tower", "progress review due", "The consultation “"] {
        assert!(feed.contains(words), "{words} is not in {feed}");
    }
    let made = trial.browser("contributor").post("/account/calendar", &[]).await.body;
    let path = &made[made.find("/calendars/").unwrap()..][.."/calendars/".len() + 64];
    let feed = trial.browser("nobody").get(path).await.body;
    assert!(!feed.contains("Lamp committee"), "they do not sit there");

    let week = pass_until(&trial, monday);
    jobs::plan(&trial.app, trial.now()).await.unwrap();
    work(&trial).await;
    let told = written(&trial.app.db).await;
    for reader in ["lead@assay.example", "keeper@northmoor.example"] {
        let message =
            told.iter().find(|(to, ..)| to == reader).unwrap_or_else(|| panic!("{reader} got nothing: {told:?}"));
        assert!(message.2.contains("“Lamp committee” meets on"), "{message:?}");
    }
    let keys: Vec<(String,)> = trial.app.db.read().await.unwrap().query("select key from job").all().await.unwrap();
    assert!(keys.iter().all(|(key,)| !key.contains('@')), "no key holds an address: {keys:?}");
    assert!(keys.iter().any(|(key,)| key.starts_with(&format!("{week}/"))));
}
