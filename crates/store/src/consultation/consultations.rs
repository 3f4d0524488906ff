//! Consultations: their questions and their results. No function here returns a sealed response.

mod answers;
mod closing;
mod codes;
mod destroying;
mod opening;
mod rows;

pub use answers::{
    NotRecorded, RecordingOutcome, SentForm, add_contact_details, answered, follow_ups, record_response,
    written_comments,
};
pub use closing::{ClosingOutcome, NotClosed, OVERDUE_BATCH, WithoutKey, close, overdue};
pub(crate) use codes::count_undelivered;
pub use codes::{CodeState, GivenBy, NotGiven, cancel, code_state, give};
pub(super) use destroying::destroy;
pub use destroying::{KeptKey, KeyProblem, destroy_keys, key_problem};
pub use opening::{NotOpened, available_actions, open};
use rows::ConsultationRow;

use crate::core::{
    db::{Error, Tx},
    events::{self, Subject},
    ids,
    values::{At, Day, Text},
    write_permit::WritePermit,
};
use model::{
    ConsultationId, Date, OrganisationId, Timestamp,
    consultation::{Consultation, ConsultationStep, draft::ConsultationDraft},
    core::permit::{CountInvited, EditConsultation, Permit, ReadConsultation, ReadConsultations, StartConsultation},
    work::event::{EventKind, consultation::ConsultationEvent},
};
use sqlx::types::Json;
use uuid::Uuid;

/// A consultation in the list of its organisation's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListedConsultation {
    /// Its identity.
    pub id: ConsultationId,
    /// Its title.
    pub title: String,
    /// Its step.
    pub step: ConsultationStep,
    /// The last day on which people can respond.
    pub closes: Date,
}

impl ListedConsultation {
    /// Whether responses are accepted on that day: until the end of the last one, even if they are counted later.
    #[must_use]
    pub fn accepts_responses(&self, today: Date) -> bool {
        self.step == ConsultationStep::Open && today <= self.closes
    }
}

/// The consultations of an organisation, newest first.
pub async fn list(tx: &mut Tx, may: &Permit<ReadConsultations>) -> Result<Vec<ListedConsultation>, Error> {
    let rows: Vec<(Uuid, String, Text<ConsultationStep>, Day)> = tx
        .query(
            "select id, title, step, closes_on from consultation where organisation_id = $1
             order by created_at desc, id desc",
        )
        .bind(may.place().organisation.0)
        .all()
        .await?;
    let listed =
        |(id, title, Text(step), Day(closes))| ListedConsultation { id: ConsultationId(id), title, step, closes };
    Ok(rows.into_iter().map(listed).collect())
}

/// A consultation.
pub async fn read(tx: &mut Tx, may: &Permit<ReadConsultation>) -> Result<Consultation, Error> {
    load(tx, may.place().organisation, may.place().consultation).await
}

/// A consultation of that organisation, for callers in this crate that hold a permit.
pub(crate) async fn load(
    tx: &mut Tx,
    organisation: OrganisationId,
    consultation: ConsultationId,
) -> Result<Consultation, Error> {
    let row: ConsultationRow = tx
        .query(
            "select id, step, title, closes_on, asked, plan_id, invited, codes_printed, codes_emailed, codes_undelivered, codes_cancelled, code, opened_on, offered, closed_on, tally, revision
             from consultation where id = $1 and organisation_id = $2",
        )
        .bind(consultation.0)
        .bind(organisation.0)
        .one()
        .await?;
    row.consultation()
}

/// Starts a consultation as a draft.
pub async fn start(
    tx: &mut Tx,
    may: &WritePermit<StartConsultation>,
    draft: &ConsultationDraft,
    now: Timestamp,
) -> Result<ConsultationId, Error> {
    let (id, organisation) = (ConsultationId(ids::new(now)), may.place().organisation);
    tx.query(
        "insert into consultation (id, organisation_id, step, title, closes_on, asked, plan_id, invited, created_at)
         values ($1, $2, 'drafting', $3, $4, $5, (select id from plan where id = $6 and organisation_id = $2), $7, $8)",
    )
    .bind(id.0)
    .bind(organisation.0)
    .bind(draft.title.as_str())
    .bind(Day(draft.closes))
    .bind(Json(&draft.asked))
    .bind(draft.plan.map(|plan| plan.0))
    .bind(draft.invited.map(i64::from))
    .bind(At(now))
    .run()
    .await?;
    let what = ConsultationEvent::ConsultationDrafted { title: draft.title.as_str().to_owned() };
    events::record(tx, may.author(), Subject::organisation(organisation), &EventKind::Consultation(what), now).await?;
    Ok(id)
}

/// Edits a draft. `revision` is the one that was read: false, and nothing is changed, if it is no longer the newest or
/// the consultation was opened since.
pub async fn edit(
    tx: &mut Tx,
    may: &WritePermit<EditConsultation>,
    revision: i64,
    draft: &ConsultationDraft,
    now: Timestamp,
) -> Result<bool, Error> {
    let at = may.place();
    let changed = tx
        .query(
            "update consultation set title = $3, closes_on = $4, asked = $5,
                 plan_id = (select id from plan where id = $6 and organisation_id = $2), invited = $7, revision = revision + 1
             where id = $1 and organisation_id = $2 and step = 'drafting' and revision = $8",
        )
        .bind(at.consultation.0)
        .bind(at.organisation.0)
        .bind(draft.title.as_str())
        .bind(Day(draft.closes))
        .bind(Json(&draft.asked))
        .bind(draft.plan.map(|plan| plan.0))
        .bind(draft.invited.map(i64::from))
        .bind(revision)
        .run()
        .await?;
    if changed == 0 {
        return Ok(false);
    }
    let what = ConsultationEvent::ConsultationChanged { title: draft.title.as_str().to_owned() };
    events::record(tx, may.author(), Subject::organisation(at.organisation), &EventKind::Consultation(what), now)
        .await?;
    Ok(true)
}

/// Why the number of people invited was not recorded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NotCounted {
    /// The consultation is closed, and had a number.
    Closed,
    /// That many codes were given out, which is more.
    CodesGiven(u32),
}

/// Records how many people were invited, as the lead states. After closing, when the number of responses is known, it can only be entered
/// if there is none.
pub async fn count_invited(
    tx: &mut Tx,
    may: &WritePermit<CountInvited>,
    invited: Option<u32>,
    now: Timestamp,
) -> Result<Result<(), NotCounted>, Error> {
    let at = may.place();
    let consultation = load(tx, at.organisation, at.consultation).await?;
    if !consultation.may_count_invited() {
        return Ok(Err(NotCounted::Closed));
    }
    let given = consultation.given.valid();
    if given > invited.unwrap_or(0) {
        return Ok(Err(NotCounted::CodesGiven(given)));
    }
    tx.query("update consultation set invited = $3 where id = $1 and organisation_id = $2")
        .bind(at.consultation.0)
        .bind(at.organisation.0)
        .bind(invited.map(i64::from))
        .run()
        .await?;
    let what = ConsultationEvent::InvitedCounted { title: consultation.title.into(), invited };
    events::record(tx, may.author(), Subject::organisation(at.organisation), &EventKind::Consultation(what), now)
        .await?;
    Ok(Ok(()))
}
