//! A backup is read as it was written, and nothing else is read.

use super::*;
use store::core::db::ColumnKind;

fn header() -> Header {
    let columns = vec![("id".to_owned(), ColumnKind::Uuid)];
    let table = |name: &str| TableColumns { table: name.to_owned(), columns: columns.clone() };
    Header::new(Contents::Site, Timestamp::UNIX_EPOCH, 22, vec![table("action"), table("answer")])
}

fn parts() -> Vec<(ArchivePart, Vec<u8>)> {
    let bytes = b"evidence".to_vec();
    vec![
        (ArchivePart::Rows { table: 0, number: 1 }, b"[1]\n[2]\n".to_vec()),
        (ArchivePart::Rows { table: 1, number: 1 }, b"[3]\n".to_vec()),
        (ArchivePart::File(sha256(&bytes).parse().unwrap()), bytes),
    ]
}

fn written(parts: &[(ArchivePart, Vec<u8>)], missing: Vec<Hash>) -> Vec<u8> {
    let mut writer = ArchiveWriter::begin(Vec::new(), &header()).unwrap();
    for (part, bytes) in parts {
        writer.add(part, bytes).unwrap();
    }
    let (archive, bytes, hash) = writer.end(missing).unwrap();
    assert_eq!((bytes, hash), (archive.len() as u64, sha256(&archive)));
    archive
}

fn read(archive: &[u8]) -> Result<Vec<(ArchivePart, Vec<u8>)>, ArchiveError> {
    let (mut reader, mut all) = (ArchiveReader::begin(archive)?, Vec::new());
    while let Some(part) = reader.next_part()? {
        all.push(part);
    }
    Ok(all)
}

#[test]
fn a_backup_is_read_as_it_was_written() {
    let missing = vec![Hash::of("gone")];
    let archive = written(&parts(), missing.clone());
    let mut reader = ArchiveReader::begin(archive.as_slice()).unwrap();
    assert_eq!(*reader.header(), header());
    let mut found = Vec::new();
    while let Some(part) = reader.next_part().unwrap() {
        found.push(part);
    }
    assert_eq!(found, parts());
    assert_eq!(reader.missing_files(), missing);
}

#[test]
fn every_changed_byte_and_every_other_length_is_refused() {
    let archive = written(&parts(), Vec::new());
    for at in 0..archive.len() {
        let mut changed = archive.clone();
        changed[at] ^= 1;
        assert!(read(&changed).is_err(), "byte {at} of {}", archive.len());
        assert!(read(&archive[..at]).is_err(), "{at} bytes");
    }
    assert!(read(&[archive.as_slice(), b"more"].concat()).is_err());
}

#[test]
fn parts_that_do_not_belong_are_refused() {
    let key = (ArchivePart::Key("signing.key".to_owned()), b"secret".to_vec());
    assert!(matches!(read(&written(&[key], Vec::new())), Err(ArchiveError::Order(ArchivePart::Key(_)))));
    let file = (ArchivePart::File(Hash::of("other")), b"words".to_vec());
    assert!(matches!(read(&written(&[file], Vec::new())), Err(ArchiveError::Changed(ArchivePart::File(_)))));
    let [rows, second, file]: [_; 3] = parts().try_into().unwrap();
    for wrong in [vec![rows.clone(), rows.clone()], vec![second, rows.clone()], vec![file, rows]] {
        assert!(matches!(read(&written(&wrong, Vec::new())), Err(ArchiveError::Order(_))), "{wrong:?}");
    }
}

#[test]
fn a_newer_format_says_so() {
    let newer = Header { assay_backup: FORMAT + 1, ..header() };
    let (archive, ..) = ArchiveWriter::begin(Vec::new(), &newer).unwrap().end(Vec::new()).unwrap();
    assert!(matches!(read(&archive), Err(ArchiveError::Format(2))));
}

#[test]
fn the_manifest_of_another_backup_is_refused() {
    let mut bytes = Vec::new();
    let header = serde_json::to_vec(&header()).unwrap();
    ustar::write_part(&mut bytes, "backup.json", &header).unwrap();
    ustar::write_part(&mut bytes, "rows/action/000001.jsonl", b"[1]\n").unwrap();
    let mut parts = vec![PartSum::of("backup.json".to_owned(), &header)];
    for listed in [vec![], vec![PartSum::of("rows/action/000001.jsonl".to_owned(), b"[2]\n")]] {
        parts.extend(listed);
        let manifest = Manifest { parts: parts.clone(), missing_files: Vec::new() };
        let mut archive = bytes.clone();
        ustar::write_part(&mut archive, "manifest.json", &serde_json::to_vec(&manifest).unwrap()).unwrap();
        ustar::write_end(&mut archive).unwrap();
        assert!(read(&archive).is_err());
    }
}
