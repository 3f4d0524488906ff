//! Columns, rows and fixed pairs of branch and price.

use super::simplex::Row;
use crate::{budget::Budget, panel::Panel, round::Round};

/// A team and what it reviews: one submission, or those of a panel.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct TeamColumn {
    pub(crate) submissions: Vec<u32>,
    pub(crate) team: Vec<u32>,
    /// In billionths.
    pub(crate) value: i64,
}

impl TeamColumn {
    pub(crate) fn reviews(&self, submission: u32) -> bool {
        self.submissions.contains(&submission)
    }

    pub(crate) fn has(&self, reviewer: u32) -> bool {
        self.team.contains(&reviewer)
    }

    /// The panel; of one submission, where each has reviewers of its own.
    pub(crate) fn panel(&self) -> Panel {
        let numbers = |list: &[u32]| list.iter().map(|one| *one as usize).collect();
        Panel { reviewers: numbers(&self.team), submissions: numbers(&self.submissions) }
    }
}

/// The least service of the submissions of some columns, in millionths.
pub(crate) fn least_service(round: &Round, columns: &[TeamColumn]) -> i64 {
    let services = columns.iter().flat_map(|column| {
        column.submissions.iter().map(|&submission| {
            column.team.iter().map(|&reviewer| i64::from(round.row(submission as usize)[reviewer as usize])).sum()
        })
    });
    services.min().unwrap_or(i64::MAX)
}

/// A row against reciprocity: of the pairs of one submission with some reviewers, and of another with others, one may be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Cut {
    pub(crate) sides: [(u32, Vec<u32>); 2],
}

impl Cut {
    /// The two submissions.
    pub(crate) fn submissions(&self) -> (u32, u32) {
        (self.sides[0].0, self.sides[1].0)
    }

    /// How often a column counts in the row: once for each side that it has. A panel may have both, and breaks the rule on its own then.
    pub(crate) fn sides_in(&self, column: &TeamColumn) -> usize {
        let is_in = |(submission, reviewers): &&(u32, Vec<u32>)| {
            column.reviews(*submission) && reviewers.iter().any(|&reviewer| column.has(reviewer))
        };
        self.sides.iter().filter(is_in).count()
    }
}

/// Pairs that a branch of the search has fixed, by submission: with the reviewer, or without.
#[derive(Clone, Debug, Default)]
pub(crate) struct Fixings {
    pub(crate) pairs: Vec<(u32, u32, bool)>,
}

impl Fixings {
    /// Whether a column agrees with what is fixed.
    pub(crate) fn allow(&self, column: &TeamColumn, is_panel: bool) -> bool {
        self.pairs.iter().all(|&(submission, reviewer, is_used)| {
            let (reviews, has) = (column.reviews(submission), column.has(reviewer));
            match is_used {
                false => !(reviews && has),
                // A reviewer has one panel, which has all their submissions.
                true if is_panel => reviews == has,
                true => has || !reviews,
            }
        })
    }
}

/// What is known before branch and price begins.
#[derive(Clone, Debug)]
pub(crate) struct Start {
    /// A good solution and its value.
    pub(crate) best: Option<(i64, Vec<TeamColumn>)>,
    /// A value that no solution exceeds; `None` if there is no solution.
    pub(crate) bound: Option<i64>,
    /// Columns that are likely to be good.
    pub(crate) columns: Vec<TeamColumn>,
}

impl Start {
    /// Nothing is known.
    pub(crate) const UNKNOWN: Self = Self { best: None, bound: Some(i64::MAX), columns: Vec::new() };
    /// There is no solution.
    pub(crate) const IMPOSSIBLE: Self = Self { best: None, bound: None, columns: Vec::new() };
}

/// Finds columns that are worth more than their prices.
pub(crate) trait Pricing {
    /// Whether columns are panels.
    const IS_PANEL: bool;

    /// The rows that every search begins with.
    fn rows(&self) -> Vec<Row>;

    /// The rows that a column uses, without cuts.
    fn rows_of(&self, column: &TeamColumn) -> Vec<u32>;

    /// The value of whole columns in billionths, less the penalties of the rule that is given up; `None` if they break another one.
    fn value_of(&self, columns: &[TeamColumn]) -> Option<i64>;

    /// Looks for a good solution, or for any one if that is enough.
    fn start(&mut self, is_any_enough: bool, budget: &mut Budget<'_>) -> Start;

    /// A value in billionths that every solution reaches.
    fn least_value(&self) -> i64;

    /// Whether rows against reciprocity must be about single reviewers.
    fn single_cuts(&self) -> bool;

    /// Adds columns that are worth more than their prices, in billionths, and returns a value that no solution exceeds within what is fixed;
    /// `None` if there is no solution. `cuts` come with the prices that follow those of the rows.
    fn price(&mut self, prices: &[i64], fixings: &Fixings, cuts: &[Cut], found: &mut Vec<TeamColumn>) -> Option<i64>;

    /// The work done since it was last asked.
    fn take_steps(&mut self) -> u64;
}
