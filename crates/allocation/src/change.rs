//! What a change would cost, and what changed between two allocations.

use crate::{
    Score,
    budget::Budget,
    outcome::{Allocation, Outcome, Request},
    round::Round,
    solve::allocate,
    verify::{self, Breach},
};
use std::fmt;

/// A change that somebody tries.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Change {
    /// The submission gets the reviewer.
    Pin {
        /// The submission.
        submission: usize,
        /// The reviewer.
        reviewer: usize,
    },
    /// The submission does not get the reviewer.
    Ban {
        /// The submission.
        submission: usize,
        /// The reviewer.
        reviewer: usize,
    },
}

/// What a change costs: everything else is allocated as well as possible with it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cost {
    /// By how much the total is lower than before; negative if it is higher, as it can be at the expense of the minimum.
    pub total: Score,
    /// By how much the minimum is lower than before; negative if it is higher.
    pub minimum: Score,
    /// The submissions whose reviewers change.
    pub moves: Vec<Move>,
    /// The allocation with the change.
    pub allocation: Allocation,
}

/// Allocates with a change and compares. `Err` holds an outcome without allocation: the change is impossible, or the budget was spent.
pub fn cost_of(
    round: &Round,
    request: &Request,
    before: &Allocation,
    change: Change,
    budget: &mut Budget<'_>,
) -> Result<Cost, Outcome> {
    let mut request = request.clone();
    let outcome = match change {
        Change::Pin { submission, reviewer } => {
            request.pins.push((submission, reviewer));
            allocate(round, &request, budget)
        }
        Change::Ban { submission, reviewer } => {
            allocate(&round.clone().without_pair(submission, reviewer), &request, budget)
        }
    };
    match outcome {
        Outcome::Allocated(allocation) => Ok(Cost {
            total: before.total() - allocation.total(),
            minimum: before.minimum() - allocation.minimum(),
            moves: moves(before.assignment(), allocation.assignment()),
            allocation,
        }),
        other => Err(other),
    }
}

/// What exchanging two reviewers comes to, with nothing else changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Swap {
    /// The assignment afterwards.
    pub assignment: Vec<Vec<usize>>,
    /// By how much the total is lower than before; negative if it is higher.
    pub total: Score,
    /// By how much the minimum is lower than before; negative if it is higher.
    pub minimum: Score,
    /// The rules that it breaks.
    pub breaches: Vec<Breach>,
}

/// Exchanges the reviewers of two pairs. `None` if a pair is not in the allocation, or a submission would have a reviewer twice.
///
/// Without a search: the result is known at once, and may not be the best.
#[must_use]
pub fn swap(round: &Round, before: &Allocation, one: (usize, usize), other: (usize, usize)) -> Option<Swap> {
    let mut assignment = before.assignment().to_vec();
    for ((submission, leaves), joins) in [(one, other.1), (other, one.1)] {
        let team = assignment.get_mut(submission)?;
        let place = team.iter().position(|reviewer| *reviewer == leaves)?;
        if team.contains(&joins) {
            return None;
        }
        team[place] = joins;
        team.sort_unstable();
    }
    let total = before.total() - verify::total(round, &assignment);
    let minimum = before.minimum() - verify::minimum(round, &assignment);
    let breaches = verify::breaches(round, &assignment);
    Some(Swap { assignment, total, minimum, breaches })
}

/// How the reviewers of a submission change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Move {
    /// The submission.
    pub submission: usize,
    /// The reviewers who no longer have it.
    pub leave: Vec<usize>,
    /// The reviewers who have it now.
    pub join: Vec<usize>,
}

/// Lists the submissions whose reviewers differ between two assignments.
///
/// ```
/// use allocation::moves;
///
/// let moves = moves(&[vec![0, 1], vec![2]], &[vec![0, 3], vec![2]]);
/// assert_eq!(moves.len(), 1);
/// assert_eq!(moves[0].to_string(), "Submission 0: reviewer 1 leaves, reviewer 3 joins.");
/// ```
#[must_use]
pub fn moves(before: &[Vec<usize>], after: &[Vec<usize>]) -> Vec<Move> {
    let without = |team: &[usize], other: &[usize]| team.iter().copied().filter(|one| !other.contains(one)).collect();
    (0..before.len().max(after.len()))
        .filter_map(|submission| {
            let [before, after] = [before, after].map(|teams| teams.get(submission).map_or(&[][..], Vec::as_slice));
            let (leave, join): (Vec<usize>, Vec<usize>) = (without(before, after), without(after, before));
            (!leave.is_empty() || !join.is_empty()).then_some(Move { submission, leave, join })
        })
        .collect()
}

impl fmt::Display for Move {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let leave = self.leave.iter().map(|one| format!("reviewer {one} leaves"));
        let join = self.join.iter().map(|one| format!("reviewer {one} joins"));
        write!(f, "Submission {}: {}.", self.submission, leave.chain(join).collect::<Vec<_>>().join(", "))
    }
}
