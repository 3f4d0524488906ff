//! The reviewers of each submission in order of falling weight, sorted only as far as somebody asks.

use crate::{round::BARRED, search::goal::Goal};

/// How many reviewers are sorted at first.
const FIRST: usize = 64;

/// The best reviewers of one submission.
#[derive(Clone, Debug, Default)]
struct Ranking {
    best: Vec<(i64, u32)>,
    /// A weight that no other reviewer exceeds; `None` if there is no other.
    next: Option<i64>,
}

/// The best reviewers of each submission.
#[derive(Debug)]
pub(crate) struct Rankings<'a> {
    goal: &'a Goal<'a>,
    lists: Vec<Ranking>,
    buffer: Vec<(i64, u32)>,
}

impl<'a> Rankings<'a> {
    pub(crate) fn new(goal: &'a Goal<'a>) -> Self {
        let mut rankings = Self { goal, lists: Vec::new(), buffer: Vec::new() };
        rankings.lists.resize(goal.round.submissions(), Ranking::default());
        for submission in 0..goal.round.submissions() {
            rankings.rank(submission, FIRST);
        }
        rankings
    }

    /// The best reviewers with their weights, and a weight that no other exceeds, if there are others.
    pub(crate) fn best(&self, submission: usize) -> (&[(i64, u32)], Option<i64>) {
        let list = &self.lists[submission];
        (&list.best, list.next)
    }

    /// Sorts four times as many reviewers.
    pub(crate) fn extend(&mut self, submission: usize) {
        self.rank(submission, self.lists[submission].best.len() * 4);
    }

    fn rank(&mut self, submission: usize, count: usize) {
        let buffer = &mut self.buffer;
        buffer.clear();
        // Of a long row, only what is above a threshold; all of it if that was too little.
        let threshold = threshold(self.goal.round.row(submission), count);
        self.goal.weights(submission, threshold, buffer);
        if threshold.is_some() && buffer.len() <= count {
            buffer.clear();
            self.goal.weights(submission, None, buffer);
        }
        let key = |&(weight, reviewer): &(i64, u32)| (std::cmp::Reverse(weight), reviewer);
        let next = if buffer.len() > count {
            buffer.select_nth_unstable_by_key(count, key);
            let next = buffer[count].0;
            buffer.truncate(count);
            Some(next)
        } else {
            None
        };
        buffer.sort_unstable_by_key(key);
        self.lists[submission] = Ranking { best: buffer.clone(), next };
    }
}

/// A score that a few more than `count` reviewers reach, judged by a sample, if the row is long.
fn threshold(row: &[i32], count: usize) -> Option<i32> {
    const SAMPLE: usize = 256;
    let place = 2 * count * SAMPLE / row.len() + 4;
    if place * 4 > SAMPLE {
        return None;
    }
    let mut sample: Vec<i32> = row.iter().step_by(row.len() / SAMPLE).copied().collect();
    let (_, threshold, _) = sample.select_nth_unstable_by_key(place, |score| std::cmp::Reverse(*score));
    (*threshold > BARRED).then_some(*threshold)
}
