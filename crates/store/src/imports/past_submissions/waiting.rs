//! Proposed submissions that wait for the secretariat.

use crate::core::{
    db::{Error, Tx},
    values::Day,
};
use model::{
    Date, ImportId,
    core::permit::{Permit, ReadOrganisation, ReadRegister},
    work::todo::OpenProposal,
};
use uuid::Uuid;

/// A proposed submission in the list of those that wait.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListedProposal {
    /// The import that it was proposed from.
    pub import: ImportId,
    /// The name of the organisation.
    pub organisation: String,
    /// The stage.
    pub stage: u8,
    /// The day on which it was submitted.
    pub on: Date,
}

/// The proposed submissions of all organisations that wait, the oldest first.
pub async fn all_waiting(tx: &mut Tx, _: &Permit<ReadRegister>) -> Result<Vec<ListedProposal>, Error> {
    let rows: Vec<(Uuid, String, i64, Day)> = tx
        .query(
            "select s.import_id, o.name, s.stage, s.submitted_on from past_submission s
             join organisation o on o.id = s.organisation_id where s.outcome is null order by s.proposed_at, s.id",
        )
        .all()
        .await?;
    let listed = |(import, organisation, number, on): (_, _, _, Day)| ListedProposal {
        import: ImportId(import),
        organisation,
        stage: stage(number),
        on: on.0,
    };
    Ok(rows.into_iter().map(listed).collect())
}

/// The proposed submissions of an organisation that wait or were refused, while their import is open: the newest proposal of each import.
pub async fn open_at(tx: &mut Tx, may: &Permit<ReadOrganisation>) -> Result<Vec<OpenProposal>, Error> {
    let rows: Vec<(Uuid, i64, Option<String>, String)> = tx
        .query(
            "select s.import_id, s.stage, s.outcome, s.reason from past_submission s join import i on i.id = s.import_id
             where s.organisation_id = $1 and i.assessment_id is null and not i.discarded
               and (s.outcome is null or s.outcome = 'refused')
               and not exists (select 1 from past_submission n where n.import_id = s.import_id and n.id > s.id)
             order by s.id",
        )
        .bind(may.place().organisation.0)
        .all()
        .await?;
    let open = |(import, number, outcome, reason): (_, _, Option<String>, _)| OpenProposal {
        import: ImportId(import),
        stage: stage(number),
        refused: outcome.map(|_| reason),
    };
    Ok(rows.into_iter().map(open).collect())
}

fn stage(number: i64) -> u8 {
    u8::try_from(number).unwrap_or(u8::MAX)
}
