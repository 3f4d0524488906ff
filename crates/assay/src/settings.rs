//! Settings that every command has: where the data is, and which charter to use.

use crate::program;
use clap::Args;
use std::{error::Error, path::PathBuf};
use store::{Db, Keys, consultation::protecting};
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
    /// The folder for the keys of consultation responses, if it is not `keys` in the data folder. All instances need the same one.
    #[arg(long, global = true, env = "ASSAY_KEYS")]
    pub(crate) keys: Option<PathBuf>,
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

    /// Opens the database and the folder of keys, and creates the data folder if it does not exist. Protects what earlier versions stored.
    ///
    /// # Errors
    /// A folder cannot be created, or the database cannot be opened.
    pub(crate) async fn open(&self) -> Result<Db, Box<dyn Error>> {
        std::fs::create_dir_all(&self.data)
            .map_err(|error| format!("cannot create the data folder {}: {error}", self.data.display()))?;
        let url = match &self.database {
            Some(url) => url.clone(),
            None => format!("sqlite:{}", self.data.join("assay.db").display()),
        };
        let folder = self.keys.clone().unwrap_or_else(|| self.data.join("keys"));
        let keys = Keys::folder(&folder)
            .map_err(|error| format!("cannot use the folder for keys {}: {error}", folder.display()))?;
        let db = Db::open(&url).await.map_err(|error| format!("cannot open the database: {error}"))?.with_keys(keys);
        protecting::protect(&db, &program::permit())
            .await
            .map_err(|error| format!("cannot protect the responses to consultations: {error}"))?;
        Ok(db)
    }
}
