//! Rows against reciprocity, added only where it occurs.

use super::{
    column::{Cut, TeamColumn},
    goal::{BREACH, Goal},
};
use crate::{round::Round, rule::Rule};
use std::collections::{BTreeMap, HashMap};

/// The submissions and the reviewers of each organisation, in a round with composition.
#[derive(Debug, Default)]
pub(crate) struct Organisations {
    /// The organisation of each submission.
    owners: Vec<u32>,
    /// The organisation of each reviewer.
    members: Vec<u32>,
    submissions: HashMap<u32, Vec<u32>>,
    reviewers: HashMap<u32, Vec<u32>>,
}

impl Organisations {
    pub(crate) fn of(round: &Round) -> Self {
        let Some(composition) = round.composition() else { return Self::default() };
        let owners = composition.owners.clone();
        let members: Vec<u32> = composition.reviewers.iter().map(|profile| profile.organisation).collect();
        let (submissions, reviewers) = (grouped(&owners), grouped(&members));
        Self { owners, members, submissions, reviewers }
    }

    /// The submissions that an organisation made.
    pub(crate) fn submissions(&self, organisation: u32) -> &[u32] {
        self.submissions.get(&organisation).map_or(&[], Vec::as_slice)
    }

    /// The reviewers who belong to an organisation.
    pub(crate) fn reviewers(&self, organisation: u32) -> &[u32] {
        self.reviewers.get(&organisation).map_or(&[], Vec::as_slice)
    }

    /// For each submission the organisations that its own organisation reviews: their reviewers would review each other.
    pub(crate) fn opposed(&self, teams: &[Vec<u32>]) -> Vec<Vec<u32>> {
        let mut opposed = vec![Vec::new(); teams.len()];
        for (submission, team) in teams.iter().enumerate() {
            self.oppose(submission, team, &mut opposed);
        }
        opposed
    }

    /// Notes what a team of a submission makes impossible elsewhere.
    pub(crate) fn oppose(&self, submission: usize, team: &[u32], opposed: &mut [Vec<u32>]) {
        let Some(&owner) = self.owners.get(submission) else { return };
        for &reviewer in team {
            for &other in self.submissions(self.members[reviewer as usize]) {
                opposed[other as usize].push(owner);
            }
        }
    }
}

fn grouped(organisations: &[u32]) -> HashMap<u32, Vec<u32>> {
    let mut groups: HashMap<u32, Vec<u32>> = HashMap::new();
    for (number, &organisation) in (0..).zip(organisations) {
        groups.entry(organisation).or_default().push(number);
    }
    groups
}

/// Finds pairs of submissions whose organisations review each other, in whole or in part, and that no row keeps from it yet.
///
/// With `single`, rows are about one reviewer on each side, as they must be where a team may have two of one organisation.
pub(crate) fn violated(round: &Round, used: &[(&TeamColumn, f64)], cuts: &[Cut], single: bool) -> Vec<Cut> {
    let Some(composition) = round.composition() else { return Vec::new() };
    let organisations = Organisations::of(round);
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
        None => organisations.reviewers(organisation).to_vec(),
    };
    let mut found = Vec::new();
    for (&(submission, theirs, one), &amount) in &amounts {
        let own = composition.owners[submission as usize];
        for &other in organisations.submissions(theirs).iter().filter(|&&other| other > submission) {
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
pub(crate) fn pairs(organisations: &Organisations, teams: &[Vec<u32>]) -> Vec<(usize, usize)> {
    let mut found = Vec::new();
    for ((submission, team), &own) in teams.iter().enumerate().zip(&organisations.owners) {
        let mut theirs: Vec<u32> = team.iter().map(|&reviewer| organisations.members[reviewer as usize]).collect();
        theirs.sort_unstable();
        theirs.dedup();
        let others = theirs.iter().flat_map(|&theirs| organisations.submissions(theirs)).map(|&other| other as usize);
        let is_own = |reviewer: &u32| organisations.members[*reviewer as usize] == own;
        let is_mutual = |other: &usize| *other > submission && teams[*other].iter().any(is_own);
        found.extend(others.filter(is_mutual).map(|other| (submission, other)));
    }
    found.sort_unstable();
    found
}
