//! `assay backup`: the whole site as one file, while it is served.
//!
//! The reasons for the format are in `docs/decisions/0022-one-backup-for-both-databases.md`.

pub(crate) mod archive;
pub(crate) mod keys;
pub(crate) mod new_file;
pub(crate) mod part;
mod ustar;

use crate::{
    program,
    settings::{CommandResult, Settings, data_folder},
};
use archive::{ArchiveError, ArchiveReader, ArchiveWriter, Contents, Header};
use clap::Args;
use model::core::canonical::Hash;
use new_file::NewFile;
use part::ArchivePart;
use std::{
    fs::File,
    io::{BufReader, Write as _},
    path::{Path, PathBuf},
    process::ExitCode,
};
use store::{Db, Tx, core::db::TableColumns, core::digests::sha256, plan::evidence};
use web::core::{
    clock::{self, Clock},
    files::{Files, StorageError},
};

/// Rows are written in parts of this size, so that few of them are in memory.
const PART_BYTES: usize = 4 * 1024 * 1024;

/// Write a backup of the database and the files to one new file, while the site is served. Keys and passwords are not in it.
#[derive(Args)]
pub(crate) struct Backup {
    /// The file. It must not exist.
    file: PathBuf,
    /// Verify a backup instead of writing one: that nothing in it was changed and nothing is missing.
    #[arg(long, conflicts_with = "with_keys")]
    check: bool,
    /// Back up the signing keys as well, in this other file. Anyone who has it can sign as the register: do not keep both files
    /// together. The keys of consultation responses are never backed up, because a copy would undo that they are destroyed.
    #[arg(long, value_name = "FILE")]
    with_keys: Option<PathBuf>,
    /// Where evidence files are stored, if not in the data folder, as for `serve`.
    #[arg(long, env = "ASSAY_FILES")]
    files: Option<String>,
}

/// What is in a backup.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Totals {
    pub(crate) rows: u64,
    pub(crate) files: u64,
    pub(crate) keys: u64,
    pub(crate) missing: Vec<Hash>,
}

impl Backup {
    pub(crate) async fn run(self, settings: &Settings) -> CommandResult {
        if self.check {
            return check(&self.file);
        }
        settings.require_site()?;
        let files = settings.files(self.files.as_deref())?;
        // Both before the work begins, so that neither fails at its end.
        let mut target = NewFile::create(&self.file)?;
        let keys_target = self.with_keys.as_deref().map(NewFile::create).transpose()?;
        let db =
            Db::open_as_is(&settings.database_url()).map_err(|error| format!("cannot open the database: {error}"))?;
        let (totals, bytes, sha256) = write_site(&db, &files, &mut target).await?;
        db.close().await;
        target.complete()?;
        println!(
            "Backed up to {}: rows: {}, files: {}, bytes: {bytes}",
            self.file.display(),
            totals.rows,
            totals.files
        );
        println!("SHA-256: {sha256}");
        match (&self.with_keys, keys_target) {
            (Some(path), Some(mut target)) => {
                let count =
                    keys::write(&data_folder::keys(&settings.key_places())?, Clock::default().now(), &mut target)?;
                target.complete()?;
                println!("Keys are in {}: {count}. Store it apart from the backup.", path.display());
            }
            _ => println!("The signing keys are not in it. Back them up with --with-keys, and store them apart."),
        }
        println!("Not backed up: settings, such as the password of the email server and the keys of S3.");
        Ok(missing_files(&totals.missing))
    }
}

