//! The program's own work.

use crate::support::Trial;
use web::jobs;

#[tokio::test]
async fn two_instances_put_and_do_a_night_once() {
    let trial = Trial::new().await;
    let other = trial.app.clone();
    let (one, two) = tokio::join!(jobs::plan(&trial.app, trial.now()), jobs::plan(&other, trial.now()));
    one.and(two).unwrap();
    let (one, two) = tokio::join!(jobs::run(&trial.app), jobs::run(&other));
    assert_eq!(one.unwrap() + two.unwrap(), 1);
    let mut tx = trial.app.db.read().await.unwrap();
    let rows: Vec<(String, i64, bool)> =
        tx.query("select kind, attempts, done_at is not null from job").all().await.unwrap();
    assert_eq!(rows, [("night".to_owned(), 1, true)]);
}
