//! Answers, headcount, completeness, locking, sign-off and submission.

pub mod answers;
pub mod assessments;
pub mod dossiers;
pub mod headcounts;
pub mod signatures;
pub mod snapshots;
mod states;
pub mod submissions;
pub mod succession;
