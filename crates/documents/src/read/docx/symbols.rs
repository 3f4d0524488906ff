//! Translates characters of symbol fonts. Boxes, ticks and crosses carry meaning.

/// The character that a `w:sym` shows, unless it is an ornament.
pub(super) fn symbol(font: &str, code: &str) -> Option<char> {
    let code = u32::from_str_radix(code, 16).ok()?;
    // The private use area repeats the codes of the font from F000.
    let own = if code >= 0xF000 { code - 0xF000 } else { code };
    let font = font.to_lowercase();
    match (font.as_str(), own) {
        ("wingdings", 0xFE) | ("wingdings 2", 0x52) => Some('☑'),
        ("wingdings", 0x78 | 0xFD) | ("wingdings 2", 0x51 | 0x53 | 0x54) => Some('☒'),
        ("wingdings", 0x6F | 0x70 | 0x71 | 0x72 | 0xA8) | ("wingdings 2", 0x2A | 0x30 | 0xA3) => Some('☐'),
        ("wingdings", 0xFC) | ("wingdings 2", 0x50) | ("webdings", 0x61) => Some('✓'),
        ("wingdings", 0xFB) | ("wingdings 2", 0x4F) | ("webdings", 0x72) => Some('✗'),
        ("wingdings", 0x6C | 0x9F | 0xA7) | ("symbol", 0xB7) => Some('•'),
        ("wingdings", 0xE0 | 0xE8) | ("symbol", 0xAE) => Some('→'),
        ("symbol", 0xA3) => Some('≤'),
        ("symbol", 0xB3) => Some('≥'),
        ("symbol", 0xB1) => Some('±'),
        ("symbol", 0xA5) => Some('∞'),
        ("symbol" | "wingdings" | "wingdings 2" | "wingdings 3" | "webdings", _) => None,
        _ => char::from_u32(code).filter(|c| !c.is_control()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn boxes_and_ticks_are_recognised() {
        assert_eq!(symbol("Wingdings", "F0FE"), Some('☑'));
        assert_eq!(symbol("Wingdings", "00A8"), Some('☐'));
        assert_eq!(symbol("MS Gothic", "2612"), Some('☒'));
        assert_eq!((symbol("Wingdings", "F04A"), symbol("Arial", "D800")), (None, None));
    }
}
