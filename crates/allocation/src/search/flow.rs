//! Loads and conflicts only: a minimum-cost flow by shortest augmenting paths.
//!
//! Each place of a submission is filled along a shortest path from the submission to a reviewer who can take one more, over reviewers who pass a
//! submission on. Potentials keep all reduced costs from becoming negative, so that each path is found with Dijkstra's algorithm. The reviewers of
//! a submission are looked at in order of falling weight, and only as far as the path may need them: a pair of low weight is never touched,
//! and the optimum is that over all pairs nevertheless.

mod nodes;
mod places;

use super::{
    goal::{BREACH, Goal},
    rankings::Rankings,
};
use crate::{budget::Budget, reviewer::Load, rule::Rule};
use nodes::{FAR, NONE, Nodes};
pub(crate) use places::Places;
use std::{cmp::Reverse, collections::BinaryHeap};

/// A flow: who reviews what, and the prices that prove it.
#[derive(Clone, Debug)]
pub(crate) struct Flow {
    /// The reviewers of each submission, in order of their numbers.
    pub(crate) teams: Vec<Vec<u32>>,
    /// What one more submission of each reviewer is worth, in billionths; negative where a minimum load costs something.
    pub(crate) prices: Vec<i64>,
    /// How many reviewers each submission lacks.
    pub(crate) unmet: Vec<usize>,
    /// How many submissions each reviewer has less than the minimum, or more than the maximum where that rule is given up.
    pub(crate) missed: Vec<usize>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Node {
    /// A reviewer who can take one more.
    Free(u32),
    /// The next reviewer in the list of a submission.
    Next(u32, u32),
    Submission(u32),
    /// A reviewer who must pass a submission on.
    Full(u32),
}

struct Search<'s, 'p, 'r> {
    places: &'s Places<'p>,
    rankings: &'s mut Rankings<'r>,
    submissions: Nodes,
    reviewers: Nodes,
    teams: Vec<Vec<u32>>,
    taken: Vec<Vec<u32>>,
    heap: BinaryHeap<Reverse<(i64, Node)>>,
    /// The cost of missing a minimum by one.
    missing: i64,
    /// A potential that no reviewer exceeds.
    highest: i64,
    has_minimum: bool,
    steps: u64,
}

/// Finds the best flow of a round, with the reviewers as far as they were sorted; `None` if the budget is spent before.
pub(crate) fn solve<'a>(goal: &'a Goal<'a>, budget: &mut Budget<'_>) -> Option<(Flow, Rankings<'a>)> {
    let mut rankings = Rankings::new(goal);
    let flow = fill(&Places::all(goal), &mut rankings, budget)?;
    Some((flow, rankings))
}

/// Fills places as well as possible; `None` if the budget is spent before.
pub(crate) fn fill(places: &Places<'_>, rankings: &mut Rankings<'_>, budget: &mut Budget<'_>) -> Option<Flow> {
    let round = places.goal.round;
    let mut search = Search::new(places, rankings);
    let mut unmet = vec![0; round.submissions()];
    for (submission, unmet) in (0..).zip(&mut unmet) {
        for _ in places.staying[submission as usize].len()..round.demand(submission as usize) {
            *unmet += usize::from(!search.fill(submission));
        }
        if submission % 64 == 0 && budget.spend(std::mem::take(&mut search.steps)) {
            return None;
        }
    }
    budget.spend(search.steps);
    let missed = |(load, taken): (&Load, &Vec<u32>)| {
        load.min().saturating_sub(taken.len()) + taken.len().saturating_sub(load.max())
    };
    let missed = places.loads.iter().zip(&search.taken).map(missed).collect();
    let prices = search.reviewers.potential.iter().map(|potential| -potential).collect();
    search.teams.iter_mut().for_each(|team| team.sort_unstable());
    Some(Flow { teams: search.teams, prices, unmet, missed })
}

impl<'s, 'p, 'r> Search<'s, 'p, 'r> {
    fn new(places: &'s Places<'p>, rankings: &'s mut Rankings<'r>) -> Self {
        let round = places.goal.round;
        let best = |submission| rankings.best(submission).0.first().map_or(0, |(weight, _)| *weight);
        let missing = places.cost_of_missing();
        let has_minimum = places.loads.iter().any(|load| load.min() > 0);
        let potential = |load: &Load| if load.min() > 0 { missing } else { 0 };
        let reviewers = Nodes::new(places.loads.iter().map(potential).collect());
        let highest = if has_minimum { missing } else { 0 };
        let submissions = Nodes::new((0..round.submissions()).map(|one| best(one) + highest).collect());
        let (teams, taken) = (places.staying.clone(), vec![Vec::new(); round.reviewers()]);
        let heap = BinaryHeap::new();
        Self { places, rankings, submissions, reviewers, teams, taken, heap, missing, highest, has_minimum, steps: 0 }
    }

