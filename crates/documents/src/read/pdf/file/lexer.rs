//! Tokens of content streams and character maps (ISO 32000-1, 7.2 and 7.8).
//!
//! Brackets are tokens, so that the lexer never follows the nesting of a hostile file.

use super::number::number;
use std::borrow::Cow;

/// A token.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Token<'a> {
    /// A number.
    Number(f64),
    /// A name without its slash.
    Name(Cow<'a, [u8]>),
    /// A string.
    Text(Cow<'a, [u8]>),
    /// `[`, `]`, `<<` or `>>`.
    Bracket(&'static str),
    /// An operator.
    Operator(&'a [u8]),
}

impl Token<'_> {
    pub(crate) fn number(&self) -> Option<f64> {
        match self {
            Self::Number(number) => Some(*number),
            _ => None,
        }
    }
    pub(crate) fn name(&self) -> Option<&[u8]> {
        match self {
            Self::Name(name) => Some(name),
            _ => None,
        }
    }
    pub(crate) fn text(&self) -> Option<&[u8]> {
        match self {
            Self::Text(text) => Some(text),
            _ => None,
        }
    }
}

/// Splits bytes into tokens, in linear time.
pub(crate) struct Lexer<'a> {
    rest: &'a [u8],
}

impl<'a> Lexer<'a> {
    pub(crate) fn of(bytes: &'a [u8]) -> Self {
        Self { rest: bytes }
    }

    /// The bytes that were not read yet.
    pub(crate) fn rest(&self) -> &'a [u8] {
        self.rest
    }

    /// Skips the data of an inline image after its `BI`.
    pub(crate) fn skip_inline_image(&mut self) {
        let is_end = |four: &[u8]| four[0].is_ascii_whitespace() && &four[1..3] == b"EI" && is_blank(four[3]);
        let end = self.rest.windows(4).position(is_end);
        self.rest = end.and_then(|at| self.rest.get(at + 3..)).unwrap_or_default();
    }

    fn skip_blanks(&mut self) {
        loop {
            let blanks = self.rest.iter().take_while(|byte| is_blank(**byte)).count();
            self.rest = &self.rest[blanks..];
            if !self.rest.starts_with(b"%") {
                return;
            }
            let comment = self.rest.iter().take_while(|byte| !matches!(byte, b'\r' | b'\n')).count();
            self.rest = &self.rest[comment..];
        }
    }

    fn take(&mut self, length: usize) -> &'a [u8] {
        let (taken, rest) = self.rest.split_at(length.min(self.rest.len()));
        self.rest = rest;
        taken
    }

    /// Reads `(…)` after its opening bracket.
    fn literal(&mut self) -> Cow<'a, [u8]> {
        let plain = self.rest.iter().take_while(|byte| !matches!(byte, b'\\' | b'(' | b')')).count();
        if self.rest.get(plain) == Some(&b')') {
            let text = self.take(plain);
            self.take(1);
            return Cow::Borrowed(text);
        }
        let mut text = self.take(plain).to_vec();
        let mut open = 1_u32;
        while let [byte, rest @ ..] = self.rest {
            self.rest = rest;
            match byte {
                b'\\' => self.escape(&mut text),
                b'(' => {
                    open += 1;
                    text.push(b'(');
                }
                b')' => {
                    open -= 1;
                    if open == 0 {
                        break;
                    }
                    text.push(b')');
                }
                other => text.push(*other),
            }
        }
        Cow::Owned(text)
    }

    fn escape(&mut self, text: &mut Vec<u8>) {
        let [byte, rest @ ..] = self.rest else { return };
        self.rest = rest;
        match byte {
            b'n' => text.push(b'\n'),
            b'r' => text.push(b'\r'),
            b't' => text.push(b'\t'),
            b'b' => text.push(8),
            b'f' => text.push(12),
            b'\r' => self.rest = self.rest.strip_prefix(b"\n").unwrap_or(self.rest),
            b'\n' => {}
            b'0'..=b'7' => {
                let more = self.rest.iter().take(2).take_while(|byte| matches!(byte, b'0'..=b'7')).count();
                let digits = self.take(more).iter().fold(u32::from(byte - b'0'), |n, d| n * 8 + u32::from(d - b'0'));
                text.push(u8::try_from(digits & 0xFF).unwrap_or_default());
            }
            other => text.push(*other),
        }
    }

    /// Reads `<…>` after its opening bracket.
    fn hexadecimal(&mut self) -> Vec<u8> {
        let length = self.rest.iter().take_while(|byte| **byte != b'>').count();
        let inner = self.take(length);
        self.take(1);
        decode_hex(inner.iter().copied())
    }

    fn name(&mut self) -> Cow<'a, [u8]> {
        let length = self.rest.iter().take_while(|byte| is_regular(**byte)).count();
        let mut raw = self.take(length);
        if !raw.contains(&b'#') {
            return Cow::Borrowed(raw);
        }
        let mut name = Vec::with_capacity(raw.len());
        while let [byte, rest @ ..] = raw {
            raw = rest;
            match (byte, raw) {
                (b'#', [high, low, after @ ..]) if high.is_ascii_hexdigit() && low.is_ascii_hexdigit() => {
                    name.extend(decode_hex([*high, *low]));
                    raw = after;
                }
                _ => name.push(*byte),
            }
        }
        Cow::Owned(name)
    }
}

