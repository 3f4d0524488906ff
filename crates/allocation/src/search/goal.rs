//! What a search maximises: scores, kept pairs, or as few breaches of one rule as possible.

use super::{column::Fixings, team::NEEDS};
use crate::{
    Score,
    round::{BARRED, Round},
    rule::{Rule, RuleSet},
};

/// Values within a search are in billionths, so that prices can be rounded to integers and sums of them still prove a total in millionths.
pub(crate) const BILLIONTHS: i64 = 1_000;
/// The penalty for a breach of a rule that is given up, in billionths.
pub(crate) const BREACH: i64 = Score::UNIT * BILLIONTHS;
/// The penalty for a breach of a rule that is not given up, in units of score. It only guides the search.
const NEVER: f64 = 1e5;

/// Keeping a pair is worth more than what this many others could gain, so that it comes first in all rounds but the very largest.
const MAX_TRADED: usize = 1_000;

/// What a search maximises, and the rules that it gives up for a penalty.
#[derive(Clone, Debug)]
pub(crate) struct Goal<'a> {
    pub(crate) round: &'a Round,
    /// The least service of each submission, in millionths.
    pub(crate) floor: i64,
    /// If rules are given up, breaches of them are counted and scores are not.
    pub(crate) given_up: RuleSet,
    /// Pairs of an earlier allocation, by submission: each counts `bonus` more than its score.
    pub(crate) kept: Option<&'a [Vec<u32>]>,
    pub(crate) bonus: i64,
    /// Pairs that must be used.
    pub(crate) pins: Fixings,
    /// The greatest score, positive or negative, in millionths.
    pub(crate) greatest_score: i64,
}

impl<'a> Goal<'a> {
    /// The largest total.
    pub(crate) fn total(round: &'a Round) -> Self {
        let rows = (0..round.submissions()).flat_map(|submission| round.row(submission));
        let greatest = rows.filter(|score| **score != BARRED).map(|score| i64::from(score.abs())).max();
        Self {
            round,
            floor: i64::MIN,
            given_up: RuleSet::default(),
            kept: None,
            bonus: 0,
            pins: Fixings::default(),
            greatest_score: greatest.unwrap_or(0),
        }
    }

    /// The largest total with pairs that must be used, by submission and reviewer.
    pub(crate) fn with_pins(round: &'a Round, pins: &[(usize, usize)]) -> Self {
        let number = |one: usize| u32::try_from(one).expect("rounds are limited");
        let mut pairs: Vec<_> = pins.iter().map(|&(one, other)| (number(one), number(other), true)).collect();
        pairs.sort_unstable();
        pairs.dedup();
        Self { pins: Fixings { pairs }, ..Self::total(round) }
    }

    /// The reviewers of each submission who are pinned.
    pub(crate) fn pinned(&self) -> Vec<Vec<u32>> {
        let mut pinned = vec![Vec::new(); self.round.submissions()];
        self.pins.pairs.iter().for_each(|&(submission, reviewer, _)| pinned[submission as usize].push(reviewer));
        pinned
    }

    /// The fewest breaches of some rules.
    pub(crate) fn least_breach(round: &'a Round, rules: &[Rule]) -> Self {
        Self { given_up: RuleSet::of(rules), ..Self::total(round) }
    }

    /// The fewest changes of an earlier allocation, then the largest total.
    pub(crate) fn fewest_moves(round: &'a Round, kept: &'a [Vec<u32>]) -> Self {
        let mut goal = Self::total(round);
        let pairs = (0..round.submissions()).map(|submission| round.demand(submission)).sum::<usize>().min(MAX_TRADED);
        goal.bonus = (2 * goal.greatest_weight() / BILLIONTHS + 1) * i64::try_from(pairs).expect("there is a maximum");
        goal.kept = Some(kept);
        goal
    }

    /// What a pair adds to the value, in billionths, `None` if it is not allowed.
    pub(crate) fn weight(&self, submission: usize, reviewer: usize) -> Option<i64> {
        let score = self.round.row(submission)[reviewer];
        match self.given_up.is_empty() {
            _ if score == BARRED => self.given_up.has(Rule::Conflict).then_some(-BREACH),
            true => Some((i64::from(score) + self.bonus_of(submission, reviewer)) * BILLIONTHS),
            false => Some(0),
        }
    }

