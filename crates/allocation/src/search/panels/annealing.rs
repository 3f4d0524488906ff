//! Good panels soon: annealing.
//!
//! Submissions and reviewers exchange seats at random. An exchange that makes the panels worse is kept nevertheless if it does so by little, and
//! what is little becomes less with time. How many panels there are is decided before: as many as there are people for.

use super::{Panels, seats::Seats};
use crate::{
    budget::Budget,
    search::{
        column::{Pricing as _, Start, TeamColumn},
        goal::score,
        random::Random,
        team::{EXPERIENCED, LEAD, TECHNICIAN},
    },
};
use std::ops::RangeInclusive;

/// How many exchanges are tried for each person and submission.
const EXCHANGES: usize = 4_000;
/// After how many parts of the exchanges it becomes colder, and the caller is asked whether to go on.
const PARTS: usize = 100;
/// How many numbers of panels are tried.
const TRIES: usize = 4;

impl Panels<'_> {
    /// Looks for good panels, or for any ones if that is enough.
    pub(super) fn anneal(&mut self, is_any_enough: bool, budget: &mut Budget<'_>) -> Start {
        if !self.goal.given_up.is_empty() {
            return Start::UNKNOWN;
        }
        let numbers = self.numbers();
        if numbers.is_empty() {
            return Start::IMPOSSIBLE;
        }
        let bound = self.relaxed_bound(budget);
        let seated = (0..self.goal.round.reviewers()).filter(|&one| self.goal.round.load(one).max() > 0).count();
        // As many as have all their seats taken, for many panels are a wide choice; fewer if that breaks a rule.
        let most = (seated / self.sizes.people().end()).clamp(*numbers.start(), *numbers.end());
        let best = (*numbers.start()..=most)
            .rev()
            .take(TRIES)
            .find_map(|number| self.cool(number, bound, is_any_enough, budget));
        Start { best, bound: Some(bound), columns: Vec::new() }
    }

    /// How many panels there can be.
    fn numbers(&self) -> RangeInclusive<usize> {
        let round = self.goal.round;
        let count = |is_one: &dyn Fn(usize) -> bool| {
            (0..round.reviewers()).filter(|&one| round.load(one).max() > 0 && is_one(one)).count()
        };
        let least = round.submissions().div_ceil(*self.sizes.submissions().end());
        let least = least.max(count(&|one| self.is_enrolled(one)).div_ceil(*self.sizes.people().end()));
        let mut most = round.submissions() / self.sizes.submissions().start();
        most = most.min(count(&|_| true) / self.sizes.people().start());
        if round.has_composition() {
            for need in [LEAD, TECHNICIAN, EXPERIENCED] {
                most = most.min(count(&|one| self.brings[one] & need != 0));
            }
        }
        least..=most
    }

    /// Begins hot and becomes colder. Returns the best panels that keep all rules, with their value.
    fn cool(
        &self,
        number: usize,
        bound: i64,
        is_any_enough: bool,
        budget: &mut Budget<'_>,
    ) -> Option<(i64, Vec<TeamColumn>)> {
        let mut seats = Seats::new(self, number);
        let mut random = Random::default();
        let exchanges = EXCHANGES * seats.len() / PARTS;
        let mut heat = self.goal.greatest_weight() / 2;
        let mut best: Option<(i64, Vec<TeamColumn>)> = None;
        for _ in 0..PARTS {
            for _ in 0..exchanges {
                seats.exchange(heat, &mut random);
            }
            if best.as_ref().is_none_or(|(value, _)| seats.value() > *value) && seats.keeps_rules() {
                let columns = seats.columns();
                if let Some(value) = self.value_of(&columns) {
                    budget.found(self.goal.round, value, &columns);
                    best = Some((value, columns));
                }
            }
            budget.report(best.as_ref().map(|(value, _)| score(*value)), Some(score(bound)));
            if budget.spend(exchanges as u64) || is_any_enough && best.is_some() {
                break;
            }
            heat = heat / 1_000 * 945;
        }
        best
    }
}
