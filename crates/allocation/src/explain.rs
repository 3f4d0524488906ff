//! Why a reviewer got a submission.

use crate::{Score, outcome::Allocation, reviewer::ReviewerRole, round::Round, rule::Rule};
use std::fmt;

/// How many reviewers who would have suited better are explained for each pair.
const MAX_PASSED_OVER: usize = 3;

/// Why a reviewer got a submission.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reason {
    /// The submission.
    pub submission: usize,
    /// The reviewer.
    pub reviewer: usize,
    /// Their score.
    pub score: Score,
    /// The reviewer's place among those who may review the submission, 1 for the highest score.
    pub rank: usize,
    /// How many may review the submission.
    pub allowed: usize,
    /// The rules that only this reviewer fulfils for the submission.
    pub needed_for: Vec<Rule>,
    /// The best reviewers with a higher score who are not in the team.
    pub passed_over: Vec<PassedOver>,
}

/// A reviewer with a higher score who did not get the submission.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PassedOver {
    /// The reviewer.
    pub reviewer: usize,
    /// Their score.
    pub score: Score,
    /// Why they did not get it.
    pub obstacle: Obstacle,
}

/// Why a reviewer with a higher score did not take another's place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Obstacle {
    /// They take as many submissions as they can, and all allocations that give them this one are worse as a whole.
    Full,
    /// A rule would be broken.
    Breaks(Rule),
    /// They are in another panel.
    OtherPanel,
    /// The allocation as a whole would be worse.
    Whole,
}

/// Why each reviewer of a submission got it.
///
/// ```
/// use allocation::{Budget, Load, Objective, Outcome, Request, Round, Score, allocate, reasons};
///
/// let score = |tenths: i64| Some(Score::from_millionths(tenths * 100_000));
/// let loads = vec![Load::new(0, 1).unwrap(); 2];
/// let round = Round::new(vec![1, 1], loads, vec![score(9), score(8), score(7), score(1)]).unwrap();
/// let request = Request::free(Objective::Total);
/// let Outcome::Allocated(best) = allocate(&round, &request, &mut Budget::unlimited()) else { unreachable!() };
/// assert_eq!(
///     reasons(&round, &best, 0)[0].to_string(),
///     "Reviewer 1: score 0.8, number 2 of the 2 who may review it. Reviewer 0 (0.9) takes as many submissions as they can."
/// );
/// ```
#[must_use]
pub fn reasons(round: &Round, allocation: &Allocation, submission: usize) -> Vec<Reason> {
    let mut ranked: Vec<(Score, usize)> =
        (0..round.reviewers()).filter_map(|reviewer| Some((round.score(submission, reviewer)?, reviewer))).collect();
    ranked.sort_by_key(|&(score, reviewer)| (std::cmp::Reverse(score), reviewer));
    let mut taken = vec![0; round.reviewers()];
    allocation.assignment().iter().flatten().for_each(|&reviewer| taken[reviewer] += 1);
    let team = &allocation.assignment()[submission];
    let reason = |&reviewer: &usize| {
        let rank = ranked.iter().position(|(_, one)| *one == reviewer)?;
        let better = ranked[..rank].iter().filter(|(_, one)| !team.contains(one)).take(MAX_PASSED_OVER);
        let passed_over = better
            .map(|&(score, one)| {
                let obstacle = obstacle(round, allocation, &taken, (submission, reviewer), one);
                PassedOver { reviewer: one, score, obstacle }
            })
            .collect();
        let others: Vec<usize> = team.iter().copied().filter(|one| *one != reviewer).collect();
        let needed_for = lacking(round, &others);
        let (score, allowed) = (ranked[rank].0, ranked.len());
        Some(Reason { submission, reviewer, score, rank: rank + 1, allowed, needed_for, passed_over })
    };
    team.iter().filter_map(reason).collect()
}

/// What a team lacks by the rules of composition.
fn lacking(round: &Round, team: &[usize]) -> Vec<Rule> {
    if !round.has_composition() {
        return Vec::new();
    }
    let has = |rule| {
        team.iter().filter_map(|&one| round.profile(one)).any(|profile| match rule {
            Rule::Lead => profile.role == ReviewerRole::Lead,
            Rule::Technician => profile.role == ReviewerRole::Technician,
            _ => profile.is_experienced,
        })
    };
    [Rule::Lead, Rule::Technician, Rule::Experienced].into_iter().filter(|rule| !has(*rule)).collect()
}

/// Why `other` is not in the place of the reviewer of a pair.
fn obstacle(
    round: &Round,
    allocation: &Allocation,
    taken: &[usize],
    (submission, reviewer): (usize, usize),
    other: usize,
) -> Obstacle {
    let assignment = allocation.assignment();
    let mut team: Vec<usize> = assignment[submission].iter().copied().filter(|one| *one != reviewer).collect();
    let organisation = |one: usize| round.profile(one).map(|profile| profile.organisation);
    if organisation(other).is_some() && team.iter().any(|&one| organisation(one) == organisation(other)) {
        return Obstacle::Breaks(Rule::Organisation);
    }
    team.push(other);
    if let Some(rule) = lacking(round, &team).first() {
        return Obstacle::Breaks(*rule);
    }
    let is_reciprocal = (0..round.submissions()).filter(|&one| round.owner(one) == organisation(other)).any(|one| {
        round.owner(submission).is_some()
            && assignment[one].iter().any(|&one| organisation(one) == round.owner(submission))
    });
    if is_reciprocal && round.has_composition() {
        return Obstacle::Breaks(Rule::Reciprocity);
    }
    if !allocation.panels().is_empty() {
        // On the panel, they would have as many submissions as the reviewer has now.
        return match taken[other] {
            0 if taken[reviewer] > round.load(other).max() => Obstacle::Full,
            0 => Obstacle::Whole,
            _ => Obstacle::OtherPanel,
        };
    }
    if taken[other] >= round.load(other).max() {
        return Obstacle::Full;
    }
    if taken[reviewer] <= round.load(reviewer).min() { Obstacle::Breaks(Rule::MinLoad) } else { Obstacle::Whole }
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { reviewer, score, rank, allowed, .. } = self;
        write!(f, "Reviewer {reviewer}: score {score}, number {rank} of the {allowed} who may review it.")?;
        let only: Vec<&str> = self.needed_for.iter().filter_map(|rule| kind(*rule)).collect();
        if !only.is_empty() {
            write!(f, " The only {} of the submission.", only.join(" and the only "))?;
        }
        for PassedOver { reviewer, score, obstacle } in &self.passed_over {
            write!(f, " Reviewer {reviewer} ({score}) {obstacle}.")?;
        }
        Ok(())
    }
}

impl fmt::Display for Obstacle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Full => f.write_str("takes as many submissions as they can"),
            Self::OtherPanel => f.write_str("is in another panel"),
            Self::Whole => f.write_str("would make the allocation worse as a whole"),
            Self::Breaks(Rule::MinLoad) => f.write_str("would leave this reviewer without enough submissions"),
            Self::Breaks(Rule::Organisation) => f.write_str("is from the organisation of another reviewer"),
            Self::Breaks(Rule::Reciprocity) => f.write_str("would make two organisations review each other"),
            Self::Breaks(rule) => write!(f, "would leave the submission without {}", kind(*rule).unwrap_or("a rule")),
        }
    }
}

/// The kind of reviewer that a rule of composition asks for.
fn kind(rule: Rule) -> Option<&'static str> {
    match rule {
        Rule::Lead => Some("lead"),
        Rule::Technician => Some("technician"),
        Rule::Experienced => Some("experienced reviewer"),
        _ => None,
    }
}
