//! What verifying a file shows: whether the register signed it, and whether it was changed since.

use super::{File, NotASubmission, Signed, Submission, Value, Verdict, verify_file};
use crate::{
    AssessmentId, Timestamp,
    assessment::receipt::{Attestation, Basis, NotAttested, Receipt, SignedAs, SubmissionStatement, VERSION},
    core::{
        canonical::{
            Hash, canonical,
            strict::{self, NotStrict},
        },
        keys::{KeyId, KnownKey, Message},
    },
};

/// Why a file cannot be verified.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// It is not JSON, or is spelt in a way that two programs could read differently.
    #[error("The file cannot be verified: {0}. Use the file as it was downloaded")]
    NotStrict(#[from] NotStrict),
    /// It is not a submission or a receipt.
    #[error("{0}")]
    NotASubmission(#[from] NotASubmission),
    /// Its receipt has a newer version.
    #[error("The receipt in this file is of a later version of its format. Use a later version of Assay")]
    ReceiptTooNew,
    /// Its receipt cannot be read.
    #[error("The receipt in this file cannot be read: {0}")]
    Receipt(String),
    /// It is a document made from a submission, of this kind, which the register does not sign.
    #[error("This is {0}. Only the signed version (JSON) can be verified: download it from the submission’s page")]
    Document(&'static str),
    /// It is larger than a submission can be.
    #[error("The file is too large to be a submission")]
    TooLarge,
}

/// Who signed a file, if not the register.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum UnknownSigner {
    /// No key was given to verify it with.
    NoKeyGiven(KeyId),
    /// The register has no such key.
    OtherKey(KeyId),
    /// The key is one of the register, but did not sign at the time of the statement.
    OutsideTime(KeyId),
}

/// A signature in a file whose statement was verified.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VerifiedSignature {
    /// As what the person signed.
    pub signed_as: SignedAs,
    /// Their name.
    pub name: String,
    /// Their job title.
    pub post: String,
    /// When it was given.
    pub at: Timestamp,
    /// How it came about.
    pub basis: Basis,
}

/// What a file says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VerifiedSubmission {
    /// The hash of the version.
    pub hash: Hash,
    /// The self-assessment.
    pub assessment: AssessmentId,
    /// The organisation's name.
    pub organisation: String,
    /// The last part of its address.
    pub slug: String,
    /// The stage.
    pub stage: u8,
    /// The signatures.
    pub signatures: Vec<VerifiedSignature>,
    /// When it was submitted.
    pub submitted: Option<Timestamp>,
    /// The register's signature; `None` if the file is from before receipts were signed.
    pub attestation: Option<Attestation>,
    /// Whether the file has the text, and not only the receipt.
    pub has_text: bool,
    /// Whether the register was asked and knows it. A register that was restored from a backup may not know it.
    pub is_recorded: Option<bool>,
}

/// What verifying a file shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verification {
    /// The register signed exactly this.
    Authentic(Box<VerifiedSubmission>),
    /// The register signed exactly this, and it was returned or submitted again since.
    Superseded(Box<VerifiedSubmission>),
    /// It differs from what the register signed, in these ways.
    Changed(Vec<String>),
    /// The register did not sign it, as far as the given keys show.
    UnknownSigner(UnknownSigner),
    /// It agrees with itself, and nothing in it is signed by a register: everyone could have written it.
    NotSigned(Box<VerifiedSubmission>),
    /// It cannot be verified.
    Refused(Refusal),
}

impl From<Refusal> for Verification {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}

/// Returns the kind of a document that people take for the signed version, by its first bytes.
fn document(bytes: &[u8]) -> Option<&'static str> {
    match bytes {
        [b'%', b'P', b'D', b'F', ..] => Some("a PDF"),
        // Word and Excel files are ZIP files too.
        [b'P', b'K', 3, 4, ..] => Some("a Word, Excel or ZIP file"),
        [b'<', ..] => Some("a web page"),
        _ => None,
    }
}

