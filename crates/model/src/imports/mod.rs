//! Imports of documents: matching their actions with known ones, what is saved, and submissions made outside Assay.

pub mod import;
pub mod matching;
pub mod past_submission;
