//! Whether a database is that of the demo, on both databases.

use store::register::invented::{Contents, contents, mark};
use testing::world::World;

#[tokio::test]
async fn a_database_is_empty_or_the_demos_or_real() {
    let now = "2026-11-22T10:00:00Z".parse().unwrap();
    for db in testing::databases().await {
        let mut tx = db.write().await.unwrap();
        assert_eq!(contents(&mut tx, &testing::program()).await.unwrap(), Contents::Nothing);
        drop(tx);
        World::make(&db, &testing::invented_charter(), now).await;
        let mut tx = db.write().await.unwrap();
        assert_eq!(contents(&mut tx, &testing::program()).await.unwrap(), Contents::Real);
        mark(&mut tx, &testing::program(), now).await.unwrap();
        assert_eq!(contents(&mut tx, &testing::program()).await.unwrap(), Contents::Invented);
    }
}
