//! The ids by which the parts of a document refer to each other.

use crate::write::form::Orientation;

pub(super) const OFFICE_RELATIONSHIPS: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";

/// The namespaces of the parts of a document.
pub(super) const NAMESPACES: [(&str, &str); 2] =
    [("xmlns:w", "http://schemas.openxmlformats.org/wordprocessingml/2006/main"), ("xmlns:r", OFFICE_RELATIONSHIPS)];

/// The id of the footer of pages with this orientation.
pub(super) fn footer(orientation: Orientation) -> &'static str {
    match orientation {
        Orientation::Portrait => "rIdFooter",
        Orientation::Landscape => "rIdWideFooter",
    }
}

/// The id of the page header.
pub(super) const HEADER: &str = "rIdHeader";

/// The id of a link's address.
pub(super) fn link(index: usize) -> String {
    format!("rIdLink{index}")
}

/// The id of the list of bullets; those of numbered lists follow it.
pub(super) const BULLETS: usize = 1;
