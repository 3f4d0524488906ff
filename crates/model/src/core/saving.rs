//! Decides whether a text that is edited on a page becomes the next version, or conflicts with a version that was saved since the
//! page was opened: by another person, or by the same person in another browser tab.

use crate::PersonId;

/// The maximum length of the name of a tab, in characters.
const MAX_NAME_CHARACTERS: usize = 40;

/// A page that is open in a browser, from when it is loaded until it is left, and the number of its changes. A reloaded page is
/// another tab, so that two pages never share a tab.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tab {
    /// Its name, which the script chooses at random.
    pub name: String,
    /// The number of its changes so far.
    pub step: i64,
}

impl Tab {
    /// Parses `NAME.STEP`. `None` for anything else: then the tab is unknown, as it is without script.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let (name, step) = text.split_once('.')?;
        let is_name =
            (1..=MAX_NAME_CHARACTERS).contains(&name.len()) && name.bytes().all(|byte| byte.is_ascii_alphanumeric());
        let step = step.parse().ok().filter(|step| *step >= 0)?;
        is_name.then(|| Self { name: name.to_owned(), step })
    }
}

/// A text that was sent to be saved.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Draft<'d> {
    /// The text.
    pub text: &'d str,
    /// The version that it was written from, 0 if there was none.
    pub base: i64,
    /// The tab that it was written in, if known.
    pub tab: Option<&'d Tab>,
    /// The tab whose unsaved text was restored in it, if any, with the last change that was restored.
    pub restored: Option<&'d Tab>,
}

impl<'d> Draft<'d> {
    /// A text whose tab is unknown.
    #[must_use]
    pub fn new(text: &'d str, base: i64) -> Self {
        Self { text, base, tab: None, restored: None }
    }

    /// Whether this draft already contains that version.
    fn contains(&self, newer: &Newer) -> bool {
        let Some(tab) = newer.tab.as_ref().filter(|_| newer.is_mine) else { return false };
        let is_own = self.tab.is_some_and(|own| own.name == tab.name);
        let is_restored = self.restored.is_some_and(|from| from.name == tab.name && tab.step <= from.step);
        is_own || is_restored
    }
}

/// A version that was saved after the base of a draft.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Newer {
    /// Whether the author of the draft saved it.
    pub is_mine: bool,
    /// The tab in which it was saved, if known.
    pub tab: Option<Tab>,
}

impl Newer {
    /// The version that `saved_by` saved in `tab`, as the author of the draft finds it.
    #[must_use]
    pub fn of(saved_by: Option<PersonId>, tab: Option<Tab>, author: Option<PersonId>) -> Self {
        Self { is_mine: Whose::of(saved_by, author).is_own(), tab }
    }
}

/// What happens to a draft.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SaveDecision {
    /// It becomes the next version.
    Save,
    /// It arrived after a later text of its own tab, which contains it, so it is not saved.
    Overtaken,
    /// A newer version exists that its author has not seen: the draft is kept aside, and both are shown.
    Conflict,
}

/// Decides by the number of the current version, and by the versions that were saved after the draft's base. A base that is neither the
/// current version nor one that is known to be before it does not exist: what its author has seen is unknown, so it conflicts.
#[must_use]
pub fn decide(draft: &Draft<'_>, current: i64, newer: &[Newer]) -> SaveDecision {
    if draft.base == current {
        return SaveDecision::Save;
    }
    if draft.base > current || newer.is_empty() {
        return SaveDecision::Conflict;
    }
    if !newer.iter().all(|version| draft.contains(version)) {
        return SaveDecision::Conflict;
    }
    let is_later = |own: &Tab| {
        newer.iter().filter_map(|version| version.tab.as_ref()).any(|tab| tab.name == own.name && tab.step > own.step)
    };
    if draft.tab.is_some_and(is_later) { SaveDecision::Overtaken } else { SaveDecision::Save }
}

