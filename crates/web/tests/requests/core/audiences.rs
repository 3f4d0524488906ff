//! Everyone reads what is for them, and nothing else: on every page, in every email, and nothing of it in the log.

use crate::{
    markers::{SECRET, marker, plant},
    support::{Log, Trial},
};
use axum::http::StatusCode;
use jiff::SignedDuration;
use model::{assessment::Step, core::dates::day};
use std::collections::BTreeSet;
use web::{
    routes::routes,
    work::jobs::{self, Lane},
};

/// A world in which every private column has its marker.
async fn planted() -> Trial {
    let trial = Trial::new().await;
    let mut tx = trial.app.db.write().await.unwrap();
    plant(&trial, &mut tx).await;
    // Addresses stay such, since a row that cannot be read is an error.
    for table in ["owner", "group_member", "invitation"] {
        let sql = format!("update {table} set email = 'marked' || rowid || '@marked.example' where email is not null");
        tx.query(sql.leak()).run().await.unwrap();
    }
    tx.commit().await.unwrap();
    trial
}

/// The markers of the columns that are for these audiences.
fn markers(audiences: &[&str]) -> Vec<String> {
    let columns = testing::audiences().into_iter().filter(|(audience, _)| audiences.contains(&audience.as_str()));
    let markers: Vec<_> = columns.map(|(_, column)| marker(&column)).collect();
    assert!(!markers.is_empty());
    markers
}

/// Every page of the program, in every state, as each of these visitors gets it. Addresses with a secret in them are for whoever was
/// sent it, whoever else they are.
async fn visit(trial: &Trial, visitors: &[&str], mut read: impl FnMut(&str, &str, &str)) {
    let mut seen = 0;
    for (_, path) in routes().list.into_iter().filter(|(method, path)| *method == "GET" && !path.contains("_link}")) {
        for (visitor, step) in visitors.iter().flat_map(|visitor| (0..Step::ALL.len()).map(move |step| (visitor, step)))
        {
            // Of downloads, those that can be searched as text.
            let formats: &[&str] = if path.contains("{format}") { &["html", "csv", "json"] } else { &[""] };
            for format in formats {
                let address = crate::core::access::address(trial, &path.replace("{format}", format), step);
                let page = trial.browser(visitor).get(&address).await;
                read(visitor, &address, &page.body);
                seen += usize::from(page.status == StatusCode::OK);
            }
        }
    }
    assert!(seen > 100, "{seen} pages were seen");
}

async fn is_never_shown(audiences: &[&str], visitors: &[&str]) {
    let (trial, markers) = (planted().await, markers(audiences));
    visit(&trial, visitors, |visitor, address, body| {
        for marker in &markers {
            assert!(!body.contains(marker), "{marker}is shown to {visitor} at {address}:\n{body}");
        }
        let is_of_organisation = *visitor != *"other lead" || !body.contains("@marked.example");
        assert!(is_of_organisation, "an address is shown to {visitor} at {address}:\n{body}");
    })
    .await;
}

#[tokio::test]
async fn the_secretariat_and_the_board_read_nothing_that_is_for_members_alone() {
    is_never_shown(&["members"], &["secretariat", "board"]).await;
}

#[tokio::test]
async fn members_of_another_organisation_read_nothing_that_is_not_public() {
    is_never_shown(&["members", "secretariat"], &["other lead"]).await;
}

/// Otherwise the tests above could search for what is nowhere.
#[tokio::test]
async fn members_read_what_is_theirs() {
    let trial = planted().await;
    let mut unseen: BTreeSet<String> = markers(&["members", "secretariat"]).into_iter().collect();
    let all = unseen.len();
    visit(&trial, &["lead"], |_, _, body| unseen.retain(|marker| !body.contains(marker))).await;
    assert!(all - unseen.len() >= 20, "of {all} markers, these are nowhere: {unseen:#?}");
}

/// Do all that is due in ten weeks: summaries, reminders, and what is told once.
async fn work(trial: &Trial) {
    for _ in 0..70 {
        jobs::plan(&trial.app, trial.now()).await.unwrap();
        while jobs::run(&trial.app, Lane::Own).await.unwrap() > 0 {}
        trial.app.clock.pass(SignedDuration::from_hours(24));
    }
}

#[tokio::test]
async fn emails_hold_nothing_that_is_not_for_their_recipient() {
    let trial = planted().await;
    // Whoever writes to them must be able to reach them.
    let mut tx = trial.app.db.write().await.unwrap();
    for persona in &trial.world.personas {
        let Some(person) = persona.person else { continue };
        let email = format!("{}@assay.example", persona.name.replace(' ', "-"));
        tx.query("update person set email = $1 where id = $2").bind(email).bind(person.0).run().await.unwrap();
    }
    tx.query("delete from email").run().await.unwrap();
    tx.query("delete from unsubscribed").run().await.unwrap();
    tx.commit().await.unwrap();
    let due = day(trial.now()).checked_add(jiff::Span::new().weeks(3)).unwrap();
    crate::work::reminders::owner(&trial, "stores@marked.example", due).await;
    work(&trial).await;
    let mut tx = trial.app.db.read().await.unwrap();
    let emails: Vec<(String, String, String)> =
        tx.query("select recipient, subject, body from email").all().await.unwrap();
    assert!(emails.iter().any(|(to, _, body)| to == "lead@assay.example" && body.contains(SECRET)), "{emails:#?}");
    assert!(emails.iter().any(|(to, ..)| to == "other-lead@assay.example"), "{emails:#?}");
    assert!(emails.iter().any(|(to, ..)| to.ends_with("@marked.example")), "{emails:#?}");
    for (recipient, subject, body) in emails {
        let hidden: &[&str] = match recipient.as_str() {
            "lead@assay.example" | "contributor@assay.example" => continue,
            "other-lead@assay.example" => &["members", "secretariat"],
            // The secretariat and the board; and owners, who are asked about their actions.
            _ => &["members"],
        };
        for marker in markers(hidden) {
            assert!(!subject.contains(&marker) && !body.contains(&marker), "{marker}is sent to {recipient}:\n{body}");
        }
    }
}

#[tokio::test]
async fn the_log_holds_nothing_private() {
    let log = Log::default();
    let work = async {
        let trial = planted().await;
        visit(&trial, &["lead", "secretariat", "nobody"], |_, _, _| {}).await;
        work(&trial).await;
    };
    log.of(Box::pin(work)).await;
    let log = log.text();
    let answers = log.lines().filter(|line| line.contains("status")).count();
    assert!(answers > 500, "{answers} requests are in the log");
    let private: Vec<_> = log.lines().filter(|line| line.contains(SECRET)).collect();
    assert!(private.is_empty(), "{private:#?}");
}

#[tokio::test]
async fn your_data_has_nobody_elses_address() {
    let trial = planted().await;
    for persona in ["lead", "contributor", "secretariat", "other lead"] {
        let mut browser = trial.browser(persona);
        for address in ["/account/data", "/account/data.json"] {
            let page = browser.get(address).await;
            assert_eq!(page.status, StatusCode::OK);
            let mut tx = trial.app.db.read().await.unwrap();
            let person = trial.world.persona(persona).person.unwrap();
            let (row,): (i64,) = tx.query("select rowid from person where id = $1").bind(person.0).one().await.unwrap();
            for after in page.body.split(&marker("person.email")).skip(1) {
                let number: String = after.chars().take_while(char::is_ascii_digit).collect();
                assert_eq!(number, row.to_string(), "{persona} reads another’s address:\n{}", page.body);
            }
        }
    }
}
