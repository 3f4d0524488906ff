//! What an audit says when a submission, its signatures, its events or their log are changed behind the program's back.

use super::logged_world::{LoggedWorld, all_findings, drain, signed};
use crate::{
    assessment::sign_off::{Scene, submitting},
    core::tables,
};
use model::{
    assessment::Step,
    core::{canonical::Hash, saving::Draft},
    work::event_log::audit::Discrepancy,
};
use store::{
    Db, Tx,
    assessment::{answers, submissions},
    core::values::At,
    work::event_log::SigningOutcome,
};

/// The words of an answer of the submission.
const ANSWER: &str = "Two keepers at night";

/// A world with a submission that was answered, signed and submitted as on its pages, with a receipt and a checkpoint of its events.
struct SubmittedWorld {
    logged: LoggedWorld,
    scene: Scene,
}

impl SubmittedWorld {
    async fn make(db: &Db) -> Self {
        let logged = LoggedWorld::make(db).await;
        let charter = testing::invented_charter();
        let question = charter.editions[0].questions[0].clone();
        let scene = Scene::of(logged.world.clone(), charter, logged.keys(), logged.now);
        let mut tx = db.write().await.unwrap();
        let may = testing::lock(&mut tx, &scene.lead(Step::Drafting)).await;
        answers::save(&mut tx, &may, &question, &Draft::new(ANSWER, 0), logged.now).await.unwrap().unwrap();
        scene.signed(&mut tx, true).await;
        let may = testing::lock(&mut tx, &scene.lead(Step::Signed)).await;
        let submitting = submitting("2026-11-19");
        submissions::submit(&mut tx, &may, &submitting, &scene.keys, scene.hour(4)).await.unwrap().unwrap();
        tx.commit().await.unwrap();
        drain(db).await;
        let mut tx = db.write().await.unwrap();
        assert!(matches!(signed(&mut tx, &logged.keys, scene.hour(5)).await, SigningOutcome::Signed(_)));
        tx.commit().await.unwrap();
        Self { logged, scene }
    }

    async fn found(&self, tx: &mut Tx) -> Vec<String> {
        let (findings, _) = all_findings(tx, &self.logged, vec![]).await;
        findings.iter().map(|one| format!("{}: {}", one.row, one.what)).collect()
    }

    /// Executes SQL with `$1` for the self-assessment and `$2` for a time, if it has them.
    async fn run(&self, tx: &mut Tx, sql: &'static str) -> u64 {
        let mut query = tx.query(sql);
        if sql.contains("$1") {
            query = query.bind(self.scene.assessment.0);
        }
        if sql.contains("$2") {
            query = query.bind(At(self.scene.hour(2)));
        }
        query.run().await.unwrap_or_else(|error| panic!("{sql}: {error}"))
    }
}

