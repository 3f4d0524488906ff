//! Parses colours.

/// Parses a colour such as `RRGGBB`, with or without a `#`.
pub(crate) fn parse_colour(text: &str) -> Option<[u8; 3]> {
    let text = text.strip_prefix('#').unwrap_or(text);
    let mut colour = [0; 3];
    hex::decode_to_slice(text, &mut colour).ok()?;
    Some(colour)
}
