//! Computes a proposal: turns facts with identities into the numbered round of the crate `allocation`, and its outcome back.

use super::{
    ProposedPanel,
    input::{AllocationInput, ReviewerFacts},
    proposal::{LeastMend, MendBreach, Obstacle, Pair, PairReason, ProposalResult, Wishes},
    rules::{AllocationMode, AllocationRule},
    suitability::Suitability,
};
use crate::charter::PanelNeed;
use allocation::{
    Allocation, Budget, Grouping, Impossible, Load, Objective, Outcome, Panel, PanelSizes, Request, ReviewerProfile,
    ReviewerRole, Round, Score, SearchProgress,
};
use std::{collections::BTreeMap, ops::ControlFlow};

/// Computes a proposal as [`solve`] does, going on from the panels that an earlier search for the same facts found. Each time it finds better ones it
/// gives them to `keep`, so that they are not lost with the instance.
#[must_use]
pub fn resume(
    input: &AllocationInput,
    (mode, wishes): (AllocationMode, &Wishes),
    found: &[ProposedPanel],
    watch: impl FnMut(SearchProgress) -> ControlFlow<()>,
    mut keep: impl FnMut(Vec<ProposedPanel>),
) -> ProposalResult {
    let numbered = Numbered::new(input);
    let known = numbered.numbers(found);
    let mut budget = Budget::until(watch)
        .keeping(|panels| {
            keep(panels.iter().map(|panel| numbered.panel(&panel.reviewers, &panel.submissions)).collect());
        })
        .resuming(known);
    solve(input, mode, wishes, &mut budget)
}

/// Computes a proposal until it is proven or the budget is spent: first the worst-served submission is served as well as can be, then all.
#[must_use]
pub fn solve(
    input: &AllocationInput,
    mode: AllocationMode,
    wishes: &Wishes,
    budget: &mut Budget<'_>,
) -> ProposalResult {
    let refused = |reason: &str| ProposalResult::Refused { reason: reason.to_owned() };
    if input.submissions.is_empty() {
        return refused("The round has no submissions.");
    }
    if input.reviewers.is_empty() {
        return refused("No reviewer can be allocated: none takes part in this round and has completed the training.");
    }
    let [fewest, most] = input.rules.people.map(usize::from);
    match mode {
        AllocationMode::Panels => {
            let grouping = match grouping(input) {
                Ok(grouping) => grouping,
                Err(reason) => return refused(reason),
            };
            attempt(input, grouping, most, wishes, budget)
        }
        // The largest number of reviewers that is possible. That no allocation exists is said about the smallest.
        AllocationMode::Free => {
            let mut result = ProposalResult::Unfinished;
            for people in (fewest..=most).rev().filter(|people| *people == fewest || has_places(input, *people)) {
                result = attempt(input, Grouping::Free, people, wishes, budget);
                if result.panels().is_some() {
                    break;
                }
            }
            result
        }
    }
}

/// The first need for which there are too few reviewers, whoever reviews what: each covers at most as many submissions as they take. It is known
/// without a search, which may take long to exclude what is plainly impossible.
fn missing(input: &AllocationInput) -> Option<LeastMend> {
    let load = usize::from(input.rules.submissions[1]);
    input.rules.needs.iter().find_map(|need| {
        let is_one = |reviewer: &&ReviewerFacts| match need {
            PanelNeed::Lead => reviewer.is_lead,
            PanelNeed::Technician => !reviewer.is_lead,
            PanelNeed::Experienced => reviewer.is_experienced,
        };
        let covered: usize =
            input.reviewers.iter().filter(is_one).map(|reviewer| most_of(input, reviewer.offered)).sum();
        let amount = input.submissions.len().checked_sub(covered).filter(|amount| *amount > 0)?;
        let rule = match need {
            PanelNeed::Lead => AllocationRule::Lead,
            PanelNeed::Technician => AllocationRule::Technician,
            PanelNeed::Experienced => AllocationRule::Experienced,
        };
        Some(LeastMend { rules: vec![rule], breaches: Vec::new(), amount, bound: amount, load })
    })
}

fn grouping(input: &AllocationInput) -> Result<Grouping, &'static str> {
    let [people, submissions] = [input.rules.people, input.rules.submissions]
        .map(|range| range.map(|one| usize::from(one).min(PanelSizes::MAX)));
    let sizes = PanelSizes::new(people[0]..=people[1], submissions[0]..=submissions[1])
        .ok_or("The sizes of panels in the charter are not valid.")?;
    if input.submissions.len() < submissions[0] {
        return Err(
            "The round has fewer submissions than a panel takes. Create a proposal with separate reviewers for each submission.",
        );
    }
    if sizes.choices(input.submissions.len()) > PanelSizes::MAX_CHOICES {
        return Err(
            "The round has too many submissions for panels to be computed. Create a proposal with separate reviewers for each submission.",
        );
    }
    Ok(Grouping::Panels(sizes))
}

