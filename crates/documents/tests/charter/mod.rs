//! The charter of the repository, for tests.

use model::charter::{Charter, source};
use std::path::{Path, PathBuf};

/// The charter as it stands in `charters/`.
pub(crate) fn technician_commitment() -> Charter {
    let folder: PathBuf =
        [env!("CARGO_MANIFEST_DIR"), "..", "..", "charters", "technician-commitment"].iter().collect();
    let mut files = Vec::new();
    gather(&folder, "", &mut files);
    source::read(&files).expect("the charter of the repository is without flaws")
}

fn gather(folder: &Path, prefix: &str, files: &mut Vec<(String, String)>) {
    for entry in std::fs::read_dir(folder).expect("the charter's folder is there") {
        let entry = entry.expect("a folder can be listed");
        let name = format!("{prefix}{}", entry.file_name().to_string_lossy());
        if entry.path().is_dir() {
            gather(&entry.path(), &format!("{name}/"), files);
        } else {
            files.push((name, std::fs::read_to_string(entry.path()).expect("charters are text")));
        }
    }
}
