//! What the organisation reads of good practice, and what its leads answer. Every statement groups by passage and needs feedback that was sent, so that
//! nothing comes from one mark: neither its author, its time, its reason nor how many there are.

use super::counts;
use crate::{
    assessment::locked_versions::parse_hash,
    core::{
        db::{Error, Tx},
        events::{self, Subject},
        values::{At, Number},
        write_permit::WritePermit,
    },
};
use model::{
    AssessmentId, EditionKey, Timestamp,
    core::{
        canonical::Hash,
        permit::{AnswerMarkedPassages, AtAssessment, CheckNames, Permission, Permit},
    },
    peer_review::feedback::event::FeedbackEvent,
    peer_review::good_practice::{MarkedPassage, PassageAnswer},
    work::event::EventKind,
};
use uuid::Uuid;

/// A passage with its place, its words, and the answer.
type PassageRow = (String, String, String, Option<bool>, Option<At>);

/// What was marked in a submission.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MarkedPassages {
    /// The edition that it answers.
    pub edition: EditionKey,
    /// The passages, in the order of the submission.
    pub passages: Vec<MarkedPassage>,
}

/// The marked passages of a submission; none before its feedback is sent.
pub async fn of_organisation<P: Permission<Place = AtAssessment>>(
    tx: &mut Tx,
    may: &Permit<P>,
) -> Result<Option<MarkedPassages>, Error> {
    let at = may.place();
    let sent: Option<(String,)> = tx
        .query(
            "select a.edition from feedback f join assessment a on a.id = f.assessment_id
             where a.id = $1 and a.organisation_id = $2 and f.sent_at is not null limit 1",
        )
        .bind(at.assessment.0)
        .bind(at.organisation.0)
        .optional()
        .await?;
    let Some((edition,)) = sent else { return Ok(None) };
    let rows: Vec<PassageRow> = tx
        .query(concat!(
            "select g.passage, g.place, g.quote, n.has_consented, n.answered_at
             from (select g.assessment_id, g.passage, g.place, g.quote, min(g.position) as position from good_practice g
                   where exists (select 1 from feedback f where f.panel_id = g.panel_id and f.assessment_id = g.assessment_id
                                 and f.sent_at is not null) and ",
            counts!(),
            " group by g.assessment_id, g.passage, g.place, g.quote) g
                 join assessment a on a.id = g.assessment_id
                 left join good_practice_answer n on n.assessment_id = g.assessment_id and n.passage = g.passage
             where a.id = $1 and a.organisation_id = $2 order by g.position, g.quote, g.passage"
        ))
        .bind(at.assessment.0)
        .bind(at.organisation.0)
        .all()
        .await?;
    let passage = |(name, place, quote, has_consented, answered): PassageRow| {
        let answer = PassageAnswer::of(has_consented, answered.map(|At(at)| at));
        Ok(MarkedPassage { name: parse_hash(&name)?, place, quote, answer })
    };
    let passages = rows.into_iter().map(passage).collect::<Result<_, Error>>()?;
    Ok(Some(MarkedPassages { edition: EditionKey::from(edition.as_str()), passages }))
}

/// How many passages of the organisation wait for an answer, and a submission that has some.
pub async fn waiting(tx: &mut Tx, may: &Permit<CheckNames>) -> Result<Option<(AssessmentId, usize)>, Error> {
    let rows: Vec<(Uuid, Number<usize>)> = tx
        .query(concat!(
            "select g.assessment_id, cast(count(distinct g.passage) as bigint)
             from good_practice g join assessment a on a.id = g.assessment_id
             where a.organisation_id = $1
                 and exists (select 1 from feedback f where f.panel_id = g.panel_id and f.assessment_id = g.assessment_id
                             and f.sent_at is not null)
                 and not exists (select 1 from good_practice_answer n where n.assessment_id = g.assessment_id and n.passage = g.passage)
                 and ",
            counts!(),
            " group by g.assessment_id order by g.assessment_id"
        ))
        .bind(may.place().organisation.0)
        .all()
        .await?;
    let all = rows.iter().map(|(_, Number(passages))| passages).sum();
    Ok(rows.first().map(|(assessment, _)| (AssessmentId(*assessment), all)))
}

/// Answers about a passage, or changes the answer. `title` names the self-assessment of an edition. False if the submission has no such passage.
pub async fn answer(
    tx: &mut Tx,
    may: &WritePermit<AnswerMarkedPassages>,
    (passage, has_consented): (Hash, bool),
    title: impl FnOnce(&EditionKey) -> String,
    now: Timestamp,
) -> Result<bool, Error> {
    let at = may.place();
    let Some(all) = of_organisation(tx, may).await? else { return Ok(false) };
    let Some(found) = all.passages.iter().find(|one| one.name == passage) else { return Ok(false) };
    let title = title(&all.edition);
    let event = match (found.answer, has_consented) {
        (PassageAnswer::Shared(_), true) | (PassageAnswer::Declined(_), false) => return Ok(true),
        (_, true) => FeedbackEvent::GoodPracticeShared { title },
        (PassageAnswer::Shared(_), false) => FeedbackEvent::GoodPracticeWithdrawn { title },
        (_, false) => FeedbackEvent::GoodPracticeDeclined { title },
    };
    tx.query(
        "insert into good_practice_answer (assessment_id, passage, has_consented, answered_at, answered_by)
         values ($1, $2, $3, $4, $5)
         on conflict (assessment_id, passage) do update set has_consented = excluded.has_consented, answered_at = excluded.answered_at,
             answered_by = excluded.answered_by",
    )
    .bind(at.assessment.0)
    .bind(passage.to_string())
    .bind(has_consented)
    .bind(At(now))
    .bind(may.author().person().map(|person| person.0))
    .run()
    .await?;
    let subject = Subject::organisation(at.organisation).assessment(at.assessment);
    events::record(tx, may.author(), subject, &EventKind::Feedback(event), now).await?;
    Ok(true)
}
