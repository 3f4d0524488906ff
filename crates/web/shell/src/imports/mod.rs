//! Documents in, decisions about what was found, and applying them.

pub mod reader;
