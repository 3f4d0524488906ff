//! The tree of branch and price: pairs are fixed one by one, deepest first, until no branch can be better than the best solution.

use super::{
    column::{Fixings, Pricing, TeamColumn},
    goal::{Goal, score},
    master::Master,
    reciprocity,
};
use crate::{budget::Budget, round::Round, rule::Rule};
use std::collections::HashMap;

/// An amount this close to a whole number is one.
const WHOLE: f64 = 1e-4;

/// When a search may end early.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Until {
    /// The best solution is proven.
    Proven,
    /// Any solution is found, or it is proven that there is none.
    First,
    /// It has begun: what the start finds is enough.
    Started,
}

/// The result of a search.
#[derive(Clone, Debug)]
pub(crate) struct Found {
    /// The columns of the best solution, and its value.
    pub(crate) best: Option<(i64, Vec<TeamColumn>)>,
    /// A value that no solution exceeds; `None` if there is no solution.
    pub(crate) bound: Option<i64>,
}

struct Branch {
    fixings: Fixings,
    bound: i64,
}

/// A search. `P` finds columns.
pub(crate) struct Tree<'a, 'b, P> {
    round: &'a Round,
    pricing: P,
    pins: Fixings,
    master: Master,
    best: Option<(i64, Vec<TeamColumn>)>,
    /// Whether a solution keeps all rules: none is given up.
    is_allocation: bool,
    /// A value that every solution reaches.
    least: i64,
    /// What all values of solutions are a multiple of.
    grain: i64,
    /// The bound of branches that were left although they may hold something better.
    unresolved: Option<i64>,
    budget: &'a mut Budget<'b>,
}

impl<'a, 'b, P: Pricing> Tree<'a, 'b, P> {
    pub(crate) fn new(goal: &Goal<'a>, pricing: P, budget: &'a mut Budget<'b>) -> Self {
        Self {
            round: goal.round,
            pins: goal.pins.clone(),
            master: Master::new(pricing.rows(), goal.penalty(Rule::Reciprocity)),
            is_allocation: goal.given_up.is_empty(),
            least: pricing.least_value(),
            pricing,
            best: None,
            grain: goal.grain(),
            unresolved: None,
            budget,
        }
    }

    /// Adds columns that are likely to be good.
    pub(crate) fn seed(&mut self, columns: impl IntoIterator<Item = TeamColumn>) {
        for column in columns {
            self.add(column);
        }
    }

    fn add(&mut self, column: TeamColumn) -> bool {
        let rows = self.pricing.rows_of(&column);
        self.master.add(column, rows)
    }

    /// All columns that were found.
    pub(crate) fn into_columns(self) -> Vec<TeamColumn> {
        self.master.into_columns()
    }

    /// Searches until the end, or until the budget is spent.
    pub(crate) fn search(&mut self, until: Until) -> Found {
        let start = self.pricing.start(until != Until::Proven, self.budget);
        self.seed(start.columns);
        if let Some((_, columns)) = start.best {
            self.seed(columns.iter().cloned());
            self.accept(columns);
        }
        let root = start.bound.map(|bound| Branch { fixings: self.pins.clone(), bound: self.rounded(bound) });
        let mut open = Vec::from_iter(root);
        while self.goes_on(until)
            && let Some(branch) = open.pop()
        {
            if branch.bound < self.wanted() {
                continue;
            }
            let others = open.iter().map(|branch| branch.bound).max();
            let (bound, pair) = self.relax(&branch, others);
            if self.budget.is_spent() {
                open.push(Branch { bound: bound.unwrap_or(branch.bound).min(branch.bound), ..branch });
                break;
            }
            if let (Some(bound), Some((submission, reviewer))) = (bound, pair) {
                for is_used in [false, true] {
                    let mut fixings = branch.fixings.clone();
                    fixings.pairs.push((submission, reviewer, is_used));
                    open.push(Branch { fixings, bound });
                }
            }
        }
        let best = self.best.take();
        let value = best.as_ref().map(|(value, _)| *value);
        let bound = open.iter().map(|branch| branch.bound).chain(value).chain(self.unresolved).max();
        Found { best, bound }
    }

