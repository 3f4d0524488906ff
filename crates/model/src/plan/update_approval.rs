//! Approval of the progress updates that action owners send by their link. Until a lead approves one, it is in no figure, chart or
//! public page. Updates that members record count at once: a lead gave them their account (decision 0019).

use std::fmt;

/// An organisation's setting: when the updates of its action owners count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum OwnerUpdates {
    /// When a lead has approved them.
    #[default]
    AfterApproval,
    /// At once.
    AtOnce,
}

impl OwnerUpdates {
    /// Both, in the order of the form.
    pub const ALL: [Self; 2] = [Self::AfterApproval, Self::AtOnce];

    /// The word in the database and in the form.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::AfterApproval => "after-approval",
            Self::AtOnce => "at-once",
        }
    }

    /// Parses that word.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|setting| setting.as_str() == word)
    }

    /// The label on screen.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::AfterApproval => "After a lead approves them",
            Self::AtOnce => "At once",
        }
    }
}

/// What became of an update that waited for approval.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ApprovalDecision {
    /// A lead approved it.
    Approved,
    /// A lead sent it back with a comment.
    SentBack,
    /// Its author sent another before a lead decided.
    Replaced,
}

impl ApprovalDecision {
    /// The word in the database.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Approved => "approved",
            Self::SentBack => "sent-back",
            Self::Replaced => "replaced",
        }
    }

    /// Parses that word.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        [Self::Approved, Self::SentBack, Self::Replaced].into_iter().find(|decision| decision.as_str() == word)
    }
}

/// Whether a progress update counts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Approval {
    /// It counts: it never had to wait, or a lead approved it.
    Published,
    /// It waits for a lead.
    Awaiting,
    /// A lead sent it back with this comment.
    SentBack(String),
    /// Its author sent another instead.
    Replaced,
}

impl Approval {
    /// The state from what is stored: the decision, and the comment of one that was sent back.
    #[must_use]
    pub fn of(decision: Option<ApprovalDecision>, comment: String) -> Self {
        match decision {
            None => Self::Awaiting,
            Some(ApprovalDecision::Approved) => Self::Published,
            Some(ApprovalDecision::SentBack) => Self::SentBack(comment),
            Some(ApprovalDecision::Replaced) => Self::Replaced,
        }
    }

    /// Whether people other than members may read the update.
    #[must_use]
    pub fn is_published(&self) -> bool {
        *self == Self::Published
    }

    /// The state as a tag; blank for one that counts.
    #[must_use]
    pub fn tag(&self) -> &'static str {
        match self {
            Self::Published => "",
            Self::Awaiting => "Awaiting approval",
            Self::SentBack(_) => "Sent back",
            Self::Replaced => "Replaced by a later update",
        }
    }
}

/// The comment with which an update is sent back: it is not blank.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ApprovalComment(String);

impl ApprovalComment {
    /// The maximum length, in characters.
    pub const MAX_CHARACTERS: usize = 2_000;

    /// Parses a comment.
    ///
    /// # Errors
    /// Returns a message if it is blank or too long.
    pub fn parse(text: &str) -> Result<Self, &'static str> {
        let text = text.trim().replace("\r\n", "\n");
        if text.is_empty() {
            return Err("Enter what the owner should change");
        }
        if text.chars().count() > Self::MAX_CHARACTERS {
            return Err("Comment must be 2,000 characters or fewer");
        }
        Ok(Self(text))
    }

    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for ApprovalComment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn updates_wait_unless_the_organisation_says_otherwise() {
        assert_eq!(OwnerUpdates::default(), OwnerUpdates::AfterApproval);
        for setting in OwnerUpdates::ALL {
            assert_eq!(OwnerUpdates::parse(setting.as_str()), Some(setting));
        }
        assert_eq!(OwnerUpdates::parse("later"), None);
    }

    #[test]
    fn only_an_approved_update_counts() {
        assert!(Approval::of(Some(ApprovalDecision::Approved), String::new()).is_published());
        for decision in [None, Some(ApprovalDecision::SentBack), Some(ApprovalDecision::Replaced)] {
            let approval = Approval::of(decision, "Say how many".into());
            assert!(!approval.is_published() && !approval.tag().is_empty(), "{approval:?}");
        }
        for decision in [ApprovalDecision::Approved, ApprovalDecision::SentBack, ApprovalDecision::Replaced] {
            assert_eq!(ApprovalDecision::parse(decision.as_str()), Some(decision));
        }
    }

    #[test]
    fn an_update_is_sent_back_with_a_comment() {
        assert!(ApprovalComment::parse(" \r\n").is_err());
        assert!(ApprovalComment::parse(&"x".repeat(2_001)).is_err());
        assert_eq!(ApprovalComment::parse(" Say how many\r\n").unwrap().as_str(), "Say how many");
    }
}
