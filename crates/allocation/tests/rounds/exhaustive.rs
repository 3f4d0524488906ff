//! Small random rounds, and all ways to allocate them.

use allocation::{Budget, Load, Panel, ReviewerProfile, ReviewerRole, Round, Score};
use proptest::prelude::*;

fn profile() -> impl Strategy<Value = ReviewerProfile> {
    (any::<bool>(), any::<bool>(), 0..7u32).prop_map(|(lead, is_experienced, organisation)| {
        let role = if lead { ReviewerRole::Lead } else { ReviewerRole::Technician };
        ReviewerProfile { role, is_experienced, organisation }
    })
}

fn score() -> impl Strategy<Value = Option<Score>> {
    prop_oneof![1 => Just(None), 5 => (-2..10i64).prop_map(|tenths| Some(Score::from_millionths(tenths * 100_000)))]
}

/// Far more than a small round needs, so that a search that does not end fails.
pub(crate) fn budget() -> Budget<'static> {
    Budget::of_steps(20_000_000)
}

/// Rounds small enough to look at every assignment.
pub(crate) fn rounds() -> impl Strategy<Value = Round> {
    rounds_with_minimum(1)
}

/// Rounds in which reviewers have up to this minimum load.
pub(crate) fn rounds_with_minimum(most: usize) -> impl Strategy<Value = Round> {
    (1..4usize, 3..6usize, any::<bool>()).prop_flat_map(move |(submissions, reviewers, has_composition)| {
        (
            prop::collection::vec(1..4usize, submissions),
            prop::collection::vec((0..=most, 0..3usize), reviewers),
            prop::collection::vec(score(), submissions * reviewers),
            prop::collection::vec(profile(), reviewers),
            prop::collection::vec(0..7u32, submissions),
        )
            .prop_map(move |(demand, loads, scores, profiles, owners)| {
                let loads = loads.into_iter().map(|(min, more)| Load::new(min, min + more).unwrap()).collect();
                let round = Round::new(demand, loads, scores).unwrap();
                if has_composition { round.with_composition(profiles, owners).unwrap() } else { round }
            })
    })
}

/// Calls `visit` with every assignment: any reviewers for each submission.
pub(crate) fn every_assignment(round: &Round, visit: &mut dyn FnMut(&[Vec<usize>])) {
    fn extend(round: &Round, so_far: &mut Vec<Vec<usize>>, visit: &mut dyn FnMut(&[Vec<usize>])) {
        if so_far.len() == round.submissions() {
            return visit(so_far);
        }
        for set in 0u32..1 << round.reviewers() {
            if set.count_ones() as usize <= round.demand(so_far.len()) {
                so_far.push((0..round.reviewers()).filter(|one| set & 1 << one != 0).collect());
                extend(round, so_far, visit);
                so_far.pop();
            }
        }
    }
    extend(round, &mut Vec::new(), visit);
}

/// Calls `visit` with all ways to deal submissions to panels and people to panels or to none.
pub(crate) fn every_panels(round: &Round, visit: &mut dyn FnMut(&[Panel])) {
    fn people(round: &Round, at: usize, panels: &mut Vec<Panel>, visit: &mut dyn FnMut(&[Panel])) {
        if at == round.reviewers() {
            return visit(panels);
        }
        people(round, at + 1, panels, visit);
        for panel in 0..panels.len() {
            panels[panel].reviewers.push(at);
            people(round, at + 1, panels, visit);
            panels[panel].reviewers.pop();
        }
    }
    fn submissions(round: &Round, at: usize, panels: &mut Vec<Panel>, visit: &mut dyn FnMut(&[Panel])) {
        if at == round.submissions() {
            return people(round, 0, panels, visit);
        }
        for panel in 0..panels.len() {
            panels[panel].submissions.push(at);
            submissions(round, at + 1, panels, visit);
            panels[panel].submissions.pop();
        }
        panels.push(Panel { reviewers: vec![], submissions: vec![at] });
        submissions(round, at + 1, panels, visit);
        panels.pop();
    }
    submissions(round, 0, &mut Vec::new(), visit);
}
