//! An organisation of the register: signatory or supporter.
//!
//! The secretariat keeps its [`Registration`]; the organisation says its [`Details`] of itself.

mod profile;
mod registration;
mod slug;

pub use profile::{Details, WrittenDetails};
pub use registration::{KINDS, Registration, WrittenRegistration};
pub use slug::slug;

use crate::{Date, OrganisationId, PhaseKey, register::calendar};
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
    /// Incremented by each change, so that an older edit cannot overwrite a newer one.
    pub revision: i64,
}

/// A validation error in one field.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct OrganisationFlaw {
    /// The field, as its form names it.
    pub field: &'static str,
    /// What is wrong and what to do, as a sentence without a full stop.
    pub message: String,
}

impl Organisation {
    /// What the secretariat keeps of it.
    #[must_use]
    pub fn entry(&self) -> Registration {
        Registration {
            name: self.name.clone(),
            standing: self.standing,
            kind: self.kind.clone(),
            country: self.country.clone(),
            region: self.region.clone(),
            consortium: self.consortium.clone(),
            signed_on: self.signed_on,
            phase: self.phase.clone(),
            stage: self.stage,
        }
    }
    /// What it says of itself.
    #[must_use]
    pub fn details(&self) -> Details {
        Details {
            scope: self.scope.clone(),
            contact: self.contact.clone(),
            page_url: self.page_url.clone(),
            leader: self.leader.clone(),
        }
    }
}

/// What the calendar needs to know of an organisation. A supporter has no self-assessment to submit: only due
/// dates that the secretariat recorded apply to it.
#[must_use]
pub fn calendar_facts(
    standing: Standing,
    phase: Option<PhaseKey>,
    signed: Option<Date>,
    stage: u8,
    submitted: Vec<calendar::Submitted>,
    recorded: Vec<calendar::Recorded>,
) -> calendar::CalendarFacts {
    let (phase, signed) = match standing {
        Standing::Signatory => (phase, signed),
        Standing::Supporter => (None, None),
    };
    calendar::CalendarFacts { phase, signed, stage, submitted, recorded }
}

/// A checked line, or a flaw of that field. What is not `needed` may be blank.
fn line(flaws: &mut Vec<OrganisationFlaw>, field: &'static str, text: &str, needed: bool) -> String {
    use crate::core::short::{Line, NotALine};
    match Line::parse(text) {
        Ok(line) => line.into(),
        Err(NotALine::Blank) if !needed => String::new(),
        Err(why) => {
            flaws.push(OrganisationFlaw { field, message: why.to_string() });
            String::new()
        }
    }
}

/// A checked email address, or nothing, or a flaw of that field.
fn email(flaws: &mut Vec<OrganisationFlaw>, field: &'static str, text: &str) -> String {
    use crate::core::short::{Email, NotAnEmail};
    match Email::parse(text) {
        Ok(email) => email.into(),
        Err(NotAnEmail::Blank) => String::new(),
        Err(why) => {
            flaws.push(OrganisationFlaw { field, message: why.to_string() });
            String::new()
        }
    }
}

/// Whether an organisation signed the charter or supports it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Standing {
    /// It signed the charter.
    Signatory,
    /// It supports the charter without signing it.
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
    /// The word on screen.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Signatory => "Signatory",
            Self::Supporter => "Supporter",
        }
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

impl Leader {
    /// The names of what differs from `before`, for the history.
    #[must_use]
    pub fn changes(&self, before: &Self) -> Vec<String> {
        let all = [
            ("name", self.name != before.name),
            ("job title", self.post != before.post),
            ("email address", self.email != before.email),
        ];
        all.into_iter().filter(|(_, changed)| *changed).map(|(name, _)| name.to_owned()).collect()
    }
    /// Whether another person or another mailbox would be asked to sign than `before`.
    #[must_use]
    pub fn is_other_signatory(&self, before: &Self) -> bool {
        self.name != before.name || self.email != before.email
    }
}
