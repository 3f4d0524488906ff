//! A person's names and address leave what was written about them, and everything else stays as it was.

use serde_json::Value;

/// What replaces a deleted email address. It is shorter than any address, so that it fits wherever one did.
const NO_ADDRESS: &str = "(erased)";
/// The same within the address of a page, which holds no brackets.
const NO_PART: &str = "erased";

/// The fields of stored facts that name a person. An action that happens to read like a name is not one.
const NAMING: [&str; 10] = ["name", "to", "from", "by", "who", "owner", "asked_by", "accepted_name", "voided", "was"];

/// What is to be forgotten of one person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Forgotten {
    /// Their address, as it is stored: in lower case.
    pub email: String,
    /// The names by which they were known, each with what replaces it.
    pub names: Vec<(String, &'static str)>,
}

impl Forgotten {
    /// The same facts without them: a name is replaced where a field names a person, and the address wherever it is.
    /// Texts that people wrote stay.
    #[must_use]
    pub fn without(&self, facts: &Value) -> Value {
        match facts {
            Value::Object(fields) => {
                let without = |(key, value): (&String, &Value)| {
                    let value = match (key.as_str(), value) {
                        ("address", Value::String(page)) => Value::String(self.page(page)),
                        (key, value) if NAMING.contains(&key) => self.named(value),
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

    fn named(&self, value: &Value) -> Value {
        match value {
            Value::String(said) => Value::String(self.name(said).map_or_else(|| self.text(said), str::to_owned)),
            Value::Array(all) => Value::Array(all.iter().map(|one| self.named(one)).collect()),
            other => self.without(other),
        }
    }

    /// What replaces a name, if it is one of theirs.
    #[must_use]
    pub fn name(&self, said: &str) -> Option<&'static str> {
        self.names.iter().find(|(name, _)| name == said).map(|(_, former)| *former)
    }

    /// A text without the address, in lower case or capitals. Addresses of others that end or begin like it stay.
    #[must_use]
    pub fn text(&self, text: &str) -> String {
        self.replaced(text, NO_ADDRESS)
    }

    /// The address of a page, which stays one.
    #[must_use]
    pub fn page(&self, address: &str) -> String {
        self.replaced(address, NO_PART)
    }

    fn replaced(&self, text: &str, instead: &str) -> String {
        // Only bytes of ASCII change, so that a match in one text is at the same position in the other.
        let small = text.to_ascii_lowercase();
        let mut told = String::with_capacity(text.len());
        let mut from = 0;
        for (at, found) in small.match_indices(&self.email) {
            let end = at + found.len();
            told.push_str(&text[from..at]);
            told.push_str(if is_whole(&text[..at], &text[end..]) { instead } else { &text[at..end] });
            from = end;
        }
        told.push_str(&text[from..]);
        told
    }

    /// A sentence that the program made, without the address and without the names: a name is a word or several, and never a part
    /// of one.
    #[must_use]
    pub fn sentence(&self, sentence: &str) -> String {
        let mut text = self.text(sentence);
        for (name, former) in self.names.iter().filter(|(name, _)| !name.is_empty()) {
            let mut told = String::with_capacity(text.len());
            let mut rest = text.as_str();
            while let Some(at) = rest.find(name.as_str()) {
                let (before, after) = (&rest[..at], &rest[at + name.len()..]);
                let is_word = !before.chars().next_back().is_some_and(char::is_alphanumeric)
                    && !after.chars().next().is_some_and(char::is_alphanumeric);
                told.push_str(before);
                told.push_str(if is_word { former } else { name });
                rest = after;
            }
            told.push_str(rest);
            text = told;
        }
        text
    }
}

/// Whether the text between these is an address of its own: neither "ash" before "lee@example.ac" nor ".uk" behind it,
/// but the end of a sentence.
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

/// Whether the name of an owner is that of the person, and not of a post that outlives them: it shares a word with it.
#[must_use]
pub fn is_name(called: &str, name: &str) -> bool {
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

    fn ann() -> Forgotten {
        Forgotten { email: "ann@northmoor.example".into(), names: vec![("Ann Lee".into(), "A former lead")] }
    }

    #[test]
    fn names_are_replaced_where_a_field_names_a_person_and_the_address_everywhere() {
        let facts = json!({
            "promise": "Ann Lee", "to": "Ann Lee", "was": ["Ann Lee", "ann@northmoor.example"],
            "consent": { "asked_by": "Ann Lee", "terms": "Write to ann@northmoor.example" }, "many": 3,
        });
        let without = ann().without(&facts);
        assert_eq!(
            without,
            json!({
                "promise": "Ann Lee", "to": "A former lead", "was": ["A former lead", NO_ADDRESS],
                "consent": { "asked_by": "A former lead", "terms": format!("Write to {NO_ADDRESS}") }, "many": 3,
            })
        );
    }

    #[test]
    fn an_address_leaves_however_it_is_written_and_those_of_others_stay() {
        let text = |said: &str| ann().text(said);
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
    fn a_name_is_told_from_a_post() {
        assert!(is_name("A. Lee", "Ann Lee") && is_name("ANN", "Ann Lee") && is_name("Anything", ""));
        assert!(!is_name("Director of Estates", "Ann Lee") && !is_name("", "Ann Lee"));
    }

    #[test]
    fn a_sentence_loses_whole_names_alone() {
        let said = "Ann Lee’s invitation waits; Ann Leeming’s does not";
        assert_eq!(ann().sentence(said), "A former lead’s invitation waits; Ann Leeming’s does not");
        let mut nameless = ann();
        nameless.names[0].0.clear();
        assert_eq!(nameless.sentence(said), said);
    }
}
