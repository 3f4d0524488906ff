//! Checks of the links of evidence, on both databases.

use jiff::{SignedDuration, Timestamp};
use model::{
    EvidenceId,
    core::{
        address::Address,
        permit::{AtOrganisation, KeepEvidence, ReadInternal},
        short::Line,
    },
    plan::evidence::{EvidenceContent, NewEvidence},
};
use store::{
    Tx,
    plan::evidence,
    work::link_checks::{self, CHECK_INTERVAL, RETRY_INTERVAL},
};
use testing::world::{World, consultations::permit};

fn now() -> Timestamp {
    "2026-11-22T10:00:00Z".parse().unwrap()
}

async fn add(tx: &mut Tx, world: &World, title: &str, address: &str) -> EvidenceId {
    let may = permit::<KeepEvidence>(AtOrganisation { organisation: world.organisation });
    let may = testing::lock(tx, &may).await;
    let new = NewEvidence {
        title: Line::parse(title).unwrap(),
        content: EvidenceContent::Link { address: Address::parse(address).unwrap() },
        themes: Vec::new(),
        allied: Vec::new(),
    };
    evidence::add(tx, &may, &new, now()).await.unwrap()
}

#[tokio::test]
async fn a_link_is_due_until_it_is_checked_and_again_after_a_failure() {
    for db in testing::databases().await {
        let world = World::make(&db, &testing::invented_charter(), now()).await;
        let (may, tx) = (testing::program(), &mut db.write().await.unwrap());
        let there = add(tx, &world, "Our page", "https://pages.example/there").await;
        let gone = add(tx, &world, "Our page of fame", "https://pages.example/gone").await;
        add(tx, &world, "Theirs", "https://zeta.example/").await;
        assert_eq!(link_checks::hosts(tx, &may, "", now()).await.unwrap(), ["pages.example", "zeta.example"]);
        assert_eq!(link_checks::hosts(tx, &may, "pages.example", now()).await.unwrap(), ["zeta.example"]);
        assert_eq!(link_checks::of_host(tx, &may, "pages.example", now()).await.unwrap(), [there, gone]);
        let address = link_checks::address(tx, &may, gone).await.unwrap();
        assert_eq!(address.as_deref(), Some("https://pages.example/gone"));
        assert_eq!(link_checks::address(tx, &may, world.evidence.0).await.unwrap(), None, "it is a file");

        link_checks::record(tx, &may, there, None, now()).await.unwrap();
        link_checks::record(tx, &may, gone, Some("404 Not Found"), now()).await.unwrap();
        assert!(link_checks::of_host(tx, &may, "pages.example", now()).await.unwrap().is_empty());
        let next_night = now() + RETRY_INTERVAL;
        assert_eq!(link_checks::of_host(tx, &may, "pages.example", next_night).await.unwrap(), [gone]);
        let next_week = now() + CHECK_INTERVAL;
        assert_eq!(link_checks::of_host(tx, &may, "pages.example", next_week).await.unwrap(), [there, gone]);

        let read = permit::<ReadInternal>(AtOrganisation { organisation: world.organisation });
        assert!(evidence::dead_links(tx, &read).await.unwrap().is_empty(), "it failed on one day");
        for day in 1..=2 {
            let later = now() + SignedDuration::from_hours(24 * day);
            link_checks::record(tx, &may, gone, Some("404 Not Found"), later).await.unwrap();
        }
        assert_eq!(evidence::dead_links(tx, &read).await.unwrap(), ["Our page of fame"]);
        let keep = permit::<KeepEvidence>(AtOrganisation { organisation: world.organisation });
        let keep = testing::lock(tx, &keep).await;
        assert!(evidence::withdraw(tx, &keep, gone, "Gone", now()).await.unwrap());
        assert_eq!(link_checks::address(tx, &may, gone).await.unwrap(), None, "it is withdrawn");
        assert!(evidence::dead_links(tx, &read).await.unwrap().is_empty());
    }
}
