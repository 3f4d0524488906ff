//! The data folder: only its owner can read it.

use crate::backup::part::is_key_path;
use std::{
    ffi::OsString,
    fs::{self, File, TryLockError},
    io,
    os::unix::fs::{DirBuilderExt as _, MetadataExt as _, PermissionsExt as _},
    path::{Path, PathBuf},
};
use web::work::event_log::KEPT_CHECKPOINT;

/// The database, if it is SQLite.
pub(crate) const DATABASE: &str = "assay.db";
/// Evidence files, if they are not on S3.
pub(crate) const FILES: &str = "files";
/// What a restore has not completed.
pub(crate) const RESTORING: &str = "restoring";
/// The folder of the keys of consultation responses, which is never backed up.
pub(crate) const RESPONSE_KEYS: &str = "keys";
/// The keys with which the register signs, which are backed up apart from everything else.
pub(crate) const SIGNING_KEYS: &str = "signing-keys.json";
/// What shows that a folder is a data folder.
const OWN: [&str; 6] = [DATABASE, FILES, "mail", RESPONSE_KEYS, SIGNING_KEYS, KEPT_CHECKPOINT];
/// What a new file system has, and nobody's data.
const LOST_AND_FOUND: &str = "lost+found";
/// What a restore has completed and is moving to its place.
const RESTORED: &str = "restoring-complete";
/// The permissions of everyone but the owner.
const OTHERS: u32 = 0o077;

/// Makes the folder, if it does not exist, and makes sure that only its owner can read it. New files and folders are private anyway, because
/// the program starts with that mask; those of a former version are corrected once. A restore that was stopped when everything was restored is
/// completed.
///
/// # Errors
/// The folder is open to others and is not only a data folder, or cannot be corrected; or a restore into it was not completed.
pub(crate) fn open(folder: &Path) -> Result<(), String> {
    let cannot = |error: io::Error| format!("cannot use the data folder {}: {error}", folder.display());
    fs::DirBuilder::new().recursive(true).mode(0o700).create(folder).map_err(cannot)?;
    if folder.join(RESTORING).exists() {
        return Err(format!(
            "the folder {} has an unfinished restore. Run assay restore again, or remove the folder {RESTORING} in it",
            folder.display()
        ));
    }
    if folder.join(RESTORED).exists() {
        let _lock = lock(folder)?;
        move_restored(folder).map_err(cannot)?;
    }
    let is_own = OWN.iter().any(|name| folder.join(name).exists()) || stranger(folder).map_err(cannot)?.is_none();
    if require_private(folder, is_own)? {
        for name in OWN.iter().copied().chain(["assay.db-wal", "assay.db-shm"]) {
            close_below(&folder.join(name)).map_err(cannot)?;
        }
        eprintln!("The data folder {} could be read by others. Now only its owner can.", folder.display());
    }
    Ok(())
}

/// The first name in a folder that is not of the file system, nor of a restore that was stopped.
fn stranger(folder: &Path) -> io::Result<Option<OsString>> {
    for entry in fs::read_dir(folder)? {
        let name = entry?.file_name();
        if name != RESTORING && name != LOST_AND_FOUND {
            return Ok(Some(name));
        }
    }
    Ok(None)
}

/// Locks a folder against a restore.
fn lock(folder: &Path) -> Result<File, String> {
    let lock =
        File::open(folder).map_err(|error| format!("cannot use the data folder {}: {error}", folder.display()))?;
    match lock.try_lock() {
        Ok(()) | Err(TryLockError::Error(_)) => Ok(lock),
        Err(TryLockError::WouldBlock) => Err(format!("another restore is filling the folder {}", folder.display())),
    }
}

/// Moves what was restored to its place, the database last.
///
/// # Errors
/// Something is in that place already, or a file cannot be moved.
fn move_restored(folder: &Path) -> io::Result<()> {
    let within = folder.join(RESTORED);
    let mut names: Vec<_> = fs::read_dir(&within)?.map(|entry| Ok(entry?.file_name())).collect::<io::Result<_>>()?;
    names.sort_by_key(|name| *name == DATABASE);
    for name in names {
        let place = folder.join(&name);
        if place.symlink_metadata().is_ok() {
            let message = format!("{} is there, and in {RESTORED} too: move one of them away", place.display());
            return Err(io::Error::new(io::ErrorKind::AlreadyExists, message));
        }
        fs::rename(within.join(&name), place)?;
    }
    fs::remove_dir(&within)?;
    File::open(folder)?.sync_all()
}

