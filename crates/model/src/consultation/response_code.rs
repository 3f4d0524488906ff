//! A single-use code for one response, on a slip of paper or in an email.

use super::code_characters;

/// Twelve characters that cannot be mistaken for each other, shown as `k7mf-3xqt-9hbd`. There are 150 thousand million million, so none is
/// found by trying. Only its hash is stored, until it is used.
///
/// ```
/// use model::consultation::response_code::ResponseCode;
///
/// let code = ResponseCode::parse(" K7MF 3XQT-9HBD").unwrap();
/// assert_eq!(code.to_string(), "k7mf-3xqt-9hbd");
/// assert!(ResponseCode::parse("k7mf-3xqt").is_none());
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct ResponseCode(String);

const LENGTH: usize = 12;

impl ResponseCode {
    /// Creates a code from a random number.
    #[must_use]
    pub fn of(random: u64) -> Self {
        Self(code_characters::from_number(random, LENGTH))
    }

    /// Parses a code as people type it: with or without hyphens, in capitals, with spaces.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        code_characters::parse(text, LENGTH).map(Self)
    }

    /// The characters without hyphens, which are hashed.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Display for ResponseCode {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}-{}-{}", &self.0[..4], &self.0[4..8], &self.0[8..])
    }
}

impl std::fmt::Debug for ResponseCode {
    /// A code is a secret, which must not reach a log.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("ResponseCode")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_shown_as_it_can_be_typed_and_not_printed_in_logs() {
        let code = ResponseCode::of(u64::MAX);
        assert_eq!(code.to_string().len(), LENGTH + 2);
        assert_eq!(ResponseCode::parse(&format!(" {} ", code.to_string().to_uppercase())), Some(code.clone()));
        assert!(!format!("{code:?}").contains(code.as_str()));
    }
}
