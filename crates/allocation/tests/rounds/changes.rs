//! Pins, bans, swaps and drop-outs of random rounds.

use crate::exhaustive::{budget, every_assignment, every_panels, rounds};
use allocation::{
    Allocation, Change, Grouping, Objective, Outcome, PanelSizes, Request, Round, Rule, Score, allocate, cost_of,
    moves, reallocate, swap, verify,
};
use proptest::prelude::*;

/// What is best of the assignments that keep every rule and meet a condition: the total, or first the minimum.
fn best_of(round: &Round, objective: Objective, is_meant: &dyn Fn(&[Vec<usize>]) -> bool) -> Option<(Score, Score)> {
    let mut best = None;
    every_assignment(round, &mut |assignment| {
        if is_meant(assignment) && verify::breaches(round, assignment).is_empty() {
            let minimum = if objective == Objective::Fair { verify::minimum(round, assignment) } else { Score::ZERO };
            best = best.max(Some((minimum, verify::total(round, assignment))));
        }
    });
    best
}

fn is_in(assignment: &[Vec<usize>], (submission, reviewer): (usize, usize)) -> bool {
    assignment[submission].contains(&reviewer)
}

/// What both have in common.
fn kept(before: &[Vec<usize>], after: &[Vec<usize>]) -> usize {
    before.iter().zip(after).map(|(old, new)| new.iter().filter(|one| old.contains(one)).count()).sum()
}

/// Makes the moves.
fn moved(before: &[Vec<usize>], after: &[Vec<usize>]) -> Vec<Vec<usize>> {
    let mut assignment = before.to_vec();
    for one in moves(before, after) {
        let team = &mut assignment[one.submission];
        team.retain(|reviewer| !one.leave.contains(reviewer));
        team.extend(one.join);
        team.sort_unstable();
    }
    assignment
}

fn allocated(round: &Round, request: &Request) -> Option<Allocation> {
    match allocate(round, request, &mut budget()) {
        Outcome::Allocated(allocation) => Some(allocation),
        _ => None,
    }
}

fn objective() -> impl Strategy<Value = Objective> {
    prop_oneof![Just(Objective::Total), Just(Objective::Fair)]
}

