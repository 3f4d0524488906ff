//! A name that is erased leaves the history, and what happened stays.

use super::What;
use serde_json::Value;

impl What {
    /// The same without a name: `former` stands wherever an event names somebody by it. Words that people wrote stay, and so do
    /// signatures: what was signed says by whom.
    ///
    /// # Panics
    /// Never: an event in which one text stands for another is an event.
    #[must_use]
    pub fn without(&self, name: &str, former: &str) -> Self {
        if matches!(self, Self::LeadSigned { .. } | Self::LeaderSigned { .. }) {
            return self.clone();
        }
        let mut value = serde_json::to_value(self).expect("an event is JSON");
        if let Value::Object(fields) = &mut value {
            for key in ["name", "to", "from", "by", "voided"] {
                match fields.get_mut(key) {
                    Some(Value::String(said)) => replace(said, name, former),
                    Some(Value::Array(list)) => list.iter_mut().for_each(|one| {
                        if let Value::String(said) = one {
                            replace(said, name, former);
                        }
                    }),
                    _ => {}
                }
            }
        }
        serde_json::from_value(value).expect("an event in which one text stands for another is an event")
    }
}

fn replace(said: &mut String, name: &str, former: &str) {
    if said == name {
        former.clone_into(said);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::event::owner::Happened;

    #[test]
    fn a_name_is_forgotten_and_words_are_not() {
        let left = What::PersonLeft { name: "A. King".into() };
        assert_eq!(left.without("A. King", "A former lead"), What::PersonLeft { name: "A former lead".into() });
        assert_eq!(left.without("A. Queen", "A former lead"), left);
        let given = |from: &str| {
            What::Owner(Happened::ActionGiven {
                promise: "A. King".into(),
                to: "Library".into(),
                from: Some(from.into()),
            })
        };
        assert_eq!(given("A. King").without("A. King", "A former action owner"), given("A former action owner"));
        let signed = What::LeadSigned { name: "A. King".into(), post: "Lead".into(), version: "0".into() };
        assert_eq!(signed.without("A. King", "A former lead"), signed);
    }
}
