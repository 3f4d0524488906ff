//! Peer review: submissions are reviewed by people of other signatories, in rounds.
//!
//! The plan of the whole area is `docs/decisions/0024-peer-review-rounds.md`.

pub mod draft;
pub mod event;
pub mod feedback_draft;
pub mod meeting;
pub mod private_note;
pub mod review;
pub mod round;
pub mod submission;
