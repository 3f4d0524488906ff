//! The page about the event log, its checkpoints and its hashes.

use super::visit;
use crate::support::TestServer;
use axum::http::{StatusCode, header};
use model::{
    core::permit::Author,
    work::{
        event::{EventKind, NamedPerson},
        event_log::Checkpoint,
    },
};
use store::core::events::{self, Subject};
use web::work::{
    event_log,
    jobs::{self, Lane},
};

async fn record(server: &TestServer, name: &str) {
    let mut tx = server.app.db.write().await.unwrap();
    let what = EventKind::PersonLeft { name: NamedPerson::unknown(name) };
    events::record(&mut tx, Author::Operator, Subject::default(), &what, server.now()).await.unwrap();
    tx.commit().await.unwrap();
}

/// Runs the jobs of the next night, of which one signs a checkpoint.
async fn night(server: &TestServer) {
    server.app.clock.advance(jiff::SignedDuration::from_hours(24));
    jobs::plan(&server.app, server.now()).await.unwrap();
    while jobs::run(&server.app, Lane::Database).await.unwrap() > 0 {}
    let mut tx = server.app.db.read().await.unwrap();
    let failed: Vec<(String,)> = tx.query("select failure from job where failure is not null").all().await.unwrap();
    assert!(failed.is_empty(), "{failed:?}");
}

#[tokio::test]
async fn a_checkpoint_is_signed_each_night_and_published() {
    let server = TestServer::new().await;
    let page = visit(&server, "/log").await;
    assert!(page.body.contains("No checkpoint yet."), "{}", page.body);
    for address in ["/log/checkpoint", "/log/checkpoints/1", "/log/tile/0/000.p/1"] {
        assert_eq!(visit(&server, address).await.status, StatusCode::NOT_FOUND, "{address}");
    }
    record(&server, "One").await;
    record(&server, "Two").await;
    night(&server).await;
    let first = visit(&server, "/log/checkpoint").await;
    assert_eq!(first.headers[header::CONTENT_TYPE], "text/plain; charset=utf-8");
    let keys = server.app.signing_keys.current().known();
    let signed = Checkpoint::verified(&first.body, &keys).unwrap();
    assert_eq!((signed.size, signed.origin.as_str()), (2, "assay.test/log"));

    record(&server, "Three").await;
    night(&server).await;
    let second = Checkpoint::verified(&visit(&server, "/log/checkpoint").await.body, &keys).unwrap();
    assert_eq!(second.size, 3);
    assert_eq!(visit(&server, "/log/checkpoints/2").await.body, first.body, "earlier ones stay");
    let before = server.app.db.queries();
    let page = visit(&server, "/log").await;
    assert!(server.app.db.queries() - before <= 2, "{}", server.app.db.queries() - before);
    assert!(page.body.contains("It covers 3 entries.") && page.body.contains("/log/checkpoints/2"), "{}", page.body);
    assert!(page.body.contains("assay.test/log+"), "the key: {}", page.body);
}

#[tokio::test]
async fn hashes_are_published_as_far_as_a_checkpoint_covers_them_and_entries_never() {
    let server = TestServer::new().await;
    for number in 0..3 {
        record(&server, &number.to_string()).await;
    }
    night(&server).await;
    record(&server, "later").await;
    event_log::write_entries(&server.app).await.unwrap();
    let tile = visit(&server, "/log/tile/0/000.p/3").await;
    assert_eq!(tile.status, StatusCode::OK);
    assert_eq!(tile.headers[header::CACHE_CONTROL], "public, max-age=31536000, immutable");
    assert_eq!(tile.bytes.len(), 96);
    assert_eq!(visit(&server, "/log/tile/0/000.p/2").await.bytes.len(), 64);
    for path in
        ["0/000.p/4", "0/000", "0/000.p/0", "0/001.p/1", "1/000.p/1", "64/000", "entries/000", "data/000", "0/0", "x"]
    {
        let missing = visit(&server, &format!("/log/tile/{path}")).await;
        assert_eq!(missing.status, StatusCode::NOT_FOUND, "{path}");
    }
    for size in ["0", "-1", "99999999999999999999", "18446744073709551615", "x"] {
        let missing = visit(&server, &format!("/log/checkpoints/{size}")).await;
        assert_eq!(missing.status, StatusCode::NOT_FOUND, "{size}");
    }
}

/// Whoever can change the database cannot have the program sign what was changed.
#[tokio::test]
async fn no_checkpoint_is_signed_for_a_log_that_does_not_go_on_from_the_last_one() {
    let server = TestServer::new().await;
    record(&server, "One").await;
    night(&server).await;
    let mut tx = server.app.db.write().await.unwrap();
    tx.query("update log_tile set hashes = $1").bind(vec![1_u8; 32]).run().await.unwrap();
    tx.commit().await.unwrap();
    record(&server, "Two").await;
    server.app.clock.advance(jiff::SignedDuration::from_hours(24));
    jobs::plan(&server.app, server.now()).await.unwrap();
    while jobs::run(&server.app, Lane::Database).await.unwrap() > 0 {}
    let mut tx = server.app.db.read().await.unwrap();
    let (failure,): (String,) =
        tx.query("select failure from job where kind = 'checkpoint' and failure is not null").one().await.unwrap();
    assert_eq!(failure, "the event log does not go on from its newest checkpoint. Run: assay audit");
    let (checkpoints,): (i64,) = tx.query("select cast(count(*) as bigint) from checkpoint").one().await.unwrap();
    assert_eq!(checkpoints, 1);
}

/// The newest checkpoint is kept apart from the database, and not replaced by one of another log.
#[tokio::test]
async fn the_kept_checkpoint_is_replaced_only_by_one_that_goes_on_from_it() {
    let server = TestServer::new().await;
    let path = std::env::temp_dir().join(format!("assay-checkpoint-{}.txt", store::core::secrets::new()));
    let kept = || std::fs::read_to_string(&path).unwrap_or_default();
    let run = async || event_log::work(server.app.clone(), Some(path.clone()), std::future::ready(())).await;
    record(&server, "One").await;
    run().await;
    let first = kept();
    assert_eq!(first, visit(&server, "/log/checkpoint").await.body, "the first one is signed at once");
    record(&server, "Two").await;
    night(&server).await;
    run().await;
    let second = kept();
    assert_ne!(first, second);
    // Everything is replaced by another log, which would fit by itself.
    let mut tx = server.app.db.write().await.unwrap();
    for sql in ["delete from checkpoint", "delete from log_entry", "delete from log_tile", "delete from event"] {
        tx.query(sql).run().await.unwrap();
    }
    tx.commit().await.unwrap();
    for name in ["Three", "Four", "Five"] {
        record(&server, name).await;
    }
    run().await;
    assert_eq!(visit(&server, "/log/checkpoint").await.status, StatusCode::OK, "another first one is signed");
    assert_eq!(kept(), second, "the one that was kept still shows what is missing");
}
