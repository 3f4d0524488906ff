//! The shared strings of a workbook (ECMA-376 part 1, 18.4).

use crate::{
    read::{
        format_error::FormatError,
        office::xml::Element,
        spreadsheet::content::{CellContent, CellLines},
    },
    text::MAX_PARTS,
};

/// All shared strings.
#[derive(Default)]
pub(super) struct Strings(Vec<CellContent>);

impl Strings {
    /// Reads the shared strings.
    ///
    /// # Errors
    /// There are more strings than cells are allowed.
    pub(super) fn read(root: Element<'_>) -> Result<Self, FormatError> {
        let items = || root.children().filter(|item| item.name() == "si");
        if items().nth(MAX_PARTS).is_some() {
            return Err(FormatError::TooLong);
        }
        Ok(Self(items().map(cell_content).collect()))
    }

    pub(super) fn get(&self, number: usize) -> Option<&CellContent> {
        self.0.get(number)
    }
}

/// The text of a string, in runs with their formatting. Phonetic runs (`rPh`) are left out.
pub(super) fn cell_content(item: Element<'_>) -> CellContent {
    let (mut lines, mut runs, mut bold) = (CellLines::default(), 0, 0);
    for child in item.children() {
        match child.name() {
            "t" => lines.push(&unescape(&child.text()), false),
            "r" => {
                let words = child.child("t").map(|t| unescape(&t.text())).unwrap_or_default();
                let properties = child.child("rPr");
                let is = |name: &str| properties.and_then(|properties| properties.child(name)).is_some_and(is_on);
                lines.push(&words, is("strike"));
                runs += usize::from(!words.trim().is_empty());
                bold += usize::from(!words.trim().is_empty() && is("b"));
            }
            _ => {}
        }
    }
    CellContent { lines, strong: runs > 0 && runs == bold, ..CellContent::default() }
}

/// Whether a property is on. It is on without a value.
pub(super) fn is_on(property: Element<'_>) -> bool {
    property.attribute("val").is_none_or(super::is_true)
}

/// Decodes characters that XML cannot contain and that are written as `_x000D_` (ECMA-376 part 1, 22.9.2.19).
fn unescape(words: &str) -> String {
    let mut out = String::with_capacity(words.len());
    let mut rest = words;
    while let Some(at) = rest.find("_x") {
        out.push_str(&rest[..at]);
        let code = rest.get(at + 2..at + 6).filter(|_| rest.as_bytes().get(at + 6) == Some(&b'_'));
        let number = code.and_then(|code| u32::from_str_radix(code, 16).ok());
        if let Some(character) = number.and_then(char::from_u32) {
            out.push(character);
            rest = &rest[at + 7..];
        } else {
            out.push_str("_x");
            rest = &rest[at + 2..];
        }
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::unescape;

    #[test]
    fn escaped_characters_are_decoded() {
        assert_eq!(unescape("a_x000D_b_x005F_x_xé_"), "a\rb_x_xé_");
        assert_eq!(unescape("max_x, _x00"), "max_x, _x00");
    }
}
