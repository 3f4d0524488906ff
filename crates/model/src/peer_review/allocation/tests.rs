//! Rules of allocation, on small rounds.

use super::{
    ProposedPanel,
    changing::{NotChanged, PanelChange, differences},
    check::{self, breaches},
    dropping_out::successions,
    input::{AllocationInput, ConflictKind, KnownConflict, ReviewerFacts, SubmissionFacts},
    naming::RoundNames,
    outdated::{Outdated, changes},
    proposal::{ProposalResult, Wishes, parse_time_limit},
    rules::{AllocationMode, AllocationRule, PanelRules},
    solving::{resume, solve},
    suitability::Suitability,
};
use crate::{
    AssessmentId, OrganisationId, PersonId,
    charter::PanelNeed,
    peer_review::reviewer::{Background, Knowledge},
};
use allocation::Budget;
use std::ops::ControlFlow;
use uuid::Uuid;

fn organisation(number: u128) -> OrganisationId {
    OrganisationId(Uuid::from_u128(1000 + number))
}
fn assessment(number: u128) -> AssessmentId {
    AssessmentId(Uuid::from_u128(2000 + number))
}
fn person(number: u128) -> PersonId {
    PersonId(Uuid::from_u128(3000 + number))
}

/// A submission of the organisation with the same number.
fn submission(number: u128) -> SubmissionFacts {
    SubmissionFacts {
        assessment: assessment(number),
        version: format!("v{number}"),
        organisation: organisation(number),
        stage: 1 + u8::try_from(number % 2).unwrap(),
        kind: "University".to_owned(),
        themes: vec!["visibility".into(), "recognition".into()],
    }
}

/// Reviewers have organisations of their own, from 100 on; every other one is a lead, and every third has experience.
fn reviewer(number: u128) -> ReviewerFacts {
    let background = if number.is_multiple_of(2) { Background::Lead } else { Background::Technician };
    let knowledge = Knowledge {
        stages: vec![1 + u8::try_from(number % 2).unwrap()],
        kinds: vec!["University".to_owned()],
        themes: vec!["visibility".into()],
    };
    ReviewerFacts::new(
        (person(number), organisation(100 + number)),
        (background, number.is_multiple_of(3)),
        knowledge,
        3,
        Vec::new(),
    )
}

fn input(submissions: u128, reviewers: u128) -> AllocationInput {
    AllocationInput {
        rules: PanelRules {
            people: [2, 3],
            submissions: [2, 3],
            needs: vec![PanelNeed::Lead, PanelNeed::Technician, PanelNeed::Experienced],
        },
        submissions: (0..submissions).map(submission).collect(),
        reviewers: (0..reviewers).map(reviewer).collect(),
        left_out: Vec::new(),
    }
}

fn panel(reviewers: &[u128], submissions: &[u128]) -> ProposedPanel {
    ProposedPanel {
        reviewers: reviewers.iter().map(|one| person(*one)).collect(),
        submissions: submissions.iter().map(|one| assessment(*one)).collect(),
    }
}

fn names() -> RoundNames {
    RoundNames {
        people: (0..20).map(|one| (person(one), format!("R{one}"))).collect(),
        submissions: (0..20).map(|one| (assessment(one), format!("S{one}"))).collect(),
    }
}

fn rules_of(input: &AllocationInput, panels: &[ProposedPanel]) -> Vec<AllocationRule> {
    breaches(input, AllocationMode::Panels, panels).into_iter().map(|breach| breach.rule).collect()
}

fn solved(input: &AllocationInput, mode: AllocationMode, wishes: &Wishes) -> ProposalResult {
    solve(input, mode, wishes, &mut Budget::of_steps(3_000))
}

