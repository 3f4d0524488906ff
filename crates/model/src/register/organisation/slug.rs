//! Slugs: the parts of addresses that are made from names.

/// The longest slug, so that an address stays one line.
const MAX_SLUG_BYTES: usize = 60;

/// The words of a name as a part of an address: lower case, without accents, joined by hyphens. The store adds a number if it is
/// taken. It never changes afterwards, even if the name does. A name without a Latin letter or digit is "organisation".
#[must_use]
pub fn slug(name: &str) -> String {
    let mut slug = String::new();
    for c in name.chars().flat_map(char::to_lowercase) {
        let plain = plain(c);
        if !plain.is_empty() {
            slug.push_str(plain);
        } else if c.is_ascii_alphanumeric() {
            slug.push(c);
        } else if !slug.is_empty() && !slug.ends_with('-') && !matches!(c, '\'' | '’') {
            slug.push('-');
        }
    }
    if slug.len() > MAX_SLUG_BYTES {
        // Whole words only.
        let end = slug[..=MAX_SLUG_BYTES].rfind('-').unwrap_or(MAX_SLUG_BYTES);
        slug.truncate(end);
    }
    let slug = slug.trim_end_matches('-');
    if slug.is_empty() { "organisation".to_owned() } else { slug.to_owned() }
}

/// An accented letter of European languages in ASCII; empty for any other character.
fn plain(c: char) -> &'static str {
    match c {
        'à' | 'á' | 'â' | 'ã' | 'å' => "a",
        'ä' | 'æ' => "ae",
        'ç' | 'č' => "c",
        'è' | 'é' | 'ê' | 'ë' => "e",
        'ì' | 'í' | 'î' | 'ï' => "i",
        'ñ' => "n",
        'ò' | 'ó' | 'ô' | 'õ' | 'ø' => "o",
        'ö' | 'œ' => "oe",
        'š' => "s",
        'ß' => "ss",
        'ù' | 'ú' | 'û' => "u",
        'ü' => "ue",
        'ŵ' => "w",
        'ý' | 'ÿ' | 'ŷ' => "y",
        'ž' => "z",
        '&' => "and",
        _ => "",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_name_becomes_a_slug() {
        assert_eq!(slug("University of Northmoor"), "university-of-northmoor");
        assert_eq!(slug("King’s & Queen's College (London)"), "kings-and-queens-college-london");
        assert_eq!(slug("Universität Würzbach"), "universitaet-wuerzbach");
        assert_eq!(slug("東京"), "organisation");
        assert_eq!(slug(&"word ".repeat(40)), "word-".repeat(12).trim_end_matches('-'));
    }

    proptest! {
        #[test]
        fn a_slug_has_letters_digits_and_single_hyphens_only(name in ".{0,120}") {
            let slug = slug(&name);
            prop_assert!(!slug.is_empty() && slug.len() <= MAX_SLUG_BYTES);
            prop_assert!(slug.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-'));
            prop_assert!(!slug.starts_with('-') && !slug.ends_with('-') && !slug.contains("--"));
        }
    }
}
