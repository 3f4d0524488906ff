//! Removes files that were left half stored.

use model::Timestamp;
use std::{fs, io, path::Path};

/// Removes the temporary files in a folder of stored files that were not written to since a moment. A process writes a file under a temporary
/// name, which is that of the file with `#` and a number, and renames it. An upload that is in progress is younger than that moment.
pub(super) fn sweep(folder: &Path, before: Timestamp) -> io::Result<usize> {
    let mut removed = 0;
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        if !entry.file_type()?.is_dir() {
            continue;
        }
        for file in fs::read_dir(entry.path())? {
            let file = file?;
            if !is_temporary(&file.file_name().to_string_lossy()) {
                continue;
            }
            // Another instance may remove or rename it at the same time.
            let Ok(metadata) = file.metadata() else { continue };
            let is_old = Timestamp::try_from(metadata.modified()?).is_ok_and(|written| written < before);
            if metadata.is_file() && is_old && fs::remove_file(file.path()).is_ok() {
                removed += 1;
            }
        }
    }
    Ok(removed)
}

/// Whether this is the temporary name of a file that is stored by its hash.
fn is_temporary(name: &str) -> bool {
    name.split_once('#').is_some_and(|(hash, number)| {
        hash.parse::<model::core::canonical::Hash>().is_ok()
            && !number.is_empty()
            && number.bytes().all(|byte| byte.is_ascii_digit())
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::SignedDuration;

    #[test]
    fn only_old_temporary_files_are_removed() {
        let folder = std::env::temp_dir().join(format!("assay-sweep-{}", store::core::secrets::new()));
        let hash = store::core::digests::sha256(b"words");
        let within = folder.join(&hash[..2]);
        fs::create_dir_all(&within).unwrap();
        let keep = [hash.clone(), format!("{hash}#"), format!("{hash}#1x"), "notes#1".to_owned()];
        for name in keep.iter().chain([&format!("{hash}#1"), &format!("{hash}#22")]) {
            fs::write(within.join(name), "half").unwrap();
        }
        let written = Timestamp::try_from(fs::metadata(within.join(&hash)).unwrap().modified().unwrap()).unwrap();
        assert_eq!(sweep(&folder, written - SignedDuration::from_mins(1)).unwrap(), 0, "uploads in progress stay");
        assert_eq!(sweep(&folder, written + SignedDuration::from_mins(1)).unwrap(), 2);
        for name in keep {
            assert!(within.join(&name).exists(), "{name}");
        }
        fs::remove_dir_all(folder).unwrap();
    }
}
