//! What changed since a proposal was computed that its panels depend on.

use super::{ProposedPanel, input::AllocationInput, naming::RoundNames};
use crate::{AssessmentId, PersonId};

/// A fact that makes a proposal outdated.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outdated {
    /// An allocated reviewer no longer takes part: they left, take a break, or are not trained.
    ReviewerLeft(PersonId),
    /// An allocated reviewer has a conflict of interest with one of their submissions that was not known.
    NewConflict(PersonId, AssessmentId),
    /// A submission was returned or is in another round.
    SubmissionLeft(AssessmentId),
    /// A submission was returned and submitted again.
    SubmissionChanged(AssessmentId),
    /// A submission came since.
    SubmissionCame(AssessmentId),
}

impl Outdated {
    /// What changed, as a sentence.
    #[must_use]
    pub fn sentence(self, names: &RoundNames) -> String {
        match self {
            Self::ReviewerLeft(person) => format!("{} no longer takes part in this round.", names.person(person)),
            Self::NewConflict(person, submission) => {
                format!(
                    "{} now has a conflict of interest with {}.",
                    names.person(person),
                    names.submission(submission)
                )
            }
            Self::SubmissionLeft(submission) => {
                format!(
                    "{} is no longer to be allocated: it was returned or withdrawn, or the Steering Board reads it.",
                    names.submission(submission)
                )
            }
            Self::SubmissionChanged(submission) => {
                format!("{} was returned and submitted again.", names.submission(submission))
            }
            Self::SubmissionCame(submission) => format!("{} is new in this round.", names.submission(submission)),
        }
    }
}

/// Compares what panels were made from with the facts as they are now. New reviewers do not make a proposal outdated, and neither does what
/// reviewers say that they know.
#[must_use]
pub fn changes(then: &AllocationInput, now: &AllocationInput, panels: &[ProposedPanel]) -> Vec<Outdated> {
    let mut found = Vec::new();
    for submission in &then.submissions {
        match now.submission(submission.assessment) {
            None => found.push(Outdated::SubmissionLeft(submission.assessment)),
            Some(other) if other.version != submission.version => {
                found.push(Outdated::SubmissionChanged(submission.assessment));
            }
            Some(_) => {}
        }
    }
    let came = now.submissions.iter().filter(|one| then.submission(one.assessment).is_none());
    found.extend(came.map(|one| Outdated::SubmissionCame(one.assessment)));
    for panel in panels {
        for &person in &panel.reviewers {
            let Some(reviewer) = now.reviewer(person) else {
                found.push(Outdated::ReviewerLeft(person));
                continue;
            };
            let submissions = panel.submissions.iter().filter_map(|one| now.submission(*one));
            let conflicts = submissions.filter(|one| reviewer.conflict_with(one.organisation).is_some());
            found.extend(conflicts.map(|one| Outdated::NewConflict(person, one.assessment)));
        }
    }
    found.dedup();
    found
}
