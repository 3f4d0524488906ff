//! How certain the reader is of an item.

use serde::{Deserialize, Serialize};

/// How certain the reader is. A person checks the doubtful items first.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Certainty {
    /// The layout suggests it, and something contradicts it: no theme is named, a table has no header, a rating comes from
    /// shading outside a status column, or two questions share one heading.
    Doubtful,
    /// The layout implies it, but the document does not state it, such as an item below a theme's heading in a plan. Readings stored before
    /// certainty was recorded have this value.
    #[default]
    Likely,
    /// The document states it explicitly: a column or label names the action, and its theme is named.
    Certain,
}
