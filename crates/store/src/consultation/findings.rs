//! Findings: conclusions from responses in the lead's words, the written comments that they sum up, and what came of them.

mod published;

pub use published::{PublishedConsultation, PublishedFinding, held, published_consultations};

use crate::core::{
    db::{Error, Tx},
    events::{self, Subject},
    ids,
    values::{At, Day, Number},
    write_permit::WritePermit,
};
use model::{
    ActionId, ConsultationId, Date, FindingId, Timestamp,
    consultation::finding::{Finding, FindingOutcome},
    core::permit::{Permit, ReadResults, SortResponses},
    work::event::{EventKind, consultation::ConsultationEvent},
};
use uuid::Uuid;

/// The findings of a consultation, oldest first.
pub async fn list(tx: &mut Tx, may: &Permit<ReadResults>) -> Result<Vec<Finding>, Error> {
    of_consultation(tx, may.place().consultation).await
}

async fn of_consultation(tx: &mut Tx, consultation: ConsultationId) -> Result<Vec<Finding>, Error> {
    type FindingRow = (Uuid, String, Option<String>, i64, Number<u32>);
    let rows: Vec<FindingRow> = tx
        .query(
            "select f.id, f.words, f.nothing_because, f.revision,
                 (select cast(count(*) as bigint) from finding_written_comment r where r.finding_id = f.id)
             from finding f where f.consultation_id = $1 order by f.id",
        )
        .bind(consultation.0)
        .all()
        .await?;
    let linked: Vec<(Uuid, Uuid)> = tx
        .query(
            "select a.finding_id, a.action_id from finding_action a join finding f on f.id = a.finding_id
             where f.consultation_id = $1 order by a.finding_id, a.action_id",
        )
        .bind(consultation.0)
        .all()
        .await?;
    let finding = |(id, words, because, revision, Number(remarks)): FindingRow| {
        let actions: Vec<ActionId> =
            linked.iter().filter(|(finding, _)| *finding == id).map(|(_, action)| ActionId(*action)).collect();
        let outcome = match because {
            _ if !actions.is_empty() => FindingOutcome::Actions(actions),
            Some(because) => FindingOutcome::Nothing(because),
            None => FindingOutcome::Undecided,
        };
        Finding { id: FindingId(id), words, remarks, outcome, revision }
    };
    Ok(rows.into_iter().map(finding).collect())
}

/// Which finding each written comment was sorted into.
pub async fn sorted(tx: &mut Tx, may: &Permit<ReadResults>) -> Result<Vec<(Uuid, FindingId)>, Error> {
    let rows: Vec<(Uuid, Uuid)> = tx
        .query(
            "select r.written_comment_id, r.finding_id from finding_written_comment r join finding f on f.id = r.finding_id
             where f.consultation_id = $1",
        )
        .bind(may.place().consultation.0)
        .all()
        .await?;
    Ok(rows.into_iter().map(|(remark, finding)| (remark, FindingId(finding))).collect())
}

/// What written comments are sorted into.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SortInto {
    /// A new finding with this text.
    New(String),
    /// An existing finding.
    Known(FindingId),
    /// No finding.
    None,
}

/// Sorts written comments into a finding. Comments and findings of other consultations are ignored.
pub async fn sort(
    tx: &mut Tx,
    may: &WritePermit<SortResponses>,
    remarks: &[Uuid],
    into: &SortInto,
    now: Timestamp,
) -> Result<(), Error> {
    let at = may.place();
    let finding = match into {
        SortInto::None => None,
        SortInto::Known(finding) => Some(finding.0),
        SortInto::New(words) => {
            let id = ids::new(now);
            tx.query("insert into finding (id, consultation_id, words, created_at) values ($1, $2, $3, $4)")
                .bind(id)
                .bind(at.consultation.0)
                .bind(words)
                .bind(At(now))
                .run()
                .await?;
            let what = ConsultationEvent::FindingWritten { words: words.clone() };
            let subject = Subject::organisation(at.organisation);
            events::record(tx, may.author(), subject, &EventKind::Consultation(what), now).await?;
            Some(id)
        }
    };
    for remark in remarks {
        tx.query(
            "delete from finding_written_comment where written_comment_id =
                 (select id from written_comment where id = $1 and consultation_id = $2)",
        )
        .bind(*remark)
        .bind(at.consultation.0)
        .run()
        .await?;
        tx.query(
            "insert into finding_written_comment (written_comment_id, finding_id)
             select r.id, f.id from written_comment r join finding f on f.consultation_id = r.consultation_id
             where r.id = $1 and r.consultation_id = $2 and f.id = $3",
        )
        .bind(*remark)
        .bind(at.consultation.0)
        .bind(finding)
        .run()
        .await?;
    }
    Ok(())
}