/// Writes the database and the files that it refers to.
async fn write_site(
    db: &Db,
    files: &Files,
    target: &mut NewFile,
) -> Result<(Totals, u64, String), Box<dyn std::error::Error>> {
    let may = program::permit();
    // All that follows is read in this transaction, so it is the state of one moment.
    let mut tx = db.read().await?;
    let (migration, tables) = (tx.migration(&may).await?, tx.tables(&may).await?);
    let header = Header::new(Contents::Site, Clock::default().now(), migration, tables);
    let mut archive = ArchiveWriter::begin(target, &header)?;
    let mut totals = Totals::default();
    for at in 0..header.tables.len() {
        totals.rows += write_rows(&mut tx, &header.tables[at], at, &mut archive)
            .await
            .map_err(|error| format!("the table {} cannot be backed up: {error}", header.tables[at].table))?;
    }
    let hashes = evidence::stored_files(&mut tx, &may).await?;
    // A stored file is never changed or deleted, so what the transaction saw is still there.
    drop(tx);
    for hash in hashes {
        match files.read_all(&hash).await {
            Ok(bytes) if sha256(&bytes) == hash.to_string() => {
                archive.add(&ArchivePart::File(hash), &bytes)?;
                totals.files += 1;
            }
            Ok(_) | Err(StorageError::NotFound) => totals.missing.push(hash),
            Err(error) => return Err(format!("the file {hash} cannot be read: {error}").into()),
        }
    }
    let (_, bytes, sha256) = archive.end(totals.missing.clone())?;
    Ok((totals, bytes, sha256))
}

/// Writes the rows of a table, and returns how many there are.
async fn write_rows(
    tx: &mut Tx,
    of: &TableColumns,
    table: usize,
    archive: &mut ArchiveWriter<&mut NewFile>,
) -> Result<u64, Box<dyn std::error::Error>> {
    let may = program::permit();
    let mut rows = tx.rows(&may, of);
    let (mut lines, mut count, mut number) = (Vec::new(), 0, 1);
    while let Some(row) = rows.next_row(&may).await? {
        serde_json::to_writer(&mut lines, &row)?;
        lines.write_all(b"\n")?;
        count += 1;
        if lines.len() >= PART_BYTES {
            archive.add(&ArchivePart::Rows { table, number }, &lines)?;
            lines.clear();
            number += 1;
        }
    }
    if !lines.is_empty() {
        archive.add(&ArchivePart::Rows { table, number }, &lines)?;
    }
    Ok(count)
}

/// Verifies a backup, and says what is in it.
fn check(file: &Path) -> CommandResult {
    let (header, totals) = verify(file)?;
    let taken = clock::date_and_time(header.taken_at);
    let Header { program, migration, .. } = &header;
    let contents = match header.contents {
        Contents::Site => format!("rows: {}, files: {}", totals.rows, totals.files),
        Contents::Keys => format!("keys: {}", totals.keys),
    };
    println!("Verified. Backed up on {taken} by Assay {program}, database {migration}: {contents}");
    Ok(missing_files(&totals.missing))
}

/// Opens a backup.
pub(crate) fn open(file: &Path) -> Result<ArchiveReader<BufReader<File>>, String> {
    let opened = File::open(file).map_err(|error| format!("cannot read {}: {error}", file.display()))?;
    ArchiveReader::begin(BufReader::new(opened)).map_err(|error| unusable(file, &error))
}

/// Reads a backup to its end, and returns its header and what is in it.
pub(crate) fn verify(file: &Path) -> Result<(Header, Totals), String> {
    let mut reader = open(file)?;
    let mut totals = Totals::default();
    while let Some((part, bytes)) = reader.next_part().map_err(|error| unusable(file, &error))? {
        match part {
            ArchivePart::Rows { .. } => totals.rows += bytes.split_inclusive(|byte| *byte == b'\n').count() as u64,
            ArchivePart::File(_) => totals.files += 1,
            ArchivePart::Key(_) => totals.keys += 1,
            ArchivePart::Header | ArchivePart::Manifest => {}
        }
    }
    totals.missing = reader.missing_files().to_vec();
    Ok((reader.header().clone(), totals))
}

pub(crate) fn unusable(file: &Path, error: &ArchiveError) -> String {
    format!("{} cannot be used: {error}", file.display())
}

/// Says which files were missing. The exit status is then 1, so that a nightly run is noticed.
fn missing_files(missing: &[Hash]) -> ExitCode {
    for hash in missing {
        eprintln!("assay: the file {hash} is missing or damaged, and is not in the backup");
    }
    if missing.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
