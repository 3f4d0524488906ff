//! Requests, as visitors make them: one module for each noun. One binary, since linking each would cost more than running
//! all.

mod access;
mod account;
mod actions;
mod answers;
mod assessments;
mod guards;
mod headcounts;
mod people;
mod plans;
mod post;
mod public;
mod ratings;
mod sign_in;
mod sign_off;
mod support;
