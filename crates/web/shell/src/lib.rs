//! Shared by the pages of all areas: requests and responses, permits, forms and the parts of pages, emails, background jobs, and the
//! reader of documents. It does not depend on any page: [`core::routing`] takes the addresses that the areas list.

// Templates call functions by this crate's name, because most are compiled in other crates.
extern crate self as web_shell;

pub mod core;
pub mod imports;
pub mod reviewed_actions;
pub mod server;
pub mod signing_keys;
pub mod versions;
pub mod work;
