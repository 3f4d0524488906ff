//! Everything in a self-assessment, on both databases.

use jiff::Timestamp;
use model::{
    assessment::{AssessmentState, Step, completeness},
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

/// The task list reads half of what is locked and signed, and says the same.
#[tokio::test]
async fn what_is_read_for_the_check_is_all_that_it_needs() {
    let (charter, now): (_, Timestamp) = (testing::invented_charter(), "2026-11-22T10:00:00Z".parse().unwrap());
    for db in testing::databases().await {
        let world = World::make(&db, &charter, now).await;
        let lead = world.persona("lead").person.unwrap();
        let mut tx = db.write().await.unwrap();
        let plan = world.assessments[0].1;
        // Every action in both plans at once, so that there is one of each kind.
        for sql in [
            "update action set rationale = 'Why', resource = 'Money', recommendations = '[\"storm-1\"]', allied = '[\"athena\"]', category = 'tools'",
            "insert into plan_action (plan_id, action_id, position, origin, added_at)
             select $1, x.action_id, 10, 'continued', x.added_at from plan_action x where x.plan_id <> $1",
        ] {
            let query = tx.query(sql);
            let query = if sql.contains("$1") { query.bind(plan.0) } else { query };
            query.run().await.unwrap();
        }
        let actions: Vec<(uuid::Uuid,)> = tx
            .query("select action_id from plan_action where plan_id = $1 order by position, action_id")
            .bind(plan.0)
            .all()
            .await
            .unwrap();
        assert!(actions.len() >= 6, "{actions:?}");
        let changes = [
            "update action set owner = 'The keeper', measure = 'Lamps', due_on = '2019-01-01', timescale = 'Soon' where id = $1",
            "update action set due_on = '2040-01-01', owner = '', measure = 'Lamps' where id = $1",
            "update action set due_on = '2020-06-01', starts_on = '2020-07-01' where id = $1",
            "update plan_action set ended = 'withdrawn', ended_reason = 'No' where action_id = $1",
            "update plan_action set origin = 'related', follows = action_id where action_id = $1",
            "update action set themes = '[]', due_on = null, timescale = '' where id = $1",
        ];
        for (sql, (action,)) in changes.into_iter().zip(&actions) {
            tx.query(sql).bind(*action).run().await.unwrap();
        }
        for (colour, explanation, (action,)) in
            [("red", "No oil", &actions[0]), ("green", "Lit", &actions[1]), ("amber", "", &world_rated(&world))]
        {
            let id = store::core::ids::new(now);
            tx.query("insert into progress_update (id, action_id, colour, explanation, learning, recorded_at) values ($1, $2, $3, $4, 'Ask', $5)")
                .bind(id)
                .bind(*action)
                .bind(colour)
                .bind(explanation)
                .bind(store::core::values::At(now))
                .run()
                .await
                .unwrap();
            tx.query("update action set progress_update_id = $2 where id = $1")
                .bind(*action)
                .bind(id)
                .run()
                .await
                .unwrap();
        }
        let edition = charter.editions.first().unwrap();
        let today = "2026-11-22".parse().unwrap();
        for (index, (of, _)) in world.assessments.iter().enumerate() {
            let found = relation::at_assessment(&mut tx, lead, *of).await.unwrap().unwrap();
            let may = Permit::<ReadAssessment>::ask(&found.relation, found.place).unwrap();
            let before = db.queries();
            let to_check = contents::to_check(&mut tx, &may).await.unwrap();
            assert_eq!(db.queries() - before, 7);
            let all = contents::load(&mut tx, &may).await.unwrap();
            let expected = completeness::tasks(&all, edition, &charter, today);
            assert_eq!(to_check.tasks(edition, &charter, today), expected);
            let items: usize = expected.iter().map(|task| task.items.len()).sum();
            assert!(index > 0 || items > 8, "there is something to check: {expected:#?}");
            assert_eq!((to_check.id(), to_check.plan()), (all.id, all.plan.id));
            assert_eq!((to_check.organisation(), to_check.state()), (&all.organisation, &all.state));
        }
    }
}

/// The action that the draft rates.
fn world_rated(world: &World) -> (uuid::Uuid,) {
    (world.rated.1.0,)
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
