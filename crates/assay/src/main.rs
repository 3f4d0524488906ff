//! The program: one command, one file.

mod charter;
mod demo;
mod import;
mod jobs;
mod operator;
mod read;
mod serve;
mod settings;

use clap::{Parser, Subcommand};
use settings::Settings;
use std::process::ExitCode;

/// Runs a charter: a promise made by many organisations, kept by action plans, checked by peers, seen by everyone.
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
    /// Serve the site until it is told to stop.
    Serve(serve::Serve),
    Import(import::Import),
    Read(read::Read),
    Jobs(jobs::Jobs),
    Check(operator::Check),
    Verify(operator::Verify),
    SignIn(operator::SignIn),
    #[command(name = "steward")]
    MakeSteward(operator::MakeSteward),
}

#[tokio::main]
async fn main() -> ExitCode {
    let Assay { settings, command } = Assay::parse();
    let done = match command {
        Command::Serve(serve) => serve.run(&settings).await,
        Command::Import(import) => import.run(&settings).await,
        Command::Read(read) => read.run(&settings),
        Command::Jobs(jobs) => jobs.run(&settings).await,
        Command::Check(check) => check.run(&settings).await,
        Command::Verify(verify) => verify.run(),
        Command::SignIn(sign_in) => sign_in.run(&settings).await,
        Command::MakeSteward(steward) => steward.run(&settings).await,
    };
    match done {
        Ok(code) => code,
        Err(error) => {
            eprintln!("assay: {error}");
            ExitCode::FAILURE
        }
    }
}
