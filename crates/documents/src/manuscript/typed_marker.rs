//! List markers that were typed as text.

use super::Marker;

/// The list marker at the start of a paragraph, and the text after it: `- a`, `• a`, `b) a`, `3. a`, `3) a`, `(3) a`, and a number alone on its line.
pub(crate) fn typed_marker(line: &str) -> Option<(Marker, &str)> {
    let first = line.chars().next()?;
    if "-*+•●▪◦‣·\u{f0b7}–".contains(first) {
        let text = line[first.len_utf8()..].strip_prefix([' ', '\t', '\u{a0}'])?;
        return Some((Marker::Bullet, text.trim()));
    }
    let inner = line.strip_prefix('(').unwrap_or(line);
    if let [letter, b')', ..] = inner.as_bytes()
        && letter.is_ascii_lowercase()
    {
        return inner[2..].starts_with([' ', '\t']).then(|| (Marker::Bullet, inner[2..].trim()));
    }
    let digits = inner.bytes().take_while(u8::is_ascii_digit).count();
    let number = inner.get(..digits)?.parse().ok().filter(|_| digits <= 3)?;
    let rest = &inner[digits..];
    let rest = if line.starts_with('(') { rest.strip_prefix(')')? } else { rest.strip_prefix(['.', ')'])? };
    (rest.is_empty() || rest.starts_with(char::is_whitespace)).then(|| (Marker::Number(number), rest.trim()))
}
