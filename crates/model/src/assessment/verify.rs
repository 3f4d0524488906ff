//! The file of a submission: writing it for download, and verifying that it is what was signed.
//!
//! A file can only show that it agrees with itself: a person who changes it can also write a new hash into it. So a [`Verdict`] is about
//! the file alone. Who signed it is proved by the [receipt](super::receipt) in it, which the register signed: see [`Verification`].

mod file;
#[cfg(test)]
mod forgeries;
mod outcome;
mod record;
mod signatory;
mod words;

/// The largest file that is verified, in bytes: many times the size of a submission.
pub const MAX_FILE_BYTES: usize = 4 * 1024 * 1024;

pub use file::{Signed, file_with_receipt, submission_file};
pub use outcome::{Refusal, UnknownSigner, Verification, VerifiedSignature, VerifiedSubmission, check};
pub use signatory::Signatory;

use file::File;

use crate::{
    Timestamp,
    assessment::locked_version::{NotASubmission, Submission},
    core::canonical::{Hash, canonical, strict},
};
use serde_json::Value;

/// The result of verifying a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// It cannot be read as a submission, with the reason.
    NotASubmission(NotASubmission),
    /// The text differs from the one that was hashed. A hash cannot show which part differs.
    Changed {
        /// The hash in the file.
        named: Hash,
        /// The hash of its text.
        found: Hash,
    },
    /// The text matches its hash.
    Verified(Box<VerifiedFile>),
}

/// The contents of a file that matches its hash.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VerifiedFile {
    /// The hash of the submission.
    pub hash: Hash,
    /// The submission.
    pub submission: Submission,
    /// The signatures of this hash.
    pub signatures: Vec<Signed>,
    /// Signatures in the file of another hash, and so of another text.
    pub other_signatures: Vec<Signed>,
    /// When it was submitted, according to the file.
    pub submitted: Option<Timestamp>,
}

/// Verifies that the text of a file agrees with its hash. White space and the order of keys do not matter; every value does.
#[must_use]
pub fn verify(text: &str) -> Verdict {
    let read = strict::read(text.as_bytes()).map_err(|error| error.to_string());
    match read.and_then(|value| serde_json::from_value(value).map_err(|error| error.to_string())) {
        Ok(file) => verify_file(file),
        // A damaged submission is reported as damaged, not as another kind of file.
        Err(error) if text.contains(crate::assessment::locked_version::FORMAT) => {
            Verdict::NotASubmission(NotASubmission::Invalid(error))
        }
        Err(_) => Verdict::NotASubmission(NotASubmission::OtherFormat),
    }
}

fn verify_file(file: File) -> Verdict {
    let canonical = match canonical(&file.submission) {
        Ok(canonical) => canonical,
        Err(error) => return Verdict::NotASubmission(NotASubmission::Invalid(error.to_string())),
    };
    let found = Hash::of(&canonical);
    if found != file.sha256 {
        return Verdict::Changed { named: file.sha256, found };
    }
    match Submission::from_value(file.submission) {
        Err(error) => Verdict::NotASubmission(error),
        Ok(submission) => {
            let (signatures, foreign) = file.signatures.into_iter().partition(|signed| signed.sha256 == found);
            let submitted = file.submitted;
            Verdict::Verified(Box::new(VerifiedFile {
                hash: found,
                submission,
                signatures,
                other_signatures: foreign,
                submitted,
            }))
        }
    }
}

