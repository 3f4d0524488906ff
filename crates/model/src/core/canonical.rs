//! Canonical JSON: equal values have equal texts, so that a signature can identify what was signed by its hash.
//!
//! Implements RFC 8785 (JSON Canonicalization Scheme) for strings, integers, booleans, null, arrays and objects. Fractions are
//! refused, and so are integers beyond ±(2⁵³ − 1), which other JSON parsers would round (RFC 7493).

pub mod strict;

use serde::{Deserialize, Serialize};
use serde_json::{Number, Value};
use sha2::{Digest, Sha256};

/// The largest absolute value of an integer that every JSON parser reads exactly.
const MAX_SAFE_INTEGER: u64 = (1 << 53) - 1;

/// Why a value has no canonical text.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NotCanonical {
    /// A fraction, or an integer that is too large.
    #[error("{0} cannot be written canonically: only whole numbers up to 2^53 − 1 can")]
    Number(String),
    /// Not JSON, such as a map whose keys are not strings.
    #[error("This value is not JSON: {0}")]
    NotJson(String),
}

/// Returns the canonical text of a value: without white space, with the keys of each object sorted by UTF-16 code units, and with
/// strings escaped as little as JSON allows.
///
/// ```
/// use model::core::canonical::{Hash, canonical};
///
/// let first: serde_json::Value = serde_json::from_str(r#"{"b": 1, "a": [true, null]}"#).unwrap();
/// let second: serde_json::Value = serde_json::from_str(r#"{"a":[true,null],"b":1}"#).unwrap();
/// assert_eq!(canonical(&first).unwrap(), r#"{"a":[true,null],"b":1}"#);
/// assert_eq!(Hash::of(&canonical(&first).unwrap()), Hash::of(&canonical(&second).unwrap()));
/// assert!(canonical(&1.5).is_err());
/// ```
///
/// # Errors
/// Returns an error for fractions, integers beyond ±(2⁵³ − 1) and values that are not JSON.
pub fn canonical(value: &impl Serialize) -> Result<String, NotCanonical> {
    let value = serde_json::to_value(value).map_err(|error| NotCanonical::NotJson(error.to_string()))?;
    let mut text = String::new();
    write(&value, &mut text)?;
    Ok(text)
}

fn write(value: &Value, text: &mut String) -> Result<(), NotCanonical> {
    match value {
        Value::Null => text.push_str("null"),
        Value::Bool(true) => text.push_str("true"),
        Value::Bool(false) => text.push_str("false"),
        Value::Number(number) => text.push_str(&integer(number)?),
        Value::String(string) => write_string(string, text),
        Value::Array(values) => {
            text.push('[');
            for (index, value) in values.iter().enumerate() {
                text.push_str(if index > 0 { "," } else { "" });
                write(value, text)?;
            }
            text.push(']');
        }
        Value::Object(fields) => {
            let mut fields: Vec<_> = fields.iter().collect();
            // Not the order of Rust's strings: U+FB33 comes before U+1F600 there, and after it in UTF-16.
            fields.sort_by(|(a, _), (b, _)| a.encode_utf16().cmp(b.encode_utf16()));
            text.push('{');
            for (index, (key, value)) in fields.into_iter().enumerate() {
                text.push_str(if index > 0 { "," } else { "" });
                write_string(key, text);
                text.push(':');
                write(value, text)?;
            }
            text.push('}');
        }
    }
    Ok(())
}

fn integer(number: &Number) -> Result<String, NotCanonical> {
    let size = number.as_u64().or_else(|| number.as_i64().map(i64::unsigned_abs));
    size.filter(|size| *size <= MAX_SAFE_INTEGER)
        .map(|_| number.to_string())
        .ok_or_else(|| NotCanonical::Number(number.to_string()))
}

/// Writes a string as in RFC 8785, 3.2.2.2: the two-character escapes, `\u00xx` in lower case for other control characters, and
/// everything else unchanged.
fn write_string(string: &str, text: &mut String) {
    text.push('"');
    for c in string.chars() {
        match c {
            '"' => text.push_str("\\\""),
            '\\' => text.push_str("\\\\"),
            '\u{8}' => text.push_str("\\b"),
            '\t' => text.push_str("\\t"),
            '\n' => text.push_str("\\n"),
            '\u{c}' => text.push_str("\\f"),
            '\r' => text.push_str("\\r"),
            c if c < ' ' => {
                // Below 32 the first three digits are 0, 0, and 0 or 1.
                text.push_str(if u32::from(c) < 16 { "\\u000" } else { "\\u001" });
                text.extend(char::from_digit(u32::from(c) % 16, 16));
            }
            c => text.push(c),
        }
    }
    text.push('"');
}