/// Edits the text of a finding, and records what came of it. False, and nothing is changed, if `revision` is no longer the
/// newest.
pub async fn decide(
    tx: &mut Tx,
    may: &WritePermit<SortResponses>,
    finding: FindingId,
    revision: i64,
    words: &str,
    outcome: &FindingOutcome,
    now: Timestamp,
) -> Result<bool, Error> {
    let at = may.place();
    let because = match outcome {
        FindingOutcome::Nothing(because) => Some(because.clone()),
        FindingOutcome::Undecided | FindingOutcome::Actions(_) => None,
    };
    let changed = tx
        .query(
            "update finding set words = $3, nothing_because = $4, revision = revision + 1
             where id = $1 and consultation_id = $2 and revision = $5",
        )
        .bind(finding.0)
        .bind(at.consultation.0)
        .bind(words)
        .bind(because.as_deref())
        .bind(revision)
        .run()
        .await?;
    if changed == 0 {
        return Ok(false);
    }
    tx.query("delete from finding_action where finding_id = $1").bind(finding.0).run().await?;
    if let FindingOutcome::Actions(actions) = outcome {
        for action in actions {
            link_action(tx, may, finding, *action).await?;
        }
    }
    let titles: Vec<(String,)> = tx
        .query("select c.text from finding_action a join action c on c.id = a.action_id where a.finding_id = $1 order by c.id")
        .bind(finding.0)
        .all()
        .await?;
    let title = |(text,): (String,)| model::plan::action::ActionDetails { text, ..Default::default() }.title();
    let what = ConsultationEvent::FindingDecided {
        words: words.to_owned(),
        actions: titles.into_iter().map(title).collect(),
        because,
    };
    events::record(tx, may.author(), Subject::organisation(at.organisation), &EventKind::Consultation(what), now)
        .await?;
    Ok(true)
}

/// Links an action of the same organisation to a finding, which removes the reason for no action.
pub async fn link_action(
    tx: &mut Tx,
    may: &WritePermit<SortResponses>,
    finding: FindingId,
    action: ActionId,
) -> Result<(), Error> {
    let at = may.place();
    tx.query(
        "insert into finding_action (finding_id, action_id)
         select f.id, c.id from finding f, action c
         where f.id = $1 and f.consultation_id = $2 and c.id = $3 and c.organisation_id = $4
         on conflict (finding_id, action_id) do nothing",
    )
    .bind(finding.0)
    .bind(at.consultation.0)
    .bind(action.0)
    .bind(at.organisation.0)
    .run()
    .await?;
    tx.query("update finding set nothing_because = null where id = $1 and consultation_id = $2")
        .bind(finding.0)
        .bind(at.consultation.0)
        .run()
        .await
        .map(drop)
}

/// The day from which the findings of a consultation are public; none if they are not.
pub async fn published(tx: &mut Tx, may: &Permit<ReadResults>) -> Result<Option<Date>, Error> {
    let (day,): (Option<Day>,) = tx
        .query("select published_on from consultation where id = $1 and organisation_id = $2")
        .bind(may.place().consultation.0)
        .bind(may.place().organisation.0)
        .one()
        .await?;
    Ok(day.map(|day| day.0))
}

/// Publishes the findings from that day on or, without a day, withdraws them.
pub async fn publish(
    tx: &mut Tx,
    may: &WritePermit<SortResponses>,
    on: Option<Date>,
    now: Timestamp,
) -> Result<(), Error> {
    let at = may.place();
    let (title,): (String,) = tx
        .query("update consultation set published_on = $3 where id = $1 and organisation_id = $2 returning title")
        .bind(at.consultation.0)
        .bind(at.organisation.0)
        .bind(on.map(Day))
        .one()
        .await?;
    let what = match on {
        Some(_) => ConsultationEvent::FindingsPublished { title },
        None => ConsultationEvent::FindingsWithdrawn { title },
    };
    events::record(tx, may.author(), Subject::organisation(at.organisation), &EventKind::Consultation(what), now).await
}
