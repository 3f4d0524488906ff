//! What everyone may read, on both databases.

mod publishing;

use jiff::{Timestamp, civil::date};
use model::{
    assessment::{Step, headcount::Headcount},
    core::permit::Author,
    work::event::{EventKind, progress_review::ProgressReviewEvent},
};
use sqlx::types::Json;
use store::{
    Tx,
    core::{
        events::{Subject, record},
        ids,
        values::At,
    },
    public::{self, PublicRegisterFilter},
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

#[tokio::test]
async fn the_register_is_found_by_name_and_facts() {
    for (_, mut tx) in worlds().await {
        let named = |name: &str| PublicRegisterFilter { name: name.into(), ..PublicRegisterFilter::default() };
        for (filter, expected) in [
            (PublicRegisterFilter::default(), 2),
            (named("NORTHM"), 1),
            (named("%"), 0),
            (named("_"), 0),
            (named("\\"), 0),
            (PublicRegisterFilter { standing: "supporter".into(), ..PublicRegisterFilter::default() }, 0),
            (
                PublicRegisterFilter {
                    kind: "University".into(),
                    country: "England".into(),
                    ..PublicRegisterFilter::default()
                },
                2,
            ),
            (PublicRegisterFilter { phase: "one".into(), ..PublicRegisterFilter::default() }, 0),
        ] {
            assert_eq!(public::matching(&mut tx, &filter).await.unwrap(), expected, "{filter:?}");
            let listed = public::list(&mut tx, &filter, 0, 50).await.unwrap();
            assert_eq!(listed.len(), expected as usize, "{filter:?}");
        }
        let second = public::list(&mut tx, &PublicRegisterFilter::default(), 1, 50).await.unwrap();
        assert_eq!(second[0].name, "Northmoor University", "they are sorted by name");
        assert_eq!(public::facets(&mut tx).await.unwrap()[0].number, 2);
        assert_eq!(public::slugs(&mut tx).await.unwrap().len(), 2);
        let one = public::signatory(&mut tx, "northmoor").await.unwrap().unwrap();
        assert_eq!((one.stage, one.contact.name.as_str()), (1, "P. Example"));
        assert_eq!(public::signatory(&mut tx, "nowhere").await.unwrap(), None);
    }
}

#[tokio::test]
async fn only_submitted_plans_are_public_in_the_words_that_were_signed() {
    for (world, mut tx) in worlds().await {
        tx.query("update action set text = 'A draft'").run().await.unwrap();
        let frames = public::plans(&mut tx, world.organisation).await.unwrap();
        assert_eq!(frames.iter().map(|frame| frame.id).collect::<Vec<_>>(), [world.assessments[4].1]);
        let plan = public::plan(&mut tx, world.organisation, &frames[0]).await.unwrap().unwrap();
        assert_eq!(plan.actions[0].details.text, "Count everyone in 2028");

        // A later submission rated a plan that belongs to a draft.
        let old = world.assessments[0].1;
        tx.query("update assessment set rated_plan_id = $1 where id = $2")
            .bind(old.0)
            .bind(world.assessments[4].0.0)
            .run()
            .await
            .unwrap();
        assert_eq!(public::plans(&mut tx, world.organisation).await.unwrap().len(), 1, "it is in a draft");
    }
}

#[tokio::test]
async fn submissions_come_with_their_signatures_and_rounded_figures() {
    for (world, mut tx) in worlds().await {
        let people = Headcount::from_pasted("Unit\tWomen\tMen\nWorkshop\t2\t21").unwrap();
        for (assessment, _) in &world.assessments {
            tx.query("insert into headcount (assessment_id, people, revision, saved_at) values ($1, $2, 1, $3)")
                .bind(assessment.0)
                .bind(Json(people.clone()))
                .bind(At(now()))
                .run()
                .await
                .unwrap();
        }
        let all = public::submissions(&mut tx, world.organisation).await.unwrap();
        assert_eq!((all.len(), all[0].signatures.len(), all[0].at), (1, 2, Some(now())));
        assert_eq!(all[0].signatures[0].role, model::assessment::verify::Signatory::Lead);
        let signed = public::signed_text(&mut tx, world.organisation, &all[0], &[]).await.unwrap().unwrap();
        assert_eq!(Some(model::core::canonical::Hash::of(&signed.canonical)), all[0].hash);
        let published = public::headcount(&mut tx, world.organisation, all[0].id).await.unwrap().unwrap();
        assert_eq!((published.all.get(), published.units[0].counts[0].get()), (25, 0));
        for (step, (assessment, _)) in Step::ALL.into_iter().zip(&world.assessments).take(4) {
            let other = public::Submitted { id: *assessment, ..all[0].clone() };
            let signed = public::signed_text(&mut tx, world.organisation, &other, &[]).await.unwrap();
            assert_eq!(signed, None, "{step:?}");
            assert_eq!(public::headcount(&mut tx, world.organisation, *assessment).await.unwrap(), None, "{step:?}");
            assert!(public::answers(&mut tx, world.organisation, *assessment).await.unwrap().is_empty(), "{step:?}");
        }
    }
}

#[tokio::test]
async fn only_a_submission_that_the_secretariat_returned_is_known_as_returned() {
    for (world, mut tx) in worlds().await {
        let (draft, submitted) = (world.assessments[0].0, world.assessments[4].0);
        for (assessment, _) in &world.assessments {
            assert!(!public::is_returned(&mut tx, world.organisation, *assessment).await.unwrap(), "none was returned");
        }
        tx.query("update assessment set returned_at = $1, returned_reason = 'No dates', returned_by = 'leader'")
            .bind(At(now()))
            .run()
            .await
            .unwrap();
        assert!(!public::is_returned(&mut tx, world.organisation, draft).await.unwrap(), "it was never submitted");
        tx.query("update assessment set returned_by = 'secretariat'").run().await.unwrap();
        assert!(public::is_returned(&mut tx, world.organisation, draft).await.unwrap());
        assert!(!public::is_returned(&mut tx, world.organisation, submitted).await.unwrap(), "it is submitted again");
        let elsewhere = model::OrganisationId(ids::new(now()));
        assert!(!public::is_returned(&mut tx, elsewhere, draft).await.unwrap(), "it is another organisation's");
    }
}

#[tokio::test]
async fn an_event_is_public_only_if_it_is_marked_so_and_may_be() {
    for (world, mut tx) in worlds().await {
        let here = Subject::organisation(world.organisation);
        let moved = || EventKind::StageMoved { from: 1, to: 2 };
        let due = EventKind::DueDateSet { stage: 1, due: date(2027, 1, 1), feedback: None, reason: "Illness".into() };
        for (subject, what) in [
            (here, moved()),
            (here.public(true), due),
            (here.public(true).action(world.actions[0]), moved()),
            (here.public(true).action(world.actions[4]), moved()),
            (here.public(true), moved()),
        ] {
            record(&mut tx, Author::Operator, subject, &what, now()).await.unwrap();
        }
        let changes = public::changes(&mut tx, world.organisation).await.unwrap();
        assert_eq!(changes.len(), 2, "{changes:?}");
        assert_eq!(public::newest(&mut tx).await.unwrap().len(), 5);
        // What was published and withdrawn again does not displace the others.
        let review = || EventKind::ProgressReview(ProgressReviewEvent::PlanReviewPublished { minutes: false });
        for _ in 0..30 {
            record(&mut tx, Author::Operator, here.public(true), &review(), now()).await.unwrap();
        }
        assert_eq!(public::changes(&mut tx, world.organisation).await.unwrap(), changes);
        assert_ne!(ids::new(now()), public::newest(&mut tx).await.unwrap()[0]);
    }
}
