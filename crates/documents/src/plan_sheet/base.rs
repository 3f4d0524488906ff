//! What a row was when the workbook was made: whose it is, and a fingerprint of each of its fields.

use super::Column;
use model::{ActionId, charter::Charter, core::canonical::Hash, plan::action::Action};

/// What the last cell of a row says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Base {
    pub(super) action: ActionId,
    /// One for each column; none if the cell was changed or is of another version.
    prints: Option<Vec<String>>,
}

impl Base {
    /// As a cell: the identity, a blank, and the fingerprints one after another.
    pub(super) fn cell(action: &Action, charter: &Charter) -> String {
        let prints = Column::ALL.map(|column| print(&column.shown(action, charter)));
        format!("{} {}", action.id, prints.concat())
    }

    /// Read such a cell; none if no identity stands in it.
    pub(super) fn read(cell: &str) -> Option<Self> {
        let mut words = cell.split_whitespace();
        let action = words.next()?.parse().ok()?;
        let prints = words.next().filter(|prints| prints.len() == DIGITS * Column::ALL.len() && prints.is_ascii());
        let prints = prints
            .map(|prints| (0..Column::ALL.len()).map(|at| prints[at * DIGITS..(at + 1) * DIGITS].to_owned()).collect());
        Some(Self { action, prints })
    }

    /// Of a row without such a cell: nobody knows what it was.
    pub(super) fn unknown(action: ActionId) -> Self {
        Self { action, prints: None }
    }

    /// Whether a field was this when the workbook was made; none if nobody knows.
    pub(super) fn was(&self, column: Column, words: &str) -> Option<bool> {
        let at = Column::ALL.iter().position(|other| *other == column)?;
        Some(*self.prints.as_ref()?.get(at)? == print(words))
    }
}

/// So many digits tell a million versions of a field apart; they stand for one row's field, not against a forger.
const DIGITS: usize = 8;

fn print(words: &str) -> String {
    Hash::of(&tidy(words)).to_string()[..DIGITS].to_owned()
}

/// Words as they compare: programs change the ends of lines and the blanks around them.
pub(super) fn tidy(words: &str) -> String {
    let words = words.replace("\r\n", "\n").replace(['\r', '\u{2028}'], "\n").replace('\u{a0}', " ");
    words.split('\n').map(str::trim).collect::<Vec<_>>().join("\n").trim().to_owned()
}
