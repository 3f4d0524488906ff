//! An organisation of the register: signatory or supporter.

use crate::{Date, OrganisationId, PhaseKey};
use serde::{Deserialize, Serialize};

/// An organisation, as the register knows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Organisation {
    /// Its identity.
    pub id: OrganisationId,
    /// Its stable address: `/signatories/{slug}`.
    pub slug: String,
    /// Its name.
    pub name: String,
    /// Whether it signed or supports.
    pub standing: Standing,
    /// University, institute, funder, body: free words that the register suggests.
    pub kind: String,
    /// Its country.
    pub country: String,
    /// Its region, or nothing.
    pub region: String,
    /// The consortium it belongs to, or nothing.
    pub consortium: String,
    /// When it signed.
    pub signed_on: Option<Date>,
    /// With whom it signed.
    pub phase: Option<PhaseKey>,
    /// The stage it is at: a fact about it, never derived.
    pub stage: u8,
    /// Whom it calls a technician, in its own words.
    pub scope: String,
    /// Whom the public asks.
    pub contact: Contact,
    /// Its own page about the charter, or nothing.
    pub page_url: String,
    /// Who signs for it.
    pub leader: Leader,
    /// Counts its changes, so that nobody's words are overwritten.
    pub revision: i64,
}

/// Whether an organisation signed the charter or supports it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Standing {
    /// It promised.
    Signatory,
    /// It helps others to keep their promise.
    Supporter,
}

impl Standing {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Signatory, Self::Supporter];
    /// The word in the database and in forms.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Signatory => "signatory",
            Self::Supporter => "supporter",
        }
    }
    /// Read that word back.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|standing| standing.as_str() == word)
    }
}

/// Whom the public asks. Any of it may be empty until the organisation says.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Contact {
    /// A name and perhaps a department.
    pub name: String,
    /// An address that is read.
    pub email: String,
    /// A telephone number.
    pub telephone: String,
}

/// The leader of the institution. Any of it may be empty until the organisation says.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Leader {
    /// A name.
    pub name: String,
    /// "Vice-Chancellor".
    pub post: String,
    /// Where the link to sign goes.
    pub email: String,
}
