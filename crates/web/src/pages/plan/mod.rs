//! Plans, actions, progress, owners, update requests, evidence and progress reviews.

pub mod actions;
pub mod asks;
pub mod evidence;
pub mod files;
pub mod owners;
pub mod plan_reviews;
pub mod plans;
pub mod progress;
pub mod rows;
pub mod tell;
pub mod workbooks;
