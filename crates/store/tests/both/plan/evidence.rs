//! Evidence, on both databases.

use jiff::Timestamp;
use model::{
    ActionId, EvidenceId,
    assessment::{
        Step,
        locked_version::{self, Submission},
    },
    core::{
        address::Address,
        permit::{
            AtAction, AtAssessment, AtOrganisation, AtPlan, EndConsent, KeepEvidence, Permission, Permit,
            PublishEvidence, ReadActionHistory, ReadInternal, ReadPlan, ReadWorkings, RecordProgress, Refused,
            WriteAssessment,
        },
        short::Line,
    },
    plan::evidence::{Consent, EvidenceContent, EvidenceFile, NewEvidence, Testimony},
};
use store::{
    Db,
    assessment::contents,
    core::write_permit::{self, NotLocked},
    plan::evidence::{self, Corrected},
};
use testing::world::World;

fn now() -> Timestamp {
    "2026-11-22T10:00:00Z".parse().unwrap()
}

fn may<P: Permission>(place: P::Place) -> Permit<P> {
    Permit::ask(&testing::operator(), place).unwrap()
}

fn here(world: &World) -> AtOrganisation {
    AtOrganisation { organisation: world.organisation }
}

fn drafted(world: &World) -> (AtAssessment, AtAction) {
    let (assessment, plan) = world.assessments[0];
    let organisation = world.organisation;
    (
        AtAssessment { organisation, assessment, step: Step::Drafting, shared: None },
        AtAction {
            organisation,
            plan,
            action: world.actions[0],
            step: Some(Step::Drafting),
            shared: None,
            is_submitted: false,
        },
    )
}

fn testimonial() -> NewEvidence {
    let consent = Consent {
        asked_by: Line::parse("P. Example").unwrap(),
        on: "2026-11-01".parse().unwrap(),
        terms: "To be quoted".into(),
    };
    let name = Line::parse("A. Keeper").unwrap();
    let words = "It changed my work".to_owned();
    NewEvidence {
        title: Line::parse("A voice").unwrap(),
        content: EvidenceContent::Testimonial(Testimony::Named { words, name, consent }),
        themes: Vec::new(),
        allied: Vec::new(),
    }
}

async fn added(db: &Db, world: &World, new: &NewEvidence) -> EvidenceId {
    let mut tx = db.write().await.unwrap();
    let permit = testing::lock(&mut tx, &may::<KeepEvidence>(here(world))).await;
    let id = evidence::add(&mut tx, &permit, new, now()).await.unwrap();
    tx.commit().await.unwrap();
    id
}

#[tokio::test]
async fn evidence_is_attached_to_actions_and_answers_and_contained_in_locked_versions() {
    let charter = testing::invented_charter();
    for db in testing::databases().await {
        let world = World::make(&db, &charter, now()).await;
        let (at, action) = drafted(&world);
        let (file, voice) = (world.evidence.0, added(&db, &world, &testimonial()).await);
        let question = charter.editions[0].questions[0].id.clone();
        let mut tx = db.write().await.unwrap();
        let record = may::<RecordProgress>(action);
        let progress = testing::lock(&mut tx, &record).await;
        assert!(evidence::attach_to_action(&mut tx, &progress, file, now()).await.unwrap());
        assert!(!evidence::attach_to_action(&mut tx, &progress, file, now()).await.unwrap(), "it is attached already");
        let answering = may::<WriteAssessment>(at);
        let asked = (&question, "The first question");
        let write = testing::lock(&mut tx, &answering).await;
        assert!(evidence::attach_to_answer(&mut tx, &write, asked, voice, now()).await.unwrap());
        tx.commit().await.unwrap();

        let mut tx = db.read().await.unwrap();
        let attached = evidence::of_action(&mut tx, &may::<ReadActionHistory>(action)).await.unwrap();
        assert_eq!(attached.iter().map(|one| one.id).collect::<Vec<_>>(), [file]);
        let read = may::<ReadWorkings>(at);
        assert_eq!(evidence::of_answer(&mut tx, &read, &question).await.unwrap()[0].id, voice);
        let (actions, answers) = evidence::uses(&mut tx, &may::<ReadInternal>(here(&world)), file).await.unwrap();
        assert!(actions == [(world.actions[0], "Count everyone in 2020".to_owned())] && answers.is_empty());

        let contents = contents::load(&mut tx, &read).await.unwrap();
        let salt = "0".repeat(64);
        let locked = locked_version::lock(&contents, &charter, &charter.editions[0], &salt);
        assert!(!locked.canonical.contains("It changed my work") && !locked.canonical.contains("A. Keeper"));
        let submission = Submission::parse(&locked.canonical).unwrap();
        let [named, hashed] = &submission.evidence[..] else { panic!("{:?}", submission.evidence) };
        assert_eq!(
            (named.id, &named.actions[..], named.title.as_deref()),
            (file, &world.actions[..1], Some("Apprentices"))
        );
        assert!(matches!(&named.shown, Some(EvidenceContent::File(file)) if file.sha256 == world.evidence.1.sha256));
        assert_eq!(
            (hashed.id, &hashed.title, &hashed.shown, &hashed.questions[..]),
            (voice, &None, &None, &[question.clone()][..])
        );
        let again = locked_version::lock(&contents, &charter, &charter.editions[0], &"1".repeat(64));
        assert_ne!(Submission::parse(&again.canonical).unwrap().evidence[1].sha256, hashed.sha256, "it is salted");

        let mut tx = db.write().await.unwrap();
        let progress = testing::lock(&mut tx, &record).await;
        assert!(evidence::detach_from_action(&mut tx, &progress, file, now()).await.unwrap());
        assert!(!evidence::detach_from_action(&mut tx, &progress, file, now()).await.unwrap());
        let write = testing::lock(&mut tx, &answering).await;
        assert!(evidence::detach_from_answer(&mut tx, &write, asked, voice, now()).await.unwrap());
        let contents = contents::load(&mut tx, &read).await.unwrap();
        let bare = locked_version::lock(&contents, &charter, &charter.editions[0], &salt);
        assert!(!bare.canonical.contains("evidence"), "without evidence it has no such key");
    }
}

