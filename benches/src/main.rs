//! The commands that the benchmarks need besides the program itself: generating data, sending load, and measuring durable commits.

mod commits;
mod deadline;
mod load;
mod night;
mod review;
mod sector;
mod voice;

use clap::{Parser, Subcommand};
use std::path::{Path, PathBuf};

#[derive(Parser)]
struct Benches {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Fill an empty database with invented data; print the session of a lead and the addresses to request, as JSON.
    Fill {
        /// `sqlite:path` or `postgres://…`
        #[arg(long)]
        database: String,
        /// The number of organisations. Each has two submitted self-assessments and a draft, and 107 actions in three plans. Panels of three
        /// review the submissions of up to 100 of them.
        #[arg(long, default_value_t = 150)]
        organisations: u32,
    },
    /// Send load to a server; print requests a second and response times, as JSON.
    Load {
        /// Host and port.
        #[arg(long)]
        address: String,
        /// A file with the output of `fill`.
        #[arg(long)]
        places: PathBuf,
        /// The requests to send.
        #[arg(long)]
        what: load::Scenario,
        /// The number of connections.
        #[arg(long, default_value_t = 8)]
        connections: usize,
        /// How long to measure, in seconds.
        #[arg(long, default_value_t = 5)]
        seconds: u64,
    },
    /// Read and save as all leads on the last evening before a deadline; print response times, and what was refused, as JSON.
    Deadline {
        /// Host and port.
        #[arg(long)]
        address: String,
        /// A file with the output of `fill`.
        #[arg(long)]
        places: PathBuf,
        /// The number of connections.
        #[arg(long, default_value_t = 64)]
        connections: usize,
        /// How long to measure, in seconds.
        #[arg(long, default_value_t = 10)]
        seconds: u64,
    },
    /// Run the nightly work before a Monday in a database from `fill`; print its time and that of as many bare commits, as JSON.
    Night {
        /// `sqlite:path` or `postgres://…`
        #[arg(long)]
        database: String,
    },
    /// Respond to a consultation many times while pages are read, close it and count the responses; print the results, as JSON.
    Voice {
        /// An empty database: `sqlite:path` or `postgres://…`
        #[arg(long)]
        database: String,
        /// The number of responses.
        #[arg(long, default_value_t = 10_000)]
        answers: u32,
        /// The number of respondents at once.
        #[arg(long, default_value_t = 32)]
        phones: u32,
        /// The number of visitors who read public pages at the same time.
        #[arg(long, default_value_t = 4)]
        readers: usize,
    },
    /// Commit single rows durably, to a SQLite file or over 16 connections to PostgreSQL; print commits a second.
    Commits {
        /// A PostgreSQL server to use instead of the file.
        #[arg(long)]
        database: Option<String>,
        /// The SQLite file to create.
        #[arg(long)]
        file: PathBuf,
        /// How long to measure, in seconds.
        #[arg(long, default_value_t = 5)]
        seconds: u64,
    },
}

#[tokio::main]
async fn main() {
    match Benches::parse().command {
        Command::Fill { database, organisations } => println!("{}", sector::fill(&database, organisations).await),
        Command::Night { database } => println!("{}", night::measure(&database).await),
        Command::Load { address, places, what, connections, seconds } => {
            println!("{}", load::measure(&address, &read(&places), what, connections, seconds).await);
        }
        Command::Deadline { address, places, connections, seconds } => {
            println!("{}", deadline::measure(&address, &read(&places), connections, seconds).await);
        }
        Command::Voice { database, answers, phones, readers } => {
            println!("{}", voice::measure(&database, answers, phones, readers).await);
        }
        Command::Commits { database: Some(url), seconds, .. } => {
            println!("{:.0}", commits::measure_postgres(&url, seconds).await);
        }
        Command::Commits { database: None, file, seconds } => {
            println!("{:.0}", commits::measure(&file, seconds).await);
        }
    }
}

/// Reads the output of `fill`.
fn read(places: &Path) -> serde_json::Value {
    let places = std::fs::read_to_string(places).expect("the output of `fill` can be read");
    serde_json::from_str(&places).expect("the output of `fill` is JSON")
}
