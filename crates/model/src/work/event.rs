//! Events: the activity log of an organisation, as facts that stay readable.

mod audience;
mod category;
pub mod comment;
pub mod consultation;
pub mod evidence;
mod forget;
pub mod group;
pub mod leader;
mod named_person;
pub mod owner;
pub mod past_submission;
pub mod person;
pub mod progress_review;
pub mod sharing;
pub mod update_request;

pub use category::EventCategory;
pub use named_person::NamedPerson;

use crate::{
    charter::{Charter, rating::Colour},
    core::{
        dates::{count, long_date},
        permit::Role,
    },
    plan::field::label,
};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// What happened in an event. It has the names and titles that its sentence needs, as they were then; never the text of
/// an answer, which has its own versions. A stored name never changes: old events must stay readable.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "what", rename_all = "kebab-case")]
#[expect(missing_docs, reason = "every field is a word of the sentence that its variant makes, below")]
pub enum EventKind {
    OrganisationRegistered {
        name: String,
    },
    OrganisationChanged {
        fields: Vec<String>,
    },
    PhaseChanged {
        phase: Option<String>,
    },
    StageMoved {
        from: u8,
        to: u8,
    },
    DueDateSet {
        stage: u8,
        due: Date,
        feedback: Option<Date>,
        reason: String,
    },

    PersonInvited {
        name: NamedPerson,
        role: String,
    },
    InvitationWithdrawn {
        name: NamedPerson,
    },
    PersonJoined {
        name: NamedPerson,
        role: String,
    },
    RoleChanged {
        name: NamedPerson,
        to: Role,
    },
    PersonLeft {
        name: NamedPerson,
    },

    AssessmentStarted {
        title: String,
    },
    AnswerSaved {
        question: String,
    },
    HeadcountSaved {
        people: Option<u32>,
    },
    AssessmentFrozen {
        version: String,
    },
    LeadSigned {
        name: String,
        post: String,
        version: String,
    },
    LeaderAsked {
        name: NamedPerson,
    },
    LeaderSigned {
        name: String,
        post: String,
        version: String,
    },
    AssessmentReopened {
        voided: Vec<NamedPerson>,
    },
    AssessmentSubmitted {
        title: String,
        version: String,
        days_late: Option<u32>,
    },
    SubmissionReturned {
        reason: String,
    },

    PlanChanged {
        fields: Vec<String>,
    },
    PlanChangesPublished {
        actions: u32,
        reason: String,
    },
    ActionAdded {
        #[serde(rename = "promise")]
        action: String,
    },
    ActionChanged {
        #[serde(rename = "promise")]
        action: String,
        fields: Vec<String>,
        #[serde(default)]
        was: Vec<String>,
    },
    ActionMoved {
        #[serde(rename = "promise")]
        action: String,
    },
    ActionSplit {
        #[serde(rename = "promise")]
        action: String,
        into: Vec<String>,
    },
    ActionMerged {
        #[serde(rename = "promise")]
        action: String,
        into: String,
    },
    ActionWithdrawn {
        #[serde(rename = "promise")]
        action: String,
        reason: String,
    },
    ActionRestored {
        #[serde(rename = "promise")]
        action: String,
    },
    ActionRated {
        #[serde(rename = "promise")]
        action: String,
        colour: Colour,
        explanation: String,
    },
    ActionContinued {
        #[serde(rename = "promise")]
        action: String,
    },
    ActionFollowed {
        #[serde(rename = "promise")]
        action: String,
        by: String,
    },
    ActionStopped {
        #[serde(rename = "promise")]
        action: String,
        reason: String,
    },
    ActionUndecided {
        #[serde(rename = "promise")]
        action: String,
    },

    DocumentRead {
        file: String,
    },
    DocumentAccepted {
        file: String,
        answers: u32,
        actions: u32,
    },
    DocumentRefused {
        file: String,
    },

