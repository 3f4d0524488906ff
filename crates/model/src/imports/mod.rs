//! Documents in, decisions about what was found, and applying them.

pub mod import;
pub mod matching;
