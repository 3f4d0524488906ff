//! An organisation: a signatory or a supporter.
//!
//! The secretariat keeps its [`Registration`], and its lead keeps its profile, the [`Details`].

mod profile;
mod registration;
mod slug;

pub use profile::{Details, WrittenDetails};
pub use registration::{KINDS, Registration, WrittenRegistration};
pub use slug::slug;

use crate::{Date, OrganisationId, PhaseKey, register::calendar};
use serde::{Deserialize, Serialize};

/// An organisation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Organisation {
    /// The id.
    pub id: OrganisationId,
    /// The last part of its address, `/signatories/{slug}`, which does not change.
    pub slug: String,
    /// Its name.
    pub name: String,
    /// Whether it signed or supports.
    pub standing: Standing,
    /// University, institute, funder, body: any text, of which some are suggested.
    pub kind: String,
    /// Its country.
    pub country: String,
    /// Its region; may be empty.
    pub region: String,
    /// The consortium that it belongs to; may be empty.
    pub consortium: String,
    /// When it signed.
    pub signed_on: Option<Date>,
    /// The phase in which it signed.
    pub phase: Option<PhaseKey>,
    /// The stage that it is at, which is recorded and never computed.
    pub stage: u8,
    /// Whom it counts as technicians, in its own words.
    pub scope: String,
    /// The public contact.
    pub contact: Contact,
    /// The web address of its page about the charter; may be empty.
    pub page_url: String,
    /// The leader, who signs for it.
    pub leader: Leader,
    /// Incremented by each change, so that an older edit cannot overwrite a newer one.
    pub revision: i64,
}

/// A validation error in one field.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct OrganisationFlaw {
    /// The name of the field in the form.
    pub field: &'static str,
    /// The message for the reader: a sentence without a full stop.
    pub message: String,
}

impl Organisation {
    /// Its registration details.
    #[must_use]
    pub fn registration(&self) -> Registration {
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
    /// Its profile.
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

/// What the calendar needs to know about an organisation. A supporter has no self-assessment to submit: only due
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

/// The label of a field that is a line, as its form has it.
fn label(field: &str) -> &'static str {
    match field {
        "kind" => "Kind",
        "country" => "Country",
        "region" => "Region",
        "consortium" => "Consortium",
        "leader_post" => "Job title",
        _ => "Name",
    }
}

/// Parses a line, and adds a flaw of that field if it is not valid. It may be blank unless it is `needed`.
fn line(flaws: &mut Vec<OrganisationFlaw>, field: &'static str, text: &str, needed: bool) -> String {
    use crate::core::short::{Line, NotALine};
    match Line::parse(text) {
        Ok(line) => line.into(),
        Err(NotALine::Blank) if !needed => String::new(),
        Err(why) => {
            let message = why.at(label(field), &format!("Enter the {}", label(field).to_lowercase()));
            flaws.push(OrganisationFlaw { field, message });
            String::new()
        }
    }
}

/// Parses an email address, which may be blank, and adds a flaw of that field if it is not valid.
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
    /// Parses that word.
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

/// The public contact. Any field may be empty until it is entered.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Contact {
    /// The name of a person or department.
    pub name: String,
    /// The email address.
    pub email: String,
    /// The telephone number.
    pub telephone: String,
}

/// The leader of the institution. Any field may be empty until it is entered.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Leader {
    /// The name.
    pub name: String,
    /// The job title: "Vice-Chancellor".
    pub post: String,
    /// The email address to which the signing link is sent.
    pub email: String,
}

impl Leader {
    /// The names of the fields that differ from `before`, for the activity log.
    #[must_use]
    pub fn changes(&self, before: &Self) -> Vec<String> {
        let all = [
            ("name", self.name != before.name),
            ("job title", self.post != before.post),
            ("email address", self.email != before.email),
        ];
        all.into_iter().filter(|(_, changed)| *changed).map(|(name, _)| name.to_owned()).collect()
    }
    /// Whether the name or the email address differs from `before`, so that earlier signing links must end.
    #[must_use]
    pub fn is_other_signatory(&self, before: &Self) -> bool {
        self.name != before.name || self.email != before.email
    }
}
