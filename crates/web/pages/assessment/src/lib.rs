//! The pages of self-assessments: answers, headcount, completeness, locking, sign-off and submission.

pub mod advice;
pub mod answers;
pub mod assessments;
pub mod files;
pub mod headcounts;
pub mod leader;
pub mod locked_version;
pub mod previous_plan;
pub mod routes;
pub mod sharing;
pub mod sign_off;
