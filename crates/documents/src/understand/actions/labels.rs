//! Reads labels before the fields of an action in running text.

use super::{Field, number};
use crate::{
    manuscript::Passage,
    words::{bare, label, start},
};

/// Splits "Action: text" at its colon, and accepts a label alone as a line or in bold.
pub(super) fn labelled(passage: &Passage) -> Option<(Field, &str)> {
    if let Some((name, words)) = label(&passage.text)
        && let Some(field) = Field::of_label(&number::without_number(&name))
    {
        return Some((field, words));
    }
    // "Action 3 – Print a map" has no colon.
    if let Some(words) =
        number::text_after(&passage.text).filter(|_| passage.text.trim_start().to_lowercase().starts_with("action "))
    {
        return Some((Field::Action, words));
    }
    let alone = passage.text.len() < 40 && passage.is_heading();
    Field::of_label(&number::without_number(&bare(start(&passage.text, 60)))).filter(|_| alone).map(|field| (field, ""))
}
