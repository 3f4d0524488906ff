//! What the pages of every area are built on: requests and answers, permits, forms and the parts of pages, emails, background jobs,
//! and the reader of documents. It knows no page: [`core::routing`] takes the addresses that the areas list.

// Templates name what they call by this crate's name, whichever crate they are compiled in.
extern crate self as web_shell;

pub mod core;
pub mod imports;
pub mod reviewed_actions;
pub mod server;
pub mod versions;
pub mod work;
