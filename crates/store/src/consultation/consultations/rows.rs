//! A consultation as the database gives it and as the model holds it.

use super::line;
use crate::core::{db::Error, values::Day};
use model::{
    ConsultationId, PlanId,
    consultation::{
        Closed, Consultation, ConsultationState, ConsultationStep, Offered, Opened, Questionnaire, code::Code,
        count::Tally,
    },
};
use sqlx::types::Json;
use uuid::Uuid;

#[derive(sqlx::FromRow)]
pub(crate) struct ConsultationRow {
    id: Uuid,
    step: String,
    title: String,
    closes_on: Day,
    asked: Json<Questionnaire>,
    plan_id: Option<Uuid>,
    invited: Option<i64>,
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
        let state = match (step(&self.step), opened, closed) {
            (ConsultationStep::Open, Some(opened), _) => ConsultationState::Open(opened),
            (ConsultationStep::Closed, Some(opened), Some(closed)) => ConsultationState::Closed(opened, closed),
            _ => ConsultationState::Drafting,
        };
        Ok(Consultation {
            id: ConsultationId(self.id),
            title: line(&self.title)?,
            closes: self.closes_on.0,
            asked: self.asked.0,
            plan: self.plan_id.map(PlanId),
            invited: self.invited.and_then(|invited| u32::try_from(invited).ok()),
            state,
            revision: self.revision,
        })
    }
}

pub(crate) fn step(word: &str) -> ConsultationStep {
    ConsultationStep::parse(word).expect("a check constraint knows the steps")
}
