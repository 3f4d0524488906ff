//! How long a search may go on, decided by the caller.

use crate::Score;
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
    progress: SearchProgress,
    is_spent: bool,
}

impl<'a> Budget<'a> {
    /// A budget that lasts until `watch` breaks. It is asked after pieces of work that take some milliseconds in a round of usual size.
    pub fn until(watch: impl FnMut(SearchProgress) -> ControlFlow<()> + 'a) -> Self {
        Self { watch: Box::new(watch), progress: SearchProgress::default(), is_spent: false }
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

    /// Tells the caller about an allocation or a bound with the next question.
    pub(crate) fn report(&mut self, best: Option<Score>, bound: Option<Score>) {
        self.progress.best = best.or(self.progress.best);
        self.progress.bound = bound.or(self.progress.bound);
    }
}
