//! One round of pricing of panels: all choices of submissions, with the best team for each that could be worth something.

use super::{NEVER, Panels};
use crate::{
    panel::PanelSizes,
    rule::Rule,
    search::{
        column::{Fixings, TeamColumn},
        goal::BREACH,
        team::{Candidate, TeamRules},
    },
};

/// One round of pricing.
pub(super) struct Sweep<'b> {
    /// The price of each submission.
    pub(super) submissions: &'b [i64],
    /// What each pair is worth, by submission.
    pub(super) worth: Vec<Vec<i64>>,
    pub(super) fixings: &'b Fixings,
    /// The best panel for each submission.
    pub(super) best: Vec<(i64, Option<TeamColumn>)>,
    /// The worth of the best panel of all.
    pub(super) top: i64,
    pub(super) candidates: Vec<Candidate>,
}

impl Panels<'_> {
    /// Goes through all choices of submissions that begin with `chosen`.
    pub(super) fn sweep(&mut self, sweep: &mut Sweep<'_>, chosen: &mut Vec<usize>, sums: &[i64]) {
        if self.sizes.submissions().contains(&chosen.len()) {
            self.price_choice(sweep, chosen, sums);
        }
        if chosen.len() == *self.sizes.submissions().end() {
            return;
        }
        for next in chosen.last().map_or(0, |last| last + 1)..self.goal.round.submissions() {
            let sums: Vec<i64> = sums.iter().zip(&sweep.worth[next]).map(|(sum, worth)| sum + worth).collect();
            chosen.push(next);
            self.sweep(sweep, chosen, &sums);
            chosen.pop();
        }
    }

    /// Finds the best team for a choice of submissions, if it could be the best for one of them.
    fn price_choice(&mut self, sweep: &mut Sweep<'_>, chosen: &[usize], sums: &[i64]) {
        self.steps += 1;
        let price: i64 = chosen.iter().map(|&submission| sweep.submissions[submission]).sum();
        let least = chosen.iter().map(|&submission| sweep.best[submission].0).min().expect("panels have submissions");
        let people = *self.sizes.people().end();
        if greatest_sum(sums, people, *self.sizes.people().start()) - price <= least {
            return;
        }
        self.gather(sweep, chosen, sums);
        let numbers: Vec<u32> = chosen.iter().map(|&one| u32::try_from(one).expect("submissions are few")).collect();
        let is_forced = |&&(submission, _, is_used): &&(u32, u32, bool)| is_used && numbers.contains(&submission);
        let mut forced: Vec<u32> =
            sweep.fixings.pairs.iter().filter(is_forced).map(|(_, reviewer, _)| *reviewer).collect();
        forced.sort_unstable();
        forced.dedup();
        if sweep.candidates.iter().take_while(|one| one.is_forced).count() < forced.len() {
            return;
        }
        let rows: Vec<&[i32]> = chosen.iter().map(|&one| self.goal.round.row(one)).collect();
        let mut best = (least + price, None);
        let sizes = self.sizes.people().clone();
        let variants: Vec<_> = sizes.flat_map(|size| self.variants(size, chosen.len())).collect();
        for (rules, penalty) in variants {
            let found = self.search.best(&sweep.candidates, rules, &rows, best.0 + penalty);
            self.steps += 1;
            if found.team.is_some() {
                best = (found.bound - penalty, found.team);
            } else {
                // A search that was given up has a bound above what it found.
                sweep.top =
                    sweep.top.max(if found.bound > best.0 + penalty { found.bound - penalty - price } else { NEVER });
            }
        }
        let (worth, Some(team)) = best else { return };
        let value = self.value(chosen, &team);
        let column = TeamColumn { submissions: numbers, team, value };
        sweep.top = sweep.top.max(worth - price);
        for &submission in chosen {
            if sweep.best[submission].0 < worth - price {
                sweep.best[submission] = (worth - price, Some(column.clone()));
            }
        }
    }

    /// The rules for a team of a size with each choice of what it may lack, and the penalty for that, for each submission.
    fn variants(&self, size: usize, submissions: usize) -> Vec<(TeamRules, i64)> {
        let mut rules = TeamRules::of(self.goal.round, size, self.goal.floor);
        let cost = BREACH * i64::try_from(submissions).expect("panels are small");
        if self.goal.given_up.has(Rule::Organisation) && rules.same_organisation.is_none() {
            rules.same_organisation = Some(cost);
        }
        let optional = self.goal.optional_needs() & rules.needs;
        let lacking = (0..8u8).filter(|lacking| lacking & !optional == 0);
        lacking
            .map(|lacking| {
                let needs = rules.needs & !lacking;
                (TeamRules { needs, ..rules }, cost * i64::from(lacking.count_ones()))
            })
            .collect()
    }

    /// The value of a panel: its scores, or the penalties for what it breaches.
    pub(super) fn value(&self, submissions: &[usize], team: &[u32]) -> i64 {
        let pairs = submissions.iter().flat_map(|&submission| team.iter().map(move |&one| (submission, one as usize)));
        let value: i64 = pairs.map(|(submission, one)| self.goal.weight(submission, one).unwrap_or(0)).sum();
        if self.goal.given_up.is_empty() {
            return value;
        }
        let breaches = self.goal.breaches_of_team(team, &self.brings) * submissions.len();
        let misfits = team.iter().map(|&one| self.misfit(one as usize, submissions.len()).0).sum::<usize>();
        value - BREACH * i64::try_from(breaches + misfits).expect("panels are small")
    }

    /// Gathers the reviewers who may review all that is chosen and take as many submissions, in order of falling worth, forced ones first.
    fn gather(&self, sweep: &mut Sweep<'_>, chosen: &[usize], sums: &[i64]) {
        let goal = self.goal;
        sweep.candidates.clear();
        for (reviewer, &worth) in (0u32..).zip(sums).filter(|(_, worth)| **worth > NEVER / 2) {
            let at = reviewer as usize;
            let (misfit, is_given_up) = self.misfit(at, chosen.len());
            let mut is_forced = false;
            let mut is_elsewhere = !is_given_up;
            for &(submission, _, _) in
                sweep.fixings.pairs.iter().filter(|(_, one, is_used)| *is_used && *one == reviewer)
            {
                let is_here = chosen.contains(&(submission as usize));
                is_forced |= is_here;
                is_elsewhere |= !is_here;
            }
            if !is_elsewhere {
                let organisation = goal.round.profile(at).map_or(reviewer, |profile| profile.organisation);
                let service = chosen.iter().map(|&submission| goal.service(submission, at)).sum();
                let worth = worth - BREACH * i64::try_from(misfit).expect("panels are small");
                let brings = self.brings[at];
                sweep.candidates.push(Candidate { reviewer, worth, service, brings, organisation, is_forced });
            }
        }
        sweep.candidates.sort_unstable_by_key(|one| (!one.is_forced, -one.worth, one.reviewer));
    }
}

/// What the best `most` reviewers are worth together: those who are worth something, and at least `least`.
fn greatest_sum(sums: &[i64], most: usize, least: usize) -> i64 {
    let mut top = [NEVER; PanelSizes::MAX];
    let top = &mut top[..most];
    for &sum in sums {
        if sum > top[most - 1] {
            let at = top.iter().position(|one| sum > *one).expect("it is above the last");
            top.copy_within(at..most - 1, at + 1);
            top[at] = sum;
        }
    }
    top.iter().enumerate().map(|(at, sum)| if at < least { *sum } else { (*sum).max(0) }).sum()
}
