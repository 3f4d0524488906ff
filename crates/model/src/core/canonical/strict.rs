//! Reads JSON strictly: each value has one spelling, so that two programs cannot read one file differently.
//!
//! White space and the order of keys are free, because editors and tools change them. All else is as in the canonical text.

use super::canonical;
use serde_json::{Map, Value};

/// How deep values may be nested.
const MAX_DEPTH: usize = 64;

/// Why a file is not strict JSON.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NotStrict {
    /// It is in another encoding, or begins with a byte order mark.
    #[error("it is not plain UTF-8: it has a byte order mark or is in another encoding")]
    Encoding,
    /// It is not JSON.
    #[error("line {0} is not JSON")]
    Syntax(usize),
    /// An object has a key twice, and readers differ in which of the two they take.
    #[error("line {0} repeats the key “{1}”")]
    DuplicateKey(usize, String),
    /// A string has an escape that canonical JSON does not use.
    #[error("line {0} has a text that is spelt with other escapes than necessary")]
    Escape(usize),
    /// A number is a fraction, is too large, or is spelt in another way.
    #[error("line {0} has a number that is not spelt as a whole number: {1}")]
    Number(usize, String),
    /// There is text after the end.
    #[error("line {0} has text after the end")]
    Trailing(usize),
    /// It is nested too deeply.
    #[error("line {0} is nested too deeply")]
    TooDeep(usize),
}

/// Reads a file.
///
/// ```
/// use model::core::canonical::strict::{NotStrict, read};
///
/// assert_eq!(read(b"{\"b\": [1, true],\n \"a\": null}").unwrap()["b"][0], 1);
/// assert_eq!(read(b"{\"a\": 1, \"a\": 1}"), Err(NotStrict::DuplicateKey(1, "a".into())));
/// ```
///
/// # Errors
/// Returns an error if it is not JSON, or spells a value in another way than canonical JSON.
pub fn read(bytes: &[u8]) -> Result<Value, NotStrict> {
    let text = std::str::from_utf8(bytes).map_err(|_| NotStrict::Encoding)?;
    if text.starts_with('\u{feff}') || text.contains('\0') {
        return Err(NotStrict::Encoding);
    }
    let mut reader = Reader { text, at: 0 };
    let value = reader.value(MAX_DEPTH)?;
    if reader.next().is_some() { Err(NotStrict::Trailing(reader.line())) } else { Ok(value) }
}

struct Reader<'t> {
    text: &'t str,
    at: usize,
}