#[test]
fn a_score_follows_from_what_the_reviewer_knows_and_is_explained() {
    let knows = Suitability::of(&reviewer(0), &submission(0));
    assert_eq!(knows.score().millionths(), 400_000 + 300_000 + 150_000);
    assert_eq!(knows.grade(), "Very good match");
    assert_eq!(
        knows.sentence(),
        "Knows stage 1; knows this kind of organisation; knows 1 of the 2 themes of the plan."
    );
    let stranger = ReviewerFacts { kinds: Vec::new(), themes: Vec::new(), ..reviewer(1) };
    let weak = Suitability::of(&stranger, &SubmissionFacts { themes: Vec::new(), ..submission(0) });
    assert_eq!((weak.score().millionths(), weak.grade()), (0, "Weak match"));
    assert_eq!(weak.sentence(), "Does not know stage 1; does not know this kind of organisation.");
}

#[test]
fn panels_keep_every_rule_and_count_as_the_search_does() {
    let input = input(6, 7);
    let ProposalResult::Allocated { panels, total, reasons, .. } =
        solved(&input, AllocationMode::Panels, &Wishes::default())
    else {
        panic!("7 reviewers are enough for 3 panels")
    };
    assert_eq!(breaches(&input, AllocationMode::Panels, &panels), []);
    assert_eq!(check::worth(&input, &panels).total.millionths(), total, "the check counts as the search does");
    assert!(check::left_over(&input, &panels).is_empty(), "everybody has a place");
    let places: usize = panels.iter().map(|panel| panel.reviewers.len() * panel.submissions.len()).sum();
    assert_eq!(reasons.len(), places);
    assert!(reasons[0].sentence(&names()).starts_with("Number "));
}

#[test]
fn nobody_is_on_a_panel_with_more_submissions_than_they_offered_to_take() {
    let mut input = input(5, 6);
    // One of both panels has 3 submissions.
    for one in [1, 4] {
        input.reviewers[one].offered = 2;
    }
    let result = solved(&input, AllocationMode::Panels, &Wishes::default());
    let panels = result.panels().unwrap_or_else(|| panic!("4 reviewers take 3: {result:?}"));
    assert_eq!(breaches(&input, AllocationMode::Panels, panels), []);
    for panel in panels.iter().filter(|panel| panel.submissions.len() == 3) {
        assert!(!panel.reviewers.contains(&person(1)) && !panel.reviewers.contains(&person(4)));
    }
    for one in &mut input.reviewers {
        (one.offered, one.is_experienced) = (2, true);
    }
    let mut budget = Budget::of_steps(2_000_000);
    let ProposalResult::Impossible { mends } = solve(&input, AllocationMode::Panels, &Wishes::default(), &mut budget)
    else {
        panic!("a panel of 3 is too much for everybody")
    };
    assert!(!mends.is_empty(), "and it says what is in the way");
}

#[test]
fn a_search_that_goes_on_keeps_what_was_found() {
    let input = input(6, 7);
    let (mode, wishes) = (AllocationMode::Panels, Wishes::default());
    let mut found = Vec::new();
    let mut asked = 0;
    let watch = |_| {
        asked += 1;
        if asked > 400 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    };
    let cut_off = resume(&input, (mode, &wishes), &[], watch, |panels| found = panels);
    assert!(cut_off.panels().is_some(), "what was found is the result: {cut_off:?}");
    assert_eq!(breaches(&input, mode, &found), [], "what is kept breaks no rule");
    let before = check::worth(&input, &found);
    let at_once = resume(&input, (mode, &wishes), &found, |_| ControlFlow::Break(()), drop);
    let panels = at_once.panels().expect("it is not lost");
    let after = check::worth(&input, panels);
    assert!((after.least, after.total) >= (before.least, before.total));
    assert_eq!(breaches(&input, mode, panels), []);
    // Facts that have changed are no reason to keep what breaks a rule.
    let mut changed = input.clone();
    let (gone, assessment) = (found[0].reviewers[0], found[0].submissions[0]);
    let organisation = changed.submission(assessment).unwrap().organisation;
    let one = changed.reviewers.iter_mut().find(|one| one.person == gone).unwrap();
    one.conflicts = vec![KnownConflict { organisation, kind: ConflictKind::Declared }];
    let result = resume(&changed, (mode, &wishes), &found, |_| ControlFlow::Break(()), drop);
    assert!(result.panels().is_none_or(|panels| breaches(&changed, mode, panels).is_empty()), "{result:?}");
}

