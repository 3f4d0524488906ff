//! Plans and the actions in them, on both databases.

use jiff::Timestamp;
use model::permit::{Permit, ReadPlan};
use store::{plans, standing};
use testing::world::World;

#[tokio::test]
async fn a_plan_is_loaded_with_its_actions_in_two_queries() {
    let now: Timestamp = "2026-11-22T10:00:00Z".parse().unwrap();
    for db in testing::databases().await {
        let world = World::make(&db, &testing::invented_charter(), now).await;
        let mut tx = db.read().await.unwrap();
        let lead = world.persona("lead").person.unwrap();
        let found = standing::at_plan(&mut tx, lead, world.assessments[0].1).await.unwrap().unwrap();
        let may = Permit::<ReadPlan>::ask(&found.standing, found.place).unwrap();
        let before = db.queries();
        let plan = plans::read(&mut tx, &may).await.unwrap().unwrap();
        assert_eq!(db.queries() - before, 2);
        assert_eq!((plan.months, plan.actions.len()), (24, 1));
        let action = &plan.actions[0].action;
        assert_eq!((action.id, action.first_planned), (world.actions[0], plan.starts));
        assert_eq!(action.news, None);
    }
}
