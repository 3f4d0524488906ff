//! What a round knows of its reviewers.

use crate::round::MAX_LOAD;

/// How many submissions a reviewer takes: at least `min`, at most `max`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Load {
    min: usize,
    max: usize,
}

impl Load {
    /// A load, or `None` if the minimum is above the maximum.
    #[must_use]
    pub const fn new(min: usize, max: usize) -> Option<Self> {
        if min <= max && max <= MAX_LOAD { Some(Self { min, max }) } else { None }
    }

    /// No submissions at all.
    pub(crate) const NONE: Self = Self { min: 0, max: 0 };

    /// The fewest submissions.
    #[must_use]
    pub const fn min(self) -> usize {
        self.min
    }

    /// The most submissions.
    #[must_use]
    pub const fn max(self) -> usize {
        self.max
    }
}

/// What a reviewer is in their organisation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReviewerRole {
    /// A lead of their organisation's commitment.
    Lead,
    /// A technician.
    Technician,
}

/// What the rules of composition ask about a reviewer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ReviewerProfile {
    /// Lead or technician.
    pub role: ReviewerRole,
    /// Whether they have reviewed before.
    pub is_experienced: bool,
    /// The organisation that they belong to.
    pub organisation: u32,
}
