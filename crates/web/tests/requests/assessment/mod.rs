//! Answers, headcount, completeness, locking, sign-off and submission.

pub(crate) mod answers;
pub(crate) mod assessments;
pub(crate) mod checkpoint;
pub(crate) mod files;
pub(crate) mod headcounts;
pub(crate) mod previous_plan;
mod receipts;
mod sharing;
pub(crate) mod sign_off;
mod signatories;
