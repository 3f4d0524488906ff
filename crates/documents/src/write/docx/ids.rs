//! The names by which the parts of a document refer to each other.

use crate::write::form::Pages;

pub(super) const OFFICE_RELATIONSHIPS: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";

/// The namespaces of the parts of a document.
pub(super) const NAMESPACES: [(&str, &str); 2] =
    [("xmlns:w", "http://schemas.openxmlformats.org/wordprocessingml/2006/main"), ("xmlns:r", OFFICE_RELATIONSHIPS)];

/// The id by which the body refers to the footer of such pages.
pub(super) fn footer(pages: Pages) -> &'static str {
    match pages {
        Pages::Upright => "rIdFooter",
        Pages::Wide => "rIdWideFooter",
    }
}

/// The id by which the body refers to the header of pages, where there is one.
pub(super) const HEADER: &str = "rIdHeader";

/// The id by which the body refers to an address.
pub(super) fn link(index: usize) -> String {
    format!("rIdLink{index}")
}

/// The list of all bullets; numbered lists come after it.
pub(super) const BULLETS: usize = 1;
