//! What one person answered is in no file in clear text, and cannot be read any more once the consultation is closed: every byte of the
//! database, its log, its backup and the key folder is searched, on both databases.

use super::sealed_scene::{Scene, TOGETHER, answer, open};
use model::{consultation::ConsultationStep, core::permit::AtConsultation};
use store::{
    consultation::consultations::{self, ClosingOutcome, WithoutKey},
    core::wiping,
};
use testing::world::consultations::permit;

/// What an earlier version stored in clear text, so that the log of PostgreSQL has it.
const FORMER: &str = "platypus under the stairs";

/// Words that no other test writes, because PostgreSQL has one log for all.
fn unique_words() -> String {
    format!("xylophone {} in the lighthouse", store::core::secrets::new())
}

#[tokio::test]
async fn what_few_people_wrote_is_in_no_file_before_and_after_closing() {
    for scene in Scene::all().await {
        let words = unique_words();
        scene.respond("a", &answer(&words)).await.unwrap();
        let texts = [&TOGETHER[..], &[words.as_str()]].concat();
        assert_eq!(scene.find(&texts).await, [""; 0], "while it is open");
        assert_eq!(scene.count(WithoutKey::Wait).await, Ok(ClosingOutcome::Counted(1)));
        assert!(consultations::destroy_keys(&scene.db, &testing::program()).await.unwrap().is_empty());
        assert_eq!(scene.find(&texts).await, [""; 0], "after it is closed");
        let closed = AtConsultation { step: ConsultationStep::Closed, ..scene.at };
        let mut tx = scene.db.read().await.unwrap();
        assert_eq!(
            consultations::written_comments(&mut tx, &permit(closed)).await.unwrap(),
            [],
            "fewer than the minimum"
        );
        assert_eq!(consultations::read(&mut tx, &permit(closed)).await.unwrap().step(), ConsultationStep::Closed);
    }
}

#[tokio::test]
async fn what_one_person_answered_is_never_together_in_a_file() {
    for scene in Scene::all().await {
        let (words, other) = (unique_words(), unique_words());
        for number in 0..12 {
            scene.respond(&number.to_string(), &answer(if number == 7 { &other } else { &words })).await.unwrap();
        }
        assert_eq!(
            scene.find(&[&TOGETHER[..], &[words.as_str(), other.as_str()]].concat()).await,
            [""; 0],
            "while it is open"
        );
        assert_eq!(scene.count(WithoutKey::Wait).await, Ok(ClosingOutcome::Counted(12)));
        assert!(consultations::destroy_keys(&scene.db, &testing::program()).await.unwrap().is_empty());
        wiping::rewrite(&scene.db, &testing::program()).await.unwrap();
        assert_eq!(scene.find(&TOGETHER).await, [""; 0], "after it is closed");
        assert_ne!(scene.find(&[other.as_str()]).await, [""; 0], "the search finds what is there: the comment alone");
    }
}

#[tokio::test]
async fn a_response_that_was_changed_in_the_database_is_counted_as_unreadable() {
    for scene in Scene::all().await {
        for number in 0..11 {
            scene.respond(&number.to_string(), &answer("xylophone in the lighthouse")).await.unwrap();
        }
        let mut tx = scene.db.write().await.unwrap();
        tx.query("update response set contents = '00' where seal = (select min(seal) from response)")
            .run()
            .await
            .unwrap();
        tx.commit().await.unwrap();
        assert_eq!(scene.count(WithoutKey::Wait).await, Ok(ClosingOutcome::Counted(10)));
    }
}

/// The rows of an earlier version: a response in clear text, a tally with a row for each group, and the comment of one person.
#[tokio::test]
async fn what_an_earlier_version_stored_is_protected_at_the_start() {
    for scene in Scene::all().await {
        let mut tx = scene.db.write().await.unwrap();
        for sql in [
            "create table plain_response (seal text primary key not null, consultation_id uuid not null, contents jsonb not null)",
            "insert into pending_wipe (what, token) values ('plain-responses', 'migration')",
            "update consultation set key_check = null where step = 'open'",
        ] {
            tx.query(sql).run().await.unwrap();
        }
        tx.query("insert into plain_response (seal, consultation_id, contents) values ('old', $1, $2)")
            .bind(scene.at.consultation.0)
            .bind(sqlx::types::Json(answer(FORMER)))
            .run()
            .await
            .unwrap();
        let few = serde_json::json!({"answered": 3, "matters": [1], "questions": {"1": [{"people": 1, "counts": [0, 0, 0, 0, 1]},
            {"people": 2, "counts": [0, 2, 0, 0, 0]}, {"people": 0, "counts": [0, 0, 0, 0, 0]}]}});
        tx.query("update consultation set tally = $1 where step = 'closed'")
            .bind(sqlx::types::Json(&few))
            .run()
            .await
            .unwrap();
        tx.commit().await.unwrap();
        assert_ne!(scene.find(&[FORMER]).await, [""; 0], "it is there in clear text");
        scene.db.close().await;
        let db = open(&scene.url, &scene.keys).await;
        let scene = Scene { db, ..scene };
        if scene.db.is_sqlite() {
            assert_eq!(scene.find(&[&TOGETHER[..], &[FORMER]].concat()).await, [""; 0]);
        }
        let mut tx = scene.db.read().await.unwrap();
        assert_eq!(consultations::answered(&mut tx, &permit(scene.at)).await.unwrap(), 1);
        let (id,): (uuid::Uuid,) =
            tx.query("select id from consultation where step = 'closed' limit 1").one().await.unwrap();
        let closed =
            AtConsultation { consultation: model::ConsultationId(id), step: ConsultationStep::Closed, ..scene.at };
        assert_eq!(consultations::written_comments(&mut tx, &permit(closed)).await.unwrap(), []);
        let (tally,): (String,) =
            tx.query("select cast(tally as text) from consultation where id = $1").bind(id).one().await.unwrap();
        assert!(!tally.contains("people"), "{tally}");
        drop(tx);
        assert_eq!(
            scene.count(WithoutKey::Wait).await,
            Ok(ClosingOutcome::Counted(1)),
            "it is counted with the others"
        );
    }
}
