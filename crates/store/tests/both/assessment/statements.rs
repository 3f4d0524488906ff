//! What the register signs, on both databases, and what happens when it is changed behind the program's back.

use super::sign_off::{Scene, signing, submitting};
use model::{
    assessment::{
        Step,
        receipt::{Basis, SignatureStatement, SignedAs, SubmissionStatement},
    },
    core::{
        keys::SigningKeys,
        permit::{Author, CharterRole, Permit},
    },
};
use store::{
    Error, Failure, Tx,
    assessment::{locked_versions, signatures, submissions},
    core::{
        signing_keys::{self, CannotSign},
        tampering::Tampered,
    },
    public::{self, SignedText, Submitted},
};

/// Signs and submits the assessment of the scene.
async fn submit(scene: &Scene, tx: &mut Tx) {
    scene.signed(tx, true).await;
    let may = testing::lock(tx, &scene.lead(Step::Signed)).await;
    submissions::submit(tx, &may, &submitting("2026-11-19"), &scene.keys, scene.hour(4)).await.unwrap().unwrap();
}

async fn submitted(scene: &Scene, tx: &mut Tx) -> Submitted {
    let all = public::submissions(tx, scene.world.organisation).await.unwrap();
    all.into_iter().find(|one| one.id == scene.assessment).unwrap()
}

async fn read(scene: &Scene, tx: &mut Tx) -> Result<SignedText, Error> {
    let submitted = submitted(scene, tx).await;
    let signed = public::signed_text(tx, scene.world.organisation, &submitted, &scene.keys.known()).await?;
    Ok(signed.expect("it was submitted here"))
}

#[tokio::test]
async fn a_submission_has_a_receipt_that_says_who_signed_what_and_how() {
    for db in testing::databases().await {
        let scene = Scene::new(&db).await;
        let mut tx = db.write().await.unwrap();
        submit(&scene, &mut tx).await;
        let signed = read(&scene, &mut tx).await.unwrap();
        let receipt: SubmissionStatement = signed.receipt.unwrap().read().unwrap();
        assert_eq!((receipt.submitted, receipt.due), (scene.hour(4), "2026-11-19".parse().ok()));
        let [lead, leader] = &receipt.signatures[..] else { panic!("{receipt:?}") };
        assert!(lead.attestation.is_some() && leader.attestation.is_some());
        let (lead, leader) = (&lead.statement, &leader.statement);
        assert_eq!((lead.signed_as, lead.basis, lead.at), (SignedAs::Lead, Basis::Account, scene.hour(1)));
        assert_eq!((leader.signed_as, leader.basis), (SignedAs::Leader, Basis::Domain));
        assert_eq!((leader.name.as_str(), leader.post.as_str()), ("A. Sample", "Vice-Chancellor"));
        // The address is proved by its salt, and not in the statement.
        let (email, salt): (String, String) = tx
            .query("select email, identity_salt from signature where assessment_id = $1 and role = 'leader' and locked_version_hash = $2")
            .bind(scene.assessment.0)
            .bind(receipt.sha256.to_string())
            .one()
            .await
            .unwrap();
        assert_eq!(leader.identity, Some(SignatureStatement::identity_of(&salt, &email)));
        let (body,): (String,) = tx.query("select body from statement where signature_id is null").one().await.unwrap();
        assert!(!body.contains('@'), "{body}");
    }
}

/// A change in the database behind the program's back, and what it is noticed as.
const CHANGES: &[(&str, &str)] = &[
    ("update locked_version set canonical = replace(canonical, 'Northmoor', 'Southmoor')", "text"),
    ("update signature set name = 'M. Mallory' where role = 'leader'", "facts"),
    ("update signature set post = 'Chancellor' where role = 'lead'", "facts"),
    ("update signature set signed_at = '2026-11-01 10:00:00+00:00' where role = 'lead'", "facts"),
    ("update signature set voided_at = signed_at where role = 'leader'", "facts"),
    ("update assessment set submitted_at = '2026-11-01 10:00:00+00:00' where step = 'submitted'", "facts"),
    ("update assessment set due_on = '2027-11-01' where step = 'submitted'", "facts"),
    ("update statement set body = replace(body, 'A. Sample', 'M. Mallory')", "statement"),
    (
        "update statement set digital_signature =
             case when digital_signature like '0%' then '1' else '0' end || substr(digital_signature, 2)",
        "statement",
    ),
    ("update statement set digital_signature = 'none'", "statement"),
    ("delete from statement where signature_id is null", "receipt"),
];

