//! Attempts to pass off a changed file as genuine. Each must fail.

use super::*;
use crate::{
    assessment::receipt::{Attested, RegisterRecord, SubmissionStatement, VERSION, tests::Scene},
    core::keys::{KnownKey, SigningKeys},
};
use serde_json::json;

fn file(scene: &Scene) -> Value {
    serde_json::from_str(&file_with_receipt(&scene.canonical, &scene.receipt).unwrap()).unwrap()
}

fn verdict(value: &Value, keys: &[KnownKey]) -> Verification {
    check(serde_json::to_string_pretty(value).unwrap().as_bytes(), keys)
}

fn record(scene: &Scene) -> RegisterRecord {
    RegisterRecord {
        format: RegisterRecord::FORMAT.to_owned(),
        version: VERSION,
        sha256: scene.receipt.statement.sha256,
        is_current: true,
        submitted: Some(scene.receipt.statement.submitted),
        signatures: scene.receipt.statement.signed(),
        receipts: vec![scene.receipt.attestation],
    }
}

fn is_changed(outcome: &Verification) -> bool {
    matches!(outcome, Verification::Changed(differences) if !differences.is_empty())
}

#[test]
fn the_file_and_the_receipt_alone_are_authentic() {
    let scene = Scene::new();
    let outcome = verdict(&file(&scene), &scene.keys.known());
    let Verification::Authentic(one) = &outcome else { panic!("{outcome}") };
    assert!(one.has_text && one.signatures.len() == 2 && one.submitted.is_some());
    let outcome = check(scene.receipt.write().as_bytes(), &scene.keys.known());
    let Verification::Authentic(one) = &outcome else { panic!("{outcome}") };
    assert!(!one.has_text && one.signatures[1].name == "A. Sample");
    assert!(
        outcome
            .to_string()
            .contains("Signed by A. Sample, Vice-Chancellor, as leader of the institution, on 21 November 2026")
    );
}

#[test]
fn a_changed_signer_title_or_date_is_noticed_wherever_it_is_changed() {
    let scene = Scene::new();
    for (pointer, value) in [
        ("/signatures/1/name", json!("M. Mallory")),
        ("/signatures/1/post", json!("Chancellor")),
        ("/signatures/1/at", json!("2026-11-20T09:30:00Z")),
        ("/signatures/1/role", json!("lead")),
        ("/submitted", json!("2026-06-30T11:00:00Z")),
        ("/submitted", Value::Null),
        ("/receipt/statement/signatures/1/statement/name", json!("M. Mallory")),
        ("/receipt/statement/signatures/1/statement/post", json!("Chancellor")),
        ("/receipt/statement/signatures/1/statement/at", json!("2026-11-20T09:30:00Z")),
        ("/receipt/statement/signatures/1/statement/signed_as", json!("deputy")),
        ("/receipt/statement/signatures/1/statement/basis", json!("confirmed")),
        ("/receipt/statement/signatures/1/statement/identity", Value::Null),
        ("/receipt/statement/submitted", json!("2026-06-30T11:00:00Z")),
        ("/receipt/statement/due", json!("2026-11-30")),
        ("/receipt/statement/organisation/name", json!("Another University")),
        ("/receipt/statement/stage", json!(3)),
    ] {
        let mut forged = file(&scene);
        *forged.pointer_mut(pointer).unwrap() = value;
        let outcome = verdict(&forged, &scene.keys.known());
        assert!(is_changed(&outcome), "{pointer}: {outcome}");
    }
    // In both places at once.
    let mut forged = file(&scene);
    forged["signatures"][1]["name"] = json!("M. Mallory");
    forged["receipt"]["statement"]["signatures"][1]["statement"]["name"] = json!("M. Mallory");
    assert!(is_changed(&verdict(&forged, &scene.keys.known())));
}

#[test]
fn the_hash_alone_notices_none_of_this() {
    let scene = Scene::new();
    let mut forged = file(&scene);
    forged["signatures"][1] = json!({
        "role": "leader", "name": "M. Mallory", "post": "Chancellor", "at": "2020-01-01T00:00:00Z", "sha256": forged["sha256"],
    });
    forged["submitted"] = json!("2020-01-02T00:00:00Z");
    assert!(
        matches!(verify(&forged.to_string()), Verdict::Verified(_)),
        "so the register signs who signed what, when and as what"
    );
    assert!(is_changed(&verdict(&forged, &scene.keys.known())));
}

#[test]
fn removed_and_swapped_signatures_are_noticed() {
    let scene = Scene::new();
    let keys = scene.keys.known();
    let mut forged = file(&scene);
    forged["signatures"].as_array_mut().unwrap().pop();
    assert!(is_changed(&verdict(&forged, &keys)));
    forged["receipt"]["statement"]["signatures"].as_array_mut().unwrap().pop();
    assert!(is_changed(&verdict(&forged, &keys)));
    let mut swapped = file(&scene);
    swapped["signatures"].as_array_mut().unwrap().reverse();
    assert!(is_changed(&verdict(&swapped, &keys)));
    let mut unattested = file(&scene);
    unattested["receipt"]["statement"]["signatures"][0]["attestation"] = Value::Null;
    assert!(is_changed(&verdict(&unattested, &keys)));
}

