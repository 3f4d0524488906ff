//! `assay jobs`: lists and retries failed background jobs.

use crate::{
    program,
    settings::{CommandResult, Settings},
};
use clap::Args;
use std::process::ExitCode;
use store::work::jobs;
use web::core::clock::Clock;

/// List failed background jobs. The exit status is 1 if any will not be retried.
#[derive(Args)]
pub(crate) struct Jobs {
    /// Retry failed jobs.
    #[arg(long)]
    retry: bool,
}

impl Jobs {
    pub(crate) async fn run(self, settings: &Settings) -> CommandResult {
        let db = settings.open().await?;
        if self.retry {
            let mut tx = db.write().await?;
            let number = jobs::retry(&mut tx, &program::permit(), Clock::default().now()).await?;
            tx.commit().await?;
            println!("Jobs to be retried: {number}");
        }
        let failed = jobs::failed_jobs(&mut db.read().await?, &program::permit()).await?;
        for job in &failed {
            let state = if job.given_up { "failed" } else { "to be retried" };
            println!("{} {}: {state}, attempts: {}, error: {}", job.kind, job.key, job.attempts, job.failure);
        }
        if failed.is_empty() {
            println!("No failed jobs.");
        }
        Ok(if failed.iter().any(|job| job.given_up) { ExitCode::FAILURE } else { ExitCode::SUCCESS })
    }
}
