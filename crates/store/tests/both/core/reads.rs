//! What pages of each area read beside their subject, on both databases.

use jiff::{Timestamp, civil::date};
use model::{
    UpdateRequestId,
    assessment::Step,
    consultation::ConsultationStep,
    core::{
        permit::{
            AddImport, AtAssessment, AtConsultation, AtImports, AtOrganisation, Author, CheckNames, KeepOwners,
            Permission, Permit, ReadActivity, ReadAssessment, ReadConsultation, ReadInternal, ReadOrganisation,
            ReadWorkings, RequestUpdates, Role, SignAsLead, WriteAssessment,
        },
        saving::Draft,
        short::{Email, Line},
    },
    plan::owner::OwnerDetails,
};
use store::{
    Tx,
    assessment::{answers, assessments, signatory_addresses, signatures},
    consultation::consultations,
    core::{events, ids, values::Day},
    imports,
    plan::{owners, plans, update_requests},
    team::groups,
    work::overview,
};
use testing::world::World;

fn now() -> Timestamp {
    "2026-11-22T10:00:00Z".parse().unwrap()
}

async fn worlds() -> Vec<(World, Tx)> {
    let mut all = Vec::new();
    for db in testing::databases().await {
        let world = World::make(&db, &testing::invented_charter(), now()).await;
        all.push((world, db.write().await.unwrap()));
    }
    all
}

/// What the lead may do at a place.
fn lead<P: Permission>(world: &World, place: P::Place) -> Permit<P> {
    let author = Author::Person(world.persona("lead").person.unwrap());
    Permit::ask(&testing::relation(author, None, Some(Role::Lead), Some(world.organisation)), place).unwrap()
}

fn assessment(world: &World, step: Step) -> AtAssessment {
    let index = Step::ALL.into_iter().position(|one| one == step).unwrap();
    AtAssessment { organisation: world.organisation, assessment: world.assessments[index].0, step, shared: None }
}

fn here(world: &World) -> AtOrganisation {
    AtOrganisation { organisation: world.organisation }
}

#[tokio::test]
async fn a_self_assessment_has_an_edition_versions_and_a_rated_plan() {
    let charter = testing::invented_charter();
    for (world, mut tx) in worlds().await {
        let (tx, place) = (&mut tx, assessment(&world, Step::Drafting));
        let read = lead::<ReadAssessment>(&world, place);
        assert_eq!(assessments::edition(tx, &read).await.unwrap(), charter.editions[0].id);
        let stage = assessments::stage(tx, &lead::<ReadOrganisation>(&world, here(&world))).await.unwrap();
        assert_eq!(stage, 1);
        let rated = plans::rated(tx, &read).await.unwrap().unwrap();
        assert_eq!(rated.id, world.rated.0);
        tx.query("update assessment set rated_plan_id = null").run().await.unwrap();
        assert!(plans::rated(tx, &read).await.unwrap().is_none());

        let question = charter.editions[0].questions.iter().find(|one| one.id.as_str() == "tower").unwrap();
        let write = testing::lock(tx, &lead::<WriteAssessment>(&world, place)).await;
        let before = answers::read(tx, &read, &question.id).await.unwrap().map_or(0, |version| version.revision);
        let saved = answers::save(tx, &write, question, &Draft::new("A lamp", before), now()).await.unwrap().unwrap();
        let current = answers::read(tx, &read, &question.id).await.unwrap().unwrap();
        assert_eq!((current.revision, current.text.as_str()), (saved, "A lamp"));
        let workings = lead::<ReadWorkings>(&world, place);
        let one = answers::version(tx, &workings, &question.id, saved).await.unwrap().unwrap();
        assert_eq!((one.text.as_str(), one.who.as_deref()), ("A lamp", Some("lead Example")));
        assert!(answers::version(tx, &workings, &question.id, saved + 1).await.unwrap().is_none());
    }
}

#[tokio::test]
async fn a_lead_does_not_sign_in_the_name_of_another_member() {
    for (world, mut tx) in worlds().await {
        let (tx, place) = (&mut tx, assessment(&world, Step::Ready));
        let sign = testing::lock(tx, &lead::<SignAsLead>(&world, place)).await;
        let namesake =
            async |tx: &mut Tx, name| signatures::namesake(tx, &sign, &Line::parse(name).unwrap()).await.unwrap();
        assert_eq!(namesake(tx, "contributor Example").await.as_deref(), Some("contributor Example"));
        assert_eq!(namesake(tx, "lead Example").await, None, "their own");
        assert_eq!(namesake(tx, "A. Stranger").await, None);
        let read = lead::<ReadOrganisation>(&world, here(&world));
        let waiting = signatory_addresses::waiting_for(tx, &read, place.assessment).await.unwrap();
        assert_eq!(waiting, None, "no address awaits confirmation");
    }
}

