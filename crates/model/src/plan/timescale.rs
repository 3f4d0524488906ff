//! Timescales: the text as written, and its due date if that is certain.
//!
//! Real plans have "By March 2022", "Y1-3", "6-12 months", "May-19", "1Q2025", "ongoing" and "31 June". An ambiguous text has no due
//! date, and gives the reason.

mod reading;

use crate::Date;
use serde::{Deserialize, Serialize};

/// A timescale as written, and its meaning. Only the text is stored.
///
/// ```
/// use model::plan::timescale::{Meaning, Timescale};
///
/// assert_eq!(Timescale::read("By March 2022").due().unwrap().to_string(), "2022-03-31");
/// assert_eq!(Timescale::read("ongoing").meaning(), &Meaning::Ongoing);
/// assert_eq!(Timescale::read("May-19").due(), None);
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "String", into = "String")]
pub struct Timescale {
    text: String,
    meaning: Meaning,
}

/// The meaning of a timescale.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Meaning {
    /// One day.
    Day(Date),
    /// A month, as its last day.
    Month(Date),
    /// A quarter of a calendar year, as its last day.
    Quarter(Date),
    /// A calendar year.
    Year(i16),
    /// An academic year, by the calendar year it starts in. Where it ends differs between organisations.
    AcademicYear(i16),
    /// Without an end: "ongoing", "annually".
    Ongoing,
    /// Relative to a date that is not given: "Y2", "6-12 months".
    Relative,
    /// Ambiguous, or without a year, with the reason.
    Ambiguous(String),
    /// A date that does not exist, with the reason.
    Impossible(String),
    /// None of the above.
    Unknown,
}

impl Meaning {
    /// The last possible day, if it is certain.
    #[must_use]
    pub fn due(&self) -> Option<Date> {
        match self {
            Self::Day(day) | Self::Month(day) | Self::Quarter(day) => Some(*day),
            Self::Year(year) => Date::new(*year, 12, 31).ok(),
            Self::AcademicYear(_)
            | Self::Ongoing
            | Self::Relative
            | Self::Ambiguous(_)
            | Self::Impossible(_)
            | Self::Unknown => None,
        }
    }
}

impl Timescale {
    /// Parses a text. Days come before months, as in British dates.
    #[must_use]
    pub fn read(text: &str) -> Self {
        Self { text: text.to_owned(), meaning: reading::meaning(text) }
    }
    /// The text as written.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }
    /// The meaning.
    #[must_use]
    pub fn meaning(&self) -> &Meaning {
        &self.meaning
    }
    /// The last possible day, if it is certain.
    #[must_use]
    pub fn due(&self) -> Option<Date> {
        self.meaning.due()
    }
}

impl From<String> for Timescale {
    fn from(text: String) -> Self {
        let means = reading::meaning(&text);
        Self { text, meaning: means }
    }
}

impl From<Timescale> for String {
    fn from(timescale: Timescale) -> Self {
        timescale.text
    }
}

