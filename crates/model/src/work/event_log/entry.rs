//! An entry of the event log.

use crate::{
    ActionId, AssessmentId, OrganisationId, OwnerId, PersonId, Timestamp,
    core::canonical::{Hash, NotCanonical, canonical},
};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use uuid::Uuid;

/// What an event tells, apart from what its entry has. An entry has only a salted hash of it, so that a person's words can be erased: the
/// salt is deleted with them, and without it the hash says nothing about them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Told {
    /// The stored word for who did it: a person, the leader, the operator.
    pub author: String,
    /// The person.
    pub person: Option<PersonId>,
    /// The action owner.
    pub owner: Option<OwnerId>,
    /// The name of who did it, as it was then.
    pub name: Option<String>,
    /// Whose act it was: the id of an account, or of an email address.
    pub identity: Option<PersonId>,
    /// The self-assessment.
    pub assessment: Option<AssessmentId>,
    /// The action.
    pub action: Option<ActionId>,
    /// Whether everyone may read it.
    pub public: bool,
    /// What happened, as it is stored. Events of a later version are covered without being understood.
    pub what: Value,
}

impl Told {
    /// The hash that an entry has. `salt` is 256 random bits (`store::core::secrets::new`).
    ///
    /// # Errors
    /// Returns an error if the event has a fraction or a very large number, which no event has that the program wrote.
    pub fn hash(&self, salt: &str) -> Result<Hash, NotCanonical> {
        Ok(Hash::of(&format!("{salt}{}", canonical(self)?)))
    }
}

/// How an event came into the log.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum EntryOrigin {
    /// It was recorded while there was a log.
    Recorded,
    /// It had been recorded before there was a log. The entry proves what it told when it was taken in.
    TakenIn,
    /// A person's name or address was erased from it. The entry replaces an earlier one of the same event.
    Erased {
        /// When it was erased.
        at: Timestamp,
        /// The place of the entry that it replaces.
        was: u64,
    },
}

/// The name of the format, in every entry.
const FORMAT: &str = "assay-log-entry-v1";

/// An entry.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LogEntry {
    /// [`FORMAT`].
    format: String,
    /// The event.
    pub event: Uuid,
    /// Its organisation; `None` if it concerns the charter alone.
    pub organisation: Option<OrganisationId>,
    /// When it happened.
    pub at: Timestamp,
    /// The stored word of its category.
    pub kind: String,
    /// The salted hash of what it [tells](Told).
    pub told: Hash,
    /// How it came into the log.
    pub origin: EntryOrigin,
    /// The leaf of the entry before it of the same organisation; `None` for the first.
    pub previous: Option<Hash>,
}

/// An event, as an entry commits to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LoggedEvent {
    /// Its identity.
    pub event: Uuid,
    /// Its organisation; `None` if it concerns the charter alone.
    pub organisation: Option<OrganisationId>,
    /// When it happened.
    pub at: Timestamp,
    /// The stored word of its category.
    pub kind: String,
    /// The rest of it.
    pub told: Told,
}

/// The error for a text that is not an entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("this is not an entry of the event log")]
pub struct NotAnEntry;

impl LogEntry {
    /// The entry of an event. `previous` is the leaf of the entry before it of the same organisation.
    ///
    /// # Errors
    /// Returns an error if what it tells has no canonical text.
    pub fn of(
        event: &LoggedEvent,
        salt: &str,
        origin: EntryOrigin,
        previous: Option<Hash>,
    ) -> Result<Self, NotCanonical> {
        Ok(Self {
            format: FORMAT.to_owned(),
            event: event.event,
            organisation: event.organisation,
            at: event.at,
            kind: event.kind.clone(),
            told: event.told.hash(salt)?,
            origin,
            previous,
        })
    }

    /// Whether it commits to this event, with this salt.
    #[must_use]
    pub fn matches(&self, event: &LoggedEvent, salt: &str) -> bool {
        Self::of(event, salt, self.origin, self.previous).is_ok_and(|entry| entry == *self)
    }

    /// The canonical text, which is the leaf's data.
    ///
    /// # Panics
    /// Never: an entry has strings and whole numbers.
    #[must_use]
    pub fn text(&self) -> String {
        canonical(self).expect("an entry has strings and small whole numbers")
    }

    /// Reads the canonical text.
    ///
    /// # Errors
    /// Returns an error for every other text, also if it is the same entry in another spelling.
    pub fn parse(text: &str) -> Result<Self, NotAnEntry> {
        let entry: Self = serde_json::from_str(text).map_err(|_| NotAnEntry)?;
        if entry.format == FORMAT && canonical(&entry).is_ok_and(|canonical| canonical == text) {
            Ok(entry)
        } else {
            Err(NotAnEntry)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn event() -> LoggedEvent {
        LoggedEvent {
            event: Uuid::from_u128(1),
            organisation: Some(OrganisationId(Uuid::from_u128(2))),
            at: "2026-11-29T10:00:00.000001Z".parse().unwrap(),
            kind: "plan".into(),
            told: Told {
                author: "person".into(),
                person: Some(PersonId(Uuid::from_u128(3))),
                owner: None,
                name: Some("A. Knight".into()),
                identity: Some(PersonId(Uuid::from_u128(3))),
                assessment: None,
                action: None,
                public: false,
                what: json!({ "what": "person-left", "name": "A. King" }),
            },
        }
    }

    #[test]
    fn an_entry_is_read_back_and_no_other_spelling_of_it_is() {
        for origin in [
            EntryOrigin::Recorded,
            EntryOrigin::TakenIn,
            EntryOrigin::Erased { at: "2026-12-01T00:00:00Z".parse().unwrap(), was: 7 },
        ] {
            let entry = LogEntry::of(&event(), "salt", origin, Some(Hash::of("before"))).unwrap();
            let text = entry.text();
            assert_eq!(LogEntry::parse(&text), Ok(entry));
            for other in [
                text.replacen(':', ": ", 1),
                format!("{text}\n"),
                text.replace("-v1", "-v2"),
                text.replace("000001Z", "0000010Z"),
                text.replacen('{', "{\"extra\":1,", 1),
                text.replacen('{', "{\"kind\":\"plan\",", 1),
            ] {
                assert_eq!(LogEntry::parse(&other), Err(NotAnEntry), "{other}");
            }
        }
    }

    #[test]
    fn an_entry_says_nothing_of_what_the_event_tells_and_matches_no_other() {
        let entry = LogEntry::of(&event(), "salt", EntryOrigin::Recorded, None).unwrap();
        assert!(
            !entry.text().contains("Kni") && !entry.text().contains("King") && !entry.text().contains("person-left")
        );
        assert!(entry.matches(&event(), "salt"));
        assert!(!entry.matches(&event(), "pepper"));
        let changes: [fn(&mut LoggedEvent); 11] = [
            |event| event.told.what["name"] = json!("A. Queen"),
            |event| event.told.author = "operator".into(),
            |event| event.told.person = None,
            |event| event.told.owner = Some(OwnerId(Uuid::nil())),
            |event| event.told.name = Some("A. King".into()),
            |event| event.told.identity = Some(PersonId(Uuid::nil())),
            |event| event.told.assessment = Some(AssessmentId(Uuid::nil())),
            |event| event.told.action = Some(ActionId(Uuid::nil())),
            |event| event.told.public = true,
            |event| event.kind = "people".into(),
            |event| event.at = "2026-11-29T10:00:00.000002Z".parse().unwrap(),
        ];
        for change in changes {
            let mut other = event();
            change(&mut other);
            assert!(!entry.matches(&other, "salt"), "{other:?}");
        }
    }
}
