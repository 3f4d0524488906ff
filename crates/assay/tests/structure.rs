//! Checks the layout of the workspace: which area may import which, repeated type names, the length of folders, and paths in documents.
//! The order of areas is read from a table in `ARCHITECTURE.md`.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
};

/// Layers whose folders are areas: their sources, and what an import of another area begins with.
const LAYERS: [(&str, &str, &str); 3] = [
    ("model", "crates/model/src", "crate::"),
    ("store", "crates/store/src", "crate::"),
    ("pages", "crates/web/pages", "pages_"),
];

/// The maximum number of modules in a folder, so that a reader can take in the list at once.
const MAX_MODULES: usize = 15;

/// Folders that have more modules, with the number that each may have. A number may only go down.
const LONG_FOLDERS: &[(&str, usize)] = &[("crates/web/shell/src/core", 20)];

/// The public type names that are defined three times or more, with the number of definitions. A number may only go down. After renaming
/// some, update the file with `UPDATE_BASELINES=1 cargo nextest run -p assay three_times` and check the difference.
const REPEATED_NAMES: &str = "crates/assay/tests/repeated-names.txt";

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").canonicalize().unwrap()
}

fn read(path: impl AsRef<Path>) -> String {
    fs::read_to_string(root().join(&path)).unwrap_or_else(|error| panic!("{}: {error}", path.as_ref().display()))
}

/// Returns every file below a folder, sorted.
fn files_below(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files.extend(files_below(&path));
        } else {
            files.push(path);
        }
    }
    files.sort();
    files
}

/// Returns the Rust sources of a folder, without tests and comments, each with its path from the root.
fn sources(folder: &str) -> Vec<(String, String)> {
    let root = root();
    let is_source = |path: &PathBuf| {
        path.extension().is_some_and(|ending| ending == "rs") && path.file_name().is_some_and(|name| name != "tests.rs")
    };
    files_below(&root.join(folder))
        .into_iter()
        .filter(is_source)
        .map(|path| {
            let text = fs::read_to_string(&path).unwrap();
            let text = text.split("#[cfg(test)]\nmod tests {").next().unwrap();
            let lines: Vec<&str> = text.lines().map(|line| line.split("//").next().unwrap_or_default()).collect();
            (path.strip_prefix(&root).unwrap().display().to_string(), lines.join("\n"))
        })
        .collect()
}

/// Returns the first name of every path that follows `prefix`: `crate::{plan, core::db}` names `plan` and `core`.
fn names_after(text: &str, prefix: &str) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    for (at, _) in text.match_indices(prefix) {
        let rest = &text[at + prefix.len()..];
        if let Some(group) = rest.strip_prefix('{') {
            let (mut depth, mut is_first) = (1, true);
            let mut name = String::new();
            for letter in group.chars() {
                match letter {
                    '{' => depth += 1,
                    '}' => depth -= 1,
                    ',' if depth == 1 => is_first = true,
                    _ => {}
                }
                if depth == 1 && is_first && (letter.is_alphanumeric() || letter == '_') {
                    name.push(letter);
                } else if !name.is_empty() {
                    names.insert(std::mem::take(&mut name));
                    is_first = letter == ',';
                }
                if depth == 0 {
                    break;
                }
            }
        } else {
            names.insert(rest.chars().take_while(|letter| letter.is_alphanumeric() || *letter == '_').collect());
        }
    }
    names
}

/// Returns the rows of the table below a heading in `ARCHITECTURE.md`, as cells without backquotes.
fn table(heading: &str) -> Vec<Vec<String>> {
    let text = read("ARCHITECTURE.md");
    let (_, after) = text.split_once(heading).unwrap_or_else(|| panic!("ARCHITECTURE.md has no heading {heading}"));
    let rows = after.lines().skip_while(|line| !line.starts_with('|')).take_while(|line| line.starts_with('|'));
    let cells = |row: &str| row.trim_matches('|').split('|').map(|cell| cell.trim().replace('`', "")).collect();
    rows.skip(2).map(cells).collect()
}

