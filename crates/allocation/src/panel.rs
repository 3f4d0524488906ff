//! Panels: people who share the same submissions.

use std::ops::RangeInclusive;

/// People who review the same submissions. Indexes are zero-based.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Panel {
    /// The reviewers, in order of their numbers.
    pub reviewers: Vec<usize>,
    /// The submissions, in order of their numbers.
    pub submissions: Vec<usize>,
}

/// How many people and how many submissions a panel has.
///
/// ```
/// use allocation::PanelSizes;
///
/// assert!(PanelSizes::new(2..=3, 2..=3).is_some());
/// assert!(PanelSizes::new(3..=2, 2..=3).is_none());
/// assert_eq!(PanelSizes::new(2..=3, 2..=3).unwrap().choices(4), 6 + 4);
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PanelSizes {
    people: RangeInclusive<usize>,
    submissions: RangeInclusive<usize>,
}

impl PanelSizes {
    /// The largest panel, in people or submissions: teams and their submissions are searched completely.
    pub const MAX: usize = 6;

    /// The most choices of submissions for one panel that are searched.
    pub const MAX_CHOICES: u64 = 1_000_000;

    /// Sizes of panels; `None` if a range is empty or goes beyond 1 to 6.
    #[must_use]
    pub fn new(people: RangeInclusive<usize>, submissions: RangeInclusive<usize>) -> Option<Self> {
        let is_valid =
            |range: &RangeInclusive<usize>| !range.is_empty() && *range.start() > 0 && *range.end() <= Self::MAX;
        (is_valid(&people) && is_valid(&submissions)).then_some(Self { people, submissions })
    }

    /// In how many ways the submissions of one panel can be chosen from so many.
    #[must_use]
    pub fn choices(&self, submissions: usize) -> u64 {
        let (mut ways, mut sum) = (1u64, 0u64);
        for size in 1..=*self.submissions.end() {
            let (left, size) = (submissions.saturating_sub(size - 1) as u64, size as u64);
            ways = ways.saturating_mul(left) / size;
            sum = sum.saturating_add(if size >= *self.submissions.start() as u64 { ways } else { 0 });
        }
        sum
    }

    /// How many people a panel has.
    #[must_use]
    pub fn people(&self) -> &RangeInclusive<usize> {
        &self.people
    }

    /// How many submissions a panel has.
    #[must_use]
    pub fn submissions(&self) -> &RangeInclusive<usize> {
        &self.submissions
    }
}
