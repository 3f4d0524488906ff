//! Settings that every command has: where the data is, and which charter to use.

use clap::Args;
use std::{error::Error, path::PathBuf};
use store::Db;
use web::imports::reader::DocumentReader;

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
    pub(crate) fn keys_path(&self) -> PathBuf {
        self.signing_keys.clone().unwrap_or_else(|| self.data.join("signing-keys.json"))
    }

    /// Opens the database for reading alone: it is not created or brought up to date.
    ///
    /// # Errors
    /// The database cannot be opened, or is of another version.
    pub(crate) async fn open_for_reading(&self) -> Result<Db, Box<dyn Error>> {
        Ok(Db::open_for_reading(&self.url()).await.map_err(|error| format!("cannot open the database: {error}"))?)
    }

    fn url(&self) -> String {
        match &self.database {
            Some(url) => url.clone(),
            None => format!("sqlite:{}", self.data.join("assay.db").display()),
        }
    }

    /// Opens the database, and creates the data folder if it does not exist.
    ///
    /// # Errors
    /// The folder cannot be created, or the database cannot be opened.
    pub(crate) async fn open(&self) -> Result<Db, Box<dyn Error>> {
        std::fs::create_dir_all(&self.data)
            .map_err(|error| format!("cannot create the data folder {}: {error}", self.data.display()))?;
        Ok(Db::open(&self.url()).await.map_err(|error| format!("cannot open the database: {error}"))?)
    }
}
