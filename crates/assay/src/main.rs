//! The command line of Assay. Each command has a file of its own.

mod allocate;
mod audit;
mod backup;
mod charter;
mod demo;
mod import;
mod jobs;
mod keys;
mod operator;
mod program;
mod read;
mod restore;
mod serve;
mod settings;
mod verify;

use clap::{Parser, Subcommand};
use settings::Settings;
use std::process::ExitCode;

/// Run a charter: self-assessments, action plans, peer review and public reporting.
#[derive(Parser)]
#[command(name = "assay", version, about)]
struct Assay {
    #[command(flatten)]
    settings: Settings,
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    Serve(serve::Serve),
    Import(import::Import),
    Read(read::Read),
    Jobs(jobs::Jobs),
    Keys(keys::KeysCommand),
    Audit(audit::Audit),
    Backup(backup::Backup),
    Restore(restore::Restore),
    Allocate(allocate::Allocate),
    Check(operator::Check),
    Verify(verify::Verify),
    SignIn(operator::SignIn),
    #[command(alias = "steward")]
    AddSecretariat(operator::AddSecretariat),
}

#[tokio::main]
async fn main() -> ExitCode {
    // Whatever this process and its children make, the database among it, is readable by its owner only.
    rustix::process::umask(rustix::fs::Mode::from_raw_mode(0o077));
    let Assay { settings, command } = Assay::parse();
    let result = match command {
        Command::Serve(serve) => serve.run(&settings).await,
        Command::Import(import) => import.run(&settings).await,
        Command::Read(read) => read.run(&settings),
        Command::Jobs(jobs) => jobs.run(&settings).await,
        Command::Audit(audit) => audit.run(&settings).await,
        Command::Backup(backup) => backup.run(&settings).await,
        Command::Restore(restore) => restore.run(&settings).await,
        Command::Allocate(allocate) => allocate.run(),
        Command::Check(check) => check.run(&settings).await,
        Command::Keys(keys) => keys.run(&settings).await,
        Command::Verify(verify) => verify.run(&settings).await,
        Command::SignIn(sign_in) => sign_in.run(&settings).await,
        Command::AddSecretariat(add) => add.run(&settings).await,
    };
    match result {
        Ok(code) => code,
        Err(error) => {
            eprintln!("assay: {error}");
            ExitCode::FAILURE
        }
    }
}
