//! Invitations: how people join an organisation, the secretariat or the board. The link in the email shows who invites
//! to what; it gives no access. A person who signs in with the invited address has accepted.

mod accepting;
mod inviting;
mod open;
mod withdrawing;

pub use accepting::accept;
pub use inviting::{to_charter, to_organisation};
pub use open::{Invitation, by_link, open_to_charter, open_to_organisation};
pub use withdrawing::{withdraw, withdraw_from_charter};

use crate::core::{db::Error, events::Subject};
use jiff::SignedDuration;
use model::{
    OrganisationId,
    core::permit::{CharterRole, Role},
};
use uuid::Uuid;

/// How long an invitation is valid.
pub const LIFETIME: SignedDuration = SignedDuration::from_hours(14 * 24);
/// The most invitations that may be open for one organisation, or for the charter, so that the program cannot be used to
/// send bulk email.
pub const MAX_OPEN: i64 = 50;

/// What a person is invited to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum InvitedTo {
    /// An organisation.
    Organisation(OrganisationId, Role),
    /// The secretariat or the board.
    Charter(CharterRole),
}

impl InvitedTo {
    /// The offered role with its article: "an institutional lead".
    #[must_use]
    pub fn with_article(self) -> &'static str {
        match self {
            Self::Organisation(_, role) => role.with_article(),
            Self::Charter(charter_role) => charter_role.with_article(),
        }
    }
    fn organisation(self) -> Option<Uuid> {
        match self {
            Self::Organisation(organisation, _) => Some(organisation.0),
            Self::Charter(_) => None,
        }
    }
    fn word(self) -> &'static str {
        match self {
            Self::Organisation(_, role) => role.as_str(),
            Self::Charter(charter_role) => charter_role.as_str(),
        }
    }
    /// Reads the columns of an invitation: its organisation, if it has one, and the word for the role there or in the charter.
    fn read(organisation: Option<Uuid>, word: &str) -> Result<Self, Error> {
        let to = match organisation {
            Some(id) => Role::parse(word).map(|role| Self::Organisation(OrganisationId(id), role)),
            None => CharterRole::parse(word).map(Self::Charter),
        };
        to.ok_or_else(|| Error::Decode("an invitation to an unknown role".into()))
    }
    fn subject(self) -> Subject {
        match self {
            Self::Organisation(organisation, _) => Subject::organisation(organisation),
            Self::Charter(_) => Subject::default(),
        }
    }
}

/// The result of an invitation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Invited {
    /// The secret of its link, for the email.
    Yes(String),
    /// They are a member already.
    Already,
    /// They are the leader of the institution, or asked to sign for it.
    Signatory,
    /// A member with another email address has this name, or one that looks like it.
    Namesake(String),
    /// They are in the secretariat or on the board, or invited there, so they cannot be a member of an organisation.
    InCharter,
    /// They are a member of the organisation with this name, or invited there.
    InOrganisation(String),
    /// [`MAX_OPEN`] invitations are open already.
    TooMany,
}
