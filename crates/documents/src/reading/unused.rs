//! Parts of a file that were not recognised as anything.

use crate::manuscript::Location;
use serde::{Deserialize, Serialize};

/// A part of the file that is not part of an answer, an action, a contact form or a signature.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Unused {
    /// Its text, truncated to [`Unused::LONGEST`] characters.
    pub text: String,
    /// Its place in the file.
    #[serde(rename = "where")]
    pub place: String,
}

impl Unused {
    /// The most characters that are kept of one part.
    pub const LONGEST: usize = 600;
    /// The most parts that are kept of one file; a notice says if there are more.
    pub const MOST: usize = 1_000;

    pub(crate) fn new(text: &str, place: Location) -> Self {
        let mut text = text.trim();
        let mut is_cut = "";
        if let Some((end, _)) = text.char_indices().nth(Self::LONGEST) {
            (text, is_cut) = (&text[..end], "…");
        }
        Self { text: format!("{text}{is_cut}"), place: place.to_string() }
    }
}
