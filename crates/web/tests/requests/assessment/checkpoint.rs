//! The checkpoint in the receipt of a submission, and the proof that the event log has it.

use super::sign_off::CompleteDraft;
use axum::http::StatusCode;
use model::{
    core::canonical::Hash,
    work::event_log::{
        Checkpoint, LogEntry,
        tree::{Claim, leaf},
    },
};

/// Reads a proof (<https://c2sp.org/tlog-proof>): the entry, its place, the hashes and the checkpoint.
fn read_proof(text: &str) -> (String, u64, Vec<Hash>, String) {
    let (head, note) = text.split_once("\n\n").unwrap();
    let mut lines = head.lines();
    assert_eq!(lines.next(), Some("c2sp.org/tlog-proof@v1"));
    let decode = |text: &str| base64::Engine::decode(&base64::prelude::BASE64_STANDARD, text).unwrap();
    let entry = String::from_utf8(decode(lines.next().unwrap().strip_prefix("extra ").unwrap())).unwrap();
    let place = lines.next().unwrap().strip_prefix("index ").unwrap().parse().unwrap();
    let hashes = lines.map(|line| Hash::from_bytes(decode(line).try_into().unwrap())).collect();
    (entry, place, hashes, note.to_owned())
}

#[tokio::test]
async fn a_receipt_has_a_signed_checkpoint_that_covers_the_submission() {
    let draft = CompleteDraft::new().await;
    draft.sign().await;
    let response = draft.lead().post(&draft.at("submission"), &[]).await;
    assert_eq!(response.status, StatusCode::SEE_OTHER, "{}", response.body);
    let emails = draft.queued_emails().await;
    let (_, _, body) = emails.iter().find(|(_, subject, _)| subject.starts_with("Submission received")).unwrap();
    let (_, after) = body.split_once("which covers this submission (http://assay.test/log):\n\n").unwrap();
    let end = after.rfind("\u{2014} assay.test/log ").unwrap();
    let note = &after[..=end + after[end..].find('\n').unwrap()];
    let keys = draft.server.app.signing_keys.current().known();
    let kept = Checkpoint::verified(note, &keys).unwrap();

    let address = format!("/signatories/northmoor/submissions/{}/log-proof", draft.assessment);
    let proof = draft.visitor().get(&address).await;
    assert_eq!(proof.status, StatusCode::OK, "{}", proof.body);
    let (entry, place, hashes, published) = read_proof(&proof.body);
    assert_eq!(published, note, "the newest checkpoint is the one of the receipt");
    let claim = Claim::Has { place, size: kept.size };
    assert!(claim.is_shown_by(&hashes, kept.root, leaf(&entry)));
    let entry = LogEntry::parse(&entry).unwrap();
    assert_eq!((entry.kind.as_str(), entry.organisation), ("sign-off", Some(draft.server.world.organisation)));

    let other = draft.visitor().get("/signatories/northmoor/submissions/0/log-proof").await;
    assert_eq!(other.status, StatusCode::NOT_FOUND);
}

/// The log does not prevent a submission: it goes without a checkpoint if that cannot be signed.
#[tokio::test]
async fn a_submission_is_accepted_although_the_log_was_tampered_with() {
    let draft = CompleteDraft::new().await;
    draft.sign().await;
    let other = model::core::keys::SigningKeys::first([9; 32], draft.server.now());
    let checkpoint =
        Checkpoint { origin: "assay.test/log".into(), size: 1, root: Hash::of("forged"), at: draft.server.now() };
    let mut tx = draft.server.app.db.write().await.unwrap();
    tx.query("insert into checkpoint (size, note, signed_at) values (1, $1, $2)")
        .bind(checkpoint.sign(other.current()).unwrap().to_string())
        .bind(store::core::values::At(draft.server.now()))
        .run()
        .await
        .unwrap();
    tx.commit().await.unwrap();
    let response = draft.lead().post(&draft.at("submission"), &[]).await;
    assert_eq!(response.status, StatusCode::SEE_OTHER, "{}", response.body);
    assert!(draft.page("lead").await.contains("Submitted on"));
    let emails = draft.queued_emails().await;
    let (_, _, body) = emails.iter().find(|(_, subject, _)| subject.starts_with("Submission received")).unwrap();
    assert!(!body.contains("Checkpoint of the event log"), "{body}");
}