#[test]
fn an_area_imports_only_areas_above_it_or_the_arrow_is_declared() {
    let order: Vec<String> = table("### The order of areas").into_iter().map(|row| row[0].clone()).collect();
    let position = |area: &str| order.iter().position(|one| one == area);
    assert!(order.len() > 8 && order[0] == "core", "{order:?}");
    let mut declared = BTreeSet::new();
    for row in table("### Arrows the other way") {
        assert!(row.len() == 4 && row[3].len() > 20, "an arrow needs a reason: {row:?}");
        declared.insert((row[0].clone(), row[1].clone(), row[2].clone()));
    }
    let mut found = BTreeMap::new();
    for (layer, folder, prefix) in LAYERS {
        for (path, text) in sources(folder) {
            let within = path.strip_prefix(folder).unwrap().trim_start_matches('/');
            let Some((area, _)) = within.split_once('/') else { continue };
            let from = position(area).unwrap_or_else(|| panic!("{area} ({path}) is not in ARCHITECTURE.md"));
            for to in names_after(&text, prefix) {
                if position(&to).is_some_and(|to| to > from) {
                    found.entry((layer.to_owned(), area.to_owned(), to)).or_insert(path.clone());
                }
            }
        }
    }
    let undeclared: Vec<_> = found.iter().filter(|(arrow, _)| !declared.contains(*arrow)).collect();
    assert!(undeclared.is_empty(), "these arrows point the wrong way and are not declared: {undeclared:#?}");
    let gone: Vec<_> = declared.iter().filter(|arrow| !found.contains_key(*arrow)).collect();
    if !gone.is_empty() {
        eprintln!("these arrows are gone, remove them from ARCHITECTURE.md: {gone:?}");
    }
}

#[test]
fn crates_without_a_test_target_have_no_tests() {
    // With `test = false` in the manifest, a test in the sources of the crate would never run.
    for manifest in files_below(&root().join("crates")).into_iter().filter(|path| path.ends_with("Cargo.toml")) {
        let without = fs::read_to_string(&manifest).unwrap().lines().any(|line| line == "test = false");
        let sources = manifest.parent().unwrap().join("src");
        if without && sources.is_dir() {
            for source in files_below(&sources) {
                let text = fs::read_to_string(&source).unwrap_or_default();
                assert!(!text.contains("#[cfg(test)]"), "{} has tests that do not run", source.display());
            }
        }
    }
}

#[test]
fn no_public_type_name_is_defined_three_times() {
    let mut names: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (path, text) in sources("crates") {
        if !path.contains("/src/") {
            continue;
        }
        for line in text.lines() {
            let mut words = line.split_whitespace();
            let visibility = words.next().unwrap_or_default();
            if visibility == "pub(in" {
                words.next();
            }
            let is_type = words.next().is_some_and(|word| ["struct", "enum", "trait", "type"].contains(&word));
            if (visibility == "pub" || visibility.starts_with("pub(")) && is_type {
                let name = words.next().unwrap_or_default();
                let name: String = name.chars().take_while(|letter| letter.is_alphanumeric()).collect();
                names.entry(name).or_default().push(path.clone());
            }
        }
    }
    names.retain(|name, paths| !name.is_empty() && paths.len() > 2);
    let file = root().join(REPEATED_NAMES);
    if std::env::var_os("UPDATE_BASELINES").is_some() {
        let lines: Vec<String> = names.iter().map(|(name, paths)| format!("{:3} {name}\n", paths.len())).collect();
        fs::write(&file, lines.concat()).unwrap();
    }
    let allowed = fs::read_to_string(&file).unwrap();
    let allowed: BTreeMap<&str, usize> = allowed
        .lines()
        .map(|line| line.trim().split_once(' ').unwrap())
        .map(|(number, name)| (name, number.parse().unwrap()))
        .collect();
    let wrong: Vec<_> = names
        .iter()
        .filter(|(name, paths)| paths.len() > allowed.get(name.as_str()).copied().unwrap_or(2))
        .map(|(name, paths)| format!("{name} ({}): {}", paths.len(), paths.join(" ")))
        .collect();
    assert!(wrong.is_empty(), "give these types names of their own:\n{}", wrong.join("\n"));
}