#[tokio::test]
async fn what_was_changed_in_the_database_is_not_shown_as_genuine() {
    for db in testing::databases().await {
        let scene = Scene::new(&db).await;
        let mut tx = db.write().await.unwrap();
        submit(&scene, &mut tx).await;
        tx.commit().await.unwrap();
        for (number, (change, kind)) in (1..).zip(CHANGES) {
            let mut tx = db.write().await.unwrap();
            let changed = tx.query(change).run().await.unwrap();
            assert!(changed > 0, "{change}");
            let error = read(&scene, &mut tx).await.unwrap_err();
            let found = match Tampered::of(&error) {
                Some(Tampered::Text(_)) => "text",
                Some(Tampered::Facts(_)) => "facts",
                Some(Tampered::Statement(..)) => "statement",
                Some(Tampered::NoReceipt(_)) => "receipt",
                None => panic!("{change}: {error}"),
            };
            assert_eq!((found, Failure::of(&error)), (*kind, Failure::Tampered), "{change}");
            assert_eq!(db.tampered(), number, "it is counted for the operator");
        }
        assert!(read(&scene, &mut db.read().await.unwrap()).await.is_ok());
    }
}

#[tokio::test]
async fn a_key_that_is_planted_in_the_database_is_not_trusted() {
    for db in testing::databases().await {
        let scene = Scene::new(&db).await;
        let mut tx = db.write().await.unwrap();
        submit(&scene, &mut tx).await;
        let mallory = SigningKeys::first([9; 32], scene.now);
        let statement: SubmissionStatement = read(&scene, &mut tx).await.unwrap().receipt.unwrap().read().unwrap();
        let forged = model::assessment::receipt::Attested::new(&statement, mallory.current());
        let key = mallory.current().public().to_string();
        tx.query("insert into signing_key (public_key, signs_from, signs_until) select $1, signs_from, signs_from from signing_key")
            .bind(&key)
            .run()
            .await
            .unwrap();
        tx.query("update statement set public_key = $1, digital_signature = $2 where signature_id is null")
            .bind(&key)
            .bind(forged.by.signature.to_string())
            .run()
            .await
            .unwrap();
        let error = read(&scene, &mut tx).await.unwrap_err();
        assert!(matches!(Tampered::of(&error), Some(Tampered::Statement(..))), "{error}");
    }
}

#[tokio::test]
async fn no_one_signs_or_submits_a_text_that_was_changed() {
    for db in testing::databases().await {
        let scene = Scene::new(&db).await;
        let mut tx = db.write().await.unwrap();
        let version = scene.lock_for_sign_off(&mut tx, "salt").await;
        tx.query("update locked_version set canonical = replace(canonical, 'Northmoor', 'Southmoor')")
            .run()
            .await
            .unwrap();
        let may = testing::lock(&mut tx, &scene.lead(Step::Ready)).await;
        assert!(locked_versions::locked(&mut tx, &may).await.is_err(), "it is not shown");
        let signing = signing("P. Example", version.hash);
        let error = signatures::sign_as_lead(&mut tx, &may, &signing, &scene.keys, scene.hour(1)).await.unwrap_err();
        assert!(matches!(Tampered::of(&error), Some(Tampered::Text(_))), "{error}");
    }
    for db in testing::databases().await {
        let scene = Scene::new(&db).await;
        let mut tx = db.write().await.unwrap();
        scene.signed(&mut tx, true).await;
        tx.query("update signature set name = 'M. Mallory' where role = 'leader'").run().await.unwrap();
        let may = testing::lock(&mut tx, &scene.lead(Step::Signed)).await;
        let submitting = submitting("");
        let error = submissions::submit(&mut tx, &may, &submitting, &scene.keys, scene.hour(4)).await.unwrap_err();
        assert!(matches!(Tampered::of(&error), Some(Tampered::Facts(_))), "{error}");
    }
}

