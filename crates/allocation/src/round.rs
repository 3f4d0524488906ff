//! A round to allocate: who may review what, how well they go together, and the rules.

use crate::{
    Score,
    reviewer::{Load, ReviewerProfile},
};

/// The most submissions or reviewers that a round may have.
pub const MAX_PEOPLE: usize = 100_000;
/// The most reviewers of a submission, and submissions of a reviewer.
pub const MAX_LOAD: usize = 1_000;
/// The most pairs of a submission and a reviewer: 4 bytes are held for each.
pub const MAX_PAIRS: usize = 100_000_000;

/// The stored score of a pair that is not allowed.
pub(crate) const BARRED: i32 = i32::MIN;

/// Who the reviewers are and whose the submissions are: with it, each submission needs a lead, a technician and somebody with experience, no two
/// reviewers of one organisation, and no two organisations may review each other.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Composition {
    pub(crate) reviewers: Vec<ReviewerProfile>,
    pub(crate) owners: Vec<u32>,
}

/// Why a round cannot be made. Indexes are zero-based.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RoundError {
    /// There is no submission or no reviewer.
    #[error("a round needs at least 1 submission and 1 reviewer")]
    Empty,
    /// There are more submissions, reviewers or pairs than fit into memory.
    #[error("a round may have up to {MAX_PEOPLE} submissions, {MAX_PEOPLE} reviewers and {MAX_PAIRS} pairs")]
    TooLarge,
    /// A list has not one entry for each submission or reviewer.
    #[error("the list of {list} has {found} entries, and {expected} are needed")]
    Length {
        /// What the list holds.
        list: &'static str,
        /// How many entries it has.
        found: usize,
        /// How many it should have.
        expected: usize,
    },
    /// A submission needs no reviewer, or too many.
    #[error("submission {submission} needs {demand} reviewers; it must be from 1 to {MAX_LOAD}")]
    Demand {
        /// The submission.
        submission: usize,
        /// How many reviewers it needs.
        demand: usize,
    },
    /// A score is out of range.
    #[error("the score of submission {submission} and reviewer {reviewer} must be from -1000 to 1000")]
    ScoreRange {
        /// The submission.
        submission: usize,
        /// The reviewer.
        reviewer: usize,
    },
}

/// A round to allocate.
///
/// ```
/// use allocation::{Load, Round, Score};
///
/// let load = Load::new(0, 2).unwrap();
/// let half = Some(Score::from_millionths(500_000));
/// // 2 submissions, 2 reviewers. The second reviewer may not review the first submission.
/// let round = Round::new(vec![1, 1], vec![load; 2], vec![half, None, half, half]).unwrap();
/// assert_eq!(round.score(1, 0), half);
/// assert_eq!(round.score(0, 1), None);
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Round {
    demand: Vec<usize>,
    loads: Vec<Load>,
    scores: Vec<i32>,
    composition: Option<Composition>,
}

impl Round {
    /// Makes a round without rules of composition. `demand` is the number of reviewers that each submission needs; `scores` has a row for each
    /// submission with an entry for each reviewer, `None` where the reviewer has a conflict of interest.
    ///
    /// # Errors
    /// If the lists do not fit together, or a number is out of range.
    pub fn new(demand: Vec<usize>, loads: Vec<Load>, scores: Vec<Option<Score>>) -> Result<Self, RoundError> {
        Self::from_cells(demand, loads, scores.into_iter().map(Ok))
    }

    /// Makes a round from scores that are read one by one, so that a large file is not held twice.
    pub(crate) fn from_cells<E: From<RoundError>>(
        demand: Vec<usize>,
        loads: Vec<Load>,
        cells: impl Iterator<Item = Result<Option<Score>, E>>,
    ) -> Result<Self, E> {
        let (submissions, reviewers) = (demand.len(), loads.len());
        if submissions == 0 || reviewers == 0 {
            return Err(RoundError::Empty.into());
        }
        if submissions > MAX_PEOPLE || reviewers > MAX_PEOPLE || submissions * reviewers > MAX_PAIRS {
            return Err(RoundError::TooLarge.into());
        }
        if let Some((submission, &demand)) = demand.iter().enumerate().find(|(_, d)| !(1..=MAX_LOAD).contains(*d)) {
            return Err(RoundError::Demand { submission, demand }.into());
        }
        let expected = submissions * reviewers;
        let mut scores = Vec::new();
        for cell in cells {
            let score = match cell? {
                None => BARRED,
                Some(score) if score > Score::MAX_OF_A_PAIR || -score > Score::MAX_OF_A_PAIR => {
                    let (submission, reviewer) = (scores.len() / reviewers, scores.len() % reviewers);
                    return Err(RoundError::ScoreRange { submission, reviewer }.into());
                }
                Some(score) => i32::try_from(score.millionths()).expect("1,000 in millionths fits"),
            };
            scores.push(score);
        }
        if scores.len() != expected {
            return Err(RoundError::Length { list: "scores", found: scores.len(), expected }.into());
        }
        Ok(Self { demand, loads, scores, composition: None })
    }