#[test]
fn without_its_receipt_a_file_proves_nothing_and_the_register_knows_better() {
    let scene = Scene::new();
    let mut stripped = file(&scene);
    stripped.as_object_mut().unwrap().remove("receipt");
    let outcome = verdict(&stripped, &scene.keys.known());
    assert!(matches!(outcome, Verification::NotSigned(_)), "{outcome}");
    assert!(is_changed(&outcome.clone().compare(Some(&record(&scene)))));
    assert!(matches!(outcome.compare(None), Verification::NotSigned(_)));
    stripped["signatures"] = json!([]);
    let outcome = verdict(&stripped, &scene.keys.known()).compare(Some(&record(&scene)));
    assert!(is_changed(&outcome), "{outcome}");
}

#[test]
fn a_text_and_its_hash_that_are_both_recomputed_do_not_match_the_receipt() {
    let scene = Scene::new();
    let mut forged = file(&scene);
    forged["submission"]["leader"]["name"] = json!("M. Mallory");
    let hash = Hash::of(&canonical(&forged["submission"]).unwrap()).to_string();
    forged["sha256"] = json!(hash);
    for at in 0..2 {
        forged["signatures"][at]["sha256"] = json!(hash);
    }
    assert!(is_changed(&verdict(&forged, &scene.keys.known())));
    // And with the hash in the receipt.
    forged["receipt"]["statement"]["sha256"] = json!(hash);
    for at in 0..2 {
        forged["receipt"]["statement"]["signatures"][at]["statement"]["sha256"] = json!(hash);
    }
    assert!(is_changed(&verdict(&forged, &scene.keys.known())));
}

#[test]
fn a_receipt_signed_with_another_key_has_an_unknown_signer() {
    let (scene, mallory) = (Scene::new(), SigningKeys::first([9; 32], "2020-01-01T00:00:00Z".parse().unwrap()));
    let forged = Scene::signed_by(mallory);
    let outcome = verdict(&file(&forged), &scene.keys.known());
    assert!(matches!(outcome, Verification::UnknownSigner(UnknownSigner::OtherKey(_))), "{outcome}");
    let outcome = verdict(&file(&forged), &[]);
    assert!(matches!(outcome, Verification::UnknownSigner(UnknownSigner::NoKeyGiven(_))), "{outcome}");
    // The key of the register with the signature of another.
    let mut mixed = file(&forged);
    mixed["receipt"]["attestation"]["key"] = json!(scene.keys.current().public());
    assert!(is_changed(&verdict(&mixed, &scene.keys.known())));
    // The keys in the file are not trusted.
    let mut listed = file(&forged);
    listed["receipt"]["keys"] = serde_json::to_value(scene.keys.known()).unwrap();
    assert!(matches!(verdict(&listed, &scene.keys.known()), Verification::UnknownSigner(_)));
    // Signed anew by another key, with a signature inside that the register gave.
    let mut statement: SubmissionStatement = scene.receipt.statement.clone();
    statement.signatures[0].statement.name = "M. Mallory".to_owned();
    let again = Attested::new(&statement, scene.keys.current());
    let mut receipt = scene.receipt.clone();
    (receipt.statement, receipt.attestation) = (statement, again.by);
    let outcome = check(receipt.write().as_bytes(), &scene.keys.known());
    assert!(is_changed(&outcome), "the register’s signature of that signature is of another name: {outcome}");
}

#[test]
fn a_rotated_key_is_accepted_for_its_time_alone() {
    let scene = Scene::new();
    let rotated = scene.keys.rotate([2; 32], "2027-01-01T00:00:00Z".parse().unwrap());
    assert!(matches!(verdict(&file(&scene), &rotated.known()), Verification::Authentic(_)));
    // A private key that was found after its rotation signs with a later date.
    let early = scene.keys.rotate([2; 32], "2026-06-01T00:00:00Z".parse().unwrap());
    let outcome = verdict(&file(&scene), &early.known());
    assert!(matches!(outcome, Verification::UnknownSigner(UnknownSigner::OutsideTime(_))), "{outcome}");
}

