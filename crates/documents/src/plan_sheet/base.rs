//! The state of a row when the workbook was written: the id of its action and a fingerprint of each field.

use super::Column;
use model::{ActionId, charter::Charter, core::canonical::Hash, plan::action::Action};

/// The content of the last cell of a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Base {
    pub(super) action: ActionId,
    /// One for each column, in their order; blank if the workbook has not that column. A workbook of an earlier version has fewer. `None` if
    /// the cell was edited.
    fingerprints: Option<Vec<String>>,
}

impl Base {
    /// Formats the cell: the id, a blank and the concatenated fingerprints. That of a column that is not written says nothing of its content.
    pub(super) fn cell(action: &Action, columns: &[Column], charter: &Charter) -> String {
        let fingerprints = Column::all().map(|column| {
            let is_written = columns.contains(&column);
            if is_written { fingerprint(&column.text(action, charter)) } else { "-".repeat(DIGITS) }
        });
        format!("{} {}", action.id, fingerprints.collect::<String>())
    }

    /// Reads such a cell. Returns `None` if it has no id.
    pub(super) fn read(cell: &str) -> Option<Self> {
        let mut words = cell.split_whitespace();
        let action = words.next()?.parse().ok()?;
        let is_whole = |all: &&str| {
            all.is_ascii() && all.len().is_multiple_of(DIGITS) && all.len() / DIGITS <= Column::all().count()
        };
        let fingerprints = words.next().filter(is_whole).map(|all| {
            all.as_bytes().chunks(DIGITS).map(|digits| String::from_utf8_lossy(digits).into_owned()).collect()
        });
        Some(Self { action, fingerprints })
    }

    /// The base of a row without such a cell, whose earlier state is unknown.
    pub(super) fn unknown(action: ActionId) -> Self {
        Self { action, fingerprints: None }
    }

    /// Whether a field had this text when the workbook was written; `None` if that is unknown.
    pub(super) fn had(&self, column: Column, words: &str) -> Option<bool> {
        let written = self.fingerprints.as_ref()?.get(column.place())?;
        written.bytes().all(|digit| digit.is_ascii_hexdigit()).then(|| *written == fingerprint(words))
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

#[cfg(test)]
mod tests {
    use super::*;
    use model::plan::action::ActionField;

    const ID: &str = "00000000-0000-0000-0000-000000000001";

    #[test]
    fn a_workbook_of_a_version_with_fewer_columns_is_compared() {
        let earlier = Base::read(&format!("{ID} {}", fingerprint("Light").repeat(3))).unwrap();
        assert_eq!(earlier.had(Column::Field(ActionField::Owner), "Light"), Some(true));
        assert_eq!(earlier.had(Column::Field(ActionField::Owner), "Dark"), Some(false));
        assert_eq!(earlier.had(Column::Field(ActionField::Allied), ""), None, "it had not this column");
        let later = Base::read(&format!("{ID} {}", fingerprint("Light").repeat(Column::all().count() + 1))).unwrap();
        assert_eq!(later.had(Column::Field(ActionField::Owner), "Light"), None);
    }

    #[test]
    fn a_column_that_was_not_written_has_no_fingerprint() {
        let blank = Base::read(&format!("{ID} {}", "-".repeat(DIGITS))).unwrap();
        assert_eq!(blank.had(Column::Field(ActionField::Themes), "--------"), None);
    }
}
