//! How far reviewers of the same submission agree.

use super::{FEWEST, GivenFinding};
use crate::charter::criterion::{Criterion, CriterionFinding};
use std::collections::BTreeMap;

/// The fewest submissions with two findings or more from which the chance-corrected figure is computed: with fewer, one submission decides it.
const FEWEST_FOR_ALPHA: usize = 5;

/// How far reviewers agree about one criterion.
#[derive(Debug, Clone, PartialEq)]
pub struct CriterionAgreement {
    /// The title of the criterion.
    pub title: String,
    /// How many submissions two reviewers or more gave a finding about.
    pub submissions: usize,
    /// Of all pairs of reviewers of a submission, the percentage that chose the same finding; none for fewer than three submissions.
    pub same: Option<u8>,
    /// Krippendorff's alpha for ordered values; none for fewer than five submissions, or if all findings are the same.
    pub alpha: Option<f64>,
}

impl CriterionAgreement {
    /// What the figures mean.
    #[must_use]
    pub fn meaning(&self) -> &'static str {
        match (self.same, self.alpha) {
            (None, _) => "Too few submissions with 2 reviews",
            (Some(100), None) => "All reviewers chose the same finding",
            (Some(_), None) => "Too few submissions to take chance into account",
            (Some(_), Some(alpha)) if alpha >= 0.8 => "Reviewers agree well",
            (Some(_), Some(alpha)) if alpha >= 0.667 => "Reviewers agree fairly well",
            (Some(_), Some(alpha)) if alpha > 0.0 => "Reviewers often differ",
            (Some(_), Some(_)) => "No more agreement than by chance",
        }
    }
}

/// How far reviewers agree about each criterion, in the order of the charter.
#[must_use]
pub fn agreement(criteria: &[Criterion], findings: &[GivenFinding]) -> Vec<CriterionAgreement> {
    criteria.iter().map(|criterion| of_criterion(criterion, findings)).collect()
}

fn of_criterion(criterion: &Criterion, findings: &[GivenFinding]) -> CriterionAgreement {
    let mut units: BTreeMap<_, Vec<u8>> = BTreeMap::new();
    for given in findings.iter().filter(|given| given.criterion == criterion.id) {
        units.entry((given.panel, given.assessment)).or_default().push(rank(given.finding));
    }
    let units: Vec<Vec<u8>> = units.into_values().filter(|unit| unit.len() > 1).collect();
    let is_enough = |fewest: usize| units.len() >= fewest;
    CriterionAgreement {
        title: criterion.title.clone(),
        submissions: units.len(),
        same: is_enough(FEWEST).then(|| percentage_same(&units)).flatten(),
        alpha: is_enough(FEWEST_FOR_ALPHA).then(|| ordinal_alpha(&units)).flatten(),
    }
}

fn rank(finding: CriterionFinding) -> u8 {
    match finding {
        CriterionFinding::NotYetEvident => 0,
        CriterionFinding::SomeProgress => 1,
        CriterionFinding::ClearProgress => 2,
    }
}

fn percentage_same(units: &[Vec<u8>]) -> Option<u8> {
    let (mut same, mut all) = (0, 0);
    for unit in units {
        for (number, one) in unit.iter().enumerate() {
            let others = &unit[number + 1..];
            all += others.len();
            same += others.iter().map(|other| usize::from(other == one)).sum::<usize>();
        }
    }
    percentage(same, all)
}

/// The part of a whole in percent, rounded; none of nothing.
pub(super) fn percentage(part: usize, whole: usize) -> Option<u8> {
    let percent = (part * 200 + whole).checked_div(whole * 2)?;
    u8::try_from(percent).ok()
}

