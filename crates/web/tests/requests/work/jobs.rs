//! Background jobs.

use crate::support::TestServer;
use web::work::jobs::{self, Lane};

#[tokio::test]
async fn two_instances_plan_and_run_each_job_once() {
    let server = TestServer::new().await;
    // Not on a Monday morning, which has more jobs.
    while model::work::job::week(server.now()).is_some() {
        server.app.clock.advance(jiff::SignedDuration::from_hours(24));
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
    let kinds = ["checkpoint", "links", "night", "organisation", "organisation", "organisations"];
    assert_eq!(rows, kinds.map(|kind| (kind.to_owned(), 1, true)));
}
