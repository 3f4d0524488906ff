//! `assay import`: what a submission on paper says, as proposals for a person, or at once.

mod taking;
mod told;

use crate::{
    charter,
    settings::{Done, Settings},
};
use clap::Args;
use documents::{manuscript::preview::Preview, reading::Reading};
use model::charter::Charter;
use std::{error::Error, fs::File, io::Read as _, path::PathBuf, process::ExitCode, sync::Arc};
use web::{core::form::upload, imports::reader::Reader};

/// Read submissions from files, as proposals that a person accepts on a page.
#[derive(Args)]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag of the command line")]
pub(crate) struct Import {
    /// The files: Word, Excel, PDF, LibreOffice, CSV, saved web pages, text or Markdown.
    #[arg(required = true)]
    files: Vec<PathBuf>,
    /// The files are parts of one submission, such as a form and its appendices.
    #[arg(long)]
    together: bool,
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

/// A submission that was read.
struct Document {
    /// The names of its files.
    name: String,
    sha256: String,
    reading: Reading,
    original: Preview,
}

impl Import {
    pub(crate) async fn run(self, settings: &Settings) -> Done {
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
            // It is read before the database is opened, so that a bad file writes nothing at all.
            let document = read(open(paths)?, &reader, &charter).await?;
            self.tell_and_take(settings, &charter, &document).await?;
            return Ok(ExitCode::SUCCESS);
        }
        self.run_through(settings, &submissions, &reader, &charter).await
    }

    /// Many submissions, one after the other. Each is written before the next is read, so that it may be stopped at any time: begun
    /// again, it goes on where it was. A file that cannot be read is said, and the others are taken.
    async fn run_through(
        &self,
        settings: &Settings,
        submissions: &[&[PathBuf]],
        reader: &Reader,
        charter: &Arc<Charter>,
    ) -> Done {
        let mut failed = 0;
        for (at, paths) in submissions.iter().enumerate() {
            eprintln!("{} of {}: {}", at + 1, submissions.len(), paths[0].display());
            if let Err(error) = self.one_of_many(settings, paths, reader, charter).await {
                eprintln!("assay: {error}");
                failed += 1;
            }
        }
        if failed > 0 {
            eprintln!("{failed} of {} were not taken: see above why.", submissions.len());
        }
        Ok(if failed > 0 { ExitCode::FAILURE } else { ExitCode::SUCCESS })
    }

    async fn one_of_many(
        &self,
        settings: &Settings,
        paths: &[PathBuf],
        reader: &Reader,
        charter: &Arc<Charter>,
    ) -> Result<(), Box<dyn Error>> {
        let files = open(paths)?;
        if !self.dry_run {
            let db = settings.open().await?;
            let was_taken = taking::was_taken(&db, &digest(&files)).await?;
            db.close().await;
            if was_taken {
                println!("{}: nothing new.", names(&files));
                return Ok(());
            }
        }
        let document = read(files, reader, charter).await?;
        self.tell_and_take(settings, charter, &document).await
    }

    async fn tell_and_take(
        &self,
        settings: &Settings,
        charter: &Charter,
        document: &Document,
    ) -> Result<(), Box<dyn Error>> {
        print!("{}", told::summary(&document.reading, charter));
        if !self.dry_run {
            let db = settings.open().await?;
            println!("{}", taking::take(&db, charter, document, self).await?);
            db.close().await;
        }
        Ok(())
    }
}

/// Open the files of one submission, of each of which never more than the limit is held.
fn open(paths: &[PathBuf]) -> Result<Vec<upload::File>, Box<dyn Error>> {
    let limit = u64::try_from(documents::MAX_BYTES)?;
    let one = |path: &PathBuf| {
        let fails = |error: std::io::Error| format!("{} cannot be read: {error}", path.display());
        let name = path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned();
        if path.is_dir() {
            return Err(format!("{} is a folder: name the files in it", path.display()).into());
        }
        let mut bytes = Vec::new();
        File::open(path).map_err(fails)?.take(limit + 1).read_to_end(&mut bytes).map_err(fails)?;
        Ok(upload::File { name, bytes })
    };
    paths.iter().map(one).collect()
}

async fn read(files: Vec<upload::File>, reader: &Reader, charter: &Arc<Charter>) -> Result<Document, Box<dyn Error>> {
    let (name, sha256) = (names(&files), digest(&files));
    let (reading, original) = reader.read(files, charter.clone()).await?;
    Ok(Document { name, sha256, reading, original })
}

fn names(files: &[upload::File]) -> String {
    files.iter().map(|file| file.name.as_str()).collect::<Vec<_>>().join(", ")
}

fn digest(files: &[upload::File]) -> String {
    store::core::fresh::digest_of_all(files.iter().map(|file| file.bytes.as_slice()))
}
