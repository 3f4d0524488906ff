//! Submissions: handing in what both signed, giving it back, and what everyone may read of it.

use crate::{
    assessment::{
        locked_versions::parsed,
        signatures::{self, CurrentSignature},
    },
    core::{
        db::{Error, Tx},
        events::{self, Subject},
        values::{At, Day},
        write_permit::WritePermit,
    },
    register::correspondents::Correspondent,
};
use model::{
    AssessmentId, Date, EditionKey, OrganisationId, Timestamp,
    assessment::{PaperSignatures, verify::Signed},
    core::{
        canonical::Hash,
        permit::{AtAssessment, Permission, Permit, ReturnSubmission, SubmitAssessment},
    },
    register::{
        calendar::{CalendarFacts, Recorded, Submitted},
        organisation::Organisation,
    },
    work::event::EventKind,
};
use sqlx::types::Json;
use uuid::Uuid;

/// What is remembered of the day on which an assessment is submitted.
#[derive(Debug, Clone)]
pub struct Submitting {
    /// The title of the edition, for the history.
    pub title: String,
    /// What was due when, at that moment: an extension later does not change how late it was.
    pub due: Option<Date>,
    /// The day for the people of the charter.
    pub today: Date,
}

impl Submitting {
    /// How many days late that is; none in time.
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

/// Submit what both signed. Gives its hash; none, and nothing is changed, if another lead was faster or it was opened again.
pub async fn submit(
    tx: &mut Tx,
    may: &WritePermit<SubmitAssessment>,
    submitting: &Submitting,
    now: Timestamp,
) -> Result<Option<Hash>, Error> {
    let AtAssessment { organisation, assessment, .. } = may.place();
    let submitted: Option<(String,)> = tx
        .query(
            "update assessment set step = 'submitted', submitted_at = $3, due_on = $4
             where id = $1 and organisation_id = $2 and step = 'signed' returning locked_version_hash",
        )
        .bind(assessment.0)
        .bind(organisation.0)
        .bind(At(now))
        .bind(submitting.due.map(Day))
        .optional()
        .await?;
    let Some((version,)) = submitted else { return Ok(None) };
    let hash = parsed(&version)?;
    let what =
        EventKind::AssessmentSubmitted { title: submitting.title.clone(), version, days_late: submitting.days_late() };
    let subject = Subject::organisation(organisation).assessment(assessment).public(true);
    events::record(tx, may.author(), subject, &what, now).await?;
    Ok(Some(hash))
}

/// Give a submission back to its organisation: it is open again, and its signatures are void. False, and nothing is changed, if it
/// is not submitted any more.
pub async fn give_back(
    tx: &mut Tx,
    may: &WritePermit<ReturnSubmission>,
    reason: &str,
    now: Timestamp,
) -> Result<bool, Error> {
    let place = may.place();
    let returned = tx
        .query(
            "update assessment set step = 'drafting', locked_version_hash = null, locked_at = null, submitted_at = null, due_on = null,
                 paper = null, paper_on = null,
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
    signatures::void(tx, place, now).await?;
    let subject = Subject::organisation(place.organisation).assessment(place.assessment);
    events::record(tx, may.author(), subject, &EventKind::SubmissionReturned { reason: reason.to_owned() }, now)
        .await?;
    Ok(true)
}

/// Those who signed the version as it is now by a link, or are still asked to: the leader, and their deputy. They hear when it is
/// submitted, and when it is unlocked or returned, which ends their links: so they are read before.
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

/// A stage, a day, a feedback day, a reason, a moment.
type Dated = (i64, Option<Day>, Option<Day>, Option<String>, Option<At>);

/// The facts by which the stage of this assessment is due, whatever stage its organisation is at by now. `day` says which day a
/// moment falls on for the people of the charter.
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
    // One query for both, within the page's budget: what has a reason was set, the rest are earlier submissions.
    let rows: Vec<Dated> = tx
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
            (Some(on), None) => submitted.push(Submitted { stage, on }),
            (None, _) => {}
        }
    }
    Ok(CalendarFacts { phase: organisation.phase.clone(), signed: organisation.signed_on, stage, submitted, recorded })
}

