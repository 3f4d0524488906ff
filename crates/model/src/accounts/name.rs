//! The name that a person chooses: not that of another person whom their colleagues know, and not one that looks like it.

use crate::{PersonId, core::short::Line};

/// Whose a name is already.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NameHolder {
    /// A member of the organisation, or of the secretariat or the Steering Board.
    Member,
    /// A person who is invited.
    Invited,
    /// A person who did something there, under this name.
    Former,
    /// An action owner.
    Owner,
    /// A member of a group or committee.
    GroupMember,
    /// The leader of the institution.
    Leader,
}

impl NameHolder {
    /// The holder, as it is stored in a query.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Some(match word {
            "member" => Self::Member,
            "invited" => Self::Invited,
            "former" => Self::Former,
            "owner" => Self::Owner,
            "group member" => Self::GroupMember,
            "leader" => Self::Leader,
            _ => return None,
        })
    }

    /// The holder within a sentence.
    #[must_use]
    fn words(self) -> &'static str {
        match self {
            Self::Member => "another member",
            Self::Invited => "a person who is invited",
            Self::Former => "another person in the activity log",
            Self::Owner => "an action owner with another email address or none",
            Self::GroupMember => "a group member with another email address or none",
            Self::Leader => "the leader of the institution",
        }
    }
}

/// A name of another person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OtherName {
    /// The name.
    pub name: String,
    /// Whose it is.
    pub holder: NameHolder,
    /// The organisation where it is known; empty for the charter itself.
    pub organisation: String,
}

/// Why a person cannot have a name.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NameFlaw {
    /// Another person has it, or one that looks the same.
    #[error("{}{} has this name, or one that looks like it. Add something that tells you apart, for example your department: {name} (Library)", .0.holder.words(), at(&.0.organisation), name = .0.name)]
    Taken(OtherName),
    /// The activity log uses it for no person, or for people of whom it has no name.
    #[error("The activity log uses this name for other people. Enter your own name")]
    Reserved,
    /// It has an @: the activity log showed an email address beside each of two equal names.
    #[error("Enter your name without an email address")]
    Address,
}

fn at(organisation: &str) -> String {
    if organisation.is_empty() { String::new() } else { format!(" of {organisation}") }
}

/// What the activity log shows as the author of an event that no person with a name did, or after a name.
const RESERVED: [&str; 6] = [
    "The operator",
    "The leader of the institution",
    "The leader’s deputy",
    "The secretariat",
    "The Steering Board",
    "Institutional lead",
];

/// Checks the name that a person chooses, against the names of the others whom their colleagues know.
///
/// # Errors
/// Returns why they cannot have it.
pub fn check(wanted: &Line, others: &[OtherName]) -> Result<(), NameFlaw> {
    let wanted = wanted.as_str();
    if wanted.contains('@') || wanted.contains('＠') {
        return Err(NameFlaw::Address);
    }
    // What the activity log shows beside each of two equal names.
    let is_distinction = skeleton(&wanted.to_lowercase()).contains(&skeleton("(member"));
    let is_reserved =
        is_distinction || RESERVED.iter().any(|reserved| look_alike(wanted, reserved)) || is_former_role(wanted);
    let look = skeleton(&wanted.to_lowercase());
    if is_reserved || ["(action owner)", "(collaborator)"].iter().any(|role| look.ends_with(&skeleton(role))) {
        return Err(NameFlaw::Reserved);
    }
    match others.iter().find(|other| look_alike(wanted, &other.name)) {
        Some(other) => Err(NameFlaw::Taken(other.clone())),
        None => Ok(()),
    }
}

/// What tells a person apart from another of the same name, after the name: "(member 4F2A)". It is part of their id, so that it never
/// changes and says nothing else about them.
///
/// ```
/// use model::{PersonId, accounts::name::distinction};
///
/// let person = PersonId(uuid::Uuid::from_u128(0x4f2a));
/// assert_eq!(distinction(person), "(member 4F2A)");
/// ```
#[must_use]
pub fn distinction(person: PersonId) -> String {
    let [.., high, low] = *person.0.as_bytes();
    format!("(member {high:02X}{low:02X})")
}

