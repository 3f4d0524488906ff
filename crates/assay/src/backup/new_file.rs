//! A file that is there as a whole or not at all, and that replaces none.

use rustix::fs::{CWD, OFlags, RenameFlags};
use std::{
    ffi::OsString,
    fs::{self, File, OpenOptions, TryLockError},
    io::{self, Write},
    os::unix::fs::OpenOptionsExt as _,
    path::{Path, PathBuf},
};

/// A file that is being written under a temporary name: its own, with `.partial`. Only its owner can read it.
pub(crate) struct NewFile {
    file: File,
    partial: PathBuf,
    target: PathBuf,
    is_complete: bool,
}

impl NewFile {
    /// Creates the file. What an earlier attempt left that was killed is removed.
    ///
    /// # Errors
    /// There is a file of that name, another process is writing it, or it cannot be created.
    pub(crate) fn create(target: &Path) -> Result<Self, String> {
        let cannot = |error: io::Error| format!("cannot write {}: {error}", target.display());
        if target.symlink_metadata().is_ok() {
            return Err(exists(target));
        }
        let mut partial = OsString::from(target);
        partial.push(".partial");
        let partial = PathBuf::from(partial);
        // A file that nobody has locked was left by a process that was killed.
        if let Ok(former) = OpenOptions::new().write(true).custom_flags(no_links()).open(&partial) {
            lock(&former, target)?;
            fs::remove_file(&partial).map_err(cannot)?;
        }
        // Never one that is there, such as a link that somebody else has put there.
        let file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(&partial).map_err(cannot)?;
        lock(&file, target)?;
        Ok(Self { file, partial, target: target.to_owned(), is_complete: false })
    }

    /// Stores the file on the disk and gives it its name.
    ///
    /// # Errors
    /// A file of that name was created in the meantime, or the disk failed.
    pub(crate) fn complete(mut self) -> Result<(), String> {
        let cannot = |error: io::Error| format!("cannot write {}: {error}", self.target.display());
        self.file.sync_all().map_err(cannot)?;
        match rustix::fs::renameat_with(CWD, &self.partial, CWD, &self.target, RenameFlags::NOREPLACE) {
            Ok(()) => {}
            Err(rustix::io::Errno::EXIST) => return Err(exists(&self.target)),
            // Some network file systems cannot rename in this way.
            Err(_) if self.target.symlink_metadata().is_ok() => return Err(exists(&self.target)),
            Err(_) => fs::rename(&self.partial, &self.target).map_err(cannot)?,
        }
        self.is_complete = true;
        sync_folder_of(&self.target).map_err(|error| format!("cannot write {}: {error}", self.target.display()))
    }
}

impl Write for NewFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.file.write(bytes)
    }
    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

impl Drop for NewFile {
    fn drop(&mut self) {
        if !self.is_complete {
            // The next attempt removes it otherwise.
            let _ = fs::remove_file(&self.partial);
        }
    }
}

fn exists(target: &Path) -> String {
    format!("{} exists. Nothing is overwritten: name another file", target.display())
}

fn no_links() -> i32 {
    OFlags::NOFOLLOW.bits().cast_signed()
}

fn lock(file: &File, target: &Path) -> Result<(), String> {
    match file.try_lock() {
        // A file system without locks has none that could be taken.
        Ok(()) | Err(TryLockError::Error(_)) => Ok(()),
        Err(TryLockError::WouldBlock) => Err(format!("another process is writing {}", target.display())),
    }
}

/// Makes the name of a file durable.
pub(crate) fn sync_folder_of(path: &Path) -> io::Result<()> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    File::open(folder)?.sync_all()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::fs::PermissionsExt as _;

    fn folder() -> PathBuf {
        let folder = std::env::temp_dir().join(format!("assay-new-file-{}", uuid::Uuid::new_v4()));
        fs::create_dir(&folder).unwrap();
        folder
    }

    #[test]
    fn a_file_appears_when_it_is_complete_and_only_its_owner_reads_it() {
        let folder = folder();
        let target = folder.join("backup");
        let mut file = NewFile::create(&target).unwrap();
        file.write_all(b"words").unwrap();
        assert!(!target.exists());
        assert!(NewFile::create(&target).err().unwrap().contains("another process"));
        file.complete().unwrap();
        assert_eq!(fs::read(&target).unwrap(), b"words");
        assert_eq!(target.metadata().unwrap().permissions().mode() & 0o777, 0o600);
        assert!(NewFile::create(&target).err().unwrap().contains("exists"));
        assert_eq!(fs::read_dir(&folder).unwrap().count(), 1);
        fs::remove_dir_all(folder).unwrap();
    }

    #[test]
    fn a_file_that_was_not_completed_leaves_nothing() {
        let folder = folder();
        let target = folder.join("backup");
        drop(NewFile::create(&target).unwrap());
        assert_eq!(fs::read_dir(&folder).unwrap().count(), 0);
        fs::write(folder.join("backup.partial"), "of a process that was killed").unwrap();
        NewFile::create(&target).unwrap().complete().unwrap();
        assert_eq!(fs::read(&target).unwrap(), b"");
        fs::remove_dir_all(folder).unwrap();
    }

    #[test]
    fn a_file_that_appeared_meanwhile_is_not_replaced_and_no_link_is_followed() {
        let folder = folder();
        let target = folder.join("backup");
        let file = NewFile::create(&target).unwrap();
        fs::write(&target, "of somebody else").unwrap();
        assert!(file.complete().unwrap_err().contains("exists"));
        assert_eq!(fs::read(&target).unwrap(), b"of somebody else");
        let (other, elsewhere) = (folder.join("other"), folder.join("elsewhere"));
        std::os::unix::fs::symlink(&elsewhere, folder.join("other.partial")).unwrap();
        assert!(NewFile::create(&other).is_err());
        assert!(!elsewhere.exists());
        fs::remove_dir_all(folder).unwrap();
    }
}
