//! By when: the words people write, kept verbatim, beside what they mean where that is certain.
//!
//! Real plans say "By March 2022", "Y1-3", "6-12 months", "May-19", "1Q2025", "ongoing" and "31 June". Nothing is guessed: words that
//! have two readings have no due date, and say why.

mod reading;

use crate::Date;
use serde::{Deserialize, Serialize};

/// What somebody wrote for "by when", and what it means. It is stored as the words alone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "String", into = "String")]
pub struct Timescale {
    said: String,
    means: Meaning,
}

/// What time words mean.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Meaning {
    /// One day.
    Day(Date),
    /// Some day of a month. Holds its last day.
    Month(Date),
    /// Some day of a quarter of a calendar year. Holds its last day.
    Quarter(Date),
    /// Some day of a calendar year.
    Year(i16),
    /// An academic year, by the calendar year it starts in. Where it ends differs between organisations.
    AcademicYear(i16),
    /// Without an end: "ongoing", "annually".
    Ongoing,
    /// Counted from a day that is not said: "Y2", "6-12 months".
    Relative,
    /// Two readings, or no year. Says which, in a sentence.
    Ambiguous(String),
    /// A day that no calendar has. Says why, in a sentence.
    Impossible(String),
    /// None of the above.
    Unknown,
}

impl Meaning {
    /// The last day that the words allow, where that is certain.
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
    /// Keep the words and say what they mean. Days before months, as the British write them.
    #[must_use]
    pub fn read(said: &str) -> Self {
        Self { said: said.to_owned(), means: reading::meaning(said) }
    }
    /// The words, verbatim.
    #[must_use]
    pub fn said(&self) -> &str {
        &self.said
    }
    /// What they mean.
    #[must_use]
    pub fn means(&self) -> &Meaning {
        &self.means
    }
    /// The last day that they allow, where that is certain.
    #[must_use]
    pub fn due(&self) -> Option<Date> {
        self.means.due()
    }
}

impl From<String> for Timescale {
    fn from(said: String) -> Self {
        let means = reading::meaning(&said);
        Self { said, means }
    }
}

impl From<Timescale> for String {
    fn from(timescale: Timescale) -> Self {
        timescale.said
    }
}

/// The last day that `said` allows, where that is certain: "By March 2022" is due on 31 March 2022.
#[must_use]
pub fn due(said: &str) -> Option<Date> {
    reading::meaning(said).due()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn dues(day: &str, words: &[&str]) {
        for said in words {
            assert_eq!(
                due(said).map(|day| day.to_string()).as_deref(),
                Some(day),
                "{said}: {:?}",
                Timescale::read(said)
            );
        }
    }

    #[test]
    fn a_day_is_read_however_it_is_written() {
        let words =
            ["31/12/2021", "31.12.21", "2021-12-31", "31 December 2021", "Friday, 31st of Dec. 2021", "31-Dec-21"];
        dues("2021-12-31", &words);
        dues("2021-12-31", &["December 31, 2021", "12/31/2021", "by 31 December ’21", "1 May 2020 – 31 December 2021"]);
        dues("2021-02-03", &["03/02/2021", "due by 3 Feb 2021"]);
    }

    #[test]
    fn a_month_a_quarter_and_a_year_are_due_on_their_last_day() {
        dues(
            "2022-03-31",
            &["By March 2022", "end of Mar 2022", "03/2022", "Mar '22", "2022-03", "January to March 2022"],
        );
        dues("2024-02-29", &["February 2024"]);
        dues("2025-03-31", &["1Q2025", "Q1 2025", "By end of Q1 2025", "2025 Q1", "Q1/25", "quarter 1, 2025"]);
        dues("2024-12-31", &["by end of 2024", "2024", "2021-24", "2021 – 2024"]);
    }

    #[test]
    fn two_readings_are_none() {
        for said in ["Sep-12", "May-19", "12-Sep", "March", "2011-12"] {
            let Meaning::Ambiguous(why) = Timescale::read(said).means else {
                panic!("{said}: {:?}", Timescale::read(said))
            };
            assert!(why.contains("may be") || why.contains("no year"), "{why}");
            assert_eq!(due(said), None);
        }
        assert_eq!(
            Timescale::read("Sep-12").means,
            Meaning::Ambiguous("“Sep-12” may be 12 September or September 2012".into())
        );
    }

    #[test]
    fn a_day_that_no_calendar_has_says_why() {
        let why = |said: &str| match Timescale::read(said).means {
            Meaning::Impossible(why) => why,
            other => panic!("{said}: {other:?}"),
        };
        assert_eq!(why("31 June 2024"), "June has only 30 days");
        assert_eq!(why("31 June"), "June has only 30 days");
        assert_eq!(why("29/02/2023"), "February 2023 has only 28 days");
        assert_eq!(why("31/13/2021"), "There is no month 13");
        assert_eq!(why("0 May 2021"), "No month has a day 0");
    }

    #[test]
    fn words_without_a_day_keep_their_kind() {
        for said in ["ongoing", "On-going.", "Annually", "Ongoing from 2022", "every term"] {
            assert_eq!(Timescale::read(said).means, Meaning::Ongoing, "{said}");
        }
        for said in ["Y1-3", "Y2", "Year 1", "6-12 months", "within six months", "short term", "1.5 years", "M6"] {
            assert_eq!(Timescale::read(said).means, Meaning::Relative, "{said}");
        }
        for said in ["academic year 24/25", "2024/25", "AY2024-25", "24/25"] {
            assert_eq!(Timescale::read(said).means, Meaning::AcademicYear(2024), "{said}");
        }
        for said in [
            "",
            "TBC",
            "from March 2022",
            "before March 2022",
            "early 2024",
            "Summer 2024",
            "1 2 3 4",
            "May 2022 to May 2021",
        ] {
            assert_eq!(Timescale::read(said).means, Meaning::Unknown, "{said}");
        }
    }

    #[test]
    fn the_words_are_kept_verbatim() {
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
        fn any_words_are_read(said in "[0-9a-zA-Z’ /.-]{0,20}|.{0,20}") {
            let timescale = Timescale::read(&said);
            prop_assert_eq!(timescale.said(), said);
        }
    }
}
