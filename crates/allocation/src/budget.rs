//! How long a search may go on, decided by the caller.

use crate::{
    Objective, Panel, Round, Score,
    search::column::{TeamColumn, least_service},
};
use std::ops::ControlFlow;

/// How far a search has come.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct SearchProgress {
    /// The work done, in steps of the same kind on every machine.
    pub steps: u64,
    /// The total of the best allocation found so far.
    pub best: Option<Score>,
    /// A total that no allocation exceeds, if one is known yet.
    pub bound: Option<Score>,
}

/// The caller's side of a search: it is told the progress, and decides whether the search continues. The crate has no clock.
///
/// ```
/// use allocation::Budget;
/// use std::ops::ControlFlow;
///
/// let mut budget = Budget::until(|progress| {
///     if progress.steps > 1_000_000 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
/// });
/// assert!(!budget.is_spent());
/// ```
pub struct Budget<'a> {
    watch: Box<dyn FnMut(SearchProgress) -> ControlFlow<()> + 'a>,
    keep: Option<Box<dyn FnMut(Vec<Panel>) + 'a>>,
    known: Vec<Panel>,
    progress: SearchProgress,
    is_spent: bool,
    /// What the allocations of the search that goes on are judged by; none while it does not look for an allocation.
    objective: Option<Objective>,
    /// The best one that was found and how good it is: the least service where that comes first, and the value.
    best: Option<((i64, i64), Vec<TeamColumn>)>,
}

impl<'a> Budget<'a> {
    /// A budget that lasts until `watch` breaks. It is asked after pieces of work that take some milliseconds in a round of usual size.
    pub fn until(watch: impl FnMut(SearchProgress) -> ControlFlow<()> + 'a) -> Self {
        Self {
            watch: Box::new(watch),
            keep: None,
            known: Vec::new(),
            progress: SearchProgress::default(),
            is_spent: false,
            objective: None,
            best: None,
        }
    }

    /// Gives the caller each allocation that is better than all before, so that it is not lost if the search is cut off. Where each submission has
    /// reviewers of its own, it is a panel of one.
    #[must_use]
    pub fn keeping(mut self, keep: impl FnMut(Vec<Panel>) + 'a) -> Self {
        self.keep = Some(Box::new(keep));
        self
    }

    /// Begins with an allocation that an earlier search of the same round kept: the result is never worse. One that breaks a rule of the round is
    /// ignored.
    #[must_use]
    pub fn resuming(mut self, known: Vec<Panel>) -> Self {
        self.known = known;
        self
    }

    /// A budget without limit.
    #[must_use]
    pub fn unlimited() -> Self {
        Self::until(|_| ControlFlow::Continue(()))
    }

    /// A budget of so many steps.
    #[must_use]
    pub fn of_steps(steps: u64) -> Self {
        Self::until(
            move |progress| if progress.steps < steps { ControlFlow::Continue(()) } else { ControlFlow::Break(()) },
        )
    }

    /// Whether the caller ended the search.
    #[must_use]
    pub fn is_spent(&self) -> bool {
        self.is_spent
    }

    /// Counts work and asks the caller. Once the answer was to stop, it stays so.
    pub(crate) fn spend(&mut self, steps: u64) -> bool {
        self.progress.steps += steps;
        if !self.is_spent {
            self.is_spent = (self.watch)(self.progress).is_break();
        }
        self.is_spent
    }

    /// The allocation that an earlier search kept, unchecked.
    pub(crate) fn known(&self) -> &[Panel] {
        &self.known
    }

    /// Begins to look for an allocation by this objective, or for something that is none.
    pub(crate) fn look_for(&mut self, objective: Option<Objective>) {
        (self.objective, self.best) = (objective, None);
    }

    /// Gives the caller an allocation that keeps all rules, if it is better than those before.
    pub(crate) fn found(&mut self, round: &Round, value: i64, columns: &[TeamColumn]) {
        let Some(objective) = self.objective else { return };
        let least = if objective == Objective::Fair { least_service(round, columns) } else { 0 };
        if self.best.as_ref().is_none_or(|(rank, _)| *rank < (least, value)) {
            self.best = Some(((least, value), columns.to_vec()));
            if let Some(keep) = &mut self.keep {
                keep(columns.iter().map(TeamColumn::panel).collect());
            }
        }
    }

    /// The best allocation that was found, with its value.
    pub(crate) fn take_best(&mut self) -> Option<(i64, Vec<TeamColumn>)> {
        self.best.take().map(|((_, value), columns)| (value, columns))
    }

    /// Tells the caller about an allocation or a bound with the next question.
    pub(crate) fn report(&mut self, best: Option<Score>, bound: Option<Score>) {
        self.progress.best = best.or(self.progress.best);
        self.progress.bound = bound.or(self.progress.bound);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Load;

    fn column(reviewer: u32, value: i64) -> TeamColumn {
        TeamColumn { submissions: vec![0], team: vec![reviewer], value }
    }

    #[test]
    fn only_what_is_better_than_all_before_is_kept_and_nothing_beside_a_search() {
        let scores = [3, 1, 2].map(|one| Some(Score::from_millionths(one))).to_vec();
        let round = Round::new(vec![1], vec![Load::new(0, 1).unwrap(); 3], scores).unwrap();
        let mut kept = Vec::new();
        let mut budget = Budget::unlimited().keeping(|panels| kept.push(panels[0].reviewers.clone()));
        budget.found(&round, 9, &[column(0, 9)]);
        budget.look_for(Some(Objective::Total));
        budget.found(&round, 1, &[column(1, 1)]);
        budget.found(&round, 1, &[column(0, 1)]);
        budget.found(&round, 2, &[column(2, 2)]);
        // Here the least service comes first: reviewer 0 serves it best.
        budget.look_for(Some(Objective::Fair));
        budget.found(&round, 1, &[column(0, 1)]);
        budget.found(&round, 5, &[column(1, 5)]);
        budget.look_for(None);
        budget.found(&round, 99, &[column(0, 99)]);
        drop(budget);
        assert_eq!(kept, [[1], [2], [0]]);
    }
}
