//! Goes on from an allocation that an earlier search of the same round found.

use crate::{
    Score,
    budget::Budget,
    outcome::Grouping,
    panel::Panel,
    round::Round,
    search::{column::TeamColumn, goal::Goal, tree::Found},
    verify,
};

/// An allocation that is known and keeps all rules.
#[derive(Clone, Debug)]
pub(crate) struct Known {
    pub(crate) columns: Vec<TeamColumn>,
    /// What the goal values it.
    pub(crate) value: i64,
}

impl Known {
    /// What the budget begins with, if it is an allocation of this round that keeps every rule and pin. It is the first that the caller is given.
    pub(crate) fn of(goal: &Goal<'_>, grouping: &Grouping, budget: &mut Budget<'_>) -> Option<Self> {
        let known = Self::checked(goal, grouping, budget.known())?;
        budget.found(goal.round, known.value, &known.columns);
        Some(known)
    }

    fn checked(goal: &Goal<'_>, grouping: &Grouping, panels: &[Panel]) -> Option<Self> {
        let round = goal.round;
        let is_there = |panel: &Panel| {
            panel.submissions.iter().all(|one| *one < round.submissions())
                && panel.reviewers.iter().all(|one| *one < round.reviewers())
        };
        if panels.is_empty() || !panels.iter().all(is_there) {
            return None;
        }
        let number = |one: usize| u32::try_from(one).expect("rounds are limited");
        let mut columns = Vec::new();
        for panel in panels {
            let numbers = |list: &[usize]| list.iter().map(|one| number(*one)).collect::<Vec<u32>>();
            let (mut submissions, mut team) = (numbers(&panel.submissions), numbers(&panel.reviewers));
            submissions.sort_unstable();
            team.sort_unstable();
            let pairs =
                panel.submissions.iter().flat_map(|one| panel.reviewers.iter().map(move |other| (*one, *other)));
            let value = pairs.map(|(submission, reviewer)| goal.weight(submission, reviewer)).sum::<Option<i64>>()?;
            columns.push(TeamColumn { submissions, team, value });
        }
        let value = columns.iter().map(|column| column.value).sum();
        let known = Self { columns, value };
        let assignment = known.assignment(round);
        let breaches = match grouping {
            Grouping::Free if panels.iter().any(|panel| panel.submissions.len() != 1) => return None,
            Grouping::Free => verify::breaches(round, &assignment),
            Grouping::Panels(sizes) => verify::panel_breaches(round, sizes, panels),
        };
        let has_pins =
            goal.pins.pairs.iter().all(|(one, other, _)| assignment[*one as usize].contains(&(*other as usize)));
        (breaches.is_empty() && has_pins).then_some(known)
    }

    /// The reviewers of each submission.
    pub(crate) fn assignment(&self, round: &Round) -> Vec<Vec<usize>> {
        let mut assignment = vec![Vec::new(); round.submissions()];
        for panel in self.columns.iter().map(TeamColumn::panel) {
            panel.submissions.iter().for_each(|&one| assignment[one].extend(&panel.reviewers));
        }
        assignment
    }

    /// Takes the place of what a search found, if that ranks lower or there is nothing.
    pub(crate) fn keep<R: Ord>(self, found: &mut Found, rank: impl Fn(i64, &[TeamColumn]) -> R) {
        let own = rank(self.value, &self.columns);
        if found.best.as_ref().is_none_or(|(value, columns)| rank(*value, columns) < own) {
            found.bound = found.bound.max(Some(self.value));
            found.best = Some((self.value, self.columns));
        }
    }
}

/// A total that no allocation of a round exceeds: each submission has the reviewers who suit it best.
pub(crate) fn greatest_total(round: &Round) -> Score {
    let best = |submission| {
        let mut scores: Vec<Score> = (0..round.reviewers()).filter_map(|one| round.score(submission, one)).collect();
        scores.sort_unstable_by_key(|score| std::cmp::Reverse(*score));
        scores.into_iter().take(round.demand(submission)).sum::<Score>()
    };
    (0..round.submissions()).map(best).sum()
}