    /// Adds the rules of composition: who the reviewers are, and which organisation made each submission. Reviewers of that organisation are
    /// not allowed to review it.
    ///
    /// # Errors
    /// If a list does not fit the round.
    pub fn with_composition(mut self, reviewers: Vec<ReviewerProfile>, owners: Vec<u32>) -> Result<Self, RoundError> {
        let lists = [
            ("reviewers", reviewers.len(), self.reviewers()),
            ("organisations of submissions", owners.len(), self.submissions()),
        ];
        if let Some((list, found, expected)) = lists.into_iter().find(|(_, found, expected)| found != expected) {
            return Err(RoundError::Length { list, found, expected });
        }
        for (row, &owner) in self.scores.chunks_mut(reviewers.len()).zip(&owners) {
            for (score, _) in row.iter_mut().zip(&reviewers).filter(|(_, reviewer)| reviewer.organisation == owner) {
                *score = BARRED;
            }
        }
        self.composition = Some(Composition { reviewers, owners });
        Ok(self)
    }

    /// The number of submissions.
    #[must_use]
    pub fn submissions(&self) -> usize {
        self.demand.len()
    }

    /// The number of reviewers.
    #[must_use]
    pub fn reviewers(&self) -> usize {
        self.loads.len()
    }

    /// How many reviewers a submission needs.
    #[must_use]
    pub fn demand(&self, submission: usize) -> usize {
        self.demand[submission]
    }

    /// How many submissions a reviewer takes.
    #[must_use]
    pub fn load(&self, reviewer: usize) -> Load {
        self.loads[reviewer]
    }

    /// The score of a pair, `None` if it is not allowed.
    #[must_use]
    pub fn score(&self, submission: usize, reviewer: usize) -> Option<Score> {
        let score = self.scores[submission * self.reviewers() + reviewer];
        (score != BARRED).then(|| Score::from_millionths(score.into()))
    }

    /// Who a reviewer is, if the round has rules of composition.
    #[must_use]
    pub fn profile(&self, reviewer: usize) -> Option<ReviewerProfile> {
        self.composition.as_ref().map(|composition| composition.reviewers[reviewer])
    }

    /// The organisation that made a submission, if the round has rules of composition.
    #[must_use]
    pub fn owner(&self, submission: usize) -> Option<u32> {
        self.composition.as_ref().map(|composition| composition.owners[submission])
    }

    /// Whether the round has rules of composition.
    #[must_use]
    pub fn has_composition(&self) -> bool {
        self.composition.is_some()
    }

    /// The round with other loads for all reviewers, for example the same ones without their minimum.
    #[must_use]
    pub fn map_loads(mut self, change: impl Fn(Load) -> Load) -> Self {
        self.loads.iter_mut().for_each(|load| *load = change(*load));
        self
    }

    /// The round in which submissions need other numbers of reviewers.
    pub(crate) fn map_demand(mut self, change: impl Fn(usize) -> usize) -> Self {
        self.demand.iter_mut().for_each(|demand| *demand = change(*demand));
        self
    }

    /// The round in which a pair is not allowed.
    #[must_use]
    pub fn without_pair(mut self, submission: usize, reviewer: usize) -> Self {
        let reviewers = self.reviewers();
        self.scores[submission * reviewers + reviewer] = BARRED;
        self
    }

    /// The round without a reviewer, who keeps the index but takes nothing.
    #[must_use]
    pub fn without_reviewer(mut self, reviewer: usize) -> Self {
        self.loads[reviewer] = Load::NONE;
        self
    }

    /// The round in which reviewers who may review nothing are not enrolled, so that no minimum load holds for them.
    #[must_use]
    pub fn without_barred_reviewers(mut self) -> Self {
        for reviewer in 0..self.reviewers() {
            if (0..self.submissions()).all(|submission| self.score(submission, reviewer).is_none()) {
                self.loads[reviewer] = Load::NONE;
            }
        }
        self
    }

    /// The scores of a submission in millionths, `i32::MIN` where a pair is not allowed.
    pub(crate) fn row(&self, submission: usize) -> &[i32] {
        &self.scores[submission * self.reviewers()..][..self.reviewers()]
    }

    /// The rules of composition.
    pub(crate) fn composition(&self) -> Option<&Composition> {
        self.composition.as_ref()
    }
}
