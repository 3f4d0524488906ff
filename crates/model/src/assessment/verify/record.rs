//! Comparing a file with what its register knows of the version.

use super::outcome::{Verification, VerifiedSubmission, signature_differences};
use crate::{
    Timestamp,
    assessment::{receipt::RegisterRecord, verify::Signed},
};

impl Verification {
    /// The hash of the version to ask the register about; `None` if that would change nothing.
    #[must_use]
    pub fn version(&self) -> Option<crate::core::canonical::Hash> {
        match self {
            Self::Authentic(one) | Self::Superseded(one) | Self::NotSigned(one) => Some(one.hash),
            Self::Changed(_) | Self::UnknownSigner(_) | Self::Refused(_) => None,
        }
    }

    /// The outcome once the register was asked; `record` is `None` if it knows no submission of that version.
    #[must_use]
    pub fn compare(self, record: Option<&RegisterRecord>) -> Self {
        match (self, record.filter(|record| record.format == RegisterRecord::FORMAT)) {
            (Self::Authentic(one), None) => Self::Authentic(Box::new(recorded(*one, false))),
            (Self::Authentic(one), Some(record)) => signed(*one, record),
            (Self::NotSigned(one), Some(record)) if record.sha256 == one.hash => not_signed(*one, record),
            (other, _) => other,
        }
    }
}

fn recorded(one: VerifiedSubmission, is_recorded: bool) -> VerifiedSubmission {
    VerifiedSubmission { is_recorded: Some(is_recorded), ..one }
}

/// The register's signature proves the file; the record shows whether it is still the submission.
fn signed(one: VerifiedSubmission, record: &RegisterRecord) -> Verification {
    let is_recorded = record.sha256 == one.hash && one.attestation.is_some_and(|own| record.receipts.contains(&own));
    let is_newest = record.receipts.last().copied() == one.attestation;
    let one = Box::new(recorded(one, is_recorded));
    if is_recorded && !(record.is_current && is_newest) {
        Verification::Superseded(one)
    } else {
        Verification::Authentic(one)
    }
}

/// Without a receipt, only the register can tell. If it signed a receipt, that was removed from the file.
fn not_signed(one: VerifiedSubmission, record: &RegisterRecord) -> Verification {
    if !record.receipts.is_empty() {
        let reason = "The register signed a receipt for this submission, which was removed from the file.";
        return Verification::Changed(vec![reason.to_owned()]);
    }
    let differences = differences(&one, record);
    let (is_current, one) = (record.is_current, Box::new(recorded(one, true)));
    match differences {
        differences if !differences.is_empty() => Verification::Changed(differences),
        _ if is_current => Verification::Authentic(one),
        _ => Verification::Superseded(one),
    }
}

fn differences(one: &VerifiedSubmission, record: &RegisterRecord) -> Vec<String> {
    let named: Vec<Signed> = one
        .signatures
        .iter()
        .map(|signature| Signed {
            role: signature.signed_as.signatory(),
            name: signature.name.clone(),
            post: signature.post.clone(),
            at: signature.at,
            sha256: one.hash,
        })
        .collect();
    let mut differences = signature_differences(&named, &record.signatures);
    if record.is_current && one.submitted != record.submitted {
        let spelt = |at: Option<Timestamp>| at.map_or_else(|| "missing".to_owned(), |at| at.to_string());
        let (named, known) = (spelt(one.submitted), spelt(record.submitted));
        differences.push(format!("The date of submission is {named} in the file, but {known} in the register."));
    }
    differences
}
