//! `assay jobs`

use crate::settings::{Done, Settings};
use clap::Args;
use std::process::ExitCode;
use store::work::jobs;
use web::core::clock::Clock;

/// Say which of the program's own jobs failed, and why. Ends with 1 while some were given up.
#[derive(Args)]
pub(crate) struct Jobs {
    /// Try again what was given up.
    #[arg(long)]
    retry: bool,
}

impl Jobs {
    pub(crate) async fn run(self, settings: &Settings) -> Done {
        let db = settings.open().await?;
        if self.retry {
            let mut tx = db.write().await?;
            let jobs = jobs::retry(&mut tx, Clock::default().now()).await?;
            tx.commit().await?;
            println!("{jobs} will be tried again.");
        }
        let troubles = jobs::troubles(&mut db.read().await?).await?;
        for job in &troubles {
            let state = if job.given_up { "given up" } else { "will be tried again" };
            println!("{} {}: {state} after {} attempts: {}", job.kind, job.key, job.attempts, job.failure);
        }
        if troubles.is_empty() {
            println!("No job failed.");
        }
        Ok(if troubles.iter().any(|job| job.given_up) { ExitCode::FAILURE } else { ExitCode::SUCCESS })
    }
}
