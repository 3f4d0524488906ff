//! Everything in a self-assessment, on both databases.

use jiff::Timestamp;
use model::{
    assessment::{AssessmentState, Step},
    core::permit::{Permit, ReadAssessment, SignAsLeader},
};
use store::{assessment::contents, core::relation};
use testing::world::World;

#[tokio::test]
async fn the_contents_are_complete_at_every_step() {
    let now: Timestamp = "2026-11-22T10:00:00.123456Z".parse().unwrap();
    for db in testing::databases().await {
        let world = World::make(&db, &testing::invented_charter(), now).await;
        let lead = world.persona("lead").person.unwrap();
        let mut tx = db.read().await.unwrap();
        for (index, step) in Step::ALL.into_iter().enumerate() {
            let (assessment, plan) = world.assessments[index];
            let found = relation::at_assessment(&mut tx, lead, assessment).await.unwrap().unwrap();
            let may = Permit::<ReadAssessment>::ask(&found.relation, found.place).unwrap();
            let before = db.queries();
            let contents = contents::load(&mut tx, &may).await.unwrap();
            assert_eq!(db.queries() - before, 8);
            assert_eq!((contents.id, contents.plan.id, contents.state.step()), (assessment, plan, step));
            assert_eq!(contents.organisation.name, "Northmoor University");
            assert_eq!(contents.leads, ["lead Example"]);
            assert_eq!(contents.plan.actions.len(), 1);
            let rated = (step == Step::Drafting).then_some(world.rated.0);
            assert_eq!((contents.rated.map(|plan| plan.id), contents.headcount), (rated, None));
            if let AssessmentState::Submitted(_, lead, leader, submission) = contents.state {
                assert_eq!(
                    (lead.name.as_str(), leader.post.as_str(), submission.at),
                    ("P. Example", "Vice-Chancellor", now)
                );
            }
        }
    }
}

#[tokio::test]
async fn a_leader_reads_what_they_sign() {
    let now: Timestamp = "2026-11-22T10:00:00Z".parse().unwrap();
    for db in testing::databases().await {
        let world = World::make(&db, &testing::invented_charter(), now).await;
        let mut tx = db.read().await.unwrap();
        let found = relation::at_leader_link(&mut tx, &world.leader_link, None, now).await.unwrap().unwrap();
        let may = Permit::<SignAsLeader>::ask(&found.relation, found.place).unwrap();
        assert_eq!(contents::load(&mut tx, &may).await.unwrap().id, world.assessments[2].0);
    }
}

#[tokio::test]
async fn a_voided_signature_does_not_count() {
    let now: Timestamp = "2026-11-22T10:00:00Z".parse().unwrap();
    for db in testing::databases().await {
        let world = World::make(&db, &testing::invented_charter(), now).await;
        let (assessment, _) = world.assessments[2];
        let mut tx = db.write().await.unwrap();
        let void = "update signature set voided_at = signed_at where assessment_id = $1";
        tx.query(void).bind(assessment.0).run().await.unwrap();
        let lead = world.persona("lead").person.unwrap();
        let found = relation::at_assessment(&mut tx, lead, assessment).await.unwrap().unwrap();
        let may = Permit::<ReadAssessment>::ask(&found.relation, found.place).unwrap();
        // The row still has the step after the lead's signature, so that reading it fails.
        assert!(contents::load(&mut tx, &may).await.is_err());
    }
}