/// The SHA-256 of a canonical text. It is written as 64 hexadecimal digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Hash([u8; 32]);

/// The error for a text that is not a hash.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("A hash has 64 hexadecimal digits")]
pub struct NotAHash;

impl Hash {
    /// The hash of a text.
    #[must_use]
    pub fn of(canonical: &str) -> Self {
        Self(Sha256::digest(canonical.as_bytes()).into())
    }
    /// A hash that was computed elsewhere, such as that of a tree's node.
    #[must_use]
    pub fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }
    /// The 32 bytes.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

impl std::fmt::Display for Hash {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&hex::encode(self.0))
    }
}

impl std::str::FromStr for Hash {
    type Err = NotAHash;
    fn from_str(text: &str) -> Result<Self, NotAHash> {
        let mut bytes = [0; 32];
        hex::decode_to_slice(text, &mut bytes).map_err(|_| NotAHash)?;
        Ok(Self(bytes))
    }
}

impl TryFrom<String> for Hash {
    type Error = NotAHash;
    fn try_from(text: String) -> Result<Self, NotAHash> {
        text.parse()
    }
}

impl From<Hash> for String {
    fn from(hash: Hash) -> Self {
        hash.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use serde_json::json;

    #[test]
    fn keys_are_sorted_as_rfc_8785_sorts_them() {
        // The example of RFC 8785, 3.2.3.
        let value = json!({
            "\u{20ac}": "Euro Sign", "\r": "Carriage Return", "\u{fb33}": "Hebrew Letter Dalet With Dagesh", "1": "One",
            "\u{1f600}": "Emoji: Grinning Face", "\u{80}": "Control", "\u{f6}": "Latin Small Letter O With Diaeresis",
        });
        let text = canonical(&value).unwrap();
        let order =
            ["Carriage", "One", "Control", "Latin", "Euro", "Emoji", "Hebrew"].map(|word| text.find(word).unwrap());
        assert!(order.is_sorted(), "{text}");
    }

    #[test]
    fn strings_are_escaped_as_rfc_8785_escapes_them() {
        // The string of RFC 8785, 3.2.2.
        let string = "\u{20ac}$\u{f}\u{a}A'\u{42}\u{22}\u{5c}\\\"/";
        assert_eq!(canonical(&string).unwrap(), r#""€$\u000f\nA'B\"\\\\\"/""#);
    }

    #[test]
    fn literals_arrays_and_objects_have_no_white_space() {
        let value = json!({ "b": [null, true, false, -3, 9_007_199_254_740_991_u64], "a": {} });
        assert_eq!(canonical(&value).unwrap(), r#"{"a":{},"b":[null,true,false,-3,9007199254740991]}"#);
    }

    #[test]
    fn numbers_that_readers_would_round_are_refused() {
        for value in [json!(0.5), json!(1.0), json!(9_007_199_254_740_992_u64), json!(i64::MIN)] {
            assert!(matches!(canonical(&value), Err(NotCanonical::Number(_))), "{value}");
        }
    }

    #[test]
    fn hashes_are_those_of_fips_180() {
        let empty = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
        let abc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
        assert_eq!((Hash::of("").to_string(), Hash::of("abc").to_string()), (empty.into(), abc.into()));
        assert_eq!(abc.parse(), Ok(Hash::of("abc")));
        for text in ["", &abc[1..], &abc.replace('b', "g"), &format!("+{}", &abc[1..])] {
            assert_eq!(text.parse::<Hash>(), Err(NotAHash));
        }
    }

    fn values() -> impl Strategy<Value = Value> {
        let leaf = prop_oneof![
            Just(Value::Null),
            any::<bool>().prop_map(Value::from),
            any::<i32>().prop_map(Value::from),
            ".{0,8}".prop_map(Value::from),
        ];
        leaf.prop_recursive(4, 32, 6, |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..6).prop_map(Value::from),
                prop::collection::hash_map(".{0,4}", inner, 0..6)
                    .prop_map(|map| Value::Object(map.into_iter().collect())),
            ]
        })
    }

    proptest! {
        #[test]
        fn the_canonical_text_has_the_same_value_and_is_canonical(value in values()) {
            let text = canonical(&value).unwrap();
            let read: Value = serde_json::from_str(&text).unwrap();
            prop_assert_eq!(canonical(&read).unwrap(), text);
            prop_assert_eq!(read, value);
        }
    }
}
