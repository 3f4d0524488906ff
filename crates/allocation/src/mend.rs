//! Why there is no allocation: which rule is in the way, where, and what is the least that would mend it.

use crate::{
    budget::Budget,
    outcome::{Grouping, Outcome},
    round::Round,
    rule::Rule,
    search::{
        column::TeamColumn,
        flow,
        goal::{BREACH, Goal},
        tree::Until,
    },
    solve::{best, search},
    verify::{self, Breach},
};
use std::fmt;

/// The least that would mend a round, if these rules may be broken and no others.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mend {
    /// The rules that are broken.
    pub rules: Vec<Rule>,
    /// Each breach, with its submissions, reviewers and amount.
    pub breaches: Vec<Breach>,
    /// The amount of all breaches.
    pub amount: usize,
    /// No allocation has a smaller amount than this. It is the amount, unless the budget was spent, or several rules are broken in a plain
    /// round with more than two million pairs.
    pub bound: usize,
    /// The largest load of a reviewer.
    pub load: usize,
}

impl Mend {
    /// The submissions that are concerned, each once.
    #[must_use]
    pub fn submissions(&self) -> Vec<usize> {
        let mut submissions: Vec<usize> = self.breaches.iter().flat_map(|breach| breach.submissions.clone()).collect();
        submissions.sort_unstable();
        submissions.dedup();
        submissions
    }
}

/// Why there is no allocation. Each mend is enough on its own; the least comes first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Impossible {
    /// What would mend the round. Empty only if it is not known whether giving up all rules would.
    pub mends: Vec<Mend>,
    /// Rules of which it is not known whether giving up one alone would mend the round: the budget was spent, or the round is too large.
    pub unknown: Vec<Rule>,
}

/// What a search for a mend came to.
enum Search {
    /// Giving up the rules mends the round.
    Mends(Mend),
    /// Giving up the rules is not enough.
    IsNotEnough,
    /// The search did not end.
    Unknown,
}

impl fmt::Display for Mend {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let rules: Vec<String> = self.rules.iter().map(ToString::to_string).collect();
        write!(f, "Cannot keep the rule that {}", rules.join(", and that "))?;
        let submissions = self.submissions();
        let label = match self.rules[..] {
            [Rule::Demand] => "Places that stay empty",
            [Rule::MaxLoad] => "Places beyond what reviewers can take",
            [Rule::MinLoad] => "Places missing to give every enrolled reviewer their minimum",
            [Rule::Conflict] => "Conflicts of interest that would have to be allowed",
            [Rule::Lead] => "Submissions without a lead",
            [Rule::Technician] => "Submissions without a technician",
            [Rule::Experienced] => "Submissions without an experienced reviewer",
            [Rule::Organisation] => "Reviewers from the organisation of another reviewer of the submission",
            [Rule::Reciprocity] => "Pairs of submissions that each other's organisations review",
            [Rule::Pin] => "Pinned reviewers who cannot stay",
            _ => "Breaches",
        };
        write!(f, ". {label}: {}", self.amount)?;
        if self.bound < self.amount {
            write!(f, " (fewer may be enough, but at least {})", self.bound)?;
        }
        if !submissions.is_empty() {
            let list: Vec<String> = submissions.iter().map(ToString::to_string).collect();
            write!(f, "; submissions {}", list.join(", "))?;
        }
        let reviewers: Vec<String> =
            self.breaches.iter().flat_map(|breach| &breach.reviewers).map(ToString::to_string).collect();
        if !reviewers.is_empty() && submissions.is_empty() {
            write!(f, "; reviewers {}", reviewers.join(", "))?;
        }
        write!(f, ".")?;
        match self.rules[..] {
            [Rule::Lead | Rule::Technician | Rule::Experienced] => write!(f, " {}", self.more(self.rules[0])),
            [Rule::MaxLoad | Rule::Demand] => write!(f, " More places are needed: {}.", self.amount),
            _ => Ok(()),
        }
    }
}

impl Mend {
    /// How many more reviewers of a kind are needed, in words.
    fn more(&self, rule: Rule) -> String {
        let kind = match rule {
            Rule::Lead => "leads",
            Rule::Technician => "technicians",
            _ => "experienced reviewers",
        };
        match self.load {
            0 | 1 => format!("More {kind} are needed: {}.", self.amount),
            load => {
                format!("More {kind} are needed: {} if each takes {load} submissions.", self.amount.div_ceil(load))
            }
        }
    }
}

/// Pairs up to which branch and price is used on a round without allocation: no list of reviewers can be cut short there.
const MAX_SEARCHED_PAIRS: usize = 2_000_000;

