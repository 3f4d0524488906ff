//! The places that a flow fills, and what a reviewer costs in each.

use crate::{
    reviewer::Load,
    round::Round,
    rule::Rule,
    search::{
        goal::{BREACH, Goal},
        reciprocity::Organisations,
        team::{EXPERIENCED, LEAD, TECHNICIAN},
    },
};

/// A rule that is broken costs as much as so many pairs of the greatest weight.
const BROKEN: i64 = 16;
/// How many rules a reviewer can break in a place.
const MAX_BROKEN: i64 = 5;

/// Places that are open, beside reviewers who stay where they are.
///
/// Where one place of a team is open, each rule of composition and the floor are about the reviewer who takes it: what they break has a penalty.
#[derive(Debug)]
pub(crate) struct Places<'a> {
    pub(super) goal: &'a Goal<'a>,
    /// The reviewers who stay, by submission.
    pub(super) staying: Vec<Vec<u32>>,
    /// What each reviewer can still take.
    pub(super) loads: Vec<Load>,
    last: Vec<LastPlace>,
    brings: &'a [u8],
}

/// What is asked of the reviewer who takes the last place of a team.
#[derive(Debug)]
struct LastPlace {
    needs: u8,
    /// Organisations that must not be there.
    organisations: Vec<u32>,
    /// The service that is missing to the floor, in millionths.
    service: i64,
}

impl<'a> Places<'a> {
    /// All places of a round but those that are pinned, without rules of composition.
    pub(crate) fn all(goal: &'a Goal<'a>) -> Self {
        let staying = goal.pinned();
        let loads = left(goal.round, &staying);
        Self { goal, staying, loads, last: Vec::new(), brings: &[] }
    }

    /// The last place of each team.
    pub(crate) fn last(
        goal: &'a Goal<'a>,
        staying: Vec<Vec<u32>>,
        organisations: &Organisations,
        brings: &'a [u8],
    ) -> Self {
        let round = goal.round;
        let loads = left(round, &staying);
        let opposed = organisations.opposed(&staying);
        let organisation = |&reviewer: &u32| round.profile(reviewer as usize).map(|profile| profile.organisation);
        let place = |(submission, (team, mut barred)): (usize, (&Vec<u32>, Vec<u32>))| {
            barred.extend(team.iter().filter_map(organisation));
            let has = team.iter().fold(0, |has, &reviewer| has | brings[reviewer as usize]);
            let service: i64 = team.iter().map(|&one| goal.service(submission, one as usize)).sum();
            let needs = if round.has_composition() { (LEAD | TECHNICIAN | EXPERIENCED) & !has } else { 0 };
            LastPlace { needs, organisations: barred, service: goal.floor.saturating_sub(service) }
        };
        let last = staying.iter().zip(opposed).enumerate().map(place).collect();
        Self { goal, staying, loads, last, brings }
    }

    /// The cost of missing a minimum load by one: more than what any path can gain by it.
    pub(super) fn cost_of_missing(&self) -> i64 {
        let (goal, round) = (self.goal, self.goal.round);
        let nodes = i64::try_from(round.submissions() + round.reviewers() + 1).expect("rounds are limited");
        match goal.given_up {
            none if none.is_empty() => {
                let most = goal.greatest_weight() + MAX_BROKEN * self.penalty();
                (2 * most + 1).saturating_mul(nodes).min(i64::MAX / 16)
            }
            given_up if given_up.has(Rule::MinLoad) => BREACH,
            _ => BREACH * nodes,
        }
    }

    /// The cost of a rule that is broken.
    fn penalty(&self) -> i64 {
        BROKEN * (self.goal.greatest_weight() + 1)
    }

    /// What a reviewer adds to the value in a place of a submission, in billionths; `None` if they are not allowed.
    pub(super) fn weight(&self, submission: usize, reviewer: usize) -> Option<i64> {
        let weight = self.goal.weight(submission, reviewer)?;
        Some(weight - self.cost(submission, reviewer))
    }

    /// The penalty for what a reviewer breaks in a place of a submission.
    pub(super) fn cost(&self, submission: usize, reviewer: usize) -> i64 {
        let Some(place) = self.last.get(submission) else { return 0 };
        let organisation = self.goal.round.profile(reviewer).map(|profile| profile.organisation);
        let lacking = (place.needs & !self.brings[reviewer]).count_ones();
        let is_barred = organisation.is_some_and(|one| place.organisations.contains(&one));
        let is_below = self.goal.service(submission, reviewer) < place.service;
        self.penalty() * (i64::from(lacking) + i64::from(is_barred) + i64::from(is_below))
    }
}

/// What each reviewer can still take.
fn left(round: &Round, staying: &[Vec<u32>]) -> Vec<Load> {
    let mut taken = vec![0; round.reviewers()];
    staying.iter().flatten().for_each(|&reviewer| taken[reviewer as usize] += 1);
    let left = |(reviewer, taken): (usize, usize)| {
        let load = round.load(reviewer);
        Load::new(load.min().saturating_sub(taken), load.max().saturating_sub(taken)).expect("both are lowered alike")
    };
    taken.into_iter().enumerate().map(left).collect()
}
