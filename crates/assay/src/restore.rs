//! `assay restore`: an empty folder or database becomes what a backup has.

use crate::{
    backup::{self, archive::Contents, keys, part::ArchivePart},
    program,
    settings::{
        CommandResult, Settings,
        data_folder::{self, EmptyFolder},
    },
};
use clap::Args;
use std::{error::Error, fs::File, path::PathBuf, process::ExitCode};
use store::core::db::{EmptyDatabase, complete_restore, restored_from};
use web::core::{clock, files::Files};

/// Restore a backup into an empty data folder, or an empty PostgreSQL database with `--database`. The backup may be of either kind of database.
#[derive(Args)]
pub(crate) struct Restore {
    /// The backup.
    file: PathBuf,
    /// The backup of the signing keys.
    #[arg(long, value_name = "FILE")]
    keys: Option<PathBuf>,
    /// Where evidence files are stored, if not in the data folder, as for `serve`.
    #[arg(long, env = "ASSAY_FILES")]
    files: Option<String>,
}

impl Restore {
    pub(crate) async fn run(self, settings: &Settings) -> CommandResult {
        // The whole backup is verified before anything is made.
        let (header, totals) = backup::verify(&self.file)?;
        if header.contents != Contents::Site {
            return Err(
                format!("{} has only keys. Name the backup, and this one with --keys", self.file.display()).into()
            );
        }
        if let Some(file) = &self.keys
            && backup::verify(file)?.0.contents != Contents::Keys
        {
            return Err(format!("{} is not a backup of keys", file.display()).into());
        }
        let backup = format!("the backup of {}", header.taken_at);
        let is_filled = is_filled(settings, &backup).await?;
        let folder = EmptyFolder::open(&settings.data)?;
        let restored_keys = match &self.keys {
            Some(file) => keys::restore(backup::open(file)?, &folder.within())?,
            None => 0,
        };
        let files = match &self.files {
            Some(address) => Files::s3(address)?,
            None => Files::folder(&folder.within().join(data_folder::FILES))?,
        };
        self.fill(settings, &folder, &files, (!is_filled).then_some(&backup)).await?;
        if settings.database.is_none() {
            let database = folder.within().join(data_folder::DATABASE);
            File::open(&database)?.sync_all()?;
            crate::backup::new_file::sync_folder_of(&database)?;
        }
        folder.complete().map_err(|error| format!("cannot move the restored files to their place: {error}"))?;
        if let Some(url) = &settings.database {
            complete_restore(url, &program::permit()).await?;
        }
        if is_filled {
            println!(
                "The rows were in the database already: this completed a restore that was stopped after they were stored."
            );
        }
        println!(
            "Restored the backup of {}: rows: {}, files: {}, keys: {restored_keys}",
            clock::date_and_time(header.taken_at),
            totals.rows,
            totals.files
        );
        for hash in &totals.missing {
            eprintln!("assay: the file {hash} was missing when the backup was made");
        }
        println!(
            "People, sessions and emails are as they were then. Read “After a restore” in the manual for operators."
        );
        Ok(ExitCode::SUCCESS)
    }

    /// Reads the backup again, and verifies it again, because it could have been changed meanwhile. The database is filled in one transaction
    /// that is committed after the last part, with the name of the backup. Without a name it is filled already, and only the files are stored.
    async fn fill(
        &self,
        settings: &Settings,
        folder: &EmptyFolder,
        files: &Files,
        backup: Option<&String>,
    ) -> Result<(), Box<dyn Error>> {
        let may = program::permit();
        let url = match &settings.database {
            Some(url) => url.clone(),
            None => format!("sqlite:{}", folder.within().join(data_folder::DATABASE).display()),
        };
        let mut reader = backup::open(&self.file)?;
        let (migration, tables) = (reader.header().migration, reader.header().tables.clone());
        let mut database = match backup {
            Some(_) => Some(EmptyDatabase::open(&url, &may, migration, &tables).await?),
            None => None,
        };
        while let Some((part, bytes)) = reader.next_part().map_err(|error| backup::unusable(&self.file, &error))? {
            match part {
                ArchivePart::Rows { table, .. } => {
                    let Some(database) = &mut database else { continue };
                    for line in bytes.split_inclusive(|byte| *byte == b'\n') {
                        let row: Vec<serde_json::Value> = serde_json::from_slice(line)
                            .map_err(|_| format!("{} has a row that cannot be read", self.file.display()))?;
                        database
                            .insert(&may, table, &row)
                            .await
                            .map_err(|error| format!("a row of {} cannot be restored: {error}", tables[table].table))?;
                    }
                }
                ArchivePart::File(hash) => files.store(&hash, bytes).await?,
                ArchivePart::Header | ArchivePart::Key(_) | ArchivePart::Manifest => {}
            }
        }
        match (database, backup) {
            (Some(database), Some(backup)) => Ok(database.finish(&may, backup).await?),
            _ => Ok(()),
        }
    }
}

/// Whether a restore of this backup was stopped after it had filled the database on its server.
///
/// # Errors
/// The database cannot be reached, or the restore of another backup was stopped then.
async fn is_filled(settings: &Settings, backup: &str) -> Result<bool, Box<dyn Error>> {
    let Some(url) = &settings.database else { return Ok(false) };
    match restored_from(url, &program::permit()).await? {
        None => Ok(false),
        Some(other) if other == backup => Ok(true),
        Some(other) => Err(format!(
            "a restore of {other} into this database was stopped after its rows were stored. To complete it, restore that backup again. For \
             another one, name an empty database"
        )
        .into()),
    }
}
