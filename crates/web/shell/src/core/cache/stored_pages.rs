//! The storage of the cache: bounded, and with pages of one version only.

use super::{MAX_BYTES, MAX_PAGE_BYTES, Page, Version};
use std::collections::HashMap;

/// A cache with two generations. Pages are added to the new generation. When that has half of the space, it becomes the old generation, and
/// the pages of the previous old one are dropped. A page that is requested from the old generation moves to the new one, so pages in use stay
/// without being counted.
#[derive(Debug, Default)]
pub(super) struct StoredPages {
    version: Version,
    new: HashMap<String, Page>,
    old: HashMap<String, Page>,
    /// The size of the new generation, in bytes.
    size: usize,
}

impl StoredPages {
    /// Returns the page at that address, if it was rendered from this version.
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

    /// Returns the page at that address, if no change since it was rendered is known; a later day does not matter. A page that is known to be
    /// outdated is not returned, because it may show what was withdrawn.
    pub(super) fn last(&self, address: &str, version: Version) -> Option<Page> {
        let is_last = self.version.commits == version.commits && self.version.changes == version.changes;
        self.new.get(address).or_else(|| self.old.get(address)).filter(|_| is_last).cloned()
    }

    /// Stores a page that was rendered from that version, unless there are pages of a newer version.
    pub(super) fn put(&mut self, address: String, page: Page, version: Version) {
        if self.version != version {
            if version.commits < self.version.commits || version.changes < self.version.changes {
                return;
            }
            *self = Self { version, ..Self::default() };
        }
        let size = page.size() + address.len();
        if size > MAX_PAGE_BYTES {
            return;
        }
        if self.size + size > MAX_BYTES / 2 {
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
        Page {
            headers: HeaderMap::new(),
            body: Bytes::from(vec![b'x'; size]),
            rendered_at: jiff::Timestamp::UNIX_EPOCH,
        }
    }

    fn version(commits: u64) -> Version {
        Version { commits, ..Version::default() }
    }

    #[test]
    fn a_page_of_another_version_is_not_returned() {
        let mut pages = StoredPages::default();
        pages.put("/".into(), page(9), version(1));
        assert!(pages.get("/", version(1)).is_some());
        assert!(pages.get("/", version(2)).is_none());
        pages.put("/new".into(), page(9), version(2));
        pages.put("/late".into(), page(9), version(1));
        assert!(pages.get("/late", version(2)).is_none(), "a page rendered before the last commit is not stored");
        assert!(pages.get("/new", version(2)).is_some());
    }

    #[test]
    fn the_last_known_page_is_returned_on_a_later_day_and_not_after_a_change() {
        let mut pages = StoredPages::default();
        pages.put("/".into(), page(9), version(1));
        let tomorrow = jiff::civil::date(2026, 11, 23);
        assert!(pages.last("/", Version { day: tomorrow, ..version(1) }).is_some());
        assert!(pages.last("/", version(2)).is_none());
    }

    #[test]
    fn the_size_is_bounded_and_requested_pages_stay() {
        let mut pages = StoredPages::default();
        pages.put("/requested".into(), page(1000), version(0));
        for number in 0..100 {
            pages.put(format!("/{number}"), page(MAX_PAGE_BYTES / 2), version(0));
            assert!(pages.get("/requested", version(0)).is_some(), "{number}");
            let total: usize = pages.new.iter().chain(&pages.old).map(|(key, page)| key.len() + page.size()).sum();
            assert!(total <= MAX_BYTES, "{total}");
        }
        assert!(pages.get("/0", version(0)).is_none());
        pages.put("/large".into(), page(MAX_PAGE_BYTES), version(0));
        assert!(pages.get("/large", version(0)).is_none());
    }
}
