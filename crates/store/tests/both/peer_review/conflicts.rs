//! Conflicts of interest of reviewers, on both databases, with each fact as it is in the tables.

use super::{
    reviewers::{answer, eastfell, enrol, own, panel, person},
    rounds::{Scene, ask},
};
use model::{
    OrganisationId,
    core::{
        permit::{AtOrganisation, KeepReviewing, ManagePeople, ReadReviewers, Role},
        short::Line,
    },
    peer_review::{
        conflict::{AddressOf, ConflictReason},
        reviewer::{Availability, Background},
    },
};
use store::{
    Tx,
    accounts::members,
    peer_review::reviewers::{self, declared},
};

/// The conflicts of the lead of Northmoor with Eastfell.
async fn with_eastfell(tx: &mut Tx, scene: &Scene) -> Vec<ConflictReason> {
    let other = eastfell(tx).await;
    let all = reviewers::of_round(tx, &ask::<ReadReviewers>(scene.open()), Some("2027")).await.unwrap();
    let lead = all.into_iter().find(|one| one.person == person(scene, "lead")).unwrap();
    let own: Vec<_> = lead.conflicts.iter().filter(|one| one.organisation == scene.world.organisation).collect();
    assert_eq!(own.len(), 1);
    assert_eq!(own[0].reason, ConflictReason::OwnOrganisation);
    lead.conflicts.into_iter().filter(|one| one.organisation == other).map(|one| one.reason).collect()
}

/// The lead of Northmoor as a reviewer, and Eastfell.
async fn start(tx: &mut Tx, scene: &Scene) -> OrganisationId {
    enrol(tx, scene, "lead", scene.world.organisation, Background::Lead).await;
    answer(tx, scene, "lead", Availability::AtMost(2)).await;
    tx.query("update organisation set region = '', consortium = ''").run().await.unwrap();
    eastfell(tx).await
}

#[tokio::test]
async fn who_left_an_organisation_keeps_the_conflict() {
    for scene in Scene::all().await {
        let mut tx = scene.db.write().await.unwrap();
        let organisation = start(&mut tx, &scene).await;
        assert_eq!(with_eastfell(&mut tx, &scene).await, []);
        let lead = person(&scene, "lead");
        members::admit(&mut tx, &testing::program(), organisation, lead, Role::Contributor, scene.now).await.unwrap();
        assert_eq!(with_eastfell(&mut tx, &scene).await, [ConflictReason::OwnOrganisation]);
        let manage = testing::lock(&mut tx, &ask::<ManagePeople>(AtOrganisation { organisation })).await;
        members::remove(&mut tx, &manage, lead, true, scene.now).await.unwrap();
        let joined = model::core::dates::day(scene.now);
        assert_eq!(with_eastfell(&mut tx, &scene).await, [ConflictReason::PastOrganisation { joined }]);
    }
}

#[tokio::test]
async fn the_region_and_the_consortium_are_those_of_the_register_now() {
    for scene in Scene::all().await {
        let mut tx = scene.db.write().await.unwrap();
        start(&mut tx, &scene).await;
        tx.query("update organisation set region = 'North', consortium = 'Lakes'").run().await.unwrap();
        let expected = [ConflictReason::SameRegion("North".into()), ConflictReason::SameConsortium("Lakes".into())];
        assert_eq!(with_eastfell(&mut tx, &scene).await, expected);
        tx.query("update organisation set region = 'South', consortium = '' where slug = 'eastfell'")
            .run()
            .await
            .unwrap();
        assert_eq!(with_eastfell(&mut tx, &scene).await, []);
    }
}

#[tokio::test]
async fn an_address_that_reaches_the_reviewer_is_found_wherever_it_is() {
    for scene in Scene::all().await {
        let mut tx = scene.db.write().await.unwrap();
        start(&mut tx, &scene).await;
        for (sql, of) in [
            (
                "update person set email = 'lead+second@assay.example' where email = 'other-lead@assay.example'",
                AddressOf::Member,
            ),
            (
                "update organisation set contact_email = 'Lead@assay.example' where slug = 'eastfell'",
                AddressOf::Contact,
            ),
            ("update organisation set leader_email = 'l.ead@assay.example' where slug = 'eastfell'", AddressOf::Leader),
            (
                "update assessment set organisation_id = (select id from organisation where slug = 'eastfell')
                 where id in (select assessment_id from signature)",
                AddressOf::SignedAsLeader,
            ),
            (
                "update owner set email = 'lead@assay.example', organisation_id = (select id from organisation where slug = 'eastfell')",
                AddressOf::Owner,
            ),
            (
                "update working_group set organisation_id = (select id from organisation where slug = 'eastfell')",
                AddressOf::GroupMember,
            ),
        ] {
            tx.query(sql).run().await.unwrap();
            if of == AddressOf::SignedAsLeader {
                tx.query("update signature set role = 'leader', email = 'lead@assay.example'").run().await.unwrap();
            }
            if of == AddressOf::GroupMember {
                tx.query("update group_member set email = 'lead@assay.example'").run().await.unwrap();
            }
            let found = with_eastfell(&mut tx, &scene).await;
            assert!(found.contains(&ConflictReason::SharedAddress(of)), "{of:?}: {found:?}");
        }
    }
}

#[tokio::test]
async fn a_declared_conflict_is_replaced_and_withdrawn_and_its_event_has_no_organisation() {
    for scene in Scene::all().await {
        let mut tx = scene.db.write().await.unwrap();
        let other = start(&mut tx, &scene).await;
        let may = own::<KeepReviewing>(&mut tx, &scene, "lead").await;
        let may = testing::lock(&mut tx, &may).await;
        for reason in ["A project in common", "My partner works there"] {
            let reason = Line::parse(reason).unwrap();
            declared::declare(&mut tx, &may, other, &reason, scene.now).await.unwrap().unwrap();
        }
        assert_eq!(with_eastfell(&mut tx, &scene).await, [ConflictReason::Declared("My partner works there".into())]);
        let events: Vec<(String,)> = tx
            .query("select cast(what as text) from event where kind = 'peer-review' and organisation_id is null")
            .all()
            .await
            .unwrap();
        let events = format!("{events:?}");
        assert!(events.contains("conflict-declared") && !events.contains("partner") && !events.contains("Eastfell"));
        let nothing = OrganisationId(uuid::Uuid::nil());
        let reason = Line::parse("Nothing").unwrap();
        assert!(declared::declare(&mut tx, &may, nothing, &reason, scene.now).await.unwrap().is_err());
        assert!(declared::withdraw(&mut tx, &may, other, scene.now).await.unwrap());
        assert!(!declared::withdraw(&mut tx, &may, other, scene.now).await.unwrap());
        assert_eq!(with_eastfell(&mut tx, &scene).await, []);
    }
}

#[tokio::test]
async fn whose_organisation_is_reviewed_by_another_does_not_review_that_one() {
    for scene in Scene::all().await {
        let mut tx = scene.db.write().await.unwrap();
        let other = start(&mut tx, &scene).await;
        enrol(&mut tx, &scene, "other lead", other, Background::Lead).await;
        panel(&mut tx, &scene, 0, person(&scene, "other lead")).await;
        assert_eq!(with_eastfell(&mut tx, &scene).await, [ConflictReason::Reciprocal]);
        tx.query("update panel_member set until = since").run().await.unwrap();
        assert_eq!(with_eastfell(&mut tx, &scene).await, [], "the panel has ended");
    }
}