    fn goes_on(&self, until: Until) -> bool {
        match until {
            Until::Proven => true,
            Until::First => self.best.is_none(),
            Until::Started => false,
        }
    }

    /// The greatest value that a solution can have, if it is not above a bound.
    fn rounded(&self, bound: i64) -> i64 {
        bound.div_euclid(self.grain) * self.grain
    }

    /// Solves the relaxation of a branch. Returns its bound, `None` if it holds nothing better than the best solution, and a pair to branch on.
    fn relax(&mut self, branch: &Branch, others: Option<i64>) -> (Option<i64>, Option<(u32, u32)>) {
        self.master.fix(&branch.fixings, P::IS_PANEL);
        let mut bound = branch.bound;
        let mut found = Vec::new();
        loop {
            let (steps, is_end) = self.master.maximise();
            let prices = self.master.prices();
            found.clear();
            let Some(value) = self.pricing.price(&prices, &branch.fixings, self.master.cuts(), &mut found) else {
                return (None, None);
            };
            bound = bound.min(self.rounded(value));
            let best = self.best.as_ref().map(|(value, _)| *value);
            self.budget.report(best.map(score), others.max(best).max(Some(bound)).map(score));
            if self.budget.spend(steps + self.pricing.take_steps()) {
                return (Some(bound), None);
            }
            if bound < self.wanted() {
                return (None, None);
            }
            let mut is_more = false;
            for column in found.drain(..) {
                is_more |= self.add(column);
            }
            if is_more || !is_end {
                continue;
            }
            let used = self.master.used();
            let cuts = reciprocity::violated(self.round, &used, self.master.cuts(), self.pricing.single_cuts());
            if !cuts.is_empty() {
                self.master.cut(cuts);
                continue;
            }
            let Some(pair) = fractional(&used, &branch.fixings) else {
                let whole: Vec<TeamColumn> =
                    used.iter().filter(|(_, amount)| *amount > 0.5).map(|(column, _)| (*column).clone()).collect();
                self.accept(whole);
                // The value is the bound, unless rounding is in the way: then the bound stays, and nothing is called proven.
                if self.best.as_ref().is_none_or(|(value, _)| *value < bound) {
                    self.unresolved = self.unresolved.max(Some(bound));
                }
                return (None, None);
            };
            return (Some(bound), Some(pair));
        }
    }

    /// Takes whole columns as a solution, if they keep all rules and are better than the best.
    fn accept(&mut self, whole: Vec<TeamColumn>) {
        let Some(value) = self.pricing.value_of(&whole) else { return };
        if self.best.as_ref().is_none_or(|(best, _)| value > *best) {
            if self.is_allocation {
                self.budget.found(self.round, value, &whole);
            }
            self.best = Some((value, whole));
        }
    }

    /// The value that a branch must be able to reach to be of interest.
    fn wanted(&self) -> i64 {
        self.best.as_ref().map_or(self.least, |(value, _)| value + self.grain)
    }
}

/// A pair that is used in part and not fixed yet: the one nearest to being used.
fn fractional(used: &[(&TeamColumn, f64)], fixings: &Fixings) -> Option<(u32, u32)> {
    let mut amounts: HashMap<(u32, u32), f64> = HashMap::new();
    for (column, amount) in used {
        for &submission in &column.submissions {
            for &reviewer in &column.team {
                *amounts.entry((submission, reviewer)).or_default() += amount;
            }
        }
    }
    let is_fixed = |pair: &(u32, u32)| fixings.pairs.iter().any(|(one, other, _)| (*one, *other) == *pair);
    let part = amounts.into_iter().filter(|(pair, amount)| *amount > WHOLE && *amount < 1.0 - WHOLE && !is_fixed(pair));
    // By thousandths, so that the order of equal ones does not depend on rounding.
    #[expect(clippy::cast_possible_truncation, reason = "amounts are below 1")]
    part.max_by_key(|(pair, amount)| ((amount * 1e3).round() as i64, std::cmp::Reverse(*pair))).map(|(pair, _)| pair)
}
