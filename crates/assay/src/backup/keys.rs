//! The backup of keys: a file of the same form, apart from that of the site.

use super::new_file::NewFile;
use super::{
    archive::{ArchiveReader, ArchiveWriter, Contents, Header},
    part::ArchivePart,
};
use jiff::Timestamp;
use std::{
    error::Error,
    fs,
    io::{self, Read},
    os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _},
    path::{Path, PathBuf},
};

/// Writes the keys, each with its path in the data folder, and returns how many there are.
pub(crate) fn write(keys: &[(String, PathBuf)], now: Timestamp, target: &mut NewFile) -> Result<u64, Box<dyn Error>> {
    let mut archive = ArchiveWriter::begin(target, &Header::new(Contents::Keys, now, 0, Vec::new()))?;
    let mut count = 0;
    for (name, path) in keys {
        match fs::read(path) {
            Ok(bytes) => archive.add(&ArchivePart::Key(name.clone()), &bytes)?,
            // It was removed in the meantime.
            Err(error) if error.kind() == io::ErrorKind::NotFound => continue,
            Err(error) => return Err(format!("cannot read the key {}: {error}", path.display()).into()),
        }
        count += 1;
    }
    archive.end(Vec::new())?;
    Ok(count)
}

/// Writes the keys of a backup into a folder. Returns how many there are.
pub(crate) fn restore(mut reader: ArchiveReader<impl Read>, into: &Path) -> Result<u64, Box<dyn Error>> {
    let mut count = 0;
    while let Some((part, bytes)) = reader.next_part()? {
        let ArchivePart::Key(name) = part else { continue };
        // The name has no part that leads upwards.
        let path = into.join(name);
        if let Some(folder) = path.parent() {
            fs::DirBuilder::new().recursive(true).mode(0o700).create(folder)?;
        }
        let mut file = fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(path)?;
        io::Write::write_all(&mut file, &bytes)?;
        file.sync_all()?;
        count += 1;
    }
    Ok(count)
}
