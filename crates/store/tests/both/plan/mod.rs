//! Plans, actions, progress, owners, update requests, evidence and progress reviews.

pub(crate) mod actions;
pub(crate) mod asks;
pub(crate) mod evidence;
pub(crate) mod owners;
pub(crate) mod past;
pub(crate) mod plan_reviews;
pub(crate) mod plans;
