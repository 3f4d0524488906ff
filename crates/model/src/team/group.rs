//! Working groups and committees: two chairs, limited terms, so that a group continues when members leave
//! (`seeds/004…`).

use crate::{
    Date, GroupId, GroupMemberId, MeetingId,
    core::{
        dates::long_date,
        short::{Email, Line},
    },
};

/// The maximum length of a remit and of minutes, in characters.
pub const MAX_TEXT_CHARACTERS: usize = 50_000;

/// The type of a group.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum GroupKind {
    /// A group that does the work.
    WorkingGroup,
    /// A group that decides.
    Committee,
}

impl GroupKind {
    /// Both.
    pub const ALL: [Self; 2] = [Self::WorkingGroup, Self::Committee];
    /// The word in the database and in forms.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::WorkingGroup => "working-group",
            Self::Committee => "committee",
        }
    }
    /// Parses that word.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == word)
    }
    /// The word on screen.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::WorkingGroup => "Working group",
            Self::Committee => "Committee",
        }
    }
}

/// The name, type and remit of a group.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GroupDetails {
    /// The name.
    pub name: Line,
    /// The type.
    pub kind: GroupKind,
    /// The remit; may be blank.
    pub remit: String,
}

/// A group.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Group {
    /// The id.
    pub id: GroupId,
    /// The name, type and remit.
    pub about: GroupDetails,
    /// Incremented by each change.
    pub revision: i64,
}

/// The role of a member in a group.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum GroupRole {
    /// Chairs the group.
    Chair,
    /// Any other member.
    Member,
}

impl GroupRole {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Chair, Self::Member];
    /// The word in the database and in forms.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Chair => "chair",
            Self::Member => "member",
        }
    }
    /// Parses that word.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.as_str() == word)
    }
    /// The word on screen.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Chair => "Chair",
            Self::Member => "Member",
        }
    }
}

/// A member of a group and their term of office.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Term {
    /// The name.
    pub name: Line,
    /// The email address, if known.
    pub email: Option<Email>,
    /// The role.
    pub role: GroupRole,
    /// The first day.
    pub starts: Date,
    /// The last day; `None` if the term is not limited.
    pub ends: Option<Date>,
}

/// A member of a group.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GroupMember {
    /// The id.
    pub id: GroupMemberId,
    /// The person and their term of office.
    pub term: Term,
    /// The day on which they left, if that was before the end of the term.
    pub left: Option<Date>,
}

impl GroupMember {
    /// Whether they are a member on that day. A member who leaves is no longer one on the day on which they leave.
    #[must_use]
    pub fn is_current(&self, on: Date) -> bool {
        self.term.starts <= on && self.term.ends.is_none_or(|ends| on <= ends) && self.left.is_none_or(|left| on < left)
    }
    /// The term in words: "From 1 May 2026 to 30 April 2028".
    #[must_use]
    pub fn in_words(&self) -> String {
        let from = format!("From {}", long_date(self.term.starts));
        match (self.left, self.term.ends) {
            (Some(left), _) => format!("{from}, until they left on {}", long_date(left)),
            (None, Some(ends)) => format!("{from} to {}", long_date(ends)),
            (None, None) => format!("{from}, no end date"),
        }
    }
}

/// A meeting.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Meeting {
    /// The id.
    pub id: MeetingId,
    /// The date.
    pub on: Date,
    /// The place, or how to join; may be blank.
    pub place: String,
    /// The minutes, in Markdown; blank until they are written.
    pub minutes: String,
    /// Incremented by each change.
    pub revision: i64,
}

/// A warning if the group has fewer than two chairs.
#[must_use]
pub fn chair_warning(members: &[GroupMember], today: Date) -> Option<&'static str> {
    let chairs =
        members.iter().filter(|member| member.term.role == GroupRole::Chair && member.is_current(today)).count();
    match chairs {
        0 => Some("This group has no chair. Add 2 chairs so that the group can continue if one leaves."),
        1 => Some("This group has only 1 chair. Add a second chair so that the group can continue if one leaves."),
        _ => None,
    }
}

/// Parses a remit or minutes, which may be blank.
///
/// # Errors
/// Returns a message if it is too long.
pub fn words(text: &str) -> Result<String, &'static str> {
    let text = text.trim().replace("\r\n", "\n");
    if text.chars().count() > MAX_TEXT_CHARACTERS { Err("Text must be 50,000 characters or fewer") } else { Ok(text) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;
    use uuid::Uuid;

    fn chair(starts: Date, ends: Option<Date>) -> GroupMember {
        let term = Term { name: Line::parse("A. King").unwrap(), email: None, role: GroupRole::Chair, starts, ends };
        GroupMember { id: GroupMemberId(Uuid::nil()), term, left: None }
    }

    #[test]
    fn a_group_needs_two_current_chairs() {
        let today = date(2026, 11, 22);
        let (current, ended) = (chair(date(2026, 1, 1), None), chair(date(2024, 1, 1), Some(date(2025, 12, 31))));
        assert!(chair_warning(&[], today).unwrap().contains("no chair"));
        assert!(chair_warning(&[current.clone(), ended], today).unwrap().contains("only 1 chair"));
        assert_eq!(chair_warning(&[current.clone(), current.clone()], today), None);
        let former = GroupMember { left: Some(today), ..current.clone() };
        assert!(chair_warning(&[current, former], today).is_some());
    }

    #[test]
    fn a_term_lasts_until_the_end_of_its_last_day() {
        let member = chair(date(2026, 1, 1), Some(date(2026, 6, 30)));
        assert!(
            member.is_current(date(2026, 6, 30))
                && !member.is_current(date(2026, 7, 1))
                && !member.is_current(date(2025, 12, 31))
        );
        assert_eq!(member.in_words(), "From 1 January 2026 to 30 June 2026");
    }
}
