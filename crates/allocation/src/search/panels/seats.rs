//! Who sits where: people and submissions at the seats of panels.

use super::Panels;
use crate::{
    panel::PanelSizes,
    search::{column::TeamColumn, random::Random},
};

/// The weight of a pair that is not allowed.
const BARRED: i64 = i64::MIN;
/// Nobody sits there.
const EMPTY: u32 = u32::MAX;
/// A rule that is broken costs as much as so many pairs of the greatest weight.
const BROKEN: i64 = 4;

/// Seats of one kind, panel after panel. Those after the last panel are beside all panels.
#[derive(Debug)]
struct Row {
    /// The number of seats of each panel.
    each: usize,
    seats: Vec<u32>,
}

impl Row {
    /// Deals to each panel in turn. Who finds no seat is beside all panels.
    fn deal(all: impl Iterator<Item = usize>, each: usize, panels: usize) -> Self {
        let mut seats = vec![EMPTY; each * panels];
        for (at, one) in all.enumerate() {
            let one = u32::try_from(one).expect("rounds are limited");
            match at / panels {
                place if place < each => seats[at % panels * each + place] = one,
                _ => seats.push(one),
            }
        }
        Self { each, seats }
    }

    /// Who sits in a panel.
    fn of(&self, panel: usize) -> impl Iterator<Item = u32> + Clone {
        self.seats[panel * self.each..][..self.each].iter().copied().filter(|one| *one != EMPTY)
    }
}

/// People and submissions at their seats.
#[derive(Debug)]
pub(super) struct Seats<'p> {
    panels: &'p Panels<'p>,
    /// The number of panels.
    count: usize,
    people: Row,
    submissions: Row,
    /// The panel of each submission.
    panel_of: Vec<usize>,
    /// The pinned reviewers of each submission.
    pinned: Vec<Vec<u32>>,
    /// The submissions of each reviewer's organisation.
    own: Vec<&'p [u32]>,
    /// The weight of each pair, by submission.
    weights: Vec<i64>,
    /// The value of each panel less the cost of rules that it breaks, without reciprocity; and that of all who are in none.
    values: Vec<i64>,
    /// The cost of a rule that is broken.
    broken: i64,
}

impl<'p> Seats<'p> {
    pub(super) fn new(panels: &'p Panels<'_>, count: usize) -> Self {
        let (goal, round) = (panels.goal, panels.goal.round);
        let broken = BROKEN * (goal.greatest_weight() + 1);
        let pairs = (0..round.submissions()).flat_map(|one| (0..round.reviewers()).map(move |other| (one, other)));
        let weights = pairs.map(|(one, other)| goal.weight(one, other).unwrap_or(BARRED)).collect();
        let own =
            |reviewer| panels.organisations.submissions(round.profile(reviewer).map_or(0, |one| one.organisation));
        let enrolled = (0..round.reviewers()).filter(|&reviewer| round.load(reviewer).max() > 0);
        let mut people = Row::deal(enrolled, *panels.sizes.people().end(), count);
        // Room to leave a panel.
        people.seats.resize(people.seats.len() + count, EMPTY);
        let mut seats = Self {
            panels,
            count,
            people,
            submissions: Row::deal(0..round.submissions(), *panels.sizes.submissions().end(), count),
            panel_of: (0..round.submissions()).map(|submission| submission % count).collect(),
            pinned: goal.pinned(),
            own: (0..round.reviewers()).map(own).collect(),
            weights,
            values: Vec::new(),
            broken,
        };
        seats.values = (0..=count).map(|panel| seats.value_of(panel)).collect();
        seats
    }

    /// How many seats there are.
    pub(super) fn len(&self) -> usize {
        self.people.seats.len() + self.submissions.seats.len()
    }

    /// The value of all panels, less the cost of rules that they break, without reciprocity.
    pub(super) fn value(&self) -> i64 {
        self.values.iter().sum()
    }

    /// The panels as columns.
    pub(super) fn columns(&self) -> Vec<TeamColumn> {
        let column = |panel| {
            let [mut team, mut submissions] =
                [&self.people, &self.submissions].map(|row| row.of(panel).collect::<Vec<u32>>());
            team.sort_unstable();
            submissions.sort_unstable();
            let numbers: Vec<usize> = submissions.iter().map(|one| *one as usize).collect();
            let value = self.panels.value(&numbers, &team);
            TeamColumn { submissions, team, value }
        };
        (0..self.count).map(column).collect()
    }

