//! A plan and a self-assessment at a glance, on both databases.

use jiff::{Timestamp, civil::date};
use model::core::permit::{AtOrganisation, Permit, ReadInternal};
use store::{core::values::At, work::overview};
use testing::world::World;

#[tokio::test]
async fn a_plan_at_a_glance_is_one_query_and_leaves_out_what_was_withdrawn() {
    let now: Timestamp = "2026-11-22T10:00:00Z".parse().unwrap();
    let operator = testing::operator();
    for db in testing::databases().await {
        let world = World::make(&db, &testing::invented_charter(), now).await;
        let may = Permit::<ReadInternal>::ask(&operator, AtOrganisation { organisation: world.organisation }).unwrap();
        let (assessment, plan) = world.assessments[0];
        let mut tx = db.write().await.unwrap();
        let before = db.queries();
        let seen = overview::plan(&mut tx, &may, plan).await.unwrap().unwrap();
        assert_eq!(db.queries() - before, 1);
        assert_eq!((seen.starts, seen.ends), (date(2020, 1, 1), date(2021, 12, 31)));
        let (action, themes) = &seen.actions[0];
        assert_eq!((action.id, action.since, action.progress_update), (world.actions[0], Some(date(2020, 1, 1)), None));
        assert_eq!(themes.len(), 1);

        tx.query(
            "update plan_action set ended = 'withdrawn', ended_reason = 'No funds', ended_at = $2 where plan_id = $1",
        )
        .bind(plan.0)
        .bind(At(now))
        .run()
        .await
        .unwrap();
        let seen = overview::plan(&mut tx, &may, plan).await.unwrap().unwrap();
        assert_eq!((seen.starts, seen.actions.len()), (date(2020, 1, 1), 0), "the plan stays");
        assert_eq!(overview::answered(&mut tx, &may, assessment).await.unwrap(), []);
        tx.query("insert into answer (assessment_id, question, body, revision, saved_at) values ($1, 'scope', 'All', 1, $2), ($1, 'voice', '', 1, $2)")
            .bind(assessment.0)
            .bind(At(now))
            .run()
            .await
            .unwrap();
        assert_eq!(overview::answered(&mut tx, &may, assessment).await.unwrap(), ["scope".into()]);
    }
}