/// Krippendorff's alpha for ordered values: 1 if raters always agree, 0 if they agree as by chance, less if they differ more than that. Each unit has
/// the values that it was given, at least two; others are left out. None if all values are the same or there is none.
///
/// Source: K. Krippendorff, Computing Krippendorff's Alpha-Reliability (2011), with the ordinal metric.
#[must_use]
pub fn ordinal_alpha(units: &[Vec<u8>]) -> Option<f64> {
    let units: Vec<&Vec<u8>> = units.iter().filter(|unit| unit.len() > 1).collect();
    let mut counts: BTreeMap<u8, f64> = BTreeMap::new();
    for value in units.iter().copied().flatten() {
        *counts.entry(*value).or_default() += 1.0;
    }
    let total: f64 = counts.values().sum();
    let distance = |one: u8, other: u8| {
        let (low, high) = (one.min(other), one.max(other));
        let between: f64 = counts.range(low..=high).map(|(_, count)| count).sum();
        let distance = between - f64::midpoint(counts[&low], counts[&high]);
        distance * distance
    };
    let mut observed = 0.0;
    for unit in units {
        let others = f64::from(u32::try_from(unit.len() - 1).unwrap_or(u32::MAX));
        let pairs =
            unit.iter().enumerate().flat_map(|(number, one)| unit[number + 1..].iter().map(move |other| (one, other)));
        observed += pairs.map(|(one, other)| 2.0 * distance(*one, *other)).sum::<f64>() / others;
    }
    let mut expected = 0.0;
    for (one, count) in &counts {
        expected += counts.iter().map(|(other, times)| count * times * distance(*one, *other)).sum::<f64>();
    }
    (expected > 0.0).then(|| 1.0 - (total - 1.0) * observed / expected)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Units from the rows of raters, with 0 where one gave no value.
    fn units<const N: usize>(raters: &[[u8; N]]) -> Vec<Vec<u8>> {
        (0..N).map(|unit| raters.iter().map(|row| row[unit]).filter(|value| *value > 0).collect()).collect()
    }

    /// The example of Krippendorff (2011) with four observers, twelve units, five values and missing data. Its alpha is published as 0.743 for
    /// nominal, 0.815 for ordinal and 0.849 for interval data.
    #[test]
    fn alpha_is_that_of_the_published_example() {
        let data = units(&[
            [1, 2, 3, 3, 2, 1, 4, 1, 2, 0, 0, 0],
            [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, 0, 3],
            [0, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, 0],
            [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, 0],
        ]);
        let alpha = ordinal_alpha(&data).unwrap();
        assert!((alpha - 0.815).abs() < 0.0005, "{alpha}");
    }

    /// The example of Krippendorff (2011) with two observers, ten units, two values. With two values, the order makes no difference. Its
    /// published alpha is 0.095.
    #[test]
    fn alpha_is_that_of_the_published_example_of_two_observers() {
        let data = units(&[[1, 2, 1, 1, 1, 1, 1, 1, 2, 1], [2, 2, 2, 1, 1, 2, 1, 1, 1, 1]]);
        let alpha = ordinal_alpha(&data).unwrap();
        assert!((alpha - 0.095).abs() < 0.0005, "{alpha}");
    }

    #[test]
    fn alpha_is_one_for_agreement_and_none_where_nothing_differs() {
        assert_eq!(ordinal_alpha(&[vec![1, 1], vec![2, 2, 2]]), Some(1.0));
        assert_eq!(ordinal_alpha(&[vec![1, 1], vec![1, 1]]), None);
        assert_eq!(ordinal_alpha(&[vec![1], vec![2]]), None);
        assert_eq!(ordinal_alpha(&[]), None);
        assert!(ordinal_alpha(&[vec![1, 2], vec![2, 1], vec![1, 2]]).unwrap() < 0.0);
    }

    #[test]
    fn alpha_does_not_depend_on_the_direction_or_the_names_of_the_values() {
        let data = [vec![0, 1], vec![2, 2], vec![1, 2, 2], vec![0, 0]];
        let turned: Vec<Vec<u8>> = data.iter().map(|unit| unit.iter().map(|value| 9 - 3 * value).collect()).collect();
        assert!((ordinal_alpha(&data).unwrap() - ordinal_alpha(&turned).unwrap()).abs() < 1e-12);
    }

    #[test]
    fn percentages_are_rounded() {
        assert_eq!((percentage(1, 3), percentage(2, 3), percentage(1, 2)), (Some(33), Some(67), Some(50)));
        assert_eq!((percentage(0, 0), percentage(0, 4), percentage(4, 4)), (None, Some(0), Some(100)));
    }
}
