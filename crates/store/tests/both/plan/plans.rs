//! Plans and the actions in them, on both databases.

use jiff::Timestamp;
use model::{
    core::permit::{EditPlan, Permit, ReadInternal, ReadPlan},
    plan::Term,
};
use store::{core::relation, plan::plans};
use testing::world::World;

#[tokio::test]
async fn a_plan_is_loaded_with_its_actions_in_two_queries() {
    let now: Timestamp = "2026-11-22T10:00:00Z".parse().unwrap();
    for db in testing::databases().await {
        let world = World::make(&db, &testing::invented_charter(), now).await;
        let mut tx = db.read().await.unwrap();
        let lead = world.persona("lead").person.unwrap();
        let found = relation::at_plan(&mut tx, lead, world.assessments[0].1).await.unwrap().unwrap();
        let may = Permit::<ReadPlan>::ask(&found.relation, found.place).unwrap();
        let before = db.queries();
        let plan = plans::read(&mut tx, &may).await.unwrap().unwrap();
        assert_eq!(db.queries() - before, 2);
        assert_eq!((plan.months, plan.actions.len()), (24, 1));
        let action = &plan.actions[0].action;
        assert_eq!((action.id, action.first_planned), (world.actions[0], plan.starts));
        assert_eq!(action.progress_update, None);
    }
}

#[tokio::test]
async fn plans_are_listed_newest_first_and_change_their_term() {
    let now: Timestamp = "2026-11-22T10:00:00Z".parse().unwrap();
    for db in testing::databases().await {
        let world = World::make(&db, &testing::invented_charter(), now).await;
        let mut tx = db.write().await.unwrap();
        let lead = world.persona("lead").person.unwrap();
        let found = relation::at_plan(&mut tx, lead, world.assessments[0].1).await.unwrap().unwrap();
        let may = Permit::<EditPlan>::ask(&found.relation, found.place).unwrap();
        let term = Term { starts: jiff::civil::date(2040, 10, 1), months: 36 };
        let may = testing::lock(&mut tx, &may).await;
        plans::change_term(&mut tx, &may, term, now).await.unwrap();
        let found = relation::at_organisation(&mut tx, lead, world.organisation).await.unwrap().unwrap();
        let may = Permit::<ReadInternal>::ask(&found.relation, found.place).unwrap();
        let listed = plans::list(&mut tx, &may).await.unwrap();
        assert_eq!(listed.len(), 6);
        assert_eq!((listed[0].id, listed[0].ends), (world.assessments[0].1, jiff::civil::date(2043, 9, 30)));
        let in_force = listed.iter().find(|plan| plan.is_in_force()).unwrap();
        assert_eq!((in_force.id, in_force.tally.all()), (world.assessments[4].1, 1));
    }
}
