//! Whom a comment tells: those who are ticked beside it, and those whose names stand in it after an @.

use crate::PersonId;

/// The most people whom one comment tells.
pub const MOST_TOLD: usize = 10;

/// A person who may be notified.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Colleague {
    /// Who.
    pub person: PersonId,
    /// Their name.
    pub name: String,
}

/// More are to be told than [`MOST_TOLD`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("Notify 10 people or fewer: this comment notifies {0}")]
pub struct TooMany(pub usize);

/// The people whom a comment notifies, in the order of `colleagues`: those who are selected, and those who are named in
/// `text` as "@Ada King" or, if only one has that first name, "@Ada". Never the author, and no one who is not a
/// colleague.
///
/// # Errors
/// There are too many.
pub fn told(
    text: &str,
    ticked: &[PersonId],
    colleagues: &[Colleague],
    author: Option<PersonId>,
) -> Result<Vec<PersonId>, TooMany> {
    let named = named(text, colleagues);
    let is_told = |one: &&Colleague| ticked.contains(&one.person) || named.contains(&one.person);
    let told: Vec<_> =
        colleagues.iter().filter(is_told).map(|one| one.person).filter(|person| Some(*person) != author).collect();
    if told.len() > MOST_TOLD { Err(TooMany(told.len())) } else { Ok(told) }
}

/// Who is named after an @. A name that two people bear names neither: they are told apart by ticking.
fn named(text: &str, colleagues: &[Colleague]) -> Vec<PersonId> {
    let whole = |one: &Colleague| letters(&one.name);
    let first = |one: &Colleague| one.name.split_whitespace().next().map(letters).unwrap_or_default();
    let only = |bears: &dyn Fn(&Colleague) -> bool| {
        let mut all = colleagues.iter().filter(|one| bears(one));
        all.next().filter(|_| all.next().is_none()).map(|one| one.person)
    };
    let after_marks = text.char_indices().filter(|(at, c)| *c == '@' && !is_within_a_word(&text[..*at]));
    let found = after_marks.filter_map(|(at, _)| {
        let said = letters(&text[at + 1..]);
        let begins = |name: &[char]| {
            !name.is_empty()
                && said.starts_with(name)
                && !said.get(name.len()).is_some_and(|next| next.is_alphanumeric())
        };
        // "@Ada King" is that one, even where another is called Ada.
        match colleagues.iter().map(whole).filter(|name| begins(name)).max_by_key(Vec::len) {
            Some(name) => only(&|one| whole(one) == name),
            None => only(&|one| begins(&first(one))),
        }
    });
    found.collect()
}

/// Whether an @ after this is part of an address, such as name@example.ac.uk.
fn is_within_a_word(before: &str) -> bool {
    before.chars().next_back().is_some_and(char::is_alphanumeric)
}

/// Lower case, with each run of blanks as one.
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
        told(text, &[], &colleagues(), None).unwrap()
    }

    #[test]
    fn a_name_after_an_at_is_told() {
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
        assert_eq!(told("@Bo", &[id(3), id(1), id(99)], &all, Some(id(1))), Ok(vec![id(3)]));
        let many: Vec<_> = (1..=11).map(|at| Colleague { person: id(at), name: format!("P{at}") }).collect();
        let ticked: Vec<_> = many.iter().map(|one| one.person).collect();
        assert_eq!(told("", &ticked, &many, None), Err(TooMany(11)));
        assert_eq!(told("", &ticked, &many, Some(id(1))).map(|told| told.len()), Ok(10));
    }
}