#[tokio::test]
async fn actions_meetings_and_earlier_imports_are_those_of_the_organisation() {
    for (world, mut tx) in worlds().await {
        let tx = &mut tx;
        let read = lead::<ReadInternal>(&world, here(&world));
        let actions = events::actions(tx, &read).await.unwrap();
        assert_eq!(actions.len(), 6);
        assert!(actions.iter().any(|(id, title)| *id == world.actions[4] && title == "Count everyone in 2028"));
        assert!(groups::to_come(tx, &read, date(2026, 11, 22)).await.unwrap().is_empty(), "it was in 2020");
        tx.query("update meeting set held_on = $1").bind(Day(date(2026, 11, 22))).run().await.unwrap();
        let meetings = groups::to_come(tx, &read, date(2026, 11, 22)).await.unwrap();
        assert_eq!(
            meetings.iter().map(|(group, meeting)| (*group, meeting.id)).collect::<Vec<_>>(),
            [(world.group.0, world.group.2)]
        );

        let may = lead::<AddImport>(&world, AtImports { organisation: world.organisation, has_members: true });
        assert_eq!(imports::accepted_before(tx, &may, "none").await.unwrap(), None, "it was not applied");
        tx.query("update import set assessment_id = $1").bind(world.assessments[0].0.0).run().await.unwrap();
        assert_eq!(imports::accepted_before(tx, &may, "none").await.unwrap(), Some(world.assessments[0].0));
        assert_eq!(imports::accepted_before(tx, &may, "another").await.unwrap(), None);

        let (consultation, step) = (world.consultations[0], ConsultationStep::Drafting);
        let place = AtConsultation { organisation: world.organisation, consultation, step };
        let read = lead::<ReadConsultation>(&world, place);
        let offered = consultations::available_actions(tx, &read, Some(world.assessments[4].1)).await.unwrap();
        assert_eq!(offered.iter().map(|one| one.id).collect::<Vec<_>>(), [world.actions[4]]);
        assert!(consultations::available_actions(tx, &read, None).await.unwrap().is_empty());
    }
}

#[tokio::test]
async fn an_owner_gets_another_address_and_reminders_are_recorded() {
    for (world, mut tx) in worlds().await {
        let tx = &mut tx;
        let keep = testing::lock(tx, &lead::<KeepOwners>(&world, here(&world))).await;
        let email = Some(Email::parse("new.harbour@northmoor.example").unwrap());
        let named = OwnerDetails { name: Line::parse("Somebody else").unwrap(), email: email.clone() };
        owners::set_email(tx, &keep, world.owner, &named, now()).await.unwrap();
        let read = lead::<ReadInternal>(&world, here(&world));
        let all = owners::list(tx, &read).await.unwrap();
        let owner = all.iter().find(|one| one.id == world.owner).unwrap();
        assert_eq!((owner.named.name.as_str(), &owner.named.email), ("Harbour master", &email));

        assert_eq!(update_requests::escalation_days(tx, &read).await.unwrap(), 14);
        let ask = testing::lock(tx, &lead::<RequestUpdates>(&world, here(&world))).await;
        let (request, _) = world.update_request;
        assert!(!update_requests::is_awaiting_reply(tx, &ask, request).await.unwrap(), "it was cancelled");
        tx.query("update update_request set ended_at = null, end_reason = null").run().await.unwrap();
        assert!(update_requests::is_awaiting_reply(tx, &ask, request).await.unwrap());
        let another = UpdateRequestId(ids::new(now()));
        assert!(!update_requests::is_awaiting_reply(tx, &ask, another).await.unwrap());
        let owners = update_requests::awaited_owners(tx, &ask, None, now()).await.unwrap();
        update_requests::record_reminders(tx, &ask, &owners, now()).await.unwrap();
        let log = lead::<ReadActivity>(&world, here(&world));
        let events = events::of_organisation(tx, &log, &events::EventFilter::default(), None).await.unwrap();
        let last = events[0].what.sentence(&testing::invented_charter());
        assert!(last.contains("reminder"), "{last}");
        let check = lead::<CheckNames>(&world, here(&world));
        assert_eq!(overview::awaiting_lead(tx, &check).await.unwrap(), overview::AwaitingLead::default());
    }
}
