//! Reviewers, on both databases: who volunteers, what they take, and what ends it.

use super::rounds::{Scene, ask};
use model::{
    OrganisationId, PersonId,
    core::{
        permit::{
            AtAccount, AtAllocation, AtCharter, AtOrganisation, AtReviewer, Author, CancelRound, KeepAccount,
            KeepReviewers, KeepReviewing, ManagePeople, Permission, Permit, ReadAllocatedReviewers, ReadOrganisation,
            ReadReviewers, Role, Volunteer,
        },
        short::Line,
    },
    peer_review::reviewer::{Availability, Background, Knowledge, ReviewerDraft},
};
use store::{
    Tx,
    accounts::members,
    core::{relation, values::At},
    peer_review::{
        reviewers::{self, NotEnrolled, ReviewerChanged, availability, declared},
        rounds,
    },
    work::personal::{self, Erased},
};
use testing::world::reviewers as world;

/// The person of a persona.
pub(super) fn person(scene: &Scene, persona: &str) -> PersonId {
    scene.world.persona(persona).person.unwrap()
}

/// A permit of a persona as a reviewer.
pub(super) async fn own<P>(tx: &mut Tx, scene: &Scene, persona: &str) -> Permit<P>
where
    P: Permission<Place = AtReviewer>,
{
    world::permit(tx, person(scene, persona)).await
}

fn draft(organisation: OrganisationId, background: Background) -> ReviewerDraft {
    ReviewerDraft { organisation, background, knowledge: Knowledge { stages: vec![1, 2], ..Knowledge::default() } }
}

/// The other organisation of the world.
pub(super) async fn eastfell(tx: &mut Tx) -> OrganisationId {
    let (id,): (uuid::Uuid,) = tx.query("select id from organisation where slug = 'eastfell'").one().await.unwrap();
    OrganisationId(id)
}

/// Makes a persona a reviewer from an organisation.
pub(super) async fn enrol(tx: &mut Tx, scene: &Scene, persona: &str, from: OrganisationId, as_what: Background) {
    world::volunteer(tx, person(scene, persona), from, as_what, scene.now).await;
}

/// Answers for a persona in the open round.
pub(super) async fn answer(tx: &mut Tx, scene: &Scene, persona: &str, availability: Availability) {
    world::answer(tx, person(scene, persona), scene.world.rounds[0], availability, scene.now).await;
}

pub(super) async fn listed(tx: &mut Tx, scene: &Scene) -> Vec<reviewers::ListedReviewer> {
    reviewers::list(tx, &ask::<ReadReviewers>(scene.open()), None).await.unwrap()
}

#[tokio::test]
async fn a_member_volunteers_and_reads_back_and_is_not_asked_twice() {
    for scene in Scene::all().await {
        let mut tx = scene.db.write().await.unwrap();
        let organisation = scene.world.organisation;
        enrol(&mut tx, &scene, "contributor", organisation, Background::Technician).await;
        let may = own::<KeepReviewing>(&mut tx, &scene, "contributor").await;
        assert_eq!(may.place().reviews_from, Some(organisation));
        let reviewer = reviewers::own(&mut tx, &may).await.unwrap();
        assert_eq!((reviewer.background, &reviewer.knowledge.stages), (Background::Technician, &vec![1, 2]));
        assert_eq!((reviewer.organisation, reviewer.ended), (organisation, None));
        let found = relation::at_reviewer(&mut tx, person(&scene, "contributor")).await.unwrap();
        assert!(Permit::<Volunteer>::ask(&found.relation, found.place).is_err(), "they review already");
        for persona in ["secretariat", "board"] {
            let found = relation::at_reviewer(&mut tx, person(&scene, persona)).await.unwrap();
            assert!(Permit::<Volunteer>::ask(&found.relation, found.place).is_err(), "{persona}");
            assert!(Permit::<KeepReviewing>::ask(&found.relation, found.place).is_err(), "{persona}");
        }
    }
}

#[tokio::test]
async fn nobody_reviews_from_where_they_are_no_member_or_as_a_lead_that_they_are_not() {
    for scene in Scene::all().await {
        let mut tx = scene.db.write().await.unwrap();
        let other = eastfell(&mut tx).await;
        let may = own::<Volunteer>(&mut tx, &scene, "contributor").await;
        let may = testing::lock(&mut tx, &may).await;
        let wrong = [(other, Background::Technician), (scene.world.organisation, Background::Lead)];
        for (organisation, background) in wrong {
            let refused = reviewers::enrol(&mut tx, &may, &draft(organisation, background), scene.now).await.unwrap();
            assert_eq!(refused, Err(NotEnrolled::NotAMember));
        }
        tx.query("update organisation set standing = 'supporter' where slug = 'northmoor'").run().await.unwrap();
        let draft = draft(scene.world.organisation, Background::Technician);
        let refused = reviewers::enrol(&mut tx, &may, &draft, scene.now).await.unwrap();
        assert_eq!(refused, Err(NotEnrolled::NotAMember), "supporters do not review");
        assert!(listed(&mut tx, &scene).await.is_empty());
    }
}

