//! The characters of codes that people type from paper, and how they are made and parsed.

/// No vowels, so that they form no words, and no 0, 1 or l, which look like other characters.
const ALPHABET: &[u8; 27] = b"23456789bcdfghjkmnpqrstvwxz";

/// Returns the characters of a code of that length from a random number.
pub(super) fn from_number(random: u64, length: usize) -> String {
    let mut rest = random;
    let character = |_| {
        let index = usize::try_from(rest % 27).expect("it is less than 27");
        rest /= 27;
        char::from(ALPHABET[index])
    };
    (0..length).map(character).collect()
}

/// Parses a code as people type it: with or without hyphens, in capitals, with spaces. Returns its characters, if there are that many.
pub(super) fn parse(text: &str, length: usize) -> Option<String> {
    let typed = text.chars().filter(|c| !c.is_whitespace() && *c != '-').take(length + 1);
    let plain: String = typed.map(|c| c.to_ascii_lowercase()).collect();
    (plain.len() == length && plain.bytes().all(|byte| ALPHABET.contains(&byte))).then_some(plain)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_code_is_parsed_as_people_type_it() {
        assert_eq!(parse(" K7-MF 3x\tqt", 8).as_deref(), Some("k7mf3xqt"));
        for wrong in ["", "k7mf", "k7mf-3xq0", "k7mf-3xqtb", "aaaa-aaaa", "éééé"] {
            assert_eq!(parse(wrong, 8), None, "{wrong}");
        }
    }

    proptest! {
        #[test]
        fn every_number_makes_a_code_that_reads_back(random: u64, length in 1..13_usize) {
            let code = from_number(random, length);
            prop_assert_eq!(parse(&code.to_uppercase(), length), Some(code));
        }
    }
}
