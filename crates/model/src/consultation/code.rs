//! The code of a consultation in its address: short enough to be typed from a poster.

use super::code_characters;

/// Eight characters that cannot be mistaken for each other and form no words, shown as `k7mf-3xqt`. It is not secret, but there are 280
/// thousand million, so none is found by trying.
///
/// ```
/// use model::consultation::code::Code;
///
/// let code = Code::parse(" K7MF 3XQT").unwrap();
/// assert_eq!(code.to_string(), "k7mf-3xqt");
/// assert!(Code::parse("k7mf-3xq0").is_none());
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Code(String);

const LENGTH: usize = 8;

impl Code {
    /// Creates a code from a random number.
    #[must_use]
    pub fn of(random: u64) -> Self {
        Self(code_characters::from_number(random, LENGTH))
    }

    /// Parses a code as people type it: with or without the hyphen, in capitals, with spaces.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        code_characters::parse(text, LENGTH).map(Self)
    }

    /// The characters without the hyphen, as the database has them.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Display for Code {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let (first, second) = self.0.split_at(LENGTH / 2);
        write!(f, "{first}-{second}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_shown_as_it_can_be_typed() {
        let code = Code::of(u64::MAX);
        assert_eq!(code.to_string().len(), LENGTH + 1);
        assert_eq!(Code::parse(&format!(" {} ", code.to_string().to_uppercase())), Some(code));
    }
}
