//! What is wrong with panels, and what they come to. Without a search, so that it is known at once.

use super::{
    ProposedPanel,
    input::{AllocationInput, ReviewerFacts},
    naming::RoundNames,
    rules::{AllocationMode, AllocationRule},
    suitability::Suitability,
    teams,
};
use crate::{AssessmentId, OrganisationId, PersonId, charter::PanelNeed};
use allocation::Score;
use std::collections::{BTreeMap, BTreeSet};

/// A rule that panels break.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct PanelBreach {
    /// The rule.
    pub rule: AllocationRule,
    /// The place of the panel in the list, from 0; none if it is about no single panel.
    pub panel: Option<usize>,
    /// The submissions that it is about.
    pub submissions: Vec<AssessmentId>,
    /// The reviewers that it is about.
    pub reviewers: Vec<PersonId>,
}

impl PanelBreach {
    fn new(rule: AllocationRule) -> Self {
        Self { rule, panel: None, submissions: Vec::new(), reviewers: Vec::new() }
    }
    fn on(rule: AllocationRule, panel: usize) -> Self {
        Self { panel: Some(panel), ..Self::new(rule) }
    }
    fn about(self, reviewers: &[PersonId], submissions: &[AssessmentId]) -> Self {
        Self { reviewers: reviewers.to_vec(), submissions: submissions.to_vec(), ..self }
    }

    /// What is wrong, as a sentence.
    #[must_use]
    pub fn sentence(&self, names: &RoundNames, input: &AllocationInput) -> String {
        let panel = self.panel.map(|panel| format!("Panel {}", panel + 1)).unwrap_or_default();
        let (people, submissions) = (names.all_people(&self.reviewers), names.all_submissions(&self.submissions));
        match self.rule {
            AllocationRule::Conflict => {
                let kind = self.reviewers.first().zip(self.submissions.first()).and_then(|(person, assessment)| {
                    let submission = input.submission(*assessment)?;
                    input.reviewer(*person)?.conflict_with(submission.organisation)
                });
                let kind = kind.map_or(String::new(), |kind| format!(" ({})", kind.name()));
                format!("{people} has a conflict of interest with {submissions}{kind}.")
            }
            AllocationRule::TakesPart => format!("{people} does not take part in this round."),
            AllocationRule::Reviewed if self.panel.is_some() => format!("{submissions} is also allocated to {panel}."),
            AllocationRule::Reviewed => format!("{submissions} has no reviewers."),
            AllocationRule::PanelSize => format!("{panel} must have {} reviewers.", range(input.rules.people)),
            AllocationRule::PanelLoad => format!("{panel} must have {} submissions.", range(input.rules.submissions)),
            AllocationRule::Lead => format!("{panel} has no lead."),
            AllocationRule::Technician => format!("{panel} has no technician."),
            AllocationRule::Experienced => format!("{panel} has no experienced reviewer."),
            AllocationRule::Organisation => format!("{panel}: {people} are from the same organisation."),
            AllocationRule::Reciprocity => format!("The organisations of {submissions} review each other."),
            AllocationRule::Offer => format!("{people} has more submissions than they offered to take."),
            AllocationRule::LeftOver => format!("{people} is left without a submission."),
            AllocationRule::Pin => format!("{people} was pinned to {submissions}."),
        }
    }
}

fn range([least, most]: [u8; 2]) -> String {
    if least == most { least.to_string() } else { format!("{least} to {most}") }
}

/// Returns every rule that the panels break, the gravest first.
#[must_use]
pub fn breaches(input: &AllocationInput, mode: AllocationMode, panels: &[ProposedPanel]) -> Vec<PanelBreach> {
    let mut found = Vec::new();
    for (number, panel) in panels.iter().enumerate() {
        of_panel(input, mode, (number, panel), &mut found);
    }
    unreviewed(input, panels, &mut found);
    loads(input, mode, panels, &mut found);
    if input.rules.has_composition() {
        reciprocity(input, panels, &mut found);
    }
    found.sort();
    found
}

