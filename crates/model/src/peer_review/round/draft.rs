//! Creates and edits a round: what a form has, and the dates that are suggested for a new one.

use crate::peer_review::round::{ReviewRound, RoundDates, RoundFlaw, RoundStep};
use crate::{Date, charter::Charter, core::short::Line};
use jiff::ToSpan as _;

/// A round as it was entered, checked and ready to be stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RoundDraft {
    /// The name.
    pub name: Line,
    /// The dates.
    pub dates: RoundDates,
}

/// The dates of a form, none where it is blank.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct EnteredDates {
    /// The first day of submission.
    pub first: Option<Date>,
    /// The last day of submission.
    pub due: Option<Date>,
    /// The last day of each step, in the order of [`RoundStep::ALL`].
    pub steps: [Option<Date>; 7],
}

impl RoundDraft {
    /// Checks what was entered.
    ///
    /// # Errors
    /// Returns every field that is blank; if none is, every date that is not in order.
    pub fn parse(name: &str, entered: EnteredDates) -> Result<Self, Vec<RoundFlaw>> {
        let mut flaws = Vec::new();
        let name = Line::parse(name)
            .map_err(|error| RoundFlaw::new("name", error.at("Name", "Enter a name, for example January 2027")));
        let mut required = |field, label: &str, date: Option<Date>| {
            date.unwrap_or_else(|| {
                flaws.push(RoundFlaw::new(field, format!("Enter a date for “{label}”, for example 30 9 2027")));
                Date::ZERO
            })
        };
        let first = required("first", "First day of submission", entered.first);
        let due = required("due", "Last day of submission", entered.due);
        let steps = RoundStep::ALL.map(|step| required(step.as_str(), step.name(), entered.steps[step as usize]));
        let dates = if flaws.is_empty() { RoundDates::parse(first, due, steps) } else { Err(flaws) };
        match (name, dates) {
            (Ok(name), Ok(dates)) => Ok(Self { name, dates }),
            (name, dates) => Err(name.err().into_iter().chain(dates.err().into_iter().flatten()).collect()),
        }
    }
}

/// A round that the calendar of the charter lists, with the dates that are suggested for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SuggestedRound {
    /// Its name in the charter.
    pub name: String,
    /// Its dates: submission and feedback as in the charter, the steps between as usual.
    pub dates: RoundDates,
}

/// The rounds of the charter's calendar, in order. A round gathers what was submitted after the round before; the first, what was submitted in the
/// half year before its last day, since the list does not say how far it reaches back.
#[must_use]
pub fn suggested(charter: &Charter) -> Vec<SuggestedRound> {
    let rounds = &charter.calendar.rounds;
    let first = |index: usize, due: Date| match index.checked_sub(1).and_then(|before| rounds.get(before)) {
        Some(before) => before.submissions.saturating_add(1.day()),
        None => due.saturating_sub(6.months()),
    };
    let suggest = |(index, round): (usize, &crate::charter::Round)| {
        let dates = RoundDates::usual(first(index, round.submissions), round.submissions, round.feedback).ok()?;
        Some(SuggestedRound { name: round.name.clone(), dates })
    };
    rounds.iter().enumerate().filter_map(suggest).collect()
}

/// The dates suggested for a copy of `round`: of the next round in the calendar that has no day of submission in common with `rounds` and is due
/// later, or half a year later if there is none. Each step is as far from the last day of submission as in the copied round.
#[must_use]
pub fn copied(charter: &Charter, round: &ReviewRound, rounds: &[ReviewRound]) -> SuggestedRound {
    let is_free = |one: &SuggestedRound| one.dates.due() > round.dates.due() && is_free(&one.dates, rounds);
    let next = suggested(charter).into_iter().find(is_free);
    let (name, first, due) = if let Some(next) = next {
        (next.name, next.dates.first(), next.dates.due())
    } else {
        let first = round.dates.due().saturating_add(1.day());
        (format!("{} (copy)", round.name), first, round.dates.due().saturating_add(6.months()))
    };
    // The order of the dates does not change, so that only a round at the end of time has none.
    let dates = round.dates.moved(first, due).unwrap_or(round.dates);
    SuggestedRound { name, dates }
}

/// The rounds of the calendar that should be created: recruiting begins within 3 months, feedback is not due yet, and no other round gathers these
/// submissions.
#[must_use]
pub fn to_create(charter: &Charter, rounds: &[ReviewRound], today: Date) -> Vec<SuggestedRound> {
    let soon = today.saturating_add(3.months());
    let is_missing = |one: &SuggestedRound| {
        one.dates.of(RoundStep::Recruit) <= soon
            && one.dates.of(RoundStep::Send) >= today
            && is_free(&one.dates, rounds)
    };
    suggested(charter).into_iter().filter(is_missing).collect()
}

