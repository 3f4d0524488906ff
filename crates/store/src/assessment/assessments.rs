//! The self-assessments of an organisation: to list them and to start one.

use crate::{
    assessment::{contents::ContentsToCheck, states},
    core::{
        db::{Error, Tx},
        events::{self, Subject},
        ids,
        values::{At, Day},
        write_permit::WritePermit,
    },
};
use model::{
    AssessmentId, Date, EditionKey, OrganisationId, PlanId, Timestamp,
    assessment::{AssessmentState, CannotStart},
    charter::Charter,
    core::{
        canonical::Hash,
        permit::{
            AcceptIntoAssessment, AtAssessment, AtOrganisation, Author, Permit, ReadAssessment, ReadOrganisation,
            StartAssessment, WriteAssessment,
        },
    },
    plan,
    register::calendar::{self, CalendarFacts, Due, Next, Recorded, ReviewProgress, Submitted},
    work::event::EventKind,
};
use uuid::Uuid;

/// One self-assessment, for the list of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListedAssessment {
    /// Its identity.
    pub id: AssessmentId,
    /// The edition that is answered.
    pub edition: EditionKey,
    /// Its stage: 1, 2, 3 …
    pub stage: u8,
    /// Its new plan.
    pub plan: PlanId,
    /// The plan that it rates.
    pub rated: Option<PlanId>,
    /// When it was started.
    pub started: Timestamp,
    /// Its state.
    pub state: AssessmentState<Hash>,
    /// Since when it is shared with the secretariat, while it is not submitted.
    pub shared: Option<Timestamp>,
    /// When peer review feedback on it was sent, if it was.
    pub feedback: Option<Timestamp>,
}

impl ListedAssessment {
    /// Where it is: the place of permissions, in the organisation whose list it is in.
    #[must_use]
    pub fn place(&self, organisation: OrganisationId) -> AtAssessment {
        AtAssessment { organisation, assessment: self.id, step: self.state.step(), shared: self.shared }
    }
}

#[derive(sqlx::FromRow)]
struct Row {
    id: Uuid,
    edition: String,
    stage: i64,
    plan_id: Uuid,
    rated_plan_id: Option<Uuid>,
    started_at: At,
    shared_at: Option<At>,
    feedback_at: Option<At>,
    #[sqlx(flatten)]
    state: states::AssessmentStateColumns,
}

/// All of an organisation's self-assessments, newest first, in two queries.
pub async fn list(tx: &mut Tx, may: &Permit<ReadOrganisation>) -> Result<Vec<ListedAssessment>, Error> {
    all(tx, may.place()).await
}

async fn all(tx: &mut Tx, place: AtOrganisation) -> Result<Vec<ListedAssessment>, Error> {
    let signatures = states::signatures(tx, place.organisation).await?;
    let rows: Vec<Row> = tx
        .query(
            "select id, edition, stage, plan_id, rated_plan_id, started_at, step, locked_version_hash, locked_at, submitted_at,
                    due_on, returned_at, returned_reason, returned_by, paper, paper_on, shared_at,
                    confirmed_at, (select max(f.sent_at) from feedback f where f.assessment_id = assessment.id) as feedback_at
             from assessment where organisation_id = $1 order by stage desc, started_at desc",
        )
        .bind(place.organisation.0)
        .all()
        .await?;
    let listed = |row: Row| {
        Ok(ListedAssessment {
            id: AssessmentId(row.id),
            edition: EditionKey::from(row.edition.as_str()),
            stage: u8::try_from(row.stage).map_err(|error| Error::Decode(error.into()))?,
            plan: PlanId(row.plan_id),
            rated: row.rated_plan_id.map(PlanId),
            started: row.started_at.0,
            state: row.state.state(row.id, &signatures)?,
            shared: row.shared_at.map(|at| at.0),
            feedback: row.feedback_at.map(|at| at.0),
        })
    };
    rows.into_iter().map(listed).collect()
}

/// When peer review feedback on a self-assessment was sent, if it was.
pub async fn feedback_sent(tx: &mut Tx, may: &Permit<ReadAssessment>) -> Result<Option<Timestamp>, Error> {
    let (sent,): (Option<At>,) = tx
        .query("select max(sent_at) from feedback where assessment_id = $1")
        .bind(may.place().assessment.0)
        .one()
        .await?;
    Ok(sent.map(|At(at)| at))
}

/// The stage that an organisation is at, which is the one that it can start.
pub async fn stage(tx: &mut Tx, may: &Permit<ReadOrganisation>) -> Result<u8, Error> {
    let (stage,): (i64,) =
        tx.query("select stage from organisation where id = $1").bind(may.place().organisation.0).one().await?;
    u8::try_from(stage).map_err(|error| Error::Decode(error.into()))
}

/// A date that the secretariat set, with its reason; or else the day of a submission.
#[derive(sqlx::FromRow)]
struct DueDateRow {
    stage: i64,
    due_on: Option<Day>,
    feedback_on: Option<Day>,
    reason: Option<String>,
    submitted_at: Option<At>,
}

