//! The structure of a PDF file: tokens, objects, streams and cross-references.

pub(crate) mod attachment;
mod cross_references;
pub(crate) mod lexer;
pub(crate) mod number;
pub(crate) mod object_streams;
pub(crate) mod objects;
pub(crate) mod stream;
mod value;
