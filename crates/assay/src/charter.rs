//! Loads the charter: the one built into the program, or one from a folder.

use model::charter::{Charter, source};
use rust_embed::RustEmbed;
use std::{
    error::Error,
    path::{Path, PathBuf},
};

/// The contents of `charters/` when the program was built.
#[derive(RustEmbed)]
#[folder = "../../charters"]
struct BuiltIn;

/// Reads and checks the charter in `folder`, or the first one that is built in.
///
/// # Errors
/// Lists each flaw with its file, place and reason.
pub(crate) fn load(folder: Option<&PathBuf>) -> Result<Charter, Box<dyn Error>> {
    let files = match folder {
        Some(folder) => {
            let mut files = Vec::new();
            gather(folder, folder, &mut files)
                .map_err(|error| format!("the charter in {} cannot be read: {error}", folder.display()))?;
            files
        }
        None => built_in(),
    };
    source::read(&files).map_err(|flaws| {
        let list = flaws.iter().map(|flaw| format!("\n  {flaw}")).collect::<Vec<_>>().concat();
        format!("the charter has flaws:{list}").into()
    })
}

/// The files of the first built-in charter, with their paths relative to its folder.
fn built_in() -> Vec<(String, String)> {
    let paths: Vec<_> = BuiltIn::iter().collect();
    let first =
        paths.iter().filter_map(|path| path.split_once('/')).map(|(folder, _)| folder).min().unwrap_or_default();
    let within = paths.iter().filter_map(|path| Some((path, path.strip_prefix(first)?.strip_prefix('/')?)));
    within
        .map(|(path, name)| {
            let file = BuiltIn::get(path).expect("it was just listed");
            (name.to_owned(), String::from_utf8_lossy(&file.data).into_owned())
        })
        .collect()
}

fn gather(root: &Path, folder: &Path, files: &mut Vec<(String, String)>) -> std::io::Result<()> {
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            gather(root, &path, files)?;
        } else {
            let name =
                path.strip_prefix(root).expect("it was found under the root").to_string_lossy().replace('\\', "/");
            files.push((name, std::fs::read_to_string(&path)?));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_built_in_charter_has_no_flaws() {
        load(None).unwrap();
    }

    #[test]
    fn a_folder_without_a_charter_is_an_error_that_lists_what_is_missing() {
        let error = load(Some(&PathBuf::from("src"))).unwrap_err().to_string();
        assert!(error.contains("flaws"), "{error}");
    }
}