    /// Exchanges two seats of one kind, if nothing is lost by it, or not much for this heat.
    pub(super) fn exchange(&mut self, heat: i64, random: &mut Random) {
        let one = random.below(self.len());
        let is_person = one < self.people.seats.len();
        let row = if is_person { &self.people } else { &self.submissions };
        let one = if is_person { one } else { one - self.people.seats.len() };
        let other = random.below(row.seats.len());
        let panels = [one, other].map(|seat| (seat / row.each).min(self.count));
        if panels[0] == panels[1] || row.seats[one] == row.seats[other] {
            return;
        }
        let before = panels.map(|panel| self.values[panel]).iter().sum::<i64>() - self.cost_of_reciprocity(panels);
        self.swap(is_person, one, other);
        let values = panels.map(|panel| self.value_of(panel));
        let after = values.iter().sum::<i64>() - self.cost_of_reciprocity(panels);
        if after >= before || before - after < heat / 256 * random.halvings() {
            for (panel, value) in panels.into_iter().zip(values) {
                self.values[panel] = value;
            }
        } else {
            self.swap(is_person, one, other);
        }
    }

    fn swap(&mut self, is_person: bool, one: usize, other: usize) {
        if is_person {
            return self.people.seats.swap(one, other);
        }
        self.submissions.seats.swap(one, other);
        for seat in [one, other] {
            let submission = self.submissions.seats[seat];
            if submission != EMPTY {
                self.panel_of[submission as usize] = seat / self.submissions.each;
            }
        }
    }

    /// Whether no panel breaks a rule within itself.
    pub(super) fn keeps_rules(&self) -> bool {
        (0..self.count).all(|panel| self.judge(panel).1 == 0)
    }

    /// The value of a panel less the cost of rules that it breaks, without reciprocity; or the cost of people in no panel.
    fn value_of(&self, panel: usize) -> i64 {
        let (value, broken) = if panel == self.count { (0, self.left_out()) } else { self.judge(panel) };
        value - self.broken * count(broken)
    }

    /// How many people who must have a panel have none.
    fn left_out(&self) -> usize {
        let beside = &self.people.seats[self.count * self.people.each..];
        beside.iter().filter(|one| **one != EMPTY && self.panels.is_enrolled(**one as usize)).count()
    }

    /// The value of a panel, and how many rules it breaks.
    fn judge(&self, panel: usize) -> (i64, usize) {
        let Panels { goal, sizes, brings, .. } = self.panels;
        let takes = |reviewer: &&u32, submissions| self.panels.takes(**reviewer as usize, submissions);
        let mut team = [EMPTY; PanelSizes::MAX];
        let mut size = 0;
        for reviewer in self.people.of(panel) {
            team[size] = reviewer;
            size += 1;
        }
        let team = &team[..size];
        let (mut value, mut submissions, mut broken) = (0, 0, goal.breaches_of_team(team, brings));
        for submission in self.submissions.of(panel) {
            let row = &self.weights[submission as usize * self.own.len()..][..self.own.len()];
            for &reviewer in team {
                match row[reviewer as usize] {
                    BARRED => broken += 1,
                    weight => value += weight,
                }
            }
            if goal.floor > i64::MIN {
                let service = team.iter().map(|&reviewer| goal.service(submission as usize, reviewer as usize));
                broken += usize::from(service.sum::<i64>() < goal.floor);
            }
            broken += self.pinned[submission as usize].iter().filter(|one| !team.contains(one)).count();
            submissions += 1;
        }
        broken += team.iter().filter(|reviewer| !takes(reviewer, submissions)).count();
        broken += sizes.people().start().saturating_sub(size) + sizes.submissions().start().saturating_sub(submissions);
        (value, broken)
    }

    /// The cost of organisations that review each other, where one of two panels takes part.
    fn cost_of_reciprocity(&self, panels: [usize; 2]) -> i64 {
        let Some(composition) = self.panels.goal.round.composition() else { return 0 };
        let mut halves = 0;
        for panel in panels.into_iter().filter(|panel| *panel < self.count) {
            let own = self.people.of(panel).flat_map(|reviewer| self.own[reviewer as usize]);
            for there in own.map(|&submission| self.panel_of[submission as usize]) {
                // Between these two panels it is seen from both sides.
                let half = if panels.contains(&there) { 1 } else { 2 };
                for submission in self.submissions.of(panel) {
                    let owner = composition.owners[submission as usize];
                    let is_mutual = |one: u32| composition.reviewers[one as usize].organisation == owner;
                    halves += if self.people.of(there).any(is_mutual) { half } else { 0 };
                }
            }
        }
        self.broken / 2 * halves
    }
}

fn count(number: usize) -> i64 {
    i64::try_from(number).expect("rounds are limited")
}
