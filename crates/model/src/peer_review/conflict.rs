//! Conflicts of interest of a reviewer.

use crate::{Date, OrganisationId};

/// A conflict of interest with an organisation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Conflict {
    /// The organisation.
    pub organisation: OrganisationId,
    /// Why.
    pub reason: ConflictReason,
}

/// Whose address is in the reviewer's mailbox.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AddressOf {
    /// An account.
    Account,
}

/// Why there is a conflict of interest.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(missing_docs, reason = "replaced by the reviewers' own")]
pub enum ConflictReason {
    OwnOrganisation,
    PastOrganisation { until: Date },
    SameRegion(String),
    SameConsortium(String),
    SharedAddress(AddressOf),
    Declared(String),
    Reciprocal,
}
