//! The names of the people and submissions of a round, for sentences.

use crate::{AssessmentId, PersonId};
use std::collections::BTreeMap;

/// Names by identity.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RoundNames {
    /// The names of people.
    pub people: BTreeMap<PersonId, String>,
    /// Submissions: "Northmoor University, stage 2".
    pub submissions: BTreeMap<AssessmentId, String>,
}

impl RoundNames {
    /// The name of a person.
    #[must_use]
    pub fn person(&self, person: PersonId) -> &str {
        self.people.get(&person).map_or("A former reviewer", String::as_str)
    }

    /// The name of a submission.
    #[must_use]
    pub fn submission(&self, assessment: AssessmentId) -> &str {
        self.submissions.get(&assessment).map_or("A submission that is no longer in the round", String::as_str)
    }

    /// The names of people: "Ada King and Bo Lee".
    #[must_use]
    pub fn all_people(&self, people: &[PersonId]) -> String {
        listed(people.iter().map(|person| self.person(*person)))
    }

    /// The names of submissions.
    #[must_use]
    pub fn all_submissions(&self, submissions: &[AssessmentId]) -> String {
        listed(submissions.iter().map(|submission| self.submission(*submission)))
    }
}

fn listed<'n>(names: impl Iterator<Item = &'n str>) -> String {
    let names: Vec<&str> = names.collect();
    match names.split_last() {
        None => String::new(),
        Some((only, [])) => (*only).to_owned(),
        Some((last, others)) => format!("{} and {last}", others.join("; ")),
    }
}
