//! The signed version of a plan, on both databases.

use jiff::Timestamp;
use model::{
    core::permit::{Permit, ReadPlan},
    public::{Difference, since_signed},
};
use store::{assessment::locked_versions::signed_plan, core::relation, plan::plans};
use testing::world::World;

#[tokio::test]
async fn a_submitted_plan_is_compared_with_its_signed_version() {
    let now: Timestamp = "2033-05-05T10:00:00Z".parse().unwrap();
    for db in testing::databases().await {
        let world = World::make(&db, &testing::invented_charter(), now).await;
        let mut tx = db.write().await.unwrap();
        let lead = world.persona("lead").person.unwrap();
        for (at, (_, plan)) in world.assessments.iter().enumerate() {
            let found = relation::at_plan(&mut tx, lead, *plan).await.unwrap().unwrap();
            let may: Permit<ReadPlan> = Permit::ask(&found.relation, found.place).unwrap();
            assert_eq!(signed_plan(&mut tx, &may).await.unwrap().is_some(), at == 4, "only the submitted one");
        }
        let found = relation::at_plan(&mut tx, lead, world.assessments[4].1).await.unwrap().unwrap();
        let may: Permit<ReadPlan> = Permit::ask(&found.relation, found.place).unwrap();
        let (submission, _) = signed_plan(&mut tx, &may).await.unwrap().unwrap();
        let plan = plans::read(&mut tx, &may).await.unwrap().unwrap();
        assert_eq!(since_signed(&plan, &submission), []);
        tx.query("update action set text = 'A draft'").run().await.unwrap();
        let plan = plans::read(&mut tx, &may).await.unwrap().unwrap();
        let changed: Vec<_> = since_signed(&plan, &submission).into_iter().map(|one| one.difference).collect();
        assert_eq!(changed, [Difference::Changed]);
    }
}