    /// The weights of all reviewers who are allowed, or only those whose scores reach a threshold, where weights are scores.
    pub(crate) fn weights(&self, submission: usize, threshold: Option<i32>, weights: &mut Vec<(i64, u32)>) {
        let row = self.round.row(submission);
        if self.given_up.is_empty() && self.kept.is_none() {
            let least = threshold.unwrap_or(BARRED + 1);
            let allowed = (0..).zip(row).filter(|(_, score)| **score >= least);
            weights.extend(allowed.map(|(reviewer, score)| (i64::from(*score) * BILLIONTHS, reviewer)));
        } else {
            let weight = |reviewer| Some((self.weight(submission, reviewer as usize)?, reviewer));
            weights.extend((0..).take(row.len()).filter_map(weight));
        }
    }

    fn bonus_of(&self, submission: usize, reviewer: usize) -> i64 {
        let is_kept = self.kept.is_some_and(|kept| kept[submission].iter().any(|&one| one as usize == reviewer));
        if is_kept { self.bonus } else { 0 }
    }

    /// A weight that no pair exceeds, positive or negative, in billionths.
    pub(crate) fn greatest_weight(&self) -> i64 {
        (self.greatest_score + self.bonus) * BILLIONTHS
    }

    /// What a team may lack of its needs, because the rules are given up.
    pub(crate) fn optional_needs(&self) -> u8 {
        NEEDS.into_iter().filter(|(rule, _)| self.given_up.has(*rule)).fold(0, |all, (_, what)| all | what)
    }

    /// How many rules of composition a team breaks.
    pub(crate) fn breaches_of_team(&self, team: &[u32], brings: &[u8]) -> usize {
        let Some(composition) = self.round.composition().filter(|_| !team.is_empty()) else { return 0 };
        let has = team.iter().fold(0, |has, &reviewer| has | brings[reviewer as usize]);
        let lacking = NEEDS.into_iter().filter(|(_, what)| has & what == 0).count();
        let organisation = |at: usize| composition.reviewers[team[at] as usize].organisation;
        let is_double = |at: &usize| (0..*at).any(|other| organisation(other) == organisation(*at));
        lacking + (0..team.len()).filter(is_double).count()
    }

    /// The penalty for a breach of a rule, in units of score.
    pub(crate) fn penalty(&self, rule: Rule) -> f64 {
        if self.given_up.has(rule) { 1.0 } else { self.never() }
    }

    /// The penalty for a breach of a rule that is not given up, in units of score.
    #[expect(clippy::cast_precision_loss, reason = "it only guides the search")]
    pub(crate) fn never(&self) -> f64 {
        NEVER.max(100.0 * self.greatest_weight() as f64 / 1e9)
    }

    /// What the values of all solutions are a multiple of: the greatest common divisor of all weights. Scores often have few decimals.
    pub(crate) fn grain(&self) -> i64 {
        if !self.given_up.is_empty() {
            return BREACH;
        }
        let mut grain = self.bonus;
        for score in (0..self.round.submissions()).flat_map(|submission| self.round.row(submission)) {
            if *score != BARRED && grain != 1 {
                grain = greatest_common_divisor(grain, i64::from(score.abs()));
            }
        }
        grain.max(1) * BILLIONTHS
    }

    /// What a pair adds to the service of its submission, in millionths.
    pub(crate) fn service(&self, submission: usize, reviewer: usize) -> i64 {
        match self.round.row(submission)[reviewer] {
            BARRED => 0,
            score => score.into(),
        }
    }

    /// A value, in billionths, that every allocation with teams of `least` to `most` reaches which keeps the rules, or all but those given up.
    pub(crate) fn least_value(&self, size: impl Fn(usize) -> (usize, usize)) -> i64 {
        let number = |count: usize| i64::try_from(count).expect("rounds are limited");
        if !self.given_up.is_empty() {
            let pairs: usize = (0..self.round.submissions()).map(|submission| size(submission).1).sum();
            let least: usize = (0..self.round.reviewers()).map(|reviewer| self.round.load(reviewer).min()).sum();
            return -BREACH * number(8 * pairs + least);
        }
        let of_submission = |submission| {
            let lowest = self.round.row(submission).iter().filter(|score| **score != BARRED).min();
            let lowest = i64::from(lowest.copied().unwrap_or(0));
            let (least, most) = size(submission);
            (lowest * number(if lowest < 0 { most } else { least })).max(self.floor)
        };
        (0..self.round.submissions()).map(of_submission).sum::<i64>() * BILLIONTHS
    }
}

/// A value in billionths as a score.
pub(crate) fn score(value: i64) -> Score {
    Score::from_millionths(value.div_euclid(BILLIONTHS))
}

fn greatest_common_divisor(one: i64, other: i64) -> i64 {
    if one == 0 { other } else { greatest_common_divisor(other % one, one) }
}