#[tokio::test]
async fn withdrawn_consent_deletes_the_text_and_keeps_the_record() {
    for db in testing::databases().await {
        let world = World::make(&db, &testing::invented_charter(), now()).await;
        let voice = added(&db, &world, &testimonial()).await;
        let mut tx = db.write().await.unwrap();
        let publish = testing::lock(&mut tx, &may::<PublishEvidence>(here(&world))).await;
        assert!(evidence::publish(&mut tx, &publish, voice, true, now()).await.unwrap());
        assert_eq!(evidence::for_everyone(&mut tx, world.organisation).await.unwrap().len(), 2);
        let today = "2026-11-22".parse().unwrap();
        let end = testing::lock(&mut tx, &may::<EndConsent>(here(&world))).await;
        assert!(evidence::withdraw_consent(&mut tx, &end, voice, today, now()).await.unwrap());
        assert!(!evidence::withdraw_consent(&mut tx, &end, voice, today, now()).await.unwrap());
        assert!(!evidence::publish(&mut tx, &publish, voice, true, now()).await.unwrap(), "there is no consent");
        assert_eq!(evidence::for_everyone(&mut tx, world.organisation).await.unwrap().len(), 1);
        let read = may::<ReadInternal>(here(&world));
        let kept = evidence::read(&mut tx, &read, voice).await.unwrap().unwrap().evidence;
        assert_eq!(kept.content, EvidenceContent::Testimonial(Testimony::ConsentWithdrawn { on: today }));
        let (rows,): (i64,) = tx
            .query("select cast(count(*) as bigint) from evidence where cast(content as text) like '%Keeper%'")
            .one()
            .await
            .unwrap();
        assert_eq!(rows, 0, "nothing of it is left");
        let (events,): (i64,) = tx
            .query("select cast(count(*) as bigint) from event where cast(what as text) like '%consent-taken-back%'")
            .one()
            .await
            .unwrap();
        assert_eq!(events, 1);
    }
}

#[tokio::test]
async fn withdrawn_evidence_stays_attached_and_cannot_be_attached_again() {
    for db in testing::databases().await {
        let world = World::make(&db, &testing::invented_charter(), now()).await;
        let (_, action) = drafted(&world);
        let file = world.evidence.0;
        let mut tx = db.write().await.unwrap();
        let progress = may::<RecordProgress>(action);
        let progress = testing::lock(&mut tx, &progress).await;
        evidence::attach_to_action(&mut tx, &progress, file, now()).await.unwrap();
        let keep = may::<KeepEvidence>(here(&world));
        let keep = testing::lock(&mut tx, &keep).await;
        assert!(evidence::withdraw(&mut tx, &keep, file, "It was counted wrongly", now()).await.unwrap());
        assert!(!evidence::withdraw(&mut tx, &keep, file, "Again", now()).await.unwrap());
        let attached = evidence::of_action(&mut tx, &may::<ReadActionHistory>(action)).await.unwrap();
        assert_eq!(attached[0].withdrawn.as_ref().unwrap().reason, "It was counted wrongly");
        assert!(evidence::for_everyone(&mut tx, world.organisation).await.unwrap().is_empty());
        let other = AtAction { action: ActionId(world.actions[4].0), plan: world.assessments[4].1, ..action };
        let permit = testing::lock(&mut tx, &may(other)).await;
        assert!(!evidence::attach_to_action(&mut tx, &permit, file, now()).await.unwrap());
        let list = evidence::list(&mut tx, &may(here(&world))).await.unwrap();
        assert!(list.len() == 1 && list[0].uses == 1);
    }
}

