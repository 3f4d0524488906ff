//! What becomes of the peer review of a submission that is returned for changes.

use crate::{
    core::{
        db::{Error, Tx},
        relation::has_conflict,
        values::At,
    },
    register::correspondents::Correspondent,
};
use model::{
    AssessmentId, Timestamp,
    core::permit::{Permit, ReturnSubmission},
};

/// The members of the panel that reviews a submission now, without those who have a conflict of interest, who do not learn of it.
pub async fn reviewers(tx: &mut Tx, may: &Permit<ReturnSubmission>) -> Result<Vec<Correspondent>, Error> {
    let rows: Vec<(String, String)> = tx
        .query(concat!(
            "select p.name, p.email from panel_submission s join panel l on l.id = s.panel_id
                 join round r on r.id = l.round_id and r.cancelled_at is null
                 join panel_member m on m.panel_id = l.id and m.until is null join person p on p.id = m.person_id
                 join assessment a on a.id = s.assessment_id
             where s.assessment_id = $1 and s.until is null
                 and not exists (select 1 from feedback f where f.panel_id = l.id and f.assessment_id = a.id and f.sent_at is not null)
                 and not ",
            has_conflict!("p.id"),
            " order by p.id"
        ))
        .bind(may.place().assessment.0)
        .all()
        .await?;
    Ok(rows.into_iter().map(|(name, email)| Correspondent { name, email }).collect())
}

/// Takes a submission off its panel. Its reviews and its draft are kept, but are about a text that is void: nothing of it is approved or agreed any
/// more, and each reviewer completes their review again if it comes back. What is sent stays as it is.
pub(super) async fn leave_panel(tx: &mut Tx, assessment: AssessmentId, now: Timestamp) -> Result<(), Error> {
    for update in [
        "update feedback set withdrawn_at = $2 where assessment_id = $1 and withdrawn_at is null and sent_at is null",
        "update draft_agreement set ended_at = $2 where assessment_id = $1 and ended_at is null and not exists (
             select 1 from feedback f where f.panel_id = draft_agreement.panel_id and f.assessment_id = $1 and f.sent_at is not null)",
        "update panel_submission set until = $2 where assessment_id = $1 and until is null",
    ] {
        tx.query(update).bind(assessment.0).bind(At(now)).run().await?;
    }
    for ending in [
        // What it says is about another version than the public one.
        "update feedback set published_at = null where assessment_id = $1 and published_at is not null",
        "update feedback_response set published_at = null where published_at is not null
             and feedback_id in (select id from feedback where assessment_id = $1)",
        // They quote a version that is going to change, and its organisation may remove what they quote.
        "delete from good_practice where assessment_id = $1 and not exists (
             select 1 from feedback f where f.panel_id = good_practice.panel_id and f.assessment_id = $1 and f.sent_at is not null)",
    ] {
        tx.query(ending).bind(assessment.0).run().await?;
    }
    tx.query(
        "update review set completed_at = null where assessment_id = $1 and not exists (
             select 1 from feedback f where f.panel_id = review.panel_id and f.assessment_id = $1 and f.sent_at is not null)",
    )
    .bind(assessment.0)
    .run()
    .await?;
    Ok(())
}
