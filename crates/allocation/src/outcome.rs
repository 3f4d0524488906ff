//! What an allocation comes to.

use crate::{
    Score,
    mend::Impossible,
    panel::{Panel, PanelSizes},
    round::Round,
    verify,
};

/// What is made as good as possible.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Objective {
    /// The largest total.
    Total,
    /// The largest minimum service of a submission, then the largest total with it.
    Fair,
}

/// Who shares submissions with whom.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Grouping {
    /// Each submission has reviewers of its own.
    Free,
    /// Panels share the same submissions.
    Panels(PanelSizes),
}

/// What is asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    /// What is made as good as possible.
    pub objective: Objective,
    /// Who shares submissions with whom.
    pub grouping: Grouping,
    /// Pairs of a submission and a reviewer that must be in the allocation.
    pub pins: Vec<(usize, usize)>,
}

impl Request {
    /// Reviewers of its own for each submission.
    #[must_use]
    pub const fn free(objective: Objective) -> Self {
        Self { objective, grouping: Grouping::Free, pins: Vec::new() }
    }

    /// Panels of these sizes.
    #[must_use]
    pub const fn panels(objective: Objective, sizes: PanelSizes) -> Self {
        Self { objective, grouping: Grouping::Panels(sizes), pins: Vec::new() }
    }
}

/// An allocation that keeps every rule, with the bounds that say how much better another could be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Allocation {
    assignment: Vec<Vec<usize>>,
    panels: Vec<Panel>,
    total: Score,
    minimum: Score,
    bound: Score,
    minimum_bound: Option<Score>,
}

impl Allocation {
    /// An allocation without panels. The bounds are raised to what it has.
    pub(crate) fn free(round: &Round, assignment: Vec<Vec<usize>>, bound: Score, minimum_bound: Option<Score>) -> Self {
        let (total, minimum) = (verify::total(round, &assignment), verify::minimum(round, &assignment));
        let minimum_bound = minimum_bound.map(|bound| bound.max(minimum));
        Self { assignment, panels: Vec::new(), total, minimum, bound: bound.max(total), minimum_bound }
    }

    /// An allocation of panels.
    pub(crate) fn of_panels(round: &Round, panels: Vec<Panel>, bound: Score, minimum_bound: Option<Score>) -> Self {
        let mut assignment = vec![Vec::new(); round.submissions()];
        for panel in &panels {
            panel.submissions.iter().for_each(|&submission| assignment[submission].clone_from(&panel.reviewers));
        }
        Self { panels, ..Self::free(round, assignment, bound, minimum_bound) }
    }

    /// For each submission its reviewers, in order of their numbers.
    #[must_use]
    pub fn assignment(&self) -> &[Vec<usize>] {
        &self.assignment
    }

    /// The panels, in order of their first submission; empty where each submission has reviewers of its own.
    #[must_use]
    pub fn panels(&self) -> &[Panel] {
        &self.panels
    }

    /// The sum of all scores.
    #[must_use]
    pub const fn total(&self) -> Score {
        self.total
    }

    /// The least service of a submission: the sum of its reviewers' scores.
    #[must_use]
    pub const fn minimum(&self) -> Score {
        self.minimum
    }

    /// A total that no allocation exceeds; with [`Objective::Fair`], none whose minimum is as large.
    #[must_use]
    pub const fn bound(&self) -> Score {
        self.bound
    }

    /// A minimum that no allocation exceeds, if the objective is to be fair.
    #[must_use]
    pub const fn minimum_bound(&self) -> Option<Score> {
        self.minimum_bound
    }

    /// Whether nothing better exists.
    #[must_use]
    pub fn is_proven(&self) -> bool {
        self.total == self.bound && self.minimum_bound.is_none_or(|bound| bound == self.minimum)
    }
}

/// How an allocation ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// There is an allocation.
    Allocated(Allocation),
    /// There is none, and why.
    Impossible(Impossible),
    /// The budget was spent before an allocation was found or excluded.
    Unfinished {
        /// A total that no allocation exceeds, if one is known.
        bound: Option<Score>,
    },
}
