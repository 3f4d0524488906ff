//! The program's own work.

use crate::support::TestServer;
use web::work::jobs::{self, Lane};

#[tokio::test]
async fn two_instances_put_and_do_a_night_once() {
    let server = TestServer::new().await;
    // Not in the morning of a week that begins, when there is more to do.
    while model::work::job::week(server.now()).is_some() {
        server.app.clock.pass(jiff::SignedDuration::from_hours(24));
    }
    let other = server.app.clone();
    let (one, two) = tokio::join!(jobs::plan(&server.app, server.now()), jobs::plan(&other, server.now()));
    one.and(two).unwrap();
    // How they share the work is as it happens; that each job is done, and once, is not.
    loop {
        let (one, two) = tokio::join!(jobs::run(&server.app, Lane::Own), jobs::run(&other, Lane::Own));
        if one.unwrap() + two.unwrap() == 0 {
            break;
        }
    }
    let mut tx = server.app.db.read().await.unwrap();
    let rows: Vec<(String, i64, bool)> =
        tx.query("select kind, attempts, done_at is not null from job order by kind").all().await.unwrap();
    // Two organisations are in the trial.
    let kinds = ["links", "night", "organisation", "organisation", "organisations"];
    assert_eq!(rows, kinds.map(|kind| (kind.to_owned(), 1, true)));
}
