//! The files that evidence refers to.

use crate::core::db::{Error, Tx};
use model::{
    core::{
        canonical::Hash,
        permit::{Permit, RunProgram},
    },
    plan::evidence::{EvidenceContent, EvidenceFile},
};
use sqlx::types::Json;
use std::collections::BTreeSet;

/// The files of all evidence and of its earlier versions, and those that were kept with imports, each once, in the order of their hashes.
/// Withdrawn evidence keeps its file.
pub async fn stored_files(tx: &mut Tx, _: &Permit<RunProgram>) -> Result<Vec<Hash>, Error> {
    let contents: Vec<(Json<EvidenceContent>,)> = tx
        .query(
            "select content from evidence where kind = 'file'
             union all
             select v.content from evidence_version v join evidence e on e.id = v.evidence_id where e.kind = 'file'",
        )
        .all()
        .await?;
    let kept: Vec<(Json<Vec<EvidenceFile>>,)> =
        tx.query("select files from import where files is not null").all().await?;
    let mut hashes: BTreeSet<Hash> = contents
        .into_iter()
        .filter_map(|(Json(content),)| match content {
            EvidenceContent::File(file) => Some(file.sha256),
            _ => None,
        })
        .collect();
    hashes.extend(kept.into_iter().flat_map(|(Json(files),)| files).map(|file| file.sha256));
    Ok(hashes.into_iter().collect())
}
