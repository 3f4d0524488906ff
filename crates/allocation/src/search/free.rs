//! Prices teams when each submission has reviewers of its own.

mod prices;
mod refill;
mod teams;

use super::{
    column::{Cut, Fixings, Pricing, Start, TeamColumn},
    goal::{BREACH, Goal},
    rankings::Rankings,
    reciprocity::{self, Organisations},
    simplex::{Row, RowKind},
    team::{Candidate, TeamSearch, brings},
};
use crate::{budget::Budget, rule::Rule};

/// The worth of a submission for which there is no team.
const NO_TEAM: i64 = i64::MIN / 4;
/// A team is found if it is worth so many billionths more than its price.
const GAIN: i64 = 10;

/// Prices teams, one submission after the other.
#[derive(Debug)]
pub(crate) struct FreeTeams<'a> {
    goal: &'a Goal<'a>,
    brings: Vec<u8>,
    organisations: Organisations,
    /// The row of each reviewer's minimum.
    minimum: Vec<Option<u32>>,
    rows: usize,
    rankings: Rankings<'a>,
    search: TeamSearch,
    candidates: Vec<Candidate>,
    steps: u64,
}

impl<'a> FreeTeams<'a> {
    pub(crate) fn new(goal: &'a Goal<'a>) -> Self {
        Self::with(goal, Rankings::new(goal))
    }

    /// With reviewers that another search has sorted.
    pub(crate) fn with(goal: &'a Goal<'a>, rankings: Rankings<'a>) -> Self {
        let round = goal.round;
        let mut rows = round.submissions() + round.reviewers();
        let minimum = (0..round.reviewers())
            .map(|reviewer| {
                (round.load(reviewer).min() > 0).then(|| {
                    rows += 1;
                    u32::try_from(rows - 1).expect("rows are few")
                })
            })
            .collect();
        let brings = (0..round.reviewers()).map(|reviewer| brings(round.composition(), reviewer)).collect();
        let organisations = Organisations::of(round);
        let search = TeamSearch::default();
        Self { goal, brings, organisations, minimum, rows, rankings, search, candidates: Vec::new(), steps: 0 }
    }

    /// The prices of rows whose rule is given up are never above the penalty for it.
    fn price_of(&self, price: i64, rule: Rule) -> i64 {
        if self.goal.given_up.has(rule) { price.min(BREACH) } else { price }
    }

    /// What each reviewer costs, and the value of all loads at these prices.
    fn costs(&self, prices: &[i64]) -> (Vec<i64>, i64) {
        let round = self.goal.round;
        let mut value = 0;
        let costs = (0..round.reviewers())
            .map(|reviewer| {
                let load = round.load(reviewer);
                let [most, least] = [load.max(), load.min()].map(|load| i64::try_from(load).expect("loads are small"));
                let maximum = self.price_of(prices[round.submissions() + reviewer].max(0), Rule::MaxLoad);
                let minimum = self.minimum[reviewer]
                    .map_or(0, |row| self.price_of((-prices[row as usize]).max(0), Rule::MinLoad));
                value += maximum * most - minimum * least;
                maximum - minimum
            })
            .collect();
        (costs, value)
    }
}

impl Pricing for FreeTeams<'_> {
    const IS_PANEL: bool = false;

    fn rows(&self) -> Vec<Row> {
        let round = self.goal.round;
        let load = |reviewer| round.load(reviewer);
        #[expect(clippy::cast_precision_loss, reason = "loads are small")]
        let row = |kind, bound: usize, penalty| Row { kind, bound: bound as f64, penalty };
        let submissions = (0..round.submissions()).map(|_| row(RowKind::Exactly, 1, self.goal.never()));
        let maximum =
            (0..round.reviewers()).map(|one| row(RowKind::AtMost, load(one).max(), self.goal.penalty(Rule::MaxLoad)));
        let minimum = (0..round.reviewers())
            .filter(|&one| load(one).min() > 0)
            .map(|one| row(RowKind::AtLeast, load(one).min(), self.goal.penalty(Rule::MinLoad)));
        submissions.chain(maximum).chain(minimum).collect()
    }

    fn rows_of(&self, column: &TeamColumn) -> Vec<u32> {
        let first = u32::try_from(self.goal.round.submissions()).expect("submissions are few");
        let mut rows = column.submissions.clone();
        rows.extend(column.team.iter().map(|reviewer| first + reviewer));
        rows.extend(column.team.iter().filter_map(|&reviewer| self.minimum[reviewer as usize]));
        rows
    }

    fn value_of(&self, columns: &[TeamColumn]) -> Option<i64> {
        let round = self.goal.round;
        let mut teams = vec![None; round.submissions()];
        for column in columns {
            let place = &mut teams[column.submissions[0] as usize];
            if place.replace(column.team.clone()).is_some() {
                return None;
            }
        }
        let teams: Vec<Vec<u32>> = teams.into_iter().collect::<Option<_>>()?;
        let mut taken = vec![0; round.reviewers()];
        teams.iter().flatten().for_each(|&reviewer| taken[reviewer as usize] += 1);
        let loads = || taken.iter().enumerate().map(|(reviewer, taken)| (round.load(reviewer), *taken));
        let breaches = [
            (Rule::MaxLoad, loads().map(|(load, taken)| taken - taken.min(load.max())).sum()),
            (Rule::MinLoad, loads().map(|(load, taken)| load.min() - taken.min(load.min())).sum()),
            (Rule::Reciprocity, reciprocity::pairs(&self.organisations, &teams).len()),
        ];
        let mut value = columns.iter().map(|column| column.value).sum();
        for (rule, breaches) in breaches {
            if breaches > 0 && !self.goal.given_up.has(rule) {
                return None;
            }
            value -= BREACH * i64::try_from(breaches).expect("breaches are few");
        }
        Some(value)
    }

    fn start(&mut self, is_any_enough: bool, budget: &mut Budget<'_>) -> Start {
        self.refill(is_any_enough, budget)
    }

    fn least_value(&self) -> i64 {
        let demand = |submission| self.goal.round.demand(submission);
        self.goal.least_value(|submission| (demand(submission), demand(submission)))
    }

    fn single_cuts(&self) -> bool {
        self.goal.given_up.has(Rule::Organisation)
    }

    fn price(&mut self, prices: &[i64], fixings: &Fixings, cuts: &[Cut], found: &mut Vec<TeamColumn>) -> Option<i64> {
        let (costs, mut bound) = self.costs(prices);
        let cuts: Vec<(&Cut, i64)> = cuts
            .iter()
            .zip(reciprocity::prices(self.goal, cuts, &prices[self.rows..]))
            .filter(|(_, price)| *price > 0)
            .collect();
        bound += cuts.iter().map(|(_, price)| price).sum::<i64>();
        let refund = costs.iter().map(|cost| -cost).max().unwrap_or(0).max(0);
        for (submission, &price) in prices[..self.goal.round.submissions()].iter().enumerate() {
            let (best, team) = self.best_within(submission, (&costs, refund), &cuts, fixings)?;
            bound += best;
            if let Some(team) = team.filter(|_| best > price + GAIN) {
                let value = self.value(submission, &team);
                let submissions = vec![u32::try_from(submission).expect("submissions are few")];
                found.push(TeamColumn { submissions, team, value });
            }
        }
        Some(bound)
    }

    fn take_steps(&mut self) -> u64 {
        std::mem::take(&mut self.steps)
    }
}
