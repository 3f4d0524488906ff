//! The nightly work before a Monday: reminders, weekly summaries and queued link checks for every organisation, compared with bare commits
//! to the same database.

use jiff::{Timestamp, ToSpan as _};
use model::{
    Date, OrganisationId,
    core::{
        address::Address,
        dates::day,
        permit::{AtOrganisation, KeepEvidence, Permit},
        short::Line,
    },
    plan::evidence::{EvidenceContent, NewEvidence},
    work::job,
};
use serde_json::json;
use std::time::Instant;
use store::{
    Db,
    core::{
        ids,
        values::{At, Day},
    },
    plan::evidence,
};
use web::{
    core::{
        app::{App, Site},
        clock::Clock,
    },
    work::jobs::{self, Lane},
};

/// The number of owners in each organisation, among whom the actions of its plan are divided.
const OWNERS: u32 = 4;
/// The number of links of each organisation.
const LINKS: u32 = 3;

/// Runs the nightly work in a database from `fill`, and returns how long it took.
pub(crate) async fn measure(url: &str) -> serde_json::Value {
    let db = testing::open(url).await;
    let clock = Clock::default();
    let morning = next_monday(clock.now());
    clock.advance(morning.duration_since(clock.now()));
    let organisations = prepare(&db, day(morning), morning).await;
    let app = App::new(
        db.clone(),
        testing::real_charter(),
        clock,
        Site { base: "https://bench.example".into(), ..Site::default() },
    );

    let (queries, commits, began) = (db.queries(), db.commits(), Instant::now());
    jobs::plan(&app, app.clock.now()).await.expect("the database answers");
    while jobs::run(&app, Lane::Database).await.expect("the database answers") > 0 {}
    let seconds = began.elapsed().as_secs_f64();
    let (queries, commits) = (db.queries() - queries, db.commits() - commits);

    let mut tx = db.read().await.expect("the database answers");
    let (emails,): (i64,) = tx.query("select cast(count(*) as bigint) from email").one().await.expect("a count");
    let (hosts,): (i64,) = tx
        .query("select cast(count(*) as bigint) from job where kind = 'host' and done_at is null")
        .one()
        .await
        .expect("a count");
    let (failed,): (i64,) =
        tx.query("select cast(count(*) as bigint) from job where failure is not null").one().await.expect("a count");
    drop(tx);
    let limit = time_bare_commits(&db, commits).await;
    db.close().await;
    json!({
        "organisations": organisations, "seconds": seconds, "queries": queries, "commits": commits, "emails": emails,
        "hosts_queued": hosts, "failed": failed, "bare_commits_seconds": limit,
    })
}

/// Returns the time at which the work of the next Monday begins, to the half hour.
fn next_monday(now: Timestamp) -> Timestamp {
    let mut at = now;
    loop {
        at += jiff::SignedDuration::from_mins(30);
        if job::week(at) == Some(day(at)) {
            return at;
        }
    }
}

/// Adds owners with email addresses, due dates that are in this week's summary, and links to each organisation. Returns the number of
/// organisations.
async fn prepare(db: &Db, monday: Date, now: Timestamp) -> usize {
    let mut tx = db.read().await.expect("the database answers");
    let all: Vec<(uuid::Uuid,)> = tx.query("select id from organisation order by id").all().await.expect("rows");
    drop(tx);
    let in_a_month = monday.saturating_add(2.days()).saturating_add(1.month());
    for (number, (organisation,)) in all.iter().enumerate() {
        let mut tx = db.write().await.expect("there is no other writer");
        for one in 0..OWNERS {
            let owner = ids::new(now);
            tx.query("insert into owner (id, organisation_id, name, email, created_at) values ($1, $2, 'Head of Stores', $3, $4)")
                .bind(owner)
                .bind(*organisation)
                .bind(format!("owner-{number}-{one}@bench.example"))
                .bind(At(now))
                .run()
                .await
                .expect("the rows are valid");
            tx.query(
                "update action set owner_id = $1, due_on = $2 where id in (
                     select x.action_id from plan_action x join plan p on p.id = x.plan_id join assessment a on a.plan_id = p.id
                     where p.organisation_id = $3 and a.step = 'submitted' and x.position % 4 = $4)",
            )
            .bind(owner)
            .bind(Day(in_a_month))
            .bind(*organisation)
            .bind(i64::from(one))
            .run()
            .await
            .expect("the rows are valid");
        }
        let operator = testing::operator();
        let place = AtOrganisation { organisation: OrganisationId(*organisation) };
        let may = Permit::<KeepEvidence>::ask(&operator, place).expect("the operator has the permission");
        for link in 0..LINKS {
            let address = Address::parse(&format!("https://www{number}.bench.example/{link}")).expect("an address");
            let new = NewEvidence {
                title: Line::parse("A page").expect("a line"),
                content: EvidenceContent::Link { address },
                themes: Vec::new(),
                allied: Vec::new(),
            };
            let may = testing::lock(&mut tx, &may).await;
            evidence::add(&mut tx, &may, &new, now).await.expect("the rows are valid");
        }
        tx.commit().await.expect("the disk has room");
    }
    all.len()
}

/// Measures how long the same database takes for as many commits of one row each, in seconds.
async fn time_bare_commits(db: &Db, commits: u64) -> f64 {
    let mut tx = db.write().await.expect("there is no other writer");
    tx.query("create table bare (number bigint not null)").run().await.expect("a new table");
    tx.commit().await.expect("the disk has room");
    let began = Instant::now();
    for number in 0..commits {
        let mut tx = db.write().await.expect("there is no other writer");
        tx.query("insert into bare (number) values ($1)")
            .bind(i64::try_from(number).unwrap_or(i64::MAX))
            .run()
            .await
            .expect("the rows are valid");
        tx.commit().await.expect("the disk has room");
    }
    began.elapsed().as_secs_f64()
}
