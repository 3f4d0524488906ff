//! The characters of the codes of a font, by its `ToUnicode` map (ISO 32000-1, 9.10.3).

use crate::read::pdf::file::lexer::{Lexer, Token};
use std::{collections::HashMap, rc::Rc};

/// The most codes of a font. The first plane of Unicode has 65,536.
const MAX_CODES: usize = 70_000;

/// A map from codes to characters.
#[derive(Debug, Default)]
pub(crate) struct CharacterMap {
    texts: HashMap<u32, Rc<str>>,
    /// The number of bytes of a code, if the map declares it.
    pub(crate) code_length: Option<usize>,
}

impl CharacterMap {
    pub(crate) fn read(bytes: &[u8]) -> Self {
        let mut map = Self::default();
        let mut operands: Vec<Token> = Vec::new();
        for token in Lexer::of(bytes) {
            let Token::Operator(operator) = token else {
                operands.push(token);
                if operands.len() > 4 * MAX_CODES {
                    break;
                }
                continue;
            };
            match operator {
                b"endcodespacerange" => map.code_length = operands.iter().find_map(Token::text).map(<[u8]>::len),
                b"endbfchar" => map.characters(&operands),
                b"endbfrange" => map.ranges(&operands),
                _ => {}
            }
            operands.clear();
        }
        map
    }

    pub(crate) fn get(&self, code: u32) -> Option<&Rc<str>> {
        self.texts.get(&code)
    }

    fn insert(&mut self, code: u32, text: String) {
        if self.texts.len() < MAX_CODES {
            self.texts.insert(code, text.into());
        }
    }

    fn characters(&mut self, operands: &[Token]) {
        for pair in operands.chunks_exact(2) {
            if let [Token::Text(code), Token::Text(text)] = pair {
                self.insert(number(code), utf_16(text, 0));
            }
        }
    }

    /// `<from> <to> <first>` or `<from> <to> [<each> …]`.
    fn ranges(&mut self, operands: &[Token]) {
        let mut operands = operands.iter();
        while let (Some(from), Some(to)) = (operands.next(), operands.next()) {
            let (Some(from), Some(to)) = (from.text().map(number), to.text().map(number)) else { return };
            match operands.next() {
                Some(Token::Text(first)) => {
                    let codes = (from..=to).take(MAX_CODES.saturating_sub(self.texts.len()));
                    for (step, code) in (0_u32..).zip(codes) {
                        self.insert(code, utf_16(first, step));
                    }
                }
                Some(Token::Bracket("[")) => {
                    for (step, text) in (0_u32..).zip(operands.by_ref().map_while(Token::text)) {
                        self.insert(from.saturating_add(step), utf_16(text, 0));
                    }
                }
                _ => return,
            }
        }
    }
}

/// The code in big-endian bytes.
pub(crate) fn number(bytes: &[u8]) -> u32 {
    bytes.iter().take(4).fold(0, |number, byte| number << 8 | u32::from(*byte))
}

/// Decodes UTF-16 after adding `step` to its last unit.
fn utf_16(bytes: &[u8], step: u32) -> String {
    let mut units: Vec<u16> = bytes.chunks(2).filter_map(|pair| u16::try_from(number(pair)).ok()).collect();
    if let Some(last) = units.last_mut() {
        *last = last.wrapping_add(u16::try_from(step).unwrap_or(u16::MAX));
    }
    char::decode_utf16(units).filter_map(Result::ok).filter(|c| *c != '\0').collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_read_one_by_one_and_in_ranges() {
        let map = CharacterMap::read(
            b"1 begincodespacerange <0000> <FFFF> endcodespacerange 1 beginbfchar <0003> <00660069> endbfchar \
              2 beginbfrange <0010> <0012> <0041> <0020> <0021> [<0061> <D83DDE00>] endbfrange",
        );
        assert_eq!(map.code_length, Some(2));
        let texts = [3, 0x10, 0x12, 0x20, 0x21, 0x22].map(|code| map.get(code).map(AsRef::as_ref));
        assert_eq!(texts, [Some("fi"), Some("A"), Some("C"), Some("a"), Some("😀"), None]);
    }

    #[test]
    fn a_range_without_end_is_bounded() {
        let map = CharacterMap::read(b"1 beginbfrange <00000000> <FFFFFFFF> <0041> endbfrange");
        assert!(map.texts.len() <= MAX_CODES);
    }
}