#[tokio::test]
async fn what_somebody_knows_is_edited_once_for_each_revision() {
    for scene in Scene::all().await {
        let mut tx = scene.db.write().await.unwrap();
        enrol(&mut tx, &scene, "lead", scene.world.organisation, Background::Lead).await;
        let may = own::<KeepReviewing>(&mut tx, &scene, "lead").await;
        let may = testing::lock(&mut tx, &may).await;
        let knowledge = Knowledge { stages: vec![3], ..Knowledge::default() };
        assert_eq!(reviewers::edit(&mut tx, &may, 1, &knowledge, scene.now).await.unwrap(), Ok(()));
        assert_eq!(reviewers::edit(&mut tx, &may, 1, &knowledge, scene.now).await.unwrap(), Err(ReviewerChanged));
        assert_eq!(reviewers::own(&mut tx, &may).await.unwrap().knowledge, knowledge);
        let kinds = reviewers::kinds(&mut tx, &may).await.unwrap();
        assert!(kinds.iter().any(|kind| kind == "University"), "{kinds:?}");
    }
}

#[tokio::test]
async fn an_answer_counts_until_reviewers_are_allocated_and_can_be_changed() {
    for scene in Scene::all().await {
        let mut tx = scene.db.write().await.unwrap();
        enrol(&mut tx, &scene, "lead", scene.world.organisation, Background::Lead).await;
        assert_eq!(listed(&mut tx, &scene).await[0].answer, None);
        answer(&mut tx, &scene, "lead", Availability::AtMost(3)).await;
        let read = ask::<ReadReviewers>(scene.open());
        assert_eq!(reviewers::of_round(&mut tx, &read, Some("2027")).await.unwrap()[0].submissions, 3);
        answer(&mut tx, &scene, "lead", Availability::Break).await;
        assert!(reviewers::of_round(&mut tx, &read, Some("2027")).await.unwrap().is_empty(), "a break");
        let may = own::<KeepReviewing>(&mut tx, &scene, "lead").await;
        assert_eq!(availability::own(&mut tx, &may).await.unwrap()[&scene.world.rounds[0]].0, Availability::Break);
        let may = testing::lock(&mut tx, &may).await;
        let two = Availability::AtMost(2);
        let cancelled = availability::answer(&mut tx, &may, scene.world.rounds[1], two, scene.now).await.unwrap();
        assert!(cancelled.is_err(), "the round was cancelled");
        let gone = model::RoundId(uuid::Uuid::nil());
        assert!(availability::answer(&mut tx, &may, gone, two, scene.now).await.unwrap().is_err());
        let cancel = testing::lock(&mut tx, &ask::<CancelRound>(scene.open())).await;
        rounds::cancel(&mut tx, &cancel, &Line::parse("Too few").unwrap(), scene.now).await.unwrap();
        let open = availability::answer(&mut tx, &may, scene.world.rounds[0], two, scene.now).await.unwrap();
        assert!(open.is_err(), "it was cancelled since");
    }
}

#[tokio::test]
async fn who_stops_or_is_removed_from_their_organisation_reviews_no_more() {
    for scene in Scene::all().await {
        let mut tx = scene.db.write().await.unwrap();
        let organisation = scene.world.organisation;
        for (persona, background) in [("lead", Background::Lead), ("contributor", Background::Technician)] {
            enrol(&mut tx, &scene, persona, organisation, background).await;
            answer(&mut tx, &scene, persona, Availability::AtMost(2)).await;
        }
        let may = own::<KeepReviewing>(&mut tx, &scene, "lead").await;
        let may = testing::lock(&mut tx, &may).await;
        reviewers::stop(&mut tx, &may, scene.now).await.unwrap();
        let manage = ask::<ManagePeople>(AtOrganisation { organisation });
        let manage = testing::lock(&mut tx, &manage).await;
        members::remove(&mut tx, &manage, person(&scene, "contributor"), false, scene.now).await.unwrap();
        assert!(listed(&mut tx, &scene).await.is_empty());
        let read = ask::<ReadReviewers>(scene.open());
        assert!(reviewers::of_round(&mut tx, &read, Some("2027")).await.unwrap().is_empty());
        for persona in ["lead", "contributor"] {
            let found = relation::at_reviewer(&mut tx, person(&scene, persona)).await.unwrap();
            assert!(Permit::<KeepReviewing>::ask(&found.relation, found.place).is_err(), "{persona}");
        }
        // The lead is still a member, and can start again.
        enrol(&mut tx, &scene, "lead", organisation, Background::Lead).await;
        assert_eq!(listed(&mut tx, &scene).await.len(), 1);
    }
}

