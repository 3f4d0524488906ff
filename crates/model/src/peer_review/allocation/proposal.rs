//! What the secretariat asks of a proposal, and what its computation came to.

use super::{ProposedPanel, naming::RoundNames, rules::AllocationRule};
use crate::{AssessmentId, PersonId, core::dates::count};
use allocation::Score;
use serde::{Deserialize, Serialize};

/// The shortest, the usual and the longest time limit, in seconds. The longest is below what an instance has for a job.
pub const TIME_LIMITS: [u32; 3] = [5, 60, 300];

/// Reads a time limit in seconds.
///
/// # Errors
/// A sentence for the form.
pub fn parse_time_limit(text: &str) -> Result<u32, String> {
    let [least, _, most] = TIME_LIMITS;
    let seconds = text.trim().parse().ok().filter(|seconds| (least..=most).contains(seconds));
    seconds.ok_or_else(|| format!("Time limit must be a number of seconds from {least} to {most}"))
}

/// A pair of a submission and a reviewer that the secretariat decided about.
pub type Pair = (AssessmentId, PersonId);

/// What a proposal has to keep beside the rules.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Wishes {
    /// Who has to review what.
    pub pins: Vec<Pair>,
    /// Who must not review what.
    pub bans: Vec<Pair>,
    /// Whether reviewers may be left without a submission, although there would be enough for all.
    pub may_leave_over: bool,
    /// The panels from which as few reviewers as possible move, instead of finding the best; none to find the best.
    #[serde(default)]
    pub stay_near: Option<Vec<ProposedPanel>>,
}

/// Why a reviewer with a better match did not get a submission.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Obstacle {
    /// They have as many submissions as they take.
    Full,
    /// They are on another panel.
    OtherPanel,
    /// The allocation as a whole would be worse.
    Whole,
    /// A rule would be broken.
    Breaks(AllocationRule),
}

impl Obstacle {
    fn clause(self) -> String {
        match self {
            Self::Full => "has as many submissions as they take".to_owned(),
            Self::OtherPanel => "is on another panel".to_owned(),
            Self::Whole => "would make the allocation worse as a whole".to_owned(),
            Self::Breaks(rule) => format!("would break the rule that {}", rule.clause()),
        }
    }
}

/// Why a reviewer got a submission.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PairReason {
    /// The submission and the reviewer.
    pub pair: Pair,
    /// Their place by score among those who may review it, from 1.
    pub rank: usize,
    /// How many may review it.
    pub allowed: usize,
    /// The rules that only they fulfil.
    pub needed_for: Vec<AllocationRule>,
    /// Reviewers with a better match, and why not they.
    pub passed_over: Vec<(PersonId, Obstacle)>,
}

impl PairReason {
    /// The reason in sentences.
    #[must_use]
    pub fn sentence(&self, names: &RoundNames) -> String {
        let mut text = format!("Number {} by match, of the {} reviewers who may review it.", self.rank, self.allowed);
        for rule in &self.needed_for {
            let only = match rule {
                AllocationRule::Lead => "The only lead on the panel.",
                AllocationRule::Technician => "The only technician on the panel.",
                AllocationRule::Experienced => "The only experienced reviewer on the panel.",
                _ => continue,
            };
            text = format!("{text} {only}");
        }
        for (person, obstacle) in &self.passed_over {
            text = format!("{text} {} {}.", names.person(*person), obstacle.clause());
        }
        text
    }
}

/// A breach of a rule in the least change that would make an allocation possible.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MendBreach {
    /// The rule.
    pub rule: AllocationRule,
    /// The submissions.
    pub submissions: Vec<AssessmentId>,
    /// The reviewers.
    pub reviewers: Vec<PersonId>,
}

/// The least that would make an allocation possible, if some rules may be broken.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LeastMend {
    /// These rules.
    pub rules: Vec<AllocationRule>,
    /// The breaches.
    pub breaches: Vec<MendBreach>,
    /// Their amount.
    pub amount: usize,
    /// A smaller amount is not enough.
    pub bound: usize,
    /// The largest number of submissions of a reviewer.
    pub load: usize,
}

