//! `assay audit`: checks the whole database against the event log and its checkpoints.

mod run;

use crate::{
    program,
    settings::{CommandResult, Settings},
};
use clap::Args;
use model::{
    Timestamp,
    core::keys::{KnownKey, PublicKey},
};
use run::Run;
use std::{
    io::Read as _,
    path::{Path, PathBuf},
    process::ExitCode,
};
use store::{Db, core::signing_keys::recorded};
use web::{
    core::{clock::Clock, files::Files},
    signing_keys,
    work::event_log::KEPT_CHECKPOINT,
};

/// How much of a file with a checkpoint is read, in bytes: a hundred times as much as it has.
const MAX_BYTES: u64 = 64 * 1024;

/// Check that nothing in the database was changed other than by Assay. The exit status is 1 if something was.
///
/// It reads the events against the event log, the log against its checkpoints, and what was signed against its hashes. A running server is
/// not disturbed.
#[derive(Args)]
pub(crate) struct Audit {
    /// A checkpoint that you kept, for example from a receipt. Without one, an audit relies on the newest that the server kept in its data
    /// folder. Can be given several times.
    #[arg(long = "checkpoint", value_name = "FILE")]
    checkpoints: Vec<PathBuf>,
    /// The public key of the register, if the file of its keys is not here: 64 hexadecimal digits. Can be given several times.
    #[arg(long = "key", value_name = "KEY")]
    keys: Vec<PublicKey>,
    /// Where evidence files are stored, if not in the data folder, as for `assay serve`.
    #[arg(long, env = "ASSAY_FILES")]
    files: Option<String>,
    /// Do not read the evidence files.
    #[arg(long)]
    without_files: bool,
}

impl Audit {
    pub(crate) async fn run(self, settings: &Settings) -> CommandResult {
        let db = settings.open_for_reading().await?;
        let keys = self.known_keys(settings, &db).await?;
        // The server keeps the newest checkpoint apart from the database.
        let own = Some(settings.data.join(KEPT_CHECKPOINT)).filter(|path| path.exists());
        let kept = self.checkpoints.iter().chain(&own).map(|path| read(path)).collect::<Result<Vec<_>, _>>()?;
        let mut run = Run::new(db, Clock::default().now()).await?;
        let entries = run.entries(&kept, &keys).await?;
        run.rows(&entries, &keys).await?;
        if !self.without_files {
            let files = match &self.files {
                Some(address) => Some(Files::s3(address)?),
                // The folder of files is not created.
                None => settings
                    .data
                    .join("files")
                    .is_dir()
                    .then(|| Files::folder(&settings.data.join("files")))
                    .transpose()?,
            };
            run.files(files.as_ref()).await?;
        }
        if run.waiting > 0 {
            println!("Recorded just now, without an entry yet: {}", run.waiting);
        }
        if run.findings == 0 {
            println!("Nothing was changed.");
            return Ok(ExitCode::SUCCESS);
        }
        println!("Does not fit: {}", run.findings);
        Ok(ExitCode::FAILURE)
    }

    /// The keys whose signatures are accepted.
    async fn known_keys(&self, settings: &Settings, db: &Db) -> Result<Vec<KnownKey>, Box<dyn std::error::Error>> {
        if self.keys.is_empty() {
            let keys = signing_keys::read_file(&settings.signing_keys_path())
                .map_err(|error| format!("{error}. Without it, give the public key of the register with --key"))?;
            return Ok(keys.known());
        }
        // What was submitted before the register signed has no receipt. An insider who moves that time makes the receipts since then invalid.
        let recorded = recorded(&mut db.read().await?, &program::permit()).await?;
        let from = |public: &PublicKey| recorded.iter().find(|one| one.public == *public).map(|one| one.from);
        let known = |public: &PublicKey| KnownKey {
            public: *public,
            from: from(public).unwrap_or(Timestamp::MIN),
            until: None,
        };
        Ok(self.keys.iter().map(known).collect())
    }
}

/// Reads a checkpoint that was kept elsewhere. An email program may have changed its line breaks. Returns its name and text.
fn read(path: &Path) -> Result<(String, String), String> {
    let name = path.display().to_string();
    let mut text = String::new();
    let opened = std::fs::File::open(path);
    opened
        .and_then(|file| file.take(MAX_BYTES).read_to_string(&mut text))
        .map_err(|error| format!("{name} cannot be read: {error}"))?;
    Ok((name, text.replace("\r\n", "\n")))
}

/// Audits a database in which nothing was changed. Returns how many rows do not fit.
#[cfg(test)]
pub(crate) async fn findings(db: &Db, keys: &[KnownKey], now: Timestamp) -> usize {
    let mut run = Run::new(db.clone(), now).await.unwrap();
    let entries = run.entries(&[], keys).await.unwrap();
    run.rows(&entries, keys).await.unwrap();
    run.findings
}
