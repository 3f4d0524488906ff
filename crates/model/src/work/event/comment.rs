//! Events of comments. They never have the text of a comment, which is stored with the comment only.

use serde::{Deserialize, Serialize};

/// An event of a comment. `on` is the title of the question or of the action, as it was then.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "what", rename_all = "kebab-case")]
#[expect(missing_docs, reason = "every field is a word of the sentence that its variant makes, below")]
pub enum CommentEvent {
    CommentWritten { on: String },
    CommentAnswered { on: String },
    CommentWithdrawn { on: String },
    ThreadResolved { on: String },
    ThreadReopened { on: String },
}

impl CommentEvent {
    /// What happened, as a sentence without its subject.
    #[must_use]
    pub fn sentence(&self) -> String {
        match self {
            Self::CommentWritten { on } => format!("commented on “{on}”"),
            Self::CommentAnswered { on } => format!("replied to a comment on “{on}”"),
            Self::CommentWithdrawn { on } => format!("deleted a comment on “{on}”"),
            Self::ThreadResolved { on } => format!("resolved a comment on “{on}”"),
            Self::ThreadReopened { on } => format!("reopened a comment on “{on}”"),
        }
    }

    /// Whether everyone may read it: never, because comments are internal to the organisation.
    #[must_use]
    pub fn may_be_public(&self) -> bool {
        false
    }
}