/// A submission in the list of an organisation's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListedSubmission {
    /// Which.
    pub assessment: AssessmentId,
    /// What it answers.
    pub edition: EditionKey,
    /// Its stage.
    pub stage: u8,
    /// How it came.
    pub how: How,
}

/// How a submission came.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum How {
    /// Signed and submitted here, as this version.
    Here {
        /// The hash of the version.
        hash: Hash,
        /// When.
        at: Timestamp,
        /// What was due when.
        due: Option<Date>,
    },
    /// On paper, with the signatures that it shows.
    OnPaper {
        /// What it shows.
        signatures: PaperSignatures,
        /// When.
        on: Date,
    },
}

#[derive(sqlx::FromRow)]
struct Row {
    id: Uuid,
    organisation_id: Uuid,
    edition: String,
    stage: i64,
    locked_version_hash: Option<String>,
    submitted_at: Option<At>,
    due_on: Option<Day>,
    paper: Option<Json<PaperSignatures>>,
    paper_on: Option<Day>,
    canonical: Option<String>,
}

impl Row {
    fn listed(self) -> Result<ListedSubmission, Error> {
        let lacks = || Error::Decode(format!("submission {} lacks what it needs", self.id).into());
        let how = match (self.paper, self.paper_on) {
            (Some(Json(signatures)), Some(on)) => How::OnPaper { signatures, on: on.0 },
            _ => How::Here {
                hash: parsed(self.locked_version_hash.as_deref().ok_or_else(lacks)?)?,
                at: self.submitted_at.ok_or_else(lacks)?.0,
                due: self.due_on.map(|day| day.0),
            },
        };
        Ok(ListedSubmission {
            assessment: AssessmentId(self.id),
            edition: EditionKey::from(self.edition.as_str()),
            stage: u8::try_from(self.stage).unwrap_or(u8::MAX),
            how,
        })
    }
}

/// The submissions of an organisation, newest first, for everyone.
pub async fn list(tx: &mut Tx, organisation: OrganisationId) -> Result<Vec<ListedSubmission>, Error> {
    let rows: Vec<Row> = tx
        .query(
            "select a.id, a.organisation_id, a.edition, a.stage, a.locked_version_hash, a.submitted_at, a.due_on, a.paper, a.paper_on,
                    null as canonical
             from assessment a where a.organisation_id = $1 and a.step = 'submitted'
             order by a.stage desc, a.started_at desc",
        )
        .bind(organisation.0)
        .all()
        .await?;
    rows.into_iter().map(Row::listed).collect()
}

/// A submission, for everyone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Public {
    /// Whose.
    pub organisation: OrganisationId,
    /// How it came.
    pub listed: ListedSubmission,
    /// The canonical text of what was signed here; none for one on paper.
    pub canonical: Option<String>,
    /// The signatures that were given here.
    pub signatures: Vec<CurrentSignature>,
}

impl Public {
    /// The signatures as a file shows them.
    #[must_use]
    pub fn signed(&self) -> Vec<Signed> {
        self.signatures
            .iter()
            .map(|held| Signed {
                role: held.signatory,
                name: held.name.clone(),
                post: held.post.clone(),
                at: held.at,
                sha256: held.hash,
            })
            .collect()
    }
}

/// A submission, for everyone; none if there is no such assessment or it is not submitted.
pub async fn public(tx: &mut Tx, assessment: AssessmentId) -> Result<Option<Public>, Error> {
    let row: Option<Row> = tx
        .query(
            "select a.id, a.organisation_id, a.edition, a.stage, a.locked_version_hash, a.submitted_at, a.due_on, a.paper, a.paper_on,
                    s.canonical
             from assessment a left join locked_version s on s.hash = a.locked_version_hash
             where a.id = $1 and a.step = 'submitted'",
        )
        .bind(assessment.0)
        .optional()
        .await?;
    let Some(mut row) = row else { return Ok(None) };
    let organisation = OrganisationId(row.organisation_id);
    let place = AtAssessment { organisation, assessment, step: model::assessment::Step::Submitted };
    let (canonical, signatures) = (row.canonical.take(), signatures::held(tx, place).await?);
    Ok(Some(Public { organisation, listed: row.listed()?, canonical, signatures }))
}
