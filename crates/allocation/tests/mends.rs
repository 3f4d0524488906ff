//! What would mend impossible rounds, in cases where rules touch one another.

use allocation::{
    Budget, Impossible, Load, Mend, Objective, Outcome, PanelSizes, Request, ReviewerProfile, ReviewerRole, Round,
    Rule, Score, allocate,
};

fn lead(organisation: u32) -> ReviewerProfile {
    ReviewerProfile { role: ReviewerRole::Lead, is_experienced: true, organisation }
}

fn technician(organisation: u32) -> ReviewerProfile {
    ReviewerProfile { role: ReviewerRole::Technician, is_experienced: false, organisation }
}

fn mends(round: &Round, request: &Request) -> Vec<Mend> {
    match allocate(round, request, &mut Budget::of_steps(1_000_000)) {
        Outcome::Impossible(impossible) => impossible.mends,
        other => panic!("the round is possible: {other:?}"),
    }
}

/// The organisations of a panel that has submissions of both can review each other within it, but only by conflicts of interest, so this concerns
/// mends alone.
#[test]
fn panels_that_break_conflicts_keep_reciprocity_within_each_panel() {
    let loads = [0, 2, 2, 2].map(|most| Load::new(0, most).unwrap()).to_vec();
    let mut scores = vec![None; 8];
    scores[1] = Some(Score::ZERO);
    let reviewers = vec![technician(0), technician(1), technician(0), lead(6)];
    let round = Round::new(vec![1, 1], loads, scores).unwrap().with_composition(reviewers, vec![6, 1]).unwrap();
    let request = Request::panels(Objective::Total, PanelSizes::new(1..=3, 1..=2).unwrap());
    let mends = mends(&round, &request);
    let of_conflicts = mends.iter().find(|mend| mend.rules == [Rule::Conflict]).expect("conflicts alone can mend it");
    // Reviewers 2 and 3 with both submissions. Reviewers 1 and 3 would have 3 conflicts, but then both organisations review each other.
    assert_eq!((of_conflicts.amount, of_conflicts.bound), (4, 4));
}

/// A pair of submissions breaks reciprocity once, however many reviewers of each organisation take part.
#[test]
fn reciprocity_counts_once_where_an_organisation_has_two_reviewers() {
    let loads = [(1, 1), (0, 2), (1, 1)].map(|(least, most)| Load::new(least, most).unwrap()).to_vec();
    let allowed = [true, true, false, false, false, true];
    let scores = allowed.map(|is_allowed| is_allowed.then_some(Score::ZERO)).to_vec();
    let reviewers = vec![lead(1), technician(1), lead(0)];
    let round = Round::new(vec![2, 2], loads, scores).unwrap().with_composition(reviewers, vec![0, 1]).unwrap();
    let mends = mends(&round, &Request::free(Objective::Total));
    // Reviewers 0 and 1 for the first submission, and 1 and 2 for the second: a conflict, two of one organisation, and one pair of submissions.
    assert_eq!(mends.iter().map(|mend| (mend.amount, mend.bound)).collect::<Vec<_>>(), [(3, 3)]);
}

#[test]
fn reciprocity_of_panels_counts_once_where_an_organisation_has_two_reviewers() {
    let loads = vec![Load::new(1, 1).unwrap(); 4];
    let allowed = [true, false, false, true, false, true, true, false];
    let scores = allowed.map(|is_allowed| is_allowed.then_some(Score::ZERO)).to_vec();
    let reviewers = vec![
        ReviewerProfile { is_experienced: false, ..lead(0) },
        lead(1),
        technician(1),
        ReviewerProfile { is_experienced: true, ..technician(2) },
    ];
    let round = Round::new(vec![1, 1], loads, scores).unwrap().with_composition(reviewers, vec![1, 2]).unwrap();
    let request = Request::panels(Objective::Total, PanelSizes::new(1..=3, 1..=2).unwrap());
    let mends = mends(&round, &request);
    assert_eq!(mends.iter().map(|mend| (mend.amount, mend.bound)).collect::<Vec<_>>(), [(2, 2)]);
}

/// One place may be left empty, even if somebody could fill it.
#[test]
fn several_rules_of_a_plain_round_are_broken_as_little_as_possible() {
    let loads = [(0, 0), (1, 1), (0, 0)].map(|(least, most)| Load::new(least, most).unwrap()).to_vec();
    let round = Round::new(vec![3], loads, vec![None; 3]).unwrap();
    let mends = mends(&round, &Request::free(Objective::Total));
    // The reviewer who must review does, against a conflict, and two places stay empty.
    assert_eq!(mends.iter().map(|mend| (mend.amount, mend.bound)).collect::<Vec<_>>(), [(3, 3)]);
}

/// A search that is cut short says of no rule that giving it up would not help, unless that is so.
#[test]
fn a_search_for_mends_that_is_cut_short_says_what_is_not_known() {
    let round = Round::new(vec![2; 6], vec![Load::new(1, 2).unwrap(); 8], vec![Some(Score::ZERO); 48]).unwrap();
    let profiles = (0..8).map(|one| if one % 2 == 0 { lead(one) } else { technician(one) });
    // One reviewer with experience takes 2 of the 6 submissions.
    let profiles: Vec<_> =
        profiles.map(|one| ReviewerProfile { is_experienced: one.organisation == 0, ..one }).collect();
    let round = round.with_composition(profiles, vec![0, 2, 4, 6, 9, 9]).unwrap();
    let request = Request::free(Objective::Total);
    let Outcome::Impossible(full) = allocate(&round, &request, &mut Budget::unlimited()) else {
        panic!("it is impossible")
    };
    assert!(full.unknown.is_empty() && !full.mends.is_empty());
    let mut cut_short = 0;
    for steps in (0..3_000).step_by(7) {
        let Outcome::Impossible(found) = allocate(&round, &request, &mut Budget::of_steps(steps)) else { continue };
        cut_short += usize::from(!found.unknown.is_empty());
        for mend in full.mends.iter().filter(|mend| mend.rules.len() == 1) {
            let Impossible { mends, unknown } = &found;
            let is_found = mends
                .iter()
                .any(|one| one.rules == mend.rules && one.bound <= mend.amount && mend.amount <= one.amount);
            assert!(is_found || unknown.contains(&mend.rules[0]), "{steps} steps: {found:?}");
        }
    }
    assert!(cut_short > 0);
}

/// A panel of 2 submissions is too much for who takes 1, and too little for who takes 3.
#[test]
fn the_load_of_a_reviewer_is_in_the_way_of_panels() {
    let scores = vec![Some(Score::ZERO); 4];
    let request = Request::panels(Objective::Total, PanelSizes::new(2..=2, 2..=2).unwrap());
    let round = |least, most| {
        let loads = vec![Load::new(0, 2).unwrap(), Load::new(least, most).unwrap()];
        Round::new(vec![2, 2], loads, scores.clone()).unwrap()
    };
    for (least, most, rule) in [(0, 1, Rule::MaxLoad), (3, 3, Rule::MinLoad)] {
        let mends = mends(&round(least, most), &request);
        let mend = mends.iter().find(|mend| mend.rules == [rule]).unwrap_or_else(|| panic!("{rule}: {mends:?}"));
        assert_eq!((mend.amount, mend.bound, &mend.breaches[0].reviewers[..]), (1, 1, &[1][..]));
    }
    let outcome = allocate(&round(2, 2), &request, &mut Budget::of_steps(1_000_000));
    assert!(matches!(outcome, Outcome::Allocated(_)));
}
