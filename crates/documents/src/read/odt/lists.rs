//! Lists, and the number of each item.

use super::styles::{Level, OdtStyles};
use crate::manuscript::Marker;
use std::collections::HashMap;

/// How deep lists may be nested.
const LEVELS: usize = 10;

/// The numbering of lists, by the name of their style.
#[derive(Debug, Default)]
pub(super) struct Lists {
    counted: HashMap<String, [Option<u32>; LEVELS]>,
}

/// A list that is open.
#[derive(Debug, Clone, Default)]
pub(super) struct OpenList {
    pub(super) style: String,
    pub(super) depth: usize,
    /// Whether the open item has no paragraph yet.
    pub(super) needs_marker: bool,
    /// The number that the item itself specifies.
    pub(super) number: Option<u32>,
}

impl Lists {
    /// Begins a list: from the start, or continuing the last one of its style.
    pub(super) fn begin(&mut self, list: &OpenList, continues: bool) {
        if !continues && let Some(counted) = self.counted.get_mut(&list.style) {
            counted.iter_mut().skip(list.depth).for_each(|number| *number = None);
        }
    }

    /// Counts one more item and returns its marker, if it has one.
    pub(super) fn marker(&mut self, list: &OpenList, styles: &OdtStyles) -> Option<Marker> {
        let depth = list.depth.min(LEVELS - 1);
        let first = match styles.level(&list.style, depth) {
            Level::Bullet => return Some(Marker::Bullet),
            Level::Unmarked => return None,
            Level::Number(first) => first,
        };
        let counted = self.counted.entry(list.style.clone()).or_default();
        let next = counted[depth].map_or(first, |number| number.saturating_add(1));
        let number = list.number.unwrap_or(next);
        counted[depth] = Some(number);
        counted[depth + 1..].fill(None);
        Some(Marker::Number(number))
    }
}
