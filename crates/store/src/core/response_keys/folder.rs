//! Keys as files: one for each, named by its id, which only the user of the program can read.

use super::{KEY_BYTES, ResponseKey, ResponseKeyError, record_name};
use crate::core::secrets::random;
use std::{
    fs::{self, DirBuilder, File, OpenOptions, Permissions},
    io::{self, Write as _},
    os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _, PermissionsExt as _},
    path::{Path, PathBuf},
};
use uuid::Uuid;

/// Creates the folder. If it exists, others lose their access to it.
pub(super) fn create(folder: &Path) -> io::Result<()> {
    DirBuilder::new().recursive(true).mode(0o700).create(folder)?;
    if fs::metadata(folder)?.permissions().mode() & 0o077 != 0 {
        fs::set_permissions(folder, Permissions::from_mode(0o700))?;
    }
    Ok(())
}

fn path(folder: &Path, id: Uuid) -> PathBuf {
    folder.join(format!("{id}.key"))
}

/// Returns the stored key, or stores the new one. Of several instances that do this at once, one stores its key and the others read it.
pub(super) fn create_key(folder: &Path, id: Uuid, new: [u8; KEY_BYTES]) -> Result<[u8; KEY_BYTES], ResponseKeyError> {
    match read_key(folder, id) {
        Err(ResponseKeyError::Missing) => {}
        Ok(key) => {
            let check = ResponseKey(key).check();
            if !is_destroyed(folder, id, &check)? {
                return Ok(key);
            }
            // The program ended before the key was deleted, and the database is older than that.
            destroy_key(folder, id, &check)?;
        }
        other => return other,
    }
    let draft = folder.join(format!(".{id}.{}", hex::encode(random::<8>())));
    let mut file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(&draft)?;
    file.write_all(&new)?;
    file.sync_all()?;
    // A link never replaces a file, so that the first key stays, and a file that is seen is complete.
    let linked = fs::hard_link(&draft, path(folder, id));
    if linked.is_err() {
        overwrite(&draft)?;
    }
    fs::remove_file(&draft)?;
    match linked {
        Ok(()) => {}
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => return read_key(folder, id),
        Err(error) => return Err(error.into()),
    }
    sync(folder)?;
    Ok(new)
}

/// Reads a key.
pub(super) fn read_key(folder: &Path, id: Uuid) -> Result<[u8; KEY_BYTES], ResponseKeyError> {
    match fs::read(path(folder, id)) {
        Ok(bytes) => bytes.try_into().map_err(|_| ResponseKeyError::Different),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Err(ResponseKeyError::Missing),
        Err(error) => Err(error.into()),
    }
}

/// The record that a key was destroyed, or that this has begun: an empty file, which is there at once or not at all. It is named by the
/// check too, so that it is not taken for that of another key with the same id.
fn record(folder: &Path, id: Uuid, check: &str) -> PathBuf {
    folder.join(record_name(id, check))
}

/// Whether the key was destroyed, or that has begun.
pub(super) fn is_destroyed(folder: &Path, id: Uuid, check: &str) -> Result<bool, ResponseKeyError> {
    Ok(record(folder, id, check).try_exists()?)
}

/// Records that a key is destroyed, then overwrites and deletes it. If the program ends in between, it goes on at the next call. A key that
/// is not there counts as destroyed only if that was recorded: the folder could be another one.
pub(super) fn destroy_key(folder: &Path, id: Uuid, check: &str) -> Result<(), ResponseKeyError> {
    if !is_destroyed(folder, id, check)? {
        match read_key(folder, id) {
            Ok(key) if ResponseKey(key).check() == check => {}
            Ok(_) | Err(ResponseKeyError::Missing | ResponseKeyError::Different) => {
                return Err(ResponseKeyError::Unrecorded(record_name(id, check)));
            }
            Err(error) => return Err(error),
        }
        OpenOptions::new().write(true).create(true).truncate(false).mode(0o600).open(record(folder, id, check))?;
        sync(folder)?;
    }
    let file = path(folder, id);
    let destroyed = overwrite(&file).and_then(|()| fs::remove_file(&file));
    match destroyed {
        Err(error) if error.kind() == io::ErrorKind::NotFound => {}
        other => other?,
    }
    Ok(sync(folder)?)
}

/// Overwrites a key with zeros on disk. Some file systems and disks write elsewhere and keep the former bytes for a while.
fn overwrite(file: &Path) -> io::Result<()> {
    let mut file = OpenOptions::new().write(true).open(file)?;
    file.write_all(&[0; KEY_BYTES])?;
    file.sync_all()
}

/// Waits until the entries of the folder are on disk.
fn sync(folder: &Path) -> io::Result<()> {
    File::open(folder)?.sync_all()
}
