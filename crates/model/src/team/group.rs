//! Working groups and committees: two chairs, limited terms, so that a group continues when members leave
//! (`seeds/004…`).

use crate::{
    Date, GroupId, GroupMemberId, MeetingId,
    core::{
        dates::long_date,
        short::{Email, Line},
    },
};

/// The most characters of a remit and of minutes.
pub const LONGEST: usize = 50_000;

/// What a group is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum GroupKind {
    /// It does the work.
    WorkingGroup,
    /// It decides.
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
    /// Read that word back.
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
    /// What it is called.
    pub name: Line,
    /// What it is.
    pub kind: GroupKind,
    /// What it is for; may be blank.
    pub remit: String,
}

/// A group.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Group {
    /// Its identity.
    pub id: GroupId,
    /// Its name, type and remit.
    pub about: GroupDetails,
    /// Counts the changes.
    pub revision: i64,
}

/// The role of a member in a group.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum GroupRole {
    /// They lead it.
    Chair,
    /// They sit in it.
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
    /// Read that word back.
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

/// Who is a member of a group, and for how long.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Term {
    /// Their name.
    pub name: Line,
    /// Their email address; none if it is not known.
    pub email: Option<Email>,
    /// What they are.
    pub role: GroupRole,
    /// From that day on.
    pub starts: Date,
    /// Until the end of that day; none where the term is not limited.
    pub ends: Option<Date>,
}

/// A member of a group.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GroupMember {
    /// Its identity.
    pub id: GroupMemberId,
    /// Who took it, and for how long.
    pub term: Term,
    /// When they went before the term ended.
    pub left: Option<Date>,
}

impl GroupMember {
    /// Whether they are a member on that day. A member who leaves is no longer one on the day on which they leave.
    #[must_use]
    pub fn is_held(&self, on: Date) -> bool {
        self.term.starts <= on && self.term.ends.is_none_or(|ends| on <= ends) && self.left.is_none_or(|left| on < left)
    }
    /// "From 1 May 2026 to 30 April 2028".
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
    /// Its identity.
    pub id: MeetingId,
    /// On which day.
    pub on: Date,
    /// Where, or how it is joined; may be blank.
    pub place: String,
    /// The minutes, in Markdown-light; blank until they are written.
    pub minutes: String,
    /// Counts the changes.
    pub revision: i64,
}

/// What is wrong with who leads a group; nothing where two do.
#[must_use]
pub fn alarm(members: &[GroupMember], today: Date) -> Option<&'static str> {
    let chairs = members.iter().filter(|member| member.term.role == GroupRole::Chair && member.is_held(today)).count();
    match chairs {
        0 => Some("This group has no chair. Add 2 chairs so that the group can continue if one leaves."),
        1 => Some("This group has only 1 chair. Add a second chair so that the group can continue if one leaves."),
        _ => None,
    }
}

/// Read a remit or minutes, which may be blank.
///
/// # Errors
/// It is too long.
pub fn words(text: &str) -> Result<String, &'static str> {
    let text = text.trim().replace("\r\n", "\n");
    if text.chars().count() > LONGEST { Err("Text must be 50,000 characters or fewer") } else { Ok(text) }
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
    fn a_group_wants_two_chairs_whose_terms_run() {
        let today = date(2026, 11, 22);
        let (runs, ended) = (chair(date(2026, 1, 1), None), chair(date(2024, 1, 1), Some(date(2025, 12, 31))));
        assert!(alarm(&[], today).unwrap().contains("no chair"));
        assert!(alarm(&[runs.clone(), ended], today).unwrap().contains("only 1 chair"));
        assert_eq!(alarm(&[runs.clone(), runs.clone()], today), None);
        let gone = GroupMember { left: Some(today), ..runs.clone() };
        assert!(alarm(&[runs, gone], today).is_some());
    }

    #[test]
    fn a_term_lasts_until_the_end_of_its_last_day() {
        let member = chair(date(2026, 1, 1), Some(date(2026, 6, 30)));
        assert!(
            member.is_held(date(2026, 6, 30))
                && !member.is_held(date(2026, 7, 1))
                && !member.is_held(date(2025, 12, 31))
        );
        assert_eq!(member.in_words(), "From 1 January 2026 to 30 June 2026");
    }
}
