use super::*;
use jiff::civil::date;

fn steps() -> [Date; 7] {
    [
        date(2027, 1, 4),
        date(2027, 1, 25),
        date(2027, 2, 14),
        date(2027, 4, 1),
        date(2027, 4, 25),
        date(2027, 5, 19),
        date(2027, 5, 31),
    ]
}

fn dates() -> RoundDates {
    RoundDates::parse(date(2026, 10, 1), date(2027, 1, 31), steps()).unwrap()
}

fn round() -> ReviewRound {
    ReviewRound::invented(0, "January 2027", dates())
}

fn done(step: RoundStep) -> ReviewRound {
    ReviewRound { done: Some(step), ..round() }
}

fn fields(refused: Result<RoundDates, Vec<RoundFlaw>>) -> Vec<&'static str> {
    refused.unwrap_err().iter().map(|flaw| flaw.field).collect()
}

#[test]
fn each_step_ends_after_the_one_before() {
    let (first, due) = (date(2026, 10, 1), date(2027, 1, 31));
    for at in 1..7 {
        let mut wrong = steps();
        wrong[at] = wrong[at - 1];
        let refused = fields(RoundDates::parse(first, due, wrong));
        assert_eq!(refused[0], RoundStep::ALL[at].as_str());
    }
}

#[test]
fn submissions_end_before_allocation_and_not_before_they_begin() {
    let first = date(2026, 10, 1);
    assert_eq!(fields(RoundDates::parse(first, date(2026, 9, 30), steps())), ["due"]);
    assert_eq!(fields(RoundDates::parse(first, date(2027, 2, 14), steps())), ["allocate"]);
    assert!(RoundDates::parse(first, date(2027, 2, 13), steps()).is_ok());
    assert!(RoundDates::parse(first, first, steps()).is_ok(), "one day of submission is enough");
}

#[test]
fn the_usual_dates_are_in_order_and_end_with_feedback() {
    let usual = RoundDates::usual(date(2026, 10, 1), date(2027, 1, 31), date(2027, 5, 31)).unwrap();
    assert_eq!((usual.due(), usual.of(RoundStep::Send)), (date(2027, 1, 31), date(2027, 5, 31)));
    assert_eq!(usual.of(RoundStep::Recruit), date(2027, 1, 3));
    assert_eq!(usual.of(RoundStep::Allocate), date(2027, 2, 14));
    let short = RoundDates::usual(date(2026, 10, 1), date(2027, 1, 31), date(2027, 2, 3));
    assert!(short.is_err(), "three days are not enough for five steps");
}

#[test]
fn a_copied_round_keeps_the_distance_of_each_date() {
    let moved = dates().moved(date(2027, 2, 1), date(2027, 9, 30)).unwrap();
    assert_eq!(moved.due(), date(2027, 9, 30));
    for (step, before) in RoundStep::ALL.into_iter().zip(steps()) {
        let distance = |from: Date, to: Date| from.until(to).unwrap().get_days();
        assert_eq!(distance(moved.due(), moved.of(step)), distance(dates().due(), before), "{step:?}");
    }
}

#[test]
fn a_submission_is_of_the_round_from_its_first_day_to_its_last() {
    for (on, is_in) in
        [(date(2026, 9, 30), false), (date(2026, 10, 1), true), (date(2027, 1, 31), true), (date(2027, 2, 1), false)]
    {
        assert_eq!(dates().gathers(on), is_in, "{on}");
    }
}

#[test]
fn rounds_overlap_if_they_share_a_day_of_submission() {
    let after = dates().moved(date(2027, 2, 1), date(2027, 9, 30)).unwrap();
    assert!(!dates().overlaps(&after) && !after.overlaps(&dates()));
    let shared = dates().moved(date(2027, 1, 31), date(2027, 9, 30)).unwrap();
    assert!(dates().overlaps(&shared) && shared.overlaps(&dates()));
    let within = dates().moved(date(2026, 11, 1), date(2026, 12, 1)).unwrap();
    assert!(dates().overlaps(&within) && within.overlaps(&dates()));
}

#[test]
fn feedback_within_three_to_four_months_is_usual() {
    let review = crate::assessment::locked_version::tests::charter().review;
    let wait = |send: Date| {
        let mut all = steps();
        all[2..].copy_from_slice(&[2, 3, 4, 5, 6].map(|day| date(2027, 2, day)));
        all[6] = send;
        RoundDates::parse(date(2026, 10, 1), date(2027, 1, 31), all).unwrap().wait(&review)
    };
    assert_eq!(wait(date(2027, 4, 29)), FeedbackWait::Shorter);
    // The last day of April is three months after the last day of January.
    assert_eq!(wait(date(2027, 4, 30)), FeedbackWait::Usual);
    assert_eq!(wait(date(2027, 5, 31)), FeedbackWait::Usual);
    assert_eq!(wait(date(2027, 6, 1)), FeedbackWait::Longer { usual: date(2027, 5, 31) });
}

