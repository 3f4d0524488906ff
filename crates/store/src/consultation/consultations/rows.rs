//! Converts a row of the database to a consultation of the model.

use crate::core::{
    db::Error,
    values::{Day, Number, Text},
};
use model::{
    ConsultationId, PlanId,
    consultation::{
        Closed, Consultation, ConsultationState, ConsultationStep, Offered, Opened, Questionnaire, code::Code,
        count::Tally, turnout::CodesGiven,
    },
    core::short::Line,
};
use sqlx::types::Json;
use uuid::Uuid;

#[derive(sqlx::FromRow)]
pub(crate) struct ConsultationRow {
    id: Uuid,
    step: Text<ConsultationStep>,
    title: Text<Line>,
    closes_on: Day,
    asked: Json<Questionnaire>,
    plan_id: Option<Uuid>,
    invited: Option<i64>,
    codes_printed: Number<u32>,
    codes_emailed: Number<u32>,
    codes_undelivered: Number<u32>,
    codes_cancelled: Number<u32>,
    code: Option<String>,
    opened_on: Option<Day>,
    offered: Option<Json<Vec<Offered>>>,
    closed_on: Option<Day>,
    tally: Option<Json<Tally>>,
    revision: i64,
}

impl ConsultationRow {
    pub(crate) fn consultation(self) -> Result<Consultation, Error> {
        let opened = match (self.code.as_deref().and_then(Code::parse), self.opened_on, self.offered) {
            (Some(code), Some(Day(on)), Some(Json(offered))) => Some(Opened { code, on, offered }),
            _ => None,
        };
        let closed = self.closed_on.zip(self.tally).map(|(Day(on), Json(tally))| Closed { on, tally });
        let state = match (self.step.0, opened, closed) {
            (ConsultationStep::Open, Some(opened), _) => ConsultationState::Open(opened),
            (ConsultationStep::Closed, Some(opened), Some(closed)) => ConsultationState::Closed(opened, closed),
            (ConsultationStep::Drafting, ..) => ConsultationState::Drafting,
            _ => return Err(Error::Decode("a consultation lacks a value that its step needs".into())),
        };
        Ok(Consultation {
            id: ConsultationId(self.id),
            title: self.title.0,
            closes: self.closes_on.0,
            asked: self.asked.0,
            plan: self.plan_id.map(PlanId),
            given: CodesGiven {
                printed: self.codes_printed.0,
                emailed: self.codes_emailed.0,
                undelivered: self.codes_undelivered.0,
                cancelled: self.codes_cancelled.0,
            },
            invited: self.invited.and_then(|invited| u32::try_from(invited).ok()),
            state,
            revision: self.revision,
        })
    }
}
