//! Answers, headcount, completeness, locking, sign-off and submission.

pub mod answers;
pub mod assessments;
pub mod contents;
pub mod headcounts;
pub mod locked_versions;
pub mod outcomes;
pub mod signatures;
mod states;
pub mod submissions;
