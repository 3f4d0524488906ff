//! Sending the approved feedback of a round to its organisations.

use crate::{
    core::{
        db::{Error, Tx},
        events::{self, Subject},
        relation::{is_of_panel, is_reviewed},
        values::{At, Number},
        write_permit::WritePermit,
    },
    peer_review::rounds,
};
use model::{
    AssessmentId, FeedbackId, OrganisationId, Timestamp,
    core::permit::{Author, Permit, ReadModeration, SendFeedback},
    peer_review::event::RoundEvent,
    peer_review::feedback::event::FeedbackEvent,
    work::event::EventKind,
};
use uuid::Uuid;

/// Feedback that was sent just now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SentTo {
    /// The feedback.
    pub feedback: FeedbackId,
    /// The submission.
    pub assessment: AssessmentId,
    /// The organisation, whose leads are emailed.
    pub organisation: OrganisationId,
}

/// The feedback that [`send`] would send now, with the names of its organisations, by name. A member of the board does not see that of where they work.
pub async fn to_send(tx: &mut Tx, may: &Permit<ReadModeration>) -> Result<Vec<(FeedbackId, String)>, Error> {
    let rows: Vec<(Uuid, String)> = tx
        .query(concat!(
            "select f.id, o.name from feedback f join panel p on p.id = f.panel_id
                 join assessment a on a.id = f.assessment_id join organisation o on o.id = a.organisation_id
             where f.round_id = $1 and f.withdrawn_at is null and f.sent_at is null and a.step = 'submitted'
                 and (exists (select 1 from charter_role c where c.person_id = $2 and c.role = 'secretariat') or not (",
            is_reviewed!("$2"),
            " or ",
            is_of_panel!("$2"),
            ")) order by lower(o.name), o.id"
        ))
        .bind(may.place().round.0)
        .bind(may.author().person().map(|person| person.0))
        .all()
        .await?;
    Ok(rows.into_iter().map(|(id, name)| (FeedbackId(id), name)).collect())
}

/// Sends all approved feedback of a round that is not sent yet, except about submissions that were returned for changes since. `title` names
/// the self-assessment of a stage. The event in the log of each organisation has no author, so that it names nobody.
pub async fn send(
    tx: &mut Tx,
    may: &WritePermit<SendFeedback>,
    title: impl Fn(u8) -> String,
    now: Timestamp,
) -> Result<Vec<SentTo>, Error> {
    let round = rounds::read(tx, may).await?;
    let rows: Vec<(Uuid, Uuid, Uuid, Number<u8>, String)> = tx
        .query(
            "select f.id, a.id, a.organisation_id, a.stage, f.hash from feedback f join assessment a on a.id = f.assessment_id
             where f.round_id = $1 and f.withdrawn_at is null and f.sent_at is null and a.step = 'submitted'
             order by f.approved_at, f.id",
        )
        .bind(round.id.0)
        .all()
        .await?;
    let mut sent = Vec::new();
    for (feedback, assessment, organisation, stage, version) in rows {
        let first = tx
            .query("update feedback set sent_at = $2 where id = $1 and sent_at is null and withdrawn_at is null")
            .bind(feedback)
            .bind(At(now))
            .run()
            .await?;
        if first == 0 {
            continue;
        }
        let to = SentTo {
            feedback: FeedbackId(feedback),
            assessment: AssessmentId(assessment),
            organisation: OrganisationId(organisation),
        };
        let title = title(stage.0);
        let subject = Subject::organisation(to.organisation).assessment(to.assessment);
        let what = EventKind::Feedback(FeedbackEvent::FeedbackSent { title, version });
        events::record(tx, Author::Operator, subject, &what, now).await?;
        sent.push(to);
    }
    if !sent.is_empty() {
        let submissions = u32::try_from(sent.len()).unwrap_or(u32::MAX);
        let what = RoundEvent::RoundFeedbackSent { round: round.name.to_string(), submissions };
        rounds::record(tx, may, what, now).await?;
    }
    Ok(sent)
}
