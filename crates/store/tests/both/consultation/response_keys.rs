//! The keys of responses: when they are destroyed, and what happens without them, on both databases.

use super::sealed_scene::{Scene, answer, files_below, open};
use model::{
    consultation::{ConsultationState, ConsultationStep, results::results},
    core::{
        dates::day,
        permit::{AtConsultation, AtOrganisation},
    },
};
use std::{
    os::unix::fs::PermissionsExt as _,
    path::{Path, PathBuf},
};
use store::{
    Db,
    consultation::consultations::{
        self, ClosingOutcome, KeptKey, KeyProblem, NotClosed, NotOpened, NotRecorded, WithoutKey,
    },
    core::{events, response_keys::ResponseKeyError},
};
use testing::{program, world::consultations::permit};

const WORDS: &str = "xylophone in the lighthouse";

/// The keys that are left in a folder, without the records of those that were destroyed.
fn keys_in(folder: &Path) -> Vec<PathBuf> {
    files_below(folder).into_iter().filter(|file| file.extension().is_none_or(|end| end != "destroyed")).collect()
}

/// Destroys the keys of closed consultations, and returns the one of the scene that is left.
async fn destroy(db: &Db, scene: &Scene) -> Option<ResponseKeyError> {
    let kept: Vec<KeptKey> = consultations::destroy_keys(db, &program()).await.unwrap();
    kept.into_iter().find(|kept| kept.consultation == scene.at.consultation).map(|kept| kept.reason)
}

async fn problem(db: &Db, at: AtConsultation) -> Option<KeyProblem> {
    consultations::key_problem(&mut db.read().await.unwrap(), &permit(at)).await.unwrap()
}

fn closed(scene: &Scene) -> AtConsultation {
    AtConsultation { step: ConsultationStep::Closed, ..scene.at }
}

#[tokio::test]
async fn the_key_is_destroyed_after_counting_also_if_the_program_was_killed_in_between() {
    for scene in Scene::all().await {
        for number in 0..12 {
            scene.respond(&number.to_string(), &answer(WORDS)).await.unwrap();
        }
        let mode = |path: &Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
        assert_eq!((mode(&scene.keys), mode(&scene.key())), (0o700, 0o600));
        assert_eq!(scene.count(WithoutKey::Wait).await, Ok(ClosingOutcome::Counted(12)));
        assert!(scene.key().exists(), "the program is killed here");
        scene.db.close().await;
        for _ in 0..2 {
            let db = open(&scene.url, &scene.keys).await;
            assert_eq!(
                keys_in(&scene.keys),
                Vec::<PathBuf>::new(),
                "nor is any other key of a closed consultation left"
            );
            assert_eq!(problem(&db, closed(&scene)).await, None);
            let consultation =
                consultations::read(&mut db.read().await.unwrap(), &permit(closed(&scene))).await.unwrap();
            let ConsultationState::Closed(opened, counted) = &consultation.state else { panic!("it is closed") };
            assert_eq!(results(&consultation.asked, &opened.offered, &counted.tally).answered, 12);
            assert!(consultations::destroy_keys(&db, &program()).await.unwrap().is_empty());
            db.close().await;
        }
    }
}

#[tokio::test]
async fn a_key_that_is_in_another_folder_is_not_taken_for_destroyed() {
    for scene in Scene::all().await {
        scene.respond("a", &answer(WORDS)).await.unwrap();
        assert_eq!(scene.count(WithoutKey::Wait).await, Ok(ClosingOutcome::Counted(1)));
        scene.db.close().await;
        let other = std::env::temp_dir().join(format!("assay-keys-{}", store::core::secrets::new()));
        let db = open(&scene.url, &other).await;
        let reason = destroy(&db, &scene).await;
        assert!(matches!(reason, Some(ResponseKeyError::Unrecorded(_))), "{reason:?}");
        assert_eq!(problem(&db, closed(&scene)).await, Some(KeyProblem::Kept), "the page says so");
        assert!(scene.key().exists());
        db.close().await;
        let db = open(&scene.url, &scene.keys).await;
        assert!(!scene.key().exists());
        assert_eq!(problem(&db, closed(&scene)).await, None);
    }
}

