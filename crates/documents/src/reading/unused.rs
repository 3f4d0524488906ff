//! Parts of a file that were not recognised as anything.

use crate::manuscript::Location;
use serde::{Deserialize, Serialize};

/// A part of the file that is not part of an answer, an action, a contact form or a signature.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Unused {
    /// Its text, truncated to [`Unused::MAX_LENGTH`] characters.
    pub text: String,
    /// Its place in the file.
    #[serde(rename = "where")]
    pub place: String,
}

impl Unused {
    /// The most characters that are kept of one part.
    pub const MAX_LENGTH: usize = 600;
    /// The most parts that are kept of one file; a notice reports how many more there are.
    pub const MAX_PARTS: usize = 1_000;

    pub(crate) fn new(text: &str, place: Location) -> Self {
        let mut text = text.trim();
        let mut ellipsis = "";
        if let Some((end, _)) = text.char_indices().nth(Self::MAX_LENGTH) {
            (text, ellipsis) = (&text[..end], "…");
        }
        Self { text: format!("{text}{ellipsis}"), place: place.to_string() }
    }
}