#[test]
fn recruiting_and_training_end_with_their_last_day() {
    let at = |day| round().state(day);
    assert_eq!(at(date(2026, 10, 1)), RoundState::At(RoundStep::Recruit));
    assert_eq!(at(date(2027, 1, 4)), RoundState::At(RoundStep::Recruit), "the last day is part of the step");
    assert_eq!(at(date(2027, 1, 5)), RoundState::At(RoundStep::Train));
    assert_eq!(at(date(2027, 1, 26)), RoundState::At(RoundStep::Allocate));
    assert_eq!(round().late(date(2027, 1, 26)), None);
}

#[test]
fn a_step_that_needs_work_stays_until_it_is_done_and_is_late_after_its_day() {
    let much_later = date(2028, 1, 1);
    assert_eq!(round().state(much_later), RoundState::At(RoundStep::Allocate));
    assert_eq!(round().late(much_later), Some(RoundStep::Allocate), "one step is late, and not all that follow");
    assert_eq!(round().late(date(2027, 2, 14)), None, "its last day is in time");
    for (before, step) in RoundStep::ALL[2..].iter().zip(&RoundStep::ALL[3..]) {
        assert_eq!(done(*before).state(much_later), RoundState::At(*step));
        assert_eq!(done(*before).late(much_later), Some(*step));
    }
    assert_eq!(done(RoundStep::Send).state(date(2027, 1, 1)), RoundState::Finished);
    assert_eq!(done(RoundStep::Send).late(much_later), None);
}

#[test]
fn a_step_that_is_done_early_is_over() {
    assert_eq!(done(RoundStep::Allocate).state(date(2027, 1, 1)), RoundState::At(RoundStep::Read));
}

#[test]
fn a_cancelled_round_is_at_no_step_and_late_with_nothing() {
    let cancelled = Cancellation { on: date(2027, 1, 1), reason: "Too few submissions".to_owned() };
    for round in [round(), done(RoundStep::Read), done(RoundStep::Send)] {
        let round = ReviewRound { cancelled: Some(cancelled.clone()), ..round };
        assert_eq!(round.state(date(2028, 1, 1)), RoundState::Cancelled);
        assert_eq!(round.late(date(2028, 1, 1)), None);
        assert!(!round.accepts_late(date(2027, 1, 1)));
    }
}

#[test]
fn a_late_submission_is_accepted_until_reviewers_are_allocated() {
    assert!(round().accepts_late(date(2027, 2, 10)));
    assert!(round().accepts_late(date(2027, 3, 10)), "allocation is late itself");
    assert!(!done(RoundStep::Allocate).accepts_late(date(2027, 2, 10)));
    assert!(!done(RoundStep::Send).accepts_late(date(2027, 2, 10)));
}

#[test]
fn reviewers_are_recruited_until_training_and_asked_until_they_are_allocated() {
    assert!(round().recruits(round().dates.of(RoundStep::Recruit)));
    assert!(!round().recruits(round().dates.of(RoundStep::Train)));
    assert!(round().asks_reviewers(date(2027, 2, 10)));
    assert!(!done(RoundStep::Allocate).asks_reviewers(date(2027, 2, 10)));
    let cancelled = Some(Cancellation { on: date(2026, 1, 1), reason: String::new() });
    let gone = ReviewRound { cancelled, ..round() };
    assert!(round().is_open(date(2028, 1, 1)), "it is late");
    assert!(!done(RoundStep::Send).is_open(date(2027, 6, 1)) && !gone.is_open(date(2026, 1, 2)));
    assert!(!gone.recruits(date(2026, 1, 2)) && !gone.asks_reviewers(date(2026, 1, 2)));
}

#[test]
fn each_step_has_its_words_and_those_whose_turn_it_is() {
    let mut words: Vec<_> = RoundStep::ALL.iter().flat_map(|step| [step.as_str(), step.name(), step.state()]).collect();
    let number = words.len();
    words.sort_unstable();
    words.dedup();
    assert_eq!(words.len(), number, "two steps share a word");
    assert_eq!(RoundStep::Read.turn().name(), "Reviewers");
    assert_eq!(RoundStep::Allocate.turn(), Turn::Secretariat);
}

#[test]
fn a_round_that_the_board_reads_alone_goes_on_without_an_allocation_once_its_last_day_of_submission_is_over() {
    let alone = |done| ReviewRound { done: Some(done), is_read_by_board_alone: true, ..round() };
    let due = dates().due();
    let after = due.tomorrow().unwrap();
    let reading = alone(RoundStep::Allocate);
    assert_ne!(reading.state(due), RoundState::At(RoundStep::Read), "more can be submitted today");
    assert_eq!(reading.state(after), RoundState::At(RoundStep::Read));
    assert_eq!(reading.turn(RoundStep::Read), Turn::Board);
    assert_eq!(reading.turn(RoundStep::Moderate), Turn::Secretariat, "the board wrote the text");
    assert!(!reading.asks_reviewers(after) && !reading.is_allocated());
    assert_eq!(alone(RoundStep::Send).state(after), RoundState::Finished);
    let allocated = ReviewRound { done: Some(RoundStep::Allocate), ..round() };
    assert!(allocated.is_allocated());
    assert_eq!(allocated.turn(RoundStep::Read), Turn::Reviewers);
}
