//! Listing and starting self-assessments, on both databases.

use jiff::Timestamp;
use model::{
    AssessmentId, OrganisationId,
    assessment::{AssessmentState, CannotStart, Step},
    charter::Charter,
    core::permit::{Permit, ReadAssessment, ReadOrganisation, StartAssessment},
};
use store::{
    Db,
    assessment::{assessments, contents},
    core::{relation, values::Day},
};
use testing::world::World;
use uuid::Uuid;

fn now() -> Timestamp {
    "2033-05-05T10:00:00Z".parse().unwrap()
}

/// Starts a self-assessment of the other organisation, which has none.
async fn start(db: &Db, world: &World, charter: &Charter) -> Result<AssessmentId, CannotStart> {
    let mut tx = db.write().await.unwrap();
    let lead = world.persona("other lead").person.unwrap();
    let (organisation,): (Uuid,) =
        tx.query("select organisation_id from member where person_id = $1").bind(lead.0).one().await.unwrap();
    let found = relation::at_organisation(&mut tx, lead, OrganisationId(organisation)).await.unwrap().unwrap();
    let may = Permit::<StartAssessment>::ask(&found.relation, found.place).unwrap();
    let today = now().to_zoned(jiff::tz::TimeZone::UTC).date();
    let may = testing::lock(&mut tx, &may).await;
    let started = assessments::start(&mut tx, &may, charter, today, now()).await.unwrap();
    tx.commit().await.unwrap();
    started
}

#[tokio::test]
async fn all_are_listed_with_their_states() {
    for db in testing::databases().await {
        let world = World::make(&db, &testing::invented_charter(), now()).await;
        let mut tx = db.read().await.unwrap();
        let lead = world.persona("lead").person.unwrap();
        let found = relation::at_organisation(&mut tx, lead, world.organisation).await.unwrap().unwrap();
        let may = Permit::<ReadOrganisation>::ask(&found.relation, found.place).unwrap();
        let listed = assessments::list(&mut tx, &may).await.unwrap();
        let mut steps: Vec<Step> = listed.iter().map(|one| one.state.step()).collect();
        steps.sort();
        assert_eq!(steps, Step::ALL);
    }
}

#[tokio::test]
async fn only_one_is_open_at_a_time() {
    let charter = testing::invented_charter();
    for db in testing::databases().await {
        let world = World::make(&db, &charter, now()).await;
        start(&db, &world, &charter).await.unwrap();
        assert_eq!(start(&db, &world, &charter).await, Err(CannotStart::AnotherIsOpen(1)));
    }
}

#[tokio::test]
async fn the_next_stage_rates_the_last_plan_and_its_plan_starts_after_that() {
    let charter = testing::invented_charter();
    for db in testing::databases().await {
        let world = World::make(&db, &charter, now()).await;
        let first = start(&db, &world, &charter).await.unwrap();
        let mut tx = db.write().await.unwrap();
        // Submitted on paper; then the secretariat moves the organisation on.
        tx.query("update assessment set step = 'submitted', paper = $2, paper_on = $3 where id = $1")
            .bind(first.0)
            .bind(no_signatures())
            .bind(Day("2034-01-31".parse().unwrap()))
            .run()
            .await
            .unwrap();
        tx.commit().await.unwrap();
        assert_eq!(start(&db, &world, &charter).await, Err(CannotStart::Submitted(1)));
        let mut tx = db.write().await.unwrap();
        tx.query("update organisation set stage = 2").run().await.unwrap();
        tx.commit().await.unwrap();
        let second = start(&db, &world, &charter).await.unwrap();

        let mut tx = db.read().await.unwrap();
        let lead = world.persona("other lead").person.unwrap();
        let mut read = Vec::new();
        for assessment in [first, second] {
            let found = relation::at_assessment(&mut tx, lead, assessment).await.unwrap().unwrap();
            let may = Permit::<ReadAssessment>::ask(&found.relation, found.place).unwrap();
            read.push(contents::load(&mut tx, &may).await.unwrap());
        }
        let [first, second] = read.try_into().unwrap();
        assert!(matches!(first.state, AssessmentState::OnPaper(..)));
        assert_eq!((first.plan.months, first.plan.starts.to_string().as_str()), (12, "2033-06-01"));
        assert_eq!(second.edition.as_str(), "second-2031");
        assert_eq!(second.rated.map(|plan| plan.id), Some(first.plan.id));
        assert_eq!((second.plan.months, second.plan.starts.to_string().as_str()), (24, "2034-06-01"));
        assert_eq!(second.plan.ends.to_string(), "2036-05-31");
    }
}

fn no_signatures() -> sqlx::types::Json<model::assessment::PaperSignatures> {
    sqlx::types::Json(model::assessment::PaperSignatures::default())
}

#[tokio::test]
async fn a_due_date_of_its_own_replaces_the_usual_one() {
    let charter = testing::invented_charter();
    for db in testing::databases().await {
        let world = World::make(&db, &charter, now()).await;
        let mut tx = db.write().await.unwrap();
        let lead = world.persona("lead").person.unwrap();
        let found = relation::at_assessment(&mut tx, lead, world.assessments[0].0).await.unwrap().unwrap();
        let may = Permit::<ReadAssessment>::ask(&found.relation, found.place).unwrap();
        let contents = contents::to_check(&mut tx, &may).await.unwrap();
        let (today, own) = ("2033-05-05".parse().unwrap(), "2033-09-30".parse().unwrap());
        let usual = assessments::due(&mut tx, &charter, &contents, today).await.unwrap();
        assert_ne!(usual.map(|due| due.on), Some(own));
        tx.query("insert into due_date (id, organisation_id, stage, due_on, reason, recorded_at) values ($1, $2, 1, $3, 'A storm', $4)")
            .bind(Uuid::from_u128(1))
            .bind(world.organisation.0)
            .bind(Day(own))
            .bind(store::core::values::At(now()))
            .run()
            .await
            .unwrap();
        let due = assessments::due(&mut tx, &charter, &contents, today).await.unwrap().unwrap();
        assert_eq!((due.stage, due.on), (1, own));
    }
}