impl std::fmt::Display for Verdict {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::NotASubmission(why) => write!(f, "{why}."),
            Self::Changed { named, found } => write!(
                f,
                "Not verified: the file differs from the signed version. It names version {named}, but its text is version \
                 {found}. Compare it with the published submission to see what differs."
            ),
            Self::Verified(genuine) => {
                let submission = &genuine.submission;
                write!(
                    f,
                    "Verified: the file matches version {}: {}, {}.",
                    genuine.hash, submission.organisation.name, submission.edition.title
                )?;
                match genuine.signatures.as_slice() {
                    [] => write!(f, " The file has no signature of this version.")?,
                    names => {
                        for signed in names {
                            write!(f, " Signed by {}, {}, according to the file.", signed.name, signed.post)?;
                        }
                    }
                }
                for signed in &genuine.other_signatures {
                    write!(f, " The signature of {} in the file is for a different version.", signed.name)?;
                }
                Ok(())
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::assessment::locked_version::tests::{contents, locked};

    fn file() -> (String, Hash) {
        let locked_version = locked(&contents());
        let at: Timestamp = "2026-11-20T10:00:00Z".parse().unwrap();
        let sign = |role, name: &str, post: &str| Signed {
            role,
            name: name.into(),
            post: post.into(),
            at,
            sha256: locked_version.hash,
        };
        let signatures =
            vec![sign(Signatory::Lead, "P. Example", "Lead"), sign(Signatory::Leader, "A. Sample", "Principal")];
        (submission_file(&locked_version.canonical, signatures, Some(at)).unwrap(), locked_version.hash)
    }

    #[test]
    fn a_downloaded_file_is_what_was_signed() {
        let (text, hash) = file();
        let Verdict::Verified(genuine) = verify(&text) else { panic!("{}", verify(&text)) };
        assert_eq!((genuine.hash, genuine.signatures.len(), genuine.other_signatures.len()), (hash, 2, 0));
        assert_eq!(genuine.submission.organisation.name, "Northmoor University");
    }

    #[test]
    fn white_space_and_the_order_of_keys_do_not_matter() {
        let (text, _) = file();
        let value: Value = serde_json::from_str(&text).unwrap();
        assert!(matches!(verify(&value.to_string()), Verdict::Verified(_)), "without white space");
        let backwards = backwards(&value);
        assert!(backwards.find("\"version\"").unwrap() < backwards.find("\"answers\"").unwrap());
        assert!(matches!(verify(&backwards), Verdict::Verified(_)), "{}", verify(&backwards));
    }

    /// The same JSON with the keys of each object from last to first.
    fn backwards(value: &Value) -> String {
        let list = |parts: Vec<String>, ends: [&str; 2]| format!("{}{}{}", ends[0], parts.join(" ,\n"), ends[1]);
        match value {
            Value::Array(values) => list(values.iter().map(backwards).collect(), ["[", "]"]),
            Value::Object(fields) => {
                let fields = fields.iter().rev();
                list(fields.map(|(key, value)| format!("{key:?} : {}", backwards(value))).collect(), ["{", "}"])
            }
            other => other.to_string(),
        }
    }

    #[test]
    fn a_change_of_any_value_is_detected() {
        let (text, named) = file();
        let value: Value = serde_json::from_str(&text).unwrap();
        let mut places = Vec::new();
        leaves(&value["submission"], "/submission", &mut places);
        assert!(places.len() > 50, "the document has many values: {}", places.len());
        for place in places {
            let mut changed = value.clone();
            let leaf = changed.pointer_mut(&place).unwrap();
            *leaf = match &*leaf {
                Value::String(words) => format!("{words}.").into(),
                Value::Number(number) => (number.as_u64().unwrap() + 1).into(),
                Value::Null => "something".into(),
                other => panic!("{place} is {other}"),
            };
            let verdict = verify(&changed.to_string());
            assert!(matches!(verdict, Verdict::Changed { named: n, .. } if n == named), "{place}: {verdict}");
        }
    }

    fn leaves(value: &Value, at: &str, found: &mut Vec<String>) {
        match value {
            Value::Array(values) => {
                values.iter().enumerate().for_each(|(index, value)| leaves(value, &format!("{at}/{index}"), found));
            }
            Value::Object(fields) => {
                fields.iter().for_each(|(key, value)| leaves(value, &format!("{at}/{key}"), found));
            }
            _ => found.push(at.to_owned()),
        }
    }

    #[test]
    fn a_signature_of_another_text_is_not_counted() {
        let (text, hash) = file();
        let mut value: Value = serde_json::from_str(&text).unwrap();
        value["signatures"][1]["sha256"] = Hash::of("another").to_string().into();
        let verdict = verify(&value.to_string());
        let Verdict::Verified(genuine) = &verdict else { panic!("{verdict}") };
        assert_eq!((genuine.hash, genuine.signatures.len(), genuine.other_signatures.len()), (hash, 1, 1));
        assert!(verdict.to_string().ends_with("The signature of A. Sample in the file is for a different version."));
    }

    #[test]
    fn a_file_that_is_not_a_submission_is_reported() {
        for text in ["", "PK\u{3}\u{4}", "{}", "[1, 2]", "null"] {
            assert_eq!(verify(text), Verdict::NotASubmission(NotASubmission::OtherFormat), "{text}");
        }
        let (text, _) = file();
        let cut = &text[..text.len() / 2];
        assert!(matches!(verify(cut), Verdict::NotASubmission(NotASubmission::Invalid(_))), "a damaged file is broken");
        let fraction = text.replacen("\"version\": 1", "\"version\": 1.5", 1);
        assert!(matches!(verify(&fraction), Verdict::NotASubmission(NotASubmission::Invalid(_))));
    }

    #[test]
    fn a_file_of_a_newer_version_is_not_verified() {
        let document = serde_json::json!({ "format": "assay-submission", "version": 2 });
        let hash = Hash::of(&canonical(&document).unwrap());
        let file = serde_json::json!({ "submission": document, "sha256": hash, "signatures": [], "submitted": null });
        assert_eq!(verify(&file.to_string()), Verdict::NotASubmission(NotASubmission::TooNew(2)));
    }

    #[test]
    fn only_a_submission_can_be_downloaded() {
        assert_eq!(submission_file("{}", Vec::new(), None), Err(NotASubmission::OtherFormat));
    }
}
