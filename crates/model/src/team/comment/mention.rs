//! Whom a comment notifies: the people selected in its form, and those mentioned in it after an @.

use crate::PersonId;

/// The maximum number of people whom one comment notifies.
pub const MAX_NOTIFIED: usize = 10;

/// A person who may be notified.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Colleague {
    /// The id.
    pub person: PersonId,
    /// Their name.
    pub name: String,
}

/// The error if a comment would notify more than [`MAX_NOTIFIED`] people.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("Notify 10 people or fewer: this comment notifies {0}")]
pub struct TooMany(pub usize);

/// The people whom a comment notifies, in the order of `colleagues`: those who are selected, and those who are named in
/// `text` as "@Ada King" or, if only one has that first name, "@Ada". Never the author, and no one who is not a
/// colleague.
///
/// # Errors
/// Returns an error if there are too many.
pub fn notified(
    text: &str,
    selected: &[PersonId],
    colleagues: &[Colleague],
    author: Option<PersonId>,
) -> Result<Vec<PersonId>, TooMany> {
    let named = named(text, colleagues);
    let is_notified = |one: &&Colleague| selected.contains(&one.person) || named.contains(&one.person);
    let people: Vec<_> =
        colleagues.iter().filter(is_notified).map(|one| one.person).filter(|person| Some(*person) != author).collect();
    if people.len() > MAX_NOTIFIED { Err(TooMany(people.len())) } else { Ok(people) }
}

/// The people mentioned after an @. A name that two people have mentions neither: they have to be selected.
fn named(text: &str, colleagues: &[Colleague]) -> Vec<PersonId> {
    let whole = |one: &Colleague| letters(&one.name);
    let first = |one: &Colleague| one.name.split_whitespace().next().map(letters).unwrap_or_default();
    let only = |bears: &dyn Fn(&Colleague) -> bool| {
        let mut all = colleagues.iter().filter(|one| bears(one));
        all.next().filter(|_| all.next().is_none()).map(|one| one.person)
    };
    let after_marks = text.char_indices().filter(|(at, c)| *c == '@' && !is_within_a_word(&text[..*at]));
    let found = after_marks.filter_map(|(at, _)| {
        let rest = letters(&text[at + 1..]);
        let begins = |name: &[char]| {
            !name.is_empty()
                && rest.starts_with(name)
                && !rest.get(name.len()).is_some_and(|next| next.is_alphanumeric())
        };
        // "@Ada King" is that person, even if another is called Ada.
        match colleagues.iter().map(whole).filter(|name| begins(name)).max_by_key(Vec::len) {
            Some(name) => only(&|one| whole(one) == name),
            None => only(&|one| begins(&first(one))),
        }
    });
    found.collect()
}

/// Whether an @ after this text is part of an address, such as name@example.ac.uk.
fn is_within_a_word(before: &str) -> bool {
    before.chars().next_back().is_some_and(char::is_alphanumeric)
}

/// The characters in lower case, with each run of white space as one space.
fn letters(text: &str) -> Vec<char> {
    text.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase().chars().collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    fn id(number: u128) -> PersonId {
        PersonId(Uuid::from_u128(number))
    }

    fn colleagues() -> Vec<Colleague> {
        let names = ["Ada King", "Ada Kingsley", "Bo Ström", "Cy Twin", "Cy Twin", "D. Marsh"];
        names.iter().zip(1..).map(|(name, at)| Colleague { person: id(at), name: (*name).to_owned() }).collect()
    }

    fn named_in(text: &str) -> Vec<PersonId> {
        notified(text, &[], &colleagues(), None).unwrap()
    }

    #[test]
    fn a_name_after_an_at_is_notified() {
        assert_eq!(named_in("@Ada King, is this so? And @bo?"), [id(1), id(3)]);
        assert_eq!(named_in("Ask (@ada  kingsley)."), [id(2)]);
        assert_eq!(named_in("@D. Marsh knows"), [id(6)]);
    }

    #[test]
    fn a_first_name_of_two_mentions_neither_and_an_address_mentions_no_one() {
        assert!(named_in("@Ada and @Cy Twin").is_empty());
        assert!(named_in("Write to x@bo or @Bob, or @ nobody @").is_empty());
    }

    #[test]
    fn selected_and_mentioned_people_are_notified_once_and_the_author_is_not() {
        let all = colleagues();
        assert_eq!(notified("@Bo", &[id(3), id(1), id(99)], &all, Some(id(1))), Ok(vec![id(3)]));
        let many: Vec<_> = (1..=11).map(|at| Colleague { person: id(at), name: format!("P{at}") }).collect();
        let everyone: Vec<_> = many.iter().map(|one| one.person).collect();
        assert_eq!(notified("", &everyone, &many, None), Err(TooMany(11)));
        assert_eq!(notified("", &everyone, &many, Some(id(1))).map(|people| people.len()), Ok(10));
    }
}
