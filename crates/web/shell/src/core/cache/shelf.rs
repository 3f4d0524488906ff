//! The room for pages: bounded, and all of one version.

use super::{LARGEST, MOST, Page, Version};
use std::collections::HashMap;

/// Two boards. A page comes onto the new one; when that has half of the room, it becomes the old one and the pages on
/// the old one are dropped. A page that is requested from the old one moves to the new: so pages in use stay, without
/// counting.
#[derive(Debug, Default)]
pub(super) struct Shelf {
    version: Version,
    new: HashMap<String, Page>,
    old: HashMap<String, Page>,
    /// The size of what is on the new board.
    size: usize,
}

impl Shelf {
    /// The page at that address, if it was drawn in this version of everything.
    pub(super) fn get(&mut self, address: &str, version: Version) -> Option<Page> {
        if self.version != version {
            return None;
        }
        if let Some(page) = self.new.get(address) {
            return Some(page.clone());
        }
        let page = self.old.remove(address)?;
        self.put(address.to_owned(), page.clone(), version);
        Some(page)
    }

    /// The page at that address, if nothing is known to have changed since it was drawn; on which day does not matter. What is
    /// known to be out of date stays out: it may show what was withdrawn.
    pub(super) fn last(&self, address: &str, version: Version) -> Option<Page> {
        let is_last = self.version.commits == version.commits && self.version.changes == version.changes;
        self.new.get(address).or_else(|| self.old.get(address)).filter(|_| is_last).cloned()
    }

    /// Keep a page that was drawn in that version. What is of an older one than the shelf's is not kept.
    pub(super) fn put(&mut self, address: String, page: Page, version: Version) {
        if self.version != version {
            if version.commits < self.version.commits || version.changes < self.version.changes {
                return;
            }
            *self = Self { version, ..Self::default() };
        }
        let size = page.size() + address.len();
        if size > LARGEST {
            return;
        }
        if self.size + size > MOST / 2 {
            self.old = std::mem::take(&mut self.new);
            self.size = 0;
        }
        if self.new.insert(address, page).is_none() {
            self.size += size;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::{body::Bytes, http::HeaderMap};

    fn page(size: usize) -> Page {
        Page { headers: HeaderMap::new(), body: Bytes::from(vec![b'x'; size]), drawn: jiff::Timestamp::UNIX_EPOCH }
    }

    fn version(commits: u64) -> Version {
        Version { commits, ..Version::default() }
    }

    #[test]
    fn a_page_of_another_version_is_not_given() {
        let mut shelf = Shelf::default();
        shelf.put("/".into(), page(9), version(1));
        assert!(shelf.get("/", version(1)).is_some());
        assert!(shelf.get("/", version(2)).is_none());
        shelf.put("/new".into(), page(9), version(2));
        shelf.put("/late".into(), page(9), version(1));
        assert!(shelf.get("/late", version(2)).is_none(), "what was drawn before the last commit is not kept");
        assert!(shelf.get("/new", version(2)).is_some());
    }

    #[test]
    fn the_last_known_page_is_given_on_a_later_day_and_not_after_a_change() {
        let mut shelf = Shelf::default();
        shelf.put("/".into(), page(9), version(1));
        let tomorrow = jiff::civil::date(2026, 11, 23);
        assert!(shelf.last("/", Version { day: tomorrow, ..version(1) }).is_some());
        assert!(shelf.last("/", version(2)).is_none());
    }

    #[test]
    fn the_room_is_bounded_and_what_is_asked_for_stays() {
        let mut shelf = Shelf::default();
        shelf.put("/asked".into(), page(1000), version(0));
        for number in 0..100 {
            shelf.put(format!("/{number}"), page(LARGEST / 2), version(0));
            assert!(shelf.get("/asked", version(0)).is_some(), "{number}");
            let kept: usize = shelf.new.iter().chain(&shelf.old).map(|(key, page)| key.len() + page.size()).sum();
            assert!(kept <= MOST, "{kept}");
        }
        assert!(shelf.get("/0", version(0)).is_none());
        shelf.put("/large".into(), page(LARGEST), version(0));
        assert!(shelf.get("/large", version(0)).is_none());
    }
}