#[test]
fn free_allocation_gives_each_submission_its_own_reviewers() {
    let input = input(4, 6);
    let result = solved(&input, AllocationMode::Free, &Wishes::default());
    let panels = result.panels().expect("6 reviewers take up to 3 submissions each");
    assert_eq!(panels.len(), 4);
    assert_eq!(breaches(&input, AllocationMode::Free, panels), []);
    assert!(result.sentence().starts_with("Proven"), "{}", result.sentence());
}

#[test]
fn pins_are_kept_and_bans_are_too() {
    let input = input(6, 7);
    let (pin, ban) = ((assessment(0), person(1)), (assessment(0), person(0)));
    let wishes = Wishes { pins: vec![pin], bans: vec![ban], ..Wishes::default() };
    let result = solved(&input, AllocationMode::Panels, &wishes);
    let panels = result.panels().unwrap();
    let first = panels.iter().find(|panel| panel.submissions.contains(&assessment(0))).unwrap();
    assert!(first.reviewers.contains(&person(1)) && !first.reviewers.contains(&person(0)));
}

#[test]
fn after_a_drop_out_a_new_proposal_moves_as_few_as_possible() {
    let mut input = input(4, 6);
    let before = [panel(&[0, 1], &[0, 1]), panel(&[2, 3], &[2, 3])];
    input.reviewers.retain(|one| one.person != person(3));
    // Otherwise too few are experienced without that person, and somebody has to move.
    input.reviewers.iter_mut().for_each(|one| one.is_experienced = true);
    let wishes = Wishes { stay_near: Some(before.to_vec()), may_leave_over: true, ..Wishes::default() };
    let result = solved(&input, AllocationMode::Panels, &wishes);
    let panels = result.panels().unwrap_or_else(|| panic!("others can take over: {result:?}"));
    assert_eq!(breaches(&input, AllocationMode::Panels, panels), []);
    let leave: Vec<_> = differences(&before, panels).into_iter().flat_map(|one| one.leave).collect();
    assert_eq!(leave, [3, 3].map(person), "nobody else leaves a submission");
}

#[test]
fn reviewers_may_be_left_over_when_there_are_more_than_places() {
    let input = input(2, 7);
    let result = solved(&input, AllocationMode::Panels, &Wishes::default());
    let panels = result.panels().unwrap();
    assert_eq!(panels.len(), 1);
    assert_eq!(check::left_over(&input, panels).len(), 4);
}

#[test]
fn an_impossible_round_says_which_rule_and_what_would_be_enough() {
    let mut input = input(6, 9);
    input.reviewers.iter_mut().for_each(|one| one.is_experienced = false);
    let ProposalResult::Impossible { mends } = solved(&input, AllocationMode::Panels, &Wishes::default()) else {
        panic!("nobody has experience")
    };
    let text = mends[0].sentence(&names());
    assert!(
        text.starts_with(
            "No allocation keeps the rule that each panel has an experienced reviewer: 6 submissions would be without one"
        ),
        "{text}"
    );
    assert!(text.ends_with("Adding 2 experienced reviewers would be enough."), "{text}");
    assert!(mends[0].remedy().contains("Recruit more experienced reviewers"));
}

#[test]
fn nothing_is_computed_without_submissions_reviewers_or_for_too_many_submissions() {
    for (submissions, reviewers, word) in [(0, 3, "no submissions"), (3, 0, "No reviewer"), (300, 3, "too many")] {
        let result = solved(&input(submissions, reviewers), AllocationMode::Panels, &Wishes::default());
        assert!(result.sentence().contains(word), "{}", result.sentence());
    }
}

