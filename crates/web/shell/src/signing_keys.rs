//! The keys with which the register signs, and the file in which they are kept: apart from the database, so that who can change the database
//! cannot sign. Instances share the file. The reasons are in `docs/decisions/0016-signed-by-the-register.md`.

use jiff::Timestamp;
use model::core::keys::{InvalidKeys, KnownKey, SigningKeys};
use std::{
    fs::{self, File, Metadata, OpenOptions},
    io::{ErrorKind, Read as _, Write as _},
    os::unix::fs::{MetadataExt as _, OpenOptionsExt as _, PermissionsExt as _},
    path::{Path, PathBuf},
    sync::{Arc, PoisonError, RwLock},
};
use store::core::secrets;

/// The largest size of a file of keys, in bytes: room for thousands of rotations.
const MAX_BYTES: u64 = 1024 * 1024;

/// Why there are no keys.
#[derive(Debug, thiserror::Error)]
pub enum SigningKeysError {
    /// The file can be read by others.
    #[error(
        "the file of signing keys {} can be read or changed by others than its owner (mode {mode:o}). Run: chmod 600 {}. If others may have \
         read it, then run: assay keys rotate",
        .path.display(), .path.display()
    )]
    Open {
        /// Its path.
        path: PathBuf,
        /// Its mode.
        mode: u32,
    },
    /// The file is not one of keys.
    #[error("the file of signing keys {} cannot be used: {error}. Restore it from a backup", .path.display())]
    Invalid {
        /// Its path.
        path: PathBuf,
        /// Why.
        error: InvalidKeys,
    },
    /// The file cannot be read or written.
    #[error("the file of signing keys {} cannot be used: {error}", .path.display())]
    File {
        /// Its path.
        path: PathBuf,
        /// Why.
        error: std::io::Error,
    },
}

/// The keys of this instance. Cheap to clone; clones have the same keys.
#[derive(Debug, Clone)]
pub struct SharedSigningKeys(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    /// `None` in tests, whose keys are in memory alone.
    path: Option<PathBuf>,
    read: RwLock<ReadFile>,
}

#[derive(Debug, Clone)]
struct ReadFile {
    keys: Arc<SigningKeys>,
    /// What changes when the file is replaced.
    stamp: Option<Stamp>,
}

/// The device, the inode and the time of the last change of a file.
type Stamp = (u64, u64, i64, i64);

impl SharedSigningKeys {
    /// New keys in memory, for tests.
    #[must_use]
    pub fn memory(now: Timestamp) -> Self {
        let keys = Arc::new(SigningKeys::first(secrets::seed(), now));
        Self(Arc::new(Inner { path: None, read: RwLock::new(ReadFile { keys, stamp: None }) }))
    }

    /// Opens the file of keys, and creates it with a new key if it does not exist. Of several instances that start at once, one creates it and
    /// the others read it.
    ///
    /// # Errors
    /// The file cannot be used, or others than its owner can read it.
    pub fn open(path: &Path, now: Timestamp) -> Result<Self, SigningKeysError> {
        let read = match read(path) {
            Err(SigningKeysError::File { error, .. }) if error.kind() == ErrorKind::NotFound => {
                create(path, &SigningKeys::first(secrets::seed(), now))?;
                read(path)?
            }
            read => read?,
        };
        Ok(Self(Arc::new(Inner { path: Some(path.to_owned()), read: RwLock::new(read) })))
    }

    /// Returns the keys. If the file was replaced since, it is read again, so that a running instance signs with the new key after a rotation.
    /// If it cannot be read any more, the keys stay as they are; the database then says whether they still sign.
    #[must_use]
    pub fn current(&self) -> Arc<SigningKeys> {
        let known = self.0.read.read().unwrap_or_else(PoisonError::into_inner).clone();
        let Some(path) = &self.0.path else { return known.keys };
        if fs::metadata(path).ok().map(|metadata| stamp(&metadata)) == known.stamp {
            return known.keys;
        }
        match read(path) {
            Ok(new) => {
                let keys = new.keys.clone();
                *self.0.read.write().unwrap_or_else(PoisonError::into_inner) = new;
                keys
            }
            Err(error) => {
                tracing::error!(%error, "the signing keys were not read again");
                known.keys
            }
        }
    }

    /// Returns the public keys of the register, the oldest first.
    #[must_use]
    pub fn known(&self) -> Vec<KnownKey> {
        self.current().known()
    }
}

/// Reads the file of keys.
///
/// # Errors
/// The file cannot be used, or others than its owner can read it.
pub fn read_file(path: &Path) -> Result<Arc<SigningKeys>, SigningKeysError> {
    Ok(read(path)?.keys)
}

/// Replaces the file of keys, in one step: a reader finds the former or the new one.
///
/// # Errors
/// The file cannot be written.
pub fn replace_file(path: &Path, keys: &SigningKeys) -> Result<(), SigningKeysError> {
    let file_error = |error| SigningKeysError::File { path: path.to_owned(), error };
    let new = write_beside(path, keys).map_err(file_error)?;
    fs::rename(&new, path).and_then(|()| sync_folder(path)).map_err(file_error)
}

