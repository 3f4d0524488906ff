//! The fairest allocation: first the largest minimum service of a submission, then the largest total with it.
//!
//! The minimum is found by bisection: whether every submission can have a floor is a search of its own, which any allocation ends. Each allocation
//! found raises the lower end to its own minimum. A first bisection goes by what is found soon; a second one is exact.

use crate::{
    Score,
    budget::Budget,
    outcome::{Grouping, Outcome},
    panel::PanelSizes,
    round::{BARRED, Round},
    search::{
        column::{TeamColumn, least_service},
        free::FreeTeams,
        goal::Goal,
        known::Known,
        tree::{Found, Until},
    },
    solve::{outcome, search},
};

/// The first bisection ends at so many millionths.
const NEAR: i64 = 1_000;

/// What is known of the fairest allocation.
struct Fairest<'a> {
    base: &'a Goal<'a>,
    grouping: &'a Grouping,
    /// The best allocation found.
    best: Found,
    /// Its minimum, in millionths.
    least: i64,
    /// A value that no allocation with this minimum exceeds.
    bound: Option<i64>,
    /// A minimum that no allocation exceeds.
    most: i64,
    columns: Vec<TeamColumn>,
}

/// The fairest allocation, and none that is less fair than what is known.
pub(crate) fn fairest(base: &Goal<'_>, grouping: &Grouping, known: Option<Known>, budget: &mut Budget<'_>) -> Outcome {
    let round = base.round;
    let seeds = known.as_ref().map_or(&[][..], |known| &known.columns);
    let (mut best, columns) = search(base, grouping, seeds, Until::First, budget);
    if let Some(known) = known {
        known.keep(&mut best, |value, columns| (least_service(round, columns), value));
    }
    let Some((_, first)) = &best.best else { return outcome(base, grouping, &best, None, budget) };
    let least = least_service(round, first);
    let most = greatest_minimum(base, grouping).max(least);
    let bound = best.bound;
    let mut fairest = Fairest { base, grouping, best, least, bound, most, columns };
    fairest.bisect(Until::Started, budget);
    fairest.complete(budget);
    let soon = fairest.least;
    fairest.bisect(Until::First, budget);
    if fairest.least > soon {
        fairest.complete(budget);
    }
    let goal = Goal { floor: fairest.least, ..base.clone() };
    let mut best = Found { bound: fairest.bound, ..fairest.best };
    // A search that was cut off while it looked for the largest total may have found a fairer one on its way.
    if let Some((value, columns)) = budget.take_best() {
        Known { columns, value }.keep(&mut best, |value, columns| (least_service(round, columns), value));
    }
    outcome(&goal, grouping, &best, Some(Score::from_millionths(fairest.most)), budget)
}

impl Fairest<'_> {
    /// Raises the minimum.
    fn bisect(&mut self, until: Until, budget: &mut Budget<'_>) {
        // The upper end is often reached: it is tried first.
        let (mut hoped, mut floor) = (self.most, self.most);
        let near = if until == Until::Started { NEAR } else { 0 };
        while self.least + near < hoped && !budget.is_spent() {
            let found = self.search(floor, until, budget);
            match (&found.best, found.bound) {
                (Some((_, teams)), _) => {
                    self.least = least_service(self.base.round, teams);
                    self.bound = self.bound.min(found.bound);
                    self.best = found;
                }
                (None, None) => {
                    self.most = floor - 1;
                    hoped = self.most;
                }
                (None, Some(_)) if until == Until::Started => hoped = floor - 1,
                (None, Some(_)) => return,
            }
            floor = self.least + (hoped - self.least + 1) / 2;
        }
    }

    /// Finds the largest total with the minimum.
    fn complete(&mut self, budget: &mut Budget<'_>) {
        let found = self.search(self.least, Until::Proven, budget);
        let value = |found: &Found| found.best.as_ref().map(|(value, _)| *value);
        self.bound = self.bound.min(found.bound).max(value(&self.best));
        if value(&found) >= value(&self.best) {
            self.best = found;
        }
    }

    fn search(&mut self, floor: i64, until: Until, budget: &mut Budget<'_>) -> Found {
        let goal = Goal { floor, ..self.base.clone() };
        let is_above = |column: &&TeamColumn| least_service(goal.round, std::slice::from_ref(*column)) >= floor;
        let known: Vec<TeamColumn> = self.columns.iter().filter(is_above).cloned().collect();
        let (found, columns) = search(&goal, self.grouping, &known, until, budget);
        self.columns.extend(columns);
        found
    }
}

/// A minimum that no allocation exceeds: what the best reviewers of each submission would give it, if nobody else wanted them.
fn greatest_minimum(goal: &Goal<'_>, grouping: &Grouping) -> i64 {
    match grouping {
        Grouping::Free => FreeTeams::new(goal).greatest_minimum(),
        Grouping::Panels(sizes) => greatest_minimum_of_panels(goal.round, sizes),
    }
}

fn greatest_minimum_of_panels(round: &Round, sizes: &PanelSizes) -> i64 {
    let services = (0..round.submissions()).map(|submission| {
        let mut scores: Vec<i32> = round.row(submission).iter().copied().filter(|score| *score != BARRED).collect();
        scores.sort_unstable_by_key(|score| std::cmp::Reverse(*score));
        // A panel may be smaller: scores below zero need not count.
        scores.into_iter().take(*sizes.people().end()).map(|score| i64::from(score).max(0)).sum()
    });
    services.min().unwrap_or(0)
}
