//! Settings that every command has: where the data is, and which charter to use.

pub(crate) mod data_folder;

use clap::Args;
use std::{error::Error, path::PathBuf};
use store::{Db, ResponseKeys};
use web::{
    core::files::{Files, FilesError},
    imports::reader::DocumentReader,
};

/// The result of a command: an exit status, or an error that is printed as a sentence.
pub(crate) type CommandResult = Result<std::process::ExitCode, Box<dyn Error>>;

/// Each setting can also be given as an environment variable.
#[derive(Args, Clone)]
pub(crate) struct Settings {
    /// The folder for the database, unsent emails and files.
    #[arg(long, global = true, env = "ASSAY_DATA", default_value = "data")]
    pub(crate) data: PathBuf,
    /// The address of a PostgreSQL database. The default is SQLite in the data folder.
    #[arg(long, global = true, env = "ASSAY_DATABASE", hide_env_values = true)]
    pub(crate) database: Option<String>,
    /// The file of the keys with which the register signs, which only its owner may read. It is created at the first start. All instances need
    /// the same file. The default is `signing-keys.json` in the data folder.
    #[arg(long, global = true, env = "ASSAY_SIGNING_KEYS")]
    pub(crate) signing_keys: Option<PathBuf>,
    /// The folder for the keys of consultation responses, if it is not `keys` in the data folder. All instances need the same one.
    #[arg(long, global = true, env = "ASSAY_RESPONSE_KEYS")]
    pub(crate) response_keys: Option<PathBuf>,
    /// A folder with a charter to use instead of the built-in one.
    #[arg(long, global = true, env = "ASSAY_CHARTER")]
    pub(crate) charter: Option<PathBuf>,
}

impl Settings {
    /// The reader of uploaded files: this program, started again as a restricted process for each upload.
    ///
    /// # Errors
    /// The path of the program cannot be determined.
    pub(crate) fn reader(&self) -> std::io::Result<DocumentReader> {
        let mut arguments = vec!["read".into()];
        if let Some(folder) = &self.charter {
            arguments.extend(["--charter".into(), folder.into()]);
        }
        Ok(DocumentReader::program(std::env::current_exe()?, arguments))
    }

    /// The path of the file of signing keys.
    pub(crate) fn signing_keys_path(&self) -> PathBuf {
        self.signing_keys.clone().unwrap_or_else(|| self.data.join(data_folder::SIGNING_KEYS))
    }

    /// Opens the database for reading alone: it is not created or brought up to date.
    ///
    /// # Errors
    /// The database cannot be opened, or is of another version.
    pub(crate) async fn open_for_reading(&self) -> Result<Db, Box<dyn Error>> {
        Ok(Db::open_for_reading(&self.database_url())
            .await
            .map_err(|error| format!("cannot open the database: {error}"))?)
    }

    /// The address of the database.
    pub(crate) fn database_url(&self) -> String {
        match &self.database {
            Some(url) => url.clone(),
            None => format!("sqlite:{}", self.data.join(data_folder::DATABASE).display()),
        }
    }

    /// Where the keys that are backed up are, each with its name in the backup: the file of those that sign. A restore puts them in the data
    /// folder under these names. The keys of consultation responses are destroyed when a consultation closes, which a copy would undo.
    pub(crate) fn key_places(&self) -> [(&'static str, PathBuf); 1] {
        [(data_folder::SIGNING_KEYS, self.signing_keys_path())]
    }

    /// The storage of evidence files: an S3 bucket, or a folder in the data folder.
    ///
    /// # Errors
    /// The address cannot be parsed, or the folder cannot be created.
    pub(crate) fn files(&self, s3: Option<&str>) -> Result<Files, FilesError> {
        match s3 {
            Some(address) => Files::s3(address),
            None => Files::folder(&self.data.join(data_folder::FILES)),
        }
    }

    /// Checks that there is a site: its database, or with PostgreSQL at least the data folder.
    ///
    /// # Errors
    /// There is none.
    pub(crate) fn require_site(&self) -> Result<(), String> {
        let (what, is_there) = match &self.database {
            Some(_) => ("data folder", self.data.exists()),
            None => ("database in the folder", self.data.join(data_folder::DATABASE).exists()),
        };
        if is_there { Ok(()) } else { Err(format!("there is no {what} {}. Name it with --data", self.data.display())) }
    }

    /// Opens the database and the folder of keys, and creates the data folder if it does not exist. What earlier versions stored is
    /// protected when the site is served, because that may take long.
    ///
    /// # Errors
    /// A folder cannot be created or is open to others, or the database cannot be opened.
    pub(crate) async fn open(&self) -> Result<Db, Box<dyn Error>> {
        data_folder::open(&self.data)?;
        let folder = self.response_keys.clone().unwrap_or_else(|| self.data.join(data_folder::RESPONSE_KEYS));
        let keys = ResponseKeys::folder(&folder)
            .map_err(|error| format!("cannot use the folder for keys {}: {error}", folder.display()))?;
        Ok(Db::open(&self.database_url())
            .await
            .map_err(|error| format!("cannot open the database: {error}"))?
            .with_response_keys(keys))
    }
}
