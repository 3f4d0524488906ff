//! The advice of the last peer review, and what the organisation did about it: written with its next self-assessment.

use super::{
    SentFeedback, parse,
    response::record,
    texts::{self, NewText, SavedFeedbackText, TextPlace},
};
use crate::core::{
    db::{Error, Tx},
    tampering::{self, Tampered},
    values::At,
    write_permit::WritePermit,
};
use model::{
    AssessmentId, FeedbackId, Timestamp,
    assessment::{
        advice::AdviceReport,
        locked_version::{Submission, Withheld},
    },
    core::{
        dates::day,
        permit::{
            AtAssessment, Permission, Permit, ReadAdvice, ReadAsLeader, ReadWorkings, ReviewSubmission, WriteAssessment,
        },
        saving::Draft,
        versions::{Version, VersionAside},
    },
    peer_review::feedback::event::FeedbackEvent,
    peer_review::{
        feedback::CriterionFeedback,
        feedback::text::{FeedbackField, FeedbackText},
    },
};
use sqlx::types::Json;
use std::collections::BTreeMap;
use uuid::Uuid;

/// The feedback that a self-assessment answers, and what is written about its advice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReceivedAdvice {
    /// The feedback.
    pub feedback: SentFeedback,
    /// The current texts, by the key of their field.
    pub texts: BTreeMap<String, SavedFeedbackText>,
}

impl ReceivedAdvice {
    /// Each advice with what was done about it.
    #[must_use]
    pub fn report(&self) -> AdviceReport {
        let texts = self.texts.iter().map(|(key, saved)| (key.clone(), saved.text.clone())).collect();
        self.feedback.feedback.advice_report(day(self.feedback.sent), &texts)
    }
    /// What the feedback says about a criterion, if it advises something.
    #[must_use]
    pub fn of(&self, criterion: &str) -> Option<&CriterionFeedback> {
        self.feedback.feedback.advice().find(|one| one.criterion.as_str() == criterion)
    }
}

/// The last feedback that the organisation received about another self-assessment, of the same or an earlier stage. Feedback that came after
/// this one was submitted is for the next.
async fn earlier(tx: &mut Tx, assessment: AssessmentId) -> Result<Option<SentFeedback>, Error> {
    let row: Option<(Uuid, String, String, At, Option<At>)> = tx
        .query(
            "select f.id, f.hash, f.canonical, f.sent_at, f.published_at
             from assessment a join assessment e on e.organisation_id = a.organisation_id and e.id <> a.id and e.stage <= a.stage
                 join feedback f on f.assessment_id = e.id
             where a.id = $1 and f.sent_at is not null and (a.submitted_at is null or f.sent_at < a.submitted_at)
             order by f.sent_at desc, f.id desc limit 1",
        )
        .bind(assessment.0)
        .optional()
        .await?;
    row.map(|(id, hash, canonical, At(sent), published)| {
        let feedback = parse(&tampering::genuine(tx, &hash, canonical)?)?;
        Ok(SentFeedback { id: FeedbackId(id), feedback, hash, sent, published: published.map(|At(at)| at) })
    })
    .transpose()
}

/// The advice that a self-assessment answers. None if the organisation received no advice before it.
pub async fn read(tx: &mut Tx, may: &Permit<ReadAdvice>) -> Result<Option<ReceivedAdvice>, Error> {
    received(tx, may.place().assessment).await
}

async fn received(tx: &mut Tx, assessment: AssessmentId) -> Result<Option<ReceivedAdvice>, Error> {
    let Some(feedback) = earlier(tx, assessment).await? else { return Ok(None) };
    if feedback.feedback.advice().next().is_none() {
        return Ok(None);
    }
    let texts = texts::current(tx, assessment, feedback.id).await?;
    Ok(Some(ReceivedAdvice { feedback, texts }))
}

/// Each advice with what was done about it, to lock it with a self-assessment. Any permit to write there is enough.
pub async fn to_lock<P: Permission<Place = AtAssessment>>(
    tx: &mut Tx,
    may: &WritePermit<P>,
) -> Result<Option<AdviceReport>, Error> {
    Ok(received(tx, may.place().assessment).await?.map(|received| received.report()))
}

/// Every version of what was done about an advice, oldest first.
pub async fn versions(
    tx: &mut Tx,
    may: &Permit<ReadWorkings>,
    (received, field): (&ReceivedAdvice, &FeedbackField),
) -> Result<Vec<Version>, Error> {
    let place = TextPlace { assessment: may.place().assessment, feedback: received.feedback.id, field };
    texts::versions(tx, place).await
}

/// One version of what was done about an advice.
pub async fn version(
    tx: &mut Tx,
    may: &Permit<ReadAdvice>,
    (received, field): (&ReceivedAdvice, &FeedbackField),
    revision: i64,
) -> Result<Option<FeedbackText>, Error> {
    let place = TextPlace { assessment: may.place().assessment, feedback: received.feedback.id, field };
    texts::version(tx, place, revision).await
}

/// What is saved about an advice: on which, and the text with the version and tab that it was written in, whose own text is not used.
#[derive(Debug, Clone, Copy)]
pub struct AdviceAnswer<'t> {
    /// What the feedback says about the criterion.
    pub of: &'t CriterionFeedback,
    /// The outcome and the words.
    pub text: &'t FeedbackText,
    /// From which version and in which tab it was written.
    pub draft: &'t Draft<'t>,
}

