use super::*;
use crate::manuscript::Block;
use model::{assessment::verify::submission_file, charter::source, core::canonical::Hash};

/// A document of version 1. It never changes.
const VERSION_1: &str = include_str!("../../../../model/src/assessment/locked_version/version-1.json");

fn charter() -> Charter {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../model/tests/charters/keepers-pledge");
    let mut files = Vec::new();
    let mut folders = vec![(std::path::PathBuf::from(folder), String::new())];
    while let Some((folder, prefix)) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap().map(Result::unwrap) {
            let name = format!("{prefix}{}", entry.file_name().to_string_lossy());
            if entry.path().is_dir() {
                folders.push((entry.path(), format!("{name}/")));
            } else {
                files.push((name, std::fs::read_to_string(entry.path()).unwrap()));
            }
        }
    }
    source::read(&files).unwrap()
}

fn canonical_text() -> String {
    model::core::canonical::canonical(&serde_json::from_str::<serde_json::Value>(VERSION_1).unwrap()).unwrap()
}

fn signed(text: &str) -> Vec<Signed> {
    let sign = |role, name: &str| Signed {
        role,
        name: name.into(),
        post: "Keeper".into(),
        at: "2026-11-20T10:00:00Z".parse().unwrap(),
        sha256: Hash::of(text),
    };
    vec![sign(Signatory::Lead, "P. Example"), sign(Signatory::Leader, "A. Sample")]
}

#[test]
fn a_file_is_read_with_its_signatures() {
    let text = canonical_text();
    let file = submission_file(&text, signed(&text), None).unwrap();
    let reading = crate::read("download", file.as_bytes(), &charter()).unwrap();
    let submission = Submission::parse(VERSION_1).unwrap();
    assert_eq!(
        (reading.format, reading.organisation.as_deref()),
        (DocumentFormat::Json, Some(submission.organisation.name.as_str()))
    );
    assert_eq!(
        reading.actions.len(),
        submission.plan.actions.len() + submission.rated.map_or(0, |plan| plan.actions.len())
    );
    let names: Vec<_> = reading
        .signatures
        .iter()
        .map(|one| (one.role, one.name.as_deref(), one.date.map(|day| day.to_string())))
        .collect();
    let day = Some("2026-11-20".to_owned());
    assert_eq!(
        names,
        [(SignerRole::Lead, Some("P. Example"), day.clone()), (SignerRole::Leader, Some("A. Sample"), day)]
    );
}

#[test]
fn the_signed_text_alone_is_read() {
    let reading = crate::read("signed.json", canonical_text().as_bytes(), &charter()).unwrap();
    assert!(reading.signatures.is_empty() && !reading.answers.is_empty());
}

#[test]
fn a_changed_file_has_no_signatures() {
    let text = canonical_text();
    let file = submission_file(&text, signed(&text), None).unwrap().replace("It *stands*", "It *fell*");
    let reading = crate::read("download.json", file.as_bytes(), &charter()).unwrap();
    assert_eq!(
        (reading.notices[0].code.as_str(), reading.notices[0].severity),
        ("submission-changed", Severity::Error)
    );
    assert!(reading.signatures.is_empty() && reading.answers[0].text.starts_with("It *fell*"));
}

#[test]
fn newer_damaged_and_other_files_are_refused() {
    let refuse = |text: &str| crate::read("a.json", text.as_bytes(), &charter()).unwrap_err();
    assert!(matches!(refuse("{\"a\": 1}"), ReadError::NotASubmission { .. }));
    assert!(matches!(refuse("{\"submission\": {\"format\": \"assay-submission\""), ReadError::Damaged { .. }));
    let newer = r#"{"submission": {"format": "assay-submission", "version": 99}, "sha256": "0000000000000000000000000000000000000000000000000000000000000000", "signatures": [], "submitted": null}"#;
    assert!(matches!(refuse(newer), ReadError::Unsupported { .. }), "{:?}", refuse(newer));
    assert!(matches!(refuse(&"[".repeat(100_000)), ReadError::NotASubmission { .. }));
    assert!(matches!(
        refuse(&format!("{{\"format\": \"assay-submission\", \"a\": {}", "[".repeat(100_000))),
        ReadError::Damaged { .. }
    ));
}

#[test]
fn another_charters_submission_is_read_without_its_edition() {
    let mut other = charter();
    other.key = "another".into();
    other.themes.clear();
    let reading = crate::read("a.json", canonical_text().as_bytes(), &other).unwrap();
    let codes: Vec<&str> = reading.notices.iter().map(|notice| notice.code.as_str()).collect();
    assert!(codes.contains(&"edition-unknown") && codes.contains(&"theme-unknown"), "{codes:?}");
    assert!(reading.edition.is_none() && reading.actions.iter().all(|action| action.themes.is_empty()));
}

#[test]
fn a_submission_is_laid_out_as_a_document() {
    let (format, manuscript) = crate::read_manuscript("a.json", canonical_text().as_bytes()).unwrap();
    assert_eq!(format, DocumentFormat::Json);
    let tables = manuscript.blocks.iter().filter(|block| matches!(block, Block::Table(_))).count();
    assert!(tables >= 2 && manuscript.blocks.iter().any(|block| block.passage().is_some()), "{tables}");
}
