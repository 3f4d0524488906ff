//! Formats figures for display.

/// The figure with a comma before each three digits of its integer part: "1,240", "-12,500.75%". The rest is unchanged.
///
/// ```
/// assert_eq!(model::core::figures::with_commas("1240"), "1,240");
/// assert_eq!(model::core::figures::with_commas("-12500.7505%"), "-12,500.7505%");
/// ```
#[must_use]
pub fn with_commas(figure: &str) -> String {
    let start = figure.find(|c: char| c.is_ascii_digit()).unwrap_or(figure.len());
    let end = figure[start..].find(|c: char| !c.is_ascii_digit()).map_or(figure.len(), |length| start + length);
    let whole = &figure[start..end];
    let mut grouped = String::with_capacity(figure.len() + whole.len() / 3);
    grouped.push_str(&figure[..start]);
    for (index, digit) in whole.chars().enumerate() {
        if index > 0 && (whole.len() - index).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped.push_str(&figure[end..]);
    grouped
}
