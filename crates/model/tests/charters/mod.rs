//! Charters on disk, for tests.

use model::charter::{Charter, source};
use std::path::{Path, PathBuf};

/// The charter that is built in.
pub(crate) const REAL: &str = "../../charters/technician-commitment";
/// An invented charter with other themes, other people and two stages.
pub(crate) const TINY: &str = "tests/charters/keepers-pledge";

pub(crate) fn folder(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

pub(crate) fn files(root: &Path) -> Vec<(String, String)> {
    let mut found = Vec::new();
    let mut folders = vec![root.to_path_buf()];
    while let Some(folder) = folders.pop() {
        for entry in folder.read_dir().expect("the charter's folder is there") {
            let path = entry.expect("it can be listed").path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let name = path.strip_prefix(root).expect("it is inside").to_str().expect("names are UTF-8");
                found.push((name.to_owned(), std::fs::read_to_string(&path).expect("it is text")));
            }
        }
    }
    found
}

pub(crate) fn read(path: &str) -> Charter {
    source::read(&files(&folder(path))).unwrap_or_else(|flaws| panic!("{flaws:#?}"))
}
