//! Submissions that the Steering Board reads, without reviewers: those of founding signatories, for example. Each has a panel of its own, whose draft is
//! moderated and sent as that of any panel is.

pub mod duties;

use super::{
    panels::PanelPerson,
    rounds::{self, RoundSubmission, record},
};
use crate::core::{
    db::{Error, Tx},
    ids,
    relation::{StepColumns, belongs_to, is_board_of, join_step, step_columns},
    values::{At, Number},
    write_permit::WritePermit,
};
use model::{
    AssessmentId, Date, PanelId, PersonId, Timestamp,
    core::{
        dates,
        permit::{AtReview, KeepBoardReading, Permit, ReadBoardReading},
        short::Line,
    },
    peer_review::{event::PanelEvent, review::ReviewStep, round::ReviewRound, round::submission::RoundMembership},
};
use uuid::Uuid;

/// A submission that the board reads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BoardReading {
    /// Its panel.
    pub panel: PanelId,
    /// The submission.
    pub assessment: AssessmentId,
    /// The organisation.
    pub organisation: String,
    /// The stage.
    pub stage: u8,
    /// Why the board reads it.
    pub reason: String,
    /// The step.
    pub step: ReviewStep,
}

#[derive(sqlx::FromRow)]
struct Row {
    panel_id: Uuid,
    assessment_id: Uuid,
    name: String,
    stage: Number<u8>,
    reason: Option<String>,
    #[sqlx(flatten)]
    step: StepColumns,
}

/// What the board reads in a round, by organisation. A member of the board does not see what concerns the organisation where they work, which their email
/// address tells.
pub async fn list(tx: &mut Tx, may: &Permit<ReadBoardReading>) -> Result<Vec<BoardReading>, Error> {
    let rows: Vec<Row> = tx
        .query(concat!(
            "select p.id as panel_id, a.id as assessment_id, o.name, a.stage, p.reason, ",
            step_columns!(),
            " from panel p join round r on r.id = p.round_id join panel_submission x on x.panel_id = p.id and x.until is null
                 join assessment a on a.id = x.assessment_id join organisation o on o.id = a.organisation_id
                 ",
            join_step!(),
            " where p.round_id = $1 and p.kind = 'board' and not ",
            is_board_of!("$2", "o.id"),
            " order by lower(o.name), a.stage, a.id"
        ))
        .bind(may.place().round.0)
        .bind(may.author().person().map_or(Uuid::nil(), |person| person.0))
        .all()
        .await?;
    let read = |row: Row| BoardReading {
        panel: PanelId(row.panel_id),
        assessment: AssessmentId(row.assessment_id),
        organisation: row.name,
        stage: row.stage.0,
        reason: row.reason.unwrap_or_default(),
        step: row.step.step(),
    };
    Ok(rows.into_iter().map(read).collect())
}

/// The submissions of a round that are on no panel, which the board can read.
pub async fn candidates(
    tx: &mut Tx,
    may: &Permit<KeepBoardReading>,
    round: &ReviewRound,
    today: Date,
) -> Result<Vec<RoundSubmission>, Error> {
    let on_panels = rounds::on_panels(tx, round.id).await?;
    let mut all = rounds::submissions(tx, may, round, today).await?;
    all.retain(|one| one.membership != RoundMembership::CanBeAccepted && !on_panels.contains(&one.assessment));
    Ok(all)
}

/// Lets the board read a submission. Returns the members of the board who can, or none if it is not one of the [`candidates`].
pub async fn choose(
    tx: &mut Tx,
    may: &WritePermit<KeepBoardReading>,
    assessment: AssessmentId,
    reason: &Line,
    now: Timestamp,
) -> Result<Option<Vec<PanelPerson>>, Error> {
    let round = rounds::read(tx, may).await?;
    let all = candidates(tx, may, &round, dates::day(now)).await?;
    let Some(one) = all.iter().find(|one| one.assessment == assessment) else { return Ok(None) };
    let panel = ids::new(now);
    tx.query(
        "insert into panel (id, round_id, number, created_at, kind, reason)
         select $1, $2, coalesce(max(p.number), 1000) + 1, $3, 'board', $4 from panel p where p.round_id = $2 and p.kind = 'board'",
    )
    .bind(panel)
    .bind(round.id.0)
    .bind(At(now))
    .bind(reason.as_str())
    .run()
    .await?;
    tx.query("insert into panel_submission (panel_id, assessment_id, since) values ($1, $2, $3)")
        .bind(panel)
        .bind(assessment.0)
        .bind(At(now))
        .run()
        .await?;
    let (organisation, reason) = (one.name.clone(), reason.to_string());
    record(tx, may, PanelEvent::BoardReadingChosen { round: round.name.to_string(), organisation, reason }, now)
        .await?;
    let rows: Vec<(String, String)> = tx
        .query(concat!(
            "select p.name, p.email from charter_role c join person p on p.id = c.person_id
             where c.role = 'board' and not ",
            belongs_to!("p.id", "$1"),
            " order by p.id"
        ))
        .bind(one.organisation.0)
        .all()
        .await?;
    Ok(Some(rows.into_iter().map(|(name, email)| PanelPerson { name, email }).collect()))
}

/// Lets reviewers read a submission again, before the board has begun its feedback. False if the board does not read it, or has begun.
pub async fn take_back(
    tx: &mut Tx,
    may: &WritePermit<KeepBoardReading>,
    assessment: AssessmentId,
    now: Timestamp,
) -> Result<bool, Error> {
    let found: Option<(Uuid, String, String)> = tx
        .query(
            "select p.id, r.name, o.name from panel p join round r on r.id = p.round_id
                 join panel_submission s on s.panel_id = p.id and s.until is null
                 join assessment a on a.id = s.assessment_id join organisation o on o.id = a.organisation_id
             where p.round_id = $1 and p.kind = 'board' and a.id = $2
                 and not exists (select 1 from feedback_draft d where d.panel_id = p.id and d.assessment_id = a.id)",
        )
        .bind(may.place().round.0)
        .bind(assessment.0)
        .optional()
        .await?;
    let Some((panel, round, organisation)) = found else { return Ok(false) };
    tx.query("update panel_submission set until = $2 where panel_id = $1 and until is null")
        .bind(panel)
        .bind(At(now))
        .run()
        .await?;
    record(tx, may, PanelEvent::BoardReadingTakenBack { round, organisation }, now).await?;
    Ok(true)
}

/// Makes a member of the board the one who answers for its text, in place of whoever did before: who began it, or who confirms it.
pub(super) async fn answer_for(
    tx: &mut Tx,
    at: AtReview,
    person: Option<PersonId>,
    now: Timestamp,
) -> Result<(), Error> {
    let Some(person) = person else { return Ok(()) };
    tx.query(
        "update panel_member set until = $3, removed = true where panel_id = $1 and person_id <> $2 and until is null",
    )
    .bind(at.panel.0)
    .bind(person.0)
    .bind(At(now))
    .run()
    .await?;
    tx.query(
        "insert into panel_member (panel_id, person_id, since) select p.id, $2, $3 from panel p
         where p.id = $1 and not exists (select 1 from panel_member m where m.panel_id = $1 and m.person_id = $2 and m.until is null)",
    )
    .bind(at.panel.0)
    .bind(person.0)
    .bind(At(now))
    .run()
    .await?;
    Ok(())
}