#[tokio::test]
async fn evidence_of_other_organisations_cannot_be_reached() {
    for db in testing::databases().await {
        let world = World::make(&db, &testing::invented_charter(), now()).await;
        let mut tx = db.write().await.unwrap();
        let (other,): (uuid::Uuid,) =
            tx.query("select id from organisation where slug = 'eastfell'").one().await.unwrap();
        let place = AtOrganisation { organisation: model::OrganisationId(other) };
        let file = world.evidence.0;
        assert!(evidence::read(&mut tx, &may(place), file).await.unwrap().is_none());
        let permit = testing::lock(&mut tx, &may(place)).await;
        assert!(!evidence::withdraw(&mut tx, &permit, file, "Mine", now()).await.unwrap());
        let permit = testing::lock(&mut tx, &may(place)).await;
        assert!(!evidence::publish(&mut tx, &permit, file, false, now()).await.unwrap());
        let permit = testing::lock(&mut tx, &may(place)).await;
        assert!(
            !evidence::withdraw_consent(&mut tx, &permit, file, "2026-11-22".parse().unwrap(), now()).await.unwrap()
        );
        let (_, action) = drafted(&world);
        let theirs = AtAction { organisation: model::OrganisationId(other), ..action };
        let refused = write_permit::lock(&mut tx, &may::<RecordProgress>(theirs)).await.err();
        assert!(matches!(refused, Some(NotLocked::Refused(Refused::NotFound))), "it is not their action");
    }
}

#[tokio::test]
async fn edited_evidence_keeps_its_versions_and_a_stale_edit_changes_nothing() {
    let charter = testing::invented_charter();
    let link = |title: &str, address: &str| NewEvidence {
        title: Line::parse(title).unwrap(),
        content: EvidenceContent::Link { address: Address::parse(address).unwrap() },
        themes: Vec::new(),
        allied: Vec::new(),
    };
    for db in testing::databases().await {
        let world = World::make(&db, &charter, now()).await;
        let id = added(&db, &world, &link("Our page", "https://www.northmoor.example/old")).await;
        let mut tx = db.write().await.unwrap();
        let (keep, read) = (may::<KeepEvidence>(here(&world)), may::<ReadInternal>(here(&world)));
        let failed =
            store::work::link_checks::record(&mut tx, &testing::program(), id, Some("Not found"), now()).await.unwrap();
        assert_eq!(failed.failed_days, 1);
        let new = link("Our page", "https://www.northmoor.example/new");
        let keep = testing::lock(&mut tx, &keep).await;
        assert_eq!(evidence::correct(&mut tx, &keep, None, id, 1, &new, now()).await.unwrap(), Corrected::Yes);
        assert_eq!(
            evidence::correct(&mut tx, &keep, None, id, 2, &new, now()).await.unwrap(),
            Corrected::Yes,
            "nothing is changed"
        );
        let second = link("Their page", "https://www.northmoor.example/theirs");
        let Corrected::Stale(current) = evidence::correct(&mut tx, &keep, None, id, 1, &second, now()).await.unwrap()
        else {
            panic!("the second edit is stale")
        };
        assert_eq!((current.evidence.revision, &current.evidence.content), (2, &new.content));
        let former = evidence::former(&mut tx, &read, id).await.unwrap();
        assert_eq!(former.len(), 1);
        assert_eq!(former[0].content, link("Our page", "https://www.northmoor.example/old").content);
        // Nothing is known of the new address yet: it fails for the first time again.
        assert_eq!(
            store::work::link_checks::record(&mut tx, &testing::program(), id, Some("Not found"), now())
                .await
                .unwrap()
                .failed_days,
            1
        );
        // Public evidence is edited only with the permit to publish.
        let publish = may::<PublishEvidence>(here(&world));
        let publish = testing::lock(&mut tx, &publish).await;
        assert!(evidence::publish(&mut tx, &publish, id, true, now()).await.unwrap());
        assert_eq!(evidence::correct(&mut tx, &keep, None, id, 2, &second, now()).await.unwrap(), Corrected::Public);
        let by_lead = evidence::correct(&mut tx, &keep, Some(&publish), id, 2, &second, now()).await.unwrap();
        assert_eq!(by_lead, Corrected::Yes);
        assert!(evidence::withdraw(&mut tx, &keep, id, "Gone", now()).await.unwrap());
        assert_eq!(evidence::correct(&mut tx, &keep, None, id, 3, &second, now()).await.unwrap(), Corrected::NotFound);
    }
}

