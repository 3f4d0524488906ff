//! An independent check of an allocation against its round: it shares nothing with the searches but the round.

use crate::{
    Score,
    panel::{Panel, PanelSizes},
    reviewer::ReviewerRole,
    round::Round,
    rule::Rule,
};
use std::collections::BTreeSet;

/// A breach of a rule.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Breach {
    /// The rule.
    pub rule: Rule,
    /// The submissions that it is about; 2 where organisations review each other.
    pub submissions: Vec<usize>,
    /// The reviewers that it is about.
    pub reviewers: Vec<usize>,
    /// By how much: reviewers, submissions or pairs.
    pub amount: usize,
}

/// The scores of a submission's reviewers, added up. Pairs that are not allowed count nothing.
#[must_use]
pub fn service(round: &Round, submission: usize, team: &[usize]) -> Score {
    team.iter().filter_map(|&reviewer| round.score(submission, reviewer)).sum()
}

/// The total of an assignment: for each submission, its reviewers.
#[must_use]
pub fn total(round: &Round, assignment: &[Vec<usize>]) -> Score {
    assignment.iter().enumerate().map(|(submission, team)| service(round, submission, team)).sum()
}

/// The least service of a submission.
#[must_use]
pub fn minimum(round: &Round, assignment: &[Vec<usize>]) -> Score {
    let services = assignment.iter().enumerate().map(|(submission, team)| service(round, submission, team));
    services.min().unwrap_or(Score::ZERO)
}

/// Lists the breaches of an assignment with reviewers for each submission, empty if it keeps every rule.
///
/// ```
/// use allocation::{Load, Round, Rule, Score, verify};
///
/// let round = Round::new(vec![1, 1], vec![Load::new(0, 1).unwrap(); 2], vec![Some(Score::ZERO); 4]).unwrap();
/// assert!(verify::breaches(&round, &[vec![0], vec![1]]).is_empty());
/// let breaches = verify::breaches(&round, &[vec![0], vec![0]]);
/// assert_eq!((breaches[0].rule, breaches[0].amount), (Rule::MaxLoad, 1));
/// ```
#[must_use]
pub fn breaches(round: &Round, assignment: &[Vec<usize>]) -> Vec<Breach> {
    let mut found = Vec::new();
    for submission in 0..round.submissions() {
        let team = assignment.get(submission).map_or(&[][..], Vec::as_slice);
        let members: BTreeSet<usize> = team.iter().copied().filter(|one| *one < round.reviewers()).collect();
        if members.len() != round.demand(submission) || members.len() != team.len() {
            let amount = members.len().abs_diff(round.demand(submission)).max(team.len() - members.len());
            found.push(Breach { rule: Rule::Demand, submissions: vec![submission], reviewers: vec![], amount });
        }
        of_team(round, submission, &members, &mut found);
    }
    loads(round, assignment, &mut found);
    reciprocity(round, assignment, &mut found);
    found.sort();
    found
}

fn of_team(round: &Round, submission: usize, team: &BTreeSet<usize>, found: &mut Vec<Breach>) {
    let mut add = |rule, reviewers: Vec<usize>, amount| {
        if amount > 0 {
            found.push(Breach { rule, submissions: vec![submission], reviewers, amount });
        }
    };
    let barred: Vec<usize> = team.iter().copied().filter(|&one| round.score(submission, one).is_none()).collect();
    add(Rule::Conflict, barred.clone(), barred.len());
    let profiles: Vec<_> = team.iter().filter_map(|&one| Some((one, round.profile(one)?))).collect();
    if profiles.is_empty() {
        return;
    }
    let has = |role| profiles.iter().any(|(_, profile)| profile.role == role);
    add(Rule::Lead, vec![], usize::from(!has(ReviewerRole::Lead)));
    add(Rule::Technician, vec![], usize::from(!has(ReviewerRole::Technician)));
    add(Rule::Experienced, vec![], usize::from(!profiles.iter().any(|(_, profile)| profile.is_experienced)));
    let mut seen = BTreeSet::new();
    let doubles: Vec<usize> =
        profiles.iter().filter(|(_, profile)| !seen.insert(profile.organisation)).map(|(one, _)| *one).collect();
    add(Rule::Organisation, doubles.clone(), doubles.len());
}

