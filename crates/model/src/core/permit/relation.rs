//! The relation of a person to the charter and to an organisation.

use crate::{AssessmentId, OrganisationId, OwnerId, PersonId};

/// The relation of a person to the charter and to one organisation, as it is in the database.
///
/// Only the store's `core` creates one, from what it has just read, so that no other code can claim a relation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Relation {
    pub(super) author: Author,
    pub(super) charter_role: Option<CharterRole>,
    pub(super) role: Option<Role>,
    pub(super) organisation: Option<OrganisationId>,
}

impl Relation {
    /// Creates the relation from what was read in the database. `organisation` is the one for which `role` was looked up, if any. The
    /// role is dropped for a person in the secretariat or on the board, whatever the list of members says: those who receive a
    /// submission do not write or sign it.
    #[must_use]
    pub fn from_database(
        author: Author,
        charter_role: Option<CharterRole>,
        role: Option<Role>,
        organisation: Option<OrganisationId>,
    ) -> Self {
        Self {
            author,
            charter_role,
            role: role.filter(|_| organisation.is_some() && charter_role.is_none()),
            organisation,
        }
    }
    /// The author.
    #[must_use]
    pub fn author(&self) -> Author {
        self.author
    }
    /// The role in the charter.
    #[must_use]
    pub fn charter_role(&self) -> Option<CharterRole> {
        self.charter_role
    }
    /// The role in the organisation.
    #[must_use]
    pub fn role(&self) -> Option<Role> {
        self.role
    }
    /// The audience that they belong to.
    #[must_use]
    pub fn audience(&self) -> Audience {
        match self.author {
            // The leader signs for the organisation; the program writes to its members and for them.
            Author::Leader(_) | Author::Deputy(_) | Author::Operator => Audience::Members,
            Author::Person(_) if self.role.is_some() => Audience::Members,
            Author::Person(_) | Author::Owner(_) | Author::Collaborator(_) => Audience::Others,
        }
    }
    /// The organisation, if the relation is to one.
    #[must_use]
    pub fn organisation(&self) -> Option<OrganisationId> {
        self.organisation
    }
}

/// The readers of the internal pages of an organisation. The public has types of its own, such as
/// [`PublicDetails`](crate::plan::action::PublicDetails).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Audience {
    /// The organisation's own people, and the program on their behalf.
    Members,
    /// Everyone else who may read some of them: the secretariat, the Steering Board, and action owners by their link.
    Others,
}

/// Who does something: the author of an event.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Author {
    /// Someone signed in.
    Person(PersonId),
    /// The leader of the institution, by the link that was sent to sign this one assessment.
    Leader(AssessmentId),
    /// The deputy whom the leader named to sign this one assessment, by a link of their own.
    Deputy(AssessmentId),
    /// An owner of actions, by the link that was sent to request updates.
    Owner(OwnerId),
    /// A collaborator of an owner, by a link of their own.
    Collaborator(OwnerId),
    /// The operator of the machine, who has access to the data anyway.
    Operator,
}

impl Author {
    /// The person, if it is one.
    #[must_use]
    pub fn person(self) -> Option<PersonId> {
        match self {
            Self::Person(person) => Some(person),
            Self::Leader(_) | Self::Deputy(_) | Self::Owner(_) | Self::Collaborator(_) | Self::Operator => None,
        }
    }
    /// The owner of actions or their collaborator, if it is one.
    #[must_use]
    pub fn owner(self) -> Option<OwnerId> {
        match self {
            Self::Owner(owner) | Self::Collaborator(owner) => Some(owner),
            Self::Person(_) | Self::Leader(_) | Self::Deputy(_) | Self::Operator => None,
        }
    }
}

/// The role of a person in the charter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CharterRole {
    /// The executive team, which keeps the list of organisations.
    Secretariat,
    /// The Steering Board, which oversees the charter. Its members work at other signatories, so they read what is submitted, and no draft.
    Board,
}

/// The role of a person in an organisation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Role {
    /// The institutional lead: represents the organisation, signs and submits.
    Lead,
    /// Writes answers, actions and progress.
    Contributor,
}

impl Role {
    /// All of them.
    pub const ALL: [Self; 2] = [Self::Lead, Self::Contributor];
    /// The word in the database and in forms.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Lead => "lead",
            Self::Contributor => "contributor",
        }
    }
    /// Parses that word.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.as_str() == word)
    }
    /// The word on screen.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Lead => "Institutional lead",
            Self::Contributor => "Contributor",
        }
    }
    /// The same within a sentence: "invited as *an institutional lead*".
    #[must_use]
    pub fn with_article(self) -> &'static str {
        match self {
            Self::Lead => "an institutional lead",
            Self::Contributor => "a contributor",
        }
    }
}

impl CharterRole {
    /// Why a person with such a role cannot be a member of an organisation.
    pub const NOT_A_MEMBER: &str = "This person is in the secretariat or on the Steering Board, or invited there, so they cannot be a member of an organisation";
    /// All of them.
    pub const ALL: [Self; 2] = [Self::Secretariat, Self::Board];
    /// The word in the database and in forms.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Secretariat => "secretariat",
            Self::Board => "board",
        }
    }
    /// Parses that word.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|charter_role| charter_role.as_str() == word)
    }
    /// The word on screen.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Secretariat => "Secretariat",
            Self::Board => "Steering Board",
        }
    }
    /// The same within a sentence: "invited as *a member of the secretariat*".
    #[must_use]
    pub fn with_article(self) -> &'static str {
        match self {
            Self::Secretariat => "a member of the secretariat",
            Self::Board => "a member of the Steering Board",
        }
    }
}