    /// Events of action owners.
    #[serde(untagged)]
    Owner(owner::OwnerEvent),
    #[serde(untagged)]
    Consultation(consultation::ConsultationEvent),
    /// Events of update requests.
    #[serde(untagged)]
    UpdateRequest(update_request::UpdateRequestEvent),
    /// Events of progress reviews.
    #[serde(untagged)]
    ProgressReview(progress_review::ProgressReviewEvent),
    #[serde(untagged)]
    Evidence(evidence::EvidenceEvent),
    /// Events of working groups and committees.
    #[serde(untagged)]
    Group(group::GroupEvent),
    /// Events of people.
    #[serde(untagged)]
    Person(person::PersonEvent),
    /// Events of comments on answers and actions.
    #[serde(untagged)]
    Comment(comment::CommentEvent),
    /// Events of the leader, their email address, their deputy and the email domains.
    #[serde(untagged)]
    Leader(leader::LeaderEvent),
    /// Events of sharing a draft with the secretariat.
    #[serde(untagged)]
    Sharing(sharing::SharingEvent),
    /// Events of submissions made outside Assay.
    #[serde(untagged)]
    PastSubmission(past_submission::PastSubmissionEvent),
}

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
                format!(
                    "published changes of {} made since the submission: {reason}",
                    count(i64::from(*actions), "action")
                )
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
            Self::PastSubmission(event) => event.sentence(),
        }
    }
}

impl EventKind {
    /// Whether everyone may ever read this, whatever the event is marked as. The list is of what may be public, so a new
    /// variant is private until it is added: never a draft, a person who joins or leaves, a reason of the secretariat, or
    /// a number of people.
    #[must_use]
    pub fn may_be_public(&self) -> bool {
        match self {
            Self::OrganisationRegistered { .. }
            | Self::PhaseChanged { .. }
            | Self::StageMoved { .. }
            | Self::AssessmentSubmitted { .. }
            | Self::PlanChangesPublished { .. }
            | Self::ActionRated { .. } => true,
            Self::Owner(event) => event.may_be_public(),
            Self::Consultation(event) => event.may_be_public(),
            Self::UpdateRequest(event) => event.may_be_public(),
            Self::ProgressReview(event) => event.may_be_public(),
            Self::Evidence(event) => event.may_be_public(),
            Self::Group(event) => event.may_be_public(),
            Self::Person(event) => event.may_be_public(),
            Self::Comment(event) => event.may_be_public(),
            Self::Leader(event) => event.may_be_public(),
            Self::Sharing(event) => event.may_be_public(),
            Self::PastSubmission(event) => event.may_be_public(),
            _ => false,
        }
    }
}

/// The labels of changed fields, within a sentence.
fn labels(fields: &[String]) -> Vec<String> {
    fields.iter().map(|field| label(field).to_lowercase()).collect()
}

/// The first digits of a version, enough to tell two apart on screen.
fn short(version: &str) -> &str {
    version.get(..8).unwrap_or(version)
}

fn list(words: &[String]) -> String {
    match words {
        [] => "nothing".to_owned(),
        [one] => one.clone(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}

/// The names of people, as a list.
fn people(named: &[NamedPerson]) -> String {
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

    #[test]
    fn reasons_and_exact_figures_are_never_public() {
        let due = EventKind::DueDateSet {
            stage: 1,
            due: jiff::civil::date(2027, 1, 1),
            feedback: None,
            reason: "The lead is ill".into(),
        };
        for what in [
            due,
            EventKind::HeadcountSaved { people: Some(187) },
            EventKind::SubmissionReturned { reason: "No".into() },
        ] {
            assert!(!what.may_be_public(), "{what:?}");
        }
        assert!(EventKind::StageMoved { from: 1, to: 2 }.may_be_public());
    }

    #[test]
    fn an_event_of_a_nested_enum_reads_back() {
        let given = owner::OwnerEvent::ActionGiven {
            action: "Count us".into(),
            to: NamedPerson::unknown("Library"),
            from: None,
        };
        let what = EventKind::Owner(given);
        let text = serde_json::to_string(&what).unwrap();
        assert_eq!(text, r#"{"what":"action-given","promise":"Count us","to":"Library","from":null}"#);
        assert_eq!(serde_json::from_str::<EventKind>(&text).unwrap(), what);
    }

    #[test]
    fn an_old_event_stays_readable() {
        let old = r#"{"what":"action-rated","promise":"Count us","colour":"red","explanation":"No funds"}"#;
        let what: EventKind = serde_json::from_str(old).unwrap();
        assert_eq!(
            what,
            EventKind::ActionRated { action: "Count us".into(), colour: Colour::Red, explanation: "No funds".into() }
        );
    }
}
