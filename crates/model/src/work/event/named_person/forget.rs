//! Removes the name of a person from an event, and keeps the event.

use super::NamedPerson;
use crate::{
    PersonId,
    work::{
        erasure::{ErasedPerson, FORMER_LEADER, FORMER_MEMBER, FORMER_OWNER},
        event::{EventKind, owner::OwnerEvent, person::PersonEvent},
    },
};

impl EventKind {
    /// The event without a person: their former role replaces their name where the event refers to them, and their email
    /// address is removed. A name alone is nobody's, however it is spelt. Texts that people wrote stay, and so do signatures,
    /// because a signed version names its signatories. `author` is who did it.
    ///
    /// # Panics
    /// Never: an event stays valid when one text in it is replaced with another.
    #[must_use]
    pub fn without(&self, erased: &ErasedPerson, author: Option<PersonId>) -> Self {
        if matches!(self, Self::LeadSigned { .. } | Self::LeaderSigned { .. }) {
            return self.clone();
        }
        let mut what = self.clone();
        if author == Some(erased.person) {
            what.refer_to_author(erased.person);
        }
        let (former, keeps_titles) = (self.former_role(erased.former), self.is_about_owners());
        let mut is_theirs = false;
        for named in what.people_mut() {
            if named.person == Some(erased.person) {
                is_theirs = true;
                // "Director of Estates" is a post, which others have after them.
                if !keeps_titles || erased.is_called(&named.name) {
                    *named = NamedPerson::unknown(former);
                }
            }
        }
        if let (true, Self::Owner(OwnerEvent::OwnerChanged { fields, was, .. })) = (is_theirs, &mut what) {
            let names = fields.iter().zip(was).filter(|(field, was)| *field == "name" && erased.is_called(was));
            names.for_each(|(_, was)| former.clone_into(was));
        }
        let value = serde_json::to_value(what).expect("an event is JSON");
        serde_json::from_value(erased.without(&value)).expect("an event stays valid when a text in it is replaced")
    }

    /// The event with `former` in place of a name that belongs to nobody, which a person found to be that of the deleted account.
    #[must_use]
    pub fn without_unknown(&self, name: &str, former: &str) -> Self {
        let mut what = self.clone();
        for named in what.people_mut().into_iter().filter(|named| named.person.is_none() && named.name == name) {
            former.clone_into(&mut named.name);
        }
        what
    }

    /// Says whose the names are that are always those of the author, in events from before names had ids.
    fn refer_to_author(&mut self, author: PersonId) {
        if let Self::PersonJoined { name, .. } | Self::Person(PersonEvent::HandoverAccepted { by: name, .. }) = self {
            name.person = Some(author);
        }
    }

    fn is_about_owners(&self) -> bool {
        matches!(self, Self::Owner(_) | Self::UpdateRequest(_))
    }

    /// The former role that replaces the name of a person in this event; `role` is that of the person.
    #[must_use]
    pub fn former_role<'r>(&self, role: &'r str) -> &'r str {
        match self {
            Self::Owner(_) | Self::UpdateRequest(_) => FORMER_OWNER,
            Self::Group(_) => FORMER_MEMBER,
            Self::Leader(_) | Self::LeaderAsked { .. } => FORMER_LEADER,
            _ => role,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    const KING: PersonId = PersonId(Uuid::from_u128(1));
    const QUEEN: PersonId = PersonId(Uuid::from_u128(2));

    fn king() -> ErasedPerson {
        ErasedPerson {
            person: KING,
            email: "king@northmoor.example".into(),
            names: vec!["A. King".into(), "Anne Moss".into()],
            former: "A former lead",
        }
    }

    fn left(name: NamedPerson) -> EventKind {
        EventKind::PersonLeft { name }
    }

    fn given(to: NamedPerson, from: Option<NamedPerson>) -> EventKind {
        EventKind::Owner(OwnerEvent::ActionGiven { action: "A. King".into(), to, from })
    }

    #[test]
    fn a_name_follows_the_person_and_never_the_spelling() {
        let theirs = left(NamedPerson::known("A. King", KING));
        assert_eq!(theirs.without(&king(), None), left(NamedPerson::unknown("A former lead")));
        // Whatever they were called then.
        let earlier = left(NamedPerson::known("Other", KING));
        assert_eq!(earlier.without(&king(), None), left(NamedPerson::unknown("A former lead")));
        for other in [NamedPerson::known("A. King", QUEEN), NamedPerson::unknown("A. King")] {
            assert_eq!(left(other.clone()).without(&king(), Some(KING)), left(other));
        }
    }

    #[test]
    fn in_older_events_the_name_of_the_author_is_known() {
        let joined = EventKind::PersonJoined { name: NamedPerson::unknown("A. King"), role: "a lead".into() };
        assert_eq!(joined.without(&king(), Some(QUEEN)), joined);
        assert_eq!(joined.without(&king(), Some(KING)).people(), [NamedPerson::unknown("A former lead")]);
    }

    #[test]
    fn the_title_of_a_post_stays() {
        let theirs = |name: &str| NamedPerson::known(name, KING);
        let what = given(theirs("Director of Lamps"), Some(theirs("Anne Moss")));
        let without = given(theirs("Director of Lamps"), Some(NamedPerson::unknown(FORMER_OWNER)));
        assert_eq!(what.without(&king(), None), without);
        let changed = |name: NamedPerson, was: [&str; 2]| {
            EventKind::Owner(OwnerEvent::OwnerChanged {
                name,
                fields: vec!["name".into(), "email address".into()],
                was: was.map(str::to_owned).into(),
            })
        };
        assert_eq!(
            changed(theirs("A. King"), ["A. King", "king@northmoor.example"]).without(&king(), None),
            changed(NamedPerson::unknown(FORMER_OWNER), [FORMER_OWNER, "(erased)"])
        );
    }

    #[test]
    fn a_signature_stays() {
        let signed = EventKind::LeadSigned { name: "A. King".into(), post: "Lead".into(), version: "0".into() };
        assert_eq!(signed.without(&king(), Some(KING)), signed);
    }

    #[test]
    fn a_name_that_belongs_to_nobody_is_removed_by_hand() {
        let what = given(NamedPerson::unknown("A. King"), Some(NamedPerson::known("A. King", QUEEN)));
        let without = given(NamedPerson::unknown("A former lead"), Some(NamedPerson::known("A. King", QUEEN)));
        assert_eq!(what.without_unknown("A. King", "A former lead"), without);
    }
}
