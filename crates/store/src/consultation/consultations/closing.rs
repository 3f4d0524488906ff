//! Closes consultations: all sealed responses are opened at once, counted, split up and shuffled, in one transaction.

use super::load;
use crate::core::{
    db::{Error, Tx},
    events::{self, Subject},
    ids,
    values::Day,
    write_permit::WritePermit,
};
use model::{
    ConsultationId, Date, OrganisationId, Timestamp,
    consultation::{
        ConsultationStep,
        answer::ConsultationResponse,
        count::{Counted, count},
    },
    core::permit::{AtConsultation, CloseConsultation, Permit, RunProgram},
    work::event::{EventKind, consultation::ConsultationEvent},
};
use sqlx::types::Json;
use uuid::Uuid;

/// Closes a consultation and counts its responses. Returns how many there were; none, and nothing is changed, if it is not
/// open any more.
pub async fn close(
    tx: &mut Tx,
    may: &WritePermit<CloseConsultation>,
    today: Date,
    now: Timestamp,
) -> Result<Option<u32>, Error> {
    let at = may.place();
    tx.lock_exclusive(at.consultation.0).await?;
    let consultation = load(tx, at.organisation, at.consultation).await?;
    let (ConsultationStep::Open, Some(opened)) = (consultation.step(), consultation.opened()) else { return Ok(None) };
    let sealed: Vec<(Json<ConsultationResponse>,)> = tx
        .query("delete from response where consultation_id = $1 returning contents")
        .bind(at.consultation.0)
        .all()
        .await?;
    let answers: Vec<ConsultationResponse> = sealed.into_iter().map(|(Json(answer),)| answer).collect();
    let Counted { tally, remarks } = count(&consultation.asked, &opened.offered, &answers);
    // A table shows the order in which its rows were written, so they are written in random order.
    let mut shuffled: Vec<(Uuid, _)> = remarks.into_iter().map(|remark| (ids::unordered(), remark)).collect();
    shuffled.sort_by_key(|(id, _)| *id);
    for (id, remark) in shuffled {
        tx.query("insert into written_comment (id, consultation_id, about, words) values ($1, $2, $3, $4)")
            .bind(id)
            .bind(at.consultation.0)
            .bind(Json(remark.about))
            .bind(remark.words)
            .run()
            .await?;
    }
    shuffle_names(tx, at.consultation).await?;
    let answered = tally.answered();
    tx.query("update consultation set step = 'closed', closed_on = $2, tally = $3 where id = $1")
        .bind(at.consultation.0)
        .bind(Day(today))
        .bind(Json(tally))
        .run()
        .await?;
    let what = ConsultationEvent::ConsultationClosed { title: consultation.title.into(), answered };
    events::record(tx, may.author(), Subject::organisation(at.organisation), &EventKind::Consultation(what), now)
        .await?;
    Ok(Some(answered))
}

/// Rewrites the names in random order, since the table shows the order in which they were left.
async fn shuffle_names(tx: &mut Tx, consultation: ConsultationId) -> Result<(), Error> {
    let names: Vec<(String,)> =
        tx.query("delete from follow_up where consultation_id = $1 returning words").bind(consultation.0).all().await?;
    let mut shuffled: Vec<(Uuid, String)> = names.into_iter().map(|(words,)| (ids::unordered(), words)).collect();
    shuffled.sort_by_key(|(id, _)| *id);
    for (id, words) in shuffled {
        tx.query("insert into follow_up (id, consultation_id, words) values ($1, $2, $3)")
            .bind(id)
            .bind(consultation.0)
            .bind(words)
            .run()
            .await?;
    }
    Ok(())
}

/// The consultations of all organisations that are still open after their last day, for the program to close.
pub async fn overdue(tx: &mut Tx, _: &Permit<RunProgram>, today: Date) -> Result<Vec<AtConsultation>, Error> {
    let rows: Vec<(Uuid, Uuid)> = tx
        .query("select organisation_id, id from consultation where step = 'open' and closes_on < $1 order by closes_on limit 100")
        .bind(Day(today))
        .all()
        .await?;
    let place = |(organisation, consultation)| AtConsultation {
        organisation: OrganisationId(organisation),
        consultation: ConsultationId(consultation),
        step: ConsultationStep::Open,
    };
    Ok(rows.into_iter().map(place).collect())
}