#[tokio::test]
async fn a_signature_whose_statement_was_removed_gets_no_receipt() {
    for db in testing::databases().await {
        let scene = Scene::new(&db).await;
        let mut tx = db.write().await.unwrap();
        scene.signed(&mut tx, true).await;
        tx.query("delete from statement where signature_id in (select id from signature where role = 'leader')")
            .run()
            .await
            .unwrap();
        tx.query("update signature set name = 'M. Mallory' where role = 'leader'").run().await.unwrap();
        let may = testing::lock(&mut tx, &scene.lead(Step::Signed)).await;
        let submitting = submitting("");
        let error = submissions::submit(&mut tx, &may, &submitting, &scene.keys, scene.hour(4)).await.unwrap_err();
        assert!(matches!(Tampered::of(&error), Some(Tampered::Facts(_))), "{error}");
    }
}

#[tokio::test]
async fn a_replaced_key_signs_nothing() {
    for db in testing::databases().await {
        let scene = Scene::new(&db).await;
        let mut tx = db.write().await.unwrap();
        scene.signed(&mut tx, true).await;
        let rotate = |_: &[_], at| Ok::<_, Error>(scene.keys.rotate([2; 32], at));
        signing_keys::rotate(&mut tx, &testing::program(), scene.hour(2), rotate).await.unwrap();
        let may = testing::lock(&mut tx, &scene.lead(Step::Signed)).await;
        let refused =
            submissions::submit(&mut tx, &may, &submitting(""), &scene.keys, scene.hour(4)).await.unwrap_err();
        assert!(matches!(CannotSign::of(&refused), Some(CannotSign::Replaced { .. })), "{refused}");
        // The former key signed until its last statement, although the rotation was asked for at an earlier time.
        let recorded = signing_keys::recorded(&mut tx, &testing::program()).await.unwrap();
        assert_eq!(recorded[0].until, Some(scene.hour(3)));
    }
}

#[tokio::test]
async fn an_instance_whose_clock_is_behind_the_key_does_not_sign() {
    for db in testing::databases().await {
        let scene = Scene::new(&db).await;
        let mut tx = db.write().await.unwrap();
        let version = scene.lock_for_sign_off(&mut tx, "salt").await;
        let may = testing::lock(&mut tx, &scene.lead(Step::Ready)).await;
        let (keys, signing) = (SigningKeys::first([1; 32], scene.hour(2)), signing("P. Example", version.hash));
        let refused = signatures::sign_as_lead(&mut tx, &may, &signing, &keys, scene.hour(1)).await.unwrap_err();
        assert!(matches!(CannotSign::of(&refused), Some(CannotSign::ClockBehind(_))), "{refused}");
    }
}

#[tokio::test]
async fn a_submission_from_before_receipts_has_none_and_stays_valid() {
    for db in testing::databases().await {
        let scene = Scene::new(&db).await;
        // The world's own submission was signed without the register.
        let mut tx = db.write().await.unwrap();
        let all = public::submissions(&mut tx, scene.world.organisation).await.unwrap();
        let keys = SigningKeys::first([1; 32], scene.hour(1));
        let signed =
            public::signed_text(&mut tx, scene.world.organisation, &all[0], &keys.known()).await.unwrap().unwrap();
        assert_eq!(signed.receipt, None);
        let record = public::record(&mut tx, all[0].hash.unwrap(), &keys.known()).await.unwrap().unwrap();
        assert!(record.is_current && record.receipts.is_empty() && record.signatures == all[0].signatures);
        // It is the version of this self-assessment, and not a genuine one of another.
        tx.query("update assessment set locked_version_hash = (select locked_version_hash from assessment where step = 'signed') where step = 'submitted'")
            .run()
            .await
            .unwrap();
        let error = public::signed_text(&mut tx, scene.world.organisation, &all[0], &keys.known()).await.unwrap_err();
        assert!(matches!(Tampered::of(&error), Some(Tampered::Facts(_))), "{error}");
        drop(tx);
        let mut tx = db.read().await.unwrap();
        // One from after the first key must have a receipt.
        let early = SigningKeys::first([1; 32], scene.now);
        let error = public::signed_text(&mut tx, scene.world.organisation, &all[0], &early.known()).await.unwrap_err();
        assert!(matches!(Tampered::of(&error), Some(Tampered::NoReceipt(_))), "{error}");
    }
}

