//! Prices panels: for each choice of submissions, the best team for all of them.

mod annealing;
mod relaxed;
mod seats;
mod sweep;

use super::{
    column::{Cut, Fixings, Pricing, Start, TeamColumn},
    goal::{BREACH, Goal},
    reciprocity::{self, Organisations},
    simplex::{Row, RowKind},
    team::{TeamSearch, brings},
};
use crate::{budget::Budget, panel::PanelSizes, rule::Rule};
use sweep::Sweep;

/// The worth of a reviewer who may not review something, and of a panel that cannot be.
const NEVER: i64 = i64::MIN / 16;
/// A panel is found if it is worth so many billionths more than its price.
const GAIN: i64 = 10;

/// Prices panels.
#[derive(Debug)]
pub(crate) struct Panels<'a> {
    goal: &'a Goal<'a>,
    sizes: &'a PanelSizes,
    brings: Vec<u8>,
    organisations: Organisations,
    search: TeamSearch,
    steps: u64,
}

impl<'a> Panels<'a> {
    pub(crate) fn new(goal: &'a Goal<'a>, sizes: &'a PanelSizes) -> Self {
        let round = goal.round;
        let brings = (0..round.reviewers()).map(|reviewer| brings(round.composition(), reviewer)).collect();
        let organisations = Organisations::of(round);
        Self { goal, sizes, brings, organisations, search: TeamSearch::default(), steps: 0 }
    }

    fn is_enrolled(&self, reviewer: usize) -> bool {
        self.goal.round.load(reviewer).min() > 0
    }

    /// The breaches of the load of a reviewer on a panel with so many submissions, and whether they are of rules that are given up.
    fn misfit(&self, reviewer: usize, submissions: usize) -> (usize, bool) {
        let load = self.goal.round.load(reviewer);
        let given_up = self.goal.given_up;
        match (load.min().saturating_sub(submissions), submissions.saturating_sub(load.max())) {
            (0, 0) => (0, true),
            (0, above) => (above, given_up.has(Rule::MaxLoad)),
            (below, _) => (below, given_up.has(Rule::MinLoad)),
        }
    }

    /// Whether a reviewer takes as many submissions as a panel has.
    fn takes(&self, reviewer: usize, submissions: usize) -> bool {
        self.misfit(reviewer, submissions).0 == 0
    }

    /// What it costs to miss the minimum of a reviewer altogether.
    fn cost_of_missing(&self, reviewer: usize) -> i64 {
        BREACH * i64::try_from(self.goal.round.load(reviewer).min()).expect("loads are small")
    }
}