/// Whether no round that is not cancelled has a day of submission in common with these dates.
fn is_free(dates: &RoundDates, rounds: &[ReviewRound]) -> bool {
    !rounds.iter().any(|round| round.cancelled.is_none() && round.dates.overlaps(dates))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{charter::Round, peer_review::round::Cancellation};
    use jiff::civil::date;

    fn charter() -> Charter {
        let round = |name: &str, submissions, feedback| Round { name: name.to_owned(), submissions, feedback };
        let mut charter = crate::assessment::locked_version::tests::charter();
        charter.calendar.rounds = vec![
            round("September 2026", date(2026, 9, 30), date(2027, 1, 31)),
            round("January 2027", date(2027, 1, 31), date(2027, 5, 31)),
        ];
        charter
    }

    fn stored(suggested: &SuggestedRound) -> ReviewRound {
        ReviewRound::invented(0, &suggested.name, suggested.dates)
    }

    fn names(all: &[SuggestedRound]) -> Vec<&str> {
        all.iter().map(|one| one.name.as_str()).collect()
    }

    #[test]
    fn a_blank_form_names_every_field_and_dates_out_of_order_are_named_alone() {
        let flaws = RoundDraft::parse(" ", EnteredDates::default()).unwrap_err();
        let fields: Vec<_> = flaws.iter().map(|flaw| flaw.field).collect();
        let expected = ["name", "first", "due", "recruit", "train", "allocate", "read", "agree", "moderate", "send"];
        assert_eq!(fields, expected);
        let dates = suggested(&charter())[1].dates;
        let mut entered =
            EnteredDates { first: Some(dates.first()), due: Some(dates.due()), steps: dates.steps().map(Some) };
        let draft = RoundDraft::parse(" January  2027", entered).unwrap();
        assert_eq!((draft.name.as_str(), draft.dates), ("January 2027", dates));
        entered.steps[3] = entered.steps[2];
        let flaws = RoundDraft::parse("January 2027", entered).unwrap_err();
        assert_eq!(flaws.iter().map(|flaw| flaw.field).collect::<Vec<_>>(), ["read"]);
    }

    #[test]
    fn the_calendar_gives_each_round_the_days_after_the_one_before() {
        let all = suggested(&charter());
        assert_eq!(names(&all), ["September 2026", "January 2027"]);
        assert_eq!(all[0].dates.first(), date(2026, 3, 30));
        assert_eq!((all[1].dates.first(), all[1].dates.due()), (date(2026, 10, 1), date(2027, 1, 31)));
        assert_eq!(all[1].dates.of(RoundStep::Send), date(2027, 5, 31));
    }

    #[test]
    fn a_round_is_to_be_created_before_it_recruits_and_until_its_feedback_is_due() {
        let charter = charter();
        let missing = |rounds: &[ReviewRound], today| {
            to_create(&charter, rounds, today).into_iter().map(|one| one.name).collect::<Vec<_>>()
        };
        assert_eq!(missing(&[], date(2026, 5, 1)), [""; 0]);
        assert_eq!(missing(&[], date(2026, 9, 1)), ["September 2026"]);
        assert_eq!(missing(&[], date(2026, 11, 1)), ["September 2026", "January 2027"]);
        assert_eq!(missing(&[], date(2027, 2, 1)), ["January 2027"]);
        assert_eq!(missing(&[], date(2027, 6, 1)), [""; 0]);
        let mut created = stored(&suggested(&charter)[1]);
        assert_eq!(missing(&[created.clone()], date(2027, 2, 1)), [""; 0]);
        created.cancelled = Some(Cancellation { on: date(2027, 1, 1), reason: "Too few".to_owned() });
        assert_eq!(missing(&[created], date(2027, 2, 1)), ["January 2027"], "a cancelled round gathers nothing");
    }

    #[test]
    fn a_copy_is_for_the_next_free_round_of_the_calendar_or_half_a_year_later() {
        let charter = charter();
        let [first, second] = [0, 1].map(|index| stored(&suggested(&charter)[index]));
        let copy = copied(&charter, &first, std::slice::from_ref(&first));
        assert_eq!((copy.name.as_str(), copy.dates.due()), ("January 2027", date(2027, 1, 31)));
        let distance = |dates: &RoundDates| (dates.of(RoundStep::Read) - dates.due()).get_days();
        assert_eq!(distance(&copy.dates), distance(&first.dates));
        let copy = copied(&charter, &second, &[first.clone(), second.clone()]);
        assert_eq!((copy.name.as_str(), copy.dates.due()), ("January 2027 (copy)", date(2027, 7, 31)));
        assert!(!copy.dates.overlaps(&second.dates));
    }
}
