//! Invitations to review, on both databases: each person once in a round.

use super::{
    reviewers::{eastfell, enrol},
    rounds::{Scene, ask},
};
use model::{
    OrganisationId,
    core::{
        permit::{AtOrganisation, InviteReviewers, ManagePeople, ReadReviewers},
        short::{Email, Line},
    },
    peer_review::reviewer::Background,
};
use std::collections::BTreeSet;
use store::{
    Tx,
    peer_review::reviewers::inviting::{self, NotInvited, ReviewerInvited},
};

async fn invite(tx: &mut Tx, scene: &Scene, organisation: OrganisationId, email: &str) -> ReviewerInvited {
    let manage = testing::lock(tx, &ask::<ManagePeople>(AtOrganisation { organisation })).await;
    let may = testing::lock(tx, &ask::<InviteReviewers>(scene.open())).await;
    let (email, name) = (Email::parse(email).unwrap(), Line::parse("N. Newcomer").unwrap());
    inviting::invite(tx, &may, &manage, (&email, &name), scene.now).await.unwrap()
}

async fn awaited(tx: &mut Tx, scene: &Scene) -> Vec<String> {
    let all = inviting::awaited(tx, &ask::<ReadReviewers>(scene.open())).await.unwrap();
    all.into_iter().map(|one| one.email).collect()
}

#[tokio::test]
async fn a_member_is_invited_to_volunteer_and_others_to_join_first_each_once() {
    for scene in Scene::all().await {
        let mut tx = scene.db.write().await.unwrap();
        let organisation = scene.world.organisation;
        let contributor = "contributor@assay.example";
        assert_eq!(invite(&mut tx, &scene, organisation, contributor).await, ReviewerInvited::Member);
        let new = invite(&mut tx, &scene, organisation, "new@northmoor.example").await;
        assert!(matches!(new, ReviewerInvited::Joins(_)), "{new:?}");
        for email in [contributor, "new@northmoor.example"] {
            let again = invite(&mut tx, &scene, organisation, email).await;
            assert_eq!(again, ReviewerInvited::Not(NotInvited::Already), "{email}");
        }
        assert_eq!(awaited(&mut tx, &scene).await, [contributor, "new@northmoor.example"]);
        enrol(&mut tx, &scene, "contributor", organisation, Background::Technician).await;
        assert_eq!(awaited(&mut tx, &scene).await, ["new@northmoor.example"]);
    }
}

#[tokio::test]
async fn who_reviews_or_receives_submissions_and_supporters_are_not_invited() {
    for scene in Scene::all().await {
        let mut tx = scene.db.write().await.unwrap();
        let organisation = scene.world.organisation;
        for email in ["secretariat@assay.example", "board@assay.example"] {
            let refused = invite(&mut tx, &scene, organisation, email).await;
            assert_eq!(refused, ReviewerInvited::Not(NotInvited::InCharter), "{email}");
        }
        enrol(&mut tx, &scene, "lead", organisation, Background::Lead).await;
        let refused = invite(&mut tx, &scene, organisation, "lead@assay.example").await;
        assert_eq!(refused, ReviewerInvited::Not(NotInvited::Reviews));
        tx.query("update organisation set standing = 'supporter' where slug = 'eastfell'").run().await.unwrap();
        let other = eastfell(&mut tx).await;
        let refused = invite(&mut tx, &scene, other, "new@eastfell.example").await;
        assert_eq!(refused, ReviewerInvited::Not(NotInvited::NoSignatory));
        assert!(awaited(&mut tx, &scene).await.is_empty());
    }
}

#[tokio::test]
async fn leads_of_the_chosen_signatories_are_invited_once() {
    for scene in Scene::all().await {
        let mut tx = scene.db.write().await.unwrap();
        let other = eastfell(&mut tx).await;
        let may = testing::lock(&mut tx, &ask::<InviteReviewers>(scene.open())).await;
        let waiting = |all: Vec<inviting::SignatoryWithLeads>| all.iter().map(|one| one.leads).sum::<u32>();
        let before = waiting(inviting::signatories(&mut tx, &may).await.unwrap());
        let only = BTreeSet::from([other]);
        let invited = inviting::invite_leads(&mut tx, &may, &only, scene.now).await.unwrap();
        assert_eq!(invited.len(), 1);
        assert_eq!(invited[0].organisation, "Eastfell Institute");
        assert!(inviting::invite_leads(&mut tx, &may, &only, scene.now).await.unwrap().is_empty());
        assert_eq!(waiting(inviting::signatories(&mut tx, &may).await.unwrap()), before - 1);
        enrol(&mut tx, &scene, "lead", scene.world.organisation, Background::Lead).await;
        let both = BTreeSet::from([other, scene.world.organisation]);
        assert!(inviting::invite_leads(&mut tx, &may, &both, scene.now).await.unwrap().is_empty(), "they review");
    }
}
