//! What the readers of zipped office documents share: the archive, its XML, and where in the document a reader is.

pub(crate) mod archive;
pub(crate) mod omissions;
pub(crate) mod page_counter;
pub(crate) mod position;
pub(crate) mod relations;
pub(crate) mod xml;
