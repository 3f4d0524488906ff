//! Rounds that are too large for a proof in the time of a test: an allocation is found nevertheless, and its bound is honest.

use allocation::{
    Allocation, Budget, Grouping, Load, Objective, Outcome, PanelSizes, Request, ReviewerProfile, ReviewerRole, Round,
    Score, allocate, reallocate, verify,
};

/// Numbers that look random and are the same on every machine.
struct Random(u64);

impl Random {
    fn below(&mut self, count: u32) -> u32 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        u32::try_from((self.0 >> 33) % u64::from(count)).unwrap()
    }
}

/// A round with all rules, in which reviewers are few, and fewer still have experience.
fn round(submissions: u32, reviewers: u32) -> Round {
    let mut random = Random(20_261_130);
    let loads = vec![Load::new(0, 3).unwrap(); reviewers as usize];
    let scores = (0..submissions * reviewers)
        .map(|_| (random.below(10) > 0).then(|| Score::from_millionths(i64::from(random.below(1_000)) * 1_000)));
    let scores = scores.collect();
    let profiles = (0..reviewers).map(|_| ReviewerProfile {
        role: if random.below(2) == 0 { ReviewerRole::Lead } else { ReviewerRole::Technician },
        is_experienced: random.below(5) < 2,
        organisation: random.below(submissions * 5 / 4),
    });
    let profiles = profiles.collect();
    Round::new(vec![3; submissions as usize], loads, scores)
        .unwrap()
        .with_composition(profiles, (0..submissions).collect())
        .unwrap()
}

fn allocated(round: &Round, request: &Request, steps: u64) -> Allocation {
    match allocate(round, request, &mut Budget::of_steps(steps)) {
        Outcome::Allocated(allocation) => allocation,
        other => panic!("there is an allocation: {other:?}"),
    }
}

/// The bound as a multiple of the total, in thousandths.
fn thousandths(allocation: &Allocation) -> i64 {
    allocation.bound().millionths() * 1_000 / allocation.total().millionths()
}

#[test]
fn a_large_round_with_all_rules_is_allocated_near_its_bound() {
    let round = round(200, 260);
    let found = allocated(&round, &Request::free(Objective::Total), 2_000_000);
    assert_eq!(verify::breaches(&round, found.assignment()), []);
    assert!(thousandths(&found) <= 1_010, "{} of {}", found.total(), found.bound());
    let fair = allocated(&round, &Request::free(Objective::Fair), 10_000_000);
    assert_eq!(verify::breaches(&round, fair.assignment()), []);
    assert!(fair.minimum() >= found.minimum() && fair.minimum_bound() >= Some(fair.minimum()));
}

#[test]
fn a_large_round_of_panels_is_allocated() {
    let round = round(60, 150);
    let sizes = PanelSizes::new(2..=3, 2..=3).unwrap();
    let found = allocated(&round, &Request::panels(Objective::Total, sizes.clone()), 2_000_000);
    assert_eq!(verify::panel_breaches(&round, &sizes, found.panels()), []);
    assert!(thousandths(&found) <= 1_250, "{} of {}", found.total(), found.bound());
}

#[test]
fn a_drop_out_of_a_large_round_is_replaced_and_others_stay() {
    let round = round(200, 260);
    let before = allocated(&round, &Request::free(Objective::Total), 2_000_000);
    let out = before.assignment()[0][0];
    let round = round.without_reviewer(out);
    let outcome = reallocate(&round, before.assignment(), &Grouping::Free, &mut Budget::of_steps(2_000_000));
    let Outcome::Allocated(after) = outcome else { panic!("others can take over") };
    assert_eq!(verify::breaches(&round, after.assignment()), []);
    let lost = before.assignment().iter().flatten().filter(|one| **one == out).count();
    let moves = allocation::moves(before.assignment(), after.assignment());
    let joined: usize = moves.iter().map(|one| one.join.len()).sum();
    assert!(joined <= 2 * lost, "{joined} for {lost}: {moves:?}");
}
