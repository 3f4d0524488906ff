//! Runs the searches that an objective needs.

use crate::{
    Score,
    budget::Budget,
    outcome::{Allocation, Grouping, Objective, Outcome, Request},
    panel::Panel,
    round::Round,
    search::{
        column::{Pricing, TeamColumn},
        flow,
        free::FreeTeams,
        goal::{BILLIONTHS, Goal},
        known::{self, Known},
        panels::Panels,
        tree::{Found, Tree, Until},
    },
    {mend, verify},
};

/// Allocates reviewers to submissions: the best that the rules allow, or why there is nothing.
///
/// ```
/// use allocation::{Budget, Load, Objective, Outcome, Request, Round, Score, allocate};
///
/// let score = |tenths: i64| Some(Score::from_millionths(tenths * 100_000));
/// let loads = vec![Load::new(0, 1).unwrap(); 2];
/// let round = Round::new(vec![1, 1], loads, vec![score(9), score(8), score(7), score(1)]).unwrap();
/// let request = Request::free(Objective::Total);
/// let Outcome::Allocated(best) = allocate(&round, &request, &mut Budget::unlimited()) else { unreachable!() };
/// assert_eq!(best.assignment(), [[1], [0]]);
/// assert_eq!(best.total().to_string(), "1.5");
/// assert!(best.is_proven());
/// ```
#[must_use]
pub fn allocate(round: &Round, request: &Request, budget: &mut Budget<'_>) -> Outcome {
    let goal = Goal::with_pins(round, &request.pins);
    budget.look_for(Some(request.objective));
    let known = Known::of(&goal, &request.grouping, budget);
    match request.objective {
        Objective::Total => best(&goal, &request.grouping, known, budget),
        Objective::Fair => crate::fair::fairest(&goal, &request.grouping, known, budget),
    }
}

/// Allocates again after a change of the round, for example when a reviewer dropped out: as few reviewers as possible are moved, and among these
/// allocations the one with the largest total is taken.
///
/// `previous` has the reviewers of each submission. What it has in common with the new allocation is the most that the rules allow; in rounds of
/// more than 1,000 places, a place may be moved if that raises the total by more than 1,000 other places could.
#[must_use]
pub fn reallocate(round: &Round, previous: &[Vec<usize>], grouping: &Grouping, budget: &mut Budget<'_>) -> Outcome {
    let number = |&reviewer: &usize| u32::try_from(reviewer).expect("reviewers are few");
    let mut kept: Vec<Vec<u32>> = previous.iter().map(|team| team.iter().map(number).collect()).collect();
    kept.resize(round.submissions(), Vec::new());
    let goal = Goal::fewest_moves(round, &kept);
    budget.look_for(Some(Objective::Total));
    let known = Known::of(&goal, grouping, budget);
    best(&goal, grouping, known, budget)
}

/// The allocation that a goal values most, and none that it values less than what is known.
pub(crate) fn best(goal: &Goal<'_>, grouping: &Grouping, known: Option<Known>, budget: &mut Budget<'_>) -> Outcome {
    let round = goal.round;
    if *grouping == Grouping::Free && !round.has_composition() && goal.pins.pairs.is_empty() {
        return plain(goal, known, budget);
    }
    let columns = known.as_ref().map_or(&[][..], |known| &known.columns);
    let (mut found, _) = search(goal, grouping, columns, Until::Proven, budget);
    if let Some(known) = known {
        known.keep(&mut found, |value, _| value);
    }
    outcome(goal, grouping, &found, None, budget)
}

/// What a search found, as an allocation; or why there is none.
pub(crate) fn outcome(
    goal: &Goal<'_>,
    grouping: &Grouping,
    found: &Found,
    minimum_bound: Option<Score>,
    budget: &mut Budget<'_>,
) -> Outcome {
    match (&found.best, found.bound) {
        (Some((value, columns)), bound) => {
            let excess = bound.unwrap_or(*value).saturating_sub(*value).div_euclid(BILLIONTHS).max(0);
            Outcome::Allocated(allocation(goal.round, grouping, columns, Score::from_millionths(excess), minimum_bound))
        }
        (None, Some(bound)) => {
            Outcome::Unfinished { bound: Some(Score::from_millionths(bound.div_euclid(BILLIONTHS))) }
        }
        (None, None) => impossible(goal, grouping, budget),
    }
}

