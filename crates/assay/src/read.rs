//! `assay read`: reads untrusted files in a process with little memory and time. Started by `web::imports::reader`, not by people.

use crate::{
    charter,
    settings::{CommandResult, Settings},
};
use clap::Args;
use rustix::process::{Resource, Rlimit, setrlimit};
use std::{
    error::Error,
    io::{Read as _, Write as _},
    process::ExitCode,
};
use web::imports::reader::{ReaderReply, TIME_LIMIT};

/// How much memory may be allocated beyond what the program has when it starts.
const EXTRA_MEMORY: u64 = 256 << 20;

/// Read files from standard input within little memory and time, and print JSON.
#[derive(Args)]
#[command(hide = true)]
pub(crate) struct Read {
    /// The length in bytes and the name of each file.
    #[arg(required = true, num_args = 2..)]
    files: Vec<String>,
    /// The file is the edited workbook of a plan.
    #[arg(long)]
    plan: bool,
}

impl Read {
    pub(crate) fn run(self, settings: &Settings) -> CommandResult {
        let charter = charter::load(settings.charter.as_ref())?;
        limit_resources()?;
        let mut files: Vec<(&str, Vec<u8>)> = Vec::new();
        for pair in self.files.chunks_exact(2) {
            let mut bytes = Vec::new();
            std::io::stdin().lock().take(pair[0].parse()?).read_to_end(&mut bytes)?;
            files.push((&pair[1], bytes));
        }
        let files: Vec<(&str, &[u8])> = files.iter().map(|(name, bytes)| (*name, bytes.as_slice())).collect();
        let reply = if self.plan {
            let (name, bytes) = files[0];
            documents::plan_sheet::read(name, bytes).map(ReaderReply::Plan)
        } else {
            documents::read_with_preview(&files, &charter)
                .map(|(reading, preview)| ReaderReply::Read(Box::new(reading), preview))
        };
        let reply = reply.unwrap_or_else(|error| ReaderReply::Refused(error.to_string()));
        let mut output = std::io::stdout().lock();
        serde_json::to_writer(&mut output, &reply)?;
        output.flush()?;
        Ok(ExitCode::SUCCESS)
    }
}

/// Limits this process from here on: memory, processor time, no files written and no core dump.
fn limit_resources() -> Result<(), Box<dyn Error>> {
    let limit = |resource, value| setrlimit(resource, Rlimit { current: Some(value), maximum: Some(value) });
    limit(Resource::As, address_space()? + EXTRA_MEMORY)?;
    limit(Resource::Cpu, TIME_LIMIT.as_secs())?;
    limit(Resource::Fsize, 0)?;
    limit(Resource::Core, 0)?;
    Ok(())
}

/// The address space of this process in bytes. Linux reports it in pages.
fn address_space() -> Result<u64, Box<dyn Error>> {
    let pages = std::fs::read_to_string("/proc/self/statm")?;
    let pages: u64 = pages.split(' ').next().unwrap_or_default().parse()?;
    Ok(pages * u64::try_from(rustix::param::page_size())?)
}
