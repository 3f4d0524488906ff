//! Finds who submits: the organisation, its contact and its signatories.

pub(super) mod contact;
pub(super) mod organisation;
pub(super) mod signatures;