#[test]
fn no_folder_has_more_modules_than_a_reader_can_take_in() {
    let mut folders: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for path in files_below(&root().join("crates")) {
        let is_rust = path.extension().is_some_and(|ending| ending == "rs");
        let path = path.strip_prefix(root()).unwrap().display().to_string();
        let parts: Vec<&str> = path.split('/').collect();
        let Some(source) = parts.iter().position(|part| *part == "src").filter(|_| is_rust) else {
            continue;
        };
        for at in source..parts.len() - 1 {
            let name = parts[at + 1].trim_end_matches(".rs").to_owned();
            if name != "mod" && name != "lib" && name != "main" {
                folders.entry(parts[..=at].join("/")).or_default().insert(name);
            }
        }
    }
    let allowed: BTreeMap<_, _> = LONG_FOLDERS.iter().copied().collect();
    let wrong: Vec<_> = folders
        .iter()
        .filter(|(folder, names)| names.len() > allowed.get(folder.as_str()).copied().unwrap_or(MAX_MODULES))
        .map(|(folder, names)| format!("(\"{folder}\", {}),", names.len()))
        .collect();
    assert!(wrong.is_empty(), "these folders have too many modules:\n{}", wrong.join("\n"));
}

/// Returns the documents whose paths and commands are checked.
fn documents() -> Vec<PathBuf> {
    let root = root();
    let mut documents: Vec<PathBuf> = files_below(&root.join("docs"));
    documents.extend(
        ["README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "STYLE.md", "SECURITY.md"].map(|name| root.join(name)),
    );
    documents.retain(|path| path.extension().is_some_and(|ending| ending == "md"));
    documents
}

/// Whether a path in a document exists, relative to the root, to `crates` or to the document. `{a,b}` and `*` match anything.
fn exists(document: &Path, path: &str) -> bool {
    let path = path.split('#').next().unwrap_or_default();
    let path = path.split(['*', '{', '…']).next().unwrap_or_default();
    let path = if path.ends_with('/') { path } else { path.trim_end_matches('.') };
    let folders = [root(), root().join("crates"), document.parent().unwrap().to_path_buf()];
    folders.iter().any(|folder| {
        let whole = folder.join(path);
        whole.exists() || path.contains('/') && !path.ends_with('/') && is_beginning(&whole)
    })
}

/// Whether something exists whose name begins like this path, for names cut off at a wildcard.
fn is_beginning(path: &Path) -> bool {
    let (Some(parent), Some(name)) = (path.parent(), path.file_name().and_then(|name| name.to_str())) else {
        return false;
    };
    let Ok(entries) = fs::read_dir(parent) else { return false };
    path.extension().is_none() && entries.flatten().any(|entry| entry.file_name().to_string_lossy().starts_with(name))
}

#[test]
fn every_path_and_command_in_the_documents_exists() {
    const TOPS: [&str; 16] = [
        "crates/",
        "charters/",
        "docs/",
        "tests/",
        "benches/",
        "fuzz/",
        ".github/",
        "model/",
        "documents/",
        "store/",
        "web/",
        "assay/",
        "testing/",
        "typeset/",
        "./run",
        "./test",
    ];
    let mut wrong = Vec::new();
    for document in documents() {
        let text = fs::read_to_string(&document).unwrap();
        let name = document.strip_prefix(root()).unwrap().display().to_string();
        // Code spans, and the targets of links.
        let spans = text.split('`').skip(1).step_by(2).flat_map(str::split_whitespace);
        let links = text.split("](").skip(1).filter_map(|rest| rest.split(')').next());
        for path in spans.filter(|word| TOPS.iter().any(|top| word.starts_with(top))) {
            let path = path.trim_end_matches([',', ';', ':', ')']);
            if !exists(&document, path) {
                wrong.push(format!("{name}: {path}"));
            }
        }
        for link in links.filter(|link| !link.contains("://") && !link.starts_with('#') && !link.starts_with("mailto:"))
        {
            if !exists(&document, link) {
                wrong.push(format!("{name}: link to {link}"));
            }
        }
    }
    assert!(wrong.is_empty(), "these paths do not exist:\n{}", wrong.join("\n"));
}
