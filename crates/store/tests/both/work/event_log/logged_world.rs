//! A world whose events are in the event log, with the audit of all of it.

use super::start;
use jiff::{SignedDuration, Timestamp};
use model::{
    AssessmentId, OrganisationId,
    core::{dates::day, keys::SigningKeys, permit::Author},
    work::{
        event::{EventKind, NamedPerson},
        event_log::{
            Checkpoint,
            audit::{AuditFinding, Discrepancy, EntryAudit},
        },
    },
};
use store::{
    Db, Tx,
    assessment::submissions::days_late,
    core::{
        events::{self, Subject},
        ids,
        values::{At, Day},
    },
    work::{
        audit,
        event_log::{self, SigningOutcome},
    },
};
use testing::world::World;
use uuid::Uuid;

/// The world of all tests, with an event for everything in it that has one, 300 events more, and a checkpoint of them. Its submission was made
/// before the register signed.
pub(super) struct LoggedWorld {
    pub(super) world: World,
    pub(super) keys: SigningKeys,
    pub(super) now: Timestamp,
}

impl LoggedWorld {
    pub(super) async fn make(db: &Db) -> Self {
        let now = start();
        let world = World::make(db, &testing::invented_charter(), now).await;
        let world = Self { world, keys: keys(now), now };
        let mut tx = db.write().await.unwrap();
        tx.query(
            "insert into due_date (id, organisation_id, stage, due_on, reason, recorded_at) values ($1, $2, 1, $3, 'Late', $4)",
        )
        .bind(ids::new(now))
        .bind(world.world.organisation.0)
        .bind(Day("2026-11-20".parse().unwrap()))
        .bind(At(now))
        .run()
        .await
        .unwrap();
        tx.query(
            "insert into progress_update (id, action_id, colour, explanation, learning, recorded_at) values ($1, $2, 'red', 'No', '', $3)",
        )
        .bind(ids::new(now))
        .bind(world.world.actions[0].0)
        .bind(At(now))
        .run()
        .await
        .unwrap();
        tx.query("update assessment set due_on = $1 where submitted_at is not null")
            .bind(Day("2026-11-20".parse().unwrap()))
            .run()
            .await
            .unwrap();
        world.record_what_is_there(&mut tx).await;
        for number in 0..300 {
            record(&mut tx, &world, &format!("Person {number}"), now + SignedDuration::from_millis(number)).await;
        }
        tx.commit().await.unwrap();
        drain(db).await;
        let mut tx = db.write().await.unwrap();
        assert!(matches!(signed(&mut tx, &world.keys, world.later(1)).await, SigningOutcome::Signed(_)));
        tx.commit().await.unwrap();
        world
    }

    /// The keys of the register once more, for who needs their own.
    pub(super) fn keys(&self) -> SigningKeys {
        keys(self.now)
    }

    /// So many minutes after the start.
    pub(super) fn later(&self, minutes: i64) -> Timestamp {
        self.now + SignedDuration::from_mins(minutes)
    }

    /// The world is written without events: records those of its self-assessments, due dates and ratings.
    async fn record_what_is_there(&self, tx: &mut Tx) {
        type Row = (Uuid, Uuid, Option<String>, Option<At>, Option<At>, Option<Day>);
        let assessments: Vec<Row> = tx
            .query("select id, organisation_id, locked_version_hash, locked_at, submitted_at, due_on from assessment")
            .all()
            .await
            .unwrap();
        for (id, organisation, hash, locked, submitted, due) in assessments {
            let subject = Subject::organisation(OrganisationId(organisation)).assessment(AssessmentId(id));
            let version = hash.unwrap_or_default();
            if let Some(At(at)) = locked {
                event(tx, subject, &EventKind::AssessmentFrozen { version: version.clone() }, at).await;
            }
            let signatures: Vec<(String, String, String, At)> = tx
                .query("select role, name, post, signed_at from signature where assessment_id = $1 order by role")
                .bind(id)
                .all()
                .await
                .unwrap();
            for (role, name, post, At(at)) in signatures {
                let version = version.clone();
                let what = match role.as_str() {
                    "lead" => EventKind::LeadSigned { name, post, version },
                    _ => EventKind::LeaderSigned { name, post, version },
                };
                event(tx, subject, &what, at).await;
            }
            if let Some(At(at)) = submitted {
                let days_late = days_late(due.map(|on| on.0), day(at));
                let what = EventKind::AssessmentSubmitted { title: "Stage 1".into(), version, days_late };
                event(tx, subject.public(true), &what, at).await;
            }
        }
        let organisation = Subject::organisation(self.world.organisation);
        let due = EventKind::DueDateSet {
            stage: 1,
            due: "2026-11-20".parse().unwrap(),
            feedback: None,
            reason: "Late".into(),
        };
        event(tx, organisation, &due, self.now).await;
        let rated = EventKind::ActionRated {
            action: "Count".into(),
            colour: model::charter::rating::Colour::Red,
            explanation: "No".into(),
        };
        event(tx, organisation.action(self.world.actions[0]), &rated, self.now).await;
    }
}

