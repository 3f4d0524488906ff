//! The submissions of a round: those of its days, and later ones that the secretariat accepted.

use super::{read, record};
use crate::core::{
    db::{Error, Tx},
    values::{At, Day, Number},
    write_permit::WritePermit,
};
use model::{
    AssessmentId, Date, OrganisationId, RoundId, Timestamp,
    core::{
        dates,
        permit::{AcceptLateSubmission, AtRound, Permission, Permit},
        short::Line,
    },
    peer_review::{event::RoundEvent, round::ReviewRound, round::submission::RoundMembership},
};
use std::collections::BTreeSet;
use uuid::Uuid;

/// A submission of a round, or one that can be accepted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RoundSubmission {
    /// The submission.
    pub assessment: AssessmentId,
    /// The organisation.
    pub organisation: OrganisationId,
    /// The name of the organisation.
    pub name: String,
    /// The stable address of the organisation.
    pub slug: String,
    /// The stage.
    pub stage: u8,
    /// The day of the submission.
    pub on: Date,
    /// Its relation to the round.
    pub membership: RoundMembership,
    /// Why it was accepted late, if it was.
    pub reason: Option<String>,
}

/// Why a submission was not accepted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotAccepted {
    /// It is not one that this round can accept: it is in this or another round, or was returned for changes.
    #[error("This submission cannot be added to this round any more. Check the list and try again")]
    NotOpen,
}

#[derive(sqlx::FromRow)]
struct SubmissionRow {
    id: Uuid,
    organisation_id: Uuid,
    name: String,
    slug: String,
    stage: Number<u8>,
    submitted_at: Option<At>,
    paper_on: Option<Day>,
    round_id: Option<Uuid>,
    reason: Option<String>,
    was_read: bool,
}

/// The submissions of a round and those that it can accept on the day `today`, by organisation. A cancelled round has none. That a submission was
/// accepted late does not count for the next one of the same self-assessment, after it was returned for changes. What is submitted again after its
/// feedback was sent is for a later round.
pub async fn submissions<P: Permission<Place = AtRound>>(
    tx: &mut Tx,
    may: &Permit<P>,
    round: &ReviewRound,
    today: Date,
) -> Result<Vec<RoundSubmission>, Error> {
    gathered(tx, may.place(), round, today).await
}

/// The same for callers in this crate that hold a permit at the round.
pub(crate) async fn gathered(
    tx: &mut Tx,
    at: AtRound,
    round: &ReviewRound,
    today: Date,
) -> Result<Vec<RoundSubmission>, Error> {
    if at.round != round.id {
        return Err(Error::RowNotFound);
    }
    let first = round.dates.first();
    let rows: Vec<SubmissionRow> = tx
        .query(
            "select a.id, a.organisation_id, o.name, o.slug, a.stage, a.submitted_at, a.paper_on, l.round_id, l.reason,
                 exists (select 1 from panel_submission s join panel p on p.id = s.panel_id
                     where s.assessment_id = a.id and p.round_id = $3)
                     and not exists (select 1 from panel_submission s join panel p on p.id = s.panel_id join round d on d.id = p.round_id
                         where s.assessment_id = a.id and s.until is null and d.cancelled_at is null and d.id <> $3) as was_read
             from assessment a join organisation o on o.id = a.organisation_id
                 left join (late_submission l join round r on r.id = l.round_id and r.cancelled_at is null)
                     on l.assessment_id = a.id and (a.submitted_at is null or a.submitted_at <= l.accepted_at)
             where a.step = 'submitted' and (a.paper_on >= $1 or (a.paper_on is null and a.submitted_at >= $2))
                 and not exists (select 1 from feedback f where f.assessment_id = a.id and f.round_id = $3 and f.sent_at < a.submitted_at)
             order by lower(o.name), o.id, a.stage",
        )
        .bind(Day(first))
        .bind(At(dates::start_of(first)))
        .bind(round.id.0)
        .all()
        .await?;
    let with_membership = |row: SubmissionRow| {
        // A submission made outside Assay counts from its own date, not from that of its import.
        let on = row.paper_on.map(|Day(on)| on).or(row.submitted_at.map(|At(at)| dates::day(at)))?;
        let membership = round.membership(on, (row.round_id.map(RoundId), row.was_read), today);
        (membership != RoundMembership::Elsewhere).then_some(RoundSubmission {
            assessment: AssessmentId(row.id),
            organisation: OrganisationId(row.organisation_id),
            name: row.name,
            slug: row.slug,
            stage: row.stage.0,
            on,
            membership,
            reason: row.reason,
        })
    };
    Ok(rows.into_iter().filter_map(with_membership).collect())
}