    /// The cost of giving a reviewer one more submission, apart from its weight.
    fn cost_of_one_more(&self, reviewer: u32) -> Option<i64> {
        let (load, taken) = (self.places.loads[reviewer as usize], self.taken[reviewer as usize].len());
        if taken < load.min() {
            Some(-self.missing)
        } else if taken < load.max() {
            Some(0)
        } else {
            self.places.goal.given_up.has(Rule::MaxLoad).then_some(BREACH)
        }
    }

    /// Fills one place of a submission. `false` if that is not possible, now or later.
    fn fill(&mut self, start: u32) -> bool {
        self.heap.clear();
        self.submissions.reach(start, 0, NONE);
        self.heap.push(Reverse((0, Node::Submission(start))));
        let mut end: Option<(i64, u32)> = None;
        while let Some(Reverse((distance, node))) = self.heap.pop() {
            if end.is_some_and(|(length, _)| distance >= length) {
                break;
            }
            self.steps += 1;
            match node {
                Node::Free(reviewer) | Node::Full(reviewer) => {
                    if let Some(length) = self.pass_on(reviewer, distance)
                        && end.is_none_or(|(least, _)| length < least)
                    {
                        end = Some((length, reviewer));
                    }
                }
                Node::Submission(submission) => {
                    if !std::mem::replace(&mut self.submissions.is_final[submission as usize], true) {
                        self.push_next(submission, 0);
                    }
                }
                Node::Next(submission, at) => self.look_at(submission, at),
            }
        }
        let length = end.map_or(FAR, |(length, _)| length);
        if let Some((_, reviewer)) = end {
            self.augment(reviewer);
        }
        self.submissions.settle(length);
        self.reviewers.settle(length);
        if self.has_minimum {
            self.highest = self.reviewers.potential.iter().copied().max().unwrap_or(0);
        }
        end.is_some()
    }

    /// Queues the reviewer at a position in the list of a submission, no later than the path through them can be.
    fn push_next(&mut self, submission: u32, at: u32) {
        let list = submission as usize;
        if at as usize >= self.rankings.best(list).0.len() {
            if self.rankings.best(list).1.is_none() {
                return;
            }
            self.rankings.extend(list);
        }
        let weight = self.rankings.best(list).0[at as usize].0;
        let distance = self.submissions.distance[list] + self.submissions.potential[list] - weight - self.highest;
        self.heap.push(Reverse((distance, Node::Next(submission, at))));
    }

    fn look_at(&mut self, submission: u32, at: u32) {
        let list = submission as usize;
        let (weight, reviewer) = self.rankings.best(list).0[at as usize];
        let weight = weight - self.places.cost(list, reviewer as usize);
        let potential = self.reviewers.potential[reviewer as usize];
        let distance = self.submissions.distance[list] + self.submissions.potential[list] - weight - potential;
        if !self.teams[list].contains(&reviewer) && self.reviewers.reach(reviewer, distance, submission) {
            let is_free = self.cost_of_one_more(reviewer).is_some_and(|cost| cost + potential == 0);
            let node = if is_free { Node::Free(reviewer) } else { Node::Full(reviewer) };
            self.heap.push(Reverse((distance, node)));
        }
        self.push_next(submission, at + 1);
    }

    /// Reaches the submissions that a reviewer could pass on. Returns the length of the path if it ends here.
    fn pass_on(&mut self, reviewer: u32, distance: i64) -> Option<i64> {
        let at = reviewer as usize;
        if std::mem::replace(&mut self.reviewers.is_final[at], true) {
            return None;
        }
        let potential = self.reviewers.potential[at];
        for &submission in &self.taken[at] {
            let number = submission as usize;
            let weight = self.places.weight(number, at).expect("only what is allowed is taken");
            let distance = distance + weight + potential - self.submissions.potential[number];
            if !self.submissions.is_final[number] && self.submissions.reach(submission, distance, reviewer) {
                self.heap.push(Reverse((distance, Node::Submission(submission))));
            }
        }
        self.cost_of_one_more(reviewer).map(|cost| distance + cost + potential)
    }

    /// Follows the path back: each reviewer on it takes the submission that they were reached from.
    fn augment(&mut self, mut reviewer: u32) {
        loop {
            let submission = self.reviewers.from[reviewer as usize];
            self.teams[submission as usize].push(reviewer);
            self.taken[reviewer as usize].push(submission);
            let previous = self.submissions.from[submission as usize];
            if previous == NONE {
                return;
            }
            self.teams[submission as usize].retain(|&one| one != previous);
            self.taken[previous as usize].retain(|&one| one != submission);
            reviewer = previous;
        }
    }
}
