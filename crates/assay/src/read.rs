//! `assay read`: reads the files of one submission behind a wall, for `web::imports::reader`. Not for people.

use crate::{
    charter,
    settings::{Done, Settings},
};
use clap::Args;
use rustix::process::{Resource, Rlimit, setrlimit};
use std::{
    error::Error,
    io::{Read as _, Write as _},
    process::ExitCode,
};
use web::imports::reader::{Answer, LONGEST};

/// How much more memory than an empty program has.
const MOST_MEMORY: u64 = 256 << 20;

/// Read files from standard input, one after the other, within little memory and time, and answer with JSON.
#[derive(Args)]
#[command(hide = true)]
pub(crate) struct Read {
    /// For each file its length in bytes and its name.
    #[arg(required = true, num_args = 2..)]
    files: Vec<String>,
    /// They are the workbook of a plan that comes back.
    #[arg(long)]
    plan: bool,
}

impl Read {
    pub(crate) fn run(self, settings: &Settings) -> Done {
        let charter = charter::load(settings.charter.as_ref())?;
        wall()?;
        let mut files: Vec<(&str, Vec<u8>)> = Vec::new();
        for pair in self.files.chunks_exact(2) {
            let mut bytes = Vec::new();
            std::io::stdin().lock().take(pair[0].parse()?).read_to_end(&mut bytes)?;
            files.push((&pair[1], bytes));
        }
        let files: Vec<(&str, &[u8])> = files.iter().map(|(name, bytes)| (*name, bytes.as_slice())).collect();
        let answer = if self.plan {
            let (name, bytes) = files[0];
            documents::plan_sheet::read(name, bytes).map(Answer::Plan)
        } else {
            documents::read_with_preview(&files, &charter)
                .map(|(reading, original)| Answer::Read(Box::new(reading), original))
        };
        let answer = answer.unwrap_or_else(|refused| Answer::Refused(refused.to_string()));
        let mut output = std::io::stdout().lock();
        serde_json::to_writer(&mut output, &answer)?;
        output.flush()?;
        Ok(ExitCode::SUCCESS)
    }
}

/// From here on: no more memory and time than that, no file written, no picture of a crash.
fn wall() -> Result<(), Box<dyn Error>> {
    let limit = |resource, most| setrlimit(resource, Rlimit { current: Some(most), maximum: Some(most) });
    limit(Resource::As, size()? + MOST_MEMORY)?;
    limit(Resource::Cpu, LONGEST.as_secs())?;
    limit(Resource::Fsize, 0)?;
    limit(Resource::Core, 0)?;
    Ok(())
}

/// How much memory this program may address already, in bytes. Linux says it in pages.
fn size() -> Result<u64, Box<dyn Error>> {
    let pages = std::fs::read_to_string("/proc/self/statm")?;
    let pages: u64 = pages.split(' ').next().unwrap_or_default().parse()?;
    Ok(pages * u64::try_from(rustix::param::page_size())?)
}
