//! The parts of a backup: their names, and the order in which they are.

use model::core::canonical::Hash;
use std::fmt;

/// A part of a backup.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum ArchivePart {
    /// What the backup is of, and the tables that it has: `backup.json`.
    Header,
    /// Rows of a table, each a line of JSON: `rows/action/000001.jsonl`. The parts of a table are numbered from 1.
    Rows {
        /// The position of the table in the header.
        table: usize,
        /// The number of the part.
        number: u32,
    },
    /// A file of evidence, by its hash: `files/…`.
    File(Hash),
    /// A file with keys, by its path in the data folder: `keys/…`.
    Key(String),
    /// The hashes of all other parts: `manifest.json`.
    Manifest,
}

/// The maximum depth of the path of a key.
const MAX_KEY_DEPTH: usize = 4;

impl ArchivePart {
    /// Returns the name of the part. `tables` are the names of the tables in the header.
    pub(crate) fn name(&self, tables: &[String]) -> String {
        match self {
            Self::Header => "backup.json".to_owned(),
            Self::Rows { table, number } => format!("rows/{}/{number:06}.jsonl", tables[*table]),
            Self::File(hash) => format!("files/{hash}"),
            Self::Key(path) => format!("keys/{path}"),
            Self::Manifest => "manifest.json".to_owned(),
        }
    }

    /// Reads a name; `None` if no part is called so.
    pub(crate) fn parse(name: &str, tables: &[String]) -> Option<Self> {
        let part = match name.split_once('/') {
            None if name == "backup.json" => Self::Header,
            None if name == "manifest.json" => Self::Manifest,
            Some(("files", hash)) => Self::File(hash.parse().ok()?),
            Some(("keys", path)) if is_key_path(path) => Self::Key(path.to_owned()),
            Some(("rows", rest)) => {
                let (table, number) = rest.split_once('/')?;
                let table = tables.iter().position(|one| one == table)?;
                Self::Rows { table, number: number.strip_suffix(".jsonl")?.parse().ok()? }
            }
            _ => return None,
        };
        // Another spelling of the same part is not its name.
        (part.name(tables) == name).then_some(part)
    }

    /// Whether the part may come next after another. Each part is there once: tables in the order of the header, then files in the order of
    /// their hashes, then keys in that of their paths, then the manifest.
    pub(crate) fn may_follow(&self, last: Option<&Self>) -> bool {
        match (last, self) {
            (None, first) => *first == Self::Header,
            (Some(Self::Rows { table: former, number }), Self::Rows { table, number: next }) if table == former => {
                *next == number + 1
            }
            (Some(last), Self::Rows { number, .. }) => *number == 1 && self > last,
            (Some(last), next) => next > last,
        }
    }
}

/// Whether this is the path of a key: plain names, of which none is hidden or leads upwards.
pub(crate) fn is_key_path(path: &str) -> bool {
    let is_plain = |name: &str| {
        !name.is_empty()
            && !name.starts_with('.')
            && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'_'))
    };
    path.split('/').count() <= MAX_KEY_DEPTH && path.split('/').all(is_plain)
}

impl fmt::Display for ArchivePart {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Header => write!(f, "the header"),
            Self::Rows { number, .. } => write!(f, "part {number} of a table"),
            Self::File(hash) => write!(f, "the file {hash}"),
            Self::Key(path) => write!(f, "the key {path}"),
            Self::Manifest => write!(f, "the manifest"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tables() -> Vec<String> {
        vec!["action".to_owned(), "answer".to_owned()]
    }

    #[test]
    fn names_are_read_as_they_are_written() {
        let hash = Hash::of("words");
        for part in [
            ArchivePart::Header,
            ArchivePart::Rows { table: 1, number: 12 },
            ArchivePart::File(hash),
            ArchivePart::Key("consultations/a-1.key".to_owned()),
            ArchivePart::Manifest,
        ] {
            assert_eq!(ArchivePart::parse(&part.name(&tables()), &tables()), Some(part));
        }
    }

    #[test]
    fn no_other_name_is_read() {
        let upper = Hash::of("words").to_string().to_uppercase();
        for name in [
            "",
            "/",
            "..",
            "../backup.json",
            "./backup.json",
            "backup.json/",
            "rows/action/1.jsonl",
            "rows/action/0000001.jsonl",
            "rows/action/+00001.jsonl",
            "rows/plan/000001.jsonl",
            "rows/../000001.jsonl",
            "rows/action/000001.jsonl/",
            "files/",
            "files/abc",
            "files/../../etc/passwd",
            "keys/",
            "keys/..",
            "keys/../x",
            "keys/a/../../x",
            "keys//x",
            "keys/.x",
            "keys/a/b/c/d/e",
            "keys/a b",
            "keys/\u{e9}",
            "other",
            "/etc/passwd",
            "files\\a",
            "manifest.json\0",
            &format!("files/{upper}"),
        ] {
            assert_eq!(ArchivePart::parse(name, &tables()), None, "{name}");
        }
    }

    #[test]
    fn parts_are_in_one_order_and_none_is_there_twice() {
        let rows = |table, number| ArchivePart::Rows { table, number };
        let mut hashes = [Hash::of("a"), Hash::of("b")];
        hashes.sort();
        let file = |name: &str| ArchivePart::File(hashes[usize::from(name == "b")]);
        let good = [
            ArchivePart::Header,
            rows(0, 1),
            rows(0, 2),
            rows(1, 1),
            file("a"),
            file("b"),
            ArchivePart::Key("k".to_owned()),
            ArchivePart::Manifest,
        ];
        let mut last = None;
        for part in &good {
            assert!(part.may_follow(last), "{part} after {last:?}");
            last = Some(part);
        }
        for (last, next) in [
            (None, rows(0, 1)),
            (None, ArchivePart::Manifest),
            (Some(ArchivePart::Header), ArchivePart::Header),
            (Some(ArchivePart::Header), rows(0, 2)),
            (Some(ArchivePart::Header), rows(0, 0)),
            (Some(rows(0, 1)), rows(0, 1)),
            (Some(rows(0, 1)), rows(0, 3)),
            (Some(rows(0, 1)), rows(1, 2)),
            (Some(rows(1, 1)), rows(0, 1)),
            (Some(file("b")), file("a")),
            (Some(file("a")), file("a")),
            (Some(file("a")), rows(0, 1)),
            (Some(ArchivePart::Manifest), ArchivePart::Manifest),
            (Some(ArchivePart::Manifest), file("a")),
        ] {
            assert!(!next.may_follow(last.as_ref()), "{next:?} after {last:?}");
        }
    }
}
