//! The charters of the repository, for tests.
// Each test file is a separate crate and uses only some of these.
#![allow(dead_code)]

use model::charter::{Charter, source};
use std::path::{Path, PathBuf};

/// The charter in `charters/`.
pub(crate) fn technician_commitment() -> Charter {
    charter(&["..", "..", "charters", "technician-commitment"])
}

/// A small, invented charter.
pub(crate) fn keepers_pledge() -> Charter {
    charter(&["..", "model", "tests", "charters", "keepers-pledge"])
}

fn charter(path: &[&str]) -> Charter {
    let folder: PathBuf = [env!("CARGO_MANIFEST_DIR")].iter().chain(path).collect();
    let mut files = Vec::new();
    add_files(&folder, "", &mut files);
    source::read(&files).expect("the charters of the repository are valid")
}

/// Adds the files of a charter, each with its path below `folder`.
fn add_files(folder: &Path, prefix: &str, files: &mut Vec<(String, String)>) {
    for entry in std::fs::read_dir(folder).expect("the charter's folder exists") {
        let entry = entry.expect("a folder can be listed");
        let name = format!("{prefix}{}", entry.file_name().to_string_lossy());
        if entry.path().is_dir() {
            add_files(&entry.path(), &format!("{name}/"), files);
        } else {
            files.push((name, std::fs::read_to_string(entry.path()).expect("the files of a charter are text")));
        }
    }
}
