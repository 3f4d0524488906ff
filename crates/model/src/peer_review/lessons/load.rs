//! How many submissions reviewers have.

use super::MemberOfRound;
use crate::PersonId;
use std::collections::BTreeMap;

/// How many submissions each current member of a panel reviews, with their name, the most first.
pub(super) fn by_reviewer(members: &[MemberOfRound]) -> Vec<(String, u32)> {
    let mut all: BTreeMap<PersonId, (String, u32)> = BTreeMap::new();
    for member in members.iter().filter(|member| !member.has_left) {
        all.entry(member.person).or_insert_with(|| (member.name.clone(), 0)).1 += member.submissions;
    }
    let mut all: Vec<_> = all.into_values().collect();
    all.sort_by(|(name, load), (other, more)| {
        more.cmp(load).then_with(|| name.to_lowercase().cmp(&other.to_lowercase()))
    });
    all
}

/// How many reviewers have how many submissions: the first and the last number of each group, and its reviewers. Neighbours are joined until each
/// group has at least `fewest`; nothing if there are fewer in all.
#[must_use]
pub fn loads(loads: &[u32], fewest: usize) -> Vec<(u32, u32, usize)> {
    let mut numbers: BTreeMap<u32, usize> = BTreeMap::new();
    for load in loads {
        *numbers.entry(*load).or_default() += 1;
    }
    let mut groups: Vec<(u32, u32, usize)> = Vec::new();
    for (load, number) in numbers {
        match groups.last_mut() {
            Some(group) if group.2 < fewest => (group.1, group.2) = (load, group.2 + number),
            _ => groups.push((load, load, number)),
        }
    }
    // What is left over at the end joins the group before it.
    if let [.., before, last] = &mut *groups
        && last.2 < fewest
    {
        (before.1, before.2) = (last.1, before.2 + last.2);
        groups.pop();
    }
    groups.retain(|group| group.2 >= fewest);
    groups
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_group_of_a_distribution_is_smaller_than_allowed() {
        let all = [1, 1, 1, 2, 3, 3, 5];
        assert_eq!(loads(&all, 1), [(1, 1, 3), (2, 2, 1), (3, 3, 2), (5, 5, 1)]);
        assert_eq!(loads(&all, 3), [(1, 1, 3), (2, 5, 4)]);
        assert_eq!(loads(&[1, 4, 4, 4], 3), [(1, 4, 4)]);
        assert_eq!(loads(&[1, 4], 3), []);
        assert_eq!(loads(&[], 1), []);
    }

    #[test]
    fn every_reviewer_is_in_one_group() {
        for fewest in 1..6 {
            let all: Vec<u32> = (0..17).map(|number| number * number % 7).collect();
            let groups = loads(&all, fewest);
            assert_eq!(groups.iter().map(|group| group.2).sum::<usize>(), all.len());
            assert!(groups.iter().all(|group| group.2 >= fewest));
        }
    }
}