#[tokio::test]
async fn signatures_from_before_are_stated_and_not_signed_for_the_past() {
    for db in testing::databases().await {
        let scene = Scene::new(&db).await;
        let mut tx = db.write().await.unwrap();
        scene.signed(&mut tx, true).await;
        tx.query("delete from statement").run().await.unwrap();
        let may = testing::lock(&mut tx, &scene.lead(Step::Signed)).await;
        // The same key, which began to sign after them.
        let keys = SigningKeys::first([1; 32], scene.hour(4));
        submissions::submit(&mut tx, &may, &submitting(""), &keys, scene.hour(4)).await.unwrap().unwrap();
        let receipt: SubmissionStatement = read(&scene, &mut tx).await.unwrap().receipt.unwrap().read().unwrap();
        assert!(receipt.signatures.iter().all(|one| one.attestation.is_none() && one.statement.identity.is_none()));
        assert_eq!(receipt.signatures.len(), 2);
    }
}

#[tokio::test]
async fn the_register_tells_what_was_submitted_and_nothing_before() {
    for db in testing::databases().await {
        let scene = Scene::new(&db).await;
        let mut tx = db.write().await.unwrap();
        let keys = scene.keys.known();
        let (version, _) = scene.signed(&mut tx, true).await;
        assert_eq!(public::record(&mut tx, version.hash, &keys).await.unwrap(), None, "signed, and not submitted");
        let may = testing::lock(&mut tx, &scene.lead(Step::Signed)).await;
        submissions::submit(&mut tx, &may, &submitting(""), &scene.keys, scene.hour(4)).await.unwrap().unwrap();
        let record = public::record(&mut tx, version.hash, &keys).await.unwrap().unwrap();
        assert_eq!((record.is_current, record.submitted, record.receipts.len()), (true, Some(scene.hour(4)), 1));
        let author = Author::Person(scene.world.persona("secretariat").person.unwrap());
        let secretariat = scene.relation(author, Some(CharterRole::Secretariat), None);
        let may = Permit::ask(&secretariat, scene.place(Step::Submitted)).unwrap();
        let may = testing::lock(&mut tx, &may).await;
        submissions::return_for_changes(&mut tx, &may, "The plan has no dates", scene.hour(5)).await.unwrap();
        let record = public::record(&mut tx, version.hash, &keys).await.unwrap().unwrap();
        assert_eq!((record.is_current, record.submitted, record.receipts.len()), (false, None, 1));
        assert_eq!(record.signatures.len(), 2, "who had signed it stays on record");
    }
}

#[tokio::test]
async fn the_register_does_not_tell_of_a_version_that_was_signed_and_unlocked() {
    for db in testing::databases().await {
        let scene = Scene::new(&db).await;
        let mut tx = db.write().await.unwrap();
        let (version, _) = scene.signed(&mut tx, true).await;
        let may = testing::lock(&mut tx, &scene.lead(Step::Signed)).await;
        signatures::unlock(&mut tx, &may, scene.hour(4)).await.unwrap().unwrap();
        assert_eq!(public::record(&mut tx, version.hash, &scene.keys.known()).await.unwrap(), None);
    }
}

#[tokio::test]
async fn the_register_does_not_confirm_a_submission_whose_receipt_was_removed() {
    for db in testing::databases().await {
        let scene = Scene::new(&db).await;
        let mut tx = db.write().await.unwrap();
        submit(&scene, &mut tx).await;
        let version = submitted(&scene, &mut tx).await.hash.unwrap();
        tx.query("delete from statement").run().await.unwrap();
        tx.query("update signature set name = 'M. Mallory' where role = 'leader'").run().await.unwrap();
        let error = public::record(&mut tx, version, &scene.keys.known()).await.unwrap_err();
        assert!(matches!(Tampered::of(&error), Some(Tampered::NoReceipt(_))), "{error}");
    }
}
