//! Random rounds, feasible and not, against exhaustive search and the independent check.

use crate::exhaustive::{budget, every_assignment, every_panels, rounds, rounds_with_minimum};
use allocation::{Allocation, Objective, Outcome, Panel, PanelSizes, Request, Round, Rule, Score, allocate, verify};
use proptest::prelude::*;

/// The best total, and the best minimum with its best total, of the assignments that keep every rule.
fn exhaustive(round: &Round) -> Option<(Score, (Score, Score))> {
    let mut best: Option<(Score, (Score, Score))> = None;
    every_assignment(round, &mut |assignment| {
        if verify::breaches(round, assignment).is_empty() {
            let (total, minimum) = (verify::total(round, assignment), verify::minimum(round, assignment));
            let (most, fairest) = best.unwrap_or((total, (minimum, total)));
            best = Some((most.max(total), fairest.max((minimum, total))));
        }
    });
    best
}

/// The fewest breaches of one rule alone.
fn fewest_breaches(round: &Round, rule: Rule) -> Option<usize> {
    let mut least: Option<usize> = None;
    every_assignment(round, &mut |assignment| {
        let breaches = verify::breaches(round, assignment);
        if breaches.iter().all(|breach| breach.rule == rule) {
            let amount = breaches.iter().map(|breach| breach.amount).sum();
            least = Some(least.map_or(amount, |least| least.min(amount)));
        }
    });
    least
}

/// The fewest breaches of some rules alone, for panels. A submission may be left without a panel if that is one of them.
fn fewest_breaches_of_panels(round: &Round, sizes: &PanelSizes, rules: &[Rule]) -> Option<usize> {
    let mut least: Option<usize> = None;
    every_panels(round, &mut |panels| {
        let panels: Vec<Panel> = panels.iter().filter(|panel| !panel.reviewers.is_empty()).cloned().collect();
        let breaches = verify::panel_breaches(round, sizes, &panels);
        if breaches.iter().all(|breach| rules.contains(&breach.rule)) {
            let amount = breaches.iter().map(|breach| breach.amount).sum();
            least = Some(least.map_or(amount, |least| least.min(amount)));
        }
    });
    least
}

fn found(round: &Round, objective: Objective) -> Outcome {
    allocate(round, &Request::free(objective), &mut budget())
}

fn check(round: &Round, allocation: &Allocation) {
    assert_eq!(verify::breaches(round, allocation.assignment()), []);
    assert!(allocation.is_proven(), "{allocation:?}");
}

/// All rules that a round can have.
const RULES: [Rule; 9] = [
    Rule::Demand,
    Rule::MaxLoad,
    Rule::MinLoad,
    Rule::Conflict,
    Rule::Lead,
    Rule::Technician,
    Rule::Experienced,
    Rule::Organisation,
    Rule::Reciprocity,
];

/// How many rounds each test looks at.
const CASES: u32 = 200;

proptest! {
    #![proptest_config(ProptestConfig { cases: CASES, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn an_allocation_is_the_best_of_all_and_an_impossible_one_has_the_least_mend(round in rounds()) {
        let best = exhaustive(&round);
        match found(&round, Objective::Total) {
            Outcome::Allocated(allocation) => {
                check(&round, &allocation);
                prop_assert_eq!(Some(allocation.total()), best.map(|(total, _)| total));
            }
            Outcome::Impossible(impossible) => {
                prop_assert!(best.is_none());
                prop_assert!(!impossible.mends.is_empty());
                let is_single = impossible.mends.iter().all(|mend| mend.rules.len() == 1);
                for rule in RULES {
                    let mend = impossible.mends.iter().find(|mend| mend.rules == [rule]);
                    let expected = fewest_breaches(&round, rule);
                    if is_single || expected.is_some() {
                        prop_assert_eq!(mend.map(|mend| mend.amount), expected, "{}", rule);
                        prop_assert_eq!(mend.map(|mend| mend.bound), expected, "{}", rule);
                    }
                }
            }
            Outcome::Unfinished { .. } => prop_assert!(false, "the budget has no limit"),
        }
        match found(&round, Objective::Fair) {
            Outcome::Allocated(allocation) => {
                check(&round, &allocation);
                prop_assert_eq!(Some((allocation.minimum(), allocation.total())), best.map(|(_, fairest)| fairest));
            }
            _ => prop_assert!(best.is_none()),
        }
    }

    #[test]
    fn panels_are_the_best_of_all_and_heed_the_load_of_each_reviewer(round in rounds_with_minimum(2), least in 1..3usize) {
        let sizes = PanelSizes::new(least..=3, 1..=2).unwrap();
        let request = Request::panels(Objective::Total, sizes.clone());
        let mut best: Option<Score> = None;
        every_panels(&round, &mut |panels| {
            if verify::panel_breaches(&round, &sizes, panels).is_empty() {
                let total = panels.iter().flat_map(|panel| panel.submissions.iter().map(|&one| verify::service(&round, one, &panel.reviewers))).sum();
                best = Some(best.map_or(total, |best| best.max(total)));
            }
        });
        match allocate(&round, &request, &mut budget()) {
            Outcome::Allocated(allocation) => {
                prop_assert_eq!(verify::panel_breaches(&round, &sizes, allocation.panels()), []);
                for reviewer in 0..round.reviewers() {
                    let load = round.load(reviewer);
                    let taken = allocation.assignment().iter().filter(|team| team.contains(&reviewer)).count();
                    prop_assert!(load.min() <= taken && taken <= load.max(), "{} of {:?}", taken, load);
                }
                prop_assert_eq!(Some(allocation.total()), best);
                prop_assert!(allocation.is_proven());
            }
            Outcome::Impossible(impossible) => {
                prop_assert_eq!(best, None);
                prop_assert!(!impossible.mends.is_empty());
                if let [together] = &impossible.mends[..] && together.rules.len() > 1 {
                    let expected = fewest_breaches_of_panels(&round, &sizes, &RULES);
                    prop_assert_eq!((Some(together.amount), Some(together.bound)), (expected, expected));
                } else {
                    for rule in RULES {
                        let mend = impossible.mends.iter().find(|mend| mend.rules == [rule]);
                        let expected = fewest_breaches_of_panels(&round, &sizes, &[rule]);
                        prop_assert_eq!(mend.map(|mend| mend.amount), expected, "{}", rule);
                        prop_assert_eq!(mend.map(|mend| mend.bound), expected, "{}", rule);
                    }
                }
            }
            Outcome::Unfinished { .. } => prop_assert!(false, "the budget has no limit"),
        }
    }
}