impl<'t> Reader<'t> {
    fn rest(&self) -> &'t [u8] {
        &self.text.as_bytes()[self.at..]
    }
    fn line(&self) -> usize {
        self.text[..self.at].split('\n').count()
    }
    fn syntax(&self) -> NotStrict {
        NotStrict::Syntax(self.line())
    }
    /// The next byte that is not white space.
    fn next(&mut self) -> Option<u8> {
        self.at += self.rest().iter().take_while(|byte| matches!(byte, b' ' | b'\t' | b'\n' | b'\r')).count();
        self.rest().first().copied()
    }
    /// Whether the next byte is this one, which is then read.
    fn takes(&mut self, byte: u8) -> bool {
        let is_next = self.next() == Some(byte);
        self.at += usize::from(is_next);
        is_next
    }
    fn value(&mut self, depth: usize) -> Result<Value, NotStrict> {
        match self.next() {
            Some(b'{' | b'[') if depth == 0 => Err(NotStrict::TooDeep(self.line())),
            Some(b'{') => self.object(depth - 1),
            Some(b'[') => self.array(depth - 1),
            Some(b'"') => self.string().map(Value::String),
            Some(b'-' | b'0'..=b'9') => self.number(),
            _ => self.word(),
        }
    }
    fn object(&mut self, depth: usize) -> Result<Value, NotStrict> {
        let mut fields = Map::new();
        self.at += 1;
        if self.takes(b'}') {
            return Ok(Value::Object(fields));
        }
        loop {
            if self.next() != Some(b'"') {
                return Err(self.syntax());
            }
            let key = self.string()?;
            if !self.takes(b':') {
                return Err(self.syntax());
            }
            if fields.contains_key(&key) {
                return Err(NotStrict::DuplicateKey(self.line(), key));
            }
            let value = self.value(depth)?;
            fields.insert(key, value);
            if self.takes(b'}') {
                return Ok(Value::Object(fields));
            }
            if !self.takes(b',') {
                return Err(self.syntax());
            }
        }
    }
    fn array(&mut self, depth: usize) -> Result<Value, NotStrict> {
        let mut values = Vec::new();
        self.at += 1;
        if self.takes(b']') {
            return Ok(Value::Array(values));
        }
        loop {
            values.push(self.value(depth)?);
            if self.takes(b']') {
                return Ok(Value::Array(values));
            }
            if !self.takes(b',') {
                return Err(self.syntax());
            }
        }
    }
    fn string(&mut self) -> Result<String, NotStrict> {
        let (mut end, rest) = (1, self.rest());
        while *rest.get(end).ok_or_else(|| self.syntax())? != b'"' {
            end += if rest[end] == b'\\' { 2 } else { 1 };
        }
        let spelt = &self.text[self.at..=self.at + end];
        let string: String = serde_json::from_str(spelt).map_err(|_| self.syntax())?;
        if canonical(&string).as_deref() != Ok(spelt) {
            return Err(NotStrict::Escape(self.line()));
        }
        self.at += spelt.len();
        Ok(string)
    }
    fn number(&mut self) -> Result<Value, NotStrict> {
        let is_part = |byte: &&u8| matches!(byte, b'-' | b'+' | b'.' | b'e' | b'E' | b'0'..=b'9');
        let spelt = &self.text[self.at..self.at + self.rest().iter().take_while(is_part).count()];
        let value: Option<Value> = serde_json::from_str(spelt).ok();
        let Some(value) = value.filter(|value| canonical(value).as_deref() == Ok(spelt)) else {
            return Err(NotStrict::Number(self.line(), spelt.to_owned()));
        };
        self.at += spelt.len();
        Ok(value)
    }
    fn word(&mut self) -> Result<Value, NotStrict> {
        let words = [("null", Value::Null), ("true", Value::Bool(true)), ("false", Value::Bool(false))];
        let (word, value) = words
            .into_iter()
            .find(|(word, _)| self.rest().starts_with(word.as_bytes()))
            .ok_or_else(|| self.syntax())?;
        self.at += word.len();
        Ok(value)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn each_value_has_one_spelling() {
        for (text, why) in [
            ("\u{feff}{}", NotStrict::Encoding),
            ("{\"a\":1,\"b\":{\"c\":1,\n\"c\":2}}", NotStrict::DuplicateKey(2, "c".into())),
            ("{\"a\":1,\"\\u0061\":1}", NotStrict::Escape(1)),
            ("\"\\/\"", NotStrict::Escape(1)),
            ("\"\\u00e9\"", NotStrict::Escape(1)),
            ("\"\\u001F\"", NotStrict::Escape(1)),
            ("\"\\ud83d\\ude00\"", NotStrict::Escape(1)),
            ("[1.0]", NotStrict::Number(1, "1.0".into())),
            ("[1e2]", NotStrict::Number(1, "1e2".into())),
            ("[-0]", NotStrict::Number(1, "-0".into())),
            ("[01]", NotStrict::Number(1, "01".into())),
            ("[9007199254740992]", NotStrict::Number(1, "9007199254740992".into())),
            ("{}\n{}", NotStrict::Trailing(2)),
            ("{} x", NotStrict::Trailing(1)),
            ("{\"a\":1,}", NotStrict::Syntax(1)),
            ("[1,]", NotStrict::Syntax(1)),
            ("{a:1}", NotStrict::Syntax(1)),
            ("'a'", NotStrict::Syntax(1)),
            ("\"\\ud83d\"", NotStrict::Syntax(1)),
            ("\"a\nb\"", NotStrict::Syntax(1)),
            ("\"a\\", NotStrict::Syntax(1)),
            ("", NotStrict::Syntax(1)),
            ("// c\n{}", NotStrict::Syntax(1)),
            ("\u{a0}{}", NotStrict::Syntax(1)),
        ] {
            assert_eq!(read(text.as_bytes()), Err(why), "{text}");
        }
        assert_eq!(read(b"\xff\xfe{\0}\0"), Err(NotStrict::Encoding), "UTF-16");
        assert_eq!(read(b"{\0}\0"), Err(NotStrict::Encoding), "UTF-16 without a mark");
        assert_eq!(read(b"\"\xe9\""), Err(NotStrict::Encoding), "Latin-1");
    }

    #[test]
    fn deep_nesting_is_refused_without_recursion_to_its_end() {
        let deep = "[".repeat(1_000_000);
        assert_eq!(read(deep.as_bytes()), Err(NotStrict::TooDeep(1)));
        assert!(read(format!("{}{}", "[".repeat(64), "]".repeat(64)).as_bytes()).is_ok());
    }

    proptest! {
        #[test]
        fn it_never_panics_and_reads_only_what_any_reader_reads(text in "[\\[\\]{}\",:0-9eE.+a\\\\u \u{e9}-]{0,24}") {
            if let Ok(value) = read(text.as_bytes()) {
                prop_assert_eq!(serde_json::from_str::<Value>(&text).unwrap(), value);
            }
        }
        #[test]
        fn canonical_and_indented_text_is_read(words in prop::collection::vec(".{0,8}", 0..6)) {
            let value = Value::from(words);
            prop_assert_eq!(read(canonical(&value).unwrap().as_bytes()), Ok(value.clone()));
        }
    }
}
