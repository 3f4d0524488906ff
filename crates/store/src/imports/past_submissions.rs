//! Submissions made outside Assay: proposed from an import, then confirmed or refused by the secretariat, or taken back.

mod deciding;
mod earlier;
mod waiting;

pub use deciding::{confirm, refuse, take_back};
pub use earlier::{EarlierConfirmation, confirm_earlier};
pub use waiting::{ListedProposal, all_waiting, open_at};

use super::acceptance;
use crate::{
    assessment::assessments,
    core::{
        db::{Error, Tx},
        events::{self, Subject},
        ids,
        values::{At, Day},
        write_permit::WritePermit,
    },
};
use model::{
    Date, OrganisationId, PastSubmissionId, Timestamp,
    charter::Charter,
    core::permit::{AcceptImport, AtImport, AtOrganisation, Permission, Permit, ReadOrganisation},
    imports::{
        import::{CannotImport, ImportContent, ImportTarget, OnPaper},
        past_submission::{self, DateFacts, DateFlaw, PastSubmission, ProposalOutcome, ProposalState},
    },
    work::event::{EventKind, past_submission::PastSubmissionEvent},
};
use serde_json::Value;
use sqlx::types::Json;
use uuid::Uuid;

/// Why a past submission was not proposed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NotProposed {
    /// It cannot be imported now.
    #[error("{0}")]
    Import(CannotImport),
    /// It cannot have this date.
    #[error("{0}")]
    Date(DateFlaw),
    /// It lacks what its form requires: see [`past_submission::missing`].
    #[error("Select the answers and actions that the form requires")]
    Incomplete,
}

/// What is proposed.
#[derive(Debug, Clone, Copy)]
pub struct NewProposal<'n> {
    /// The content of the submission.
    pub content: &'n ImportContent,
    /// The fields as they were sent, for a correction.
    pub form: &'n Value,
    /// Whether the files of the import are published with it.
    pub shares_files: bool,
}

/// Proposes the selected items of an import as a submission made outside Assay, on the day `today`. Nothing is written but the proposal and its
/// event.
pub async fn propose(
    tx: &mut Tx,
    may: &WritePermit<AcceptImport>,
    charter: &Charter,
    NewProposal { content, form, shares_files }: NewProposal<'_>,
    today: Date,
    now: Timestamp,
) -> Result<Result<PastSubmissionId, NotProposed>, Error> {
    let (place, refuse) = (may.place(), |reason| Ok(Err(NotProposed::Import(reason))));
    let ImportTarget::OnPaper(OnPaper { on, .. }) = content.becomes else { return Err(Error::RowNotFound) };
    let edition = charter.edition(&content.edition).ok_or(Error::RowNotFound)?;
    let reader = may.read::<ReadOrganisation>(AtOrganisation { organisation: place.organisation });
    let Ok(reader) = reader else { return refuse(CannotImport::NotOpen) };
    if let Err(reason) = acceptance::waiting(tx, place).await? {
        return refuse(reason);
    }
    let before = assessments::list(tx, &reader).await?;
    if let Err(reason) = content.check(before.iter().map(|one| (one.id, one.stage, &one.state))) {
        return refuse(reason);
    }
    let waiting = waiting_dates(tx, place.organisation).await?;
    if waiting.iter().any(|(stage, _)| *stage == content.stage) {
        return refuse(CannotImport::Proposed(content.stage));
    }
    if let Err(flaw) = date_facts(tx, &reader, waiting, today).await?.check(on, edition) {
        return Ok(Err(NotProposed::Date(flaw)));
    }
    if !past_submission::missing(content, edition).is_empty() {
        return Ok(Err(NotProposed::Incomplete));
    }
    let id = PastSubmissionId(ids::new(now));
    tx.query(
        "insert into past_submission (id, organisation_id, import_id, edition, stage, submitted_on, form, content,
             shares_files, proposed_by, proposed_at, reason)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, '')",
    )
    .bind(id.0)
    .bind(place.organisation.0)
    .bind(place.import.0)
    .bind(content.edition.as_str())
    .bind(i64::from(content.stage))
    .bind(Day(on))
    .bind(Json(form))
    .bind(Json(content))
    .bind(shares_files)
    .bind(may.author().person().map(|person| person.0))
    .bind(At(now))
    .run()
    .await?;
    let what = PastSubmissionEvent::PastSubmissionProposed { title: edition.title.clone(), on };
    record(tx, may, what, now).await?;
    Ok(Ok(id))
}

