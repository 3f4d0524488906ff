//! Consultations, responses, disclosure and findings.

pub(crate) mod closing;
pub(crate) mod codes;
pub(crate) mod consultations;
pub(crate) mod findings;
pub(crate) mod response_keys;
mod sealed_scene;
pub(crate) mod sealing;
