//! `assay import`: what a submission on paper says, as proposals for a person, or at once.

mod taking;
mod told;

use crate::{
    charter,
    settings::{Done, Settings},
};
use clap::Args;
use documents::reading::Reading;
use model::charter::Charter;
use std::{
    error::Error,
    fs::File,
    io::Read as _,
    path::{Path, PathBuf},
    process::ExitCode,
    sync::Arc,
};
use web::reader::Reader;

/// Read submissions from files, as proposals that a person accepts on a page.
#[derive(Args)]
pub(crate) struct Import {
    /// The files: plain text or Markdown.
    #[arg(required = true)]
    files: Vec<PathBuf>,
    /// Say what was read, and write nothing.
    #[arg(long, conflicts_with = "accept")]
    dry_run: bool,
    /// With --dry-run: as JSON, an object for one file, an array for several.
    #[arg(long, requires = "dry_run")]
    json: bool,
    /// Take everything at once, without a person.
    #[arg(long)]
    accept: bool,
    /// The organisation's name, where the file says none or another.
    #[arg(long)]
    organisation: Option<String>,
    /// Where browsers reach the site, for the address that is printed.
    #[arg(long, env = "ASSAY_BASE", default_value = "http://127.0.0.1:8080")]
    base: String,
}

/// A file that was read.
struct Document {
    name: String,
    sha256: String,
    reading: Reading,
}

impl Import {
    pub(crate) async fn run(self, settings: &Settings) -> Done {
        let charter = Arc::new(charter::load(settings.charter.as_ref())?);
        let reader = settings.reader()?;
        // All are read before anything is written, so that a bad file writes nothing at all.
        let mut documents = Vec::new();
        for path in &self.files {
            documents.push(read(path, &reader, &charter).await?);
        }
        if self.json {
            let readings: Vec<&Reading> = documents.iter().map(|document| &document.reading).collect();
            let json = match readings.as_slice() {
                [one] => serde_json::to_string_pretty(one)?,
                several => serde_json::to_string_pretty(several)?,
            };
            println!("{json}");
            return Ok(ExitCode::SUCCESS);
        }
        for document in &documents {
            print!("{}", told::summary(&document.reading, &charter));
        }
        if !self.dry_run {
            let db = settings.open().await?;
            for document in &documents {
                println!("{}", taking::take(&db, &charter, document, &self).await?);
            }
            db.close().await;
        }
        Ok(ExitCode::SUCCESS)
    }
}

/// Read a file, of which never more than the limit is held.
async fn read(path: &Path, reader: &Reader, charter: &Arc<Charter>) -> Result<Document, Box<dyn Error>> {
    let fails = |error: std::io::Error| format!("{} cannot be read: {error}", path.display());
    let name = path.file_name().map_or_else(|| path.display().to_string(), |name| name.to_string_lossy().into_owned());
    if path.is_dir() {
        return Err(format!("{} is a folder: name the files in it", path.display()).into());
    }
    let limit = u64::try_from(documents::MAX_BYTES)?;
    let mut bytes = Vec::new();
    File::open(path).map_err(fails)?.take(limit + 1).read_to_end(&mut bytes).map_err(fails)?;
    let sha256 = store::fresh::digest(&bytes);
    let reading = reader.read(name.clone(), bytes, charter.clone()).await?;
    Ok(Document { name, sha256, reading })
}
