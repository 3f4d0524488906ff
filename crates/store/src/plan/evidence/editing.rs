//! Edits of evidence: earlier texts stay, and the second of two editors sees both.

use super::{ListedEvidence, record, select};
use crate::core::{
    db::{Error, Tx},
    ids,
    values::At,
    write_permit::WritePermit,
};
use model::{
    EvidenceId, Timestamp,
    core::permit::{KeepEvidence, Permit, PublishEvidence, ReadInternal},
    plan::evidence::{EvidenceContent, NewEvidence},
    work::event::evidence::EvidenceEvent,
};
use sqlx::types::Json;

/// The result of an edit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Corrected {
    /// It is saved.
    Yes,
    /// A newer revision exists: nothing was changed, and this is the current evidence.
    Stale(Box<ListedEvidence>),
    /// There is no such evidence, or it was withdrawn.
    NotFound,
    /// It is public, and the editor may not edit public evidence. Nothing was changed.
    Public,
}

/// Edits a piece of evidence; public evidence only with `publish`. `revision` is the one that was read. An edit that
/// changes nothing is not recorded. The file of a file and the text and consent of a testimonial do not change.
pub async fn correct(
    tx: &mut Tx,
    may: &WritePermit<KeepEvidence>,
    publish: Option<&WritePermit<PublishEvidence>>,
    id: EvidenceId,
    revision: i64,
    new: &NewEvidence,
    now: Timestamp,
) -> Result<Corrected, Error> {
    let organisation = may.place().organisation;
    // An update that changes nothing locks the row on either database.
    tx.query("update evidence set id = id where id = $1 and organisation_id = $2")
        .bind(id.0)
        .bind(organisation.0)
        .run()
        .await?;
    let Some(listed) = select(tx, organisation, Some(id)).await?.pop() else { return Ok(Corrected::NotFound) };
    let was = &listed.evidence;
    if was.withdrawn.is_some() {
        return Ok(Corrected::NotFound);
    }
    if was.revision != revision {
        return Ok(Corrected::Stale(Box::new(listed)));
    }
    if was.marked_public && publish.is_none() {
        return Ok(Corrected::Public);
    }
    let content = match &was.content {
        fixed @ (EvidenceContent::File(_) | EvidenceContent::Testimonial(_)) => fixed,
        EvidenceContent::Link { .. } | EvidenceContent::Number { .. } => &new.content,
    };
    let new = &NewEvidence { content: content.clone(), ..new.clone() };
    let fields = was.changes(new);
    if fields.is_empty() {
        return Ok(Corrected::Yes);
    }
    tx.query(
        "update evidence set title = $3, content = $4, themes = $5, allied = $6, revision = revision + 1
         where id = $1 and organisation_id = $2",
    )
    .bind(id.0)
    .bind(organisation.0)
    .bind(new.title.as_str())
    .bind(Json(&new.content))
    .bind(Json(&new.themes))
    .bind(Json(&new.allied))
    .run()
    .await?;
    tx.query(
        "insert into evidence_version (id, evidence_id, revision, title, content, themes, allied, person_id, until)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
    )
    .bind(ids::new(now))
    .bind(id.0)
    .bind(revision)
    .bind(was.title.as_str())
    .bind(Json(&was.content))
    .bind(Json(&was.themes))
    .bind(Json(&was.allied))
    .bind(may.author().person().map(|person| person.0))
    .bind(At(now))
    .run()
    .await?;
    if let EvidenceContent::Link { address } = &new.content
        && was.content != new.content
    {
        // Nothing is known of the new address yet.
        tx.query(
            "update link_check set host = $2, checked_at = null, failure = null, failed_days = 0, failed_on = null, dead_since = null
             where evidence_id = $1",
        )
        .bind(id.0)
        .bind(address.host())
        .run()
        .await?;
    }
    let event = EvidenceEvent::EvidenceCorrected { title: new.title.to_string(), fields };
    record(tx, may.author(), may.place(), event, now).await?;
    Ok(Corrected::Yes)
}

/// An earlier version of a piece of evidence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EarlierVersion {
    /// Its title.
    pub title: String,
    /// Its content.
    pub content: EvidenceContent,
    /// When it was edited.
    pub until: Timestamp,
    /// The name of who edited it.
    pub who: Option<String>,
}

/// The earlier versions of a piece of evidence, the newest first.
pub async fn former(tx: &mut Tx, may: &Permit<ReadInternal>, id: EvidenceId) -> Result<Vec<EarlierVersion>, Error> {
    let rows: Vec<(String, Json<EvidenceContent>, At, Option<String>)> = tx
        .query(
            "select v.title, v.content, v.until, p.name from evidence_version v join evidence e on e.id = v.evidence_id
             left join person p on p.id = v.person_id
             where v.evidence_id = $1 and e.organisation_id = $2 order by v.revision desc limit 100",
        )
        .bind(id.0)
        .bind(may.place().organisation.0)
        .all()
        .await?;
    let version = |(title, Json(content), At(until), who)| EarlierVersion { title, content, until, who };
    Ok(rows.into_iter().map(version).collect())
}
