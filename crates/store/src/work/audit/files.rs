//! The files of evidence, to compare them with the file storage.

use super::{BATCH, limit};
use crate::core::db::{Error, Tx};
use model::{
    OrganisationId,
    core::{
        canonical::Hash,
        permit::{Permit, RunProgram},
    },
    plan::evidence::{EvidenceContent, EvidenceFile},
};
use sqlx::types::Json;
use uuid::Uuid;

/// A file of evidence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredFile {
    /// The evidence.
    pub evidence: Uuid,
    /// Its organisation.
    pub organisation: OrganisationId,
    /// The hash by which it is stored.
    pub sha256: Hash,
}

/// The files of the evidence after one, and where the next part begins.
pub async fn files(
    tx: &mut Tx,
    _: &Permit<RunProgram>,
    after: Option<Uuid>,
) -> Result<(Vec<StoredFile>, Option<Uuid>), Error> {
    let rows: Vec<(Uuid, Uuid, Json<EvidenceContent>)> = tx
        .query("select id, organisation_id, content from evidence where id > $1 and kind = 'file' order by id limit $2")
        .bind(after.unwrap_or_else(Uuid::nil))
        .bind(limit(BATCH))
        .all()
        .await?;
    let next = rows.last().filter(|_| rows.len() == BATCH).map(|(id, ..)| *id);
    let file = |(evidence, organisation, Json(content)): (Uuid, Uuid, Json<EvidenceContent>)| {
        let EvidenceContent::File(EvidenceFile { sha256, .. }) = content else { return None };
        Some(StoredFile { evidence, organisation: OrganisationId(organisation), sha256 })
    };
    Ok((rows.into_iter().filter_map(file).collect(), next))
}
