//! What every area stands on: the database, identities, secrets, time, events, permits and the locks.

pub mod app;
pub mod assets;
pub mod autosave;
pub mod cache;
pub mod clock;
pub mod cookies;
pub mod device;
pub mod files;
pub mod filled;
pub mod form;
pub mod http;
pub mod limits;
pub mod may;
pub mod page;
pub mod problem;
pub mod rings;
pub mod shell;
pub mod typed;
pub mod upload;
pub mod visit;
