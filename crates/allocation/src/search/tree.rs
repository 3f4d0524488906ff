//! The tree of branch and price: pairs are fixed one by one, deepest first, until no branch can be better than the best solution.

use super::{
    column::{Cut, Fixings, Pricing, TeamColumn},
    goal::Goal,
    reciprocity,
    simplex::{LinearProgram, Row, RowKind},
};
use crate::{Score, budget::Budget, round::Round, rule::Rule};
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
    /// The number of rows without cuts.
    rows: usize,
    program: LinearProgram,
    columns: Vec<TeamColumn>,
    /// The number of each column in the linear program.
    numbers: Vec<usize>,
    known: HashMap<TeamColumn, usize>,
    cuts: Vec<Cut>,
    cut_penalty: f64,
    /// The column with the penalty for each pair of submissions that has a row against reciprocity.
    penalties: HashMap<(u32, u32), usize>,
    best: Option<(i64, Vec<TeamColumn>)>,
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
        let mut program = LinearProgram::default();
        for row in pricing.rows() {
            program.add_row(row, &[]);
        }
        let least = pricing.least_value();
        Self {
            round: goal.round,
            rows: pricing.rows().len(),
            pricing,
            program,
            columns: Vec::new(),
            numbers: Vec::new(),
            known: HashMap::new(),
            cuts: Vec::new(),
            cut_penalty: goal.penalty(Rule::Reciprocity),
            penalties: HashMap::new(),
            best: None,
            least,
            grain: goal.grain(),
            unresolved: None,
            budget,
        }
    }

    /// Begins with columns that are likely to be good.
    pub(crate) fn seed(&mut self, columns: impl IntoIterator<Item = TeamColumn>) {
        for column in columns {
            self.add(column);
        }
    }

    fn add(&mut self, column: TeamColumn) {
        if self.known.contains_key(&column) {
            return;
        }
        let mut rows = self.pricing.rows_of(&column);
        let first = self.rows;
        for (row, cut) in (first..).zip(&self.cuts) {
            let row = u32::try_from(row).expect("rows are few");
            rows.extend(std::iter::repeat_n(row, cut.sides_in(&column)));
        }
        let number = self.program.add_column(units(column.value), rows);
        self.known.insert(column.clone(), self.columns.len());
        self.columns.push(column);
        self.numbers.push(number);
    }

    /// All columns that were found.
    pub(crate) fn into_columns(self) -> Vec<TeamColumn> {
        self.columns
    }

    /// Searches until the end, or until the budget is spent.
    pub(crate) fn search(&mut self, until: Until) -> Found {
        let mut open = vec![Branch { fixings: Fixings::default(), bound: i64::MAX }];
        while let Some(branch) = open.pop() {
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
            if until == Until::First && self.best.is_some() {
                break;
            }
        }
        let best = self.best.take();
        let value = best.as_ref().map(|(value, _)| *value);
        let bound = open.iter().map(|branch| branch.bound).chain(value).chain(self.unresolved).max();
        Found { best, bound }
    }

    /// Solves the relaxation of a branch. Returns its bound, `None` if it holds nothing better than the best solution, and a pair to branch on.
    fn relax(&mut self, branch: &Branch, others: Option<i64>) -> (Option<i64>, Option<(u32, u32)>) {
        for (column, &number) in self.columns.iter().zip(&self.numbers) {
            self.program.enable(number, branch.fixings.allow(column, P::IS_PANEL));
        }
        let mut bound = branch.bound;
        let mut found = Vec::new();
        loop {
            let (steps, is_end) = self.program.maximise();
            let prices: Vec<i64> = self.program.prices().iter().map(|price| billionths(*price)).collect();
            found.clear();
            let Some(value) = self.pricing.price(&prices, &branch.fixings, &self.cuts, &mut found) else {
                return (None, None);
            };
            bound = bound.min(value.div_euclid(self.grain) * self.grain);
            let best = self.best.as_ref().map(|(value, _)| *value);
            self.budget.report(best.map(score), others.max(best).max(Some(bound)).map(score));
            if self.budget.spend(steps + self.pricing.take_steps()) {
                return (Some(bound), None);
            }
            if bound < self.wanted() {
                return (None, None);
            }
            let before = self.columns.len();
            for column in found.drain(..) {
                self.add(column);
            }
            if self.columns.len() > before || !is_end {
                continue;
            }
            let used = self.used();
            let cuts = reciprocity::violated(self.round, &used, &self.cuts, self.pricing.single_cuts());
            if !cuts.is_empty() {
                self.cut(cuts);
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

    fn cut(&mut self, cuts: Vec<Cut>) {
        for cut in cuts {
            let columns = self.columns.iter().zip(&self.numbers);
            let mut members: Vec<usize> =
                columns.flat_map(|(one, number)| std::iter::repeat_n(*number, cut.sides_in(one))).collect();
            // Rows about the same two submissions share one penalty: the rule is broken once, by however many reviewers.
            let shared = self.penalties.get(&cut.submissions()).copied();
            members.extend(shared);
            self.program.add_row(Row { kind: RowKind::AtMost, bound: 1.0, penalty: self.cut_penalty }, &members);
            self.penalties.entry(cut.submissions()).or_insert(self.program.last_penalty());
            self.cuts.push(cut);
        }
    }

    /// The columns in use, with their amounts.
    fn used(&self) -> Vec<(&TeamColumn, f64)> {
        let at: HashMap<usize, usize> = self.numbers.iter().enumerate().map(|(at, number)| (*number, at)).collect();
        let mut used: Vec<_> =
            self.program.used().filter_map(|(number, amount)| Some((*at.get(&number)?, amount))).collect();
        used.sort_by_key(|(at, _)| *at);
        used.into_iter().map(|(at, amount)| (&self.columns[at], amount)).collect()
    }

    /// Takes whole columns as a solution, if they keep all rules and are better than the best.
    fn accept(&mut self, whole: Vec<TeamColumn>) {
        let Some(value) = self.pricing.value_of(&whole) else { return };
        if self.best.as_ref().is_none_or(|(best, _)| value > *best) {
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

/// A value in billionths as a score.
fn score(value: i64) -> Score {
    Score::from_millionths(value.div_euclid(1000))
}

#[expect(clippy::cast_precision_loss, reason = "the program works with floating-point numbers")]
fn units(value: i64) -> f64 {
    value as f64 / 1e9
}

#[expect(clippy::cast_possible_truncation, reason = "prices are within the penalties")]
fn billionths(price: f64) -> i64 {
    (price * 1e9).round() as i64
}
