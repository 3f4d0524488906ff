//! `published.lock`: published editions do not change.
//!
//! It has one line for each edition, with its id and the SHA-256 of its file. The id of an edition of the course begins with
//! `training-`. Lines that begin with `#` are comments.

use super::{Charter, course::Course, source::Report};
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

    /// Marks what is published, and reports what has changed since or is missing.
    pub(super) fn apply(mut self, charter: &mut Charter, report: &mut Report<'_>) {
        for edition in &mut charter.editions {
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
        if let Some(course) = &mut charter.course {
            self.apply_to_course(course, report);
        }
        for id in self.0.into_keys().filter(|id| !id.starts_with(COURSE)) {
            let reason = format!("is published, but stages/{id}.toml is missing. Restore it: submissions refer to it");
            report.flaw(format!("edition \"{id}\""), reason);
        }
    }

    /// Marks the course, if it is published. Lines of its earlier editions may stay: reviewers have completed them.
    fn apply_to_course(&self, course: &mut Course, report: &mut Report<'_>) {
        let Some(hash) = self.0.get(&format!("{COURSE}{}", course.edition)) else { return };
        course.published = true;
        if *hash != course.hash {
            report.flaw(
                format!("edition \"{COURSE}{}\"", course.edition),
                format!(
                    "training.toml has changed since it was published (it is now {}). Restore it, or give it a new \
                     edition: reviewers are then asked to take it again",
                    course.hash
                ),
            );
        }
    }
}

/// The start of the ids of the course's editions in the lock.
const COURSE: &str = "training-";

fn is_hash(text: &str) -> bool {
    text.len() == 64 && text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
}