/// When a self-assessment is due, if that is known: from the date that the secretariat set, the phase, or the usual
/// interval.
pub async fn due(
    tx: &mut Tx,
    charter: &Charter,
    contents: &ContentsToCheck,
    today: Date,
) -> Result<Option<Due>, Error> {
    let organisation = contents.organisation();
    let rows: Vec<DueDateRow> = tx
        .query(
            "select d.stage, d.due_on, d.feedback_on, d.reason, null as submitted_at, d.recorded_at as sorted_at
             from due_date d where d.organisation_id = $1
             union all
             select a.stage, a.paper_on, null, null, a.submitted_at, a.started_at
             from assessment a where a.organisation_id = $1 and a.step = 'submitted'
             order by 6",
        )
        .bind(organisation.id.0)
        .all()
        .await?;
    let stage = charter.edition(contents.edition()).map_or(organisation.stage, |edition| edition.stage);
    let mut facts = CalendarFacts {
        phase: organisation.phase.clone(),
        signed: organisation.signed_on,
        stage,
        submitted: Vec::new(),
        recorded: Vec::new(),
    };
    for row in rows {
        let row_stage = u8::try_from(row.stage).map_err(|error| Error::Decode(error.into()))?;
        let day = row
            .due_on
            .map(|day| day.0)
            .or_else(|| row.submitted_at.map(|at| at.0.to_zoned(jiff::tz::TimeZone::UTC).date()));
        match (row.reason, day) {
            (Some(reason), Some(due)) => {
                let feedback = row.feedback_on.map(|day| day.0);
                facts.recorded.push(Recorded { stage: row_stage, due, feedback, reason });
            }
            // A submission of this stage is left out, since the question is when it is due.
            (None, Some(on)) if row_stage != stage => {
                facts.submitted.push(Submitted { stage: row_stage, on, review: ReviewProgress::Awaited });
            }
            _ => {}
        }
    }
    Ok(match calendar::standing(charter, &facts, today).next {
        Next::Due(due) => Some(due),
        Next::Submitted(..) | Next::Unknown => None,
    })
}

/// The edition that an assessment answers.
pub async fn edition(tx: &mut Tx, may: &Permit<ReadAssessment>) -> Result<EditionKey, Error> {
    let (edition,): (String,) = tx
        .query("select edition from assessment where id = $1 and organisation_id = $2")
        .bind(may.place().assessment.0)
        .bind(may.place().organisation.0)
        .one()
        .await?;
    Ok(EditionKey::from(edition.as_str()))
}

/// A self-assessment that is being drafted, and who edits it: for functions of this crate whose caller holds a permit to
/// edit it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct OpenDraft {
    pub(crate) author: Author,
    pub(crate) organisation: OrganisationId,
    pub(crate) assessment: AssessmentId,
}

impl OpenDraft {
    /// The subject of an event about it.
    pub(crate) fn subject(self) -> Subject {
        Subject::organisation(self.organisation).assessment(self.assessment)
    }
    /// The person who edits it, if the author is one.
    pub(crate) fn person(self) -> Option<Uuid> {
        self.author.person().map(|person| person.0)
    }
}

macro_rules! draft { ($($permission:ty)*) => { $(impl From<&WritePermit<$permission>> for OpenDraft {
    fn from(may: &WritePermit<$permission>) -> Self {
        let AtAssessment { organisation, assessment, .. } = may.place();
        Self { author: may.author(), organisation, assessment }
    }
})* } }
draft!(WriteAssessment AcceptIntoAssessment);

/// Starts the self-assessment of the stage that the organisation is at, with an empty plan. It keeps the edition that is
/// current on `today`, and rates the last plan that was submitted.
pub async fn start(
    tx: &mut Tx,
    may: &WritePermit<StartAssessment>,
    charter: &Charter,
    today: Date,
    now: Timestamp,
) -> Result<Result<AssessmentId, CannotStart>, Error> {
    let organisation = may.place().organisation;
    // Locks the row, so that two people who start one at the same moment do so one after the other.
    let (stage,): (i64,) = tx
        .query("update organisation set stage = stage where id = $1 returning stage")
        .bind(organisation.0)
        .one()
        .await?;
    let stage = u8::try_from(stage).map_err(|error| Error::Decode(error.into()))?;
    let before = all(tx, may.place()).await?;
    let states = before.iter().map(|one| (one.stage, &one.state));
    let edition = match CannotStart::check(charter, stage, today, states) {
        Ok(edition) => edition,
        Err(reason) => return Ok(Err(reason)),
    };
    let last: Option<(Uuid, Day)> = tx
        .query(
            "select p.id, p.ends_on from assessment a join plan p on p.id = a.plan_id
             where a.organisation_id = $1 and a.step = 'submitted' order by p.ends_on desc, p.created_at desc limit 1",
        )
        .bind(organisation.0)
        .optional()
        .await?;
    let rated = last.filter(|_| edition.rates_plan_of_months.is_some());
    let (starts, ends) = plan::next_span(last.map(|(_, ends)| ends.0), today, edition.plan_months);
    let (id, plan) = (AssessmentId(ids::new(now)), ids::new(now));
    tx.query("insert into plan (id, organisation_id, months, starts_on, ends_on, created_at) values ($1, $2, $3, $4, $5, $6)")
        .bind(plan)
        .bind(organisation.0)
        .bind(i64::from(edition.plan_months))
        .bind(Day(starts))
        .bind(Day(ends))
        .bind(At(now))
        .run()
        .await?;
    tx.query(
        "insert into assessment (id, organisation_id, edition, stage, step, rated_plan_id, plan_id, started_at)
         values ($1, $2, $3, $4, 'drafting', $5, $6, $7)",
    )
    .bind(id.0)
    .bind(organisation.0)
    .bind(edition.id.as_str())
    .bind(i64::from(stage))
    .bind(rated.map(|(plan, _)| plan))
    .bind(plan)
    .bind(At(now))
    .run()
    .await?;
    let subject = Subject::organisation(organisation).assessment(id);
    let started = EventKind::AssessmentStarted { title: edition.title.clone() };
    events::record(tx, may.author(), subject, &started, now).await?;
    Ok(Ok(id))
}
