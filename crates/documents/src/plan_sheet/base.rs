//! The state of a row when the workbook was written: the id of its action and a fingerprint of each field.

use super::Column;
use model::{ActionId, charter::Charter, core::canonical::Hash, plan::action::Action};

/// The content of the last cell of a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Base {
    pub(super) action: ActionId,
    /// One for each column; `None` if the cell was edited or has another version's format.
    fingerprints: Option<Vec<String>>,
}

impl Base {
    /// Formats the cell: the id, a blank and the concatenated fingerprints.
    pub(super) fn cell(action: &Action, charter: &Charter) -> String {
        let fingerprints = Column::ALL.map(|column| fingerprint(&column.text(action, charter)));
        format!("{} {}", action.id, fingerprints.concat())
    }

    /// Reads such a cell. Returns `None` if it has no id.
    pub(super) fn read(cell: &str) -> Option<Self> {
        let mut words = cell.split_whitespace();
        let action = words.next()?.parse().ok()?;
        let fingerprints = words
            .next()
            .filter(|fingerprints| fingerprints.len() == DIGITS * Column::ALL.len() && fingerprints.is_ascii());
        let fingerprints = fingerprints.map(|fingerprints| {
            (0..Column::ALL.len()).map(|at| fingerprints[at * DIGITS..(at + 1) * DIGITS].to_owned()).collect()
        });
        Some(Self { action, fingerprints })
    }

    /// The base of a row without such a cell, whose earlier state is unknown.
    pub(super) fn unknown(action: ActionId) -> Self {
        Self { action, fingerprints: None }
    }

    /// Whether a field had this text when the workbook was written; `None` if that is unknown.
    pub(super) fn had(&self, column: Column, words: &str) -> Option<bool> {
        let at = Column::ALL.iter().position(|other| *other == column)?;
        Some(*self.fingerprints.as_ref()?.get(at)? == fingerprint(words))
    }
}

/// Enough digits to separate the versions of one field. They detect edits; they do not protect against forgery.
const DIGITS: usize = 8;

fn fingerprint(words: &str) -> String {
    Hash::of(&normalise(words)).to_string()[..DIGITS].to_owned()
}

/// Normalises text for comparison, because programs change line ends and surrounding blanks.
pub(super) fn normalise(words: &str) -> String {
    let words = words.replace("\r\n", "\n").replace(['\r', '\u{2028}'], "\n").replace('\u{a0}', " ");
    words.split('\n').map(str::trim).collect::<Vec<_>>().join("\n").trim().to_owned()
}
