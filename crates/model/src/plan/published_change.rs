//! Changes of a submitted plan that a lead published. The signed text never changes: what is public of the plan is that text with these
//! changes beside it. They are stored as they were published, in types that have public fields only.

use super::{Ended, Origin, action::PublicDetails};
use crate::{
    ActionId, Date, PublishedChangeId, Timestamp,
    core::{
        canonical::{Hash, canonical},
        tagged::read_by_value,
    },
};
use serde::{Deserialize, Serialize};

/// How one action differs from what is public of it. The names of variants and fields are stored and never change.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(remote = "Self", tag = "change", rename_all = "kebab-case")]
pub enum PlanChange {
    /// It was added.
    Added {
        /// Its id.
        action: ActionId,
        /// Its details.
        details: PublicDetails,
        /// When it was first included in a plan, if that was an earlier one.
        open_since: Option<Date>,
        /// How it came into the plan.
        origin: Origin,
    },
    /// A public detail was changed: reworded, redated, given to another owner.
    Changed {
        /// Its id.
        action: ActionId,
        /// What was public.
        before: Box<PublicDetails>,
        /// What it is now.
        after: Box<PublicDetails>,
    },
    /// It left the plan. The reason is that of the published change: the one that members gave among themselves stays internal.
    Left {
        /// Its id.
        action: ActionId,
        /// What was public.
        before: PublicDetails,
        /// The action that it was merged into; none if it was withdrawn.
        into: Option<ActionId>,
    },
    /// It had left the plan, and is in it again.
    Restored {
        /// Its id.
        action: ActionId,
        /// Its details.
        details: PublicDetails,
    },
}

read_by_value!(PlanChange);

impl PlanChange {
    /// The action.
    #[must_use]
    pub fn action(&self) -> ActionId {
        match self {
            Self::Added { action, .. }
            | Self::Changed { action, .. }
            | Self::Left { action, .. }
            | Self::Restored { action, .. } => *action,
        }
    }

    /// The title of the action, as it is after the change.
    #[must_use]
    pub fn title(&self) -> String {
        match self {
            Self::Added { details, .. } | Self::Restored { details, .. } => details.title(),
            Self::Changed { after, .. } => after.title(),
            Self::Left { before, .. } => before.title(),
        }
    }

    /// What happened, as a tag.
    #[must_use]
    pub fn word(&self) -> &'static str {
        match self {
            Self::Added { .. } => "Added",
            Self::Changed { .. } => "Changed",
            Self::Left { into: None, .. } => "Withdrawn",
            Self::Left { into: Some(_), .. } => "Merged into another action",
            Self::Restored { .. } => "Restored",
        }
    }

    /// A text that identifies this change with its content, so that a form publishes only what its page showed.
    ///
    /// # Panics
    /// Never: a change has texts, dates and lists.
    #[must_use]
    pub fn token(&self) -> String {
        Hash::of(&canonical(self).expect("a change has no fractions")).to_string()
    }
}

/// Changes that were published together, without their author: in public they are the organisation's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublishedChange {
    /// The id.
    pub id: PublishedChangeId,
    /// The changes, in the order of the plan.
    pub changes: Vec<PlanChange>,
    /// The reason.
    pub reason: String,
    /// When they were published.
    pub at: Timestamp,
}

impl PublishedChange {
    /// Parses the reason, which is public.
    ///
    /// # Errors
    /// Returns a message if it is blank or too long.
    pub fn reason(text: &str) -> Result<String, &'static str> {
        Ended::reason(text)
    }
}

/// How a public action differs from the signed text.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum SinceSubmission {
    /// It is as it was signed.
    #[default]
    Unchanged,
    /// It was added after the submission.
    Added {
        /// When this was published.
        at: Timestamp,
    },
    /// It was changed, or has left the plan.
    Changed {
        /// When this was published.
        at: Timestamp,
        /// The details that were signed.
        signed: Box<PublicDetails>,
    },
}
