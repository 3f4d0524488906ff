//! The best team of reviewers for a submission or a panel at given prices, by a complete search.

use crate::{
    reviewer::ReviewerRole,
    round::{BARRED, Composition, Round},
    rule::Rule,
};

/// A team has somebody who is a lead, a technician, or experienced: a bit for each.
pub(crate) const LEAD: u8 = 1;
pub(crate) const TECHNICIAN: u8 = 2;
pub(crate) const EXPERIENCED: u8 = 4;

/// What a team needs by which rule.
pub(crate) const NEEDS: [(Rule, u8); 3] =
    [(Rule::Lead, LEAD), (Rule::Technician, TECHNICIAN), (Rule::Experienced, EXPERIENCED)];

/// What a reviewer brings to a team.
pub(crate) fn brings(composition: Option<&Composition>, reviewer: usize) -> u8 {
    let Some(composition) = composition else { return 0 };
    let profile = composition.reviewers[reviewer];
    let role = match profile.role {
        ReviewerRole::Lead => LEAD,
        ReviewerRole::Technician => TECHNICIAN,
    };
    if profile.is_experienced { role | EXPERIENCED } else { role }
}

/// A reviewer who could be in the team.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Candidate {
    pub(crate) reviewer: u32,
    /// What the reviewer adds to the value of the team, less their price.
    pub(crate) worth: i64,
    /// What the reviewer adds to the services of the submissions, in all.
    pub(crate) service: i64,
    pub(crate) brings: u8,
    pub(crate) organisation: u32,
    pub(crate) is_forced: bool,
}

/// What a team must be.
#[derive(Clone, Copy, Debug)]
pub(crate) struct TeamRules {
    pub(crate) size: usize,
    pub(crate) needs: u8,
    /// The cost of each member of an organisation that has one already; `None` if that is not allowed.
    pub(crate) same_organisation: Option<i64>,
    /// The least service of each submission.
    pub(crate) floor: i64,
}

impl TeamRules {
    /// The rules for a team of `size` in a round.
    pub(crate) fn of(round: &Round, size: usize, floor: i64) -> Self {
        match round.composition() {
            Some(_) => Self { size, needs: LEAD | TECHNICIAN | EXPERIENCED, same_organisation: None, floor },
            None => Self { size, needs: 0, same_organisation: Some(0), floor },
        }
    }
}

/// A search of teams, which keeps its memory between searches.
#[derive(Debug, Default)]
pub(crate) struct TeamSearch {
    chosen: Vec<usize>,
    best: Vec<usize>,
    best_worth: i64,
    /// Steps that are left before the search gives up and returns a bound.
    steps: u64,
    max_service: Vec<i64>,
    /// For each need the worth of the best candidate from here on who brings it.
    suppliers: Vec<[i64; NEEDS.len()]>,
}

/// The worth of a candidate who does not exist.
const NOBODY: i64 = i64::MIN / 2;

/// The most steps of one search. Without rules that conflict, a few for each member are enough.
const MAX_STEPS: u64 = 500_000;

/// The result of a search: the best team found, and a worth that no team exceeds.
#[derive(Clone, Debug)]
pub(crate) struct BestTeam {
    pub(crate) bound: i64,
    /// Reviewers in order of their numbers, if a team is worth more than was asked for.
    pub(crate) team: Option<Vec<u32>>,
}

