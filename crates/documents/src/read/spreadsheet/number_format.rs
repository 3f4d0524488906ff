//! Formats numbers as a spreadsheet program shows them.

use jiff::civil::{Date, Time, date};

/// A number format.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum NumberFormat {
    /// As short as possible.
    #[default]
    General,
    /// With this number of digits after the point.
    Fixed(u8),
    /// As a percentage, with this number of digits after the point.
    Percent(u8),
    /// As a date or time.
    DateTime(DateTimeParts),
}

/// The parts of a date and time that are formatted.
#[expect(clippy::struct_excessive_bools, reason = "each part is formatted or not, independently of the others")]
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct DateTimeParts {
    pub(super) day: bool,
    pub(super) month: bool,
    pub(super) year: bool,
    pub(super) time: bool,
}

impl NumberFormat {
    /// The built-in formats, which have a number and no code in the file (ECMA-376 part 1, 18.8.30). 27 to 36 and 50 to 58 are East Asian
    /// dates.
    pub(super) fn built_in(number: u32) -> Self {
        match number {
            1 | 3 | 37 | 38 => Self::Fixed(0),
            2 | 4 | 7 | 8 | 39 | 40 | 44 => Self::Fixed(2),
            9 => Self::Percent(0),
            10 => Self::Percent(2),
            17 => Self::DateTime(DateTimeParts { month: true, year: true, ..DateTimeParts::default() }),
            14..=16 | 27..=31 | 36 | 50..=58 => Self::DateTime(DateTimeParts::DATE),
            22 => Self::DateTime(DateTimeParts { time: true, ..DateTimeParts::DATE }),
            18..=21 | 32..=35 | 45..=47 => Self::DateTime(DateTimeParts { time: true, ..DateTimeParts::default() }),
            _ => Self::General,
        }
    }

    /// Parses a format code such as `dd/mm/yyyy` or `0.0%`. Only its part for positive numbers is used.
    pub(super) fn parse(code: &str) -> Self {
        let mut parts = DateTimeParts::default();
        let (mut digits, mut after_point, mut is_percent, mut is_number) = (0_u8, false, false, false);
        let mut letters = code.chars().take(255);
        while let Some(letter) = letters.next() {
            match letter {
                '"' => while letters.next().is_some_and(|inner| inner != '"') {},
                // `[$-809]` and `[Red]` are not parts of a date, but `[h]` counts hours.
                '[' => {
                    let inner: String = letters.by_ref().take_while(|inner| *inner != ']').collect();
                    parts.time |= matches!(inner.to_ascii_lowercase().as_str(), "h" | "hh" | "m" | "mm" | "s" | "ss");
                }
                '\\' | '_' | '*' => {
                    letters.next();
                }
                ';' => break,
                'd' | 'D' => parts.day = true,
                'y' | 'Y' => parts.year = true,
                'h' | 'H' | 's' | 'S' => parts.time = true,
                // Months, except next to hours or seconds.
                'm' | 'M' => parts.month = true,
                '%' => is_percent = true,
                '.' => after_point = true,
                '0' | '#' | '?' => {
                    is_number = true;
                    digits += u8::from(after_point && digits < 15);
                }
                _ => {}
            }
        }
        let general = code.to_ascii_lowercase().contains("general");
        match parts {
            _ if general => Self::General,
            _ if is_percent => Self::Percent(digits),
            DateTimeParts { day: false, year: false, time: false, .. } if is_number => Self::Fixed(digits),
            DateTimeParts { day: false, month: false, year: false, time: false } => Self::General,
            DateTimeParts { day: false, year: false, time: true, .. } => {
                Self::DateTime(DateTimeParts { month: false, ..parts })
            }
            parts => Self::DateTime(parts),
        }
    }

    /// Formats a number. Dates are in ISO 8601, without the parts that the format leaves out.
    pub(super) fn format(self, number: f64, epoch: Epoch) -> String {
        match self {
            Self::General => plain(number),
            Self::Fixed(digits) => with_digits(number, digits),
            Self::Percent(digits) => format!("{}%", with_digits(number * 100.0, digits)),
            Self::DateTime(parts) => {
                epoch.date_time(number).map_or_else(|| plain(number), |(day, time)| parts.format(day, time))
            }
        }
    }
}

/// The first day of the date system of a workbook.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum Epoch {
    /// 1 January 1900 is day 1. 29 February 1900 is counted, although it did not exist.
    #[default]
    Since1900,
    /// 1 January 1904 is day 0.
    Since1904,
}

impl Epoch {
    fn date_time(self, number: f64) -> Option<(Date, Time)> {
        if !(0.0..2_958_466.0).contains(&number) {
            return None;
        }
        // Rounds to seconds, so that a small error does not turn midnight into the day before.
        let seconds = (number * 86_400.0).round();
        #[expect(clippy::cast_possible_truncation, reason = "at most 2,958,466 days of 86,400 seconds")]
        let seconds = seconds as i64;
        let days = seconds.div_euclid(86_400);
        let first = match self {
            Self::Since1904 => date(1904, 1, 1),
            Self::Since1900 if days < 60 => date(1899, 12, 31),
            Self::Since1900 => date(1899, 12, 30),
        };
        let day = first.checked_add(jiff::Span::new().try_days(days).ok()?).ok()?;
        let time = Time::midnight() + jiff::SignedDuration::from_secs(seconds.rem_euclid(86_400));
        Some((day, time))
    }
}

