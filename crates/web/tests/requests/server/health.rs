//! `/health/live` and `/health/ready`.

use crate::support::{Browser, TestServer};
use axum::http::StatusCode;
use std::{
    fs::File,
    io::{Seek as _, SeekFrom, Write as _},
    sync::Arc,
};
use store::Db;
use web::{core::app::App, routes, work::metrics};

#[tokio::test]
async fn an_instance_that_can_work_is_ready() {
    let server = TestServer::new().await;
    let mut monitor = server.browser("nobody");
    for path in ["/health", "/health/ready"] {
        let response = monitor.get(path).await;
        assert_eq!(
            (response.status, &*response.body),
            (StatusCode::OK, "ready: yes\nreads: yes\nwrites: yes\ndamaged: no\nspace: yes\n")
        );
    }
    let (before, commits) = (server.app.db.queries(), server.app.db.commits());
    monitor.get("/health/ready").await;
    assert_eq!(monitor.get("/health/live").await.body, "live\n");
    assert_eq!(server.app.db.queries(), before, "a report is reused for a few seconds");
    assert_eq!(server.app.db.commits(), commits);
}

#[tokio::test]
async fn an_instance_that_cannot_write_is_live_and_not_ready() {
    let server = TestServer::new().await;
    // The setting stays on the only connection that writes, and fails like a full disk.
    server.app.db.write().await.unwrap().query("pragma query_only = on").run().await.unwrap();
    let mut monitor = server.browser("nobody");
    let response = monitor.get("/health").await;
    assert_eq!(response.status, StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(response.body, "ready: no\nreads: yes\nwrites: no\ndamaged: no\nspace: yes\n");
    assert_eq!(monitor.get("/health/live").await.status, StatusCode::OK);
    let mut lead = server.browser("lead");
    let response = lead.post("/account/name", &[("name", "Ada of the long words")]).await;
    assert_eq!(response.status, StatusCode::SERVICE_UNAVAILABLE);
    assert!(response.body.contains("Assay cannot use its database"), "{}", response.body);
    assert!(
        response.body.contains("Ada of the long words") && response.body.contains("was not saved"),
        "{}",
        response.body
    );
    assert_eq!(lead.get("/account").await.status, StatusCode::OK, "reading still works");
}

/// Reading and writing are checked at once, so that a report takes no longer than one timeout.
#[tokio::test]
async fn an_instance_whose_writer_is_busy_is_ready() {
    let server = TestServer::new().await;
    let busy = server.app.db.write().await.unwrap();
    let response = server.browser("nobody").get("/health/ready").await;
    assert_eq!(
        (response.status, &*response.body),
        (StatusCode::OK, "ready: yes\nreads: yes\nwrites: busy\ndamaged: no\nspace: yes\n")
    );
    drop(busy);
}

/// Overwrites the pages of a table in the file of a database that nobody has open.
async fn damage(url: &str, table: &str) {
    let db = Db::open(url).await.unwrap();
    let mut tx = db.read().await.unwrap();
    let sql = "select rootpage from sqlite_master where tbl_name = $1";
    let pages: Vec<(i64,)> = tx.query(sql).bind(table).all().await.unwrap();
    let (size,): (i64,) = tx.query("pragma page_size").one().await.unwrap();
    drop(tx);
    db.close().await;
    let mut file = File::options().write(true).open(url.strip_prefix("sqlite:").unwrap()).unwrap();
    for (page,) in pages {
        file.seek(SeekFrom::Start(u64::try_from((page - 1) * size).unwrap())).unwrap();
        file.write_all(&[0xff; 512]).unwrap();
    }
}

#[tokio::test]
async fn an_instance_whose_database_is_damaged_is_not_ready_until_it_is_restored() {
    let url = testing::empty_databases().await.remove(0);
    let server = TestServer::with_db(testing::open(&url).await).await;
    server.app.db.close().await;
    damage(&url, "progress_update").await;
    let app = App { db: Db::open(&url).await.unwrap(), health: Arc::default(), ..server.app.clone() };
    let router = routes::site(app.clone());
    let mut monitor = Browser::new(router.clone(), server.world.persona("nobody"));
    assert_eq!(monitor.get("/health/ready").await.status, StatusCode::OK, "nobody has read that page yet");
    let mut lead = Browser::new(router, server.world.persona("lead"));
    let page = lead.get(&format!("/actions/{}", server.world.actions[0])).await;
    assert_eq!(page.status, StatusCode::SERVICE_UNAVAILABLE);
    assert!(page.body.contains("Assay cannot use its database"), "{}", page.body);
    let app = App { health: Arc::default(), ..app };
    let mut monitor = Browser::new(routes::site(app.clone()), server.world.persona("nobody"));
    let response = monitor.get("/health/ready").await;
    assert_eq!(response.status, StatusCode::SERVICE_UNAVAILABLE);
    assert!(response.body.contains("ready: no") && response.body.contains("damaged: yes"), "{}", response.body);
    assert_eq!(monitor.get("/health/live").await.status, StatusCode::OK);
    let metrics = metrics::text(&app).await;
    assert!(metrics.contains("\nassay_database_damaged 1\n"), "{metrics}");
}
