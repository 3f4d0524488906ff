//! `assay import`: imports submissions from files, either for a person to check or all at once.

mod apply;
mod summary;

use crate::{
    charter,
    settings::{CommandResult, Settings},
};
use clap::Args;
use documents::{manuscript::preview::Preview, reading::Reading};
use model::charter::Charter;
use std::{error::Error, fs::File, io::Read as _, path::PathBuf, process::ExitCode, sync::Arc};
use web::{core::form::upload, imports::reader::DocumentReader};

/// Import submissions from files; a person checks them in the browser.
#[derive(Args)]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag of the command line")]
pub(crate) struct Import {
    /// The files: Word, Excel, PDF, LibreOffice, CSV, HTML, text or Markdown.
    #[arg(required = true)]
    files: Vec<PathBuf>,
    /// Treat the files as one submission, for example a form and its appendices.
    #[arg(long)]
    together: bool,
    /// Show what would be imported without saving.
    #[arg(long, conflicts_with = "accept")]
    dry_run: bool,
    /// With --dry-run: print JSON, an object for 1 file or an array for several.
    #[arg(long, requires = "dry_run")]
    json: bool,
    /// Import drafts without checking, and send submissions made outside Assay to the secretariat, which confirms each.
    #[arg(long)]
    accept: bool,
    /// The organisation's name, if the file does not contain it or contains a different one.
    #[arg(long)]
    organisation: Option<String>,
    /// The web address of the site, used in the links that are printed.
    #[arg(long, env = "ASSAY_BASE", default_value = "http://127.0.0.1:8080")]
    base: String,
}

/// A submission and what was found in it.
struct Document {
    /// The names of its files, separated by commas.
    name: String,
    sha256: String,
    reading: Reading,
    preview: Preview,
}

impl Import {
    pub(crate) async fn run(self, settings: &Settings) -> CommandResult {
        let charter = Arc::new(charter::load(settings.charter.as_ref())?);
        let reader = settings.reader()?;
        let submissions: Vec<&[PathBuf]> =
            if self.together { vec![&self.files] } else { self.files.chunks(1).collect() };
        if self.json {
            let mut readings = Vec::new();
            for paths in submissions {
                readings.push(read(open(paths)?, &reader, &charter).await?.reading);
            }
            let json = match readings.as_slice() {
                [one] => serde_json::to_string_pretty(one)?,
                several => serde_json::to_string_pretty(several)?,
            };
            println!("{json}");
            return Ok(ExitCode::SUCCESS);
        }
        if let [paths] = submissions[..] {
            // Read before the database is opened, so that a bad file does not even create a data folder.
            let document = read(open(paths)?, &reader, &charter).await?;
            self.report_and_save(settings, &charter, &document).await?;
            return Ok(ExitCode::SUCCESS);
        }
        self.import_each(settings, &submissions, &reader, &charter).await
    }

    /// Imports many submissions, one at a time. Each is saved before the next is read, so that the command can be stopped and run
    /// again: files already imported are skipped. A file that cannot be read is reported and does not stop the others.
    async fn import_each(
        &self,
        settings: &Settings,
        submissions: &[&[PathBuf]],
        reader: &DocumentReader,
        charter: &Arc<Charter>,
    ) -> CommandResult {
        let mut failed = 0;
        for (index, paths) in submissions.iter().enumerate() {
            eprintln!("{} of {}: {}", index + 1, submissions.len(), paths[0].display());
            if let Err(error) = self.import_one(settings, paths, reader, charter).await {
                eprintln!("assay: {error}");
                failed += 1;
            }
        }
        if failed > 0 {
            eprintln!("{failed} of {} files were not imported. See the errors above.", submissions.len());
        }
        Ok(if failed > 0 { ExitCode::FAILURE } else { ExitCode::SUCCESS })
    }

    async fn import_one(
        &self,
        settings: &Settings,
        paths: &[PathBuf],
        reader: &DocumentReader,
        charter: &Arc<Charter>,
    ) -> Result<(), Box<dyn Error>> {
        let files = open(paths)?;
        if !self.dry_run {
            let db = settings.open().await?;
            let is_imported = apply::is_imported(&db, &digest(&files)).await?;
            db.close().await;
            if is_imported {
                println!("{}: already imported, nothing new", names(&files));
                return Ok(());
            }
        }
        let document = read(files, reader, charter).await?;
        self.report_and_save(settings, charter, &document).await
    }

    async fn report_and_save(
        &self,
        settings: &Settings,
        charter: &Charter,
        document: &Document,
    ) -> Result<(), Box<dyn Error>> {
        print!("{}", summary::summary(&document.reading, charter));
        if !self.dry_run {
            let db = settings.open().await?;
            println!("{}", apply::save(&db, charter, document, self).await?);
            db.close().await;
        }
        Ok(())
    }
}

/// Reads the files of one submission. At most one byte more than the limit is read of each.
fn open(paths: &[PathBuf]) -> Result<Vec<upload::UploadedFile>, Box<dyn Error>> {
    let limit = u64::try_from(documents::MAX_BYTES)?;
    let one = |path: &PathBuf| {
        let cannot_read = |error: std::io::Error| format!("{} cannot be read: {error}", path.display());
        let name = path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned();
        if path.is_dir() {
            return Err(format!("{} is a folder: name the files in it", path.display()).into());
        }
        let mut bytes = Vec::new();
        File::open(path).map_err(cannot_read)?.take(limit + 1).read_to_end(&mut bytes).map_err(cannot_read)?;
        Ok(upload::UploadedFile { name, bytes })
    };
    paths.iter().map(one).collect()
}

async fn read(
    files: Vec<upload::UploadedFile>,
    reader: &DocumentReader,
    charter: &Arc<Charter>,
) -> Result<Document, Box<dyn Error>> {
    let (name, sha256) = (names(&files), digest(&files));
    let (reading, preview) = reader.read(files, charter.clone()).await?;
    Ok(Document { name, sha256, reading, preview })
}

fn names(files: &[upload::UploadedFile]) -> String {
    files.iter().map(|file| file.name.as_str()).collect::<Vec<_>>().join(", ")
}

fn digest(files: &[upload::UploadedFile]) -> String {
    store::core::digests::of_files(files.iter().map(|file| file.bytes.as_slice()))
}
