//! Merges small respondent groups, so that no stored or shown number is about too few people.
//!
//! Groups are merged when responses are counted, not hidden when results are shown: a row for a small group is never stored. First the
//! groups are merged by their responses, for the whole consultation; then, for each question, by the people who answered it. The rows of
//! every question are unions of the same blocks, and each block is about enough people. So any sum or difference of rows, also of two
//! questions, is about no people or about enough people; the tests try all of them.
//!
//! A cell may be 1: it says that one of at least [`MinimumGroup`] people selected it, and not which one.

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

/// The answers of one or more respondent groups to one question.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CountedRow {
    /// The indices of the groups, in order. The index after the last group is that of people who did not state theirs.
    #[serde(default)]
    pub groups: Vec<usize>,
    /// The answers.
    #[serde(flatten)]
    pub counts: ChoiceCounts,
}

/// Merges respondent groups of these sizes into blocks of at least `least` people. Returns the indices of the groups in each block.
///
/// Groups without people are left out, unless there is a block of small groups, which they join. If the small groups together are too
/// few, the smallest large group joins them. Without enough people in all, there are no blocks.
#[must_use]
pub fn blocks(people: &[u32], least: MinimumGroup) -> Vec<Vec<usize>> {
    let is_large = |at: &usize| people[*at] >= least.0;
    let (mut large, small): (Vec<usize>, Vec<usize>) = (0..people.len()).partition(is_large);
    let mut merged = small;
    let number = |block: &[usize]| block.iter().map(|at| people[*at]).sum::<u32>();
    if number(&merged) == 0 {
        merged.clear();
    } else if number(&merged) < least.0 {
        let Some(smallest) = (0..large.len()).min_by_key(|at| people[large[*at]]) else { return Vec::new() };
        merged.push(large.remove(smallest));
        merged.sort_unstable();
    }
    large.into_iter().map(|at| vec![at]).chain(Some(merged).filter(|block| !block.is_empty())).collect()
}

/// Merges the rows of a question, each about some groups, so that each row is about at least `least` people.
#[must_use]
pub fn merged(rows: &[CountedRow], least: MinimumGroup) -> Vec<CountedRow> {
    let people: Vec<u32> = rows.iter().map(|row| row.counts.people).collect();
    blocks(&people, least).into_iter().map(|block| union(rows, &block)).collect()
}

/// The rows at these indices as one.
#[must_use]
pub fn union(rows: &[CountedRow], block: &[usize]) -> CountedRow {
    let choices = rows.iter().map(|row| row.counts.counts.len()).max().unwrap_or(0);
    let mut union = CountedRow { groups: Vec::new(), counts: ChoiceCounts::empty(choices) };
    for row in block.iter().filter_map(|at| rows.get(*at)) {
        union.groups.extend(&row.groups);
        union.counts.people += row.counts.people;
        for (sum, count) in union.counts.counts.iter_mut().zip(&row.counts.counts) {
            *sum += count;
        }
    }
    union.groups.sort_unstable();
    union
}

#[cfg(test)]
mod tests;