#[test]
fn duplicate_keys_at_any_depth_and_other_spellings_are_refused() {
    let scene = Scene::new();
    let text = serde_json::to_string_pretty(&file(&scene)).unwrap();
    let keys = scene.keys.known();
    assert!(matches!(check(text.as_bytes(), &keys), Verification::Authentic(_)));
    assert!(
        matches!(check(file(&scene).to_string().as_bytes(), &keys), Verification::Authentic(_)),
        "without white space"
    );
    let mut forms = vec![
        text.replacen("\"name\": \"A. Sample\"", "\"name\": \"M. Mallory\", \"name\": \"A. Sample\"", 1),
        text.replacen("\"leader\": {", "\"leader\": {\"name\": \"M. Mallory\",", 1),
        text.replacen("\"signatures\": [", "\"signatures\": [], \"signatures\": [", 1),
        text.replacen("A. Sample", "A. S\\u0061mple", 1),
        text.replacen("\"version\": 1", "\"version\": 1.0", 1),
        text.replacen("\"version\": 1", "\"version\": 1e0", 1),
        format!("\u{feff}{text}"),
        format!("{text}{text}"),
        format!("{text}\n// Signed by M. Mallory"),
    ];
    forms.retain(|form| *form != text);
    assert_eq!(forms.len(), 9, "each changes the text");
    for form in forms {
        let outcome = check(form.as_bytes(), &keys);
        assert!(matches!(outcome, Verification::Refused(Refusal::NotStrict(_))), "{outcome}");
    }
    let utf16: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    assert!(matches!(check(&utf16, &keys), Verification::Refused(Refusal::NotStrict(_))));
    for (document, kind) in [("%PDF-1.7", "a PDF"), ("PK\u{3}\u{4}", "a Word, Excel or ZIP file")] {
        let outcome = check(document.as_bytes(), &keys);
        assert_eq!(outcome, Verification::Refused(Refusal::Document(kind)), "{outcome}");
    }
}

#[test]
fn unknown_fields_and_later_versions_are_refused() {
    let scene = Scene::new();
    for (pointer, key) in
        [("", "note"), ("/receipt", "note"), ("/signatures/0", "note"), ("/receipt/attestation", "note")]
    {
        let mut forged = file(&scene);
        forged.pointer_mut(pointer).unwrap().as_object_mut().unwrap().insert(key.to_owned(), json!("Approved"));
        let outcome = verdict(&forged, &scene.keys.known());
        assert!(matches!(outcome, Verification::Refused(_)), "{pointer}: {outcome}");
    }
    let mut later = file(&scene);
    later["receipt"]["version"] = json!(2);
    assert_eq!(verdict(&later, &scene.keys.known()), Verification::Refused(Refusal::ReceiptTooNew));
    for other in ["", "{}", "[]", "null", "{\"format\":\"assay-receipt\"}"] {
        assert!(matches!(check(other.as_bytes(), &[]), Verification::Refused(_)), "{other}");
    }
}

#[test]
fn the_register_tells_a_current_submission_from_a_superseded_one() {
    let scene = Scene::new();
    let outcome = verdict(&file(&scene), &scene.keys.known());
    let current = outcome.clone().compare(Some(&record(&scene)));
    assert!(matches!(&current, Verification::Authentic(one) if one.is_recorded == Some(true)), "{current}");
    let returned = RegisterRecord { is_current: false, submitted: None, ..record(&scene) };
    assert!(matches!(outcome.clone().compare(Some(&returned)), Verification::Superseded(_)));
    let again = Scene::signed_by(scene.keys.rotate([2; 32], "2026-11-01T00:00:00Z".parse().unwrap()));
    let resubmitted =
        RegisterRecord { receipts: vec![scene.receipt.attestation, again.receipt.attestation], ..record(&scene) };
    assert!(matches!(outcome.clone().compare(Some(&resubmitted)), Verification::Superseded(_)));
    let restored = outcome.compare(None);
    assert!(matches!(&restored, Verification::Authentic(one) if one.is_recorded == Some(false)), "{restored}");
    assert!(restored.to_string().contains("older backup"));
}

#[test]
fn a_submission_from_before_receipts_is_what_the_register_says() {
    let scene = Scene::new();
    let statement = &scene.receipt.statement;
    let old = submission_file(&scene.canonical, statement.signed(), Some(statement.submitted)).unwrap();
    let known = RegisterRecord { receipts: Vec::new(), ..record(&scene) };
    let outcome = check(old.as_bytes(), &scene.keys.known());
    assert!(matches!(outcome, Verification::NotSigned(_)));
    let confirmed = outcome.clone().compare(Some(&known));
    assert!(matches!(confirmed, Verification::Authentic(_)), "{confirmed}");
    assert!(confirmed.to_string().contains("submitted before the register signed receipts"));
    let returned = RegisterRecord { is_current: false, submitted: None, ..known.clone() };
    assert!(matches!(outcome.compare(Some(&returned)), Verification::Superseded(_)));
    let mut renamed: Value = serde_json::from_str(&old).unwrap();
    renamed["signatures"][1]["name"] = json!("M. Mallory");
    let renamed = verdict(&renamed, &scene.keys.known());
    assert!(matches!(renamed, Verification::NotSigned(_)), "the file alone cannot show it: {renamed}");
    assert!(is_changed(&renamed.compare(Some(&known))));
    let moved = old.replace("2026-11-21T11:00:00Z", "2026-06-30T11:00:00Z");
    assert!(is_changed(&check(moved.as_bytes(), &scene.keys.known()).compare(Some(&known))));
}
