//! The published data and the synthetic rounds: optima that are known, within the rules. Skipped, saying so, where the data is absent.

use allocation::{
    Allocation, Budget, Load, Objective, Outcome, PanelSizes, Request, Round, Rule, Score, allocate, format,
    reallocate, verify,
};
use std::{fs, path::PathBuf};

/// Reads a round, with the minimum loads of the file or without.
fn read(name: &str, has_minimum: bool) -> Option<Round> {
    let folder = std::env::var_os("ALLOCATION_DATA").map_or_else(
        || PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data/allocation"),
        PathBuf::from,
    );
    let Ok(text) = fs::read_to_string(folder.join(name)) else {
        eprintln!("skipped: {name} is not in {} (set ALLOCATION_DATA)", folder.display());
        return None;
    };
    let round = format::parse(&text).unwrap();
    Some(if has_minimum { round } else { round.map_loads(|load| Load::new(0, load.max()).unwrap()) })
}

fn solve(round: &Round, request: &Request) -> Allocation {
    let Outcome::Allocated(allocation) = allocate(round, request, &mut Budget::unlimited()) else {
        panic!("there is an allocation")
    };
    allocation
}

/// Asserts the proven optimum, in millionths.
fn assert_optimum(name: &str, has_minimum: bool, objective: Objective, total: i64, minimum: Option<i64>) {
    let Some(round) = read(name, has_minimum) else { return };
    let allocation = solve(&round, &Request::free(objective));
    assert_eq!(verify::breaches(&round, allocation.assignment()), [], "{name}");
    assert_eq!(verify::total(&round, allocation.assignment()), allocation.total());
    assert!(allocation.is_proven(), "{name}: {} of {}", allocation.total(), allocation.bound());
    assert_eq!(allocation.total(), Score::from_millionths(total), "{name}");
    if let Some(minimum) = minimum {
        assert_eq!(allocation.minimum(), Score::from_millionths(minimum), "{name}");
    }
}

#[test]
fn the_optima_of_the_published_data_are_proven() {
    assert_optimum("midl.txt", true, Objective::Total, 201_884_878, None);
    assert_optimum("aamas2016.txt", true, Objective::Total, 949_500_000, None);
    assert_optimum("aamas2015.txt", true, Objective::Total, 1_406_250_000, None);
}

#[test]
fn the_fairest_allocation_of_midl_is_proven() {
    assert_optimum("midl.txt", true, Objective::Fair, 201_768_731, Some(944_839));
}

#[test]
fn rounds_with_composition_are_solved_to_the_optimum() {
    assert_optimum("round_24x60.txt", false, Objective::Total, 58_642_300, None);
    assert_optimum("round_24x60.txt", false, Objective::Fair, 58_629_500, Some(2_004_400));
    assert_optimum("round_24x30.txt", true, Objective::Total, 52_168_700, None);
    assert_optimum("round_24x30.txt", true, Objective::Fair, 51_684_400, Some(1_713_400));
    assert_optimum("round_100x250.txt", false, Objective::Total, 273_892_900, None);
}

#[test]
fn an_impossible_round_names_the_rule_and_the_submissions() {
    let Some(round) = read("round_infeasible.txt", false) else { return };
    let outcome = allocate(&round, &Request::free(Objective::Total), &mut Budget::unlimited());
    let Outcome::Impossible(impossible) = outcome else { panic!("9 places of experienced reviewers are too few") };
    let mend = impossible.mends.iter().find(|mend| mend.rules == [Rule::Experienced]).unwrap();
    assert_eq!((mend.amount, mend.bound, mend.submissions().len()), (15, 15, 15));
    assert!(
        mend.to_string().contains("More experienced reviewers are needed: 5 if each takes 3 submissions."),
        "{mend}"
    );
}

#[test]
fn panels_come_close_to_the_free_bound() {
    let Some(round) = read("round_24x60.txt", false) else { return };
    let sizes = PanelSizes::new(2..=3, 2..=3).unwrap();
    let request = Request::panels(Objective::Total, sizes.clone());
    // Far from a proof.
    let mut budget = Budget::of_steps(2_000_000);
    let Outcome::Allocated(found) = allocate(&round, &request, &mut budget) else { panic!("there are panels") };
    assert_eq!(verify::panel_breaches(&round, &sizes, found.panels()), []);
    // 57.90 is the optimum with loads of 2 or 3 and reviewers of its own for each submission.
    assert!(found.total() >= Score::from_millionths(57_900_000 / 100 * 95), "{}", found.total());
    assert!(found.bound() <= Score::from_millionths(56_100_000), "{}", found.bound());
}

#[test]
fn a_drop_out_moves_few_reviewers() {
    let Some(round) = read("round_24x60.txt", false) else { return };
    let request = Request::free(Objective::Total);
    let before = solve(&round, &request);
    let out = before.assignment()[0][0];
    let round = round.without_reviewer(out);
    let outcome = reallocate(&round, before.assignment(), &request.grouping, &mut Budget::unlimited());
    let Outcome::Allocated(after) = outcome else { panic!("others can take over") };
    assert_eq!(verify::breaches(&round, after.assignment()), []);
    let lost = before.assignment().iter().flatten().filter(|one| **one == out).count();
    let joined: usize =
        allocation::moves(before.assignment(), after.assignment()).iter().map(|one| one.join.len()).sum();
    assert!(joined <= lost + 1, "{joined} for {lost}");
}