/// Verifies a submission file or a receipt with the public keys of its register, without asking the register.
#[must_use]
pub fn check(bytes: &[u8], keys: &[KnownKey]) -> Verification {
    let value = match strict::read(bytes) {
        Ok(value) => value,
        Err(error) => return document(bytes).map_or_else(|| Refusal::from(error), Refusal::Document).into(),
    };
    if value.get("format").and_then(Value::as_str) == Some(Receipt::FORMAT) {
        return match ReadReceipt::read(value) {
            Ok(receipt) => receipt.outcome(keys, false),
            Err(refusal) => refusal.into(),
        };
    }
    let file: File = match serde_json::from_value(value.clone()) {
        Ok(file) => file,
        Err(error) if value.get("submission").is_some() => {
            return Refusal::from(NotASubmission::Invalid(error.to_string())).into();
        }
        Err(_) => return Refusal::from(NotASubmission::OtherFormat).into(),
    };
    check_file(file, keys)
}

fn check_file(mut file: File, keys: &[KnownKey]) -> Verification {
    let receipt = file.receipt.take().map(ReadReceipt::read);
    let (signatures, submitted) = (file.signatures.clone(), file.submitted);
    let genuine = match verify_file(file) {
        Verdict::Verified(genuine) => genuine,
        Verdict::NotASubmission(error) => return Refusal::from(error).into(),
        Verdict::Changed { named, found } => {
            return Verification::Changed(vec![format!(
                "The text is version {found}, but the file names version {named}."
            )]);
        }
    };
    if let Some(other) = genuine.other_signatures.first() {
        return Verification::Changed(vec![format!("The signature of {} is for another version.", other.name)]);
    }
    let receipt = match receipt {
        Some(Ok(receipt)) => receipt,
        Some(Err(refusal)) => return refusal.into(),
        None => {
            return Verification::NotSigned(Box::new(unsigned(
                &genuine.submission,
                genuine.hash,
                &signatures,
                submitted,
            )));
        }
    };
    let statement = &receipt.receipt.statement;
    let mut differences = Vec::new();
    if (statement.sha256, statement.assessment) != (genuine.hash, genuine.submission.assessment) {
        let (of, text) = (statement.sha256, genuine.hash);
        differences.push(format!("The receipt is for version {of}, but the text is version {text}."));
    }
    differences.extend(signature_differences(&signatures, &statement.signed()));
    if submitted != Some(statement.submitted) {
        differences.push(format!(
            "The date of submission is {} in the file, but {} in the receipt.",
            submitted.map_or_else(|| "missing".to_owned(), |at| at.to_string()),
            statement.submitted
        ));
    }
    match receipt.outcome(keys, true) {
        outcome @ (Verification::Authentic(_) | Verification::UnknownSigner(_)) if !differences.is_empty() => {
            drop(outcome);
            Verification::Changed(differences)
        }
        outcome => outcome,
    }
}

/// How the signatures that a file names differ from those that the register has.
pub(super) fn signature_differences(named: &[Signed], signed: &[Signed]) -> Vec<String> {
    let mut differences = Vec::new();
    if named.len() != signed.len() {
        differences.push(format!("The file names {} signatures, but there are {}.", named.len(), signed.len()));
    }
    for (named, signed) in named.iter().zip(signed) {
        let role = signed.role.name();
        if named.role != signed.role {
            differences.push(format!(
                "The file gives the signature of the {} as that of the {}.",
                role,
                named.role.name()
            ));
        }
        for (what, named, signed) in [("name", &named.name, &signed.name), ("job title", &named.post, &signed.post)] {
            if named != signed {
                differences.push(format!("{role}: the {what} is “{named}” in the file, but “{signed}” signed."));
            }
        }
        if named.at != signed.at {
            let (named, signed) = (named.at, signed.at);
            differences.push(format!("{role}: the signature is dated {named} in the file, but was given at {signed}."));
        }
    }
    differences
}