fn of_panel(
    input: &AllocationInput,
    mode: AllocationMode,
    (number, panel): (usize, &ProposedPanel),
    found: &mut Vec<PanelBreach>,
) {
    let is_within = |[least, most]: [u8; 2], count: usize| (usize::from(least)..=usize::from(most)).contains(&count);
    let rules = &input.rules;
    if !is_within(rules.people, panel.reviewers.len()) {
        found.push(PanelBreach::on(AllocationRule::PanelSize, number));
    }
    if mode == AllocationMode::Panels && !is_within(rules.submissions, panel.submissions.len()) {
        found.push(PanelBreach::on(AllocationRule::PanelLoad, number));
    }
    let mut members: Vec<&ReviewerFacts> = Vec::new();
    for &person in &panel.reviewers {
        let Some(reviewer) = input.reviewer(person) else {
            found.push(PanelBreach::on(AllocationRule::TakesPart, number).about(&[person], &[]));
            continue;
        };
        for submission in panel.submissions.iter().filter_map(|one| input.submission(*one)) {
            if reviewer.conflict_with(submission.organisation).is_some() {
                let about = [submission.assessment];
                found.push(PanelBreach::on(AllocationRule::Conflict, number).about(&[person], &about));
            }
        }
        members.push(reviewer);
    }
    let has = |need| match need {
        PanelNeed::Lead => members.iter().any(|one| one.is_lead),
        PanelNeed::Technician => members.iter().any(|one| !one.is_lead),
        PanelNeed::Experienced => members.iter().any(|one| one.is_experienced),
    };
    for need in rules.needs.iter().filter(|need| !has(**need)) {
        let rule = match need {
            PanelNeed::Lead => AllocationRule::Lead,
            PanelNeed::Technician => AllocationRule::Technician,
            PanelNeed::Experienced => AllocationRule::Experienced,
        };
        found.push(PanelBreach::on(rule, number));
    }
    if rules.has_composition() {
        let mut by_organisation = BTreeMap::<OrganisationId, Vec<PersonId>>::new();
        for one in &members {
            by_organisation.entry(one.organisation).or_default().push(one.person);
        }
        for together in by_organisation.into_values().filter(|together| together.len() > 1) {
            found.push(PanelBreach::on(AllocationRule::Organisation, number).about(&together, &[]));
        }
    }
}

fn unreviewed(input: &AllocationInput, panels: &[ProposedPanel], found: &mut Vec<PanelBreach>) {
    let mut seen = BTreeSet::new();
    for (number, panel) in panels.iter().enumerate() {
        for &submission in &panel.submissions {
            if !seen.insert(submission) {
                found.push(PanelBreach::on(AllocationRule::Reviewed, number).about(&[], &[submission]));
            }
        }
    }
    for submission in input.submissions.iter().filter(|one| !seen.contains(&one.assessment)) {
        found.push(PanelBreach::new(AllocationRule::Reviewed).about(&[], &[submission.assessment]));
    }
}

fn loads(input: &AllocationInput, mode: AllocationMode, panels: &[ProposedPanel], found: &mut Vec<PanelBreach>) {
    for reviewer in &input.reviewers {
        let mine = panels.iter().filter(|panel| panel.reviewers.contains(&reviewer.person));
        let (number, submissions) =
            mine.fold((0, 0), |(number, submissions), panel| (number + 1, submissions + panel.submissions.len()));
        if submissions > usize::from(reviewer.offered) || (mode == AllocationMode::Panels && number > 1) {
            found.push(PanelBreach::new(AllocationRule::Offer).about(&[reviewer.person], &[]));
        }
    }
}

fn reciprocity(input: &AllocationInput, panels: &[ProposedPanel], found: &mut Vec<PanelBreach>) {
    let reviewing = |person: &PersonId| input.reviewer(*person).map(|reviewer| reviewer.organisation);
    let reviewed: Vec<(AssessmentId, OrganisationId, BTreeSet<OrganisationId>)> = teams(panels)
        .filter_map(|(assessment, team)| {
            let owner = input.submission(assessment)?.organisation;
            Some((assessment, owner, team.iter().filter_map(reviewing).collect()))
        })
        .collect();
    for (place, (one, owner, by)) in reviewed.iter().enumerate() {
        for (other, other_owner, other_by) in &reviewed[place + 1..] {
            if by.contains(other_owner) && other_by.contains(owner) {
                found.push(PanelBreach::new(AllocationRule::Reciprocity).about(&[], &[*one, *other]));
            }
        }
    }
}

/// What panels come to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Worth {
    /// The scores of all reviewers for their submissions.
    pub total: Score,
    /// The least that a submission has.
    pub least: Score,
}

/// What panels come to. Submissions without reviewers have nothing.
#[must_use]
pub fn worth(input: &AllocationInput, panels: &[ProposedPanel]) -> Worth {
    let mut services: BTreeMap<AssessmentId, Score> =
        input.submissions.iter().map(|one| (one.assessment, Score::ZERO)).collect();
    for (assessment, team) in teams(panels) {
        let Some(submission) = input.submission(assessment) else { continue };
        let scores =
            team.iter().filter_map(|person| Some(Suitability::of(input.reviewer(*person)?, submission).score()));
        services.insert(assessment, scores.sum());
    }
    Worth { total: services.values().copied().sum(), least: services.into_values().min().unwrap_or_default() }
}

/// Returns the reviewers who have no submission.
#[must_use]
pub fn left_over<'i>(input: &'i AllocationInput, panels: &[ProposedPanel]) -> Vec<&'i ReviewerFacts> {
    let has = |person: PersonId| panels.iter().any(|panel| panel.reviewers.contains(&person));
    input.reviewers.iter().filter(|reviewer| !has(reviewer.person)).collect()
}
