//! Due dates, on both databases.

use jiff::{Timestamp, civil::date};
use model::{
    core::permit::{AtCharter, AtOrganisation, KeepOrganisation, Permit, ReadOrganisation},
    register::calendar::{Recorded, ReviewProgress, Submitted},
};
use store::{core::events, register::due_dates};
use testing::world::World;

#[tokio::test]
async fn the_newest_date_is_in_force_and_its_reason_is_not_public() {
    let now: Timestamp = "2026-11-22T10:00:00Z".parse().unwrap();
    let operator = testing::operator();
    for db in testing::databases().await {
        let world = World::make(&db, &testing::invented_charter(), now).await;
        let place = AtOrganisation { organisation: world.organisation };
        let keep = Permit::<KeepOrganisation>::ask(&operator, place).unwrap();
        let mut tx = db.write().await.unwrap();
        let first = Recorded { stage: 2, due: date(2027, 1, 31), feedback: None, reason: "Confirmed".to_owned() };
        let second = Recorded {
            due: date(2027, 9, 30),
            feedback: Some(date(2028, 1, 31)),
            reason: "The lead left".to_owned(),
            ..first.clone()
        };
        let keep = testing::lock(&mut tx, &keep).await;
        due_dates::record(&mut tx, &keep, &first, now).await.unwrap();
        due_dates::record(&mut tx, &keep, &second, now + jiff::SignedDuration::from_secs(1)).await.unwrap();
        tx.commit().await.unwrap();

        let mut tx = db.read().await.unwrap();
        let read = Permit::<ReadOrganisation>::ask(&operator, place).unwrap();
        let facts = due_dates::facts(&mut tx, &read).await.unwrap().unwrap();
        assert_eq!(facts.recorded, [first.clone(), second.clone()]);
        assert_eq!((facts.stage, facts.signed), (1, Some(date(2019, 5, 1))));
        assert_eq!(facts.submitted, [Submitted { stage: 1, on: date(2026, 11, 22), review: ReviewProgress::Awaited }]);

        let records = due_dates::recorded(&mut tx, &read).await.unwrap();
        assert_eq!(records.iter().map(|record| &record.set).collect::<Vec<_>>(), [&first, &second]);
        assert!(events::public(&mut tx, world.organisation).await.unwrap().is_empty(), "a reason is not public");

        let all = due_dates::all(&mut tx, &Permit::ask(&operator, AtCharter).unwrap()).await.unwrap();
        assert_eq!(all.iter().map(|one| one.slug.as_str()).collect::<Vec<_>>(), ["eastfell", "northmoor"]);
        assert_eq!(all[1].facts, facts);
        let everyone = due_dates::public(&mut tx).await.unwrap();
        assert_eq!(everyone[1].facts.recorded[1], Recorded { reason: String::new(), ..second });
        let one = due_dates::public_of(&mut tx, "northmoor").await.unwrap();
        assert_eq!(one.as_ref(), Some(&everyone[1]));
        assert_eq!(due_dates::public_of(&mut tx, "nowhere").await.unwrap(), None);
    }
}
