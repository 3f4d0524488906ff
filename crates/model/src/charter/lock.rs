//! `published.lock`: published editions do not change.
//!
//! It has one line for each edition, with its id and the SHA-256 of its file. Lines that begin with `#` are comments.

use super::{Edition, source::Report};
use std::collections::BTreeMap;

/// The editions in use, by id, and the hashes of their files.
#[derive(Debug, Default)]
pub(super) struct Lock(BTreeMap<String, String>);

impl Lock {
    pub(super) fn read(text: &str, report: &mut Report<'_>) -> Self {
        let mut lock = BTreeMap::new();
        for (number, line) in text.lines().enumerate().filter(|(_, line)| !line.is_empty() && !line.starts_with('#')) {
            let place = format!("line {}", number + 1);
            match line.split_once(' ') {
                Some((id, hash)) if is_hash(hash) => {
                    if lock.insert(id.to_owned(), hash.to_owned()).is_some() {
                        report.flaw(place, format!("names \"{id}\" a second time"));
                    }
                }
                _ => report.flaw(place, "is not an edition's id, a space and 64 lower-case hexadecimal digits"),
            }
        }
        Self(lock)
    }

    /// Marks the published editions, and reports those that have changed since or are missing.
    pub(super) fn apply(mut self, editions: &mut [Edition], report: &mut Report<'_>) {
        for edition in editions {
            let Some(hash) = self.0.remove(edition.id.as_str()) else { continue };
            edition.published = true;
            if hash != edition.hash {
                report.flaw(
                    format!("edition \"{}\"", edition.id),
                    format!(
                        "its file has changed since it was published (it is now {}). Restore it, and make the change \
                         in a new edition with its own id and `from` date",
                        edition.hash
                    ),
                );
            }
        }
        for id in self.0.into_keys() {
            let reason = format!("is published, but stages/{id}.toml is missing. Restore it: submissions refer to it");
            report.flaw(format!("edition \"{id}\""), reason);
        }
    }
}

fn is_hash(text: &str) -> bool {
    text.len() == 64 && text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
}
