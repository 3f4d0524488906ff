//! What a proposal is computed from: facts about the submissions and the reviewers of a round at one moment. It has identities and no names.

use super::rules::PanelRules;
use crate::{
    AssessmentId, OrganisationId, PersonId, ThemeKey,
    charter::Charter,
    peer_review::{
        conflict::ConflictReason,
        reviewer::{Background, Knowledge},
    },
};
use serde::{Deserialize, Serialize};

/// A submission of the round.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SubmissionFacts {
    /// The submission.
    pub assessment: AssessmentId,
    /// The hash of what was submitted: one that was returned and submitted again has another.
    pub version: String,
    /// The organisation that made it.
    pub organisation: OrganisationId,
    /// Its stage.
    pub stage: u8,
    /// The kind of the organisation.
    pub kind: String,
    /// The themes of its plan, sorted, without repetition.
    pub themes: Vec<ThemeKey>,
}

/// Why a reviewer cannot review what an organisation submitted. The reason that a reviewer declared is not part of it: only that there is one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ConflictKind {
    /// They review from it.
    OwnOrganisation,
    /// They were a member of it.
    PastOrganisation,
    /// It is in the same region as theirs.
    SameRegion,
    /// It is in the same consortium as theirs.
    SameConsortium,
    /// They have an address there.
    SharedAddress,
    /// The organisation has entered their address. The secretariat decides whether it matters; no rule of allocation depends on it.
    Possible,
    /// They declared it.
    Declared,
}

impl ConflictKind {
    /// The kind of a conflict. None for one that follows from panels that are approved, which the rule of reciprocity decides.
    #[must_use]
    pub fn of(reason: &ConflictReason) -> Option<Self> {
        Some(match reason {
            ConflictReason::OwnOrganisation => Self::OwnOrganisation,
            ConflictReason::PastOrganisation { .. } => Self::PastOrganisation,
            ConflictReason::SameRegion(_) => Self::SameRegion,
            ConflictReason::SameConsortium(_) => Self::SameConsortium,
            ConflictReason::SharedAddress(of) if of.is_proven() => Self::SharedAddress,
            ConflictReason::SharedAddress(_) => Self::Possible,
            ConflictReason::Declared(_) => Self::Declared,
            ConflictReason::Reciprocal => return None,
        })
    }

    /// What the conflict is, in brackets after a name.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::OwnOrganisation => "their own organisation",
            Self::PastOrganisation => "one of their past organisations",
            Self::SameRegion => "in their region",
            Self::SameConsortium => "in their consortium",
            Self::SharedAddress => "they have an address there",
            Self::Possible => "the organisation has entered their address",
            Self::Declared => "declared",
        }
    }
}

/// A conflict of interest of a reviewer with an organisation that has a submission in the round.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct KnownConflict {
    /// The organisation.
    pub organisation: OrganisationId,
    /// Its kind.
    pub kind: ConflictKind,
}

/// A reviewer who takes part in the round.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReviewerFacts {
    /// The person.
    pub person: PersonId,
    /// The organisation that they review from.
    pub organisation: OrganisationId,
    /// Whether they are a lead; otherwise they are a technician.
    pub is_lead: bool,
    /// Whether they reviewed before.
    pub is_experienced: bool,
    /// The stages that they know.
    pub stages: Vec<u8>,
    /// The kinds of organisation that they know.
    pub kinds: Vec<String>,
    /// The themes that they know.
    pub themes: Vec<ThemeKey>,
    /// The most submissions that they take.
    pub offered: u8,
    /// Their conflicts of interest, sorted, one for each organisation.
    pub conflicts: Vec<KnownConflict>,
}

impl ReviewerFacts {
    /// The facts about a person who is and knows this. `conflicts` may have an organisation more than once.
    #[must_use]
    pub fn new(
        (person, organisation): (PersonId, OrganisationId),
        (background, is_experienced): (Background, bool),
        knowledge: Knowledge,
        offered: u8,
        mut conflicts: Vec<KnownConflict>,
    ) -> Self {
        conflicts.sort();
        conflicts.dedup_by_key(|conflict| conflict.organisation);
        let Knowledge { stages, kinds, themes } = knowledge;
        let is_lead = background == Background::Lead;
        Self { person, organisation, is_lead, is_experienced, stages, kinds, themes, offered, conflicts }
    }

    /// The conflict of interest with an organisation. Their own is always one.
    #[must_use]
    pub fn conflict_with(&self, organisation: OrganisationId) -> Option<ConflictKind> {
        let known = self.conflicts.iter().find(|conflict| conflict.organisation == organisation);
        let own = (organisation == self.organisation).then_some(ConflictKind::OwnOrganisation);
        known.map(|conflict| conflict.kind).or(own)
    }

    /// What they are: "Lead, experienced".
    #[must_use]
    pub fn background(&self, charter: &Charter) -> String {
        let background = if self.is_lead { Background::Lead } else { Background::Technician };
        let experience = if self.is_experienced { "experienced" } else { "first round" };
        format!("{}, {experience}", background.name(charter))
    }
}

/// Why a reviewer who is enrolled is not allocated.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum LeftOut {
    /// They have not completed the training of this edition.
    Untrained,
    /// They take fewer submissions than each panel has.
    TakesTooFew,
}

impl LeftOut {
    /// The reason as a sentence.
    #[must_use]
    pub fn sentence(self) -> &'static str {
        match self {
            Self::Untrained => "Has not completed the training of this edition.",
            Self::TakesTooFew => "Takes fewer submissions than each panel has.",
        }
    }
}

/// Everything that a proposal is computed from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AllocationInput {
    /// The rules.
    pub rules: PanelRules,
    /// The submissions.
    pub submissions: Vec<SubmissionFacts>,
    /// The reviewers who can be allocated.
    pub reviewers: Vec<ReviewerFacts>,
    /// The others, each with the reason.
    pub left_out: Vec<(PersonId, LeftOut)>,
}

impl AllocationInput {
    /// A reviewer who can be allocated.
    #[must_use]
    pub fn reviewer(&self, person: PersonId) -> Option<&ReviewerFacts> {
        self.reviewers.iter().find(|reviewer| reviewer.person == person)
    }

    /// A submission of the round.
    #[must_use]
    pub fn submission(&self, assessment: AssessmentId) -> Option<&SubmissionFacts> {
        self.submissions.iter().find(|submission| submission.assessment == assessment)
    }
}