/// Makes sure that only the owner can read a folder. Returns whether that was corrected, which is done only if the folder is the program's own.
/// A volume can be of another owner, who lets the program in by its group: closing it would lock the program out.
fn require_private(folder: &Path, is_own: bool) -> Result<bool, String> {
    let cannot = |error: io::Error| format!("cannot use the data folder {}: {error}", folder.display());
    let metadata = folder.metadata().map_err(cannot)?;
    if metadata.permissions().mode() & OTHERS == 0 {
        return Ok(false);
    }
    let is_owner = metadata.uid() == rustix::process::geteuid().as_raw();
    if is_own && !is_owner {
        eprintln!(
            "The data folder {} belongs to another user and can be read by others. Check who can read it.",
            folder.display()
        );
        return Ok(false);
    }
    if !is_own {
        let folder = folder.display();
        let or_close = if is_owner { format!(", or close this one: chmod go= {folder}") } else { String::new() };
        return Err(format!("others can read the data folder {folder}. Use a folder within it{or_close}"));
    }
    close(folder).map_err(cannot)?;
    Ok(true)
}

/// Takes the permissions of others from a file or folder.
fn close(path: &Path) -> io::Result<()> {
    let mut permissions = path.metadata()?.permissions();
    permissions.set_mode(permissions.mode() & !OTHERS);
    fs::set_permissions(path, permissions)
}

/// The same for all that is below it. Links are left alone.
fn close_below(path: &Path) -> io::Result<()> {
    let Ok(metadata) = path.symlink_metadata() else { return Ok(()) };
    if metadata.is_symlink() {
        return Ok(());
    }
    close(path)?;
    if metadata.is_dir() {
        for entry in fs::read_dir(path)? {
            close_below(&entry?.path())?;
        }
    }
    Ok(())
}

/// Returns the keys in these places, each of which is a file or a folder of files: the path of each in a backup, in order, and where it is.
///
/// # Errors
/// A folder cannot be read, or has a file whose name no backup can hold.
pub(crate) fn keys(places: &[(&str, PathBuf)]) -> Result<Vec<(String, PathBuf)>, String> {
    let mut all = Vec::new();
    for (name, path) in places {
        gather(path, name, &mut all)?;
    }
    all.sort();
    Ok(all)
}

fn gather(path: &Path, name: &str, all: &mut Vec<(String, PathBuf)>) -> Result<(), String> {
    if !is_key_path(name) {
        return Err(format!("{} has a name that no backup can hold", path.display()));
    }
    if path.is_dir() {
        let cannot = |error: io::Error| format!("cannot read the folder {}: {error}", path.display());
        for entry in fs::read_dir(path).map_err(cannot)? {
            let entry = entry.map_err(cannot)?;
            let file = entry.file_name().to_string_lossy().into_owned();
            // Hidden files are not keys: locks, and keys that are being written.
            if !file.starts_with('.') {
                gather(&entry.path(), &format!("{name}/{file}"), all)?;
            }
        }
    } else if path.exists() {
        all.push((name.to_owned(), path.to_owned()));
    }
    Ok(())
}

/// An empty folder that is being filled by a restore. What is in it counts once [`Self::complete`] has moved it to its place.
pub(crate) struct EmptyFolder {
    folder: PathBuf,
    /// Locks the folder against another restore.
    _lock: File,
    is_new: bool,
    is_complete: bool,
}

impl EmptyFolder {
    /// Makes the folder, or uses it if it is empty. What an earlier restore left that was killed is removed.
    ///
    /// # Errors
    /// The folder is not empty, or another restore is filling it.
    pub(crate) fn open(folder: &Path) -> Result<Self, String> {
        let cannot = |error: io::Error| format!("cannot use the data folder {}: {error}", folder.display());
        let is_new = !folder.exists();
        fs::DirBuilder::new().recursive(true).mode(0o700).create(folder).map_err(cannot)?;
        let lock = lock(folder)?;
        if folder.join(RESTORED).exists() {
            return Err(format!(
                "a restore into the folder {} was stopped after everything was restored. Start Assay: it completes the restore",
                folder.display()
            ));
        }
        if let Some(name) = stranger(folder).map_err(cannot)? {
            return Err(format!(
                "the folder {} is not empty: it has {}. A backup is restored into an empty folder: name another with --data",
                folder.display(),
                name.display()
            ));
        }
        require_private(folder, true)?;
        let within = folder.join(RESTORING);
        if within.symlink_metadata().is_ok() {
            fs::remove_dir_all(&within).map_err(cannot)?;
        }
        fs::DirBuilder::new().mode(0o700).create(&within).map_err(cannot)?;
        Ok(Self { folder: folder.to_owned(), _lock: lock, is_new, is_complete: false })
    }

    /// Where the restore puts what it restores, under the names of the data folder.
    pub(crate) fn within(&self) -> PathBuf {
        self.folder.join(RESTORING)
    }

    /// Moves everything to its place. If the program is stopped meanwhile, [`open`] goes on with that.
    pub(crate) fn complete(mut self) -> io::Result<()> {
        fs::rename(self.within(), self.folder.join(RESTORED))?;
        self.is_complete = true;
        move_restored(&self.folder)
    }
}

impl Drop for EmptyFolder {
    fn drop(&mut self) {
        if !self.is_complete {
            // The next restore removes it otherwise.
            let _ = fs::remove_dir_all(self.within());
            if self.is_new {
                let _ = fs::remove_dir(&self.folder);
            }
        }
    }
}
