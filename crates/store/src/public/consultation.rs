//! What people with the link see of an opened consultation: never a draft, a response or a result.

use crate::core::{
    db::{Error, Tx},
    values::{Day, Number, Text},
};
use model::{
    ConsultationId, Date,
    consultation::{ConsultationStep, Offered, Questionnaire, code::Code, turnout::CodesGiven},
};
use sqlx::types::Json;
use uuid::Uuid;

/// A consultation that was opened, as people with its link see it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenConsultation {
    /// The name of the organisation.
    pub organisation: String,
    /// Its public address.
    pub slug: String,
    /// Its identity.
    pub id: ConsultationId,
    /// Its title.
    pub title: String,
    /// The last day on which people can respond.
    pub closes: Date,
    /// Its questions.
    pub asked: Questionnaire,
    /// The actions that people can choose from and comment on.
    pub offered: Vec<Offered>,
    /// The number of people invited, so that they can compare it with their own.
    pub invited: Option<u32>,
    /// The codes given out, for the same reason.
    pub given: CodesGiven,
    is_open: bool,
}

impl OpenConsultation {
    /// Whether responses are accepted on that day.
    #[must_use]
    pub fn accepts_responses(&self, today: Date) -> bool {
        self.is_open && today <= self.closes
    }
}

#[derive(sqlx::FromRow)]
struct Row {
    organisation: String,
    slug: String,
    id: Uuid,
    step: Text<ConsultationStep>,
    title: String,
    closes_on: Day,
    asked: Json<Questionnaire>,
    offered: Json<Vec<Offered>>,
    invited: Option<i64>,
    codes_printed: Number<u32>,
    codes_emailed: Number<u32>,
    codes_undelivered: Number<u32>,
    codes_cancelled: Number<u32>,
}

/// The consultation with that code, open or closed.
pub async fn consultation(tx: &mut Tx, code: &Code) -> Result<Option<OpenConsultation>, Error> {
    let row: Option<Row> = tx
        .query(
            "select o.name as organisation, o.slug, c.id, c.step, c.title, c.closes_on, c.asked, c.offered,
                 c.invited, c.codes_printed, c.codes_emailed, c.codes_undelivered, c.codes_cancelled
             from consultation c join organisation o on o.id = c.organisation_id
             where c.code = $1 and c.step in ('open', 'closed')",
        )
        .bind(code.as_str())
        .optional()
        .await?;
    Ok(row.map(|row| OpenConsultation {
        organisation: row.organisation,
        slug: row.slug,
        id: ConsultationId(row.id),
        title: row.title,
        closes: row.closes_on.0,
        asked: row.asked.0,
        offered: row.offered.0,
        invited: row.invited.and_then(|invited| u32::try_from(invited).ok()),
        given: CodesGiven {
            printed: row.codes_printed.0,
            emailed: row.codes_emailed.0,
            undelivered: row.codes_undelivered.0,
            cancelled: row.codes_cancelled.0,
        },
        is_open: row.step.0 == ConsultationStep::Open,
    }))
}
