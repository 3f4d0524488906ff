//! A person in an event: the name as it was then, and whose name it is.

mod people;

use crate::PersonId;
use serde::{Deserialize, Serialize};
use std::fmt;

/// A person whom an event names. The name is as it was then, and is never compared with another: who they are is the id, if
/// the program knew it when the event was recorded. Without one the name belongs to nobody, as in events that are older
/// than these ids.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(from = "Stored", into = "Stored")]
pub struct NamedPerson {
    /// The name as it was then.
    pub name: String,
    /// Whose it is: the id of the account with that email address, or of the address itself.
    pub person: Option<PersonId>,
}

impl NamedPerson {
    /// A name whose owner the program knows.
    #[must_use]
    pub fn known(name: impl Into<String>, person: PersonId) -> Self {
        Self { name: name.into(), person: Some(person) }
    }

    /// A name that belongs to nobody: the person has no account, and no email address of theirs is known.
    #[must_use]
    pub fn unknown(name: impl Into<String>) -> Self {
        Self { name: name.into(), person: None }
    }
}

impl fmt::Display for NamedPerson {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.name)
    }
}

/// As it is stored: a text alone if the name belongs to nobody, as in the events before there were ids.
#[derive(Serialize, Deserialize)]
#[serde(untagged)]
enum Stored {
    Name(String),
    Known { name: String, person: PersonId },
}

impl From<Stored> for NamedPerson {
    fn from(stored: Stored) -> Self {
        match stored {
            Stored::Name(name) => Self { name, person: None },
            Stored::Known { name, person } => Self { name, person: Some(person) },
        }
    }
}

impl From<NamedPerson> for Stored {
    fn from(named: NamedPerson) -> Self {
        match named {
            NamedPerson { name, person: None } => Self::Name(name),
            NamedPerson { name, person: Some(person) } => Self::Known { name, person },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::work::event::{EventKind, owner::OwnerEvent};
    use uuid::Uuid;

    #[test]
    fn a_name_with_an_id_is_stored_beside_it_and_one_without_as_before() {
        let ada = NamedPerson::known("Ada King", PersonId(Uuid::nil()));
        let given = |from| {
            EventKind::Owner(OwnerEvent::ActionGiven { action: "Count us".into(), to: ada.clone(), from: Some(from) })
        };
        let what = given(NamedPerson::unknown("Library"));
        let text = serde_json::to_string(&what).unwrap();
        assert_eq!(
            text,
            r#"{"what":"action-given","promise":"Count us","to":{"name":"Ada King","person":"00000000-0000-0000-0000-000000000000"},"from":"Library"}"#
        );
        assert_eq!(serde_json::from_str::<EventKind>(&text).unwrap(), what);
        let old: EventKind = serde_json::from_str(r#"{"what":"person-left","name":"Ada King"}"#).unwrap();
        assert_eq!(old, EventKind::PersonLeft { name: NamedPerson::unknown("Ada King") });
    }
}