/// The last possible day of a timescale, if it is certain: "By March 2022" is due on 31 March 2022.
#[must_use]
pub fn due(text: &str) -> Option<Date> {
    reading::meaning(text).due()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn assert_due(day: &str, texts: &[&str]) {
        for text in texts {
            assert_eq!(
                due(text).map(|day| day.to_string()).as_deref(),
                Some(day),
                "{text}: {:?}",
                Timescale::read(text)
            );
        }
    }

    #[test]
    fn a_day_is_read_however_it_is_written() {
        let words =
            ["31/12/2021", "31.12.21", "2021-12-31", "31 December 2021", "Friday, 31st of Dec. 2021", "31-Dec-21"];
        assert_due("2021-12-31", &words);
        assert_due(
            "2021-12-31",
            &["December 31, 2021", "12/31/2021", "by 31 December ’21", "1 May 2020 – 31 December 2021"],
        );
        assert_due("2021-02-03", &["03/02/2021", "due by 3 Feb 2021"]);
    }

    #[test]
    fn a_month_a_quarter_and_a_year_are_due_on_their_last_day() {
        assert_due(
            "2022-03-31",
            &["By March 2022", "end of Mar 2022", "03/2022", "Mar '22", "2022-03", "January to March 2022"],
        );
        assert_due("2024-02-29", &["February 2024"]);
        assert_due("2025-03-31", &["1Q2025", "Q1 2025", "By end of Q1 2025", "2025 Q1", "Q1/25", "quarter 1, 2025"]);
        assert_due("2024-12-31", &["by end of 2024", "2024", "2021-24", "2021 – 2024"]);
    }

    #[test]
    fn an_ambiguous_timescale_has_no_due_date() {
        for text in ["Sep-12", "May-19", "12-Sep", "March", "2011-12"] {
            let Meaning::Ambiguous(why) = Timescale::read(text).meaning else {
                panic!("{text}: {:?}", Timescale::read(text))
            };
            assert!(why.contains("may be") || why.contains("no year"), "{why}");
            assert_eq!(due(text), None);
        }
        assert_eq!(
            Timescale::read("Sep-12").meaning,
            Meaning::Ambiguous("“Sep-12” may be 12 September or September 2012".into())
        );
    }

    #[test]
    fn a_date_that_does_not_exist_gives_the_reason() {
        let why = |text: &str| match Timescale::read(text).meaning {
            Meaning::Impossible(why) => why,
            other => panic!("{text}: {other:?}"),
        };
        assert_eq!(why("31 June 2024"), "June has only 30 days");
        assert_eq!(why("31 June"), "June has only 30 days");
        assert_eq!(why("29/02/2023"), "February 2023 has only 28 days");
        assert_eq!(why("31/13/2021"), "There is no month 13");
        assert_eq!(why("0 May 2021"), "No month has a day 0");
    }

    #[test]
    fn texts_without_a_date_have_their_meaning() {
        for text in ["ongoing", "On-going.", "Annually", "Ongoing from 2022", "every term"] {
            assert_eq!(Timescale::read(text).meaning, Meaning::Ongoing, "{text}");
        }
        for text in ["Y1-3", "Y2", "Year 1", "6-12 months", "within six months", "short term", "1.5 years", "M6"] {
            assert_eq!(Timescale::read(text).meaning, Meaning::Relative, "{text}");
        }
        for text in ["academic year 24/25", "2024/25", "AY2024-25", "24/25"] {
            assert_eq!(Timescale::read(text).meaning, Meaning::AcademicYear(2024), "{text}");
        }
        for text in [
            "",
            "TBC",
            "from March 2022",
            "before March 2022",
            "early 2024",
            "Summer 2024",
            "1 2 3 4",
            "May 2022 to May 2021",
        ] {
            assert_eq!(Timescale::read(text).meaning, Meaning::Unknown, "{text}");
        }
    }

    #[test]
    fn the_text_is_kept_verbatim() {
        let json = serde_json::to_string(&Timescale::read(" By  March 2022")).unwrap();
        assert_eq!(json, r#"" By  March 2022""#);
        assert_eq!(serde_json::from_str::<Timescale>(&json).unwrap().due(), due("March 2022"));
    }

    proptest! {
        #[test]
        fn every_day_is_read_back(days in -20_000i32..40_000) {
            let day = jiff::civil::date(2000, 1, 1).saturating_add(jiff::Span::new().days(days));
            prop_assume!((1900..=2100).contains(&day.year()));
            prop_assert_eq!(due(&day.to_string()), Some(day));
            prop_assert_eq!(due(&format!("{}/{}/{}", day.day(), day.month(), day.year())), Some(day));
        }

        #[test]
        fn any_text_is_parsed(text in "[0-9a-zA-Z’ /.-]{0,20}|.{0,20}") {
            let timescale = Timescale::read(&text);
            prop_assert_eq!(timescale.text(), text);
        }
    }
}
