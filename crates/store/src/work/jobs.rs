//! Background jobs: the program's own work, queued once and done once, by the instance that claims it.
//!
//! What a job changes and that it is done are committed in one transaction ([`done`]). An instance that dies leaves
//! nothing half done, and its job is claimed again when the [`LEASE`] is over; an instance that was only slow then finds
//! that it no longer owns the job, and its work is rolled back.

use crate::core::{
    db::{Error, Tx},
    ids,
    values::At,
};
use jiff::SignedDuration;
use model::{
    Timestamp,
    core::permit::{Permit, RunProgram},
    work::job::{ATTEMPTS, JobKind, retry_delay},
};
use uuid::Uuid;

/// How long an instance has for the jobs that it claimed at once.
pub const LEASE: SignedDuration = SignedDuration::from_mins(10);
/// How long an instance has for a search before it must say that it goes on.
pub const SEARCH_LEASE: SignedDuration = SignedDuration::from_secs(30);
/// How long jobs that were done or given up stay on record: longer than anything could queue them again.
pub const RETENTION: SignedDuration = SignedDuration::from_hours(30 * 24);
/// How many jobs are claimed at once.
const BATCH: i64 = 5;

/// A job that this instance claimed.
#[derive(Clone, PartialEq, Eq)]
pub struct Job {
    /// Its identity, for the log.
    pub id: Uuid,
    /// The kind of work.
    pub kind: JobKind,
    /// What it is about: a job has one kind and key.
    pub key: String,
    /// How often it was claimed, this time included: the instance with the newest number owns it.
    pub attempts: i64,
}

impl std::fmt::Debug for Job {
    /// A key may name a person or a host, which need not reach a log.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { id, kind, attempts, .. } = self;
        f.debug_struct("Job").field("id", id).field("kind", kind).field("attempts", attempts).finish_non_exhaustive()
    }
}

/// Queues a job, to be done from `due` on. One with the same kind and key is not queued again.
pub async fn enqueue(
    tx: &mut Tx,
    _: &Permit<RunProgram>,
    kind: JobKind,
    key: &str,
    due: Timestamp,
    now: Timestamp,
) -> Result<(), Error> {
    tx.query(
        "insert into job (kind, key, id, due_at, created_at) values ($1, $2, $3, $4, $5) on conflict (kind, key) do nothing",
    )
    .bind(kind.as_str())
    .bind(key)
    .bind(ids::new(now))
    .bind(At(due))
    .bind(At(now))
    .run()
    .await?;
    Ok(())
}

/// Whether a job was queued, whatever its state.
pub async fn is_queued(tx: &mut Tx, _: &Permit<RunProgram>, kind: JobKind, key: &str) -> Result<bool, Error> {
    let found: Option<(Uuid,)> =
        tx.query("select id from job where kind = $1 and key = $2").bind(kind.as_str()).bind(key).optional().await?;
    Ok(found.is_some())
}

/// A queue of jobs: those that wait for other servers have one of their own, so that the others do not wait for them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lane {
    /// Jobs that need the database alone: a few at once.
    Database,
    /// [`JobKind::Host`]: one at a time, since each may take minutes of the lease.
    Network,
    /// [`JobKind::Allocation`]: one at a time, since each may take a processor for minutes. It [renews](renew) its short lease, so that another
    /// instance continues soon after one was stopped.
    Search,
}

impl Lane {
    /// All lanes.
    pub const ALL: [Self; 3] = [Self::Database, Self::Network, Self::Search];
    /// The word for the lane in SQL.
    fn as_str(self) -> &'static str {
        match self {
            Self::Database => "database",
            Self::Network => "network",
            Self::Search => "search",
        }
    }
    fn lease(self) -> SignedDuration {
        match self {
            Self::Database | Self::Network => LEASE,
            Self::Search => SEARCH_LEASE,
        }
    }
}

/// Whether any job of a lane is due.
pub async fn is_any_due(tx: &mut Tx, _: &Permit<RunProgram>, lane: Lane, now: Timestamp) -> Result<bool, Error> {
    let found: Option<(Uuid,)> = tx
        .query("select id from job where done_at is null and given_up_at is null and due_at <= $1
                and case kind when 'host' then 'network' when 'allocation' then 'search' else 'database' end = $2 limit 1")
        .bind(At(now))
        .bind(lane.as_str())
        .optional()
        .await?;
    Ok(found.is_some())
}

/// The jobs that wait or have failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct JobQueue {
    /// How many are due and not claimed.
    pub due: i64,
    /// Since when the oldest of them has been due.
    pub oldest: Option<Timestamp>,
    /// How many failed and will not be retried.
    pub given_up: i64,
}

/// Returns how many jobs are due, and how many were given up.
pub async fn queue(tx: &mut Tx, _: &Permit<RunProgram>, now: Timestamp) -> Result<JobQueue, Error> {
    let (due, oldest, given_up): (i64, Option<At>, i64) = tx
        .query(
            "select cast(count(case when given_up_at is null then 1 end) as bigint),
                 min(case when given_up_at is null then due_at end),
                 cast(count(given_up_at) as bigint)
             from job where done_at is null and (given_up_at is not null or due_at <= $1)",
        )
        .bind(At(now))
        .one()
        .await?;
    Ok(JobQueue { due, oldest: oldest.map(|at| at.0), given_up })
}