impl TeamSearch {
    /// Finds the team that is worth most, if it is worth more than `least`. The candidates must be in order of falling worth, forced ones first.
    ///
    /// `rows` are the scores of the submissions, of which each has the floor.
    pub(crate) fn best(&mut self, candidates: &[Candidate], rules: TeamRules, rows: &[&[i32]], least: i64) -> BestTeam {
        self.best.clear();
        self.best_worth = least;
        self.chosen.clear();
        self.steps = MAX_STEPS;
        let forced = candidates.iter().take_while(|candidate| candidate.is_forced).count();
        if rules.size > candidates.len() || forced > rules.size {
            return BestTeam { bound: least, team: None };
        }
        if rules.floor > i64::MIN {
            self.max_service.clear();
            self.max_service.resize(candidates.len(), 0);
            let mut most = i64::MIN;
            for (most_after, candidate) in self.max_service.iter_mut().zip(candidates).rev() {
                most = most.max(candidate.service);
                *most_after = most;
            }
        }
        self.suppliers.clear();
        self.suppliers.resize(candidates.len(), [NOBODY; NEEDS.len()]);
        let mut best = [NOBODY; NEEDS.len()];
        for (suppliers, candidate) in self.suppliers.iter_mut().zip(candidates).rev() {
            for ((_, need), best) in NEEDS.iter().zip(&mut best) {
                if candidate.brings & need != 0 {
                    *best = candidate.worth.max(*best);
                }
            }
            *suppliers = best;
        }
        let (mut worth, mut service, mut has) = (0, 0, 0);
        for (at, candidate) in candidates[..forced].iter().enumerate() {
            let Some(cost) = self.cost_of_adding(candidates, candidate, rules) else {
                return BestTeam { bound: least, team: None };
            };
            worth += candidate.worth - cost;
            service += candidate.service;
            has |= candidate.brings;
            self.chosen.push(at);
        }
        self.extend(&Within { candidates, rules, rows }, forced, worth, service, has);
        let is_found = !self.best.is_empty() || rules.size == 0 && self.best_worth > least;
        let team = is_found.then(|| {
            let mut team: Vec<u32> = self.best.iter().map(|&at| candidates[at].reviewer).collect();
            team.sort_unstable();
            team
        });
        let bound =
            if self.steps == 0 { top_worth(candidates, forced, rules.size).max(least) } else { self.best_worth };
        BestTeam { bound, team }
    }

    fn cost_of_adding(&self, candidates: &[Candidate], candidate: &Candidate, rules: TeamRules) -> Option<i64> {
        let is_double = || self.chosen.iter().any(|&at| candidates[at].organisation == candidate.organisation);
        match rules.same_organisation {
            Some(0) => Some(0),
            Some(cost) => Some(if is_double() { cost } else { 0 }),
            None => (!is_double()).then_some(0),
        }
    }

    /// Whether the chosen team serves each submission well enough.
    fn serves(&self, within: &Within<'_>) -> bool {
        let reviewer = |&at: &usize| within.candidates[at].reviewer as usize;
        within.rules.floor == i64::MIN
            || within.rows.iter().all(|row| {
                let scores = self.chosen.iter().map(|at| row[reviewer(at)]).filter(|score| *score != BARRED);
                scores.map(i64::from).sum::<i64>() >= within.rules.floor
            })
    }

    fn extend(&mut self, within: &Within<'_>, from: usize, worth: i64, service: i64, has: u8) {
        let Within { candidates, rules, rows } = *within;
        let left = rules.size - self.chosen.len();
        if left == 0 {
            if worth > self.best_worth && has & rules.needs == rules.needs && self.serves(within) {
                self.best_worth = worth;
                self.best.clone_from(&self.chosen);
            }
            return;
        }
        let floor = rules.floor.saturating_mul(i64::try_from(rows.len()).expect("panels are small"));
        let slots = i64::try_from(left).expect("teams are small");
        for at in from..candidates.len() {
            let candidate = &candidates[at];
            let others = worth + (slots - 1) * candidate.worth;
            if others + candidate.worth <= self.best_worth || self.steps == 0 {
                return;
            }
            // Somebody must bring what is missing, and may be worth less.
            let mut missing =
                NEEDS.iter().zip(&self.suppliers[at]).filter(|((_, need), _)| rules.needs & !has & need != 0);
            if missing.any(|(_, supplier)| others + supplier <= self.best_worth) {
                return;
            }
            self.steps -= 1;
            if rules.floor > i64::MIN && service + slots * self.max_service[at] < floor {
                return;
            }
            let has = has | candidate.brings;
            if left == 1 && has & rules.needs != rules.needs {
                continue;
            }
            let Some(cost) = self.cost_of_adding(candidates, candidate, rules) else { continue };
            self.chosen.push(at);
            self.extend(within, at + 1, worth + candidate.worth - cost, service + candidate.service, has);
            self.chosen.pop();
        }
    }
}

/// What a search looks through.
#[derive(Clone, Copy)]
struct Within<'a> {
    candidates: &'a [Candidate],
    rules: TeamRules,
    rows: &'a [&'a [i32]],
}

/// What the best `size` candidates would be worth without any rule.
fn top_worth(candidates: &[Candidate], forced: usize, size: usize) -> i64 {
    candidates[..forced].iter().chain(&candidates[forced..]).take(size).map(|candidate| candidate.worth).sum()
}