fn impossible(goal: &Goal<'_>, grouping: &Grouping, budget: &mut Budget<'_>) -> Outcome {
    budget.look_for(None);
    Outcome::Impossible(mend::diagnose(goal, grouping, budget))
}

/// Runs branch and price with columns that are known, and returns all columns with the result.
pub(crate) fn search(
    goal: &Goal<'_>,
    grouping: &Grouping,
    known: &[TeamColumn],
    until: Until,
    budget: &mut Budget<'_>,
) -> (Found, Vec<TeamColumn>) {
    match grouping {
        Grouping::Free => run(goal, FreeTeams::new(goal), known, until, budget),
        Grouping::Panels(sizes) => run(goal, Panels::new(goal, sizes), known, until, budget),
    }
}

fn run<'a>(
    goal: &'a Goal<'a>,
    pricing: impl Pricing,
    known: &[TeamColumn],
    until: Until,
    budget: &'a mut Budget<'_>,
) -> (Found, Vec<TeamColumn>) {
    let mut tree = Tree::new(goal, pricing, budget);
    tree.seed(known.iter().cloned());
    let found = tree.search(until);
    (found, tree.into_columns())
}

/// An allocation from whole columns. `excess` is by how much another could be better.
fn allocation(
    round: &Round,
    grouping: &Grouping,
    columns: &[TeamColumn],
    excess: Score,
    minimum_bound: Option<Score>,
) -> Allocation {
    let mut panels: Vec<Panel> = columns.iter().map(TeamColumn::panel).collect();
    panels.sort_by(|one, other| one.submissions.cmp(&other.submissions));
    let total = panels
        .iter()
        .flat_map(|panel| panel.submissions.iter().map(|&one| verify::service(round, one, &panel.reviewers)));
    let bound = total.sum::<Score>() + excess;
    match grouping {
        Grouping::Panels(_) => Allocation::of_panels(round, panels, bound, minimum_bound),
        Grouping::Free => {
            let mut assignment = vec![Vec::new(); round.submissions()];
            for panel in panels {
                assignment[panel.submissions[0]] = panel.reviewers;
            }
            Allocation::free(round, assignment, bound, minimum_bound)
        }
    }
}

/// Rounds with loads and conflicts only.
fn plain(goal: &Goal<'_>, known: Option<Known>, budget: &mut Budget<'_>) -> Outcome {
    let round = goal.round;
    let Some((flow, rankings)) = flow::solve(goal, budget) else {
        return known.map_or(Outcome::Unfinished { bound: None }, |known| {
            let excess = known::greatest_total(round) - verify::total(round, &known.assignment(round));
            Outcome::Allocated(allocation(round, &Grouping::Free, &known.columns, excess, None))
        });
    };
    if flow.unmet.iter().chain(&flow.missed).any(|missing| *missing > 0) {
        return impossible(goal, &Grouping::Free, budget);
    }
    // The prices prove the value on their own: each submission has the best reviewers at these prices.
    let bound = FreeTeams::with(goal, rankings).at_prices(&flow.prices).map(|(bound, _)| bound);
    let value: i64 = (0..)
        .zip(&flow.teams)
        .flat_map(|(submission, team)| team.iter().map(move |&one| (submission, one as usize)))
        .map(|(submission, reviewer)| goal.weight(submission, reviewer).expect("only what is allowed is used"))
        .sum();
    let excess = (bound.unwrap_or(value) - value).div_euclid(BILLIONTHS).max(0);
    let assignment: Vec<Vec<usize>> =
        flow.teams.into_iter().map(|team| team.into_iter().map(|one| one as usize).collect()).collect();
    let bound = verify::total(round, &assignment) + Score::from_millionths(excess);
    Outcome::Allocated(Allocation::free(round, assignment, bound, None))
}