impl DateTimeParts {
    pub(super) const DATE: Self = Self { day: true, month: true, year: true, time: false };

    pub(super) fn format(self, day: Date, time: Time) -> String {
        let date = match self {
            Self { day: true, .. } => day.to_string(),
            Self { month: true, year: true, .. } => day.strftime("%Y-%m").to_string(),
            Self { year: true, .. } => day.year().to_string(),
            Self { month: true, .. } => day.strftime("%B").to_string(),
            Self { .. } => String::new(),
        };
        let time =
            (self.time && (date.is_empty() || time != Time::midnight())).then(|| time.strftime("%H:%M").to_string());
        [date, time.unwrap_or_default()].join(" ").trim().to_owned()
    }
}

/// Formats a number with the 15 digits that spreadsheets keep, so that 0.1 + 0.2 is 0.3.
pub(super) fn plain(number: f64) -> String {
    if !number.is_finite() {
        return String::new();
    }
    let rounded: f64 = format!("{number:.14e}").parse().unwrap_or(number);
    if rounded.abs() >= 1e21 { format!("{rounded:e}") } else { format!("{rounded}") }
}

fn with_digits(number: f64, digits: u8) -> String {
    if !number.is_finite() || number.abs() >= 1e21 {
        return plain(number);
    }
    let number: f64 = format!("{number:.14e}").parse().unwrap_or(number);
    let formatted = format!("{number:.*}", usize::from(digits));
    // Zero has no minus sign.
    match formatted.strip_prefix('-') {
        Some(rest) if rest.chars().all(|c| matches!(c, '0' | '.')) => rest.to_owned(),
        _ => formatted,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn formatted(code: &str, number: f64) -> String {
        NumberFormat::parse(code).format(number, Epoch::Since1900)
    }

    #[test]
    fn dates_are_iso_8601_whatever_their_format() {
        for code in [
            "dd/mm/yyyy",
            "d-mmm-yy",
            "[$-809]dd mmmm yyyy;@",
            "yyyy\\-mm\\-dd",
            "\"by\" dd.mm.yyyy",
            "dddd, d mmmm yyyy",
        ] {
            assert_eq!(formatted(code, 45_747.0), "2025-03-31", "{code}");
        }
        assert_eq!(NumberFormat::built_in(14).format(45_747.0, Epoch::Since1900), "2025-03-31");
        assert_eq!(NumberFormat::built_in(14).format(44_285.0, Epoch::Since1904), "2025-03-31");
        assert_eq!(formatted("dd/mm/yyyy hh:mm", 45_747.604_166_67), "2025-03-31 14:30");
        assert_eq!(formatted("dd/mm/yyyy", 45_746.999_999_99), "2025-03-31");
    }

    #[test]
    fn parts_that_a_format_leaves_out_are_left_out() {
        assert_eq!(
            [formatted("mmm-yy", 45_747.0), formatted("yyyy", 45_747.0), formatted("mmmm", 45_747.0)],
            ["2025-03", "2025", "March"]
        );
        assert_eq!(
            [formatted("h:mm", 0.5), formatted("hh:mm:ss", 0.25), formatted("[h]:mm", 0.5)],
            ["12:00", "06:00", "12:00"]
        );
    }

    #[test]
    fn numbers_are_rounded_to_15_digits() {
        assert_eq!(
            [formatted("General", 0.1 + 0.2), formatted("General", 3.0), formatted("General", 1e6)],
            ["0.3", "3", "1000000"]
        );
        assert_eq!(
            [formatted("0%", 0.75), formatted("0.0%", 0.125), formatted("#,##0.00", 1234.5)],
            ["75%", "12.5%", "1234.50"]
        );
        assert_eq!([formatted("0", 2.999_999_999_999_9), formatted("0", -0.2), formatted("@", 7.0)], ["3", "0", "7"]);
        assert_eq!(
            [formatted("[Red]0.0;[Blue]-0.0", 1.25), formatted("£#,##0", 12.0), formatted("General\" m\"", 2.5)],
            ["1.2", "12", "2.5"]
        );
    }

    #[test]
    fn numbers_outside_the_date_range_are_shown_as_numbers() {
        assert_eq!([formatted("dd/mm/yyyy", -1.0), formatted("dd/mm/yyyy", 1e300)], ["-1", "1e300"]);
        assert_eq!(formatted("dd/mm/yyyy", f64::NAN), "");
    }

    #[test]
    fn the_first_days_of_1900_are_counted_as_by_excel() {
        assert_eq!([formatted("dd/mm/yyyy", 1.0), formatted("dd/mm/yyyy", 61.0)], ["1900-01-01", "1900-03-01"]);
    }
}