/// Whose version a draft conflicts with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Whose {
    /// The author's own, from another tab.
    Own,
    /// Another person's.
    Theirs,
}

impl Whose {
    /// Compares the person who saved the version, if known, with the reader.
    #[must_use]
    pub fn of(saved_by: Option<PersonId>, reader: Option<PersonId>) -> Self {
        if saved_by.is_some() && saved_by == reader { Self::Own } else { Self::Theirs }
    }
    /// Whether it is the author's own.
    #[must_use]
    pub fn is_own(self) -> bool {
        self == Self::Own
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    fn tab(text: &str) -> Option<Tab> {
        Tab::parse(text)
    }
    fn mine(text: &str) -> Newer {
        Newer { is_mine: true, tab: tab(text) }
    }
    fn decided(own: Option<&Tab>, restored: Option<&Tab>, newer: &[Newer]) -> SaveDecision {
        let base = 1;
        let current = base + i64::try_from(newer.len()).unwrap();
        decide(&Draft { tab: own, restored, ..Draft::new("Words", base) }, current, newer)
    }

    #[test]
    fn a_tab_saves_over_its_own_versions_even_if_it_did_not_receive_their_revisions() {
        let own = tab("a1.3");
        assert_eq!(decided(own.as_ref(), None, &[]), SaveDecision::Save);
        assert_eq!(decided(own.as_ref(), None, &[mine("a1.1"), mine("a1.2")]), SaveDecision::Save);
        assert_eq!(decided(own.as_ref(), None, &[mine("a1.3")]), SaveDecision::Save, "the same change sent again");
        assert_eq!(decided(own.as_ref(), None, &[mine("a1.4")]), SaveDecision::Overtaken);
    }

    #[test]
    fn a_base_that_does_not_exist_conflicts() {
        let draft = Draft::new("Words", 3);
        assert_eq!(decide(&draft, 3, &[]), SaveDecision::Save);
        assert_eq!(decide(&draft, 2, &[]), SaveDecision::Conflict, "the base is beyond the current version");
        assert_eq!(decide(&draft, 4, &[]), SaveDecision::Conflict, "it is not known what was saved since");
    }

    #[test]
    fn two_tabs_of_one_person_and_two_people_conflict() {
        let own = tab("a1.3");
        let unknown = Newer { is_mine: true, tab: None };
        let theirs = Newer { is_mine: false, tab: tab("a1.1") };
        for newer in [mine("b2.1"), unknown.clone(), theirs] {
            assert_eq!(
                decided(own.as_ref(), None, &[mine("a1.1"), newer.clone()]),
                SaveDecision::Conflict,
                "{newer:?}"
            );
        }
        assert_eq!(decided(None, None, &[unknown]), SaveDecision::Conflict, "without script the tab is unknown");
    }

    #[test]
    fn restored_text_contains_what_its_tab_had_saved_until_then() {
        let (own, from) = (tab("b2.1"), tab("a1.3"));
        assert_eq!(decided(own.as_ref(), from.as_ref(), &[mine("a1.2"), mine("a1.3")]), SaveDecision::Save);
        assert_eq!(
            decided(own.as_ref(), from.as_ref(), &[mine("a1.4")]),
            SaveDecision::Conflict,
            "the other tab saved more"
        );
    }

    #[test]
    fn a_tab_is_a_short_name_and_a_number() {
        assert_eq!(Tab::parse("0af3.12"), Some(Tab { name: "0af3".into(), step: 12 }));
        for wrong in ["", "a", ".1", "a.", "a.-1", "a b.1", "a.1.2", &format!("{}.1", "a".repeat(41))] {
            assert_eq!(Tab::parse(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn a_version_is_ones_own_only_if_its_author_is_known() {
        let (me, other) = (Some(PersonId(Uuid::nil())), Some(PersonId(Uuid::max())));
        assert!(Whose::of(me, me).is_own());
        assert!(!Whose::of(other, me).is_own());
        assert!(!Whose::of(None, None).is_own());
    }
}
