//! The review of a submission by a panel: whether the visitor is a current member without a conflict of interest, and its step.

use super::{Found, StepColumns, has_conflict, is_of_panel, is_reviewed, join_step, step_columns};
use crate::core::{
    db::{Error, Tx},
    values::Text,
};
use model::{
    AssessmentId, PanelId, PersonId, RoundId,
    core::permit::{AtReview, Author, CharterRole, Relation},
    peer_review::review::{OwnReview, PanelStanding},
};
use uuid::Uuid;

#[derive(sqlx::FromRow)]
#[expect(clippy::struct_excessive_bools, reason = "each is a fact that a column tells")]
struct Columns {
    round_id: Uuid,
    charter_role: Option<Text<CharterRole>>,
    is_member: bool,
    is_read_by_board: bool,
    has_conflict: bool,
    is_reviewed: bool,
    has_reviewed: bool,
    has_agreed: bool,
    has_ever_been_complete: bool,
    is_complete: bool,
    #[sqlx(flatten)]
    step: StepColumns,
}

/// The same for a submission of a round, whichever panel reviews it.
pub async fn at_review_in_round(
    tx: &mut Tx,
    person: PersonId,
    (round, assessment): (RoundId, AssessmentId),
) -> Result<Option<Found<AtReview>>, Error> {
    let panel: Option<(Uuid,)> = tx
        .query(
            "select p.id from panel p join panel_submission x on x.panel_id = p.id and x.until is null
             where p.round_id = $1 and x.assessment_id = $2",
        )
        .bind(round.0)
        .bind(assessment.0)
        .optional()
        .await?;
    match panel {
        Some((panel,)) => at_review(tx, person, (PanelId(panel), assessment)).await,
        None => Ok(None),
    }
}

/// The relation of `person` to the review of a submission by a panel; none if this panel never had it. A review has ended when
/// the submission left the panel, so that its members are told why they find it no more. A member of the reviewed
/// organisation is a stranger here, and so is one who declared a conflict of interest with it or who reviews from it.
pub async fn at_review(
    tx: &mut Tx,
    person: PersonId,
    (panel, assessment): (PanelId, AssessmentId),
) -> Result<Option<Found<AtReview>>, Error> {
    let row: Option<Columns> = tx
        .query(concat!(
            "select p.round_id, s.role as charter_role, ",
            is_reviewed!("$3"),
            " or (s.role = 'board' and ",
            is_of_panel!("$3"),
            ") as is_reviewed,
                 exists (select 1 from panel_member m where m.panel_id = p.id and m.person_id = $3)
                     or exists (select 1 from feedback_draft_version v where v.panel_id = p.id and v.assessment_id = a.id and v.person_id = $3) as has_reviewed,
                 exists (select 1 from draft_agreement j where j.panel_id = p.id and j.assessment_id = a.id and j.person_id = $3
                     and j.ended_at is null) as has_agreed,
                 exists (select 1 from panel_member m where m.panel_id = p.id and m.person_id = $3 and m.until is null) as is_member,
                 p.kind = 'board' as is_read_by_board,
                 ",
            has_conflict!("$3"),
            " as has_conflict,
                 w.person_id is not null as has_ever_been_complete, w.completed_at is not null as is_complete, ",
            step_columns!(),
            " from panel p join panel_submission x on x.panel_id = p.id and x.since = (
                     select max(y.since) from panel_submission y where y.panel_id = p.id and y.assessment_id = x.assessment_id)
                 join assessment a on a.id = x.assessment_id
                 join round r on r.id = p.round_id
                 left join review w on w.panel_id = p.id and w.assessment_id = a.id and w.person_id = $3
                 ",
            join_step!(),
            " left join charter_role s on s.person_id = $3
             where p.id = $1 and a.id = $2"
        ))
        .bind(panel.0)
        .bind(assessment.0)
        .bind(person.0)
        .optional()
        .await?;
    Ok(row.map(|row| {
        let is_board = matches!(row.charter_role, Some(Text(CharterRole::Board)));
        let standing = match (row.is_read_by_board, row.has_conflict) {
            (true, _) if is_board && !row.is_reviewed => PanelStanding::Board,
            (false, false) if row.is_member => {
                PanelStanding::Member(OwnReview::of(row.has_ever_been_complete, row.is_complete))
            }
            _ => PanelStanding::Stranger,
        };
        let relation =
            Relation::from_database(Author::Person(person), row.charter_role.map(|Text(role)| role), None, None);
        let place = AtReview {
            round: RoundId(row.round_id),
            panel,
            assessment,
            standing,
            is_reviewed: row.is_reviewed,
            has_reviewed: row.has_reviewed,
            has_agreed: row.has_agreed,
            step: row.step.step(),
        };
        Found { relation, place, organisation: String::new() }
    }))
}
