//! Closes consultations: all sealed responses are opened at once, counted, split up and shuffled, in one transaction. Then the key is
//! [destroyed](super::destroying).

use super::{destroying::key, load};
use crate::core::{
    db::{Error, Tx},
    events::{self, Subject},
    ids,
    values::Day,
    wiping,
    write_permit::WritePermit,
};
use model::{
    ConsultationId, Date, OrganisationId, Timestamp,
    consultation::{
        ConsultationStep,
        answer::ConsultationResponse,
        count::{Counted, Tally, count},
    },
    core::permit::{AtConsultation, CloseConsultation, Permit, RunProgram},
    work::event::{EventKind, consultation::ConsultationEvent},
};
use sqlx::types::Json;
use uuid::Uuid;

/// Why a consultation was not closed. Nothing was changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NotClosed {
    /// It is not open any more.
    Already,
    /// Its responses cannot be opened without their key, which is not there for this reason.
    NoKey(String),
}

/// What to do if the key of the responses is not there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WithoutKey {
    /// Leave the consultation open, because the key can be found again.
    Wait,
    /// Close it without results. Its responses are deleted, and counted as unreadable.
    Discard,
}

/// How a consultation was closed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ClosingOutcome {
    /// That many responses were counted.
    Counted(u32),
    /// That many responses were deleted without being read, because their key is not there.
    Discarded(u32),
}

/// Closes a consultation and counts its responses. After the commit, the caller calls [`destroy_keys`](super::destroy_keys).
pub async fn close(
    tx: &mut Tx,
    may: &WritePermit<CloseConsultation>,
    without_key: WithoutKey,
    today: Date,
    now: Timestamp,
) -> Result<Result<ClosingOutcome, NotClosed>, Error> {
    let at = may.place();
    tx.lock_exclusive(at.consultation.0).await?;
    let consultation = load(tx, at.organisation, at.consultation).await?;
    let (ConsultationStep::Open, Some(opened)) = (consultation.step(), consultation.opened()) else {
        return Ok(Err(NotClosed::Already));
    };
    let key = match (key(tx, at.consultation).await?, without_key) {
        (Ok(key), _) => Some(key),
        // A folder that cannot be used now may have the key.
        (Err(error), WithoutKey::Discard) if error.is_lasting() => None,
        (Err(error), _) => return Ok(Err(NotClosed::NoKey(error.to_string()))),
    };
    let sealed: Vec<(String,)> = tx
        .query("delete from response where consultation_id = $1 returning contents")
        .bind(at.consultation.0)
        .all()
        .await?;
    let answer = |(contents,): &(String,)| -> Option<ConsultationResponse> {
        serde_json::from_str(&key.as_ref()?.decrypt(at.consultation.0, contents)?).ok()
    };
    let answers: Vec<ConsultationResponse> = sealed.iter().filter_map(answer).collect();
    let Counted { tally, remarks } = count(&consultation.asked, &opened.offered, &answers);
    let unreadable = u32::try_from(sealed.len() - answers.len()).unwrap_or(u32::MAX);
    let tally = tally.with_unreadable(unreadable);
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
    tx.query("delete from response_code where consultation_id = $1").bind(at.consultation.0).run().await?;
    let answered = tally.answered();
    store_tally(tx, at.consultation, &tally, today).await?;
    wiping::request(tx).await?;
    let title = consultation.title.into();
    let (what, outcome) = match key {
        Some(_) => (ConsultationEvent::ConsultationClosed { title, answered }, ClosingOutcome::Counted(answered)),
        None => {
            (ConsultationEvent::ResponsesDiscarded { title, number: unreadable }, ClosingOutcome::Discarded(unreadable))
        }
    };
    events::record(tx, may.author(), Subject::organisation(at.organisation), &EventKind::Consultation(what), now)
        .await?;
    Ok(Ok(outcome))
}

async fn store_tally(tx: &mut Tx, consultation: ConsultationId, tally: &Tally, today: Date) -> Result<(), Error> {
    tx.query("update consultation set step = 'closed', closed_on = $2, tally = $3 where id = $1")
        .bind(consultation.0)
        .bind(Day(today))
        .bind(Json(tally))
        .run()
        .await
        .map(drop)
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

/// The most consultations that [`overdue`] returns at once.
pub const OVERDUE_BATCH: usize = 100;

/// The next consultations of all organisations that are still open after their last day, for the program to close: those after `after`,
/// by id. One that cannot be closed, because its key is missing, does not keep later ones from being found.
pub async fn overdue(
    tx: &mut Tx,
    _: &Permit<RunProgram>,
    today: Date,
    after: Option<ConsultationId>,
) -> Result<Vec<AtConsultation>, Error> {
    let rows: Vec<(Uuid, Uuid)> = tx
        .query(
            "select organisation_id, id from consultation where step = 'open' and closes_on < $1
                 and (cast($2 as uuid) is null or id > $2) order by id limit $3",
        )
        .bind(Day(today))
        .bind(after.map(|after| after.0))
        .bind(i64::try_from(OVERDUE_BATCH).unwrap_or(i64::MAX))
        .all()
        .await?;
    let place = |(organisation, consultation)| AtConsultation {
        organisation: OrganisationId(organisation),
        consultation: ConsultationId(consultation),
        step: ConsultationStep::Open,
    };
    Ok(rows.into_iter().map(place).collect())
}
