//! A bound for panels, from a round in which each submission has reviewers of its own.

use super::Panels;
use crate::{
    Load,
    budget::Budget,
    search::{
        flow::{self, Places},
        goal::Goal,
        rankings::Rankings,
    },
};

impl Panels<'_> {
    /// A value that no panels exceed: each submission has the best reviewers, who take no more submissions than they can and than a panel has.
    pub(super) fn relaxed_bound(&self, budget: &mut Budget<'_>) -> i64 {
        let round = self.goal.round;
        let (people, most) = (*self.sizes.people().end(), *self.sizes.submissions().end());
        let load = |load: Load| Load::new(0, load.max().min(most)).expect("0 is not above any maximum");
        let relaxed = round.clone().map_loads(load).map_demand(|_| people);
        let goal = Goal { round: &relaxed, ..self.goal.clone() };
        let mut rankings = Rankings::new(&goal);
        let Some(flow) = flow::fill(&Places::all(&goal), &mut rankings, budget) else { return i64::MAX };
        // Any prices prove a bound.
        let prices: Vec<i64> = flow.prices.iter().map(|price| (*price).max(0)).collect();
        let of_load = |(reviewer, price): (usize, &i64)| {
            price * i64::try_from(relaxed.load(reviewer).max()).expect("loads are small")
        };
        let mut bound: i64 = prices.iter().enumerate().map(of_load).sum();
        for submission in 0..relaxed.submissions() {
            bound += best_of(&mut rankings, submission, people, &prices);
        }
        bound
    }
}

/// What the best reviewers of a submission are worth at their prices; empty places are worth nothing.
fn best_of(rankings: &mut Rankings<'_>, submission: usize, people: usize, prices: &[i64]) -> i64 {
    loop {
        let (best, others) = rankings.best(submission);
        let mut worth: Vec<i64> = best.iter().map(|&(weight, one)| (weight - prices[one as usize]).max(0)).collect();
        worth.sort_unstable_by(|one, other| other.cmp(one));
        worth.resize(people, 0);
        if others.is_none_or(|other| other <= worth[people - 1]) {
            return worth.iter().sum();
        }
        rankings.extend(submission);
    }
}