impl LeastMend {
    /// Which rule is in the way, where, by how much, and what would be enough.
    #[must_use]
    pub fn sentence(&self, names: &RoundNames) -> String {
        let rules: Vec<&str> = self.rules.iter().map(|rule| rule.clause()).collect();
        let mut text = format!("No allocation keeps the rule that {}", rules.join(", and that "));
        let mut left_over: Vec<PersonId> = self.breaches.iter().flat_map(|one| one.reviewers.clone()).collect();
        left_over.sort_unstable();
        left_over.dedup();
        // A reviewer who is left over misses as many submissions as a panel has.
        let amount = if self.rules == [AllocationRule::LeftOver] { left_over.len() } else { self.amount };
        let number = i64::try_from(amount).unwrap_or(i64::MAX);
        text = match self.rules[..] {
            [AllocationRule::Lead | AllocationRule::Technician | AllocationRule::Experienced] => {
                format!("{text}: {} would be without one", count(number, "submission"))
            }
            [AllocationRule::LeftOver] => format!("{text}: {} would be", count(number, "reviewer")),
            _ => format!("{text}: it would be broken {}", count(number, "time")),
        };
        if self.bound < self.amount && self.rules != [AllocationRule::LeftOver] {
            text = format!("{text} (perhaps fewer, but at least {})", self.bound);
        }
        let mut submissions: Vec<AssessmentId> = self.breaches.iter().flat_map(|one| one.submissions.clone()).collect();
        submissions.sort_unstable();
        submissions.dedup();
        let reviewers: Vec<PersonId> = self.breaches.iter().flat_map(|one| one.reviewers.clone()).collect();
        if !submissions.is_empty() {
            text = format!("{text}. Submissions: {}", names.all_submissions(&submissions));
        } else if !reviewers.is_empty() {
            text = format!("{text}. Reviewers: {}", names.all_people(&reviewers));
        }
        format!("{text}.{}", self.enough())
    }

    fn enough(&self) -> String {
        let kind = match self.rules[..] {
            [AllocationRule::Lead] => "lead",
            [AllocationRule::Technician] => "technician",
            [AllocationRule::Experienced] => "experienced reviewer",
            _ => return String::new(),
        };
        let more = self.amount.div_ceil(self.load.max(1));
        format!(" Adding {} would be enough.", count(i64::try_from(more).unwrap_or(i64::MAX), kind))
    }

    /// What can be done.
    #[must_use]
    pub fn remedy(&self) -> &'static str {
        self.rules.first().map_or("Recruit more reviewers.", |rule| rule.remedy())
    }
}

/// What the computation of a proposal came to. Scores are in millionths.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "outcome", rename_all = "kebab-case")]
pub enum ProposalResult {
    /// There are panels.
    Allocated {
        /// The panels.
        panels: Vec<ProposedPanel>,
        /// All scores.
        total: i64,
        /// The least score of a submission.
        least: i64,
        /// No allocation that is as fair has a larger total.
        bound: i64,
        /// No allocation has a larger least score.
        least_bound: i64,
        /// Why each reviewer got each submission.
        reasons: Vec<PairReason>,
    },
    /// The rules allow none.
    Impossible {
        /// What would mend it, the least first.
        mends: Vec<LeastMend>,
    },
    /// The time was not enough.
    Unfinished,
    /// It was not tried, and why.
    Refused {
        /// A sentence.
        reason: String,
    },
}

impl ProposalResult {
    /// The panels, if there are some.
    #[must_use]
    pub fn panels(&self) -> Option<&[ProposedPanel]> {
        match self {
            Self::Allocated { panels, .. } => Some(panels),
            Self::Impossible { .. } | Self::Unfinished | Self::Refused { .. } => None,
        }
    }

    /// The state of the proposal as a sentence: its proof, its bound, or why there is nothing.
    #[must_use]
    pub fn sentence(&self) -> String {
        match self {
            Self::Allocated { total, least, bound, least_bound, .. } => match (least == least_bound, total == bound) {
                (true, true) => "Proven best: no allocation serves the worst-served submission better, and none that is as fair has a better overall match.".to_owned(),
                (true, false) => format!(
                    "No allocation serves the worst-served submission better. Another could have a better overall match, by at most {}.",
                    percent(*total, *bound)
                ),
                (false, _) => format!(
                    "The best allocation found in time. Another could serve the worst-served submission better by at most {}.",
                    percent(*least, *least_bound)
                ),
            },
            Self::Impossible { .. } => "No allocation keeps all rules.".to_owned(),
            Self::Unfinished => {
                "No allocation was found in time. Create another proposal with a longer time limit.".to_owned()
            }
            Self::Refused { reason } => reason.clone(),
        }
    }
}

/// By how much the bound is above the value.
fn percent(value: i64, bound: i64) -> String {
    if value <= 0 {
        return Score::from_millionths(bound - value).to_string();
    }
    let tenths = (i128::from(bound - value) * 1000).div_euclid(i128::from(value)).max(1);
    format!("{}.{}%", tenths / 10, tenths % 10)
}
