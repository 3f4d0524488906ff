//! Consultations, responses and findings.

pub(crate) mod codes;
pub(crate) mod consultations;
pub(crate) mod findings;
pub(crate) mod keys;
pub(crate) mod respond;
