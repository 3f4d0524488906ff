//! The numbers of a PDF (ISO 32000-1, 7.3.3).

/// Parses a number. Malformed numbers such as `--5` and `1.-2` are read as other programs read them.
pub(crate) fn number(word: &[u8]) -> Option<f64> {
    if !word.first().is_some_and(|byte| byte.is_ascii_digit() || matches!(byte, b'+' | b'-' | b'.')) {
        return None;
    }
    if let Some(number) = plain_number(word) {
        return Some(number);
    }
    let text = std::str::from_utf8(word).ok()?;
    let parsed = text.parse().ok().or_else(|| {
        let digits = text.trim_start_matches('-');
        digits.split('-').next().and_then(|digits| digits.parse::<f64>().ok()).map(|number| -number)
    });
    parsed.filter(|number: &f64| number.is_finite())
}

/// Parses the usual short numbers fast. The result is exact, because numerator and denominator are.
#[expect(clippy::cast_precision_loss, reason = "below 10^15")]
fn plain_number(word: &[u8]) -> Option<f64> {
    const MAX_DIGITS: usize = 15;
    let (is_negative, digits) = match word {
        [b'-', digits @ ..] => (true, digits),
        digits => (false, digits),
    };
    if digits.len() > MAX_DIGITS || digits == b"." {
        return None;
    }
    let (mut all, mut divisor, mut has_point) = (0_u64, 1_u64, false);
    for byte in digits {
        match byte {
            b'0'..=b'9' => {
                all = all * 10 + u64::from(byte - b'0');
                divisor *= if has_point { 10 } else { 1 };
            }
            b'.' if !has_point => has_point = true,
            _ => return None,
        }
    }
    let number = all as f64 / divisor as f64;
    (!digits.is_empty()).then_some(if is_negative { -number } else { number })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_parsed() {
        for text in ["0", "-0.5", ".25", "12.", "841.89", "0.1", "-123456789.12345", "99999999999999999", "+7"] {
            assert_eq!(number(text.as_bytes()), text.parse().ok(), "{text}");
        }
        for text in ["-", ".", "-.", "1.2.3", "1e5x"] {
            assert_eq!(number(text.as_bytes()), None, "{text}");
        }
    }
}
