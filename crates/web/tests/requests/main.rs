//! Requests, as visitors make them: one module for each noun. One binary, since linking each would cost more than running
//! all.

mod access;
mod account;
mod guards;
mod people;
mod post;
mod public;
mod sign_in;
mod answers;
mod assessments;
mod headcounts;
mod sign_off;
mod support;
