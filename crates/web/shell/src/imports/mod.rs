//! Reading uploaded documents.

pub mod reader;
