//! The code of a consultation in its address: short enough to be typed from a poster.

/// Eight characters that cannot be mistaken for each other and form no words: no vowels, no 0, 1 or l. Shown as `k7mf-3xqt`. It is
/// not secret, but there are 280 thousand million, so none is found by trying.
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

/// The characters of codes, which cannot be mistaken for each other.
pub(super) const ALPHABET: &[u8; 27] = b"23456789bcdfghjkmnpqrstvwxz";
const LENGTH: usize = 8;

impl Code {
    /// Creates a code from a random number.
    #[must_use]
    pub fn of(random: u64) -> Self {
        let mut rest = random;
        let digit = |_| {
            let digit = usize::try_from(rest % 27).expect("it is less than 27");
            rest /= 27;
            char::from(ALPHABET[digit])
        };
        Self((0..LENGTH).map(digit).collect())
    }

    /// Parses a code as people type it: with or without the hyphen, in capitals, with spaces.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let plain = text.chars().filter(|c| !c.is_whitespace() && *c != '-').take(LENGTH + 1);
        let plain: String = plain.map(|c| c.to_ascii_lowercase()).collect();
        (plain.len() == LENGTH && plain.bytes().all(|byte| ALPHABET.contains(&byte))).then_some(Self(plain))
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
    use proptest::prelude::*;

    #[test]
    fn a_code_is_parsed_as_people_type_it() {
        let code = Code::of(u64::MAX);
        assert_eq!(Code::parse(&format!(" {} ", code.to_string().to_uppercase())), Some(code));
        for wrong in ["", "k7mf", "k7mf-3xq0", "k7mf-3xqtb", "aaaa-aaaa", "éééé"] {
            assert_eq!(Code::parse(wrong), None, "{wrong}");
        }
    }

    proptest! {
        #[test]
        fn every_number_makes_a_code_that_reads_back(random: u64) {
            let code = Code::of(random);
            prop_assert_eq!(Code::parse(&code.to_string()), Some(code));
        }
    }
}
