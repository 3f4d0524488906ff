//! Opens consultations: from then on, the questions and the texts of the actions do not change.

use super::load;
use crate::{
    core::{
        db::{Error, Tx},
        events::{self, Subject},
        secrets,
        values::Day,
        write_permit::WritePermit,
    },
    plan::plans,
};
use model::{
    Date, OrganisationId, PlanId, Timestamp,
    consultation::{Offered, code::Code},
    core::permit::{Audience, OpenConsultation, Permit, ReadConsultation},
    work::event::{EventKind, consultation::ConsultationEvent},
};
use sqlx::types::Json;

/// The live actions of a plan that people can be asked about, with their current texts.
pub async fn available_actions(
    tx: &mut Tx,
    may: &Permit<ReadConsultation>,
    plan: Option<PlanId>,
) -> Result<Vec<Offered>, Error> {
    offered(tx, may.place().organisation, plan).await
}

async fn offered(tx: &mut Tx, organisation: OrganisationId, plan: Option<PlanId>) -> Result<Vec<Offered>, Error> {
    let Some(plan) = plan else { return Ok(Vec::new()) };
    let plan = plans::load(tx, organisation, plan, Audience::Others).await?;
    let live = plan.into_iter().flat_map(|plan| plan.actions).filter(|placed| placed.ended.is_none());
    let offered = live.map(|placed| Offered {
        id: placed.action.id,
        theme: placed.action.details.themes.first().cloned(),
        text: placed.action.details.text,
    });
    Ok(offered.collect())
}

/// Why a consultation was not opened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NotOpened {
    /// This is missing.
    Incomplete(Vec<&'static str>),
    /// It was opened or changed since it was read.
    Already,
    /// The key of its responses cannot be stored, for this reason.
    NoKey(String),
}

/// Opens a consultation from `today` on: its questions and the texts of its actions do not change any more. Returns the code
/// with which people respond. The key that its responses are encrypted with is stored first, outside the database: one of an opening that
/// was not committed is used by the next.
pub async fn open(
    tx: &mut Tx,
    may: &WritePermit<OpenConsultation>,
    today: Date,
    now: Timestamp,
) -> Result<Result<Code, NotOpened>, Error> {
    let at = may.place();
    let consultation = load(tx, at.organisation, at.consultation).await?;
    let offered = if consultation.asked.needs_actions() {
        offered(tx, at.organisation, consultation.plan).await?
    } else {
        Vec::new()
    };
    let lacks = consultation.opening_problems(today, &offered);
    if !lacks.is_empty() {
        return Ok(Err(NotOpened::Incomplete(lacks)));
    }
    let key = match tx.response_keys().create(at.consultation.0).await {
        Ok(key) => key.check(),
        Err(error) => return Ok(Err(NotOpened::NoKey(error.to_string()))),
    };
    let code = Code::of(secrets::number());
    let opened = tx
        .query(
            "update consultation set step = 'open', code = $3, opened_on = $4, offered = $5, key_check = $7
             where id = $1 and organisation_id = $2 and step = 'drafting' and revision = $6",
        )
        .bind(at.consultation.0)
        .bind(at.organisation.0)
        .bind(code.as_str())
        .bind(Day(today))
        .bind(Json(&offered))
        .bind(consultation.revision)
        .bind(key)
        .run()
        .await?;
    if opened == 0 {
        return Ok(Err(NotOpened::Already));
    }
    let what = ConsultationEvent::ConsultationOpened { title: consultation.title.into(), closes: consultation.closes };
    events::record(tx, may.author(), Subject::organisation(at.organisation), &EventKind::Consultation(what), now)
        .await?;
    Ok(Ok(code))
}
