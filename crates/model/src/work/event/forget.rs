//! Removes the name of a person from an event, and keeps the event.

use super::EventKind;
use crate::work::erasure::ErasedPerson;

impl EventKind {
    /// The event without a person: their former role replaces their name, and their email address is removed. Texts that people
    /// wrote stay, and so do signatures, because a signed version names its signatories.
    ///
    /// # Panics
    /// Never: an event stays valid when one text in it is replaced with another.
    #[must_use]
    pub fn without(&self, forgotten: &ErasedPerson) -> Self {
        if matches!(self, Self::LeadSigned { .. } | Self::LeaderSigned { .. }) {
            return self.clone();
        }
        let value = serde_json::to_value(self).expect("an event is JSON");
        serde_json::from_value(forgotten.without(&value)).expect("an event stays valid when a text in it is replaced")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::work::event::owner::OwnerEvent;

    fn king(former: &'static str) -> ErasedPerson {
        ErasedPerson { email: "king@northmoor.example".into(), names: vec![("A. King".into(), former)] }
    }

    #[test]
    fn names_are_removed_and_texts_are_not() {
        let left = EventKind::PersonLeft { name: "A. King".into() };
        assert_eq!(left.without(&king("A former lead")), EventKind::PersonLeft { name: "A former lead".into() });
        assert_eq!(
            EventKind::PersonLeft { name: "A. Queen".into() }.without(&king("A former lead")),
            EventKind::PersonLeft { name: "A. Queen".into() }
        );
        let given = |from: &str| {
            EventKind::Owner(OwnerEvent::ActionGiven {
                action: "A. King".into(),
                to: "Library".into(),
                from: Some(from.into()),
            })
        };
        assert_eq!(given("A. King").without(&king("A former action owner")), given("A former action owner"));
        let signed = EventKind::LeadSigned { name: "A. King".into(), post: "Lead".into(), version: "0".into() };
        assert_eq!(signed.without(&king("A former lead")), signed);
    }
}
