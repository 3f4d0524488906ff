//! The fairest allocation: first the largest minimum service of a submission, then the largest total with it.
//!
//! The minimum is found by bisection: whether every submission can have a floor is a search of its own, which any allocation ends. Each allocation
//! found raises the lower end to its own minimum.

use crate::{
    Score,
    budget::Budget,
    outcome::{Grouping, Outcome},
    round::{BARRED, Round},
    search::{
        column::TeamColumn,
        flow,
        goal::Goal,
        tree::{Found, Until},
    },
    solve::{outcome, search},
};

/// The fairest allocation.
pub(crate) fn fairest(base: &Goal<'_>, grouping: &Grouping, budget: &mut Budget<'_>) -> Outcome {
    let round = base.round;
    let known = known_teams(base, grouping, budget);
    let (found, mut columns) = search(base, grouping, &known, Until::First, budget);
    let Some((_, first)) = &found.best else { return outcome(base, grouping, &found, None, budget) };
    let mut least = service_of(round, first);
    let mut best = found;
    let mut most = greatest_minimum(round, grouping).max(least);
    // The upper end is often reached: it is tried first.
    let mut floor = most;
    while least < most && !budget.is_spent() {
        let goal = Goal { floor, ..base.clone() };
        let (found, more) = search(&goal, grouping, &above(round, &columns, floor), Until::First, budget);
        columns.extend(more);
        match (&found.best, found.bound) {
            (Some((_, teams)), _) => {
                least = service_of(round, teams);
                best = found;
            }
            (None, None) => most = floor - 1,
            (None, Some(_)) => break,
        }
        floor = least + (most - least + 1) / 2;
    }
    let minimum_bound = Some(Score::from_millionths(most));
    let goal = Goal { floor: least, ..base.clone() };
    let (found, _) = search(&goal, grouping, &above(round, &columns, least), Until::Proven, budget);
    let value = |found: &Found| found.best.as_ref().map(|(value, _)| *value);
    let bound = found.bound.max(value(&best));
    let better = if value(&found) >= value(&best) { found } else { best };
    outcome(&goal, grouping, &Found { bound, ..better }, minimum_bound, budget)
}

/// Teams that are likely to be good: those of the best allocation without rules of composition.
fn known_teams(goal: &Goal<'_>, grouping: &Grouping, budget: &mut Budget<'_>) -> Vec<TeamColumn> {
    if *grouping != Grouping::Free || goal.round.has_composition() {
        return Vec::new();
    }
    let Some((flow, _)) = flow::solve(goal, budget) else { return Vec::new() };
    if flow.unmet.iter().any(|unmet| *unmet > 0) {
        return Vec::new();
    }
    let value = |submission: usize, team: &[u32]| {
        team.iter().map(|&one| goal.weight(submission, one as usize).expect("only what is allowed is used")).sum()
    };
    (0u32..)
        .zip(flow.teams)
        .map(|(submission, team)| TeamColumn {
            submissions: vec![submission],
            value: value(submission as usize, &team),
            team,
        })
        .collect()
}

/// The columns that give each of their submissions a floor, each once.
fn above(round: &Round, columns: &[TeamColumn], floor: i64) -> Vec<TeamColumn> {
    columns.iter().filter(|column| service_of(round, std::slice::from_ref(column)) >= floor).cloned().collect()
}

/// The least service of the submissions of some columns, in millionths.
fn service_of(round: &Round, columns: &[TeamColumn]) -> i64 {
    let services = columns.iter().flat_map(|column| {
        column.submissions.iter().map(|&submission| {
            column.team.iter().map(|&reviewer| i64::from(round.row(submission as usize)[reviewer as usize])).sum()
        })
    });
    services.min().unwrap_or(i64::MAX)
}

/// A minimum that no allocation exceeds: what the best reviewers of each submission would give it, if nobody else wanted them.
fn greatest_minimum(round: &Round, grouping: &Grouping) -> i64 {
    let services = (0..round.submissions()).map(|submission| {
        let people = match grouping {
            Grouping::Free => round.demand(submission),
            Grouping::Panels(sizes) => *sizes.people().end(),
        };
        let mut scores: Vec<i32> = round.row(submission).iter().copied().filter(|score| *score != BARRED).collect();
        scores.sort_unstable_by_key(|score| std::cmp::Reverse(*score));
        let best = scores.into_iter().take(people).map(i64::from);
        // A panel may be smaller: scores below zero need not count.
        match grouping {
            Grouping::Free => best.sum::<i64>(),
            Grouping::Panels(_) => best.map(|score| score.max(0)).sum(),
        }
    });
    services.min().unwrap_or(0)
}
