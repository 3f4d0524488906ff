//! Only the owner can read what the program writes.

use crate::site::{TestSite, get};
use std::{fs, os::unix::fs::PermissionsExt as _, path::Path};

fn mode(path: &Path) -> u32 {
    path.metadata().unwrap().permissions().mode() & 0o777
}

fn set_mode(path: &Path, mode: u32) {
    fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
}

/// Checks everything below a folder.
fn assert_private(folder: &Path) {
    assert_eq!(mode(folder), 0o700, "{}", folder.display());
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            assert_private(&path);
        } else {
            assert_eq!(mode(&path), 0o600, "{}", path.display());
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn new_folders_and_files_are_private() {
    let site = TestSite::place("sqlite:");
    site.ok(&["add-secretariat", "ann@charter.example", "--name", "Ann Example"]);
    let (mut process, address) = site.serve();
    let page = get(&address, "/signatories", "none");
    assert_private(&site.data);
    assert!(site.data.join("assay.db-wal").exists(), "the site is running");
    process.kill().unwrap();
    process.wait().unwrap();
    assert!(page.starts_with("HTTP/1.1 200"), "{page}");
    let archive = site.archive("site.backup");
    site.ok(&["backup", &archive]);
    assert_eq!(mode(Path::new(&archive)), 0o600);
    let restored = TestSite::place("sqlite:");
    restored.ok(&["restore", &archive]);
    assert_private(&restored.data);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_folder_of_a_former_version_is_closed_and_says_so() {
    let (site, _) = TestSite::filled("sqlite:").await;
    set_mode(&site.data, 0o755);
    set_mode(&site.data.join("files"), 0o755);
    set_mode(&site.data.join("assay.db"), 0o644);
    let said = site.ok(&["jobs"]);
    assert!(said.contains("could be read by others"), "{said}");
    assert_private(&site.data);
    assert!(!site.ok(&["jobs"]).contains("could be read by others"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_file_system_is_an_empty_folder() {
    let site = TestSite::place("sqlite:");
    fs::create_dir_all(site.data.join("lost+found")).unwrap();
    set_mode(&site.data, 0o755);
    site.ok(&["add-secretariat", "ann@charter.example", "--name", "Ann Example"]);
    assert_eq!(mode(&site.data), 0o700);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_folder_of_something_else_is_not_closed_but_refused() {
    let site = TestSite::place("sqlite:");
    fs::create_dir(&site.data).unwrap();
    fs::write(site.data.join("notes.txt"), "somebody's").unwrap();
    set_mode(&site.data, 0o755);
    let said = site.fails(&["jobs"]);
    assert!(said.contains("chmod go="), "{said}");
    assert_eq!(mode(&site.data), 0o755);
}