#[tokio::test]
async fn who_is_no_lead_any_more_does_not_review_as_one_and_technicians_go_on() {
    for scene in Scene::all().await {
        let mut tx = scene.db.write().await.unwrap();
        let organisation = scene.world.organisation;
        enrol(&mut tx, &scene, "lead", organisation, Background::Lead).await;
        let contributor = person(&scene, "contributor");
        let manage = ask::<ManagePeople>(AtOrganisation { organisation });
        let manage = testing::lock(&mut tx, &manage).await;
        members::change_role(&mut tx, &manage, contributor, Role::Lead, false, scene.now).await.unwrap();
        enrol(&mut tx, &scene, "contributor", organisation, Background::Technician).await;
        for persona in ["lead", "contributor"] {
            let changed =
                members::change_role(&mut tx, &manage, person(&scene, persona), Role::Contributor, true, scene.now);
            assert!(matches!(changed.await.unwrap(), members::Changed::Yes(_)), "{persona}");
        }
        let all = listed(&mut tx, &scene).await;
        assert_eq!(all.iter().map(|one| one.reviewer.person).collect::<Vec<_>>(), [contributor]);
    }
}

#[tokio::test]
async fn of_a_deleted_account_nothing_is_left_of_what_the_reviewer_knew_and_declared() {
    for scene in Scene::all().await {
        let mut tx = scene.db.write().await.unwrap();
        enrol(&mut tx, &scene, "contributor", scene.world.organisation, Background::Technician).await;
        let other = eastfell(&mut tx).await;
        let may = own::<KeepReviewing>(&mut tx, &scene, "contributor").await;
        let may = testing::lock(&mut tx, &may).await;
        let reason = Line::parse("My partner works there").unwrap();
        declared::declare(&mut tx, &may, other, &reason, scene.now).await.unwrap().unwrap();
        let author = Author::Person(person(&scene, "contributor"));
        let keep = Permit::<KeepAccount>::ask(&testing::relation(author, None, None, None), AtAccount).unwrap();
        let held = personal::held(&mut tx, &keep).await.unwrap().reviewing;
        assert_eq!(held.conflicts[0].reason, "My partner works there");
        assert!(held.reviewer.is_some());
        let keep = testing::lock(&mut tx, &keep).await;
        assert_eq!(personal::erase(&mut tx, &keep, scene.now).await.unwrap(), Erased::Yes);
        let (stages, conflicts, ended): (String, i64, bool) = tx
            .query(
                "select stages, (select cast(count(*) as bigint) from declared_conflict), ended_at is not null from reviewer",
            )
            .one()
            .await
            .unwrap();
        assert_eq!((stages.as_str(), conflicts, ended), ("[]", 0, true));
    }
}

#[tokio::test]
async fn the_secretariat_marks_experience_and_reads_the_history_of_a_reviewer() {
    for scene in Scene::all().await {
        let mut tx = scene.db.write().await.unwrap();
        enrol(&mut tx, &scene, "lead", scene.world.organisation, Background::Lead).await;
        answer(&mut tx, &scene, "lead", Availability::AtMost(2)).await;
        let lead = person(&scene, "lead");
        let keep = testing::lock(&mut tx, &ask::<KeepReviewers>(AtCharter)).await;
        assert!(reviewers::experience(&mut tx, &keep, lead, true, scene.now).await.unwrap());
        let nobody = person(&scene, "contributor");
        assert!(!reviewers::experience(&mut tx, &keep, nobody, true, scene.now).await.unwrap());
        assert!(listed(&mut tx, &scene).await[0].is_experienced);
        let history = reviewers::of_person(&mut tx, &keep, lead).await.unwrap().unwrap();
        assert_eq!(history.rounds.len(), 1);
        assert_eq!(history.rounds[0].answer, Some((Availability::AtMost(2), scene.now)));
        assert!(history.conflicts.iter().any(|(name, _)| name == "Northmoor University"));
        assert_eq!(reviewers::of_person(&mut tx, &keep, nobody).await.unwrap(), None);
        // Without the mark, only a panel of an earlier round that was not cancelled makes somebody experienced.
        assert!(reviewers::experience(&mut tx, &keep, lead, false, scene.now).await.unwrap());
        assert!(!listed(&mut tx, &scene).await[0].is_experienced);
        panel(&mut tx, &scene, 1, lead).await;
        tx.query("update round set due_on = '2026-01-01', cancelled_at = null where id = $1")
            .bind(scene.world.rounds[1].0)
            .run()
            .await
            .unwrap();
        assert!(listed(&mut tx, &scene).await[0].is_experienced);
    }
}

