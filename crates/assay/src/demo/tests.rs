use super::*;
use model::register::organisation::Standing;
use std::time::Instant;

fn now() -> Timestamp {
    "2026-11-22T12:00:00Z".parse().unwrap()
}

fn keys() -> SigningKeys {
    SigningKeys::first([1; 32], began())
}

#[tokio::test]
async fn the_sector_fills_an_empty_database_once() {
    for db in testing::databases().await {
        let (charter, began) = (testing::real_charter(), Instant::now());
        assert!(fill(&db, &charter, &keys(), now()).await.unwrap());
        eprintln!("filled in {:?}", began.elapsed());
        assert!(!fill(&db, &charter, &keys(), now()).await.unwrap());
        let mut tx = db.read().await.unwrap();
        let (actions,): (i64,) = tx.query("select cast(count(*) as bigint) from action").one().await.unwrap();
        assert!(actions > 500, "{actions} actions");
        let (steps,): (i64,) =
            tx.query("select cast(count(distinct step) as bigint) from assessment").one().await.unwrap();
        assert_eq!(steps, 3, "drafting, signed by the lead, submitted");
        drop(tx);
        loop {
            let mut tx = db.write().await.unwrap();
            let written = store::work::event_log::append(&mut tx, &program::permit()).await.unwrap();
            tx.commit().await.unwrap();
            if written == 0 {
                break;
            }
        }
        sign_checkpoint(&db).await;
        let began = Instant::now();
        assert_eq!(
            crate::audit::findings(&db, &keys().known(), now()).await,
            0,
            "whatever the program records has its event"
        );
        eprintln!("audited in {:?}", began.elapsed());
        assert_changes_are_found(&db).await;
    }
}

async fn sign_checkpoint(db: &Db) {
    let mut tx = db.write().await.unwrap();
    let signed = store::work::event_log::sign(&mut tx, &program::permit(), &keys(), "assay.test/log", now()).await;
    assert!(matches!(signed, Ok(store::work::event_log::SigningOutcome::Signed(_))), "{signed:?}");
    tx.commit().await.unwrap();
}

/// Changes rows of four tables, each of which an audit finds, and undoes it.
async fn assert_changes_are_found(db: &Db) {
    let changes = [
        (
            "update answer set body = body || ' Not.' where body <> ''",
            "update answer set body = replace(body, ' Not.', '')",
        ),
        ("update signature set post = post || ' Not.'", "update signature set post = replace(post, ' Not.', '')"),
        ("update feedback set canonical = canonical || ' '", "update feedback set canonical = trim(canonical)"),
        ("update checkpoint set size = size + 1", "update checkpoint set size = size - 1"),
    ];
    let [forward, back] = [changes.map(|(change, _)| change), changes.map(|(_, undo)| undo)];
    for (statements, are_found) in [(forward, true), (back, false)] {
        let mut tx = db.write().await.unwrap();
        for sql in statements {
            assert!(tx.query(sql).run().await.unwrap() > 0, "{sql}");
        }
        tx.commit().await.unwrap();
        let found = crate::audit::findings(db, &keys().known(), now()).await;
        // More than one for each signature, and the others.
        assert!(if are_found { found > 10 } else { found == 0 }, "{found}");
    }
}

#[test]
fn the_sector_covers_every_phase_and_stage() {
    let (sector, charter) = (Sector::read(), testing::real_charter());
    for phase in &charter.calendar.phases {
        let is_there = |invented: &DemoOrganisation| invented.phase.as_deref() == Some(phase.id.as_str());
        assert!(sector.organisations.iter().any(is_there), "no organisation is in {}", phase.name);
    }
    for stage in 1..=3 {
        assert!(sector.organisations.iter().any(|invented| invented.assessments.iter().any(|one| one.stage == stage)));
    }
    assert!(sector.organisations.iter().any(|invented| invented.standing == Standing::Supporter));
}

#[test]
fn every_question_of_the_charter_is_answered() {
    let (sector, charter) = (Sector::read(), testing::real_charter());
    for question in charter.editions.iter().flat_map(|edition| &edition.questions) {
        assert!(sector.answers.contains_key(question.id.as_str()), "{} has no answer", question.id);
    }
}

#[tokio::test]
async fn the_personas_have_links_at_each_start() {
    let db = testing::sqlite().await;
    fill(&db, &testing::real_charter(), &keys(), now()).await.unwrap();
    for _ in 0..2 {
        let who: Vec<String> = links(&db, now()).await.unwrap().into_iter().map(|persona| persona.who).collect();
        assert_eq!(who.len(), 9, "{who:?}");
        assert_eq!(who[0], "institutional lead of Northmoor University");
    }
}
