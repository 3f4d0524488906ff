//! The statements that the register signs.

use super::{Attestation, NotAttested, VERSION};
use crate::{
    AssessmentId, Date, EditionKey, Timestamp,
    assessment::{
        locked_version::Submission,
        verify::{Signatory, Signed},
    },
    core::{
        canonical::{Hash, canonical},
        dates::to_the_microsecond,
        keys::KnownKey,
    },
};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// The organisation of a statement.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StatedOrganisation {
    /// Its name when the version was locked.
    pub name: String,
    /// The last part of its address.
    pub slug: String,
}

impl StatedOrganisation {
    /// The organisation of a locked version.
    #[must_use]
    pub fn of(submission: &Submission) -> Self {
        Self { name: submission.organisation.name.clone(), slug: submission.organisation.slug.clone() }
    }
}

/// As what a person signed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum SignedAs {
    /// As institutional lead.
    Lead,
    /// As leader of the institution.
    Leader,
    /// As deputy, for the leader.
    Deputy,
}

impl SignedAs {
    /// Which of the two signatures it is.
    #[must_use]
    pub fn signatory(self) -> Signatory {
        match self {
            Self::Lead => Signatory::Lead,
            Self::Leader | Self::Deputy => Signatory::Leader,
        }
    }
    /// The words on screen, as a title.
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            Self::Lead => "Institutional lead",
            Self::Leader => "Leader of the institution",
            Self::Deputy => "Deputy, for the leader of the institution",
        }
    }
    /// The words within a sentence.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Lead => "institutional lead",
            Self::Leader => "leader of the institution",
            Self::Deputy => "deputy, for the leader of the institution",
        }
    }
}

/// How a signature came about: see `docs/decisions/0014-who-can-sign.md`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Basis {
    /// The person was signed in with their account.
    Account,
    /// By a link that was sent to an address in one of the organisation's recorded email domains.
    Domain,
    /// By a link that was sent to an address that the secretariat had confirmed.
    Confirmed,
    /// It was given before this was recorded.
    Unknown,
}

impl Basis {
    /// The words on screen.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::Account => "signed in with their account",
            Self::Domain => "by a link to an address in the organisation’s email domain",
            Self::Confirmed => "by a link to an address that the secretariat confirmed",
            Self::Unknown => "given before it was recorded how",
        }
    }
}

/// That a person signed a version.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SignatureStatement {
    /// [`SignatureStatement::FORMAT`].
    pub format: String,
    /// [`VERSION`].
    pub version: u32,
    /// The id of the signature.
    pub id: Uuid,
    /// The self-assessment.
    pub assessment: AssessmentId,
    /// The organisation.
    pub organisation: StatedOrganisation,
    /// The edition.
    pub edition: EditionKey,
    /// The stage.
    pub stage: u8,
    /// The hash of the version that was signed.
    pub sha256: Hash,
    /// As what the person signed.
    pub signed_as: SignedAs,
    /// Their name.
    pub name: String,
    /// Their job title.
    pub post: String,
    /// The leader for whom a deputy signed.
    pub for_leader: Option<String>,
    /// SHA-256 of a secret salt followed by their email address, so that it can be proved later who it was; `None` for a signature from
    /// before this was recorded.
    pub identity: Option<Hash>,
    /// How it came about.
    pub basis: Basis,
    /// When it was given.
    pub at: Timestamp,
}

impl SignatureStatement {
    /// The name of the format.
    pub const FORMAT: &str = "assay-signature";

    /// The signature as the submission file has it.
    #[must_use]
    pub fn signed(&self) -> Signed {
        Signed {
            role: self.signed_as.signatory(),
            name: self.name.clone(),
            post: self.post.clone(),
            at: self.at,
            sha256: self.sha256,
        }
    }
    /// The hash of an email address with its salt.
    #[must_use]
    pub fn identity_of(salt: &str, email: &str) -> Hash {
        Hash::of(&format!("{salt}{}", email.to_lowercase()))
    }
}

/// A signature in the statement of a submission.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StatedSignature {
    /// What is known of it.
    pub statement: SignatureStatement,
    /// The register's signature when it was given; `None` if it was given before the register signed.
    pub attestation: Option<Attestation>,
}

/// That a version was submitted, with its signatures.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SubmissionStatement {
    /// [`SubmissionStatement::FORMAT`].
    pub format: String,
    /// [`VERSION`].
    pub version: u32,
    /// The self-assessment.
    pub assessment: AssessmentId,
    /// The organisation.
    pub organisation: StatedOrganisation,
    /// The edition.
    pub edition: EditionKey,
    /// The stage.
    pub stage: u8,
    /// The hash of the version.
    pub sha256: Hash,
    /// When it was submitted.
    pub submitted: Timestamp,
    /// Its due date at that moment.
    pub due: Option<Date>,
    /// Its signatures, in the order in which they were given.
    pub signatures: Vec<StatedSignature>,
}

impl SubmissionStatement {
    /// The name of the format.
    pub const FORMAT: &str = "assay-submission-receipt";

    /// The statement that a locked version is submitted now.
    #[must_use]
    pub fn new(
        submission: &Submission,
        sha256: Hash,
        signatures: Vec<StatedSignature>,
        submitted: Timestamp,
        due: Option<Date>,
    ) -> Self {
        Self {
            format: Self::FORMAT.to_owned(),
            version: VERSION,
            assessment: submission.assessment,
            organisation: StatedOrganisation::of(submission),
            edition: submission.edition.key.clone(),
            stage: submission.edition.stage,
            sha256,
            submitted: to_the_microsecond(submitted),
            due,
            signatures,
        }
    }
    /// The signatures as the submission file has them.
    #[must_use]
    pub fn signed(&self) -> Vec<Signed> {
        self.signatures.iter().map(|one| one.statement.signed()).collect()
    }
    /// Checks the register's signature of each signature, of a statement whose own signature was checked.
    ///
    /// # Errors
    /// Returns an error if one is of another version, or the register did not sign it.
    pub fn check_signatures(&self, keys: &[KnownKey]) -> Result<(), NotAttested> {
        for one in &self.signatures {
            let statement = &one.statement;
            if (statement.sha256, statement.assessment) != (self.sha256, self.assessment) {
                return Err(NotAttested::Changed);
            }
            if let Some(attestation) = &one.attestation {
                let text = canonical(statement).map_err(|_| NotAttested::Unreadable)?;
                attestation.check(&text, statement.at, keys)?;
            }
        }
        Ok(())
    }
}
