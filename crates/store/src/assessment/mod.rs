//! Answers, headcount, completeness, locking, sign-off and submission.

pub mod answers;
pub mod assessments;
pub mod contents;
pub mod headcounts;
pub mod leader_links;
pub mod leader_replies;
pub mod locked_versions;
pub mod outcomes;
pub mod sharing;
pub mod signatory_addresses;
pub mod signatures;
pub(crate) mod statements;
mod states;
pub mod submissions;