#[tokio::test]
async fn one_key_that_is_not_there_does_not_save_the_others() {
    for scene in Scene::all().await {
        // The closed consultation of the world has a key too.
        assert_eq!(keys_in(&scene.keys).len(), 2);
        assert_eq!(scene.count(WithoutKey::Wait).await, Ok(ClosingOutcome::Counted(0)));
        std::fs::remove_file(scene.key()).unwrap();
        assert!(destroy(&scene.db, &scene).await.is_some());
        assert_eq!(keys_in(&scene.keys), Vec::<PathBuf>::new());
    }
}

/// The program is killed after each step of a destruction: after the record, after overwriting, after deleting.
#[tokio::test]
async fn a_destruction_that_was_interrupted_goes_on() {
    for scene in Scene::all().await {
        let key = std::fs::read(scene.key()).unwrap();
        let before: Vec<PathBuf> = files_below(&scene.keys);
        assert_eq!(scene.count(WithoutKey::Wait).await, Ok(ClosingOutcome::Counted(0)));
        let mut tx = scene.db.read().await.unwrap();
        let (check,): (String,) = tx
            .query("select key_check from consultation where id = $1")
            .bind(scene.at.consultation.0)
            .one()
            .await
            .unwrap();
        drop(tx);
        assert!(destroy(&scene.db, &scene).await.is_none());
        let record = files_below(&scene.keys)
            .into_iter()
            .find(|file| !before.contains(file) && file.to_string_lossy().contains(&scene.at.consultation.to_string()));
        assert_eq!(std::fs::read(record.unwrap()).unwrap(), b"", "a record says nothing about the key");
        for left in [Some(key.clone()), Some(vec![0; 32]), Some(Vec::new()), None] {
            if let Some(bytes) = &left {
                std::fs::write(scene.key(), bytes).unwrap();
            }
            let mut tx = scene.db.write().await.unwrap();
            tx.query("update consultation set key_check = $2 where id = $1")
                .bind(scene.at.consultation.0)
                .bind(&check)
                .run()
                .await
                .unwrap();
            tx.commit().await.unwrap();
            assert!(destroy(&scene.db, &scene).await.is_none(), "{left:?}");
            assert!(!scene.key().exists());
            assert_eq!(problem(&scene.db, closed(&scene)).await, None);
        }
    }
}

/// A backup from before the closing was restored, with the key folder of today.
#[tokio::test]
async fn a_key_whose_destruction_has_begun_opens_nothing_any_more() {
    for scene in Scene::all().await {
        scene.respond("a", &answer(WORDS)).await.unwrap();
        let key = std::fs::read(scene.key()).unwrap();
        let columns =
            "update consultation set step = 'open', closed_on = null, tally = null, key_check = $2 where id = $1";
        let mut tx = scene.db.read().await.unwrap();
        let (check,): (String,) = tx
            .query("select key_check from consultation where id = $1")
            .bind(scene.at.consultation.0)
            .one()
            .await
            .unwrap();
        drop(tx);
        assert_eq!(scene.count(WithoutKey::Wait).await, Ok(ClosingOutcome::Counted(1)));
        assert!(destroy(&scene.db, &scene).await.is_none());
        let mut tx = scene.db.write().await.unwrap();
        tx.query(columns).bind(scene.at.consultation.0).bind(check).run().await.unwrap();
        tx.commit().await.unwrap();
        for left in [None, Some(key)] {
            if let Some(bytes) = left {
                std::fs::write(scene.key(), bytes).unwrap();
            }
            assert_eq!(problem(&scene.db, scene.at).await, Some(KeyProblem::Destroyed));
            assert!(matches!(scene.respond("b", &answer(WORDS)).await, Err(NotRecorded::NoKey(_))));
            assert!(matches!(scene.count(WithoutKey::Wait).await, Err(NotClosed::NoKey(_))));
        }
    }
}

