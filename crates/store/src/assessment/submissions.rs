//! Submissions: submitting what both signed, returning it for changes, and what is public of it.

mod published;
mod reviewers;

pub use published::{ListedSubmission, Medium, PublicSubmission, list, public};
pub use reviewers::reviewers;

use crate::{
    assessment::{locked_versions::parse_hash, signatures, statements},
    core::{
        db::{Error, Tx},
        events::{self, Subject},
        values::{At, Day},
        write_permit::WritePermit,
    },
    register::correspondents::Correspondent,
};
use model::{
    Date, Timestamp,
    core::{
        canonical::Hash,
        keys::SigningKeys,
        permit::{AtAssessment, Permission, Permit, ReturnSubmission, SubmitAssessment},
    },
    register::{
        calendar::{CalendarFacts, Recorded, ReviewProgress, Submitted},
        organisation::Organisation,
    },
    work::event::EventKind,
};

/// What is recorded when an assessment is submitted.
#[derive(Debug, Clone)]
pub struct Submitting {
    /// The title of the edition, for the activity log.
    pub title: String,
    /// The due date at that moment: a later extension does not change how late it was.
    pub due: Option<Date>,
    /// The day of the submission, in the time zone of the charter.
    pub today: Date,
}

impl Submitting {
    /// How many days late that is; none if it is in time.
    #[must_use]
    pub fn days_late(&self) -> Option<u32> {
        days_late(self.due, self.today)
    }
}

/// How many days after `due` the day `on` is; none if it is in time, or nothing was due.
#[must_use]
pub fn days_late(due: Option<Date>, on: Date) -> Option<u32> {
    u32::try_from(due?.duration_until(on).as_hours() / 24).ok().filter(|days| *days > 0)
}

/// Submits what both signed, and signs its receipt. Returns its hash; none, and nothing is changed, if it was submitted or unlocked
/// before.
pub async fn submit(
    tx: &mut Tx,
    may: &WritePermit<SubmitAssessment>,
    submitting: &Submitting,
    keys: &SigningKeys,
    now: Timestamp,
) -> Result<Option<Hash>, Error> {
    let AtAssessment { organisation, assessment, .. } = may.place();
    let submitted: Option<(String,)> = tx
        .query(
            "update assessment set step = 'submitted', submitted_at = $3, due_on = $4, shared_at = null
             where id = $1 and organisation_id = $2 and step = 'signed' returning locked_version_hash",
        )
        .bind(assessment.0)
        .bind(organisation.0)
        .bind(At(now))
        .bind(submitting.due.map(Day))
        .optional()
        .await?;
    let Some((version,)) = submitted else { return Ok(None) };
    let hash = parse_hash(&version)?;
    statements::of_submission(tx, keys, may.place(), (hash, submitting.due), now).await?;
    let what =
        EventKind::AssessmentSubmitted { title: submitting.title.clone(), version, days_late: submitting.days_late() };
    let subject = Subject::organisation(organisation).assessment(assessment).public(true);
    events::record(tx, may.author(), subject, &what, now).await?;
    Ok(Some(hash))
}

/// Returns a submission to its organisation for changes: it is a draft again, and its signatures are voided. False, and
/// nothing is changed, if it is not submitted any more.
pub async fn return_for_changes(
    tx: &mut Tx,
    may: &WritePermit<ReturnSubmission>,
    reason: &str,
    now: Timestamp,
) -> Result<bool, Error> {
    let place = may.place();
    let returned = tx
        .query(
            "update assessment set step = 'drafting', locked_version_hash = null, locked_at = null, submitted_at = null, due_on = null,
                 paper = null, paper_on = null, paper_hash = null, confirmed_by = null, confirmed_at = null,
                 returned_at = $3, returned_reason = $4, returned_by = 'secretariat'
             where id = $1 and organisation_id = $2 and step = 'submitted'",
        )
        .bind(place.assessment.0)
        .bind(place.organisation.0)
        .bind(At(now))
        .bind(reason)
        .run()
        .await?;
    if returned == 0 {
        return Ok(false);
    }
    reviewers::leave_panel(tx, place.assessment, now).await?;
    signatures::void(tx, place, now).await?;
    let subject = Subject::organisation(place.organisation).assessment(place.assessment);
    events::record(tx, may.author(), subject, &EventKind::SubmissionReturned { reason: reason.to_owned() }, now)
        .await?;
    Ok(true)
}

/// The leader and their deputy, if they signed the current version by a link or are still asked to. They are notified when it is
/// submitted, unlocked or returned. Unlocking and returning it end their links, so this has to be called before.
pub async fn signers<P>(tx: &mut Tx, may: &Permit<P>, now: Timestamp) -> Result<Vec<Correspondent>, Error>
where
    P: Permission<Place = AtAssessment>,
{
    let rows: Vec<(String, String)> = tx
        .query(
            "select l.name, l.email from leader_link l
             join assessment a on a.id = l.assessment_id and a.locked_version_hash = l.locked_version_hash
             where a.id = $1 and l.ended_at is null and (l.used_at is not null or l.expires_at > $2) and l.email <> ''
             order by l.created_at",
        )
        .bind(may.place().assessment.0)
        .bind(At(now))
        .all()
        .await?;
    Ok(rows.into_iter().map(|(name, email)| Correspondent { name, email }).collect())
}

/// A due date or a submission: its stage, day, feedback day, reason and time.
type DatedRow = (i64, Option<Day>, Option<Day>, Option<String>, Option<At>);

/// The facts that decide when the stage of this assessment is due, whatever stage its organisation is at now. `day` converts
/// a moment to a day in the time zone of the charter.
pub async fn facts<P>(
    tx: &mut Tx,
    may: &Permit<P>,
    organisation: &Organisation,
    stage: u8,
    day: fn(Timestamp) -> Date,
) -> Result<CalendarFacts, Error>
where
    P: Permission<Place = AtAssessment>,
{
    // One query for both, within the page's budget: rows with a reason are due dates, the others earlier submissions.
    let rows: Vec<DatedRow> = tx
        .query(
            "select stage, due_on, feedback_on, reason, recorded_at as happened_at from due_date where organisation_id = $1
             union all
             select stage, paper_on, cast(null as date), cast(null as text), submitted_at from assessment
             where organisation_id = $1 and step = 'submitted' and stage < $2
             order by happened_at",
        )
        .bind(may.place().organisation.0)
        .bind(i64::from(stage))
        .all()
        .await?;
    let (mut submitted, mut recorded) = (Vec::new(), Vec::new());
    for (stage, on, feedback, reason, at) in rows {
        let stage = u8::try_from(stage).unwrap_or(u8::MAX);
        let on = on.map(|on| on.0).or_else(|| at.map(|at| day(at.0)));
        match (on, reason) {
            (Some(due), Some(reason)) => {
                recorded.push(Recorded { stage, due, feedback: feedback.map(|day| day.0), reason });
            }
            (Some(on), None) => submitted.push(Submitted { stage, on, review: ReviewProgress::Awaited }),
            (None, _) => {}
        }
    }
    Ok(CalendarFacts { phase: organisation.phase.clone(), signed: organisation.signed_on, stage, submitted, recorded })
}
