//! The sentence of an event.

use super::{EventKind, NamedPerson};
use crate::{
    charter::Charter,
    core::dates::{count, long_date},
    plan::field::label,
};

impl EventKind {
    /// What happened, as a sentence without its subject, which is put before it: "P. Example *rated …*".
    #[must_use]
    pub fn sentence(&self, charter: &Charter) -> String {
        match self {
            Self::OrganisationRegistered { name } => format!("registered {name}"),
            Self::OrganisationChanged { fields } => format!("changed {}", list(fields)),
            Self::PhaseChanged { phase: Some(phase) } => format!("set the phase to {phase}"),
            Self::PhaseChanged { phase: None } => "removed the phase".to_owned(),
            Self::StageMoved { from, to } => format!("moved the organisation from stage {from} to stage {to}"),
            Self::DueDateSet { stage, due, reason, .. } => {
                format!("set the due date of stage {stage} to {}: {reason}", long_date(*due))
            }

            Self::PersonInvited { name, role } => format!("invited {name} as {role}"),
            Self::InvitationWithdrawn { name } => format!("cancelled the invitation to {name}"),
            // A person who joins is the author of the event, so their name is already the subject of the sentence.
            Self::PersonJoined { role, .. } => format!("joined as {role}"),
            Self::RoleChanged { name, to } => format!("made {name} {}", to.with_article()),
            Self::PersonLeft { name } => format!("removed {name}"),

            Self::AssessmentStarted { title } => format!("started “{title}”"),
            Self::AnswerSaved { question } => format!("edited the answer “{question}”"),
            Self::HeadcountSaved { people: Some(people) } => {
                format!("entered a headcount of {people} {}", charter.words.people)
            }
            Self::HeadcountSaved { people: None } => "changed the headcount".to_owned(),
            Self::AssessmentFrozen { version } => format!("locked version {} for sign-off", short(version)),
            Self::LeadSigned { name, post, version } | Self::LeaderSigned { name, post, version } => {
                format!("signed version {} as {name}, {post}", short(version))
            }
            Self::LeaderAsked { name } => format!("requested a signature from {name}"),
            Self::AssessmentReopened { voided } if voided.is_empty() => "unlocked it for editing".to_owned(),
            Self::AssessmentReopened { voided } => {
                format!("unlocked it for editing, cancelling the signature of {}", people(voided))
            }
            Self::AssessmentSubmitted { title, days_late: None, .. } => format!("submitted “{title}”"),
            Self::AssessmentSubmitted { title, days_late: Some(days), .. } => {
                format!("submitted “{title}”, {} late", count(i64::from(*days), "day"))
            }
            Self::SubmissionReturned { reason } => format!("returned the submission: {reason}"),

            Self::PlanChanged { fields } => format!("changed the plan’s {}", list(&labels(fields))),
            Self::PlanChangesPublished { actions, reason } => {
                format!("published changes of {} made after submission: {reason}", count(i64::from(*actions), "action"))
            }
            Self::ActionAdded { action } => format!("added “{action}”"),
            // The changed fields are for members only.
            Self::ActionChanged { action, fields, .. } if fields.is_empty() => {
                format!("changed internal details of “{action}”")
            }
            Self::ActionChanged { action, fields, .. } => {
                format!("changed the {} of “{action}”", list(&labels(fields)))
            }
            Self::ActionMoved { action } => format!("moved “{action}” to another position in the plan"),
            Self::ActionSplit { action, into } => format!("split “{action}” into {}", quoted(into)),
            Self::ActionMerged { action, into } => format!("merged “{action}” into “{into}”"),
            Self::ActionWithdrawn { action, reason } => format!("withdrew “{action}”: {reason}"),
            Self::ActionRestored { action } => format!("restored “{action}”"),
            Self::ActionRated { action, colour, explanation } => {
                let word = charter.word(Some(*colour)).to_lowercase();
                let why = if explanation.is_empty() { String::new() } else { format!(". {explanation}") };
                format!("rated “{action}” as {word}{why}")
            }
            Self::ActionContinued { action } => format!("continued “{action}” in the new plan"),
            Self::ActionFollowed { action, by } => format!("replaced “{action}” with “{by}”"),
            // A completed action needs no reason.
            Self::ActionStopped { action, reason } if reason.is_empty() => format!("stopped “{action}”"),
            Self::ActionStopped { action, reason } => format!("stopped “{action}”: {reason}"),
            Self::ActionUndecided { action } => format!("cleared the next step for “{action}”"),

            Self::DocumentRead { file } => format!("uploaded {file}"),
            Self::DocumentAccepted { file, answers, actions } => {
                format!("imported {file} (answers: {answers}, actions: {actions})")
            }
            Self::DocumentRefused { file } => format!("discarded the import of {file}"),

            Self::Owner(event) => event.sentence(),
            Self::Consultation(event) => event.sentence(),
            Self::UpdateRequest(event) => event.sentence(),
            Self::ProgressReview(event) => event.sentence(),
            Self::Evidence(event) => event.sentence(),
            Self::Group(event) => event.sentence(),
            Self::Person(event) => event.sentence(),
            Self::Comment(event) => event.sentence(),
            Self::Leader(event) => event.sentence(),
            Self::Sharing(event) => event.sentence(),
            Self::Feedback(event) => event.sentence(),
            Self::PastSubmission(event) => event.sentence(),
            Self::PeerReview(event) => event.sentence(),
        }
    }
}

/// The labels of changed fields, within a sentence.
pub(super) fn labels(fields: &[String]) -> Vec<String> {
    fields.iter().map(|field| label(field).to_lowercase()).collect()
}

/// The first digits of a version, enough to tell two apart on screen.
fn short(version: &str) -> &str {
    version.get(..8).unwrap_or(version)
}

pub(super) fn list(words: &[String]) -> String {
    match words {
        [] => "nothing".to_owned(),
        [one] => one.clone(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}

/// The names of people, as a list.
pub(super) fn people(named: &[NamedPerson]) -> String {
    list(&named.iter().map(NamedPerson::to_string).collect::<Vec<_>>())
}

fn quoted(words: &[String]) -> String {
    list(&words.iter().map(|word| format!("“{word}”")).collect::<Vec<_>>())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_read_as_people_write_them() {
        let words = ["owner", "date", "measure"].map(str::to_owned);
        assert_eq!(list(&words), "owner, date and measure");
        assert_eq!(list(&words[..1]), "owner");
    }
}
