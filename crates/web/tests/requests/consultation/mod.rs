//! Consultations, responses and findings.

pub(crate) mod consultations;
pub(crate) mod findings;
pub(crate) mod respond;