/// Saves what was done about an advice. Returns the current version, or the newer version that exists.
pub async fn save(
    tx: &mut Tx,
    may: &WritePermit<WriteAssessment>,
    received: &ReceivedAdvice,
    answer: AdviceAnswer<'_>,
    now: Timestamp,
) -> Result<Result<i64, SavedFeedbackText>, Error> {
    let field = FeedbackField::Advice(answer.of.criterion.clone());
    let place = TextPlace { assessment: may.place().assessment, feedback: received.feedback.id, field: &field };
    let new = NewText { author: may.author().person(), text: answer.text, draft: answer.draft };
    let saved = match texts::save(tx, place, new, now).await? {
        Ok(saved) => saved,
        Err(current) => return Ok(Err(current)),
    };
    if saved.is_new_editing_session {
        record(tx, may, FeedbackEvent::AdviceAnswered { criterion: answer.of.title.clone() }, false, now).await?;
    }
    Ok(Ok(saved.revision))
}

/// Keeps a text that came second as a version that is set aside. Returns its number.
pub async fn set_aside(
    tx: &mut Tx,
    may: &WritePermit<WriteAssessment>,
    received: &ReceivedAdvice,
    answer: AdviceAnswer<'_>,
    now: Timestamp,
) -> Result<i64, Error> {
    let field = FeedbackField::Advice(answer.of.criterion.clone());
    let place = TextPlace { assessment: may.place().assessment, feedback: received.feedback.id, field: &field };
    let new = NewText { author: may.author().person(), text: answer.text, draft: answer.draft };
    texts::set_aside(tx, place, new, now).await
}

/// What is signed about advice with the locked version of a self-assessment, whatever is edited since; none without a signed answer.
///
/// # Errors
/// Returns an error if it was changed in the database.
async fn signed(tx: &mut Tx, assessment: AssessmentId) -> Result<Option<AdviceReport>, Error> {
    let row: Option<(String, String, Json<Withheld>)> = tx
        .query(
            "select s.hash, s.canonical, s.withheld from assessment a join locked_version s on s.hash = a.locked_version_hash
             where a.id = $1",
        )
        .bind(assessment.0)
        .optional()
        .await?;
    let Some((hash, canonical, Json(withheld))) = row else { return Ok(None) };
    let canonical = tampering::genuine(tx, &hash, canonical)?;
    let submission = Submission::parse(&canonical).map_err(|error| Error::Decode(Box::new(error)))?;
    if withheld.advice_sha256() != submission.advice_sha256 {
        return Err(tx.tampered(Tampered::Text(hash)));
    }
    Ok(withheld.advice)
}

/// What the leader, or their deputy, signs about the advice of the last peer review.
///
/// # Errors
/// Returns an error if it was changed in the database.
pub async fn to_sign(tx: &mut Tx, may: &Permit<ReadAsLeader>) -> Result<Option<AdviceReport>, Error> {
    signed(tx, may.place().assessment).await
}

/// The same for who may read the advice.
///
/// # Errors
/// Returns an error if it was changed in the database.
pub async fn locked(tx: &mut Tx, may: &Permit<ReadAdvice>) -> Result<Option<AdviceReport>, Error> {
    signed(tx, may.place().assessment).await
}

/// Whether an answer is still the one from which its author went on, so that they have nothing to save.
pub async fn is_untouched(
    tx: &mut Tx,
    may: &Permit<ReadAdvice>,
    received: &ReceivedAdvice,
    answer: AdviceAnswer<'_>,
) -> Result<bool, Error> {
    let field = FeedbackField::Advice(answer.of.criterion.clone());
    let before = version(tx, may, (received, &field), answer.draft.base).await?.unwrap_or_default();
    Ok(before == *answer.text)
}

/// The answers that the visitor set aside and has not decided about, each by its field.
pub async fn undecided(
    tx: &mut Tx,
    may: &Permit<WriteAssessment>,
    received: &ReceivedAdvice,
) -> Result<Vec<VersionAside>, Error> {
    texts::undecided(tx, (may.place().assessment, received.feedback.id), may.author().person()).await
}

/// The advice of the last peer review of the organisation whose submission is reviewed, with what was done about it: as it was signed, and
/// never as it is edited now. Without a signed answer, the advice alone.
///
/// # Errors
/// Returns an error if what was signed was changed in the database.
pub async fn of_review(tx: &mut Tx, may: &Permit<ReviewSubmission>) -> Result<Option<AdviceReport>, Error> {
    let assessment = may.place().assessment;
    let submitted: Option<(Uuid,)> = tx
        .query("select id from assessment where id = $1 and step = 'submitted'")
        .bind(assessment.0)
        .optional()
        .await?;
    if submitted.is_some()
        && let Some(report) = signed(tx, assessment).await?
    {
        return Ok(Some(report));
    }
    let feedback = earlier(tx, assessment).await?;
    let report = feedback.map(|one| one.feedback.advice_report(day(one.sent), &BTreeMap::new()));
    Ok(report.filter(|report| !report.advice.is_empty()))
}
