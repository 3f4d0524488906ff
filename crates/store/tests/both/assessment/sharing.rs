//! A draft is shared with the secretariat by a lead, once, and no longer than until it is submitted.

use model::{
    Timestamp,
    core::permit::{Permit, ReadAction, ReadAssessment, ReadPlan, ShareAssessment},
};
use store::{assessment::sharing, core::relation};
use testing::world::World;

#[tokio::test]
async fn a_draft_is_shared_and_the_sharing_ended_once() {
    let now: Timestamp = "2026-11-22T10:00:00Z".parse().unwrap();
    for db in testing::databases().await {
        let world = World::make(&db, &testing::invented_charter(), now).await;
        let [lead, secretariat] = ["lead", "secretariat"].map(|name| world.persona(name).person.unwrap());
        let (draft, plan) = world.assessments[0];
        let mut tx = db.write().await.unwrap();
        let found = relation::at_assessment(&mut tx, lead, draft).await.unwrap().unwrap();
        let may = Permit::<ShareAssessment>::ask(&found.relation, found.place).unwrap();
        let may = testing::lock(&mut tx, &may).await;
        let reads = async |tx: &mut store::Tx| {
            let at = relation::at_assessment(tx, secretariat, draft).await.unwrap().unwrap();
            let at_plan = relation::at_plan(tx, secretariat, plan).await.unwrap().unwrap();
            let at_action = relation::at_action(tx, secretariat, world.actions[0]).await.unwrap().unwrap();
            let all = [
                Permit::<ReadAssessment>::ask(&at.relation, at.place).is_ok(),
                Permit::<ReadPlan>::ask(&at_plan.relation, at_plan.place).is_ok(),
                Permit::<ReadAction>::ask(&at_action.relation, at_action.place).is_ok(),
            ];
            assert!(all.iter().all(|one| *one == all[0]), "{all:?}");
            all[0]
        };
        assert!(!reads(&mut tx).await);
        assert!(sharing::share(&mut tx, &may, "Stage 1", now).await.unwrap());
        assert!(!sharing::share(&mut tx, &may, "Stage 1", now).await.unwrap(), "the button was selected twice");
        assert!(reads(&mut tx).await);
        assert!(sharing::end(&mut tx, &may, "Stage 1", now).await.unwrap());
        assert!(!sharing::end(&mut tx, &may, "Stage 1", now).await.unwrap());
        assert!(!reads(&mut tx).await);
        let (events,): (i64,) = tx
            .query("select cast(count(*) as bigint) from event where assessment_id = $1")
            .bind(draft.0)
            .one()
            .await
            .unwrap();
        assert_eq!(events, 2, "one for each change");
    }
}
