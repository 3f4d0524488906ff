//! Addresses, pages, mail and jobs.
//!
//! One request: [`routes`] names the function, [`may`] says who may call it, a file of [`pages`] answers with a
//! template, [`problem`] with what went wrong.

pub mod app;
pub mod assets;
pub mod autosave;
pub mod cache;
pub mod clock;
pub mod cookies;
pub mod device;
pub mod escalation;
pub mod files;
pub mod filled;
pub mod form;
pub mod http;
pub mod jobs;
pub mod letters;
pub mod limits;
pub mod links;
pub mod may;
pub mod page;
pub mod pages;
pub mod post;
pub mod problem;
pub mod reader;
pub mod rings;
pub mod routes;
pub mod shell;
pub mod typed;
pub mod upload;
pub mod visit;
