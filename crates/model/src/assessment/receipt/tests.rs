use super::*;
use crate::{
    assessment::locked_version::{
        Submission,
        tests::{contents, locked},
    },
    core::keys::SigningKeys,
};
use uuid::Uuid;

/// A submission with its receipt: its text, and the keys that signed.
pub(crate) struct Scene {
    pub(crate) keys: SigningKeys,
    pub(crate) canonical: String,
    pub(crate) receipt: Receipt,
}

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

/// The statement of a signature of this version.
fn signature(submission: &Submission, sha256: Hash, signed_as: SignedAs) -> SignatureStatement {
    let (name, post, moment) = match signed_as {
        SignedAs::Lead => ("P. Example", "Institutional lead", "2026-11-20T10:00:00Z"),
        _ => ("A. Sample", "Vice-Chancellor", "2026-11-21T09:30:00Z"),
    };
    SignatureStatement {
        format: SignatureStatement::FORMAT.to_owned(),
        version: VERSION,
        id: Uuid::from_u128(7),
        assessment: submission.assessment,
        organisation: StatedOrganisation::of(submission),
        edition: submission.edition.key.clone(),
        stage: submission.edition.stage,
        sha256,
        signed_as,
        name: name.to_owned(),
        post: post.to_owned(),
        for_leader: None,
        identity: Some(SignatureStatement::identity_of("salt", "someone@example.ac.uk")),
        basis: if signed_as == SignedAs::Lead { Basis::Account } else { Basis::Domain },
        at: at(moment),
    }
}

impl Scene {
    pub(crate) fn new() -> Self {
        Self::signed_by(SigningKeys::first([1; 32], at("2026-01-01T00:00:00Z")))
    }

    pub(crate) fn signed_by(keys: SigningKeys) -> Self {
        let version = locked(&contents());
        let submission = Submission::parse(&version.canonical).unwrap();
        let stated = |signed_as| {
            let statement = signature(&submission, version.hash, signed_as);
            let attestation = Some(Attested::new(&statement, keys.current()).by);
            StatedSignature { statement, attestation }
        };
        let signatures = vec![stated(SignedAs::Lead), stated(SignedAs::Leader)];
        let submitted = at("2026-11-21T11:00:00Z");
        let statement = SubmissionStatement::new(&submission, version.hash, signatures, submitted, None);
        let stored = Attested::new(&statement, keys.current());
        let receipt = Receipt::of(&stored, "https://assay.example", keys.known()).unwrap();
        Self { keys, canonical: version.canonical, receipt }
    }
}

#[test]
fn a_stored_statement_is_checked_with_the_keys_of_the_register() {
    let (pair, other) = (
        SigningKeys::first([1; 32], at("2026-01-01T00:00:00Z")),
        SigningKeys::first([2; 32], at("2026-01-01T00:00:00Z")),
    );
    let stored = Attested::new(&serde_json::json!({ "b": 1, "a": 2 }), pair.current());
    assert_eq!(stored.canonical, r#"{"a":2,"b":1}"#);
    let moment = at("2026-06-01T00:00:00Z");
    assert_eq!(stored.by.check(&stored.canonical, moment, &pair.known()), Ok(()));
    assert_eq!(stored.by.check(r#"{"a":3,"b":1}"#, moment, &pair.known()), Err(NotAttested::Changed));
    assert_eq!(stored.by.check(&stored.canonical, moment, &other.known()), Err(NotAttested::UnknownKey));
    let before = at("2025-12-31T23:59:59Z");
    assert_eq!(stored.by.check(&stored.canonical, before, &pair.known()), Err(NotAttested::OutsideTime));
}

#[test]
fn an_identity_is_proved_with_its_salt_whatever_the_capitals() {
    let identity = SignatureStatement::identity_of("salt", "Vice.Chancellor@example.ac.uk");
    assert_eq!(identity, SignatureStatement::identity_of("salt", "vice.chancellor@example.ac.uk"));
    assert_ne!(identity, SignatureStatement::identity_of("pepper", "vice.chancellor@example.ac.uk"));
}

#[test]
fn what_a_register_publishes_is_read_strictly() {
    let keys = SigningKeys::first([1; 32], at("2026-01-01T00:00:00Z"));
    let file = serde_json::to_string(&RegisterKeys::new("https://assay.example", keys.known())).unwrap();
    assert_eq!(RegisterKeys::parse(file.as_bytes()), Some(keys.known()));
    let alone = RegisterKeys::parse(format!("{}\n", keys.current().public()).as_bytes()).unwrap();
    assert!(alone[0].public == keys.current().public() && alone[0].signed_at(Timestamp::MAX));
    for other in
        ["", "{}", "[]", &file.replace("register-keys", "other"), &file.replace("\"version\":1", "\"version\":2")]
    {
        assert_eq!(RegisterKeys::parse(other.as_bytes()), None, "{other}");
    }
}

/// The formats are stored and published: this text must never change.
#[test]
fn the_statement_of_a_signature_is_spelt_as_published() {
    let scene = Scene::new();
    let statement = &scene.receipt.statement.signatures[0].statement;
    let text = canonical(statement).unwrap();
    let keys: Vec<String> =
        serde_json::from_str::<serde_json::Map<String, Value>>(&text).unwrap().keys().cloned().collect();
    assert_eq!(
        keys,
        [
            "assessment",
            "at",
            "basis",
            "edition",
            "for_leader",
            "format",
            "id",
            "identity",
            "name",
            "organisation",
            "post",
            "sha256",
            "signed_as",
            "stage",
            "version"
        ]
    );
    assert!(text.contains(r#""basis":"account""#) && text.contains(r#""signed_as":"lead""#), "{text}");
    assert!(text.contains(r#""at":"2026-11-20T10:00:00Z""#), "{text}");
}