/// The name of the author of an event, without the email address that earlier versions of the program stored beside each of two equal names:
/// `identity` tells them apart instead.
#[must_use]
pub fn without_address(name: &str, identity: Option<PersonId>) -> String {
    match name.strip_suffix(')').and_then(|name| name.rsplit_once(" (")) {
        Some((name, address)) if address.contains('@') => match identity {
            Some(person) => format!("{name} {}", distinction(person)),
            None => name.to_owned(),
        },
        _ => name.to_owned(),
    }
}

/// Whether a name looks like what replaces the name of a deleted account: "A former lead".
fn is_former_role(name: &str) -> bool {
    let words: Vec<String> = name.split_whitespace().map(|word| skeleton(&word.to_lowercase())).collect();
    matches!(words.as_slice(), [first, second, _, ..] if *first == skeleton("a") && *second == skeleton("former"))
}

/// Whether a reader may take one name for the other: they differ only in case, spaces and full stops, or in characters that
/// look the same (Unicode Technical Standard 39, confusable detection).
#[must_use]
pub fn look_alike(one: &str, other: &str) -> bool {
    skeleton(one) == skeleton(other) || skeleton(&one.to_lowercase()) == skeleton(&other.to_lowercase())
}

/// A name without what readers overlook. Both the name as it is and its lower case are compared, because a capital I looks like a
/// small l.
fn skeleton(name: &str) -> String {
    let is_seen = |c: &char| !c.is_whitespace() && !matches!(c, '.' | ',' | '\'' | '’' | '-' | '‐' | '‑');
    unicode_security::skeleton(name).filter(is_seen).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn checked(wanted: &str) -> Result<(), NameFlaw> {
        let lead = OtherName {
            name: "Paula O’Neil".into(),
            holder: NameHolder::Member,
            organisation: "Northmoor University".into(),
        };
        check(&Line::parse(wanted).unwrap(), &[lead])
    }

    #[test]
    fn a_name_that_looks_like_anothers_is_refused_with_what_to_do() {
        for wanted in ["Paula O’Neil", "paula  o'neil", "PAULA ONEIL", "Pаulа O’Neil", "PauIa O’Neil", "Ｐaula O’Neil"]
        {
            let error = checked(wanted).unwrap_err().to_string();
            assert!(error.starts_with("another member of Northmoor University has this name"), "{wanted}: {error}");
            assert!(error.ends_with("Paula O’Neil (Library)"), "{error}");
        }
        for other in ["Paul O’Neil", "Paula O’Neil (Library)", "Pauline O’Neil"] {
            assert_eq!(checked(other), Ok(()), "{other}");
        }
    }

    #[test]
    fn what_the_activity_log_calls_people_without_a_name_is_nobodys_name() {
        for wanted in [
            "the operator",
            "A former lead",
            "A former contributor",
            "The Leader of the Institution",
            "A former action owner",
        ] {
            assert_eq!(checked(wanted), Err(NameFlaw::Reserved), "{wanted}");
        }
        assert_eq!(checked("Ada King (action owner)"), Err(NameFlaw::Reserved));
        assert_eq!(checked("Ada King (Member 4F2A)"), Err(NameFlaw::Reserved));
        assert_eq!(checked("Ada King (king@northmoor.example)"), Err(NameFlaw::Address));
    }

    #[test]
    fn an_address_beside_an_earlier_name_is_not_shown() {
        let person = PersonId(uuid::Uuid::from_u128(0xab01));
        let stored = "Ada King (king@northmoor.example)";
        assert_eq!(without_address(stored, Some(person)), "Ada King (member AB01)");
        assert_eq!(without_address(stored, None), "Ada King");
        for name in ["Ada King", "Ada King (Library)", "Ada King (member AB01)", "(Ada)"] {
            assert_eq!(without_address(name, Some(person)), name);
        }
    }

    #[test]
    fn letters_of_any_language_are_allowed() {
        for wanted in ["Zoë Müller", "Мария Иванова", "李明", "Ian Lee"] {
            assert_eq!(checked(wanted), Ok(()));
        }
        assert!(!look_alike("Ian Lee", "Lan Lee"));
    }
}
