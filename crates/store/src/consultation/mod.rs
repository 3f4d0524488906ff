//! Consultations, responses, disclosure and findings.

pub mod consultations;
pub mod findings;
pub mod protecting;
