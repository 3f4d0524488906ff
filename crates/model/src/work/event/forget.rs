//! A name that is erased leaves the history, and what happened stays.

use super::EventKind;
use crate::work::erasure::Forgotten;

impl EventKind {
    /// The same without a person: their former role replaces their name wherever an event names them, and their address
    /// is removed. Texts that people wrote stay, and so do signatures: a signed version names its signatories.
    ///
    /// # Panics
    /// Never: an event in which one text replaces another is an event.
    #[must_use]
    pub fn without(&self, forgotten: &Forgotten) -> Self {
        if matches!(self, Self::LeadSigned { .. } | Self::LeaderSigned { .. }) {
            return self.clone();
        }
        let value = serde_json::to_value(self).expect("an event is JSON");
        serde_json::from_value(forgotten.without(&value))
            .expect("an event in which one text stands for another is an event")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::work::event::owner::OwnerEvent;

    fn king(former: &'static str) -> Forgotten {
        Forgotten { email: "king@northmoor.example".into(), names: vec![("A. King".into(), former)] }
    }

    #[test]
    fn a_name_is_forgotten_and_words_are_not() {
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
