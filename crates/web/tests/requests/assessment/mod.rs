//! Answers, headcount, completeness, locking, sign-off and submission.

pub(crate) mod answers;
pub(crate) mod assessments;
pub(crate) mod files;
pub(crate) mod headcounts;
pub(crate) mod ratings;
pub(crate) mod sign_off;
