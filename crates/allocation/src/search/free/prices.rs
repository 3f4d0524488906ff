//! Prices of reviewers that bring the bound down, step by step.

use super::FreeTeams;
use crate::{
    budget::Budget,
    search::{
        column::{Pricing as _, TeamColumn},
        goal::BILLIONTHS,
    },
};

/// The most steps.
const MAX_STEPS: usize = 40;
/// After so many steps without a lower bound, steps become shorter.
const PATIENCE: usize = 3;

/// The lowest bound that was found.
#[derive(Debug)]
pub(super) struct Bargain {
    /// A value that no solution exceeds, in billionths.
    pub(super) bound: i64,
    /// The prices of reviewers that prove it.
    pub(super) prices: Vec<i64>,
    /// The best teams at the prices of each step.
    pub(super) columns: Vec<TeamColumn>,
}

impl FreeTeams<'_> {
    /// A value that no solution exceeds, from a price for each reviewer, and the best teams at these prices; `None` if a submission has no team.
    pub(crate) fn at_prices(&mut self, reviewers: &[i64]) -> Option<(i64, Vec<TeamColumn>)> {
        // Teams are never worth too little.
        let mut prices = vec![i64::MIN / 8; self.rows];
        for (reviewer, &price) in reviewers.iter().enumerate() {
            prices[self.goal.round.submissions() + reviewer] = price.max(0);
            if let Some(row) = self.minimum[reviewer] {
                prices[row as usize] = price.min(0);
            }
        }
        let mut teams = Vec::new();
        let bound = self.price(&prices, &self.goal.pins, &[], &mut teams)?;
        Some((bound, teams))
    }

    /// A minimum that no allocation exceeds, in millionths: what the best team of each submission would give it, if nobody else wanted it.
    pub(crate) fn greatest_minimum(&mut self) -> i64 {
        let goal = self.goal;
        let free = vec![0; goal.round.reviewers()];
        let best = |submission| self.best_within(submission, (&free, 0), &[], &goal.pins);
        let services = (0..goal.round.submissions()).filter_map(best).map(|(worth, _)| worth.div_euclid(BILLIONTHS));
        services.min().unwrap_or(0)
    }

    /// Raises the prices of reviewers whom too many submissions want, and lowers others (a subgradient method). `value` is what a solution
    /// is worth: no bound can be below it. `None` if a submission has no team.
    pub(super) fn bargain(&mut self, mut prices: Vec<i64>, value: i64, budget: &mut Budget<'_>) -> Option<Bargain> {
        let (bound, columns) = self.at_prices(&prices)?;
        let mut bargain = Bargain { bound, prices: prices.clone(), columns };
        let mut wanted = self.wanted(&bargain.columns);
        let (mut share, mut stale) = (1.0, 0);
        let grain = self.goal.grain();
        for _ in 0..MAX_STEPS {
            let excess = self.excess(&prices, &wanted);
            let length: i64 = excess.iter().map(|one| one * one).sum();
            let gap = bargain.bound - value;
            if length == 0 || gap < grain || budget.spend(self.take_steps()) {
                break;
            }
            for (price, excess) in prices.iter_mut().zip(&excess).filter(|(_, excess)| **excess != 0) {
                *price = changed(*price, step(share, gap, length) * excess);
            }
            let (bound, teams) = self.at_prices(&prices)?;
            wanted = self.wanted(&teams);
            bargain.columns.extend(teams);
            if bound < bargain.bound {
                bargain.bound = bound;
                bargain.prices.clone_from(&prices);
                stale = 0;
            } else {
                stale += 1;
            }
            if stale == PATIENCE {
                share /= 2.0;
                stale = 0;
                prices.clone_from(&bargain.prices);
            }
        }
        Some(bargain)
    }

    /// How many of the teams each reviewer is in.
    fn wanted(&self, teams: &[TeamColumn]) -> Vec<i64> {
        let mut wanted = vec![0; self.goal.round.reviewers()];
        teams.iter().flat_map(|column| &column.team).for_each(|&reviewer| wanted[reviewer as usize] += 1);
        wanted
    }

    /// By how much each reviewer is wanted too often (above 0) or too rarely, as far as a price can change that.
    fn excess(&self, prices: &[i64], wanted: &[i64]) -> Vec<i64> {
        let excess = |(reviewer, (&price, &wanted)): (usize, (&i64, &i64))| {
            let load = self.goal.round.load(reviewer);
            let [most, least] = [load.max(), load.min()].map(|load| i64::try_from(load).expect("loads are small"));
            if price > 0 || wanted > most {
                wanted - most
            } else if price < 0 || wanted < least {
                wanted - least
            } else {
                0
            }
        };
        prices.iter().zip(wanted).enumerate().map(excess).collect()
    }
}

/// A price after a change, which does not pass zero: the maximum counts above it, and the minimum below.
fn changed(price: i64, change: i64) -> i64 {
    let sum = price + change;
    if price > 0 && sum < 0 || price < 0 && sum > 0 { 0 } else { sum }
}

/// The change of a price for each submission too many.
#[expect(clippy::cast_precision_loss, clippy::cast_possible_truncation, reason = "any prices prove a bound")]
fn step(share: f64, gap: i64, length: i64) -> i64 {
    (share * gap as f64 / length as f64) as i64
}
