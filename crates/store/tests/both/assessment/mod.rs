//! Answers, headcount, completeness, locking, sign-off and submission.

pub(crate) mod answers;
pub(crate) mod assessments;
pub(crate) mod contents;
mod sharing;
pub(crate) mod sign_off;
mod signatories;
mod statements;
