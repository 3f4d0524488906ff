//! The rules of a charter, and nothing else: no SQL, no HTTP, no clock, no randomness.
//!
//! A charter is data ([`charter`]). The other modules have the rules for what organisations do under it: answer, rate, plan,
//! count, sign and submit. Each rule is in the file named after what it is about.

pub mod accounts;
pub mod assessment;
pub mod charter;
pub mod consultation;
pub mod core;
pub mod imports;
pub mod peer_review;
pub mod plan;
pub mod public;
pub mod register;
pub mod team;
pub mod work;

pub use jiff::{Timestamp, civil::Date};

use serde::{Deserialize, Serialize};
use uuid::Uuid;

macro_rules! ids { ($($(#[$doc:meta])* $name:ident)*) => {$(
    $(#[$doc])*
    #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
    #[serde(transparent)]
    pub struct $name(pub Uuid);
    impl std::fmt::Display for $name {
        fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result { self.0.fmt(f) }
    }
    impl std::str::FromStr for $name {
        type Err = uuid::Error;
        fn from_str(text: &str) -> Result<Self, uuid::Error> { text.parse().map(Self) }
    }
)*} }

ids! {
    /// A person who can sign in.
    PersonId
    /// An organisation: a signatory or supporter, such as a university, institute or funder.
    OrganisationId
    /// A self-assessment: one organisation's answers to one edition of a stage.
    AssessmentId
    /// An action plan of 24 or 36 months.
    PlanId
    /// An action. It keeps its identity from plan to plan.
    ActionId
    /// A person or role that owns actions, without an account.
    OwnerId
    /// A consultation of an organisation's technicians.
    ConsultationId
    /// A request to one owner for an update on one action.
    UpdateRequestId
    /// A progress review: the organisation's own review of its plan.
    ProgressReviewId
    /// A progress update: one rating of an action, with its explanation.
    ProgressUpdateId
    /// Changes of a submitted plan that were published together.
    PublishedChangeId
    /// An evidence item.
    EvidenceId
    /// A working group or a committee.
    GroupId
    /// A member of a group, for one term of office.
    GroupMemberId
    /// A meeting of a group.
    MeetingId
    /// A first comment and its replies.
    ThreadId
    /// A comment. The first comment of a thread has the same id as the thread.
    CommentId
    /// A handover from one lead to another.
    HandoverId
    /// A finding: a conclusion from the responses to a consultation, in the lead's words.
    FindingId
    /// An import: the items found in a document, for a person to check.
    ImportId
    /// A round of peer review.
    RoundId
    /// A panel of reviewers.
    PanelId
    /// A proposal for the allocation of a round.
    ProposalId
    /// A private note of a reviewer.
    PrivateNoteId
    /// A comment within a panel.
    PanelCommentId
    /// A disagreement within a panel, kept for the moderator.
    DisagreementId
    /// A moderator's decision about a feedback draft.
    ModerationId
    /// The feedback about one submission, as it was approved.
    FeedbackId
    /// A mark of a reviewer: good practice in a submission.
    GoodPracticeId
    /// A proposal of a submission that was made outside Assay.
    PastSubmissionId
    /// An invitation to an organisation or to the secretariat.
    InvitationId
    /// The address of a signatory that the secretariat has to confirm.
    SignatoryAddressId
    /// A name that may be that of a person who deleted their account.
    NameCheckId
}

macro_rules! keys { ($($(#[$doc:meta])* $name:ident)*) => {$(
    $(#[$doc])*
    #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
    #[serde(transparent)]
    pub struct $name(String);
    impl $name {
        /// The key as it is written in the charter's files.
        #[must_use]
        pub fn as_str(&self) -> &str { &self.0 }
    }
    impl From<&str> for $name {
        fn from(key: &str) -> Self { Self(key.to_owned()) }
    }
    impl std::fmt::Display for $name {
        fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result { f.write_str(&self.0) }
    }
)*} }

keys! {
    /// A theme of the charter, such as `visibility`.
    ThemeKey
    /// A category of actions, such as `career-pathways`.
    CategoryKey
    /// Another charter that an action may support, such as `athena-swan`.
    AlliedKey
    /// One version of one stage's questions, such as `stage-2-2019`.
    EditionKey
    /// One question. The key never changes, because later editions refer to it.
    QuestionKey
    /// The organisations that signed together, such as `one`.
    PhaseKey
    /// A set of recommendations, such as `talent-2022`.
    RecommendationSetKey
    /// One recommendation of a set.
    RecommendationKey
    /// A review criterion, such as `progress`. Reviews refer to it.
    CriterionKey
    /// One edition of the course for reviewers, such as `2026-12`.
    CourseEditionKey
    /// A page of the course.
    CoursePageKey
    /// A question of the quiz of the course.
    QuizQuestionKey
    /// A choice of such a question.
    ChoiceKey
}
