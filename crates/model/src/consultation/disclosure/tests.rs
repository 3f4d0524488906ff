//! Attempts to compute the answers of a few people from everything that is shown.

use super::*;
use proptest::prelude::*;

fn row(counts: &[u32]) -> ChoiceCounts {
    ChoiceCounts { people: counts.iter().sum(), counts: counts.to_vec() }
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
fn a_small_group_is_not_shown_and_neither_is_one_that_would_reveal_it() {
    let groups = [row(&[20, 10]), row(&[3, 0]), row(&[8, 4])];
    let shown = shown(&groups, least(10));
    assert_eq!(shown.whole, Some(row(&[31, 14])));
    assert_eq!(
        shown.groups,
        [
            RespondentGroupResult::Shown(row(&[20, 10])),
            RespondentGroupResult::TooFew,
            RespondentGroupResult::Suppressed
        ]
    );
}

#[test]
fn small_groups_that_are_enough_together_hide_each_other() {
    let groups = [row(&[20, 10]), row(&[3, 4]), row(&[2, 2])];
    let shown = shown(&groups, least(10));
    assert_eq!(
        shown.groups,
        [RespondentGroupResult::Shown(row(&[20, 10])), RespondentGroupResult::TooFew, RespondentGroupResult::TooFew]
    );
}

#[test]
fn an_empty_group_needs_no_protection() {
    let groups = [row(&[20, 10]), row(&[0, 0]), row(&[5, 7])];
    let shown = shown(&groups, least(10));
    assert_eq!(
        shown.groups,
        [
            RespondentGroupResult::Shown(row(&[20, 10])),
            RespondentGroupResult::TooFew,
            RespondentGroupResult::Shown(row(&[5, 7]))
        ]
    );
}

#[test]
fn nothing_is_shown_of_four_people() {
    let shown = shown(&[row(&[2, 2]), row(&[0, 0])], MinimumGroup::default());
    assert_eq!((shown.whole, shown.groups), (None, vec![RespondentGroupResult::TooFew, RespondentGroupResult::TooFew]));
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

/// Everything that is shown of a table, as sums over its groups: the same ones for each choice.
fn published(shown: &Shown) -> Vec<Vec<i128>> {
    let width = shown.groups.len();
    let groups = (0..width).filter(|at| matches!(shown.groups[*at], RespondentGroupResult::Shown(_)));
    let mut known: Vec<Vec<i128>> =
        groups.map(|at| (0..width).map(|other| i128::from(other == at)).collect()).collect();
    if shown.whole.is_some() {
        known.push(vec![1; width]);
    }
    known
}

/// Tables with groups of all sizes around the minimum group size, and some empty groups.
fn tables() -> impl Strategy<Value = Vec<ChoiceCounts>> {
    let small = prop::collection::vec(0u32..4, 3);
    let large = prop::collection::vec(0u32..30, 3);
    let empty = Just(vec![0; 3]);
    let group = prop_oneof![3 => small, 2 => large, 1 => empty].prop_map(|counts| row(&counts));
    prop::collection::vec(group, 1..8)
}

proptest! {
    #[test]
    fn every_sum_and_difference_is_about_no_or_enough_people(groups in tables(), number in 5u32..15) {
        let shown = shown(&groups, least(number));
        let known = published(&shown);
        // Every set of groups, including single small ones, whose sum a reader could try to compute.
        for set in 1..1_u32 << groups.len() {
            let is_in = |at: usize| set >> at & 1 == 1;
            let wanted: Vec<i128> = (0..groups.len()).map(|at| i128::from(is_in(at))).collect();
            if can_be_computed(&known, &wanted) {
                let people: u32 = (0..groups.len()).filter(|at| is_in(*at)).map(|at| groups[at].people).sum();
                let is_total = set + 1 == 1_u32 << groups.len();
                let enough = if is_total { LOWEST_MINIMUM_GROUP } else { number.min(groups.iter().map(|row| row.people).sum()) };
                prop_assert!(people == 0 || people >= enough, "{} people of {:?} in {:?}", people, set, shown);
            }
        }
    }

    #[test]
    fn no_cell_of_a_small_group_can_be_computed(groups in tables(), number in 5u32..15) {
        let shown = shown(&groups, least(number));
        let choices = 3;
        // Each cell and each number of people is an unknown; each row that is shown reveals its own.
        let spread = |sum: &Vec<i128>, cell: usize| -> Vec<i128> {
            (0..=choices).flat_map(|other| sum.iter().map(move |one| if other == cell { *one } else { 0 })).collect()
        };
        let mut known: Vec<Vec<i128>> =
            published(&shown).iter().flat_map(|sum| (0..=choices).map(|cell| spread(sum, cell)).collect::<Vec<_>>()).collect();
        // A reader knows that the choices of a group add up to its people.
        for at in 0..groups.len() {
            let mut adds_up = vec![0; groups.len() * (choices + 1)];
            for choice in 0..choices {
                adds_up[choice * groups.len() + at] = 1;
            }
            adds_up[choices * groups.len() + at] = -1;
            known.push(adds_up);
        }
        for (at, group) in groups.iter().enumerate().filter(|(_, group)| group.people > 0) {
            let others: u32 = groups.iter().enumerate().filter(|(other, _)| *other != at).map(|(_, row)| row.people).sum();
            if group.people >= number || others == 0 {
                continue;
            }
            for cell in 0..=choices {
                let mut wanted = vec![0; groups.len() * (choices + 1)];
                wanted[cell * groups.len() + at] = 1;
                // A reader does not know which groups are empty, which only makes it harder.
                prop_assert!(groups.len() == 1 || !can_be_computed(&known, &wanted), "cell {} of group {} in {:?}", cell, at, shown);
            }
        }
    }

    #[test]
    fn what_is_shown_is_exact(groups in tables(), number in 5u32..15) {
        for (group, exact) in shown(&groups, least(number)).groups.iter().zip(&groups) {
            if let RespondentGroupResult::Shown(row) = group {
                prop_assert_eq!(row, exact);
            }
        }
    }
}
