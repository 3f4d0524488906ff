//! Files that are not backups, or were changed: nothing of them is restored, and nothing is left.

use crate::site::TestSite;
use std::fs;

/// Checks that a file is refused by both commands, and that the place stays empty.
fn refused(bytes: &[u8], reason: &str) {
    let place = TestSite::place("sqlite:");
    let archive = place.archive("hostile.backup");
    fs::write(&archive, bytes).unwrap();
    for arguments in [["backup", "--check", &archive].as_slice(), &["restore", &archive]] {
        let said = place.fails(arguments);
        assert!(said.contains("cannot be used") && said.contains(reason), "{reason}: {said}");
    }
    assert!(!place.data.exists(), "nothing was made");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_changed_backup_is_refused_and_nothing_is_left() {
    let (site, _) = TestSite::filled("sqlite:").await;
    let archive = site.archive("site.backup");
    site.ok(&["backup", &archive]);
    let whole = fs::read(&archive).unwrap();
    refused(&whole[..whole.len() / 2], "it ends in the middle");
    refused(&whole[..whole.len() - 1], "it ends in the middle");
    refused(&[whole.as_slice(), &[0]].concat(), "more bytes after its end");
    refused(&[whole.as_slice(), whole.as_slice()].concat(), "more bytes after its end");
    refused(b"", "it ends in the middle");
    refused(&vec![b'x'; 2048], "it is not a backup");
    let text = b".example\"";
    let at = whole.windows(text.len()).position(|bytes| bytes == text).expect("the world has addresses");
    let mut changed = whole.clone();
    changed[at] = b'-';
    refused(&changed, "was changed after the backup was made");
}

#[tokio::test(flavor = "multi_thread")]
async fn archives_of_other_programs_are_refused() {
    let place = TestSite::place("sqlite:");
    let folder = place.folder.join("hostile");
    fs::create_dir(&folder).unwrap();
    fs::write(folder.join("backup.json"), "{}").unwrap();
    std::os::unix::fs::symlink("/etc/passwd", folder.join("manifest.json")).unwrap();
    for arguments in
        [["backup.json", "manifest.json"].as_slice(), &["manifest.json"], &["--transform=s,^,../../,", "backup.json"]]
    {
        let tar = place.archive("made.tar");
        let made = std::process::Command::new("tar")
            .args(["--create", "--absolute-names", "--file", &tar, "--directory"])
            .arg(&folder)
            .args(arguments)
            .status()
            .unwrap();
        assert!(made.success());
        refused(&fs::read(&tar).unwrap(), "");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_backup_needs_a_site_and_an_empty_place() {
    let empty = TestSite::place("sqlite:");
    let archive = empty.archive("site.backup");
    let said = empty.fails(&["backup", &archive]);
    assert!(said.contains("there is no database"), "{said}");
    assert!(fs::read_dir(&empty.folder).unwrap().next().is_none(), "neither a backup nor a folder was made");
    let (site, _) = TestSite::filled("sqlite:").await;
    site.ok(&["backup", &archive]);
    fs::create_dir(&empty.data).unwrap();
    fs::write(empty.data.join("notes.txt"), "somebody's").unwrap();
    let said = empty.fails(&["restore", &archive]);
    assert!(said.contains("is not empty: it has notes.txt"), "{said}");
    assert_eq!(fs::read_dir(&empty.data).unwrap().count(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn keys_are_apart_and_restored_with_their_own_file() {
    let (site, _) = TestSite::filled("sqlite:").await;
    let keys = site.data.join("keys");
    fs::create_dir(&keys).unwrap();
    fs::write(site.data.join("signing-keys.json"), "a secret that signs").unwrap();
    fs::write(keys.join("one.key"), "a response key").unwrap();
    let (archive, key_archive) = (site.archive("site.backup"), site.archive("keys.backup"));
    let said = site.ok(&["backup", &archive, "--with-keys", &key_archive]);
    assert!(said.contains(": 1. Store it apart from the backup"), "{said}");
    let has = |path: &str, text: &str| String::from_utf8_lossy(&fs::read(path).unwrap()).contains(text);
    assert!(!has(&archive, "a secret") && has(&key_archive, "a secret"));
    assert!(!has(&archive, "a response key") && !has(&key_archive, "a response key"), "they are never backed up");
    let restored = TestSite::place("sqlite:");
    let said = restored.fails(&["restore", &key_archive]);
    assert!(said.contains("has only keys"), "{said}");
    let said = restored.fails(&["restore", &archive, "--keys", &archive]);
    assert!(said.contains("is not a backup of keys"), "{said}");
    assert!(!restored.data.exists());
    restored.ok(&["restore", &archive, "--keys", &key_archive]);
    assert_eq!(fs::read(restored.data.join("signing-keys.json")).unwrap(), b"a secret that signs");
    assert!(!restored.data.join("keys").exists());
}