#[tokio::test]
async fn without_the_key_nothing_is_stored_shown_or_lost() {
    for scene in Scene::all().await {
        scene.respond("a", &answer(WORDS)).await.unwrap();
        let aside = scene.keys.join("aside");
        std::fs::rename(scene.key(), &aside).unwrap();
        assert_eq!(problem(&scene.db, scene.at).await, Some(KeyProblem::Missing));
        assert!(matches!(scene.respond("b", &answer(WORDS)).await, Err(NotRecorded::NoKey(_))));
        assert!(matches!(scene.count(WithoutKey::Wait).await, Err(NotClosed::NoKey(_))));
        // Another key does not open them either, and is not taken for the lost one.
        std::fs::write(scene.key(), [7; 32]).unwrap();
        assert_eq!(problem(&scene.db, scene.at).await, Some(KeyProblem::Different));
        assert!(matches!(scene.respond("b", &answer(WORDS)).await, Err(NotRecorded::NoKey(_))));
        assert!(matches!(scene.count(WithoutKey::Wait).await, Err(NotClosed::NoKey(_))));
        std::fs::rename(&aside, scene.key()).unwrap();
        scene.respond("b", &answer(WORDS)).await.unwrap();
        let counted = scene.count(WithoutKey::Discard).await;
        assert_eq!(counted, Ok(ClosingOutcome::Counted(2)), "with the key, nothing is discarded");
    }
}

#[tokio::test]
async fn with_a_lost_or_damaged_key_a_consultation_can_be_closed_without_results() {
    for damaged in [None, Some(vec![7; 32]), Some(vec![7; 31])] {
        for scene in Scene::all().await {
            scene.respond("a", &answer(WORDS)).await.unwrap();
            match &damaged {
                None => std::fs::remove_file(scene.key()).unwrap(),
                Some(bytes) => std::fs::write(scene.key(), bytes).unwrap(),
            }
            assert_eq!(scene.count(WithoutKey::Discard).await, Ok(ClosingOutcome::Discarded(1)), "{damaged:?}");
            let mut tx = scene.db.read().await.unwrap();
            let consultation = consultations::read(&mut tx, &permit(closed(&scene))).await.unwrap();
            let ConsultationState::Closed(_, counted) = &consultation.state else { panic!("it is closed") };
            assert_eq!((counted.tally.answered(), counted.tally.unreadable()), (0, 1));
            let may = permit(AtOrganisation { organisation: scene.at.organisation });
            let events = events::of_organisation(&mut tx, &may, &events::EventFilter::default(), None).await.unwrap();
            assert!(format!("{events:?}").contains("ResponsesDiscarded"));
            drop(tx);
            assert!(destroy(&scene.db, &scene).await.is_some(), "the right key may be somewhere else");
            assert_eq!(problem(&scene.db, closed(&scene)).await, Some(KeyProblem::Kept));
        }
    }
}

#[tokio::test]
async fn nothing_is_opened_without_a_key_folder() {
    for scene in Scene::all().await {
        let db = Db::open(&scene.url).await.unwrap();
        let mut tx = db.write().await.unwrap();
        let world: (uuid::Uuid,) =
            tx.query("select id from consultation where step = 'drafting' limit 1").one().await.unwrap();
        let at = AtConsultation {
            consultation: model::ConsultationId(world.0),
            step: ConsultationStep::Drafting,
            ..scene.at
        };
        let may = testing::lock(&mut tx, &permit(at)).await;
        let opened = consultations::open(&mut tx, &may, day(scene.now), scene.now).await.unwrap();
        assert!(matches!(opened, Err(NotOpened::NoKey(_))), "{opened:?}");
    }
}
