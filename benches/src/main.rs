//! What `benches/run` needs beside the program itself: a sector to serve, and the limit of a durable commit.

mod commits;
mod load;
mod night;
mod sector;
mod voice;

use clap::{Parser, Subcommand};
use std::path::PathBuf;

#[derive(Parser)]
struct Benches {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Fill an empty database with an invented sector; print the session of a lead and the addresses to ask for, as JSON.
    Fill {
        /// `sqlite:path` or `postgres://…`
        #[arg(long)]
        database: String,
        /// How many organisations; each has two submitted self-assessments and a draft, and 107 actions in three plans.
        #[arg(long, default_value_t = 150)]
        organisations: u32,
    },
    /// Ask a server as many visitors would; print requests a second and how long they waited, as JSON.
    Load {
        /// Host and port.
        #[arg(long)]
        address: String,
        /// What `fill` printed.
        #[arg(long)]
        places: PathBuf,
        /// What the visitors do.
        #[arg(long)]
        what: load::What,
        /// How many at once.
        #[arg(long, default_value_t = 8)]
        connections: usize,
        /// For how long.
        #[arg(long, default_value_t = 5)]
        seconds: u64,
    },
    /// Do the work of a night before a Monday in a database that `fill` made; print what it took beside as many bare commits, as JSON.
    Night {
        /// `sqlite:path` or `postgres://…`
        #[arg(long)]
        database: String,
    },
    /// Answer a consultation over and over while pages are read, close it and count; print what came of it, as JSON.
    Voice {
        /// `sqlite:path` or `postgres://…`, empty.
        #[arg(long)]
        database: String,
        /// How many answers.
        #[arg(long, default_value_t = 10_000)]
        answers: u32,
        /// How many answer at once.
        #[arg(long, default_value_t = 32)]
        phones: u32,
        /// How many read public pages at the same time.
        #[arg(long, default_value_t = 4)]
        readers: usize,
    },
    /// Commit one row after another, durably, with nothing around it: to a SQLite file, or over 16 connections to PostgreSQL; print
    /// commits a second.
    Commits {
        /// A PostgreSQL server, instead of the file.
        #[arg(long)]
        database: Option<String>,
        /// The file; it is made anew.
        #[arg(long)]
        file: PathBuf,
        /// For how long.
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
            let places = std::fs::read_to_string(places).expect("what `fill` printed can be read");
            let places = serde_json::from_str(&places).expect("it is JSON");
            println!("{}", load::measure(&address, &places, what, connections, seconds).await);
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