fn loads(round: &Round, assignment: &[Vec<usize>], found: &mut Vec<Breach>) {
    let mut taken = vec![0usize; round.reviewers()];
    for &reviewer in assignment.iter().flatten().filter(|one| **one < round.reviewers()) {
        taken[reviewer] += 1;
    }
    for (reviewer, taken) in taken.into_iter().enumerate() {
        let load = round.load(reviewer);
        let parts =
            [(Rule::MaxLoad, taken.saturating_sub(load.max())), (Rule::MinLoad, load.min().saturating_sub(taken))];
        for (rule, amount) in parts.into_iter().filter(|(_, amount)| *amount > 0) {
            found.push(Breach { rule, submissions: vec![], reviewers: vec![reviewer], amount });
        }
    }
}

fn reciprocity(round: &Round, assignment: &[Vec<usize>], found: &mut Vec<Breach>) {
    let organisations = |submission: usize| -> BTreeSet<u32> {
        assignment[submission].iter().filter_map(|&one| Some(round.profile(one)?.organisation)).collect()
    };
    if !round.has_composition() || assignment.len() != round.submissions() {
        return;
    }
    let reviewing: Vec<BTreeSet<u32>> = (0..assignment.len()).map(organisations).collect();
    let mut by_organisation = std::collections::BTreeMap::<u32, Vec<usize>>::new();
    for submission in 0..assignment.len() {
        by_organisation.entry(round.owner(submission).expect("the round has owners")).or_default().push(submission);
    }
    for (submission, organisations) in reviewing.iter().enumerate() {
        let owner = round.owner(submission).expect("the round has owners");
        for other in
            organisations.iter().filter_map(|one| by_organisation.get(one)).flatten().filter(|one| **one > submission)
        {
            if reviewing[*other].contains(&owner) {
                let submissions = vec![submission, *other];
                found.push(Breach { rule: Rule::Reciprocity, submissions, reviewers: vec![], amount: 1 });
            }
        }
    }
}

/// Lists the breaches of panels: of their sizes, of the rules for each submission, and of the loads of reviewers, who have one panel at most. A
/// reviewer takes all submissions of their panel.
///
/// ```
/// use allocation::{Load, Panel, PanelSizes, Round, Rule, Score, verify};
///
/// let round = Round::new(vec![1, 1], vec![Load::new(0, 1).unwrap()], vec![Some(Score::ZERO); 2]).unwrap();
/// let sizes = PanelSizes::new(1..=1, 1..=2).unwrap();
/// let panels = [Panel { reviewers: vec![0], submissions: vec![0, 1] }];
/// let breaches = verify::panel_breaches(&round, &sizes, &panels);
/// assert_eq!((breaches[0].rule, breaches[0].amount), (Rule::MaxLoad, 1));
/// ```
#[must_use]
pub fn panel_breaches(round: &Round, sizes: &PanelSizes, panels: &[Panel]) -> Vec<Breach> {
    let mut found = Vec::new();
    let mut assignment = vec![Vec::new(); round.submissions()];
    let mut panels_of = vec![0usize; round.reviewers()];
    let mut taken = vec![0usize; round.reviewers()];
    for panel in panels {
        if !sizes.people().contains(&panel.reviewers.len()) || !sizes.submissions().contains(&panel.submissions.len()) {
            let (submissions, reviewers) = (panel.submissions.clone(), panel.reviewers.clone());
            found.push(Breach { rule: Rule::PanelSize, submissions, reviewers, amount: 1 });
        }
        let members: BTreeSet<usize> = panel.reviewers.iter().copied().filter(|one| *one < panels_of.len()).collect();
        for &one in &members {
            panels_of[one] += 1;
            taken[one] += panel.submissions.len();
        }
        for &submission in &panel.submissions {
            of_team(round, submission, &members, &mut found);
            assignment[submission].push(panel.reviewers.clone());
        }
    }
    for (submission, panels) in assignment.iter().enumerate().filter(|(_, panels)| panels.len() != 1) {
        let amount = panels.len().abs_diff(1);
        found.push(Breach { rule: Rule::Demand, submissions: vec![submission], reviewers: vec![], amount });
    }
    for (reviewer, (&panels, &taken)) in panels_of.iter().zip(&taken).enumerate() {
        let load = round.load(reviewer);
        let above = taken.saturating_sub(load.max()).max(panels.saturating_sub(1));
        for (rule, amount) in [(Rule::MinLoad, load.min().saturating_sub(taken)), (Rule::MaxLoad, above)] {
            if amount > 0 {
                found.push(Breach { rule, submissions: vec![], reviewers: vec![reviewer], amount });
            }
        }
    }
    let assignment: Vec<Vec<usize>> = assignment.into_iter().map(|panels| panels.concat()).collect();
    reciprocity(round, &assignment, &mut found);
    found.sort();
    found
}
