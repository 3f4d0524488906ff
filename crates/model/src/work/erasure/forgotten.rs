//! Removes the email address of a person from stored facts and sentences, and knows the names that they had.

use crate::PersonId;
use serde_json::Value;

/// What replaces a deleted email address. It is shorter than any address, so it fits wherever one did.
const NO_ADDRESS: &str = "(erased)";
/// What replaces it in a web address, which cannot have brackets.
const NO_PART: &str = "erased";

/// A person whose personal data is deleted. What refers to them by their id loses their name. Their email address is theirs alone,
/// so it is removed wherever it is; a name never is by its spelling alone, because others may have it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ErasedPerson {
    /// Who they are.
    pub person: PersonId,
    /// The email address in lower case, as it is stored.
    pub email: String,
    /// The names that they had, the current one first.
    pub names: Vec<String>,
    /// The former role that replaces their name.
    pub former: &'static str,
}

impl ErasedPerson {
    /// Whether what refers to them has a name of theirs, and not the title of a post that others will have: it shares a word
    /// with one of their names.
    #[must_use]
    pub fn is_called(&self, called: &str) -> bool {
        self.names.iter().any(|name| is_name(called, name))
    }

    /// The facts without the email address. Names and texts that people wrote stay.
    #[must_use]
    pub fn without(&self, facts: &Value) -> Value {
        match facts {
            Value::Object(fields) => {
                let without = |(key, value): (&String, &Value)| {
                    let value = match (key.as_str(), value) {
                        ("address", Value::String(page)) => Value::String(self.page(page)),
                        (_, value) => self.without(value),
                    };
                    (key.clone(), value)
                };
                Value::Object(fields.iter().map(without).collect())
            }
            Value::Array(all) => Value::Array(all.iter().map(|one| self.without(one)).collect()),
            Value::String(text) => Value::String(self.text(text)),
            other => other.clone(),
        }
    }

    /// A text without the email address, in any case. Longer addresses that contain it stay.
    #[must_use]
    pub fn text(&self, text: &str) -> String {
        self.replaced(text, NO_ADDRESS)
    }

    /// A web address without the email address. It stays a valid address.
    #[must_use]
    pub fn page(&self, address: &str) -> String {
        self.replaced(address, NO_PART)
    }

    fn replaced(&self, text: &str, replacement: &str) -> String {
        // Only ASCII bytes change, so a match in one text is at the same position in the other.
        let lower = text.to_ascii_lowercase();
        let mut result = String::with_capacity(text.len());
        let mut from = 0;
        for (at, found) in lower.match_indices(&self.email) {
            let end = at + found.len();
            result.push_str(&text[from..at]);
            result.push_str(if is_whole(&text[..at], &text[end..]) { replacement } else { &text[at..end] });
            from = end;
        }
        result.push_str(&text[from..]);
        result
    }

    /// A sentence of the program without the email address. If it has the address, it is about them, and the names that the
    /// program put beside it are replaced as well, as whole words.
    #[must_use]
    pub fn sentence(&self, sentence: &str, beside: &[String]) -> String {
        let mut text = self.text(sentence);
        if text == sentence {
            return text;
        }
        for name in beside.iter().filter(|name| !name.is_empty()) {
            let mut result = String::with_capacity(text.len());
            let mut rest = text.as_str();
            while let Some(at) = rest.find(name.as_str()) {
                let (before, after) = (&rest[..at], &rest[at + name.len()..]);
                let is_word = !before.chars().next_back().is_some_and(char::is_alphanumeric)
                    && !after.chars().next().is_some_and(char::is_alphanumeric);
                result.push_str(before);
                result.push_str(if is_word { self.former } else { name });
                rest = after;
            }
            result.push_str(rest);
            text = result;
        }
        text
    }
}

/// Whether a match between these texts is a whole address: without "ash" before "lee@example.ac" or ".uk" after it. A full stop at
/// the end of a sentence may follow.
fn is_whole(before: &str, after: &str) -> bool {
    let joins = |mut near: std::str::Chars<'_>, back: bool| {
        let mut next = || if back { near.next_back() } else { near.next() };
        match next() {
            Some('.' | '-' | '_' | '+') => next().is_some_and(char::is_alphanumeric),
            first => first.is_some_and(char::is_alphanumeric),
        }
    };
    !joins(before.chars(), true) && !joins(after.chars(), false)
}

/// Whether the name of an owner is that of the person, and not of a role that others will have: the two share a word.
#[must_use]
fn is_name(called: &str, name: &str) -> bool {
    let words = |text: &str| -> Vec<String> {
        let words = text.split(|c: char| !c.is_alphanumeric()).filter(|word| word.chars().count() > 1);
        words.map(str::to_lowercase).collect()
    };
    let known = words(name);
    known.is_empty() || words(called).iter().any(|word| known.contains(word))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn ann() -> ErasedPerson {
        ErasedPerson {
            person: PersonId(uuid::Uuid::from_u128(1)),
            email: "ann@northmoor.example".into(),
            names: vec!["Ann Lee".into()],
            former: "A former lead",
        }
    }

    #[test]
    fn the_address_leaves_stored_facts_and_a_name_stays() {
        let facts = json!({
            "promise": "Ann Lee", "to": "Ann Lee", "was": ["Ann Lee", "ann@northmoor.example"],
            "consent": { "asked_by": "Ann Lee", "terms": "Write to ann@northmoor.example" }, "many": 3,
        });
        let without = ann().without(&facts);
        assert_eq!(
            without,
            json!({
                "promise": "Ann Lee", "to": "Ann Lee", "was": ["Ann Lee", NO_ADDRESS],
                "consent": { "asked_by": "Ann Lee", "terms": format!("Write to {NO_ADDRESS}") }, "many": 3,
            })
        );
    }

    #[test]
    fn an_email_address_is_removed_in_any_case_and_longer_ones_stay() {
        let text = |text: &str| ann().text(text);
        assert_eq!(text("Ask Ann@Northmoor.EXAMPLE. Or <ann@northmoor.example>!"), "Ask (erased). Or <(erased)>!");
        for other in [
            "joann@northmoor.example",
            "jo.ann@northmoor.example",
            "ann@northmoor.example.org",
            "Éann@northmoor.examples",
        ] {
            assert_eq!(text(other), other);
        }
        assert_eq!(text("– ann@northmoor.example-"), "– (erased)-");
        let link = json!({ "kind": "link", "address": "https://book.example/ann@northmoor.example/" });
        assert_eq!(ann().without(&link), json!({ "kind": "link", "address": "https://book.example/erased/" }));
    }

    #[test]
    fn the_name_of_a_person_is_not_mistaken_for_a_role() {
        assert!(is_name("A. Lee", "Ann Lee") && is_name("ANN", "Ann Lee") && is_name("Anything", ""));
        assert!(!is_name("Director of Estates", "Ann Lee") && !is_name("", "Ann Lee"));
    }

    #[test]
    fn a_sentence_with_the_address_loses_the_whole_names_beside_it() {
        let names = ["Ann Lee".to_owned(), String::new()];
        let text = "Ann Lee’s invitation to ann@northmoor.example waits; Ann Leeming’s does not";
        let without = "A former lead’s invitation to (erased) waits; Ann Leeming’s does not";
        assert_eq!(ann().sentence(text, &names), without);
        let other = "Ann Lee’s invitation waits";
        assert_eq!(ann().sentence(other, &names), other, "another person may be called that");
    }
}