/// The statements of a person who changes the database, and parts of what the audit says of it.
const TAMPERINGS: &[(&[&str], &[&str])] = &[
    // The answers: those that members read, and those of the signed text.
    (
        &["update answer set body = 'One keeper' where assessment_id = $1"],
        &["submission", "is not the one that was signed"],
    ),
    (&["delete from answer where assessment_id = $1"], &["submission", "is not the one that was signed"]),
    (
        &["insert into answer (assessment_id, question, body, revision, saved_at)
           select assessment_id, 'say', 'Enough', 1, saved_at from answer where assessment_id = $1"],
        &["submission", "is not the one that was signed"],
    ),
    (
        &["update locked_version set canonical = replace(canonical, 'Two keepers', 'One keeper')"],
        &["submission", "was changed in the database", "does not have the hash by which it was signed"],
    ),
    // The hash: of another version that is genuine, of one that is not there any more, and of none.
    (
        &["update assessment set locked_version_hash =
               (select locked_version_hash from assessment where step = 'signed') where id = $1"],
        &["submission", "the signatures or dates of version", "self-assessment", "the log has no such event"],
    ),
    (
        // As if it had been submitted outside Assay, on a form that nobody can compare.
        &["update assessment set locked_version_hash = null, paper = '7', paper_on = '2026-11-20' where id = $1"],
        &["submissions of organisation", "cannot be read"],
    ),
    (
        &["update assessment set locked_version_hash = null, paper_on = '2026-11-20',
               paper = '{}' where id = $1"],
        &["self-assessment", "the log has no such event"],
    ),
    // Signatures.
    (
        &[
            "delete from statement where signature_id in (select id from signature where assessment_id = $1 and role = 'leader')",
            "delete from signature where assessment_id = $1 and role = 'leader'",
        ],
        &["submission", "the signatures or dates of version", "the log says signed by A. Sample, Vice-Chancellor"],
    ),
    // Of a version that is not submitted, which has no receipt.
    (
        &[
            "delete from signature where role = 'leader' and assessment_id = (select id from assessment where step = 'signed')",
        ],
        &["self-assessment", "the log says signed by A. Sample"],
    ),
    (
        &["update signature set voided_at = signed_at where assessment_id = $1 and role = 'leader'"],
        &["submission", "the signatures or dates of version"],
    ),
    (
        &["update signature set name = 'M. Mallory' where assessment_id = $1 and role = 'leader'"],
        &[
            "submission",
            "the signatures or dates of version",
            "signed by M. Mallory",
            "the log says signed by A. Sample",
        ],
    ),
    // The receipt.
    (
        &["delete from statement where assessment_id = $1 and signature_id is null"],
        &["submission", "the receipt of version", "was removed"],
    ),
    (
        &["update statement set body = replace(body, 'A. Sample', 'M. Mallory') where assessment_id = $1"],
        &["submission", "is not what the register signed"],
    ),
    // Dates.
    (
        &["update assessment set submitted_at = $2 where id = $1"],
        &["submission", "the signatures or dates of version", "submitted at", "the log has no such event"],
    ),
    (
        &["update assessment set due_on = '2026-11-30' where id = $1"],
        &["submission", "the signatures or dates of version", "its due date at its submission was 2026-11-30"],
    ),
    (
        &["update signature set signed_at = $2 where assessment_id = $1 and role = 'lead'"],
        &["submission", "signature", "signed by P. Example"],
    ),
    (&["update assessment set locked_at = $2 where id = $1"], &["self-assessment", "locked at"]),
    // As if it had never been submitted.
    (
        &["update assessment set step = 'signed', submitted_at = null where id = $1"],
        &["self-assessment", "the log says submitted at"],
    ),
    // Its events.
    (
        &["delete from event where assessment_id = $1 and cast(what as text) like '%assessment-submitted%'"],
        &["event", "removed: entry", "submitted at", "the log has no such event"],
    ),
    (
        &["update event set happened_at = $2 where assessment_id = $1 and cast(what as text) like '%leader-signed%'"],
        &["event", "changed since entry", "signature", "the log has no such event"],
    ),
    // The newest entries, with their events and without them. The checkpoint covers them.
    (
        &["delete from log_entry where place >= (select max(place) - 3 from log_entry)"],
        &["there is no entry", "not in the log"],
    ),
    (
        &[
            "delete from event where place >= (select max(place) - 3 from log_entry)",
            "delete from log_entry where place >= (select max(place) - 3 from log_entry)",
            "delete from log_tile",
        ],
        &["it covers more entries than the", "submitted at", "the log has no such event"],
    ),
    // Checkpoints.
    (
        &["update checkpoint set note = replace(note, 'time 2026', 'time 2025')"],
        &["checkpoint", "its signature does not match"],
    ),
    (&["update checkpoint set note = (select note from checkpoint order by size limit 1) || ' '"], &["checkpoint"]),
];

#[tokio::test]
async fn whatever_is_changed_of_a_submission_is_named_on_either_database() {
    for db in testing::databases().await {
        let world = SubmittedWorld::make(&db).await;
        assert_eq!(world.found(&mut db.read().await.unwrap()).await, [""; 0]);
        for (statements, says) in TAMPERINGS {
            // Not committed, so that each is the only one.
            let mut tx = db.write().await.unwrap();
            for statement in *statements {
                assert!(world.run(&mut tx, statement).await > 0, "{statement} changes nothing");
            }
            let found = world.found(&mut tx).await;
            for words in *says {
                assert!(found.iter().any(|finding| finding.contains(words)), "{statements:?}: {words}: {found:#?}");
            }
        }
    }
}

/// Who changes an answer, the signed text and its hash everywhere is found by the receipt, which names the hash that was signed.
#[tokio::test]
async fn a_text_that_was_replaced_with_its_hash_and_its_answer_is_named() {
    for db in testing::databases().await {
        let world = SubmittedWorld::make(&db).await;
        let (mut tx, id) = (db.write().await.unwrap(), world.scene.assessment.0);
        let (text, withheld): (String, String) = tx
            .query(
                "select v.canonical, cast(v.withheld as text) from locked_version v
                 join assessment a on a.locked_version_hash = v.hash where a.id = $1",
            )
            .bind(id)
            .one()
            .await
            .unwrap();
        assert!(text.contains(ANSWER), "{text}");
        let forged = text.replace(ANSWER, "Three keepers at night");
        let hash = Hash::of(&forged).to_string();
        let withheld: sqlx::types::Json<serde_json::Value> =
            sqlx::types::Json(serde_json::from_str(&withheld).unwrap());
        tx.query("insert into locked_version (hash, canonical, withheld, created_at) values ($1, $2, $3, $4)")
            .bind(&hash)
            .bind(&forged)
            .bind(withheld)
            .bind(At(world.scene.now))
            .run()
            .await
            .unwrap();
        for sql in [
            "update assessment set locked_version_hash = $2 where id = $1",
            "update signature set locked_version_hash = $2 where assessment_id = $1",
            "update statement set locked_version_hash = $2 where assessment_id = $1",
        ] {
            tx.query(sql).bind(id).bind(&hash).run().await.unwrap();
        }
        world.run(&mut tx, "update answer set body = 'Three keepers at night' where assessment_id = $1").await;
        let found = world.found(&mut tx).await;
        let is_named = |row: &str| found.iter().any(|finding| finding.starts_with(row));
        assert!(is_named("submission") && is_named("self-assessment") && is_named("signature"), "{found:#?}");
    }
}

/// A backup of one database that fills another, of either kind, has no findings, and what was changed in it is still named there.
#[tokio::test]
async fn an_audit_finds_the_same_after_a_restore_on_either_database() {
    for db in testing::databases().await {
        let world = SubmittedWorld::make(&db).await;
        for url in testing::empty_databases().await {
            let (migration, tables, rows) = tables::read(&db).await;
            tables::fill(&url, migration, &tables, &rows).await.unwrap();
            let restored = testing::open(&url).await;
            let mut tx = restored.write().await.unwrap();
            assert_eq!(world.found(&mut tx).await, [""; 0], "{url}");
            world.run(&mut tx, "update signature set post = 'Porter' where assessment_id = $1").await;
            assert!(world.found(&mut tx).await.iter().any(|finding| finding.contains("Porter")), "{url}");
        }
        let mut tx = db.write().await.unwrap();
        world.run(&mut tx, "update answer set body = 'One keeper' where assessment_id = $1").await;
        tx.commit().await.unwrap();
        let (migration, tables, rows) = tables::read(&db).await;
        for url in testing::empty_databases().await {
            tables::fill(&url, migration, &tables, &rows).await.unwrap();
            let restored = testing::open(&url).await;
            let (findings, _) = all_findings(&mut restored.read().await.unwrap(), &world.logged, vec![]).await;
            let [finding] = &findings[..] else { panic!("{findings:?}") };
            assert!(matches!(finding.what, Discrepancy::AnswerChanged { .. }), "{finding:?}");
        }
    }
}