/// A pair of a submission and a reviewer, taken modulo the size of the round.
fn pair(round: &Round, (submission, reviewer): (usize, usize)) -> (usize, usize) {
    (submission % round.submissions(), reviewer % round.reviewers())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_pin_or_a_ban_costs_what_the_best_with_it_has_less(
        round in rounds(),
        objective in objective(),
        number in (0..3usize, 0..5usize),
        is_pin in any::<bool>(),
    ) {
        let request = Request::free(objective);
        let Some(before) = allocated(&round, &request) else { return Ok(()) };
        let pair = pair(&round, number);
        let (submission, reviewer) = pair;
        let change = if is_pin { Change::Pin { submission, reviewer } } else { Change::Ban { submission, reviewer } };
        let best = best_of(&round, objective, &|assignment| is_in(assignment, pair) == is_pin);
        match cost_of(&round, &request, &before, change, &mut budget()) {
            Ok(cost) => {
                let after = &cost.allocation;
                prop_assert!(verify::breaches(&round, after.assignment()).is_empty() && after.is_proven());
                prop_assert_eq!(is_in(after.assignment(), pair), is_pin);
                let minimum = if objective == Objective::Fair { after.minimum() } else { Score::ZERO };
                prop_assert_eq!(Some((minimum, after.total())), best);
                prop_assert_eq!((cost.total, cost.minimum), (before.total() - after.total(), before.minimum() - after.minimum()));
                prop_assert_eq!(moved(before.assignment(), after.assignment()), after.assignment().to_vec());
                prop_assert_eq!(cost.moves, moves(before.assignment(), after.assignment()));
            }
            Err(Outcome::Impossible(impossible)) => {
                prop_assert_eq!(best, None);
                prop_assert!(!impossible.mends.is_empty());
            }
            Err(other) => prop_assert!(false, "{:?}", other),
        }
    }

    #[test]
    fn pins_that_cannot_all_stay_lose_as_few_as_possible(
        round in rounds(),
        objective in objective(),
        numbers in prop::collection::vec((0..3usize, 0..5usize), 1..4),
    ) {
        let mut pins: Vec<_> = numbers.into_iter().map(|number| pair(&round, number)).collect();
        pins.sort_unstable();
        pins.dedup();
        let mut most = None;
        every_assignment(&round, &mut |assignment| {
            if verify::breaches(&round, assignment).is_empty() {
                most = most.max(Some(pins.iter().filter(|pin| is_in(assignment, **pin)).count()));
            }
        });
        let request = Request { pins: pins.clone(), ..Request::free(objective) };
        match allocate(&round, &request, &mut budget()) {
            Outcome::Allocated(allocation) => {
                prop_assert!(pins.iter().all(|pin| is_in(allocation.assignment(), *pin)));
                prop_assert_eq!(verify::breaches(&round, allocation.assignment()), []);
                let best = best_of(&round, objective, &|assignment| pins.iter().all(|pin| is_in(assignment, *pin)));
                prop_assert_eq!(best.map(|(_, total)| total), Some(allocation.total()));
            }
            Outcome::Impossible(impossible) => match most {
                Some(most) => {
                    let [mend] = &impossible.mends[..] else { panic!("pins are all that is in the way") };
                    prop_assert_eq!(&mend.rules, &[Rule::Pin]);
                    prop_assert_eq!((mend.amount, mend.bound), (pins.len() - most, pins.len() - most));
                    prop_assert!(mend.breaches.iter().all(|one| pins.contains(&(one.submissions[0], one.reviewers[0]))));
                }
                None => prop_assert!(impossible.mends.iter().all(|mend| mend.rules != [Rule::Pin])),
            },
            Outcome::Unfinished { .. } => prop_assert!(false, "the budget has no limit"),
        }
    }

    #[test]
    fn pins_of_panels_stay_at_the_least_cost(round in rounds(), number in (0..3usize, 0..5usize)) {
        let sizes = PanelSizes::new(1..=3, 1..=2).unwrap();
        let pin = pair(&round, number);
        let mut best: Option<Score> = None;
        every_panels(&round, &mut |panels| {
            let is_kept = panels.iter().any(|panel| panel.submissions.contains(&pin.0) && panel.reviewers.contains(&pin.1));
            if is_kept && verify::panel_breaches(&round, &sizes, panels).is_empty() {
                let services = panels.iter().flat_map(|panel| panel.submissions.iter().map(|&one| verify::service(&round, one, &panel.reviewers)));
                best = best.max(Some(services.sum()));
            }
        });
        let request = Request { pins: vec![pin], ..Request::panels(Objective::Total, sizes.clone()) };
        match allocate(&round, &request, &mut budget()) {
            Outcome::Allocated(allocation) => {
                prop_assert_eq!(verify::panel_breaches(&round, &sizes, allocation.panels()), []);
                prop_assert!(is_in(allocation.assignment(), pin) && allocation.is_proven());
                prop_assert_eq!(Some(allocation.total()), best);
            }
            Outcome::Impossible(_) => prop_assert_eq!(best, None),
            Outcome::Unfinished { .. } => prop_assert!(false, "the budget has no limit"),
        }
    }

    #[test]
    fn a_swap_says_what_it_changes_and_breaks(round in rounds(), numbers in prop::collection::vec((0..3usize, 0..3usize), 2)) {
        let Some(before) = allocated(&round, &Request::free(Objective::Total)) else { return Ok(()) };
        let place = |(submission, place): (usize, usize)| {
            let submission = submission % round.submissions();
            let team = &before.assignment()[submission];
            (submission, team[place % team.len()])
        };
        let (one, other) = (place(numbers[0]), place(numbers[1]));
        let mut expected = before.assignment().to_vec();
        for ((submission, leaves), joins) in [(one, other.1), (other, one.1)] {
            expected[submission].retain(|reviewer| *reviewer != leaves);
            expected[submission].push(joins);
            expected[submission].sort_unstable();
        }
        match swap(&round, &before, one, other) {
            Some(swap) => {
                prop_assert_eq!(&swap.assignment, &expected);
                prop_assert_eq!(swap.total, before.total() - verify::total(&round, &expected));
                prop_assert_eq!(swap.minimum, before.minimum() - verify::minimum(&round, &expected));
                prop_assert_eq!(swap.breaches, verify::breaches(&round, &expected));
            }
            // One of both has the other submission already.
            None => prop_assert!(one.1 == other.1 || is_in(before.assignment(), (one.0, other.1)) || is_in(before.assignment(), (other.0, one.1))),
        }
        let absent = (0..round.reviewers()).find(|&reviewer| !is_in(before.assignment(), (one.0, reviewer)));
        if let Some(absent) = absent {
            prop_assert_eq!(swap(&round, &before, (one.0, absent), other), None);
        }
    }

    #[test]
    fn after_a_drop_out_as_few_reviewers_move_as_possible(round in rounds(), out in 0..3usize) {
        let Some(before) = allocated(&round, &Request::free(Objective::Total)) else { return Ok(()) };
        let before = before.assignment();
        let round = round.without_reviewer(out);
        let mut best = None;
        every_assignment(&round, &mut |assignment| {
            if verify::breaches(&round, assignment).is_empty() {
                best = best.max(Some((kept(before, assignment), verify::total(&round, assignment))));
            }
        });
        match reallocate(&round, before, &Grouping::Free, &mut budget()) {
            Outcome::Allocated(after) => {
                prop_assert!(verify::breaches(&round, after.assignment()).is_empty() && after.is_proven());
                prop_assert_eq!(Some((kept(before, after.assignment()), after.total())), best);
                prop_assert_eq!(moved(before, after.assignment()), after.assignment().to_vec());
            }
            _ => prop_assert!(best.is_none()),
        }
    }

    #[test]
    fn after_a_drop_out_as_few_people_change_their_panels_as_possible(round in rounds(), out in 0..3usize) {
        let sizes = PanelSizes::new(1..=3, 1..=2).unwrap();
        let Some(before) = allocated(&round, &Request::panels(Objective::Total, sizes.clone())) else { return Ok(()) };
        let before = before.assignment();
        let round = round.without_reviewer(out);
        let mut best = None;
        every_panels(&round, &mut |panels| {
            if verify::panel_breaches(&round, &sizes, panels).is_empty() {
                let mut assignment = vec![Vec::new(); round.submissions()];
                for panel in panels {
                    panel.submissions.iter().for_each(|&one| assignment[one].clone_from(&panel.reviewers));
                }
                best = best.max(Some((kept(before, &assignment), verify::total(&round, &assignment))));
            }
        });
        match reallocate(&round, before, &Grouping::Panels(sizes.clone()), &mut budget()) {
            Outcome::Allocated(after) => {
                prop_assert!(verify::panel_breaches(&round, &sizes, after.panels()).is_empty() && after.is_proven());
                prop_assert_eq!(Some((kept(before, after.assignment()), after.total())), best);
            }
            _ => prop_assert!(best.is_none()),
        }
    }
}
