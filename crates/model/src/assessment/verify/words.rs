//! An outcome in words, for the command line and the page.

use super::outcome::{UnknownSigner, Verification, VerifiedSignature, VerifiedSubmission};
use crate::core::dates::{day, long_date, time};
use std::fmt;

impl Verification {
    /// The outcome in a few words.
    #[must_use]
    pub fn title(&self) -> &'static str {
        match self {
            Self::Authentic(_) => "Authentic",
            Self::Superseded(_) => "Authentic, since superseded",
            Self::Changed(_) => "Changed",
            Self::UnknownSigner(_) => "Unknown signer",
            Self::NotSigned(_) => "Not signed by a register",
            Self::Refused(_) => "Cannot be verified",
        }
    }

    /// What it means, in sentences.
    #[must_use]
    pub fn sentences(&self) -> Vec<String> {
        match self {
            Self::Authentic(one) if one.attestation.is_none() => vec![format!(
                "{} It was submitted before the register signed receipts. The file agrees with the register’s records of its text, signatures and dates.",
                about(one)
            )],
            Self::Authentic(one) => authentic(one, "exactly this", None),
            Self::Superseded(one) => {
                let since = "Since then it was returned for changes or submitted again, so it is not the organisation’s current submission.";
                let what = if one.attestation.is_some() { "exactly this" } else { "this, before it signed receipts" };
                authentic(one, what, Some(since))
            }
            Self::Changed(differences) => {
                let first = "This differs from what was signed. Do not rely on any part of it.".to_owned();
                [first].into_iter().chain(differences.iter().cloned()).collect()
            }
            Self::UnknownSigner(UnknownSigner::NoKeyGiven(key)) => vec![format!(
                "The receipt is signed with key {key}, and without the register’s public key we cannot tell whose key that is. Verify it with \
                 the public key, or ask the register."
            )],
            Self::UnknownSigner(UnknownSigner::OtherKey(key)) => {
                vec![format!(
                    "The receipt is signed with key {key}, which is not a key of this register. Do not rely on it."
                )]
            }
            Self::UnknownSigner(UnknownSigner::OutsideTime(key)) => vec![format!(
                "The receipt is signed with key {key} of the register, but is dated outside the time when that key was in use. Do not rely on it."
            )],
            Self::NotSigned(one) => vec![format!(
                "{} The file is consistent, but nothing in it is signed by a register, so anyone could have written it. Ask the register \
                 whether it knows this version.",
                about(one)
            )],
            Self::Refused(refusal) => vec![format!("{refusal}.")],
        }
    }

    /// What the file says, if it is authentic.
    #[must_use]
    pub fn submission(&self) -> Option<&VerifiedSubmission> {
        match self {
            Self::Authentic(one) | Self::Superseded(one) => Some(one),
            _ => None,
        }
    }
}

fn about(one: &VerifiedSubmission) -> String {
    let what = if one.has_text { "Submission" } else { "Receipt of a submission" };
    format!("{what} of {}, stage {}, version {}.", one.organisation, one.stage, one.hash)
}

fn authentic(one: &VerifiedSubmission, what: &str, since: Option<&str>) -> Vec<String> {
    let mut sentences = vec![about(one), format!("The register signed {what}.")];
    sentences.extend(since.map(str::to_owned));
    if one.is_recorded == Some(false) {
        sentences.push(
            "The register has no record of it now: it may have been restored from an older backup. Tell the secretariat.".to_owned(),
        );
    }
    sentences
}

impl VerifiedSignature {
    /// Who signed, as what, when and how.
    #[must_use]
    pub fn sentence(&self) -> String {
        let Self { signed_as, name, post, at, basis } = self;
        let (on, at) = (long_date(day(*at)), time(*at));
        format!("Signed by {name}, {post}, as {}, on {on} at {at} ({})", signed_as.name(), basis.words())
    }
}

impl fmt::Display for Verification {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.", self.title())?;
        for sentence in self.sentences() {
            write!(f, "\n  {sentence}")?;
        }
        if let Some(one) = self.submission() {
            for signature in &one.signatures {
                write!(f, "\n  {}.", signature.sentence())?;
            }
            if let Some(at) = one.submitted {
                write!(f, "\n  Submitted on {} at {}.", long_date(day(at)), time(at))?;
            }
        }
        Ok(())
    }
}