fn read(path: &Path) -> Result<ReadFile, SigningKeysError> {
    let file_error = |error| SigningKeysError::File { path: path.to_owned(), error };
    let file = File::open(path).map_err(file_error)?;
    let metadata = file.metadata().map_err(file_error)?;
    let mode = metadata.permissions().mode() & 0o777;
    if mode & 0o077 != 0 {
        return Err(SigningKeysError::Open { path: path.to_owned(), mode });
    }
    let mut text = String::new();
    file.take(MAX_BYTES).read_to_string(&mut text).map_err(file_error)?;
    let keys = SigningKeys::parse(&text).map_err(|error| SigningKeysError::Invalid { path: path.to_owned(), error })?;
    Ok(ReadFile { keys: Arc::new(keys), stamp: Some(stamp(&metadata)) })
}

/// Creates the file, unless another instance was faster: a link fails if the name exists, and the file behind it is complete.
fn create(path: &Path, keys: &SigningKeys) -> Result<(), SigningKeysError> {
    let file_error = |error| SigningKeysError::File { path: path.to_owned(), error };
    let new = write_beside(path, keys).map_err(file_error)?;
    let linked = fs::hard_link(&new, path);
    fs::remove_file(&new).map_err(file_error)?;
    match linked {
        Err(error) if error.kind() != ErrorKind::AlreadyExists => Err(file_error(error)),
        _ => sync_folder(path).map_err(file_error),
    }
}

/// Writes a file beside the one of keys, with a name of its own, readable by its owner alone from the beginning.
fn write_beside(path: &Path, keys: &SigningKeys) -> std::io::Result<PathBuf> {
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(format!(".{:016x}", secrets::number()));
    let beside = path.with_file_name(name);
    let mut file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(&beside)?;
    file.write_all(keys.write().as_bytes())?;
    file.sync_all()?;
    Ok(beside)
}

/// Makes sure that the name of the file is still there after a power failure.
fn sync_folder(path: &Path) -> std::io::Result<()> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    File::open(folder)?.sync_all()
}

fn stamp(metadata: &Metadata) -> Stamp {
    (metadata.dev(), metadata.ino(), metadata.mtime(), metadata.mtime_nsec())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folder() -> PathBuf {
        let folder = std::env::temp_dir().join(format!("assay-keys-{:016x}", secrets::number()));
        fs::create_dir(&folder).unwrap();
        folder
    }

    fn now() -> Timestamp {
        "2026-11-22T10:00:00Z".parse().unwrap()
    }

    #[test]
    fn the_file_is_created_for_its_owner_alone_and_read_again() {
        let path = folder().join("keys.json");
        let keys = SharedSigningKeys::open(&path, now()).unwrap();
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        let again = SharedSigningKeys::open(&path, now()).unwrap();
        assert_eq!(again.known(), keys.known());
        assert_eq!(fs::read_dir(path.parent().unwrap()).unwrap().count(), 1, "nothing else is left there");
    }

    #[test]
    fn a_file_that_others_can_read_is_refused() {
        let path = folder().join("keys.json");
        drop(SharedSigningKeys::open(&path, now()).unwrap());
        for mode in [0o644, 0o640, 0o660, 0o604, 0o601] {
            fs::set_permissions(&path, fs::Permissions::from_mode(mode)).unwrap();
            let refused = SharedSigningKeys::open(&path, now()).unwrap_err();
            assert!(matches!(refused, SigningKeysError::Open { mode: found, .. } if found == mode), "{refused}");
        }
        fs::set_permissions(&path, fs::Permissions::from_mode(0o400)).unwrap();
        assert!(SharedSigningKeys::open(&path, now()).is_ok(), "a file that cannot be changed is fine");
    }

    #[test]
    fn a_damaged_file_is_not_replaced() {
        let path = folder().join("keys.json");
        drop(SharedSigningKeys::open(&path, now()).unwrap());
        fs::write(&path, "{}").unwrap();
        assert!(matches!(SharedSigningKeys::open(&path, now()), Err(SigningKeysError::Invalid { .. })));
        assert_eq!(fs::read_to_string(&path).unwrap(), "{}");
    }

    #[test]
    fn instances_that_start_at_once_have_the_same_key() {
        let path = folder().join("keys.json");
        let all = std::thread::scope(|scope| {
            let start = |_| scope.spawn(|| SharedSigningKeys::open(&path, now()).unwrap().known());
            let threads: Vec<_> = (0..16).map(start).collect();
            threads.into_iter().map(|thread| thread.join().unwrap()).collect::<Vec<_>>()
        });
        assert!(all.iter().all(|known| *known == all[0]), "{all:?}");
    }

    #[test]
    fn a_running_instance_reads_a_rotated_file() {
        let path = folder().join("keys.json");
        let keys = SharedSigningKeys::open(&path, now()).unwrap();
        let rotated = SigningKeys::first(secrets::seed(), now()).rotate(secrets::seed(), now());
        replace_file(&path, &rotated).unwrap();
        assert_eq!(keys.known(), rotated.known());
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        fs::remove_file(&path).unwrap();
        assert_eq!(keys.known(), rotated.known(), "it goes on with what it has");
    }
}