/// Whether reviewers take so many submissions that each can have that number of reviewers.
fn has_places(input: &AllocationInput, people: usize) -> bool {
    input.reviewers.iter().map(|reviewer| most_of(input, reviewer.offered)).sum::<usize>()
        >= people * input.submissions.len()
}

fn most_of(input: &AllocationInput, offered: u8) -> usize {
    usize::from(offered.min(input.rules.submissions[1]))
}

/// Whether there are so many places that each reviewer can have one.
fn is_everyone_needed(input: &AllocationInput, grouping: &Grouping, people: usize) -> bool {
    let least = usize::from(input.rules.submissions[0]);
    match grouping {
        Grouping::Panels(_) => input.reviewers.len() <= input.submissions.len() / least * people,
        Grouping::Free => input.reviewers.len() * least <= people * input.submissions.len(),
    }
}

fn attempt(
    input: &AllocationInput,
    grouping: Grouping,
    people: usize,
    wishes: &Wishes,
    budget: &mut Budget<'_>,
) -> ProposalResult {
    if let Some(mend) = missing(input) {
        return ProposalResult::Impossible { mends: vec![mend] };
    }
    let takes_all = !wishes.may_leave_over && is_everyone_needed(input, &grouping, people);
    let numbered = Numbered::new(input);
    let round = match numbered.round(people, takes_all, &wishes.bans) {
        Ok(round) => round,
        Err(error) => return ProposalResult::Refused { reason: format!("The round cannot be allocated: {error}.") },
    };
    let pins: Vec<(usize, usize)> = wishes.pins.iter().filter_map(|pair| numbered.pair(*pair)).collect();
    let outcome = if let Some(panels) = &wishes.stay_near {
        allocation::reallocate(&round, &numbered.kept(panels, &pins), &grouping, budget)
    } else {
        allocation::allocate(&round, &Request { objective: Objective::Fair, grouping, pins }, budget)
    };
    match outcome {
        Outcome::Allocated(found) => numbered.allocated(&round, &found),
        Outcome::Impossible(impossible) => numbered.impossible(&impossible),
        Outcome::Unfinished { .. } => ProposalResult::Unfinished,
    }
}

/// The facts with their numbers in the round.
struct Numbered<'i> {
    input: &'i AllocationInput,
}

impl<'i> Numbered<'i> {
    fn new(input: &'i AllocationInput) -> Self {
        Self { input }
    }

    fn pair(&self, (assessment, person): Pair) -> Option<(usize, usize)> {
        let submission = self.input.submissions.iter().position(|one| one.assessment == assessment)?;
        Some((submission, self.input.reviewers.iter().position(|one| one.person == person)?))
    }

    /// The pairs of earlier panels that are still there, and the pins, for each submission.
    fn kept(&self, panels: &[ProposedPanel], pins: &[(usize, usize)]) -> Vec<Vec<usize>> {
        let mut kept = vec![Vec::new(); self.input.submissions.len()];
        let earlier = super::teams(panels)
            .flat_map(|(assessment, team)| team.iter().filter_map(move |person| self.pair((assessment, *person))));
        for (submission, reviewer) in earlier.chain(pins.iter().copied()) {
            if !kept[submission].contains(&reviewer) {
                kept[submission].push(reviewer);
            }
        }
        kept
    }

    fn pair_of(&self, submission: usize, reviewer: usize) -> Pair {
        (self.input.submissions[submission].assessment, self.input.reviewers[reviewer].person)
    }

