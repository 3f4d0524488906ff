//! Events: the activity log of an organisation, as facts that stay readable.

mod audience;
mod category;
pub mod comment;
pub mod consultation;
pub mod evidence;
pub mod group;
pub mod leader;
mod named_person;
pub mod owner;
pub mod past_submission;
pub mod person;
pub mod progress_review;
mod sentence;
pub mod sharing;
pub mod update_request;

pub use category::EventCategory;
pub use named_person::NamedPerson;
use sentence::{labels, list, people};

use crate::{
    charter::rating::Colour,
    core::{permit::Role, tagged::read_by_value},
    peer_review::{event::PeerReviewEvent, feedback::event::FeedbackEvent},
};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// What happened in an event. It has the names and titles that its sentence needs, as they were then; never the text of
/// an answer, which has its own versions. A stored name never changes: old events must stay readable.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(remote = "Self", tag = "what", rename_all = "kebab-case")]
#[expect(missing_docs, reason = "every field is a word of the sentence that its variant makes (`sentence.rs`)")]
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
    /// Events of the feedback that an organisation received.
    #[serde(untagged)]
    Feedback(FeedbackEvent),
    /// Events of peer review rounds and of reviewers.
    #[serde(untagged)]
    PeerReview(PeerReviewEvent),
}

read_by_value!(EventKind);

#[cfg(test)]
mod tests {
    use super::*;

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
