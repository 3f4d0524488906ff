//! The file of a submission, as everyone can download it.

use super::Signatory;
use crate::{
    Timestamp,
    assessment::{
        locked_version::{NotASubmission, Submission},
        receipt::Receipt,
    },
    core::canonical::Hash,
};
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// A submission as everyone can download it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct File {
    pub(super) submission: Value,
    pub(super) sha256: Hash,
    pub(super) signatures: Vec<Signed>,
    pub(super) submitted: Option<Timestamp>,
    /// Absent in files from before receipts were signed, and of versions that are not submitted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) receipt: Option<Value>,
}

/// A signature in the file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Signed {
    /// Which of the two signatories.
    pub role: Signatory,
    /// The name.
    pub name: String,
    /// The job title.
    pub post: String,
    /// When it was given.
    pub at: Timestamp,
    /// The hash of what was signed.
    pub sha256: Hash,
}

/// Writes the file of a submission: the signed document, its hash, its signatures and when it was submitted. It is indented for
/// readers; [`verify`](super::verify) ignores the layout.
///
/// # Errors
/// Returns an error if `canonical` is not the text of a locked version.
pub fn submission_file(
    canonical: &str,
    signatures: Vec<Signed>,
    submitted: Option<Timestamp>,
) -> Result<String, NotASubmission> {
    write_file(canonical, signatures, submitted, None)
}

/// Writes the file of a submission with the receipt that the register signed.
///
/// # Errors
/// Returns an error if `canonical` is not the text of a locked version.
///
/// # Panics
/// Never: a receipt holds strings, lists and small whole numbers.
pub fn file_with_receipt(canonical: &str, receipt: &Receipt) -> Result<String, NotASubmission> {
    let statement = &receipt.statement;
    let value = serde_json::to_value(receipt).expect("strings, numbers and lists are JSON");
    write_file(canonical, statement.signed(), Some(statement.submitted), Some(value))
}

fn write_file(
    canonical: &str,
    signatures: Vec<Signed>,
    submitted: Option<Timestamp>,
    receipt: Option<Value>,
) -> Result<String, NotASubmission> {
    let submission: Value = serde_json::from_str(canonical).map_err(|_| NotASubmission::OtherFormat)?;
    Submission::from_value(submission.clone())?;
    let file = File { submission, sha256: Hash::of(canonical), signatures, submitted, receipt };
    Ok(serde_json::to_string_pretty(&file).expect("strings, numbers and lists are JSON") + "\n")
}