    fn round(&self, people: usize, takes_all: bool, bans: &[Pair]) -> Result<Round, allocation::RoundError> {
        let AllocationInput { rules, submissions, reviewers, .. } = self.input;
        let load = |offered| {
            let most = most_of(self.input, offered);
            let least = if takes_all { usize::from(rules.submissions[0]).min(most) } else { 0 };
            Load::new(least, most).expect("the least is not above the most")
        };
        let loads = reviewers.iter().map(|reviewer| load(reviewer.offered)).collect();
        let scores = submissions.iter().flat_map(|submission| {
            reviewers.iter().map(move |reviewer| {
                let is_allowed = reviewer.conflict_with(submission.organisation).is_none()
                    && !bans.contains(&(submission.assessment, reviewer.person));
                is_allowed.then(|| Suitability::of(reviewer, submission).score())
            })
        });
        let round = Round::new(vec![people; submissions.len()], loads, scores.collect())?;
        if !rules.has_composition() {
            return Ok(round.without_barred_reviewers());
        }
        let mut numbers = BTreeMap::new();
        let mut number = |organisation| {
            let next = u32::try_from(numbers.len()).unwrap_or(u32::MAX);
            *numbers.entry(organisation).or_insert(next)
        };
        let owners = submissions.iter().map(|submission| number(submission.organisation)).collect();
        let profiles = reviewers.iter().map(|reviewer| ReviewerProfile {
            role: if reviewer.is_lead { ReviewerRole::Lead } else { ReviewerRole::Technician },
            // Where the charter asks for no experience, everybody has enough.
            is_experienced: reviewer.is_experienced || !rules.needs(PanelNeed::Experienced),
            organisation: number(reviewer.organisation),
        });
        Ok(round.with_composition(profiles.collect(), owners)?.without_barred_reviewers())
    }

    fn panel(&self, reviewers: &[usize], submissions: &[usize]) -> ProposedPanel {
        ProposedPanel {
            reviewers: reviewers.iter().map(|one| self.input.reviewers[*one].person).collect(),
            submissions: submissions.iter().map(|one| self.input.submissions[*one].assessment).collect(),
        }
    }

    /// The panels by numbers; none if one has somebody or something that is not in the round.
    fn numbers(&self, panels: &[ProposedPanel]) -> Vec<Panel> {
        let AllocationInput { submissions, reviewers, .. } = self.input;
        let numbered = panels.iter().map(|panel| {
            let people = panel.reviewers.iter().map(|person| reviewers.iter().position(|one| one.person == *person));
            let assessments = panel
                .submissions
                .iter()
                .map(|assessment| submissions.iter().position(|one| one.assessment == *assessment));
            Some(Panel { reviewers: people.collect::<Option<_>>()?, submissions: assessments.collect::<Option<_>>()? })
        });
        numbered.collect::<Option<_>>().unwrap_or_default()
    }

    fn allocated(&self, round: &Round, found: &Allocation) -> ProposalResult {
        let panels = if found.panels().is_empty() {
            found.assignment().iter().enumerate().map(|(submission, team)| self.panel(team, &[submission])).collect()
        } else {
            found.panels().iter().map(|one| self.panel(&one.reviewers, &one.submissions)).collect()
        };
        let reasons = (0..round.submissions()).flat_map(|submission| allocation::reasons(round, found, submission));
        let least = found.minimum().millionths();
        ProposalResult::Allocated {
            panels,
            total: found.total().millionths(),
            least,
            bound: found.bound().millionths(),
            least_bound: found.minimum_bound().map_or(least, Score::millionths),
            reasons: reasons.map(|reason| self.reason(reason)).collect(),
        }
    }

    fn reason(&self, reason: allocation::Reason) -> PairReason {
        let passed_over = reason.passed_over.into_iter().map(|one| {
            let obstacle = match one.obstacle {
                allocation::Obstacle::Full => Obstacle::Full,
                allocation::Obstacle::OtherPanel => Obstacle::OtherPanel,
                allocation::Obstacle::Whole => Obstacle::Whole,
                allocation::Obstacle::Breaks(rule) => Obstacle::Breaks(rule.into()),
            };
            (self.input.reviewers[one.reviewer].person, obstacle)
        });
        PairReason {
            pair: self.pair_of(reason.submission, reason.reviewer),
            rank: reason.rank,
            allowed: reason.allowed,
            needed_for: reason.needed_for.into_iter().map(AllocationRule::from).collect(),
            passed_over: passed_over.collect(),
        }
    }

    fn impossible(&self, impossible: &Impossible) -> ProposalResult {
        let breach = |breach: &allocation::Breach| MendBreach {
            rule: breach.rule.into(),
            submissions: breach.submissions.iter().map(|one| self.input.submissions[*one].assessment).collect(),
            reviewers: breach.reviewers.iter().map(|one| self.input.reviewers[*one].person).collect(),
        };
        let mends = impossible.mends.iter().map(|mend| LeastMend {
            rules: mend.rules.iter().map(|rule| AllocationRule::from(*rule)).collect(),
            breaches: mend.breaches.iter().map(breach).collect(),
            amount: mend.amount,
            bound: mend.bound,
            load: mend.load,
        });
        ProposalResult::Impossible { mends: mends.collect() }
    }
}
