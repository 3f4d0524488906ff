//! Requests, as visitors make them: one module for each noun. One binary, since linking each would cost more than running
//! all.

mod access;
mod account;
mod answers;
mod assessments;
mod guards;
mod headcounts;
mod people;
mod post;
mod public;
mod sign_in;
mod sign_off;
mod actions;
mod plans;
mod ratings;
mod support;
