//! The size of a page.

use crate::write::form::Orientation;

/// A4 in twentieths of a point.
pub(super) const SHORT_SIDE: u32 = 11_906;
pub(super) const LONG_SIDE: u32 = 16_838;
pub(super) const MARGIN: u32 = 1_247;
pub(super) const NARROW_MARGIN: u32 = 850;

/// The width between the margins, in twentieths of a point.
pub(super) fn width(orientation: Orientation) -> u32 {
    match orientation {
        Orientation::Portrait => SHORT_SIDE - 2 * MARGIN,
        Orientation::Landscape => LONG_SIDE - 2 * NARROW_MARGIN,
    }
}
