//! Imports of documents: matching their actions with known ones, and what is saved.

pub mod import;
pub mod matching;