/// Finds what would mend a round that has no allocation: fewer pins if there are some; otherwise each rule alone, or all together if no rule alone is
/// enough.
pub(crate) fn diagnose(goal: &Goal<'_>, grouping: &Grouping, budget: &mut Budget<'_>) -> Impossible {
    let round = goal.round;
    if !goal.pins.pairs.is_empty() {
        return lost_pins(goal, grouping, budget);
    }
    let mut rules = Rule::OF_ALL.to_vec();
    if round.has_composition() {
        rules.extend(Rule::OF_COMPOSITION);
    }
    if (0..round.reviewers()).all(|reviewer| round.load(reviewer).min() == 0) {
        rules.retain(|rule| *rule != Rule::MinLoad);
    }
    let (mut mends, mut unknown) = (Vec::new(), Vec::new());
    for &rule in &rules {
        match least(round, grouping, &[rule], budget) {
            Search::Mends(mend) => mends.push(mend),
            Search::IsNotEnough => {}
            Search::Unknown => unknown.push(rule),
        }
    }
    if mends.is_empty()
        && let Search::Mends(mend) = least(round, grouping, &rules, budget)
    {
        mends.push(mend);
    }
    mends.sort_by_key(|mend| (mend.amount, mend.rules.clone()));
    Impossible { mends, unknown }
}

/// The fewest pins that have to go; or why there is no allocation without pins either.
fn lost_pins(goal: &Goal<'_>, grouping: &Grouping, budget: &mut Budget<'_>) -> Impossible {
    let pinned = goal.pinned();
    let allocation = match best(&Goal::fewest_moves(goal.round, &pinned), grouping, None, budget) {
        Outcome::Allocated(allocation) => allocation,
        Outcome::Impossible(impossible) => return impossible,
        Outcome::Unfinished { .. } => return Impossible { mends: Vec::new(), unknown: vec![Rule::Pin] },
    };
    let pins = goal.pins.pairs.iter().map(|&(submission, reviewer, _)| (submission as usize, reviewer as usize));
    let lost = pins.filter(|(submission, reviewer)| !allocation.assignment()[*submission].contains(reviewer));
    let breach = |(submission, reviewer)| Breach {
        rule: Rule::Pin,
        submissions: vec![submission],
        reviewers: vec![reviewer],
        amount: 1,
    };
    let breaches: Vec<Breach> = lost.map(breach).collect();
    let amount = breaches.len();
    let bound = if allocation.is_proven() { amount } else { 1 };
    let mend = Mend { rules: vec![Rule::Pin], breaches, amount, bound, load: 0 };
    Impossible { mends: vec![mend], unknown: Vec::new() }
}

/// The fewest breaches of some rules.
fn least(round: &Round, grouping: &Grouping, rules: &[Rule], budget: &mut Budget<'_>) -> Search {
    let goal = Goal::least_breach(round, rules);
    let is_plain = *grouping == Grouping::Free && !round.has_composition();
    let is_small = round.submissions() * round.reviewers() <= MAX_SEARCHED_PAIRS;
    let (breaches, bound) = if is_plain && (rules.len() == 1 || !is_small) {
        let Some((flow, _)) = flow::solve(&goal, budget) else { return Search::Unknown };
        let breaches = verify::breaches(round, &assignment(&flow.teams));
        // A flow fills every place that it can. With several rules, leaving one empty may break fewer.
        let bound = if rules.len() == 1 { breaches.iter().map(|breach| breach.amount).sum() } else { 1 };
        (breaches, bound)
    } else if is_small {
        let (found, _) = search(&goal, grouping, &[], Until::Proven, budget);
        let (value, columns) = match (found.best, found.bound) {
            (Some(best), _) => best,
            (None, None) => return Search::IsNotEnough,
            (None, Some(_)) => return Search::Unknown,
        };
        let bound = usize::try_from(-found.bound.unwrap_or(value) / BREACH).unwrap_or(0);
        (breaches_of(round, grouping, &columns), bound)
    } else {
        return Search::Unknown;
    };
    // A flow gives up what it cannot reach, whatever the rule: only breaches of these rules count.
    if breaches.is_empty() || breaches.iter().any(|breach| !rules.contains(&breach.rule)) {
        return Search::IsNotEnough;
    }
    let mut broken: Vec<Rule> = breaches.iter().map(|breach| breach.rule).collect();
    broken.sort_unstable();
    broken.dedup();
    let amount = breaches.iter().map(|breach| breach.amount).sum();
    let load = (0..round.reviewers()).map(|reviewer| round.load(reviewer).max()).max().unwrap_or(0);
    Search::Mends(Mend { rules: broken, breaches, amount, bound, load })
}

fn assignment(teams: &[Vec<u32>]) -> Vec<Vec<usize>> {
    teams.iter().map(|team| team.iter().map(|one| *one as usize).collect()).collect()
}

fn breaches_of(round: &Round, grouping: &Grouping, columns: &[TeamColumn]) -> Vec<Breach> {
    match grouping {
        Grouping::Free => {
            let mut assignment = vec![Vec::new(); round.submissions()];
            for column in columns {
                assignment[column.submissions[0] as usize] = column.panel().reviewers;
            }
            verify::breaches(round, &assignment)
        }
        Grouping::Panels(sizes) => {
            verify::panel_breaches(round, sizes, &columns.iter().map(TeamColumn::panel).collect::<Vec<_>>())
        }
    }
}
