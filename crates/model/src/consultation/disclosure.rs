//! Which results of groups can be shown without identifying a person.
//!
//! Each question has a table: a row for each group, and a row for the total. A row is shown only if enough people of the
//! group answered the question. But the total less the rows that are shown is the sum of those that are not, so these too
//! must be no people or enough people; if they are not, one more row is withheld (*complementary suppression*). Any sum or
//! difference of what is shown is then about no people or about enough people; the tests try all of them.
//!
//! Tables of different questions have no cell in common, so that they cannot be subtracted from each other.

use serde::{Deserialize, Serialize};

/// The lowest minimum group size that a lead can choose.
pub const LOWEST_MINIMUM_GROUP: u32 = 5;

/// The size of the smallest group of which results are shown: [`LOWEST_MINIMUM_GROUP`] or more.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "u32", into = "u32")]
pub struct MinimumGroup(u32);

/// The error for a minimum group size that is too small to protect people, or larger than any group.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("Minimum group size must be a number from {LOWEST_MINIMUM_GROUP} to 1,000")]
pub struct NotAMinimumGroup;

impl Default for MinimumGroup {
    fn default() -> Self {
        Self(10)
    }
}

impl TryFrom<u32> for MinimumGroup {
    type Error = NotAMinimumGroup;
    fn try_from(number: u32) -> Result<Self, NotAMinimumGroup> {
        if (LOWEST_MINIMUM_GROUP..=1000).contains(&number) { Ok(Self(number)) } else { Err(NotAMinimumGroup) }
    }
}

impl From<MinimumGroup> for u32 {
    fn from(minimum: MinimumGroup) -> Self {
        minimum.0
    }
}

impl MinimumGroup {
    /// The number.
    #[must_use]
    pub fn get(self) -> u32 {
        self.0
    }
}

/// The answers of some people to one question.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChoiceCounts {
    /// The number of people who answered it.
    pub people: u32,
    /// The number of people who selected each choice. If several can be selected, the sum may be larger than `people`.
    pub counts: Vec<u32>,
}

impl ChoiceCounts {
    /// A result without respondents.
    #[must_use]
    pub fn empty(choices: usize) -> Self {
        Self { people: 0, counts: vec![0; choices] }
    }
    /// Adds the choices of one person.
    pub fn add(&mut self, chosen: &[usize]) {
        self.people += 1;
        for choice in chosen {
            self.counts[*choice] += 1;
        }
    }
}

/// What is shown of a question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shown {
    /// All who answered it; `None` if they are fewer than [`LOWEST_MINIMUM_GROUP`].
    pub whole: Option<ChoiceCounts>,
    /// Each group.
    pub groups: Vec<RespondentGroupResult>,
}

/// What is shown of a respondent group.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RespondentGroupResult {
    /// It is shown.
    Shown(ChoiceCounts),
    /// Too few people of the group answered.
    TooFew,
    /// Enough people answered, but if it were shown, the answers of too few others could be computed from the total.
    Suppressed,
}

/// Returns what may be shown of a question with these groups. The same groups and `least` always give the same result.
#[must_use]
pub fn shown(groups: &[ChoiceCounts], least: MinimumGroup) -> Shown {
    let choices = groups.iter().map(|row| row.counts.len()).max().unwrap_or(0);
    let whole = groups.iter().fold(ChoiceCounts::empty(choices), |mut whole, row| {
        whole.people += row.people;
        for (sum, count) in whole.counts.iter_mut().zip(&row.counts) {
            *sum += count;
        }
        whole
    });
    let is_small = |row: &ChoiceCounts| row.people < least.0;
    let withheld: u32 = groups.iter().filter(|row| is_small(row)).map(|row| row.people).sum();
    // The smallest group that could be shown is enough: at least `least` people are withheld with it.
    let shield = if withheld > 0 && withheld < least.0 {
        let large = groups.iter().enumerate().filter(|(_, row)| !is_small(row));
        large.min_by_key(|(at, row)| (row.people, *at)).map(|(at, _)| at)
    } else {
        None
    };
    let group = |(at, row): (usize, &ChoiceCounts)| match row {
        row if is_small(row) => RespondentGroupResult::TooFew,
        _ if shield == Some(at) => RespondentGroupResult::Suppressed,
        row => RespondentGroupResult::Shown(row.clone()),
    };
    let groups = groups.iter().enumerate().map(group).collect();
    Shown { whole: (whole.people >= LOWEST_MINIMUM_GROUP).then_some(whole), groups }
}

#[cfg(test)]
mod tests;