/// A panel of a round of the world with one member, which reviews the submission of Northmoor.
pub(super) async fn panel(tx: &mut Tx, scene: &Scene, round: usize, member: PersonId) {
    let panel = store::core::ids::new(scene.now);
    tx.query("insert into panel (id, round_id, number, created_at) values ($1, $2, 1, $3)")
        .bind(panel)
        .bind(scene.world.rounds[round].0)
        .bind(At(scene.now))
        .run()
        .await
        .unwrap();
    tx.query("insert into panel_member (panel_id, person_id, since) values ($1, $2, $3)")
        .bind(panel)
        .bind(member.0)
        .bind(At(scene.now))
        .run()
        .await
        .unwrap();
    tx.query("insert into panel_submission (panel_id, assessment_id, since) values ($1, $2, $3)")
        .bind(panel)
        .bind(scene.world.assessments[4].0.0)
        .bind(At(scene.now))
        .run()
        .await
        .unwrap();
}

#[tokio::test]
async fn who_is_on_a_panel_is_read_by_the_board_and_nobody_before() {
    for scene in Scene::all().await {
        let mut tx = scene.db.write().await.unwrap();
        let other = eastfell(&mut tx).await;
        enrol(&mut tx, &scene, "other lead", other, Background::Lead).await;
        answer(&mut tx, &scene, "other lead", Availability::AtMost(2)).await;
        let board = ask::<ReadAllocatedReviewers>(AtAllocation {
            round: scene.open(),
            is_approved: true,
            is_own_reviewed: false,
        });
        assert!(reviewers::allocated(&mut tx, &board).await.unwrap().is_empty());
        panel(&mut tx, &scene, 0, person(&scene, "other lead")).await;
        assert_eq!(reviewers::allocated(&mut tx, &board).await.unwrap().len(), 1);
        assert_eq!(listed(&mut tx, &scene).await[0].allocated, 1);
    }
}

#[tokio::test]
async fn the_to_do_list_knows_a_member_as_a_reviewer_at_the_organisation_that_they_review_from() {
    for scene in Scene::all().await {
        let mut tx = scene.db.write().await.unwrap();
        let organisation = scene.world.organisation;
        let lead = person(&scene, "lead");
        let found = relation::at_organisation(&mut tx, lead, organisation).await.unwrap().unwrap();
        let may = Permit::<ReadOrganisation>::ask(&found.relation, found.place).unwrap();
        let before = reviewers::own_reviewing(&mut tx, &may, None, false).await.unwrap().unwrap();
        assert!(!before.is_reviewer && !before.is_invited && before.is_trained, "there is no training");
        let edition = Some("2027");
        let untrained = reviewers::own_reviewing(&mut tx, &may, edition, false).await.unwrap().unwrap();
        assert!(!untrained.is_trained);
        for (completed, is_trained) in [("2026", false), ("2027", true)] {
            tx.query("insert into completed_training (person_id, edition, completed_at) values ($1, $2, $3)")
                .bind(lead.0)
                .bind(completed)
                .bind(At(scene.now))
                .run()
                .await
                .unwrap();
            let own = reviewers::own_reviewing(&mut tx, &may, edition, false).await.unwrap().unwrap();
            assert_eq!(own.is_trained, is_trained, "{completed}");
        }
        enrol(&mut tx, &scene, "lead", organisation, Background::Lead).await;
        answer(&mut tx, &scene, "lead", Availability::AtMost(2)).await;
        let after = reviewers::own_reviewing(&mut tx, &may, None, false).await.unwrap().unwrap();
        assert_eq!(after.answers, [(scene.world.rounds[0], Availability::AtMost(2))]);
        let secretariat = person(&scene, "secretariat");
        let found = relation::at_organisation(&mut tx, secretariat, organisation).await.unwrap().unwrap();
        let may = Permit::<ReadOrganisation>::ask(&found.relation, found.place).unwrap();
        assert_eq!(reviewers::own_reviewing(&mut tx, &may, None, false).await.unwrap(), None);
    }
}