/// Whether each submission of a round is on a panel, of reviewers or of the Steering Board.
pub(super) async fn has_panel_for_each(tx: &mut Tx, round: &ReviewRound) -> Result<bool, Error> {
    let at = AtRound { round: round.id, is_cancelled: round.cancelled.is_some() };
    let all = gathered(tx, at, round, round.dates.due()).await?;
    let on_panels = on_panels(tx, round.id).await?;
    Ok(all.iter().all(|one| one.membership == RoundMembership::CanBeAccepted || on_panels.contains(&one.assessment)))
}

/// The submissions of a round that are on a panel, of reviewers or of the Steering Board.
pub(in crate::peer_review) async fn on_panels(tx: &mut Tx, round: RoundId) -> Result<BTreeSet<AssessmentId>, Error> {
    let rows: Vec<(Uuid,)> = tx
        .query(
            "select s.assessment_id from panel_submission s join panel p on p.id = s.panel_id
             where p.round_id = $1 and s.until is null",
        )
        .bind(round.0)
        .all()
        .await?;
    Ok(rows.into_iter().map(|(assessment,)| AssessmentId(assessment)).collect())
}

/// Accepts a submission that came after the last day.
pub async fn accept_late(
    tx: &mut Tx,
    may: &WritePermit<AcceptLateSubmission>,
    assessment: AssessmentId,
    reason: &Line,
    now: Timestamp,
) -> Result<Result<(), NotAccepted>, Error> {
    let round = read(tx, may).await?;
    let all = submissions(tx, may, &round, dates::day(now)).await?;
    let is_open =
        |one: &&RoundSubmission| one.assessment == assessment && one.membership == RoundMembership::CanBeAccepted;
    let Some(submission) = all.iter().find(is_open) else { return Ok(Err(NotAccepted::NotOpen)) };
    tx.query(
        "insert into late_submission (round_id, assessment_id, reason, person_id, accepted_at) values ($1, $2, $3, $4, $5)
         on conflict (round_id, assessment_id) do update set reason = $3, person_id = $4, accepted_at = $5",
    )
    .bind(round.id.0)
    .bind(assessment.0)
    .bind(reason.as_str())
    .bind(may.author().person().map(|person| person.0))
    .bind(At(now))
    .run()
    .await?;
    let (organisation, reason) = (submission.name.clone(), reason.to_string());
    let what = RoundEvent::LateSubmissionAccepted { round: round.name.to_string(), organisation, reason };
    record(tx, may, what, now).await?;
    Ok(Ok(()))
}

/// Takes a submission that was accepted late out of the round again. Returns false if it is not one.
pub async fn take_out(
    tx: &mut Tx,
    may: &WritePermit<AcceptLateSubmission>,
    assessment: AssessmentId,
    now: Timestamp,
) -> Result<bool, Error> {
    let round = read(tx, may).await?;
    let all = submissions(tx, may, &round, dates::day(now)).await?;
    let is_late =
        |one: &&RoundSubmission| one.assessment == assessment && one.membership == RoundMembership::AcceptedLate;
    let Some(submission) = all.iter().find(is_late) else { return Ok(false) };
    if !round.accepts_late(dates::day(now)) {
        return Ok(false);
    }
    tx.query("delete from late_submission where round_id = $1 and assessment_id = $2")
        .bind(round.id.0)
        .bind(assessment.0)
        .run()
        .await?;
    let organisation = submission.name.clone();
    record(tx, may, RoundEvent::LateSubmissionTakenOut { round: round.name.to_string(), organisation }, now).await?;
    Ok(true)
}