impl<'a> Iterator for Lexer<'a> {
    type Item = Token<'a>;

    fn next(&mut self) -> Option<Token<'a>> {
        loop {
            self.skip_blanks();
            let two = self.rest.get(..2).unwrap_or_default();
            let (length, bracket) = match (self.rest.first()?, two) {
                (_, b"<<") => (2, Some("<<")),
                (_, b">>") => (2, Some(">>")),
                (b'[', _) => (1, Some("[")),
                (b']', _) => (1, Some("]")),
                (b'(' | b'<' | b'/' | b')' | b'>' | b'{' | b'}', _) => (1, None),
                _ => (0, None),
            };
            let first = self.take(length);
            if let Some(bracket) = bracket {
                return Some(Token::Bracket(bracket));
            }
            return Some(match first {
                b"(" => Token::Text(self.literal()),
                b"<" => Token::Text(Cow::Owned(self.hexadecimal())),
                b"/" => Token::Name(self.name()),
                // Unmatched brackets are ignored.
                [_, ..] => continue,
                [] => {
                    let length = self.rest.iter().take_while(|byte| is_regular(**byte)).count();
                    let word = self.take(length.max(1));
                    number(word).map_or(Token::Operator(word), Token::Number)
                }
            });
        }
    }
}

/// Decodes hexadecimal digits. Anything between the digits is ignored; a missing last digit is 0 (ISO 32000-1, 7.3.4.3).
pub(super) fn decode_hex(text: impl IntoIterator<Item = u8>) -> Vec<u8> {
    let mut digits: Vec<u8> = text.into_iter().filter(u8::is_ascii_hexdigit).collect();
    if !digits.len().is_multiple_of(2) {
        digits.push(b'0');
    }
    hex::decode(digits).unwrap_or_default()
}

const fn is_blank(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\n' | b'\r' | 0 | 0x0C)
}

fn is_regular(byte: u8) -> bool {
    REGULAR[usize::from(byte)]
}

/// A lookup table, because every byte of a page is classified.
static REGULAR: [bool; 256] = {
    let mut regular = [false; 256];
    let mut byte = u8::MIN;
    loop {
        let is_delimiter = matches!(byte, b'(' | b')' | b'<' | b'>' | b'[' | b']' | b'{' | b'}' | b'/' | b'%');
        regular[byte as usize] = !is_blank(byte) && !is_delimiter;
        if byte == u8::MAX {
            break regular;
        }
        byte += 1;
    }
};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_are_distinguished() {
        let tokens: Vec<Token> = Lexer::of(b"/F#31 12 Tf[(a\\(b\\051)-.5<4 1 4>]TJ % so\n--5 <</A 1>>").collect();
        let name = |name: &'static [u8]| Token::Name(name.into());
        let text = |text: &'static [u8]| Token::Text(text.into());
        assert_eq!(
            tokens,
            [
                name(b"F1"),
                Token::Number(12.0),
                Token::Operator(b"Tf"),
                Token::Bracket("["),
                text(b"a(b)"),
                Token::Number(-0.5),
                text(b"A@"),
                Token::Bracket("]"),
                Token::Operator(b"TJ"),
                Token::Number(-5.0),
                Token::Bracket("<<"),
                name(b"A"),
                Token::Number(1.0),
                Token::Bracket(">>"),
            ]
        );
    }

    #[test]
    fn inline_images_are_skipped() {
        let mut lexer = Lexer::of(b"BI /W 1 ID \x01(\xFFE EI Q");
        assert_eq!(lexer.next(), Some(Token::Operator(b"BI")));
        lexer.skip_inline_image();
        assert_eq!(lexer.next(), Some(Token::Operator(b"Q")));
        assert_eq!(lexer.next(), None);
    }
}
