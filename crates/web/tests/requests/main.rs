//! Requests, as visitors make them: one module for each noun. One binary, since linking each would cost more than running
//! all.

mod access;
mod account;
mod actions;
mod answers;
mod assessments;
mod calendar;
mod files;
mod guards;
mod headcounts;
mod history;
mod imports;
mod jobs;
mod organisations;
mod owners;
mod people;
mod plans;
mod post;
mod public;
mod ratings;
mod register;
mod sign_in;
mod sign_off;
mod support;
mod workbooks;
