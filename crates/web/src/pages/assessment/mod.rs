//! Answers, headcount, completeness, locking, sign-off and submission.

pub mod answers;
pub mod assessments;
pub mod files;
pub mod frozen;
pub mod headcounts;
pub mod leader;
pub mod ratings;
pub mod sign_off;