/// Claims a few jobs that are due, the oldest first. For the lease of the lane no other instance claims them. Jobs of a kind that only
/// a later version knows are left to it.
pub async fn claim(tx: &mut Tx, _: &Permit<RunProgram>, lane: Lane, now: Timestamp) -> Result<Vec<Job>, Error> {
    // The condition is there twice: PostgreSQL checks the outer one again when another instance was faster.
    let rows: Vec<(Uuid, String, String, i64)> = tx
        .query(
            "update job set due_at = $2, attempts = attempts + 1
             where id in (select id from job where done_at is null and given_up_at is null and due_at <= $1
                          and case kind when 'host' then 'network' when 'allocation' then 'search' else 'database' end = $4
                          order by due_at limit $3)
               and done_at is null and given_up_at is null and due_at <= $1
             returning id, kind, key, attempts",
        )
        .bind(At(now))
        .bind(At(now + lane.lease()))
        .bind(if lane == Lane::Database { BATCH } else { 1 })
        .bind(lane.as_str())
        .all()
        .await?;
    let known =
        |(id, kind, key, attempts): (_, String, _, _)| Some(Job { id, kind: JobKind::parse(&kind)?, key, attempts });
    Ok(rows.into_iter().filter_map(known).collect())
}

/// Says that a search goes on, so that no other instance claims it for [`SEARCH_LEASE`]. False if it was claimed: this instance must stop.
pub async fn renew(tx: &mut Tx, _: &Permit<RunProgram>, job: &Job, now: Timestamp) -> Result<bool, Error> {
    let changed = tx
        .query("update job set due_at = $3 where id = $1 and attempts = $2 and done_at is null and given_up_at is null")
        .bind(job.id)
        .bind(job.attempts)
        .bind(At(now + SEARCH_LEASE))
        .run()
        .await?;
    Ok(changed == 1)
}

/// Marks a job as done, in the transaction that did it. False if it took too long: another instance owns the job now, and
/// the transaction must not be committed.
pub async fn done(tx: &mut Tx, _: &Permit<RunProgram>, job: &Job, now: Timestamp) -> Result<bool, Error> {
    let changed = tx
        .query(
            "update job set done_at = $3, failure = null
             where id = $1 and attempts = $2 and done_at is null and given_up_at is null",
        )
        .bind(job.id)
        .bind(job.attempts)
        .bind(At(now))
        .run()
        .await?;
    Ok(changed == 1)
}

/// Records that a job failed, and why. It is tried again after pauses that grow, and given up after [`ATTEMPTS`] attempts.
pub async fn failed(
    tx: &mut Tx,
    _: &Permit<RunProgram>,
    job: &Job,
    failure: &str,
    now: Timestamp,
) -> Result<(), Error> {
    let given_up = (job.attempts >= ATTEMPTS).then_some(At(now));
    tx.query(
        "update job set due_at = $3, failure = $4, given_up_at = $5
         where id = $1 and attempts = $2 and done_at is null and given_up_at is null",
    )
    .bind(job.id)
    .bind(job.attempts)
    .bind(At(now + retry_delay(job.attempts)))
    .bind(failure)
    .bind(given_up)
    .run()
    .await?;
    Ok(())
}

/// A job that failed, for the operator.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct FailedJob {
    /// The kind of work.
    pub kind: String,
    /// What it was about.
    pub key: String,
    /// How often it was tried.
    pub attempts: i64,
    /// Why the last attempt failed.
    pub failure: String,
    /// Whether it was given up.
    pub given_up: bool,
}

/// The jobs that failed last time they were tried, those given up first.
pub async fn failed_jobs(tx: &mut Tx, _: &Permit<RunProgram>) -> Result<Vec<FailedJob>, Error> {
    tx.query(
        "select kind, key, attempts, failure, given_up_at is not null as given_up from job
         where failure is not null and done_at is null order by given_up_at is null, created_at limit 1000",
    )
    .all()
    .await
}

/// Queues the jobs that were given up again, as if they were new. Returns how many there were.
pub async fn retry(tx: &mut Tx, _: &Permit<RunProgram>, now: Timestamp) -> Result<u64, Error> {
    tx.query("update job set given_up_at = null, attempts = 0, due_at = $1 where given_up_at is not null and done_at is null")
        .bind(At(now))
        .run()
        .await
}

/// Deletes jobs that were done or given up and are older than [`RETENTION`].
pub async fn sweep(tx: &mut Tx, _: &Permit<RunProgram>, now: Timestamp) -> Result<u64, Error> {
    tx.query("delete from job where created_at < $1 and (done_at is not null or given_up_at is not null)")
        .bind(At(now - RETENTION))
        .run()
        .await
}