fn unsigned(
    submission: &Submission,
    hash: Hash,
    signatures: &[Signed],
    submitted: Option<Timestamp>,
) -> VerifiedSubmission {
    let signature = |one: &Signed| VerifiedSignature {
        signed_as: match one.role {
            super::Signatory::Lead => SignedAs::Lead,
            super::Signatory::Leader => SignedAs::Leader,
        },
        name: one.name.clone(),
        post: one.post.clone(),
        at: one.at,
        basis: Basis::Unknown,
    };
    VerifiedSubmission {
        hash,
        assessment: submission.assessment,
        organisation: submission.organisation.name.clone(),
        slug: submission.organisation.slug.clone(),
        stage: submission.edition.stage,
        signatures: signatures.iter().map(signature).collect(),
        submitted,
        attestation: None,
        has_text: true,
        is_recorded: None,
    }
}

/// A receipt, with the text that its signature is of.
struct ReadReceipt {
    receipt: Receipt,
    canonical: String,
}

impl ReadReceipt {
    fn read(value: Value) -> Result<Self, Refusal> {
        // The version is checked first, because a later one may not fit into these fields.
        if value.get("version").and_then(Value::as_u64).is_some_and(|version| version > u64::from(VERSION)) {
            return Err(Refusal::ReceiptTooNew);
        }
        let canonical = canonical(&value["statement"]).map_err(|error| Refusal::Receipt(error.to_string()))?;
        let receipt: Receipt = serde_json::from_value(value).map_err(|error| Refusal::Receipt(error.to_string()))?;
        let statement = &receipt.statement;
        let formats = [(&receipt.format, Receipt::FORMAT), (&statement.format, SubmissionStatement::FORMAT)];
        if formats.iter().any(|(format, expected)| format != expected) || statement.version != VERSION {
            return Err(Refusal::Receipt("it has another format".to_owned()));
        }
        Ok(Self { receipt, canonical })
    }

    fn outcome(self, keys: &[KnownKey], has_text: bool) -> Verification {
        let Receipt { statement, attestation, .. } = self.receipt;
        let checked = attestation
            .check(&self.canonical, statement.submitted, keys)
            .and_then(|()| statement.check_signatures(keys));
        let id = attestation.key.id();
        match checked {
            Ok(()) => Verification::Authentic(Box::new(verified(&statement, attestation, has_text))),
            // With the key that it names, it can still be seen whether it was changed.
            Err(NotAttested::UnknownKey)
                if !attestation.key.verifies(&Message::statement(&self.canonical), &attestation.signature) =>
            {
                changed_receipt()
            }
            Err(NotAttested::UnknownKey) if keys.is_empty() => {
                Verification::UnknownSigner(UnknownSigner::NoKeyGiven(id))
            }
            Err(NotAttested::UnknownKey) => Verification::UnknownSigner(UnknownSigner::OtherKey(id)),
            Err(NotAttested::OutsideTime) => Verification::UnknownSigner(UnknownSigner::OutsideTime(id)),
            Err(NotAttested::Changed | NotAttested::Unreadable) => changed_receipt(),
        }
    }
}

fn changed_receipt() -> Verification {
    Verification::Changed(vec!["The receipt differs from the one that was signed with its key.".to_owned()])
}

fn verified(statement: &SubmissionStatement, attestation: Attestation, has_text: bool) -> VerifiedSubmission {
    let signature = |one: &crate::assessment::receipt::StatedSignature| VerifiedSignature {
        signed_as: one.statement.signed_as,
        name: one.statement.name.clone(),
        post: one.statement.post.clone(),
        at: one.statement.at,
        basis: one.statement.basis,
    };
    VerifiedSubmission {
        hash: statement.sha256,
        assessment: statement.assessment,
        organisation: statement.organisation.name.clone(),
        slug: statement.organisation.slug.clone(),
        stage: statement.stage,
        signatures: statement.signatures.iter().map(signature).collect(),
        submitted: Some(statement.submitted),
        attestation: Some(attestation),
        has_text,
        is_recorded: None,
    }
}
