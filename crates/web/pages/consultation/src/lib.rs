//! The pages of consultations: editing, responding, results and findings.

pub mod consultations;
pub mod findings;
pub mod respond;
pub mod routes;
