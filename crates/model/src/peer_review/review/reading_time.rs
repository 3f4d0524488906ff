//! How long a reviewer has worked on a submission, as far as their own requests tell. It is for them alone.

use crate::{Timestamp, core::dates::count};
use jiff::SignedDuration;

/// The most that the interval between two requests counts. Whoever reads sends no request for minutes; whoever is away longer was not reading all the
/// time.
pub const LONGEST_INTERVAL: SignedDuration = SignedDuration::from_mins(10);

/// The seconds that a request adds: the time since the last one, up to [`LONGEST_INTERVAL`]. The first one adds nothing.
#[must_use]
pub fn interval(last: Option<Timestamp>, now: Timestamp) -> i64 {
    last.map_or(0, |last| now.duration_since(last).clamp(SignedDuration::ZERO, LONGEST_INTERVAL).as_secs())
}

/// The time in words, rounded down to 5 minutes, because it is not exact: "about 1 hour 20 minutes".
#[must_use]
pub fn in_words(seconds: i64) -> String {
    let minutes = seconds / 60 / 5 * 5;
    match (minutes / 60, minutes % 60) {
        (0, 0) => "less than 5 minutes".to_owned(),
        (0, minutes) => format!("about {}", count(minutes, "minute")),
        (hours, 0) => format!("about {}", count(hours, "hour")),
        (hours, minutes) => format!("about {} {}", count(hours, "hour"), count(minutes, "minute")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(second).unwrap()
    }

    #[test]
    fn a_pause_counts_only_in_part_and_a_clock_that_goes_back_counts_nothing() {
        assert_eq!(interval(None, at(50)), 0);
        assert_eq!(interval(Some(at(10)), at(50)), 40);
        assert_eq!(interval(Some(at(0)), at(600)), 600);
        assert_eq!(interval(Some(at(0)), at(86_400)), 600, "a night is no reading");
        assert_eq!(interval(Some(at(50)), at(10)), 0);
    }

    #[test]
    fn the_time_is_never_more_exact_than_it_is_known() {
        let words = [0, 299, 300, 3_599, 3_600, 4_900, 7_500].map(in_words);
        assert_eq!(
            words,
            [
                "less than 5 minutes",
                "less than 5 minutes",
                "about 5 minutes",
                "about 55 minutes",
                "about 1 hour",
                "about 1 hour 20 minutes",
                "about 2 hours 5 minutes",
            ]
        );
    }
}
