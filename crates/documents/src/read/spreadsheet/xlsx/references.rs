//! References to cells, such as `B3` and `B3:D4` (ECMA-376 part 1, 18.18.62).

use crate::read::spreadsheet::Area;

/// The last row and column that a sheet can have, from 0.
pub(super) const LAST: (u32, u32) = (1_048_575, 16_383);

/// The row and column of a reference such as `B3`, from 0.
pub(super) fn position(name: &str) -> Option<(u32, u32)> {
    let name = name.trim_start_matches('$');
    let letters = name.bytes().take_while(u8::is_ascii_alphabetic).count();
    if !(1..=3).contains(&letters) {
        return None;
    }
    let (letters, digits) = name.split_at(letters);
    let column = letters.bytes().fold(0, |sum, letter| sum * 26 + u32::from(letter.to_ascii_uppercase() - b'A') + 1);
    let row: u32 = digits.trim_start_matches('$').parse().ok()?;
    Some((row.checked_sub(1)?, column - 1)).filter(|(row, column)| *row <= LAST.0 && *column <= LAST.1)
}

/// The area of a reference such as `B3:D4`; a reference to one cell is an area of one cell.
pub(super) fn area(name: &str) -> Option<Area> {
    let (from, to) = name.split_once(':').unwrap_or((name, name));
    let ((top, left), (bottom, right)) = (position(from)?, position(to)?);
    (top <= bottom && left <= right).then_some(Area { rows: (top, bottom), columns: (left, right) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_cells_are_positions() {
        assert_eq!(
            [position("A1"), position("$XFD$1048576"), position("AA10")],
            [Some((0, 0)), Some(LAST), Some((9, 26))]
        );
        assert_eq!(
            [position("A0"), position("1"), position("ZZZZ1"), position("XFE1"), position("A99999999999")],
            [None; 5]
        );
        assert_eq!(area("B3:D4"), Some(Area { rows: (2, 3), columns: (1, 3) }));
        assert_eq!(area("D4:B3"), None);
    }
}
