//! Events of working groups and committees.

use super::NamedPerson;
use crate::{Date, core::dates::long_date};
use serde::{Deserialize, Serialize};

/// An event of a group. Names are as they were then.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "what", rename_all = "kebab-case")]
#[expect(missing_docs, reason = "every field is a word of the sentence that its variant makes, below")]
pub enum GroupEvent {
    GroupFormed { group: String },
    GroupChanged { group: String },
    SeatTaken { group: String, name: NamedPerson, role: String },
    SeatLeft { group: String, name: NamedPerson },
    MeetingSet { group: String, on: Date },
    MinutesSaved { group: String, on: Date },
}

impl GroupEvent {
    /// What happened, as a sentence without its subject.
    #[must_use]
    pub fn sentence(&self) -> String {
        match self {
            Self::GroupFormed { group } => format!("created the {group}"),
            Self::GroupChanged { group } => format!("edited the {group}"),
            Self::SeatTaken { group, name, role } => format!("added {name} to the {group} as {role}"),
            Self::SeatLeft { group, name } => format!("removed {name} from the {group}"),
            Self::MeetingSet { group, on } => format!("added a meeting of the {group} on {}", long_date(*on)),
            Self::MinutesSaved { group, on } => {
                format!("wrote the minutes of the {group} meeting on {}", long_date(*on))
            }
        }
    }

    /// Whether everyone may read it: never, because it is internal to the organisation.
    #[must_use]
    pub fn may_be_public(&self) -> bool {
        false
    }
}
