//! Shared by all pages: authorization, forms, the frame of a page, the clock, the cache and the list of addresses.

pub mod app;
pub mod assets;
pub mod authorize;
pub mod autosave;
pub mod cache;
pub mod clock;
pub mod cookies;
pub mod device;
pub mod download;
pub mod files;
pub mod form;
pub mod http;
pub mod limits;
pub mod page;
pub mod parts;
pub mod problem;
pub mod rating_chart;
pub mod request;
pub mod routing;
pub mod shell;
