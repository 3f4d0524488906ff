//! How sure the reader is of what it proposes.

use serde::{Deserialize, Serialize};

/// How sure the reader is. Whoever accepts proposals begins with the doubtful ones.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Certainty {
    /// The layout speaks for it, and something speaks against it: no theme is named, a table has no header, a colour is
    /// told from shading outside a column of statuses, two questions share one heading.
    Doubtful,
    /// The layout says it, though not in words: an item below a theme's heading in a plan. What was stored before readings
    /// said how sure they are counts as this.
    #[default]
    Likely,
    /// The document says it in so many words: a column or a label names the action, and its theme is named.
    Certain,
}
