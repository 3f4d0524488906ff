//! One module for each noun of an address.

pub mod account;
pub mod actions;
pub mod answers;
pub mod assessments;
pub mod calendar;
pub mod files;
pub mod frozen;
pub mod headcounts;
pub mod health;
pub mod history;
pub mod home;
pub mod imports;
pub mod invitations;
pub mod leader;
pub mod organisations;
pub mod people;
pub mod plans;
pub mod progress;
pub mod public;
pub mod ratings;
pub mod register;
pub mod rows;
pub mod sign_in;
pub mod sign_off;
pub mod stewards;
pub mod workbooks;
