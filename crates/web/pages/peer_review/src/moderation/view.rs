//! What a moderator looks at, as it is shown: texts with marks in them.

use model::{
    charter::criterion::Criterion,
    peer_review::{
        feedback::draft::{DraftField, DraftText},
        feedback::moderation::{
            contradictions::{Contradiction, Passage},
            pointers::PointerPhrases,
        },
    },
};
use std::ops::Range;

/// A part of a text, marked or not.
pub(crate) struct MarkedPart {
    pub(crate) text: String,
    pub(crate) is_marked: bool,
}

/// A text in parts, of which these ranges are marked. They are in order and do not overlap.
fn marked(text: &str, ranges: impl Iterator<Item = Range<usize>>) -> Vec<MarkedPart> {
    let part = |range: Range<usize>, is_marked| MarkedPart { text: text[range].to_owned(), is_marked };
    let (mut parts, mut end) = (Vec::new(), 0);
    for range in ranges {
        parts.push(part(end..range.start, false));
        end = range.end;
        parts.push(part(range, true));
    }
    parts.push(part(end..text.len(), false));
    parts.retain(|part| !part.text.is_empty());
    parts
}

/// A field of a draft in which there is something to check.
pub(crate) struct CheckedField {
    pub(crate) name: String,
    pub(crate) parts: Vec<MarkedPart>,
    /// What is marked, why, and what to write instead.
    pub(crate) hints: Vec<[String; 3]>,
}

impl CheckedField {
    /// The fields of a draft in which there is something to check.
    pub(crate) fn all(criteria: &[Criterion], phrases: &PointerPhrases<'_>, draft: &DraftText) -> Vec<Self> {
        let check = |field: &DraftField| {
            let text = draft.of(field);
            let found = phrases.of(field, text);
            (!found.is_empty()).then(|| Self {
                name: field.name(criteria),
                parts: marked(text, found.iter().map(|one| one.range.clone())),
                hints: found
                    .into_iter()
                    .map(|one| [text[one.range].to_owned(), one.kind.name().to_owned(), one.hint])
                    .collect(),
            })
        };
        DraftField::all(criteria).iter().filter_map(check).collect()
    }
}

/// A contradiction, with the praise and the advice side by side.
pub(crate) struct ContradictionView {
    /// "Same criterion: Progress", or that the criteria are different.
    pub(crate) about: String,
    pub(crate) praised: PassageView,
    pub(crate) advised: PassageView,
}

/// A passage of a draft.
pub(crate) struct PassageView {
    /// The organisation that it is about, and where it is in the draft.
    pub(crate) place: String,
    pub(crate) parts: Vec<MarkedPart>,
}

impl ContradictionView {
    /// `names` are those of the organisations, in the order of the drafts.
    pub(crate) fn new(one: &Contradiction, criteria: &[Criterion], names: &[String]) -> Self {
        let passage = |passage: &Passage, field: DraftField| PassageView {
            place: format!("{}, {}", names.get(passage.draft).map_or("", String::as_str), field.name(criteria)),
            parts: marked(&passage.text, passage.shared.iter().cloned()),
        };
        Self {
            about: if one.is_same_criterion() {
                "Both are about the same criterion.".to_owned()
            } else {
                "They are about different criteria.".to_owned()
            },
            praised: passage(&one.praised, DraftField::Strengths(one.praised.criterion.clone())),
            advised: passage(&one.advised, DraftField::Advice(one.advised.criterion.clone())),
        }
    }
}