#[test]
fn each_rule_that_panels_break_is_named() {
    let input = input(4, 9);
    let good = [panel(&[0, 1], &[0, 1]), panel(&[2, 3], &[2, 3])];
    assert_eq!(rules_of(&input, &good), []);
    let cases: [(&[ProposedPanel], AllocationRule); 8] = [
        (&[panel(&[0], &[0, 1]), panel(&[2, 3], &[2, 3])], AllocationRule::PanelSize),
        (&[panel(&[0, 1], &[0]), panel(&[2, 3], &[1, 2, 3])], AllocationRule::PanelLoad),
        (&[panel(&[1, 3], &[0, 1]), panel(&[2, 0, 5], &[2, 3])], AllocationRule::Lead),
        (&[panel(&[0, 2], &[0, 1]), panel(&[1, 3, 4], &[2, 3])], AllocationRule::Technician),
        (&[panel(&[2, 1], &[0, 1]), panel(&[0, 3], &[2, 3])], AllocationRule::Experienced),
        (&[panel(&[0, 1], &[0, 1]), panel(&[0, 3], &[2, 3])], AllocationRule::Offer),
        (&[panel(&[0, 1], &[0, 1, 2]), panel(&[2, 3], &[2, 3])], AllocationRule::Reviewed),
        (&[panel(&[0, 15], &[0, 1]), panel(&[2, 3], &[2, 3])], AllocationRule::TakesPart),
    ];
    for (panels, rule) in cases {
        assert!(rules_of(&input, panels).contains(&rule), "{rule:?}: {:?}", rules_of(&input, panels));
    }
    for breach in breaches(&input, AllocationMode::Panels, cases[4].0) {
        assert_eq!(breach.sentence(&names(), &input), "Panel 1 has no experienced reviewer.");
    }
}

#[test]
fn two_of_one_organisation_and_organisations_that_review_each_other_are_named() {
    let mut input = input(4, 4);
    input.reviewers[0].organisation = organisation(100 + 1);
    let panels = [panel(&[0, 1], &[0, 1]), panel(&[2, 3], &[2, 3])];
    assert_eq!(rules_of(&input, &panels), [AllocationRule::Organisation]);
    input.reviewers[0].organisation = organisation(2);
    input.reviewers[2].organisation = organisation(0);
    assert_eq!(rules_of(&input, &panels), [AllocationRule::Reciprocity]);
}

#[test]
fn a_conflict_is_named_with_its_kind_and_not_with_its_reason() {
    let mut input = input(4, 4);
    input.reviewers[0].conflicts = vec![KnownConflict { organisation: organisation(1), kind: ConflictKind::Declared }];
    let panels = [panel(&[0, 1], &[0, 1]), panel(&[2, 3], &[2, 3])];
    let found = breaches(&input, AllocationMode::Panels, &panels);
    assert_eq!(found[0].sentence(&names(), &input), "R0 has a conflict of interest with S1 (declared).");
    assert!(found[0].rule.is_absolute());
    let own = ReviewerFacts { organisation: organisation(0), ..reviewer(1) };
    assert_eq!(own.conflict_with(organisation(0)), Some(ConflictKind::OwnOrganisation));
    let ProposalResult::Allocated { panels, .. } = solved(&input, AllocationMode::Panels, &Wishes::default()) else {
        panic!("the panels can be exchanged")
    };
    assert_eq!(breaches(&input, AllocationMode::Panels, &panels), []);
}

