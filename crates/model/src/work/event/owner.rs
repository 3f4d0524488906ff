//! Events of action owners.

use super::{NamedPerson, labels, list};
use serde::{Deserialize, Serialize};

/// An event of an action owner. Names are as they were then.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "what", rename_all = "kebab-case")]
#[expect(missing_docs, reason = "every field is a word of the sentence that its variant makes, below")]
pub enum OwnerEvent {
    OwnerNamed {
        name: NamedPerson,
    },
    OwnerChanged {
        name: NamedPerson,
        fields: Vec<String>,
        was: Vec<String>,
    },
    OwnerLeft {
        name: NamedPerson,
    },
    ActionGiven {
        #[serde(rename = "promise")]
        action: String,
        to: NamedPerson,
        from: Option<NamedPerson>,
    },
    HelperAdded {
        #[serde(rename = "promise")]
        action: String,
        name: NamedPerson,
    },
    HelperReleased {
        #[serde(rename = "promise")]
        action: String,
        name: NamedPerson,
    },
}

impl OwnerEvent {
    /// What happened, as a sentence without its subject.
    #[must_use]
    pub fn sentence(&self) -> String {
        match self {
            Self::OwnerNamed { name } => format!("added {name} as an action owner"),
            Self::OwnerChanged { name, fields, .. } => {
                format!("changed the {} of {name}", list(&labels(fields)))
            }
            Self::OwnerLeft { name } => format!("removed the action owner {name}"),
            Self::ActionGiven { action, to, from: None } => format!("assigned “{action}” to {to}"),
            Self::ActionGiven { action, to, from: Some(from) } => {
                format!("assigned “{action}” to {to}, previously {from}")
            }
            Self::HelperAdded { action, name } => format!("added {name} as a collaborator on “{action}”"),
            Self::HelperReleased { action, name } => format!("removed collaborator {name} from “{action}”"),
        }
    }

    /// Whether everyone may read it: never, because it names people who are not public contacts.
    #[must_use]
    pub fn may_be_public(&self) -> bool {
        false
    }
}