#[tokio::test]
async fn earlier_texts_of_a_testimonial_are_deleted_with_its_consent() {
    for db in testing::databases().await {
        let world = World::make(&db, &testing::invented_charter(), now()).await;
        let id = added(&db, &world, &testimonial()).await;
        let mut tx = db.write().await.unwrap();
        let keep = may::<KeepEvidence>(here(&world));
        let renamed = NewEvidence { title: Line::parse("A keeper’s voice").unwrap(), ..testimonial() };
        let keep = testing::lock(&mut tx, &keep).await;
        assert_eq!(evidence::correct(&mut tx, &keep, None, id, 1, &renamed, now()).await.unwrap(), Corrected::Yes);
        let end = testing::lock(&mut tx, &may::<EndConsent>(here(&world))).await;
        assert!(evidence::withdraw_consent(&mut tx, &end, id, "2026-11-22".parse().unwrap(), now()).await.unwrap());
        // An editor who had read the text before does not bring it back.
        let late = evidence::correct(&mut tx, &keep, None, id, 2, &testimonial(), now()).await.unwrap();
        assert!(matches!(late, Corrected::Stale(_)), "{late:?}");
        assert_eq!(
            evidence::correct(&mut tx, &keep, None, id, 3, &testimonial(), now()).await.unwrap(),
            Corrected::Yes
        );
        let current = evidence::read(&mut tx, &may::<ReadInternal>(here(&world)), id).await.unwrap().unwrap();
        assert!(
            matches!(current.evidence.content, EvidenceContent::Testimonial(Testimony::ConsentWithdrawn { .. })),
            "{current:?}"
        );
        let former = evidence::former(&mut tx, &may::<ReadInternal>(here(&world)), id).await.unwrap();
        assert!(
            matches!(former[0].content, EvidenceContent::Testimonial(Testimony::ConsentWithdrawn { .. })),
            "{former:?}"
        );
    }
}

#[tokio::test]
async fn the_evidence_of_a_plan_is_found_in_one_query_without_what_was_withdrawn() {
    for db in testing::databases().await {
        let world = World::make(&db, &testing::invented_charter(), now()).await;
        let (_, action) = drafted(&world);
        let (file, voice) = (world.evidence.0, added(&db, &world, &testimonial()).await);
        let mut tx = db.write().await.unwrap();
        for id in [file, voice] {
            let permit = testing::lock(&mut tx, &may::<RecordProgress>(action)).await;
            assert!(evidence::attach_to_action(&mut tx, &permit, id, now()).await.unwrap());
        }
        let plan =
            AtPlan { organisation: world.organisation, plan: action.plan, step: Some(Step::Drafting), shared: None };
        let before = db.queries();
        let of_plan = evidence::of_plan(&mut tx, &may::<ReadPlan>(plan)).await.unwrap();
        assert_eq!(db.queries() - before, 1);
        let titles: Vec<_> = of_plan.iter().map(|(action, title, _)| (*action, title.as_str())).collect();
        assert_eq!(titles, [(action.action, "Apprentices"), (action.action, "A voice")]);
        let permit = testing::lock(&mut tx, &may::<KeepEvidence>(here(&world))).await;
        assert!(evidence::withdraw(&mut tx, &permit, file, "Old", now()).await.unwrap());
        assert_eq!(evidence::of_plan(&mut tx, &may::<ReadPlan>(plan)).await.unwrap().len(), 1);
        let other = AtPlan { plan: world.rated.0, ..plan };
        assert!(evidence::of_plan(&mut tx, &may::<ReadPlan>(other)).await.unwrap().is_empty());
    }
}

#[tokio::test]
async fn every_file_that_evidence_ever_had_is_listed_once() {
    let charter = testing::invented_charter();
    for db in testing::databases().await {
        let world = World::make(&db, &charter, now()).await;
        let (id, file, _) = &world.evidence;
        let newer = model::core::canonical::Hash::of("a newer file");
        let mut tx = db.write().await.unwrap();
        for (revision, id) in [(1, *id), (2, *id)] {
            let content = EvidenceContent::File(EvidenceFile { sha256: newer, ..file.clone() });
            tx.query(
                "insert into evidence_version (id, evidence_id, revision, title, content, themes, allied, until)
                 select $1, id, $2, title, $3, themes, allied, created_at from evidence where id = $4",
            )
            .bind(uuid::Uuid::new_v4())
            .bind(revision)
            .bind(sqlx::types::Json(content))
            .bind(id.0)
            .run()
            .await
            .unwrap();
        }
        let files = evidence::stored_files(&mut tx, &testing::program()).await.unwrap();
        let mut expected = vec![file.sha256, newer];
        expected.sort();
        assert_eq!(files, expected);
    }
}
