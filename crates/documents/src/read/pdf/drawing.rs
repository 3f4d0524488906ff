//! What is drawn on each page: letters, lines and filled areas, each where it is seen.

mod canvas;
mod cmap;
mod font;
pub(crate) mod interpreter;
pub(crate) mod matrix;
pub(crate) mod page;
mod page_attributes;
mod paint;
mod widths;