#[test]
fn changes_by_hand_move_swap_replace_and_are_refused_if_someone_is_not_there() {
    let panels = [panel(&[0, 1], &[0, 1]), panel(&[2, 3], &[2, 3])];
    let moved = PanelChange::Move { person: person(1), from: 0, to: 1 };
    assert_eq!(moved.apply(&panels).unwrap()[1].reviewers, [2, 3, 1].map(person));
    assert_eq!(moved.sentence(&names()), "moved R1 from panel 1 to panel 2");
    let swapped = PanelChange::Swap { person: person(1), from: 0, other: person(3), to: Some(1) };
    assert_eq!(swapped.apply(&panels).unwrap()[0].reviewers, [0, 3].map(person));
    let replaced = PanelChange::Swap { person: person(1), from: 0, other: person(5), to: None };
    assert_eq!(replaced.apply(&panels).unwrap()[0].reviewers, [0, 5].map(person));
    assert_eq!(moved.apply(&[panel(&[0], &[0]), panel(&[2], &[1])]), Err(NotChanged::NotThere));
    assert_eq!(PanelChange::Join { person: person(0), to: 0 }.apply(&panels), Err(NotChanged::AlreadyThere));
    assert_eq!(PanelChange::Join { person: person(9), to: 7 }.apply(&panels), Err(NotChanged::NotThere));
    let after = swapped.apply(&panels).unwrap();
    let differences: Vec<String> = differences(&panels, &after).iter().map(|one| one.sentence(&names())).collect();
    assert_eq!(differences[0], "S0: no longer R1, now R3.");
    assert_eq!(differences.len(), 4);
}

#[test]
fn a_proposal_is_outdated_by_what_its_panels_depend_on() {
    let then = input(4, 5);
    let panels = [panel(&[0, 1], &[0, 1]), panel(&[2, 3], &[2, 3])];
    assert_eq!(changes(&then, &then, &panels), []);
    let mut now = then.clone();
    now.reviewers.remove(4);
    now.reviewers.push(reviewer(8));
    assert_eq!(changes(&then, &now, &panels), [], "neither who is left over nor who is new matters");
    now.reviewers.remove(0);
    now.reviewers[0].conflicts = vec![KnownConflict { organisation: organisation(1), kind: ConflictKind::Declared }];
    now.submissions.remove(3);
    now.submissions[2].version = "again".to_owned();
    now.submissions.push(submission(9));
    assert_eq!(
        changes(&then, &now, &panels),
        [
            Outdated::SubmissionChanged(assessment(2)),
            Outdated::SubmissionLeft(assessment(3)),
            Outdated::SubmissionCame(assessment(9)),
            Outdated::ReviewerLeft(person(0)),
            Outdated::NewConflict(person(1), assessment(1)),
        ]
    );
}

#[test]
fn after_a_drop_out_the_panel_goes_on_or_somebody_who_has_no_panel_joins() {
    let input = input(4, 7);
    let panels = [panel(&[0, 1, 4], &[0, 1]), panel(&[2, 3], &[2, 3])];
    let ways = successions(&input, AllocationMode::Panels, &panels, person(4), 0);
    assert!(ways[0].joins.is_none() && ways[0].is_possible() && ways[0].breaches.is_empty());
    assert_eq!(ways[1].panels[1], panels[1], "nobody else moves");
    let ways = successions(&input, AllocationMode::Panels, &panels, person(3), 1);
    assert!(!ways[0].is_possible(), "2 people are the least");
    let joins: Vec<_> = ways[1..].iter().filter_map(|one| one.joins).collect();
    assert_eq!(joins, [5, 6].map(person), "the technician keeps every rule; another lead would not");
    assert!(ways[1].breaches.iter().all(|one| one.rule == AllocationRule::Experienced), "{:?}", ways[1].breaches);
}

#[test]
fn a_time_limit_is_within_its_range() {
    assert_eq!(parse_time_limit(" 60 "), Ok(60));
    for text in ["", "4", "301", "x"] {
        assert!(parse_time_limit(text).is_err());
    }
}

#[test]
fn a_round_with_fewer_submissions_than_a_panel_takes_has_separate_reviewers() {
    let input = input(1, 2);
    let computed = |mode| solve(&input, mode, &Wishes::default(), &mut Budget::of_steps(3_000));
    let refused = computed(AllocationMode::Panels);
    assert!(
        matches!(&refused, ProposalResult::Refused { reason } if reason.contains("separate reviewers")),
        "{refused:?}"
    );
    let free = computed(AllocationMode::Free);
    let panels = free.panels().expect("an allocation");
    assert_eq!((panels.len(), panels[0].reviewers.len()), (1, 2));
    assert_eq!(breaches(&input, AllocationMode::Free, panels), []);
}
