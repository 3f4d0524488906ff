//! What every command needs to know: where the data is, and which charter is run.

use clap::Args;
use std::{error::Error, path::PathBuf};
use store::Db;
use web::imports::reader::Reader;

/// A command ends with an exit status, or with an error that is told in a sentence.
pub(crate) type Done = Result<std::process::ExitCode, Box<dyn Error>>;

/// Where things are. Each can be said in the environment as well.
#[derive(Args, Clone)]
pub(crate) struct Settings {
    /// The folder for the database, mail that is not sent, and files.
    #[arg(long, global = true, env = "ASSAY_DATA", default_value = "data")]
    pub(crate) data: PathBuf,
    /// A PostgreSQL server's address, where one machine is not enough; else SQLite in the data folder.
    #[arg(long, global = true, env = "ASSAY_DATABASE", hide_env_values = true)]
    pub(crate) database: Option<String>,
    /// A folder with another charter than the one that is built in.
    #[arg(long, global = true, env = "ASSAY_CHARTER")]
    pub(crate) charter: Option<PathBuf>,
}

impl Settings {
    /// Where files are read: in this very program, started once more for each, behind a wall.
    ///
    /// # Errors
    /// The system does not say where the program is.
    pub(crate) fn reader(&self) -> std::io::Result<Reader> {
        let mut arguments = vec!["read".into()];
        if let Some(folder) = &self.charter {
            arguments.extend(["--charter".into(), folder.into()]);
        }
        Ok(Reader::program(std::env::current_exe()?, arguments))
    }

    /// Open the database, making the data folder if there is none.
    ///
    /// # Errors
    /// The folder cannot be made, or the database not be opened.
    pub(crate) async fn open(&self) -> Result<Db, Box<dyn Error>> {
        std::fs::create_dir_all(&self.data)
            .map_err(|error| format!("the data folder {} cannot be made: {error}", self.data.display()))?;
        let url = match &self.database {
            Some(url) => url.clone(),
            None => format!("sqlite:{}", self.data.join("assay.db").display()),
        };
        Ok(Db::open(&url).await.map_err(|error| format!("the database cannot be opened: {error}"))?)
    }
}