async fn record<P>(tx: &mut Tx, may: &WritePermit<P>, what: PastSubmissionEvent, now: Timestamp) -> Result<(), Error>
where
    P: Permission<Place = AtImport>,
{
    let subject = Subject::organisation(may.place().organisation);
    events::record(tx, may.author(), subject, &EventKind::PastSubmission(what), now).await
}

/// What the date of a past submission is checked against, with those of other proposals.
async fn date_facts(
    tx: &mut Tx,
    may: &Permit<ReadOrganisation>,
    mut others: Vec<(u8, Date)>,
    today: Date,
) -> Result<DateFacts, Error> {
    let (signed,): (Option<Day>,) =
        tx.query("select signed_on from organisation where id = $1").bind(may.place().organisation.0).one().await?;
    let submitted = assessments::list(tx, may).await?;
    others.extend(submitted.iter().filter_map(|one| Some((one.stage, one.state.submitted_on()?))));
    Ok(DateFacts { today, signed: signed.map(|day| day.0), others })
}

/// The stages and days of the proposals of an organisation that wait.
async fn waiting_dates(tx: &mut Tx, organisation: OrganisationId) -> Result<Vec<(u8, Date)>, Error> {
    let rows: Vec<(i64, Day)> = tx
        .query("select stage, submitted_on from past_submission where organisation_id = $1 and outcome is null")
        .bind(organisation.0)
        .all()
        .await?;
    Ok(rows.into_iter().map(|(stage, on)| (u8::try_from(stage).unwrap_or(u8::MAX), on.0)).collect())
}

#[derive(sqlx::FromRow)]
struct Row {
    id: Uuid,
    submitted_on: Day,
    form: Json<Value>,
    content: Json<ImportContent>,
    shares_files: bool,
    proposed_by: Option<String>,
    proposed_at: At,
    outcome: Option<String>,
    decided_by: Option<String>,
    decided_at: Option<At>,
    reason: String,
}

impl Row {
    fn read(self) -> Result<(PastSubmission, Value), Error> {
        let lacks =
            || Error::Decode(format!("past submission {} lacks a value that its outcome needs", self.id).into());
        let (by, at) = (self.decided_by, self.decided_at.map(|at| at.0));
        let state = match self.outcome.as_deref().map(ProposalOutcome::parse) {
            None => ProposalState::Proposed,
            Some(outcome) => match (outcome.ok_or_else(lacks)?, at.ok_or_else(lacks)?) {
                (ProposalOutcome::Confirmed, at) => ProposalState::Confirmed { by, at },
                (ProposalOutcome::Refused, at) => ProposalState::Refused { by, at, reason: self.reason },
                (ProposalOutcome::TakenBack, at) => ProposalState::TakenBack { by, at },
            },
        };
        let proposal = PastSubmission {
            id: PastSubmissionId(self.id),
            on: self.submitted_on.0,
            content: self.content.0,
            shares_files: self.shares_files,
            proposed_by: self.proposed_by,
            proposed: self.proposed_at.0,
            state,
        };
        Ok((proposal, self.form.0))
    }
}

/// The newest proposal from an import, if there is one. Any permit for the import is enough.
pub async fn newest<P>(tx: &mut Tx, may: &Permit<P>) -> Result<Option<PastSubmission>, Error>
where
    P: Permission<Place = AtImport>,
{
    Ok(newest_with_form(tx, may).await?.map(|(proposal, _)| proposal))
}

/// The newest proposal from an import, and the fields as they were sent, for a correction.
pub async fn newest_with_form<P>(tx: &mut Tx, may: &Permit<P>) -> Result<Option<(PastSubmission, Value)>, Error>
where
    P: Permission<Place = AtImport>,
{
    let row: Option<Row> = tx
        .query(
            "select s.id, s.submitted_on, s.form, s.content, s.shares_files, p.name as proposed_by, s.proposed_at, s.outcome,
                    d.name as decided_by, s.decided_at, s.reason
             from past_submission s left join person p on p.id = s.proposed_by left join person d on d.id = s.decided_by
             where s.import_id = $1 and s.organisation_id = $2 order by s.proposed_at desc, s.id desc limit 1",
        )
        .bind(may.place().import.0)
        .bind(may.place().organisation.0)
        .optional()
        .await?;
    row.map(Row::read).transpose()
}
