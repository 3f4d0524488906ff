//! Peer review: submissions are reviewed by people of other signatories, in rounds.
//!
//! The plan of the whole area is `docs/decisions/0024-peer-review-rounds.md`.

pub mod active_review;
pub mod allocation;
pub mod conflict;
pub mod event;
pub mod feedback;
pub mod good_practice;
pub mod lessons;
pub mod meeting;
pub mod panel_warning;
pub mod private_note;
pub mod review;
pub mod reviewer;
pub mod round;
pub mod training;