/// When the register of this world began to sign.
pub(super) fn signs_since(now: Timestamp) -> Timestamp {
    now + SignedDuration::from_secs(30)
}

fn keys(now: Timestamp) -> SigningKeys {
    SigningKeys::first([1; 32], signs_since(now))
}

async fn event(tx: &mut Tx, subject: Subject, what: &EventKind, at: Timestamp) {
    events::record(tx, Author::Operator, subject, what, at).await.unwrap();
}

/// Records that a person with that name left one of the two organisations, or the secretariat.
pub(super) async fn record(tx: &mut Tx, world: &LoggedWorld, name: &str, at: Timestamp) {
    let subject = match name.len() % 3 {
        0 => Subject::default(),
        _ => Subject::organisation(world.world.organisation),
    };
    event(tx, subject, &EventKind::PersonLeft { name: NamedPerson::unknown(name) }, at).await;
}

/// Writes the entries of all events that wait.
pub(super) async fn drain(db: &Db) {
    loop {
        let mut tx = db.write().await.unwrap();
        let written = event_log::append(&mut tx, &testing::program()).await.unwrap();
        tx.commit().await.unwrap();
        if written == 0 {
            return;
        }
    }
}

pub(super) async fn signed(tx: &mut Tx, keys: &SigningKeys, now: Timestamp) -> SigningOutcome {
    event_log::sign(tx, &testing::program(), keys, "assay.test/log", now).await.unwrap()
}

/// Audits everything in one transaction, with checkpoints that were kept elsewhere.
pub(super) async fn all_findings(
    tx: &mut Tx,
    world: &LoggedWorld,
    mut checkpoints: Vec<Checkpoint>,
) -> (Vec<AuditFinding>, EntryAudit) {
    let (may, keys, now) = (testing::program(), world.keys.known(), world.later(20));
    let mut findings = Vec::new();
    for stored in audit::notes(tx, &may).await.unwrap() {
        match Checkpoint::verified(&stored.note, &keys) {
            Ok(checkpoint) => checkpoints.push(checkpoint),
            Err(error) => {
                let what = Discrepancy::CheckpointNotSigned(error);
                findings.push(AuditFinding { row: format!("checkpoint {}", stored.size), organisation: None, what });
            }
        }
    }
    let entries = audit::entries(tx, &may).await.unwrap();
    let mut state = EntryAudit::new(checkpoints, now);
    loop {
        let (more, found) = audit::check_entries(tx, &may, &mut state, entries).await.unwrap();
        findings.extend(found);
        if !more {
            break;
        }
    }
    let until = state.taken_in_until();
    let mut after = None;
    loop {
        let part = audit::check_events(tx, &may, after, state.has_begun(), now).await.unwrap();
        findings.extend(part.findings);
        after = part.next;
        if after.is_none() {
            break;
        }
    }
    let mut after: Option<String> = None;
    loop {
        let part = audit::check_locked_versions(tx, &may, after.as_deref()).await.unwrap();
        findings.extend(part.findings);
        after = part.next;
        if after.is_none() {
            break;
        }
    }
    let (mut after, mut submissions) = (None, 0);
    loop {
        let part = audit::check_submissions(tx, &may, after, &keys).await.unwrap();
        findings.extend(part.findings);
        submissions += part.checked;
        after = part.next;
        if after.is_none() {
            break;
        }
    }
    let (submitted,): (i64,) =
        tx.query("select cast(count(*) as bigint) from assessment where step = 'submitted'").one().await.unwrap();
    let are_readable = !findings.iter().any(|one| one.row.starts_with("submissions of"));
    assert!(i64::try_from(submissions) == Ok(submitted) || !are_readable, "each of each organisation was checked");
    findings.extend(audit::check_feedback(tx, &may, None).await.unwrap().findings);
    findings.extend(audit::check_assessments(tx, &may, None, until).await.unwrap().findings);
    findings.extend(audit::check_due_dates(tx, &may, None, until).await.unwrap().findings);
    findings.extend(audit::check_progress_updates(tx, &may, None, until).await.unwrap().findings);
    let names = audit::organisations(tx, &may).await.unwrap();
    assert!(names.contains_key(&world.world.organisation));
    let (files, next) = audit::files(tx, &may, None).await.unwrap();
    assert!(files.len() == 1 && next.is_none(), "the world has a file");
    (findings, state)
}
