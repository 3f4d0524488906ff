//! Background jobs.

use crate::support::TestServer;
use jiff::SignedDuration;
use web::work::jobs::{self, Lane};

#[tokio::test]
async fn two_instances_plan_and_run_each_job_once() {
    let server = TestServer::new().await;
    // Not on a Monday morning, which has more jobs.
    while model::work::job::week(server.now()).is_some() {
        server.app.clock.advance(SignedDuration::from_hours(24));
    }
    let other = server.app.clone();
    let (one, two) = tokio::join!(jobs::plan(&server.app, server.now()), jobs::plan(&other, server.now()));
    one.and(two).unwrap();
    // Either instance may run a job, but each job must run exactly once.
    loop {
        let (one, two) = tokio::join!(jobs::run(&server.app, Lane::Database), jobs::run(&other, Lane::Database));
        if one.unwrap() + two.unwrap() == 0 {
            break;
        }
    }
    let mut tx = server.app.db.read().await.unwrap();
    let rows: Vec<(String, i64, bool)> =
        tx.query("select kind, attempts, done_at is not null from job order by kind").all().await.unwrap();
    // The world has two organisations.
    let kinds = [
        "checkpoint",
        "feedback",
        "links",
        "night",
        "organisation",
        "organisation",
        "organisations",
        "round",
        "rounds",
    ];
    assert_eq!(rows, kinds.map(|kind| (kind.to_owned(), 1, true)));
}

#[tokio::test]
async fn a_consultation_that_cannot_be_read_is_a_failed_job_and_stops_nothing_else() {
    let server = TestServer::new().await;
    let open = server.world.consultations[1];
    let damaged = uuid::Uuid::from_u128(1);
    let mut tx = server.app.db.write().await.unwrap();
    // Its id is the first, so it comes before the one that can be closed.
    tx.query(
        "insert into consultation (id, organisation_id, step, title, closes_on, asked, code, opened_on, offered, created_at)
         select $1, organisation_id, step, ' ', closes_on, asked, $2, opened_on, offered, created_at
         from consultation where id = $3",
    )
    .bind(damaged)
    .bind(model::consultation::code::Code::of(1).as_str())
    .bind(open.0)
    .run()
    .await
    .unwrap();
    tx.commit().await.unwrap();
    server.app.clock.advance(SignedDuration::from_hours(15 * 24));
    jobs::plan(&server.app, server.now()).await.unwrap();
    while jobs::run(&server.app, Lane::Database).await.unwrap() > 0 {}

    let steps = "select step from consultation where id = $1";
    let mut tx = server.app.db.write().await.unwrap();
    let (step,): (String,) = tx.query(steps).bind(open.0).one().await.unwrap();
    assert_eq!(step, "closed", "the others are closed");
    let (step,): (String,) = tx.query(steps).bind(damaged).one().await.unwrap();
    assert_eq!(step, "open");
    let failed = store::work::jobs::failed_jobs(&mut tx, &testing::program()).await.unwrap();
    let [job] = &failed[..] else { panic!("{failed:?}") };
    assert!(job.kind == "consultation" && job.key.ends_with(&damaged.to_string()), "{job:?}");
    let rest = "select count(*) from job where kind in ('night', 'organisation', 'checkpoint') and done_at is null";
    let (rest,): (i64,) = tx.query(rest).one().await.unwrap();
    assert_eq!(rest, 0, "the rest of the night is done");

    // When the row is mended, the job is done without waiting for the next night.
    tx.query("update consultation set title = 'Mended' where id = $1").bind(damaged).run().await.unwrap();
    tx.commit().await.unwrap();
    server.app.clock.advance(SignedDuration::from_mins(2));
    while jobs::run(&server.app, Lane::Database).await.unwrap() > 0 {}
    let failed = store::work::jobs::failed_jobs(&mut server.app.db.read().await.unwrap(), &testing::program()).await;
    assert!(failed.unwrap().is_empty());
}
