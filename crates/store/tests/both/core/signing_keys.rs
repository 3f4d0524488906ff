//! Which key signs, on both databases: one at a time, for all instances.

use jiff::{SignedDuration, Timestamp};
use model::core::keys::SigningKeys;
use store::{
    Db, Error, Failure,
    core::signing_keys::{self, CannotSign},
};

fn now() -> Timestamp {
    "2026-11-22T10:00:00Z".parse().unwrap()
}

fn later(hours: i64) -> Timestamp {
    now() + SignedDuration::from_hours(hours)
}

async fn record(db: &Db, keys: &SigningKeys) -> Result<(), Error> {
    let mut tx = db.write().await?;
    signing_keys::record(&mut tx, &testing::program(), keys).await?;
    tx.commit().await
}

/// Replaces the key of a file, as `assay keys rotate` does.
async fn rotate(db: &Db, keys: &SigningKeys, seed: u8, at: Timestamp) -> SigningKeys {
    let mut tx = db.write().await.unwrap();
    let replace = |_: &[_], at| Ok::<_, Error>(keys.rotate([seed; 32], at));
    signing_keys::rotate(&mut tx, &testing::program(), at, replace).await.unwrap();
    tx.commit().await.unwrap();
    keys.rotate([seed; 32], at)
}

#[tokio::test]
async fn instances_with_one_file_share_its_key_and_another_file_is_refused() {
    for db in testing::databases().await {
        let (keys, other) = (SigningKeys::first([1; 32], now()), SigningKeys::first([2; 32], now()));
        record(&db, &keys).await.unwrap();
        record(&db, &keys).await.unwrap();
        let refused = record(&db, &other).await.unwrap_err();
        assert!(matches!(CannotSign::of(&refused), Some(CannotSign::OtherKey { .. })), "{refused}");
        assert_eq!(Failure::of(&refused), Failure::SigningKey);
        let recorded = signing_keys::recorded(&mut db.read().await.unwrap(), &testing::program()).await.unwrap();
        assert_eq!(recorded, keys.known());
    }
}

#[tokio::test]
async fn of_instances_that_start_at_once_with_different_files_one_is_refused() {
    for db in testing::databases().await {
        let (keys, other) = (SigningKeys::first([1; 32], now()), SigningKeys::first([2; 32], now()));
        let (first, second) = tokio::join!(record(&db, &keys), record(&db, &other));
        assert!(first.is_ok() != second.is_ok(), "{first:?} {second:?}");
    }
}

#[tokio::test]
async fn a_rotated_key_stays_known_and_its_file_is_refused() {
    for db in testing::databases().await {
        let keys = SigningKeys::first([1; 32], now());
        record(&db, &keys).await.unwrap();
        let rotated = rotate(&db, &keys, 2, later(1)).await;
        let recorded = signing_keys::recorded(&mut db.read().await.unwrap(), &testing::program()).await.unwrap();
        assert_eq!(recorded, rotated.known());
        let refused = record(&db, &keys).await.unwrap_err();
        assert!(matches!(CannotSign::of(&refused), Some(CannotSign::Replaced { .. })), "{refused}");
        record(&db, &rotated).await.unwrap();
    }
}

#[tokio::test]
async fn a_database_from_an_older_backup_learns_the_rotation_from_the_file() {
    for db in testing::databases().await {
        let keys = SigningKeys::first([1; 32], now());
        record(&db, &keys).await.unwrap();
        // The rotation is in the file alone.
        let rotated = keys.rotate([2; 32], later(1)).rotate([3; 32], later(2));
        record(&db, &rotated).await.unwrap();
        let recorded = signing_keys::recorded(&mut db.read().await.unwrap(), &testing::program()).await.unwrap();
        assert_eq!(recorded, rotated.known());
    }
}