impl Pricing for Panels<'_> {
    const IS_PANEL: bool = true;

    fn rows(&self) -> Vec<Row> {
        let submission = Row { kind: RowKind::Exactly, bound: 1.0, penalty: self.goal.penalty(Rule::Demand) };
        let other = Row { kind: RowKind::AtMost, bound: 1.0, penalty: self.goal.never() };
        #[expect(clippy::cast_precision_loss, reason = "loads are small")]
        let reviewer = |one| match self.goal.round.load(one).min() {
            0 => other,
            least => {
                Row { kind: RowKind::Exactly, bound: 1.0, penalty: self.goal.penalty(Rule::MinLoad) * least as f64 }
            }
        };
        let submissions = std::iter::repeat_n(submission, self.goal.round.submissions());
        submissions.chain((0..self.goal.round.reviewers()).map(reviewer)).collect()
    }

    fn rows_of(&self, column: &TeamColumn) -> Vec<u32> {
        let first = u32::try_from(self.goal.round.submissions()).expect("submissions are few");
        column.submissions.iter().copied().chain(column.team.iter().map(|reviewer| first + reviewer)).collect()
    }

    fn value_of(&self, columns: &[TeamColumn]) -> Option<i64> {
        let round = self.goal.round;
        let mut teams: Vec<Option<&Vec<u32>>> = vec![None; round.submissions()];
        let mut panels = vec![0usize; round.reviewers()];
        for column in columns {
            for &submission in &column.submissions {
                if teams[submission as usize].replace(&column.team).is_some() {
                    return None;
                }
            }
            column.team.iter().for_each(|&reviewer| panels[reviewer as usize] += 1);
        }
        if panels.iter().any(|panels| *panels > 1) {
            return None;
        }
        // What is missing or too much on a panel is in the value of its column.
        let without = panels.iter().enumerate().filter(|(_, panels)| **panels == 0);
        let without = without.map(|(one, _)| round.load(one).min()).sum();
        let unmet = teams.iter().filter(|team| team.is_none()).count();
        let teams: Vec<Vec<u32>> = teams.into_iter().map(|team| team.cloned().unwrap_or_default()).collect();
        let reciprocal = reciprocity::pairs(&self.organisations, &teams).len();
        let mut value = columns.iter().map(|column| column.value).sum();
        for (rule, breaches) in [(Rule::MinLoad, without), (Rule::Demand, unmet), (Rule::Reciprocity, reciprocal)] {
            if breaches > 0 && !self.goal.given_up.has(rule) {
                return None;
            }
            value -= BREACH * i64::try_from(breaches).expect("breaches are few");
        }
        Some(value)
    }

    fn start(&mut self, is_any_enough: bool, budget: &mut Budget<'_>) -> Start {
        self.anneal(is_any_enough, budget)
    }

    fn least_value(&self) -> i64 {
        let people = self.sizes.people();
        self.goal.least_value(|_| (*people.start(), *people.end()))
    }

    fn single_cuts(&self) -> bool {
        self.goal.given_up.has(Rule::Organisation)
    }

    fn price(&mut self, prices: &[i64], fixings: &Fixings, cuts: &[Cut], found: &mut Vec<TeamColumn>) -> Option<i64> {
        let round = self.goal.round;
        let (submissions, rest) = prices.split_at(round.submissions());
        let (reviewers, cut_prices) = rest.split_at(round.reviewers());
        // Where a rule is given up, missing it has its price, and no more; a price may be negative.
        let floor = |price: i64, rule, cost: i64| if self.goal.given_up.has(rule) { price.max(-cost) } else { price };
        let submissions: Vec<i64> = submissions.iter().map(|&price| floor(price, Rule::Demand, BREACH)).collect();
        let reviewers: Vec<i64> = (0..)
            .zip(reviewers)
            .map(|(one, &price)| match self.cost_of_missing(one) {
                0 => price.max(0),
                cost => floor(price, Rule::MinLoad, cost),
            })
            .collect();
        let mut bound: i64 = submissions.iter().chain(&reviewers).sum();
        let mut worth: Vec<Vec<i64>> = (0..round.submissions())
            .map(|submission| {
                let worth = |reviewer: usize| {
                    let may_take = round.load(reviewer).max() > 0 || self.goal.given_up.has(Rule::MaxLoad);
                    self.goal.weight(submission, reviewer).filter(|_| may_take).unwrap_or(NEVER)
                };
                (0..round.reviewers()).map(worth).collect()
            })
            .collect();
        for (cut, price) in cuts.iter().zip(reciprocity::prices(self.goal, cuts, cut_prices)) {
            bound += price;
            for (submission, reviewers) in &cut.sides {
                for &reviewer in reviewers {
                    worth[*submission as usize][reviewer as usize] -= price;
                }
            }
        }
        for &(submission, reviewer, _) in fixings.pairs.iter().filter(|(.., is_used)| !is_used) {
            worth[submission as usize][reviewer as usize] = NEVER;
        }
        let start: Vec<i64> = reviewers.iter().map(|price| -price).collect();
        let best = vec![(GAIN, None); round.submissions()];
        let mut sweep = Sweep { submissions: &submissions, worth, fixings, best, top: 0, candidates: Vec::new() };
        self.sweep(&mut sweep, &mut Vec::new(), &start);
        let panels = round.submissions() / self.sizes.submissions().start();
        bound += sweep.top.max(GAIN) * i64::try_from(panels).expect("submissions are few");
        found.extend(sweep.best.into_iter().filter_map(|(_, column)| column));
        found.dedup();
        Some(bound)
    }

    fn take_steps(&mut self) -> u64 {
        std::mem::take(&mut self.steps)
    }
}
