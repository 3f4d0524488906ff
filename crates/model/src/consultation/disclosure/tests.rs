//! Attempts to compute the answers of a few people from everything that is stored and shown.

use super::*;
use proptest::prelude::*;

fn row(group: usize, counts: &[u32]) -> CountedRow {
    CountedRow { groups: vec![group], counts: ChoiceCounts { people: counts.iter().sum(), counts: counts.to_vec() } }
}

fn least(number: u32) -> MinimumGroup {
    MinimumGroup::try_from(number).unwrap()
}

#[test]
fn the_smallest_group_is_never_below_five() {
    assert!(MinimumGroup::try_from(4).is_err());
    assert!(serde_json::from_str::<MinimumGroup>("4").is_err());
    assert_eq!(MinimumGroup::default().get(), 10);
}

#[test]
fn a_small_group_is_merged_with_the_smallest_one_that_is_not() {
    let rows = [row(0, &[20, 10]), row(1, &[3, 0]), row(2, &[8, 4])];
    let merged = merged(&rows, least(10));
    assert_eq!(merged[0], rows[0]);
    assert_eq!((merged[1].groups.clone(), merged[1].counts.counts.clone()), (vec![1, 2], vec![11, 4]));
}

#[test]
fn small_groups_that_are_enough_together_are_one_row() {
    assert_eq!(blocks(&[30, 7, 4], least(10)), [vec![0], vec![1, 2]]);
}

#[test]
fn an_empty_group_needs_no_protection_and_joins_small_ones() {
    assert_eq!(blocks(&[30, 0, 12], least(10)), [vec![0], vec![2]]);
    assert_eq!(blocks(&[30, 0, 9, 8], least(10)), [vec![0], vec![1, 2, 3]]);
}

#[test]
fn nothing_is_kept_of_four_people() {
    assert_eq!(blocks(&[3, 1, 0], least(5)), Vec::<Vec<usize>>::new());
    assert_eq!(blocks(&[0, 0], least(5)), Vec::<Vec<usize>>::new());
}

/// Whether `wanted` is a linear combination of `known`, so that a reader can compute it by adding and subtracting. Exact, by
/// elimination without rounding.
fn can_be_computed(known: &[Vec<i128>], wanted: &[i128]) -> bool {
    let rank = |mut rows: Vec<Vec<i128>>| {
        let (mut rank, width) = (0, wanted.len());
        for column in 0..width {
            let Some(pivot) = (rank..rows.len()).find(|at| rows[*at][column] != 0) else { continue };
            rows.swap(rank, pivot);
            let head = rows[rank].clone();
            for row in rows.iter_mut().skip(rank + 1) {
                let factor = row[column];
                for (cell, above) in row.iter_mut().zip(&head) {
                    *cell = *cell * head[column] - *above * factor;
                }
            }
            rank += 1;
        }
        rank
    };
    let with: Vec<Vec<i128>> = known.iter().cloned().chain([wanted.to_vec()]).collect();
    rank(known.to_vec()) == rank(with)
}

/// Sizes of groups, many of them around the minimum group size and some empty.
fn sizes() -> impl Strategy<Value = Vec<u32>> {
    let group = prop_oneof![3 => 1u32..6, 2 => 5u32..20, 2 => 8u32..60, 1 => Just(0)];
    prop::collection::vec(group, 1..8)
}

proptest! {
    #[test]
    fn every_sum_and_difference_is_about_no_or_enough_people(people in sizes(), number in 5u32..15) {
        let blocks = blocks(&people, least(number));
        let known: Vec<Vec<i128>> =
            blocks.iter().map(|block| (0..people.len()).map(|at| i128::from(block.contains(&at))).collect()).collect();
        // Every set of groups, including single small ones, whose sum a reader could try to compute.
        for set in 1..1_u32 << people.len() {
            let is_in = |at: usize| set >> at & 1 == 1;
            let wanted: Vec<i128> = (0..people.len()).map(|at| i128::from(is_in(at))).collect();
            if can_be_computed(&known, &wanted) {
                let about: u32 = (0..people.len()).filter(|at| is_in(*at)).map(|at| people[at]).sum();
                prop_assert!(about == 0 || about >= number, "{} people of {:?} in {:?}", about, set, blocks);
            }
        }
    }

    #[test]
    fn nobody_is_lost_if_anyone_is_kept(people in sizes(), number in 5u32..15) {
        let blocks = blocks(&people, least(number));
        let kept: u32 = blocks.iter().flatten().map(|at| people[*at]).sum();
        let all: u32 = people.iter().sum();
        prop_assert_eq!(kept, if all >= number { all } else { 0 });
        let mut groups: Vec<usize> = blocks.concat();
        groups.sort_unstable();
        groups.dedup();
        prop_assert_eq!(groups.len(), blocks.concat().len(), "no group is in two blocks");
    }
}
