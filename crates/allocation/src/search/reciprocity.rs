//! Rows against reciprocity, added only where it occurs.

use super::{
    column::{Cut, TeamColumn},
    goal::{BREACH, Goal},
};
use crate::{round::Round, rule::Rule};
use std::collections::{BTreeMap, HashMap};

/// Finds pairs of submissions whose organisations review each other, in whole or in part, and that no row keeps from it yet.
///
/// With `single`, rows are about one reviewer on each side, as they must be where a team may have two of one organisation.
pub(crate) fn violated(round: &Round, used: &[(&TeamColumn, f64)], cuts: &[Cut], single: bool) -> Vec<Cut> {
    let Some(composition) = round.composition() else { return Vec::new() };
    let mut by_organisation: HashMap<u32, Vec<u32>> = HashMap::new();
    for (submission, &owner) in (0..).zip(&composition.owners) {
        by_organisation.entry(owner).or_default().push(submission);
    }
    let organisation = |reviewer: u32| composition.reviewers[reviewer as usize].organisation;
    // The amount of each group of reviewers on each submission. A group is an organisation, or one reviewer of it.
    let mut amounts: BTreeMap<(u32, u32, Option<u32>), f64> = BTreeMap::new();
    for (column, amount) in used {
        for &submission in &column.submissions {
            for &reviewer in &column.team {
                let group = (submission, organisation(reviewer), single.then_some(reviewer));
                *amounts.entry(group).or_default() += amount;
            }
        }
    }
    let reviewers = |organisation: u32, one: Option<u32>| match one {
        Some(reviewer) => vec![reviewer],
        None => (0..)
            .zip(&composition.reviewers)
            .filter(|(_, profile)| profile.organisation == organisation)
            .map(|(reviewer, _)| reviewer)
            .collect(),
    };
    let mut found = Vec::new();
    for (&(submission, theirs, one), &amount) in &amounts {
        let own = composition.owners[submission as usize];
        for &other in by_organisation.get(&theirs).into_iter().flatten().filter(|&&other| other > submission) {
            for (&(_, _, another), &opposite) in amounts.range((other, own, None)..=(other, own, Some(u32::MAX))) {
                if amount + opposite > 1.0 + 1e-6 {
                    let sides = [(submission, reviewers(theirs, one)), (other, reviewers(own, another))];
                    let cut = Cut { sides };
                    if !cuts.contains(&cut) {
                        found.push(cut);
                    }
                }
            }
        }
    }
    found
}

/// The prices of rows against reciprocity within what they can be. If the rule is given up, rows about the same two submissions share one penalty,
/// and their prices are not above it together.
pub(crate) fn prices(goal: &Goal<'_>, cuts: &[Cut], prices: &[i64]) -> Vec<i64> {
    let most = if goal.given_up.has(Rule::Reciprocity) { BREACH } else { i64::MAX };
    let mut left = HashMap::new();
    let within = |(cut, &price): (&Cut, &i64)| {
        let left = left.entry(cut.submissions()).or_insert(most);
        let price = price.clamp(0, *left);
        *left -= price;
        price
    };
    cuts.iter().zip(prices).map(within).collect()
}

/// The pairs of submissions whose organisations review each other, given the team of each submission.
pub(crate) fn pairs(round: &Round, teams: &[Vec<u32>]) -> Vec<(usize, usize)> {
    let Some(composition) = round.composition() else { return Vec::new() };
    let reviews = |organisation: u32, submission: usize| {
        teams[submission].iter().any(|&reviewer| composition.reviewers[reviewer as usize].organisation == organisation)
    };
    let mut by_organisation: HashMap<u32, Vec<usize>> = HashMap::new();
    for (submission, &owner) in composition.owners.iter().enumerate() {
        by_organisation.entry(owner).or_default().push(submission);
    }
    let mut found = Vec::new();
    for (submission, team) in teams.iter().enumerate() {
        let own = composition.owners[submission];
        let mut theirs: Vec<u32> =
            team.iter().map(|&reviewer| composition.reviewers[reviewer as usize].organisation).collect();
        theirs.sort_unstable();
        theirs.dedup();
        for other in
            theirs.iter().filter_map(|one| by_organisation.get(one)).flatten().filter(|&&other| other > submission)
        {
            if reviews(own, *other) {
                found.push((submission, *other));
            }
        }
    }
    found.sort_unstable();
    found
}
