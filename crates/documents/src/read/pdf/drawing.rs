//! Interprets the content of pages: what is drawn, and where.

mod canvas;
mod cmap;
mod font;
pub(crate) mod interpreter;
pub(crate) mod matrix;
pub(crate) mod page;
mod page_attributes;
mod paint;
mod widths;
