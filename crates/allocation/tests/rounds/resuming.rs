//! Searches that are cut off, and go on from what was kept.

use crate::exhaustive::{budget, rounds};
use allocation::{
    Budget, Grouping, Load, Objective, Outcome, Panel, PanelSizes, Request, Round, Score, allocate, reallocate, verify,
};
use proptest::prelude::*;
use std::{cell::RefCell, ops::ControlFlow};

fn sizes() -> PanelSizes {
    PanelSizes::new(1..=3, 1..=2).unwrap()
}

fn requests() -> impl Strategy<Value = Request> {
    prop_oneof![
        Just(Request::free(Objective::Total)),
        Just(Request::free(Objective::Fair)),
        Just(Request::panels(Objective::Total, sizes())),
        Just(Request::panels(Objective::Fair, sizes())),
    ]
}

fn assignment(round: &Round, panels: &[Panel]) -> Vec<Vec<usize>> {
    let mut assignment = vec![Vec::new(); round.submissions()];
    for panel in panels {
        panel.submissions.iter().for_each(|&one| assignment[one].clone_from(&panel.reviewers));
    }
    assignment
}

/// The breaches by the independent check.
fn breaches(round: &Round, request: &Request, panels: &[Panel]) -> usize {
    match &request.grouping {
        Grouping::Free => verify::breaches(round, &assignment(round, panels)).len(),
        Grouping::Panels(sizes) => verify::panel_breaches(round, sizes, panels).len(),
    }
}

/// How good an allocation is: the minimum, where it comes first, and the total.
fn rank(round: &Round, objective: Objective, assignment: &[Vec<usize>]) -> (Score, Score) {
    let least = if objective == Objective::Fair { verify::minimum(round, assignment) } else { Score::ZERO };
    (least, verify::total(round, assignment))
}

/// Searches for so many questions, and returns the outcome with all that was kept.
fn cut_off(round: &Round, request: &Request, questions: u32) -> (Outcome, Vec<Vec<Panel>>) {
    let kept = RefCell::new(Vec::new());
    let mut asked = 0;
    let mut budget = Budget::until(|_| {
        asked += 1;
        if asked > questions { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    })
    .keeping(|panels| kept.borrow_mut().push(panels));
    let outcome = allocate(round, request, &mut budget);
    drop(budget);
    (outcome, kept.into_inner())
}

/// A search that may ask no question.
fn no_time() -> Budget<'static> {
    Budget::until(|_| ControlFlow::Break(()))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_is_kept_keeps_all_rules_and_becomes_better(round in rounds(), request in requests(), questions in 0..40u32) {
        let (outcome, kept) = cut_off(&round, &request, questions);
        for panels in &kept {
            prop_assert_eq!(breaches(&round, &request, panels), 0, "{:?}", panels);
        }
        let ranks: Vec<_> = kept.iter().map(|panels| rank(&round, request.objective, &assignment(&round, panels))).collect();
        prop_assert!(ranks.windows(2).all(|pair| pair[0] < pair[1]), "{:?}", ranks);
        match outcome {
            // The result is never worse than what was kept.
            Outcome::Allocated(found) => prop_assert!(ranks.last().is_none_or(|last| rank(&round, request.objective, found.assignment()) >= *last)),
            Outcome::Impossible(_) | Outcome::Unfinished { .. } => prop_assert_eq!(kept.len(), 0),
        }
    }

    #[test]
    fn a_search_that_goes_on_is_never_worse_than_what_was_kept_and_ends_at_the_best(
        round in rounds(), request in requests(), questions in 0..40u32,
    ) {
        let (_, mut kept) = cut_off(&round, &request, questions);
        let whole = allocate(&round, &request, &mut budget());
        let Some(known) = kept.pop() else {
            // Nothing is lost: without anything to go on from, the search is as if it began.
            prop_assert_eq!(allocate(&round, &request, &mut budget().resuming(Vec::new())), whole);
            return Ok(());
        };
        let before = rank(&round, request.objective, &assignment(&round, &known));
        let Outcome::Allocated(at_once) = allocate(&round, &request, &mut no_time().resuming(known.clone())) else {
            return Err(TestCaseError::fail("what was kept is an allocation"));
        };
        prop_assert!(rank(&round, request.objective, at_once.assignment()) >= before);
        prop_assert!(at_once.bound() >= at_once.total());
        let Outcome::Allocated(whole) = whole else { return Err(TestCaseError::fail("there is an allocation")) };
        let Outcome::Allocated(found) = allocate(&round, &request, &mut budget().resuming(known)) else {
            return Err(TestCaseError::fail("there is an allocation"));
        };
        prop_assert!(found.is_proven());
        prop_assert_eq!((found.minimum(), found.total()), match request.objective {
            Objective::Fair => (whole.minimum(), whole.total()),
            Objective::Total => (found.minimum(), whole.total()),
        });
        if !whole.panels().is_empty() {
            prop_assert_eq!(verify::panel_breaches(&round, &sizes(), found.panels()), []);
        }
    }

    #[test]
    fn what_breaks_a_rule_is_not_gone_on_from(round in rounds(), request in requests(), reviewers in prop::collection::vec(0..7usize, 0..4)) {
        let known: Vec<Panel> = (0..round.submissions()).map(|one| Panel { reviewers: reviewers.clone(), submissions: vec![one] }).collect();
        let is_there = reviewers.iter().all(|one| *one < round.reviewers());
        prop_assume!(!is_there || breaches(&round, &request, &known) > 0);
        let (resumed, whole) = (allocate(&round, &request, &mut budget().resuming(known)), allocate(&round, &request, &mut budget()));
        prop_assert_eq!(resumed, whole);
    }
}

#[test]
fn few_moves_go_on_as_well() {
    let scores = [9, 1, 5, 5].map(|tenths| Some(Score::from_millionths(tenths * 100_000))).to_vec();
    let round = Round::new(vec![1, 1], vec![Load::new(0, 1).unwrap(); 2], scores).unwrap();
    let known =
        vec![Panel { reviewers: vec![1], submissions: vec![0] }, Panel { reviewers: vec![0], submissions: vec![1] }];
    let previous = [vec![1], vec![0]];
    let grouping = Grouping::Panels(PanelSizes::new(1..=1, 1..=1).unwrap());
    let Outcome::Allocated(found) = reallocate(&round, &previous, &grouping, &mut no_time().resuming(known)) else {
        panic!("it is known")
    };
    assert_eq!(found.assignment(), previous);
}
