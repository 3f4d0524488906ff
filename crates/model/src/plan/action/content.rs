//! What is done with the content of any field of an action, whatever its type.

use crate::{CategoryKey, Date, core::dates::long_date};

/// The content of a field.
pub(super) trait Content {
    /// It as text, with keys separated by commas.
    fn in_words(&self) -> String;

    /// Empties it.
    fn clear(&mut self);

    /// Adds that of the same field of another action. Of two dates or categories, the first stays.
    fn add(&mut self, other: &Self);

    /// It, if it is text.
    fn text_mut(&mut self) -> Option<&mut String> {
        None
    }

    /// It, if it is text.
    fn text(&self) -> Option<&str> {
        None
    }

    /// It, if it is a date.
    fn date(&self) -> Option<Date> {
        None
    }
}

impl Content for String {
    fn in_words(&self) -> String {
        self.clone()
    }
    fn clear(&mut self) {
        String::clear(self);
    }
    fn add(&mut self, other: &Self) {
        let between = if self.is_empty() || other.is_empty() { "" } else { "\n" };
        *self = format!("{self}{between}{other}");
    }
    fn text_mut(&mut self) -> Option<&mut String> {
        Some(self)
    }
    fn text(&self) -> Option<&str> {
        Some(self)
    }
}

impl Content for Option<Date> {
    fn in_words(&self) -> String {
        self.map(long_date).unwrap_or_default()
    }
    fn clear(&mut self) {
        *self = None;
    }
    fn add(&mut self, other: &Self) {
        *self = self.or(*other);
    }
    fn date(&self) -> Option<Date> {
        *self
    }
}

impl Content for Option<CategoryKey> {
    fn in_words(&self) -> String {
        self.as_ref().map(ToString::to_string).unwrap_or_default()
    }
    fn clear(&mut self) {
        *self = None;
    }
    fn add(&mut self, other: &Self) {
        *self = self.take().or_else(|| other.clone());
    }
}

impl<K: Clone + ToString + PartialEq> Content for Vec<K> {
    fn in_words(&self) -> String {
        self.iter().map(K::to_string).collect::<Vec<_>>().join(", ")
    }
    fn clear(&mut self) {
        Vec::clear(self);
    }
    fn add(&mut self, other: &Self) {
        let more: Vec<K> = other.iter().filter(|key| !self.contains(key)).cloned().collect();
        self.extend(more);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ThemeKey;
    use jiff::civil::date;

    #[test]
    fn texts_and_keys_are_joined_and_the_first_date_stays() {
        let joined = |mut one: String, other: &str| {
            one.add(&other.to_owned());
            one
        };
        assert_eq!(joined("A day".into(), "A week"), "A day\nA week");
        assert_eq!((joined(String::new(), "A week"), joined("A day".into(), "")), ("A week".into(), "A day".into()));
        let mut keys: Vec<ThemeKey> = vec!["light".into(), "care".into()];
        keys.add(&vec!["care".into(), "growth".into()]);
        assert_eq!(keys.in_words(), "light, care, growth");
        let mut due = Some(date(2026, 1, 1));
        due.add(&Some(date(2027, 1, 1)));
        assert_eq!(due, Some(date(2026, 1, 1)));
        let mut category: Option<CategoryKey> = None;
        category.add(&Some("people".into()));
        assert_eq!(category.in_words(), "people");
    }
}
